//! The optional query parameters of an operation, as a type that says which there are.

use std::collections::HashMap;

use super::arguments;
use super::tree::PathSoFar;
use crate::checked::{OptionSet, Options, OwnOptions};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{Method, ODataOption, Operation, QueryParameter};
use crate::names::{self, Book, EntryKind, Key, Name};
use crate::order;

/// The sets of `OData` options met so far, with their names.
#[derive(Default)]
pub struct OptionSets(HashMap<Vec<ODataOption>, Name>);

impl OptionSets {
    /// The options of `operation` at `path`, whose builder's names start with `stem`.
    pub fn of(
        &mut self,
        operation: &Operation,
        path: &PathSoFar,
        stem: impl Fn() -> String,
        book: (&Book, Key),
        found: &mut Diagnostics,
    ) -> Options {
        let optional = operation.query.iter().filter(|parameter| !parameter.required);
        let (odata, own): (Vec<_>, Vec<_>) =
            optional.partition(|parameter| ODataOption::parse(&parameter.name).is_some());
        let is_declared = |option: &ODataOption| odata.iter().any(|parameter| parameter.name == option.wire());
        let odata: Vec<_> = ODataOption::ALL.into_iter().filter(is_declared).collect();
        if !own.is_empty() {
            return Options::Own(own_options(&own, odata, (path, &stem(), operation.method), book, found));
        }
        if odata.is_empty() {
            return Options::None;
        }
        let name = self.0.entry(odata.clone()).or_insert_with_key(|options| set_name(options)).clone();
        Options::Shared(OptionSet { name, options: odata })
    }

    /// Adds `others`, which were met elsewhere.
    pub fn add(&mut self, others: Self) {
        // The name follows from the options.
        self.0.extend(others.0);
    }

    /// The sets, sorted.
    pub fn into_sorted(self) -> Vec<OptionSet> {
        let mut sets: Vec<_> = self.0.into_iter().map(|(options, name)| OptionSet { name, options }).collect();
        order::sort_by(&mut sets, OptionSet::cmp);
        sets
    }
}

/// `$select` and `$top` as `SelectTopOptions`.
fn set_name(options: &[ODataOption]) -> Name {
    let names: Vec<_> = options.iter().map(|option| option.wire().trim_start_matches('$')).collect();
    names::type_ident(&format!("{}_options", names.join("_")))
}

fn own_options(
    own: &[&QueryParameter],
    odata: Vec<ODataOption>,
    (path, stem, method): (&PathSoFar, &str, Method),
    (book, node): (&Book, Key),
    found: &mut Diagnostics,
) -> OwnOptions {
    let key = book.entry(node, &format!("{} options", method.as_str()));
    let name = names::type_ident(&format!("{stem}_{}_options", method.as_str().to_lowercase()));
    let setters_trait = names::type_ident(&format!("set_{stem}_{}_options", method.as_str().to_lowercase()));
    let (name, setters_trait) = (book.keep(key, 0, name), book.keep(key, 1, setters_trait));
    let mut scope = names::Scope::reserving(book.names_below(key, EntryKind::Single, 0));
    let setters = own.iter().map(|parameter| {
        let (wanted, key) = (names::value_ident(&parameter.name), book.entry(key, &parameter.name));
        let is_taken = names::REQUEST_METHODS.binary_search(&wanted.bare()).is_ok();
        let free = if is_taken { names::suffixed(&wanted, "_option") } else { wanted.clone() };
        // Names that meet are numbered, and two that a user made equal are told by the compiler.
        let name = scope.claim_kept((book, key, 0), &free, || None, ()).0;
        if is_taken {
            let message =
                format!("every request has a method `{wanted}`; the option `{}` becomes `{name}`", parameter.name);
            found.push(
                Diagnostic::warning(parameter.origin.clone(), message).help(format!("it is set by `.{name}(..)`")),
            );
        }
        arguments::query_argument(parameter, path, name)
    });
    let setters = setters.collect();
    OwnOptions { name, setters_trait, odata, setters }
}
