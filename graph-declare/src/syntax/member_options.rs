//! `#[graph(..)]` on a member, and whether its type can keep to it.

use graph_emit::ir::Constraint;
use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::{Attribute, Lit, LitInt, LitStr, Type};

use super::attributes::deprecation_details;
use super::{Attributes, named};
use crate::report::{Report, error, error_at};

const NAMES: &[&str] = &["rename", "starts_with", "min_length", "max_length", "min", "max", "uuid", "deprecated"];

/// The options of a member.
#[derive(Default)]
pub struct Options {
    /// The name on the wire.
    pub rename: Option<LitStr>,
    /// Whether its text is a GUID.
    pub is_guid: bool,
    starts_with: Option<LitStr>,
    length: Bounds<usize>,
    range: Bounds<f64>,
}

/// The lowest and the highest value, each with its place.
struct Bounds<T> {
    min: Option<(T, Span)>,
    max: Option<(T, Span)>,
}

impl<T> Default for Bounds<T> {
    fn default() -> Self {
        Self { min: None, max: None }
    }
}

/// What is known of a type by its name alone; rustc judges the rest.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looks {
    Text,
    Number,
    Other,
    Unknown,
}

impl Options {
    /// The options in the attributes `#[graph(..)]`; what is wrong with them goes to `report`.
    pub fn parse(attributes: &[Attribute], into: &mut Attributes, report: &mut Report) -> Self {
        let mut options = Self::default();
        let mut faults = Report::default();
        named::in_attributes(attributes, NAMES, report, |name, input| match name {
            "deprecated" => deprecation_details(input, &mut into.deprecated, &mut faults),
            name => options.set(name, input),
        });
        report.append(faults);
        options
    }

    fn set(&mut self, name: &str, input: ParseStream<'_>) -> syn::Result<()> {
        match name {
            "rename" => self.rename = Some(named::assigned(input, "rename = \"callbackURI\"")?),
            "starts_with" => self.starts_with = Some(named::assigned(input, "starts_with = \"https://\"")?),
            "min_length" => self.length.min = Some(length(&named::assigned(input, "min_length = 1")?)?),
            "max_length" => self.length.max = Some(length(&named::assigned(input, "max_length = 256")?)?),
            "uuid" => self.is_guid = true,
            "min" => self.range.min = Some(number(&named::assigned(input, "min = 0")?)?),
            _ => self.range.max = Some(number(&named::assigned(input, "max = 100")?)?),
        }
        Ok(())
    }

    /// What a member of the type `ty` must satisfy; what cannot be satisfied or checked goes to `report`.
    pub fn constraints(&self, ty: &Type, report: &mut Report) -> Vec<Constraint> {
        let looks = looks(ty);
        let mut constraints = Vec::new();
        if let Some(prefix) = &self.starts_with {
            report.keep(applies(looks, Looks::Text, prefix.span()));
            report.keep(is_some_text(prefix));
            constraints.push(Constraint::StartsWith(prefix.value()));
        }
        if let Some((min, max)) = self.length.checked(looks, Looks::Text, report) {
            constraints.push(Constraint::Length { min, max });
        }
        if let Some((min, max)) = self.range.checked(looks, Looks::Number, report) {
            constraints.push(Constraint::Range { min, max });
        }
        constraints
    }
}

impl<T: Copy + PartialOrd> Bounds<T> {
    /// The bounds, if there are any.
    fn checked(&self, looks: Looks, needed: Looks, report: &mut Report) -> Option<(Option<T>, Option<T>)> {
        // One of the two is enough to say it.
        let (_, first) = self.min.or(self.max)?;
        report.keep(applies(looks, needed, first));
        if let (Some((min, _)), Some((max, span))) = (self.min, self.max)
            && min > max
        {
            report.push(error_at(span, "no value is in these bounds", "the lower one is above the upper one"));
        }
        let value = |bound: Option<(T, Span)>| bound.map(|(value, _)| value);
        Some((value(self.min), value(self.max)))
    }
}

fn looks(ty: &Type) -> Looks {
    let name = match ty {
        Type::Group(group) => return looks(&group.elem),
        Type::Path(path) => path.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    };
    match name.as_deref() {
        Some("String") => Looks::Text,
        Some("i8" | "u8" | "i16" | "i32" | "f32" | "f64") => Looks::Number,
        Some("bool" | "i64" | "u64" | "i128" | "u128" | "isize" | "usize" | "Vec" | "Json") => Looks::Other,
        _ => Looks::Unknown,
    }
}

fn applies(looks: Looks, needed: Looks, span: Span) -> syn::Result<()> {
    if looks == needed || looks == Looks::Unknown {
        return Ok(());
    }
    let (message, help) = match needed {
        Looks::Text => {
            ("this bounds a text, and the member is not one", "remove it, or make the member an `Option<String>`")
        }
        _ => (
            "this bounds a number, and the member is not one that can be compared exactly",
            "remove it, or make the member an `Option<i32>`, `Option<f64>` or a smaller number",
        ),
    };
    Err(error_at(span, message, help))
}

fn is_some_text(prefix: &LitStr) -> syn::Result<()> {
    if prefix.value().is_empty() {
        return Err(error(prefix, "every text starts with an empty one", "remove `starts_with`"));
    }
    Ok(())
}

fn length(literal: &LitInt) -> syn::Result<(usize, Span)> {
    let help = "write the number of characters, like `256`";
    if !literal.suffix().is_empty() {
        return Err(error(literal, "a length has no suffix", help));
    }
    let value = literal.base10_parse().map_err(|_| error(literal, "this is not a length", help))?;
    Ok((value, literal.span()))
}

fn number(literal: &Lit) -> syn::Result<(f64, Span)> {
    let (digits, suffix) = match literal {
        Lit::Int(int) => (int.base10_digits(), int.suffix()),
        Lit::Float(float) => (float.base10_digits(), float.suffix()),
        _ => ("", ""),
    };
    match digits.parse::<f64>() {
        Ok(value) if value.is_finite() && suffix.is_empty() => Ok((value, literal.span())),
        _ => Err(error(literal, "this is not a number", "write it without a suffix, like `100` or `-1.5`")),
    }
}
