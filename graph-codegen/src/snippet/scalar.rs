//! Scalars as Rust: in a body, and as the arguments that become text in a URL.

use graph_emit::checked::Ty;
use graph_emit::ir::Primitive;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::imports::Imports;
use super::node::{Kind, Node};

/// The value of a member or an item; `None` where `node` is not a value of that type.
pub fn value(node: &Node<'_>, primitive: Primitive, imports: &mut Imports) -> Option<TokenStream> {
    match primitive {
        Primitive::String | Primitive::Guid => node.text().map(|text| quote! { #text.to_owned() }),
        Primitive::DateTimeOffset
        | Primitive::Date
        | Primitive::TimeOfDay
        | Primitive::Duration
        | Primitive::Binary => node.text().map(|text| quote! { #text.into() }),
        Primitive::Boolean if node.kind() == Kind::Boolean => boolean(node.raw),
        Primitive::Decimal if matches!(node.kind(), Kind::Number | Kind::Text) => decimal(node.raw, imports),
        Primitive::Float | Primitive::Double if node.kind() == Kind::Text => unending(&node.text()?, primitive),
        _ if node.kind() == Kind::Number => number(node.raw, primitive),
        _ => None,
    }
}

/// The value of a member where all that turns into a `ty` is taken; `None` where [`value`] will do, too.
pub fn convertible(node: &Node<'_>, ty: &Ty) -> Option<TokenStream> {
    let Ty::Scalar(primitive) = ty else { return None };
    let literal = match primitive {
        Primitive::String
        | Primitive::Guid
        | Primitive::DateTimeOffset
        | Primitive::Date
        | Primitive::TimeOfDay
        | Primitive::Duration
        | Primitive::Binary => Literal::string(&node.text()?),
        // Rust takes a bare number for another type than these.
        Primitive::Int8 => Literal::i8_suffixed(integer(node.raw)?),
        Primitive::UInt8 => Literal::u8_suffixed(integer(node.raw)?),
        Primitive::Int16 => Literal::i16_suffixed(integer(node.raw)?),
        Primitive::Int64 => Literal::i64_suffixed(integer(node.raw)?),
        Primitive::Float => Literal::f32_suffixed(node.raw.parse().ok().filter(|value: &f32| value.is_finite())?),
        Primitive::Boolean | Primitive::Int32 | Primitive::Double | Primitive::Decimal => return None,
    };
    Some(quote! { #literal })
}

/// The value of a member where the request has it in quotes that it is not declared with: `"false"`, `"5"`; `None` for any
/// other, and where the declared type is written in quotes itself.
pub fn out_of_quotes(node: &Node<'_>, primitive: Primitive) -> Option<TokenStream> {
    let text = node.text()?;
    match primitive {
        Primitive::Boolean => boolean(&text.to_ascii_lowercase()),
        _ => number(&text, primitive),
    }
}

/// The argument of a call; `None` where `text` is not a value of that type.
pub fn argument(text: &str, primitive: Primitive, imports: &mut Imports) -> Option<TokenStream> {
    let value = element(text, primitive, imports)?;
    Some(match primitive {
        Primitive::DateTimeOffset
        | Primitive::Date
        | Primitive::TimeOfDay
        | Primitive::Duration
        | Primitive::Binary
        | Primitive::Decimal => quote! { &#value },
        _ => value,
    })
}

/// One of several values of an argument; `None` where `text` is not a value of that type.
pub fn element(text: &str, primitive: Primitive, imports: &mut Imports) -> Option<TokenStream> {
    let mut made = |name| {
        let ty = imports.model(name);
        quote! { #ty::from(#text) }
    };
    match primitive {
        Primitive::String | Primitive::Guid => Some(quote! { #text }),
        Primitive::DateTimeOffset => Some(made("DateTimeOffset")),
        Primitive::Date => Some(made("Date")),
        Primitive::TimeOfDay => Some(made("TimeOfDay")),
        Primitive::Duration => Some(made("Duration")),
        Primitive::Binary => Some(made("Binary")),
        Primitive::Boolean => boolean(text),
        Primitive::Decimal => decimal(text, imports),
        Primitive::Float | Primitive::Double => unending(text, primitive).or_else(|| number(text, primitive)),
        Primitive::Int8 | Primitive::UInt8 | Primitive::Int16 | Primitive::Int32 | Primitive::Int64 => {
            number(text, primitive)
        }
    }
}

/// Any JSON, as it stands in `json!`.
pub fn json(node: &Node<'_>) -> TokenStream {
    match node.kind() {
        Kind::Null => quote! { null },
        Kind::Boolean => {
            let value = node.raw == "true";
            quote! { #value }
        }
        Kind::Number => any_number(node.raw),
        Kind::Text => {
            let text = node.text();
            quote! { #text }
        }
        Kind::List => {
            let items = node.items();
            let items = items.iter().map(json);
            quote! { [#(#items),*] }
        }
        Kind::Object => {
            let members = node.members();
            let members = members.iter().map(|member| {
                let (name, value) = (&member.name, json(&member.value));
                quote! { #name: #value }
            });
            quote! { { #(#members),* } }
        }
    }
}

/// A number of no declared type: what does not fit the type that Rust gives to a bare one says its own.
fn any_number(text: &str) -> TokenStream {
    let literal = match (text.parse::<i32>(), text.parse::<i64>(), text.parse::<u64>()) {
        (Ok(value), ..) => Literal::i32_unsuffixed(value),
        (_, Ok(value), _) => Literal::i64_suffixed(value),
        (.., Ok(value)) => Literal::u64_suffixed(value),
        _ => {
            let value: f64 = text.parse().expect("invariant: the body was read as JSON, so this is a number");
            Literal::f64_unsuffixed(value)
        }
    };
    quote! { #literal }
}

/// What a value of the type is, in the words of JSON.
pub fn described(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::Boolean => "true or false",
        Primitive::Int8 => "a whole number from -128 to 127",
        Primitive::UInt8 => "a whole number from 0 to 255",
        Primitive::Int16 => "a whole number of 16 bits",
        Primitive::Int32 => "a whole number of 32 bits",
        Primitive::Int64 => "a whole number of 64 bits",
        Primitive::Float | Primitive::Double => "a number, or \"INF\", \"-INF\", \"NaN\"",
        Primitive::Decimal => "a decimal number",
        Primitive::String | Primitive::Guid => "a string",
        Primitive::DateTimeOffset => "a string with date and time",
        Primitive::Date => "a string with a date",
        Primitive::TimeOfDay => "a string with a time",
        Primitive::Duration => "a string with a duration",
        Primitive::Binary => "a string of base64",
    }
}

fn boolean(text: &str) -> Option<TokenStream> {
    text.parse::<bool>().ok().map(|value| quote! { #value })
}

/// The digits are kept as text: that is what a decimal is for.
fn decimal(text: &str, imports: &mut Imports) -> Option<TokenStream> {
    let digits = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    digits.parse::<serde_json::Number>().ok()?;
    let decimal = imports.model("Decimal");
    Some(match text.parse::<i32>() {
        // As the number itself would be written.
        Ok(value) if value.to_string() == text => {
            let value = Literal::i32_unsuffixed(value);
            quote! { #decimal::from(#value) }
        }
        _ => quote! { #text.parse::<#decimal>()? },
    })
}

/// The numbers that JSON has no digits for (OData JSON 4.01, section 7.1).
fn unending(text: &str, primitive: Primitive) -> Option<TokenStream> {
    let ty = if primitive == Primitive::Float {
        quote! { f32 }
    } else {
        quote! { f64 }
    };
    match text {
        "INF" => Some(quote! { #ty::INFINITY }),
        "-INF" => Some(quote! { #ty::NEG_INFINITY }),
        "NaN" => Some(quote! { #ty::NAN }),
        _ => None,
    }
}

fn number(text: &str, primitive: Primitive) -> Option<TokenStream> {
    let literal = match primitive {
        Primitive::Int8 => Literal::i8_unsuffixed(integer(text)?),
        Primitive::UInt8 => Literal::u8_unsuffixed(integer(text)?),
        Primitive::Int16 => Literal::i16_unsuffixed(integer(text)?),
        Primitive::Int32 => Literal::i32_unsuffixed(integer(text)?),
        Primitive::Int64 => Literal::i64_unsuffixed(integer(text)?),
        Primitive::Float => Literal::f32_unsuffixed(text.parse().ok().filter(|value: &f32| value.is_finite())?),
        Primitive::Double => Literal::f64_unsuffixed(text.parse().ok().filter(|value: &f64| value.is_finite())?),
        _ => return None,
    };
    Some(quote! { #literal })
}

/// The whole number that `text` writes, which may be `5.0`.
fn integer<T: TryFrom<i64>>(text: &str) -> Option<T> {
    let whole = text.split_once('.').filter(|(_, zeros)| zeros.bytes().all(|digit| digit == b'0'));
    T::try_from(whole.map_or(text, |(whole, _)| whole).parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use graph_emit::ir::Primitive;

    use super::super::imports::{CratePath, Imports};
    use super::super::node::Node;
    use super::super::request::Part;
    use super::{argument, value};

    fn shown(text: &str, primitive: Primitive) -> Option<String> {
        let node = Node::parse(Part { text, at: 0 }).expect("JSON");
        value(&node, primitive, &mut Imports::new(&CratePath::default())).map(|tokens| tokens.to_string())
    }

    #[test]
    fn values_keep_what_the_request_says() {
        for (text, primitive, expected) in [
            ("\"a\\\"b\"", Primitive::String, r#""a\"b" . to_owned ()"#),
            ("\"2026-11-23\"", Primitive::Date, "\"2026-11-23\" . into ()"),
            ("true", Primitive::Boolean, "true"),
            ("-5", Primitive::Int32, "- 5"),
            ("5.0", Primitive::Int64, "5"),
            ("9223372036854775807", Primitive::Int64, "9223372036854775807"),
            ("1e3", Primitive::Double, "1000.0"),
            ("\"-INF\"", Primitive::Double, "f64 :: NEG_INFINITY"),
            ("\"NaN\"", Primitive::Float, "f32 :: NAN"),
            ("7", Primitive::Decimal, "Decimal :: from (7)"),
            ("1.50", Primitive::Decimal, "\"1.50\" . parse :: < Decimal > () ?"),
        ] {
            assert_eq!(shown(text, primitive).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (text, primitive) in [
            ("5", Primitive::String),
            ("\"5\"", Primitive::Int32),
            ("5.5", Primitive::Int32),
            ("3000000000", Primitive::Int32),
            ("256", Primitive::UInt8),
            ("\"inf\"", Primitive::Double),
            ("1e300", Primitive::Float),
            ("\"true\"", Primitive::Boolean),
            ("\"x\"", Primitive::Decimal),
            ("[]", Primitive::Int32),
            ("{}", Primitive::Double),
        ] {
            assert_eq!(shown(text, primitive), None, "{text}");
        }
    }

    #[test]
    fn arguments_are_borrowed_where_the_calls_ask_for_it() {
        let mut imports = Imports::new(&CratePath::default());
        let mut shown = |text, primitive| argument(text, primitive, &mut imports).map(|tokens| tokens.to_string());
        assert_eq!(shown("a", Primitive::String).as_deref(), Some("\"a\""));
        assert_eq!(shown("5", Primitive::Int32).as_deref(), Some("5"));
        assert_eq!(shown("2026-11-23", Primitive::Date).as_deref(), Some("& Date :: from (\"2026-11-23\")"));
        assert_eq!(shown("x", Primitive::Int32), None);
    }
}
