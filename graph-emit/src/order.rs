//! Sorting. Each sort of the standard library is compiled for its type and its comparison, at some 15 KB; a third of the build of
//! this crate was sorts and ordered maps, which whoever uses the macros waits for. Here one is shared by all.

use std::cmp::Ordering;

/// Sorts `items` by `compare`; those that are equal stay in their order.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut order, &|one, other| compare(&items[one], &items[other]));
    let mut unsorted = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        unsorted.push(Some(item));
    }
    for at in order {
        items.extend(unsorted[at].take());
    }
}

fn sort_places(order: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    order.sort_by(|one, other| compare(*one, *other));
}

#[cfg(test)]
mod tests {
    use super::sort_by;

    #[test]
    fn what_is_equal_stays_in_its_order() {
        let mut items = vec![(2, "a"), (1, "b"), (2, "c"), (0, "d"), (1, "e")];
        sort_by(&mut items, |(one, _), (other, _)| one.cmp(other));
        assert_eq!(items, [(0, "d"), (1, "b"), (1, "e"), (2, "a"), (2, "c")]);
        let mut none: Vec<i32> = Vec::new();
        sort_by(&mut none, i32::cmp);
        assert!(none.is_empty());
    }
}
