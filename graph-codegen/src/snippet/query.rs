//! The query of a request as calls: `OData` options, an operation's own, and what only the raw way sends.

use graph_emit::checked::{Argument, ArgumentType, Operation, Options, Returns};
use graph_emit::ir::{ODataOption, Primitive, unquoted};
use proc_macro2::TokenStream;
use quote::quote;

use super::argument;
use super::entries::{Expressions, List, Told};
use super::faults::Faults;
use super::fields::{Unknown, by_name};
use super::imports::Imports;
use super::request::{QueryOption, Request, decoded};
use super::types::{Found, Types};
use crate::spec::{nearest_by, question};

/// Options that the service puts into its next links and delta links.
const LINK_OPTIONS: [&str; 2] = ["$deltatoken", "$skiptoken"];

/// What a query becomes.
#[derive(Debug, Default)]
pub struct Query {
    /// The arguments of the operation, in the order of its signature.
    pub arguments: Vec<TokenStream>,
    /// The calls on the request, each with its dot.
    pub calls: Vec<TokenStream>,
}

/// A query option that is not yet understood.
struct Wanted {
    name: String,
    value: String,
    /// The value as it stands in the request.
    raw: String,
    name_at: usize,
    value_at: usize,
}

impl Wanted {
    /// Where `part` of the value stands in the request; the place of the whole value where it is written otherwise.
    fn at_of(&self, part: &str) -> usize {
        self.value_at + self.raw.find(part).unwrap_or_default()
    }
}

/// What the query is written with.
pub struct Queries<'a, 'c, 't> {
    /// The operation.
    pub operation: &'a Operation,
    /// The types of the API.
    pub types: &'a Types<'c>,
    /// The names in use.
    pub imports: &'a mut Imports,
    /// What is wrong so far.
    pub faults: &'a mut Faults<'t>,
}

impl<'c> Queries<'_, 'c, '_> {
    /// The calls for the query of `request`, and for the parameters that arguments in its path gave (`aliases`).
    pub fn write(&mut self, request: &Request<'_>, aliases: &[(String, String)]) -> Query {
        let line = request.method;
        let mut wanted: Vec<_> = request.query.iter().map(|option| self.wanted(option)).collect();
        for wanted in &mut wanted {
            self.respell(wanted);
        }
        let given = |(name, value): &(String, String)| Wanted {
            name: name.clone(),
            value: value.clone(),
            raw: String::new(),
            name_at: line.at,
            value_at: line.at,
        };
        wanted.extend(aliases.iter().map(given));
        let mut query = Query::default();
        for argument in &self.operation.arguments {
            let name = &argument.wire;
            if let Some(place) = wanted.iter().position(|wanted| wanted.name == *name) {
                query.arguments.extend(self.argument(argument, &wanted.remove(place)));
            } else {
                let message = format!("the query parameter `{name}` is missing");
                self.faults.error(line.at, message, format!("the operation needs it: add `{name}=..` to the query"));
            }
        }
        let mut seen: Vec<String> = Vec::new();
        for option in wanted {
            let is_repeated = seen.contains(&option.name);
            seen.push(option.name.clone());
            query.calls.extend(self.call(&option, is_repeated, request));
        }
        query
    }

    /// The option, or the argument of the path that it gives the value of: `@x='1'` is `1` for the parameter `x`.
    fn wanted(&self, option: &QueryOption<'_>) -> Wanted {
        let (name, value) = (decoded(option.name.text), decoded(option.value.text));
        let alias = name.strip_prefix('@').filter(|alias| self.operation.query.iter().any(|known| known == alias));
        // The value of an alias is an OData literal; the setter takes the text inside its quotes.
        let value = match (alias, unquoted(&value)) {
            (Some(_), (text, true)) => text.replace("''", "'"),
            _ => value,
        };
        Wanted {
            name: alias.unwrap_or(&name).to_owned(),
            value,
            raw: option.value.text.to_owned(),
            name_at: option.name.at,
            value_at: option.value.at,
        }
    }

    /// Gives an option the name that it is declared by, where that is the same in another case, or with a `$`, which Graph
    /// does not ask for (<https://learn.microsoft.com/graph/query-parameters>).
    fn respell(&mut self, wanted: &mut Wanted) {
        let known = &self.operation.query;
        let declared = by_name(known, &wanted.name, String::as_str)
            .or_else(|| by_name(known, &format!("${}", wanted.name), String::as_str));
        if let Some(declared) = declared.filter(|declared| **declared != wanted.name) {
            self.faults.respelled(wanted.name_at, "", &wanted.name, declared);
            wanted.name.clone_from(declared);
        }
    }

