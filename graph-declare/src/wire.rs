//! Names on the wire, from the identifiers of a declaration: the way back of `graph_emit::names`.

use syn::LitStr;

use crate::report::error;

/// How names are written on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// `displayName`
    #[default]
    Camel,
    /// `DisplayName`
    Pascal,
}

impl Case {
    /// The case that `text` is the name of, written in it.
    pub fn parse(text: &LitStr) -> syn::Result<Self> {
        match text.value().as_str() {
            "camelCase" => Ok(Self::Camel),
            "PascalCase" => Ok(Self::Pascal),
            other => Err(error(
                text,
                format!("`{}` is not a way to write names that Graph has", other.escape_debug()),
                "write `camelCase` or `PascalCase`",
            )),
        }
    }
}

/// `callback_uri` as `callbackUri` or `CallbackUri`; empty for an identifier of underscores alone.
pub fn member(ident: &str, case: Case) -> String {
    let mut words = bare(ident).split('_').filter(|word| !word.is_empty());
    let capital = |word: &str| with_first(word, |letter| letter.to_ascii_uppercase());
    let first = words.next().unwrap_or_default();
    let first = if case == Case::Pascal { capital(first) } else { first.to_owned() };
    words.fold(first, |name, word| name + &capital(word))
}

/// `UnknownFutureValue` as `unknownFutureValue`, or as it is.
pub fn value(ident: &str, case: Case) -> String {
    match case {
        Case::Camel => with_first(bare(ident), |letter| letter.to_ascii_lowercase()),
        Case::Pascal => bare(ident).to_owned(),
    }
}

/// The identifier without the `r#` of a raw one.
fn bare(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

fn with_first(word: &str, convert: impl Fn(char) -> char) -> String {
    let mut letters = word.chars();
    letters.next().map(convert).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use graph_emit::names;

    use super::{Case, member, value};

    #[test]
    fn members_come_back_from_their_identifiers() {
        for wire in ["callbackUri", "type", "id", "displayName", "windows81Settings", "isOnline", "v2Token", "move"] {
            assert_eq!(member(names::value_ident(wire).as_str(), Case::Camel), wire);
        }
    }

    #[test]
    fn values_come_back_from_their_identifiers() {
        for wire in ["none", "busy", "unknownFutureValue", "remoteControl", "v2Token"] {
            assert_eq!(value(names::variant_ident(wire).as_str(), Case::Camel), wire);
        }
    }

    #[test]
    fn underscores_alone_give_no_name() {
        assert_eq!(member("__", Case::Camel), "");
    }
}
