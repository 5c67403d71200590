//! Arguments that become text in a URL: one value, or several.

use graph_emit::checked::ArgumentType;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::imports::Imports;
use super::scalar;

/// The argument that `text` of a request is; `None` where it is not a value of that type.
pub fn value(text: &str, ty: ArgumentType, imports: &mut Imports) -> Option<TokenStream> {
    let (texts, primitive) = match ty {
        ArgumentType::One(primitive) => return scalar::argument(text, primitive, imports),
        ArgumentType::List(primitive) => (entries(text), primitive),
        ArgumentType::Array(primitive) => (elements(text).unwrap_or_else(|| entries(text)), primitive),
    };
    let values: Option<Vec<_>> = texts.iter().map(|text| scalar::element(text, primitive, imports)).collect();
    values.map(|values| quote! { &[#(#values),*] })
}

/// What a value of the type is, in the words of JSON.
pub fn described(ty: ArgumentType) -> String {
    match ty {
        ArgumentType::One(primitive) => scalar::described(primitive).to_owned(),
        ArgumentType::List(primitive) => format!("a list with commas, each entry {}", scalar::described(primitive)),
        ArgumentType::Array(primitive) => {
            format!("an array such as `[..]`, each entry {}", scalar::described(primitive))
        }
    }
}

/// The entries of a list with commas.
fn entries(text: &str) -> Vec<String> {
    text.split(',').map(str::to_owned).collect()
}

/// The elements of an array of JSON; `None` for any other text.
fn elements(text: &str) -> Option<Vec<String>> {
    let elements: Vec<Value> = serde_json::from_str(text).ok()?;
    let text = |element: Value| match element {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Some(elements.into_iter().map(text).collect())
}

#[cfg(test)]
mod tests {
    use graph_emit::checked::ArgumentType;
    use graph_emit::ir::Primitive;

    use super::super::imports::{CratePath, Imports};
    use super::value;

    #[test]
    fn several_values_are_a_slice() {
        let mut imports = Imports::new(&CratePath::default());
        let mut shown = |text, ty| value(text, ty, &mut imports).map(|tokens| tokens.to_string());
        for (text, ty, expected) in [
            (r#"["a","b,c"]"#, ArgumentType::Array(Primitive::String), Some(r#"& ["a" , "b,c"]"#)),
            ("a,b", ArgumentType::Array(Primitive::String), Some(r#"& ["a" , "b"]"#)),
            ("[1,2]", ArgumentType::Array(Primitive::Int32), Some("& [1 , 2]")),
            ("1,2", ArgumentType::List(Primitive::Int32), Some("& [1 , 2]")),
            ("1,x", ArgumentType::List(Primitive::Int32), None),
            ("2026-11-30", ArgumentType::List(Primitive::Date), Some(r#"& [Date :: from ("2026-11-30")]"#)),
        ] {
            assert_eq!(shown(text, ty).as_deref(), expected, "{text}");
        }
    }
}