    /// The call for one option that the operation may be called without.
    fn call(&mut self, wanted: &Wanted, is_repeated: bool, request: &Request<'_>) -> Option<TokenStream> {
        let Wanted { name, value, .. } = wanted;
        if is_repeated {
            let help = "leave one of them; an option that the description knows is sent once";
            self.faults.undeclared(wanted.name_at, format!("the query option `{name}` comes twice"), help);
            return self.raw(wanted);
        }
        let (odata, own): (&[ODataOption], _) = match &self.operation.options {
            Options::None => (&[], None),
            Options::Shared(set) => (&set.options, None),
            Options::Own(own) => (&own.odata, Some(own)),
        };
        if let Some(option) = ODataOption::parse(name).filter(|option| odata.contains(option)) {
            return self.odata(option, value, wanted);
        }
        let Some((own, setter)) =
            own.and_then(|own| Some((own, own.setters.iter().find(|setter| setter.wire == *name)?)))
        else {
            return self.undeclared(wanted, request);
        };
        let argument = self.argument(setter, wanted)?;
        self.imports.methods(&self.types.module, &own.setters_trait);
        let method = &setter.name;
        Some(quote! { .#method(#argument) })
    }

    /// The call of the method that the runtime has for an option of `OData`.
    fn odata(&mut self, option: ODataOption, value: &str, wanted: &Wanted) -> Option<TokenStream> {
        let mut typed = |primitive| self.typed(value, ArgumentType::One(primitive), wanted);
        Some(match option {
            ODataOption::Count => typed(Primitive::Boolean).map(|count| quote! { .count(#count) })?,
            ODataOption::Skip => typed(Primitive::Int32).map(|skip| quote! { .skip(#skip) })?,
            ODataOption::Top => typed(Primitive::Int32).map(|top| quote! { .top(#top) })?,
            ODataOption::Expand => self.expression(wanted, |this, model| {
                let entries = this.entries(List::Expand, value, model);
                quote! { .expand(#entries) }
            })?,
            ODataOption::Orderby => self.expression(wanted, |this, model| {
                let entries = this.entries(List::Orderby, value, model);
                quote! { .orderby(#entries) }
            })?,
            ODataOption::Select => self.expression(wanted, |this, model| {
                let entries = this.entries(List::Select, value, model);
                quote! { .select(#entries) }
            })?,
            ODataOption::Filter => self.expression(wanted, |this, model| {
                let filter = this.filter(value, model);
                quote! { .filter(#filter) }
            })?,
            ODataOption::Format => quote! { .format(#value) },
            ODataOption::Search => quote! { .search(#value) },
        })
    }

    /// A call whose argument speaks of the members of what is asked for; `None`, and told, where it names one that is not
    /// there.
    fn expression(
        &mut self,
        wanted: &Wanted,
        write: impl FnOnce(&mut Expressions<'_, 'c>, Option<&Found<'c>>) -> TokenStream,
    ) -> Option<TokenStream> {
        let model = self.types.queried(&self.operation.returns);
        let mut expressions = Expressions { types: self.types, imports: self.imports, told: Told::default() };
        let call = write(&mut expressions, model.as_ref());
        let Told { unknown, respelled } = expressions.told;
        for (written, declared) in respelled {
            self.faults.respelled(wanted.at_of(&written), "", &written, &declared);
        }
        for Unknown { owner, name, near } in &unknown {
            let near: Vec<_> = near.iter().map(String::as_str).collect();
            let help = question(&near).unwrap_or_else(|| format!("see the members of `{owner}`"));
            self.faults.undeclared(wanted.at_of(name), format!("`{owner}` has no member `{name}`"), help);
        }
        (unknown.is_empty() || self.faults.is_lenient()).then_some(call)
    }

    fn argument(&mut self, argument: &Argument, wanted: &Wanted) -> Option<TokenStream> {
        self.typed(&wanted.value, argument.ty, wanted)
    }

    fn typed(&mut self, value: &str, ty: ArgumentType, wanted: &Wanted) -> Option<TokenStream> {
        let typed = argument::value(value, ty, self.imports);
        if typed.is_none() {
            let expected = argument::described(ty);
            let message = format!("`{value}` is not a value of the query option `{}`", wanted.name);
            self.faults.error(wanted.value_at, message, format!("write {expected}"));
        }
        typed
    }

    /// The call for an option that the description does not declare.
    fn undeclared(&mut self, wanted: &Wanted, request: &Request<'_>) -> Option<TokenStream> {
        let Wanted { name, value, .. } = wanted;
        let is = |known: &&str| name.eq_ignore_ascii_case(known);
        let level = request.header("ConsistencyLevel").map(|header| header.value.text);
        let (message, help) = if matches!(self.operation.returns, Returns::Collection(_)) && LINK_OPTIONS.iter().any(is)
        {
            // Links have them, so no description does (https://learn.microsoft.com/graph/delta-query-overview).
            let help = "a program keeps the whole link and goes on by `resume`, which also keeps its other options";
            (format!("`{name}` comes from a link of the service"), help)
        } else if is(&"$count") && level.is_some_and(|level| level.eq_ignore_ascii_case("eventual")) {
            // Advanced queries want it, whatever they answer (https://learn.microsoft.com/graph/aad-advanced-queries).
            let help = "the description does not declare it for this operation, and the snippet sends it";
            ("`$count` goes with `ConsistencyLevel: eventual`".to_owned(), help)
        } else {
            self.unknown(wanted);
            return self.raw(wanted);
        };
        self.faults.note(wanted.name_at, "", message, help);
        Some(quote! { .query(#name, #value) })
    }

    fn unknown(&mut self, wanted: &Wanted) {
        let Wanted { name, .. } = wanted;
        let known = &self.operation.query;
        let near = nearest_by(&name.to_lowercase(), known.iter().map(String::as_str), 3, str::to_lowercase);
        let help = question(&near).unwrap_or_else(|| match known.as_slice() {
            [] => "the operation has no query options".to_owned(),
            known => format!("its query options are {}", known.join(", ")),
        });
        let message = format!("the operation does not declare the query option `{name}`");
        self.faults.undeclared(wanted.name_at, message, help);
    }

    /// The way to send what is not declared.
    fn raw(&self, wanted: &Wanted) -> Option<TokenStream> {
        let Wanted { name, value, .. } = wanted;
        self.faults.is_lenient().then(|| quote! { .query(#name, #value) })
    }
}
