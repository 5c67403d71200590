//! "did you mean": the known word that a mistyped one is nearest to.

/// The one of `known` that is at most two edits away from `word`, and no more edits than half its letters.
pub fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let word = word.to_ascii_lowercase();
    let distance = |candidate: &&'k str| edits(&word, &candidate.to_ascii_lowercase());
    let (edits, candidate) = known.iter().map(|candidate| (distance(candidate), *candidate)).min()?;
    (edits <= 2 && edits * 2 <= candidate.len()).then_some(candidate)
}

/// How many letters have to be added, dropped, replaced or swapped with the next (optimal string alignment).
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::{edits, nearest};

    #[test]
    fn slips_of_the_pen_are_one_edit() {
        for (typed, meant) in [("renam", "rename"), ("renaame", "rename"), ("renane", "rename"), ("rneame", "rename")] {
            assert_eq!(edits(typed, meant), 1, "{typed}");
        }
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
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
    }
}
