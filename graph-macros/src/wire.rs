//! Names on the wire, from the identifiers of a declaration: the way back of `graph_emit::names`.

use proc_macro2::Ident;

/// `callback_uri` as `callbackUri`; empty for an identifier of underscores alone.
pub fn member(ident: &Ident) -> String {
    let ident = bare(ident);
    let mut words = ident.split('_').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &with_first(word, |letter| letter.to_ascii_uppercase()))
}

/// `UnknownFutureValue` as `unknownFutureValue`.
pub fn value(ident: &Ident) -> String {
    with_first(&bare(ident), |letter| letter.to_ascii_lowercase())
}

/// The identifier without the `r#` of a raw one.
fn bare(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

fn with_first(word: &str, convert: impl Fn(char) -> char) -> String {
    let mut letters = word.chars();
    letters.next().map(convert).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use graph_emit::names;

    use super::{member, value};

    #[test]
    fn members_come_back_from_their_identifiers() {
        for wire in ["callbackUri", "type", "id", "displayName", "windows81Settings", "isOnline", "v2Token", "move"] {
            assert_eq!(member(&names::value_ident(wire).to_ident()), wire);
        }
    }

    #[test]
    fn values_come_back_from_their_identifiers() {
        for wire in ["none", "busy", "unknownFutureValue", "remoteControl", "v2Token"] {
            assert_eq!(value(&names::variant_ident(wire).to_ident()), wire);
        }
    }

    #[test]
    fn underscores_alone_give_no_name() {
        assert_eq!(member(&proc_macro2::Ident::new("__", proc_macro2::Span::call_site())), "");
    }
}
