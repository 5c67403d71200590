//! "Did you mean": the known names nearest to one that is not known.

/// Up to `count` of `names` within a third of the length of `wanted`, nearest first, then in the order given.
pub fn nearest<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>, count: usize) -> Vec<&'a str> {
    nearest_by(wanted, names, count, str::to_owned)
}

/// The same, where `wanted` is compared with what `key` makes of each name.
pub fn nearest_by<'a>(
    wanted: &str,
    names: impl IntoIterator<Item = &'a str>,
    count: usize,
    key: impl Fn(&str) -> String,
) -> Vec<&'a str> {
    let limit = (wanted.chars().count() / 3).max(2);
    let mut near: Vec<_> = names
        .into_iter()
        .map(|name| (key(name), name))
        // Lengths that differ too much, even where a character takes four bytes, need no comparison.
        .filter(|(key, _)| key.len().abs_diff(wanted.len()) <= limit * 4)
        .map(|(key, name)| (strsim::osa_distance(wanted, &key), name))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.dedup();
    near.into_iter().take(count).map(|(_, name)| name).collect()
}

/// Advice that names what is nearest to `wanted`, if anything is near.
pub fn did_you_mean<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    question(&nearest(wanted, names, 3))
}

/// `names` as a question; nothing for none.
pub fn question(names: &[&str]) -> Option<String> {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    (!quoted.is_empty()).then(|| format!("did you mean {}?", quoted.join(" or ")))
}
