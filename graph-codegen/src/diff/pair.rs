//! Which things of two lists are the same thing.

use std::collections::{BTreeMap, BTreeSet};

/// How alike two things have to be to be taken for one that was renamed.
const LIKE: f64 = 0.6;
/// How many pairs are looked at; a list of strangers that long was not renamed one by one.
const MOST_PAIRS: usize = 250_000;

/// A thing of either list, or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair<T> {
    /// The description, or Rust, calls both the same.
    Both(T, T),
    /// They are alike, and neither has another partner.
    Alike(T, T),
    /// Only the old list has it.
    Old(T),
    /// Only the new list has it.
    New(T),
}

/// What things are compared by.
pub struct By<'f, T> {
    /// What the description calls it.
    pub key: &'f dyn Fn(T) -> &'f str,
    /// What Rust calls it.
    pub name: &'f dyn Fn(T) -> &'f str,
    /// How alike two are, from 0 to 1.
    pub likeness: &'f dyn Fn(T, T) -> f64,
}

/// Pairs the things of `old` and `new`: by what the description calls them; those that are left, by what Rust calls them; and
/// then by likeness.
pub fn pairs<T: Copy>(
    old: impl IntoIterator<Item = T>,
    new: impl IntoIterator<Item = T>,
    by: &By<'_, T>,
) -> Vec<Pair<T>> {
    let (mut old, mut new): (Vec<_>, Vec<_>) = (old.into_iter().collect(), new.into_iter().collect());
    let mut found = Vec::new();
    for name in [by.key, by.name] {
        let places: BTreeMap<_, _> = new.iter().enumerate().map(|(place, one)| (name(*one), place)).collect();
        let mut taken = BTreeSet::new();
        old.retain(|one| {
            let place = places.get(name(*one)).filter(|place| taken.insert(**place));
            found.extend(place.map(|place| Pair::Both(*one, new[*place])));
            place.is_none()
        });
        let mut place = 0..;
        new.retain(|_| !taken.contains(&place.next().expect("invariant: it has no end")));
    }
    let alike = alike(&old, &new, by);
    found.extend(alike.iter().map(|(one, other)| Pair::Alike(old[*one], new[*other])));
    let is_left = |at: usize, side: fn(&(usize, usize)) -> usize| alike.iter().all(|pair| side(pair) != at);
    found.extend((0..old.len()).filter(|at| is_left(*at, |pair| pair.0)).map(|at| Pair::Old(old[at])));
    found.extend((0..new.len()).filter(|at| is_left(*at, |pair| pair.1)).map(|at| Pair::New(new[at])));
    found
}

/// The places of pairs that are alike, the most alike first; each thing is in one.
fn alike<T: Copy>(old: &[T], new: &[T], by: &By<'_, T>) -> Vec<(usize, usize)> {
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return Vec::new();
    }
    let all = (0..old.len()).flat_map(|one| (0..new.len()).map(move |other| (one, other)));
    let mut scored: Vec<_> = all
        .map(|(one, other)| ((by.likeness)(old[one], new[other]), one, other))
        .filter(|pair| pair.0 >= LIKE)
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (mut olds, mut news) = (BTreeSet::new(), BTreeSet::new());
    scored.retain(|(_, one, other)| {
        let is_free = !olds.contains(one) && !news.contains(other);
        if is_free {
            olds.insert(*one);
            news.insert(*other);
        }
        is_free
    });
    scored.into_iter().map(|(_, one, other)| (one, other)).collect()
}

/// How alike two things are whose shapes are alike that much: the shape counts for half, the name and the documentation for a
/// quarter each.
pub fn likeness(shape: f64, names: [&str; 2], docs: [Option<&str>; 2]) -> f64 {
    let [old, new] = names.map(str::to_ascii_lowercase);
    let name = strsim::normalized_levenshtein(&old, &new);
    let doc = if docs[0].is_some() && docs[0] == docs[1] { 1.0 } else { 0.0 };
    shape / 2.0 + name / 4.0 + doc / 4.0
}

/// How many of the things in `old` or `new` are in both, from 0 to 1; 1 where both are empty.
pub fn common<T: Ord>(old: &BTreeSet<T>, new: &BTreeSet<T>) -> f64 {
    let (both, all) = (old.intersection(new).count(), old.union(new).count());
    #[expect(clippy::cast_precision_loss, reason = "there are less than 2^52 of them")]
    if all == 0 { 1.0 } else { both as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::{By, Pair, likeness, pairs};

    #[test]
    fn the_description_goes_before_rust_and_rust_before_likeness() {
        let old = [("a", "x"), ("b", "y"), ("colour", "z"), ("gone", "g")];
        let new = [("a", "y"), ("B", "y2"), ("c", "x"), ("color", "w"), ("quite-another", "q")];
        let by = By {
            key: &|one: (&'static str, &'static str)| one.0,
            name: &|one: (&'static str, &'static str)| one.1,
            likeness: &|one, other| likeness(0.9, [one.0, other.0], [None; 2]),
        };
        let pairs = pairs(old, new, &by);
        assert!(pairs.contains(&Pair::Both(old[0], new[0])), "{pairs:?}");
        assert!(pairs.contains(&Pair::Alike(old[2], new[3])), "{pairs:?}");
        assert!(pairs.contains(&Pair::Old(old[3])) && pairs.contains(&Pair::New(new[4])), "{pairs:?}");
    }
}
