//! "did you mean": the known word that a mistyped one is nearest to.

/// The one of `known` that is at most two edits away from `word`, in no more than a third of its letters.
pub fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let word = word.to_ascii_lowercase();
    let distance = |candidate: &&'k str| strsim::osa_distance(&word, &candidate.to_ascii_lowercase());
    let (edits, candidate) = known.iter().map(|candidate| (distance(candidate), *candidate)).min()?;
    (edits <= 2 && edits * 3 <= candidate.len() + 1).then_some(candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_of_the_pen_are_forgiven() {
        for typed in ["renam", "renaame", "renane", "rneame"] {
            assert_eq!(nearest(typed, &["starts_with", "rename"]), Some("rename"), "{typed}");
        }
    }

    #[test]
    fn a_word_unlike_all_others_has_no_neighbour() {
        let known = ["rename", "starts_with", "min", "max"];
        assert_eq!(nearest("start_with", &known), Some("starts_with"));
        assert_eq!(nearest("Rename", &known), Some("rename"));
        assert_eq!(nearest("mni", &known), Some("min"));
        assert_eq!(nearest("onn", &["on", "docs"]), Some("on"));
        assert_eq!(nearest("skip", &known), None);
        assert_eq!(nearest("on", &known), None);
        assert_eq!(nearest("list", &["get", "post"]), None);
    }
}
