//! `#[graph_model(..)]` on a struct or on another name for a type, `#[graph_enum(..)]` on an enum.

use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, Generics, Ident, LitStr, Meta, Path, Token, Type, TypePath, Visibility};

use super::attributes::deprecation_details;
use super::{Attributes, Item, Member, Variant, action, member, named, variant};
use crate::report::{Report, error, error_at};
use crate::wire::Case;

const NAMES: &[&str] = &["name", "type_name", "base", "inline", "rename_all", "crate", "deprecated"];
const ENUM_NAMES: &[&str] = &["name", "inline", "flags", "rename_all", "crate", "deprecated"];
const ALIAS_NAMES: &[&str] = &["name", "deprecated"];

/// An object.
pub struct Model {
    /// Its name.
    pub name: Ident,
    /// What is before it.
    pub vis: Visibility,
    /// What is said about it.
    pub attributes: Attributes,
    /// What stands in the parentheses.
    pub options: ModelOptions,
    /// Its own members.
    pub members: Vec<Member>,
}

/// What stands in the parentheses of `graph_model` and `graph_enum`.
#[derive(Default)]
pub struct ModelOptions {
    /// What a description calls it.
    pub name: Option<LitStr>,
    /// What `@odata.type` says of it.
    pub type_name: Option<LitStr>,
    /// The type whose members it inherits.
    pub base: Option<TypePath>,
    /// Whether it has no name in a description: it belongs to the one place that uses it.
    pub inline: bool,
    /// Whether a value of an enum is a set.
    pub flags: bool,
    /// How the names on the wire are written.
    pub case: Case,
    /// Where the runtime is.
    pub runtime: Option<Path>,
}

/// An enum of known values.
pub struct Enumeration {
    /// Its name.
    pub name: Ident,
    /// What is before it.
    pub vis: Visibility,
    /// What is said about it.
    pub attributes: Attributes,
    /// What stands in the parentheses.
    pub options: ModelOptions,
    /// The known values.
    pub variants: Vec<Variant>,
}

/// Another name for a type.
pub struct Alias {
    /// The name that it gives.
    pub name: Ident,
    /// What is before it.
    pub vis: Visibility,
    /// What is said about it.
    pub attributes: Attributes,
    /// What stands in the parentheses.
    pub options: ModelOptions,
    /// The type.
    pub target: Type,
}

/// Reads a struct: of an action, or of its own.
pub fn structure(
    input: ParseStream<'_>,
    mut attributes: Attributes,
    vis: Visibility,
    report: &mut Report,
) -> syn::Result<Option<Item>> {
    input.parse::<Token![struct]>()?;
    let name: Ident = input.parse()?;
    let mut parameters: Generics = input.parse()?;
    if input.peek(Token![where]) {
        parameters.where_clause = Some(input.parse()?);
    }
    generics(&parameters, report);
    let fields = if input.peek(Token![;]) {
        Fields::Unit
    } else if input.peek(syn::token::Brace) {
        Fields::Named(input.parse()?)
    } else {
        Fields::Unnamed(input.parse()?)
    };
    if !matches!(fields, Fields::Named(_)) {
        input.parse::<Token![;]>()?;
    }
    let Some(options) = ModelOptions::read(&mut attributes, report) else {
        return Ok(action::parse(name, vis, attributes, fields, report));
    };
    let help = "write it like `pub struct Shelf { pub name: Option<String> }`";
    let Fields::Named(fields) = fields else {
        report.push(error(&name, "the members of a model have names", help));
        return Ok(None);
    };
    super::attributes::refuse_on_type(&mut attributes, report);
    let members = members(fields.named, options.case, report);
    Ok(Some(Item::Model(Model { name, vis, attributes, options, members })))
}

/// The members in `fields`.
pub fn members(fields: Punctuated<syn::Field, Token![,]>, case: Case, report: &mut Report) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for field in fields {
        let Some(member) = member::parse(field, case, report) else { continue };
        if members.iter().any(|known| known.wire == member.wire) {
            let message = format!("two members are called `{}` on the wire", member.wire);
            report.push(error_at(member.wire_span, message, "rename one of them: `#[graph(rename = \"..\")]`"));
        }
        if members.iter().any(|known| known.ident == member.ident) {
            if !members.iter().any(|known| known.wire == member.wire) {
                let message = format!("two members have the name `{}`", member.ident);
                report.push(error(&member.ident, message, "name one of them otherwise"));
            }
            continue;
        }
        members.push(member);
    }
    members
}

