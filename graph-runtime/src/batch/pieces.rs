//! Takes JSON text apart at its commas, whatever stands between them: what is not JSON costs only its own piece.
//!
//! Strings and brackets are counted, and nothing else is looked at; so a text is taken apart wrongly only behind a string or a
//! bracket that is not closed. It takes no stack, however deep a text is.

use std::collections::HashMap;

use crate::model::json_text::{shallow, string_length};

/// The entries of the list that `text` is; none if it is not a list.
pub(super) fn entries(text: &[u8]) -> Option<Vec<&[u8]>> {
    text.trim_ascii_start().strip_prefix(b"[").map(|text| split(text).0)
}

/// The members of the object that `text` is, by name, the last one of several; none if it is not an object. A number at the
/// end of a text that is cut is left out: it may be the beginning of another one.
pub(super) fn members(text: &[u8]) -> Option<HashMap<String, &[u8]>> {
    let (pieces, is_closed) = split(text.trim_ascii_start().strip_prefix(b"{")?);
    let last = pieces.len().saturating_sub(1);
    let members = pieces.into_iter().map(member).enumerate();
    let is_whole =
        |place: usize, value: &[u8]| is_closed || place < last || matches!(value.first(), Some(b'[' | b'{' | b'"'));
    Some(members.filter_map(|(place, member)| member.filter(|(_, value)| is_whole(place, value))).collect())
}

/// The pieces between the commas, up to the closing bracket or the end of the text; and whether there was that bracket.
fn split(text: &[u8]) -> (Vec<&[u8]>, bool) {
    let (mut pieces, mut from, mut at, mut depth) = (Vec::new(), 0, 0, 0_usize);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => at += string_length(&text[at + 1..]) + 1,
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth == 0 => break,
            b']' | b'}' => depth -= 1,
            b',' if depth == 0 => {
                pieces.push(text[from..at].trim_ascii());
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    pieces.push(text[from..at.min(text.len())].trim_ascii());
    pieces.retain(|piece| !piece.is_empty());
    (pieces, at < text.len())
}

/// A name, a colon and a value.
fn member(piece: &[u8]) -> Option<(String, &[u8])> {
    let length = string_length(piece.strip_prefix(b"\"")?) + 2;
    let (name, value) = piece.split_at_checked(length)?;
    let value = value.trim_ascii_start().strip_prefix(b":")?;
    Some((shallow(name).ok()?, value.trim_ascii_start()))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::collection::{hash_map, vec};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{entries, members};
    use crate::model::json_text::read;

    fn texts(pieces: Option<Vec<&[u8]>>) -> Vec<String> {
        pieces.unwrap().into_iter().map(|piece| String::from_utf8_lossy(piece).into_owned()).collect()
    }

    #[test]
    fn what_is_not_json_costs_its_own_piece() {
        let list = br#" [ 1 , tru, {"a":[1,,2]} ,"x\",]", nul, [}{], "\q,", ,3 ] 4"#;
        assert_eq!(texts(entries(list)), ["1", "tru", r#"{"a":[1,,2]}"#, r#""x\",]""#, "nul", "[}{]", r#""\q,""#, "3"]);
        let object = br#"{"a":tru,b:1,"c" : [1, 2] ,"d","e":,"\u0066":"x","g":}"#;
        let members = members(object).unwrap();
        let of = |name: &str| members.get(name).map(|value| String::from_utf8_lossy(value).into_owned());
        assert_eq!((of("a").as_deref(), of("b"), of("c").as_deref()), (Some("tru"), None, Some("[1, 2]")));
        assert_eq!((of("d"), of("e").as_deref(), of("f").as_deref()), (None, Some(""), Some("\"x\"")));
    }

    #[test]
    fn a_text_that_is_cut_has_the_pieces_before() {
        assert_eq!(texts(entries(br#"[1,{"a":2},{"b":"#)), ["1", r#"{"a":2}"#, r#"{"b":"#]);
        assert_eq!(texts(entries(br#"[1,"a\"#)), ["1", r#""a\"#]);
        let names = |text| members(text).unwrap().into_keys().collect::<std::collections::BTreeSet<_>>();
        assert_eq!(names(br#"{"a":1,"b"#).len(), 1);
        assert_eq!((names(br#"{"a":1,"b":2"#).len(), names(br#"{"a":1,"b":2}"#).len()), (1, 2));
        assert_eq!((names(br#"{"b":"2"#).len(), names(br#"{"b":[2"#).len()), (1, 1));
        assert!(entries(b"{}").is_none() && members(b"[]").is_none() && members(b"").is_none());
    }

    fn value() -> impl Strategy<Value = Value> {
        let text = "[a\",:\\[\\]{}\\\\]{0,6}".prop_map(Value::from);
        let leaf = prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), text];
        leaf.prop_recursive(3, 20, 4, |inner| {
            let list = vec(inner.clone(), 0..4).prop_map(Value::from);
            prop_oneof![list, hash_map("[a\",:]{0,3}", inner, 0..4).prop_map(|map| json!(map))]
        })
    }

    proptest! {
        #[test]
        fn json_is_taken_apart_as_it_was_put_together(list in vec(value(), 0..5), object in hash_map("[a\\\\\":]{0,3}", value(), 0..5)) {
            let text = json!(list).to_string();
            let taken: Vec<Value> = entries(text.as_bytes()).unwrap().into_iter().map(|piece| read(piece).unwrap()).collect();
            prop_assert_eq!(taken, list);
            let text = json!(object).to_string();
            let members = members(text.as_bytes()).unwrap().into_iter();
            let taken: HashMap<String, Value> = members.map(|(name, piece)| (name, read(piece).unwrap())).collect();
            prop_assert_eq!(taken, object);
        }

        #[test]
        fn any_text_is_taken_apart(text in "[a\",:\\[\\]{}\\\\ é]{0,30}") {
            let _ = (entries(text.as_bytes()), members(text.as_bytes()));
        }
    }
}
