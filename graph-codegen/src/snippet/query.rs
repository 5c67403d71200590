//! The query of a request as calls: `OData` options, an operation's own, and what only the raw way sends.

use graph_emit::checked::{Argument, ArgumentType, Operation, Options};
use graph_emit::ir::{ODataOption, Primitive, split_outside, unquoted};
use graph_emit::names::Name;
use proc_macro2::TokenStream;
use quote::quote;

use super::argument;
use super::faults::Faults;
use super::imports::Imports;
use super::request::{Part, QueryOption, decoded};
use crate::spec::{nearest_by, question};

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
    name_at: usize,
    value_at: usize,
}

/// What the query is written with.
pub struct Queries<'a, 't> {
    /// The operation.
    pub operation: &'a Operation,
    /// The module of its builder.
    pub module: &'a [Name],
    /// The names in use.
    pub imports: &'a mut Imports,
    /// What is wrong so far.
    pub faults: &'a mut Faults<'t>,
}

impl Queries<'_, '_> {
    /// The calls for `options`, and for the parameters that arguments in the path gave (`aliases`); `line` is where the
    /// operation is named.
    pub fn write(&mut self, options: &[QueryOption<'_>], aliases: &[(String, String)], line: Part<'_>) -> Query {
        let mut wanted: Vec<_> = options.iter().map(|option| self.wanted(option)).collect();
        let given = |(name, value): &(String, String)| Wanted {
            name: name.clone(),
            value: value.clone(),
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
            query.calls.extend(self.call(&option, is_repeated));
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
        Wanted { name: alias.unwrap_or(&name).to_owned(), value, name_at: option.name.at, value_at: option.value.at }
    }

    /// The call for one option that the operation may be called without.
    fn call(&mut self, wanted: &Wanted, is_repeated: bool) -> Option<TokenStream> {
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
            self.unknown(wanted);
            return self.raw(wanted);
        };
        let argument = self.argument(setter, wanted)?;
        self.imports.methods(self.module, &own.setters_trait);
        let method = &setter.name;
        Some(quote! { .#method(#argument) })
    }

    /// The call of the method that the runtime has for an option of `OData`.
    fn odata(&mut self, option: ODataOption, value: &str, wanted: &Wanted) -> Option<TokenStream> {
        let list = || {
            let entries = split_outside(value, ',');
            quote! { [#(#entries),*] }
        };
        let mut typed = |primitive| self.typed(value, ArgumentType::One(primitive), wanted);
        Some(match option {
            ODataOption::Count => typed(Primitive::Boolean).map(|count| quote! { .count(#count) })?,
            ODataOption::Skip => typed(Primitive::Int32).map(|skip| quote! { .skip(#skip) })?,
            ODataOption::Top => typed(Primitive::Int32).map(|top| quote! { .top(#top) })?,
            ODataOption::Expand => {
                let list = list();
                quote! { .expand(#list) }
            }
            ODataOption::Orderby => {
                let list = list();
                quote! { .orderby(#list) }
            }
            ODataOption::Select => {
                let list = list();
                quote! { .select(#list) }
            }
            ODataOption::Filter => quote! { .filter(#value) },
            ODataOption::Format => quote! { .format(#value) },
            ODataOption::Search => quote! { .search(#value) },
        })
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

    fn unknown(&mut self, wanted: &Wanted) {
        let Wanted { name, .. } = wanted;
        let known = &self.operation.query;
        let dollar = format!("${name}");
        let help = if known.contains(&dollar) {
            format!("did you mean `{dollar}`?")
        } else {
            let near = nearest_by(&name.to_lowercase(), known.iter().map(String::as_str), 3, str::to_lowercase);
            question(&near).unwrap_or_else(|| match known.as_slice() {
                [] => "the operation has no query options".to_owned(),
                known => format!("its query options are {}", known.join(", ")),
            })
        };
        let message = format!("the operation does not declare the query option `{name}`");
        self.faults.undeclared(wanted.name_at, message, help);
    }

    /// The way to send what is not declared.
    fn raw(&self, wanted: &Wanted) -> Option<TokenStream> {
        let Wanted { name, value, .. } = wanted;
        self.faults.is_lenient().then(|| quote! { .query(#name, #value) })
    }
}