/// Reads an enum.
pub fn enumeration(
    input: ParseStream<'_>,
    mut attributes: Attributes,
    vis: Visibility,
    report: &mut Report,
) -> syn::Result<Option<Enumeration>> {
    input.parse::<Token![enum]>()?;
    let name: Ident = input.parse()?;
    generics(&input.parse()?, report);
    let body;
    syn::braced!(body in input);
    let listed = Punctuated::<syn::Variant, Token![,]>::parse_terminated(&body)?;
    let mut options = ModelOptions::default();
    match attributes.declares.take() {
        Some(("graph_enum", attribute)) => options.read_from(&attribute, ENUM_NAMES, &mut attributes, report),
        Some((other, attribute)) => {
            report.push(error(&attribute, format!("`{other}` does not go on an enum"), "use `graph_enum`"));
            return Ok(None);
        }
        None => {}
    }
    super::attributes::refuse_on_type(&mut attributes, report);
    let variants = variant::all(listed, options.case, report);
    Ok(Some(Enumeration { name, vis, attributes, options, variants }))
}

/// Reads another name for a type.
pub fn alias(
    input: ParseStream<'_>,
    mut attributes: Attributes,
    vis: Visibility,
    report: &mut Report,
) -> syn::Result<Option<Alias>> {
    input.parse::<Token![type]>()?;
    let name: Ident = input.parse()?;
    generics(&input.parse()?, report);
    input.parse::<Token![=]>()?;
    let target: Type = input.parse()?;
    input.parse::<Token![;]>()?;
    let mut options = ModelOptions::default();
    if let Some((_, attribute)) = attributes.declares.take() {
        options.read_from(&attribute, ALIAS_NAMES, &mut attributes, report);
    }
    Ok(Some(Alias { name, vis, attributes, options, target }))
}

fn generics(generics: &Generics, report: &mut Report) {
    let help = "give the types of the members in full";
    if !generics.params.is_empty() {
        report.push(error(generics, "what is declared cannot be generic", help));
    }
    if let Some(clause) = &generics.where_clause {
        report.push(error(clause, "what is declared cannot have conditions", help));
    }
}

impl ModelOptions {
    /// The options of a struct; `None` where it is the body of an action.
    fn read(into: &mut Attributes, report: &mut Report) -> Option<Self> {
        let mut options = Self::default();
        match into.declares.take() {
            Some(action @ ("graph_action", _)) => {
                into.declares = Some(action);
                return None;
            }
            Some(("graph_model", attribute)) => options.read_from(&attribute, NAMES, into, report),
            Some((other, attribute)) => {
                let help = "use `graph_model` or `graph_action`";
                report.push(error(attribute, format!("`{other}` does not go on a struct"), help));
            }
            None => {}
        }
        Some(options)
    }

    /// Reads what stands in the parentheses of `attribute`.
    pub fn read_from(
        &mut self,
        attribute: &Attribute,
        names: &[&'static str],
        into: &mut Attributes,
        report: &mut Report,
    ) {
        let Meta::List(list) = &attribute.meta else { return };
        let parser = |input: ParseStream<'_>| {
            let mut faults = Report::default();
            named::read(input, names, report, |name, input| self.set(name, input, into, &mut faults));
            report.append(faults);
            Ok(())
        };
        let read = list.parse_args_with(parser);
        report.keep(read);
    }

    fn set(
        &mut self,
        name: &str,
        input: ParseStream<'_>,
        into: &mut Attributes,
        report: &mut Report,
    ) -> syn::Result<()> {
        match name {
            "name" => self.name = Some(filled(named::assigned(input, "name = \"microsoft.graph.call\"")?)?),
            "type_name" => self.type_name = Some(filled(named::assigned(input, "type_name = \"#private.shelf\"")?)?),
            "base" => self.base = Some(named::assigned(input, "base = Entity")?),
            "inline" => self.inline = true,
            "flags" => self.flags = true,
            "rename_all" => self.case = Case::parse(&named::assigned(input, "rename_all = \"PascalCase\"")?)?,
            "crate" => self.runtime = Some(named::path(input, "crate = graph_beta::graph_runtime")?),
            _ => deprecation_details(input, &mut into.deprecated, report)?,
        }
        Ok(())
    }
}

fn filled(text: LitStr) -> syn::Result<LitStr> {
    if text.value().is_empty() {
        return Err(error(text, "the name is empty", "write it, or leave the option out"));
    }
    Ok(text)
}
