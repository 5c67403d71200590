//! Patterns that leave out what they may have been meant to include.

use std::fmt;

use super::select::{Selection, Verdict};

/// A path that an include pattern stops short of: `/users/**` is all below `/users`, and not `/users` itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The pattern.
    pub pattern: String,
    /// The path, which no pattern includes and none excludes.
    pub path: String,
}

/// What `selection` leaves out of `paths` so, the first path for each pattern.
pub fn all(selection: &Selection, paths: &[&str]) -> Vec<LeftOut> {
    let left = selection.include.iter().filter_map(|pattern| {
        let root = pattern.root()?;
        // Who names it knows of it.
        let is_excluded = |path: &str| selection.exclude.iter().any(|exclude| exclude.matches(path));
        let is_left = |path: &str| root.matches(path) && selection.verdict(path) == Verdict::Drop && !is_excluded(path);
        let path = paths.iter().find(|path| is_left(path))?.to_string();
        Some(LeftOut { pattern: pattern.to_string(), path })
    });
    left.collect()
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pattern, path } = self;
        write!(f, "note: `{pattern}` does not include `{path}` itself; for that, include `{path}` as well")
    }
}

#[cfg(test)]
mod tests {
    use super::{LeftOut, all};
    use crate::spec::{Pattern, Selection};

    fn left(include: &[&str], exclude: &[&str]) -> Vec<LeftOut> {
        let patterns = |texts: &[&str]| texts.iter().map(|text| text.parse::<Pattern>().expect("a pattern")).collect();
        let selection = Selection { include: patterns(include), exclude: patterns(exclude), ..Selection::default() };
        all(&selection, &["/a", "/a/{x}", "/a/{x}/b", "/a/{x}/b/c", "/d"])
    }

    #[test]
    fn a_pattern_that_stops_short_of_its_root_is_told_once() {
        let one = |pattern: &str, path: &str| vec![LeftOut { pattern: pattern.to_owned(), path: path.to_owned() }];
        assert_eq!(left(&["/a/**"], &[]), one("/a/**", "/a"));
        assert_eq!(left(&["/a/**#GET"], &[]), one("/a/**#GET", "/a"));
        assert_eq!(left(&["a/*/b/**"], &[]), one("a/*/b/**", "/a/{x}/b"));
        assert_eq!(left(&["/a/{id}/**"], &[]), one("/a/{id}/**", "/a/{x}"));
    }

    #[test]
    fn who_includes_or_excludes_it_is_not_told() {
        for (include, exclude) in [
            (&["/a/**", "/a"][..], &[][..]),
            (&["/a/**", "/a#GET"], &[]),
            (&["/a/**"], &["/a"]),
            (&["**"], &[]),
            (&["/**"], &[]),
            (&["/a/**/c"], &[]),
            (&["/e/**"], &[]),
            (&[], &["/a/**"]),
        ] {
            assert_eq!(left(include, exclude), [], "{include:?} {exclude:?}");
        }
    }
}
