//! Which paths and operations of a description are wanted.

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::Origin;
use serde_json::Value;

use super::nearest::question;
use super::pattern::{METHODS, Pattern};
use crate::config::Layout;

/// What a run takes of its descriptions. By default it takes everything, with all corrections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// What to keep; empty keeps all.
    pub include: Vec<Pattern>,
    /// What to leave out of that.
    pub exclude: Vec<Pattern>,
    /// Schema components to keep though no operation that is kept names them.
    pub types: Vec<String>,
    /// Schema components of which all that derive from them are kept.
    pub derived: Vec<String>,
    /// Schema components that may hold anything, whatever the descriptions say of them.
    pub omitted: Vec<String>,
    /// The corrections of the descriptions that are not applied, by name.
    pub without_fixups: Vec<String>,
    /// The layout of the output, which advice goes by.
    pub layout: Layout,
}

/// What a selection makes of one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The path is left out.
    Drop,
    /// All its operations are kept.
    Whole,
    /// Only these methods are kept.
    Only(Vec<&'static str>),
}

/// What matches one path.
#[derive(Default)]
struct Found {
    /// Whether a pattern without methods does.
    plain: bool,
    /// The methods of those with.
    methods: Vec<&'static str>,
}

impl Found {
    fn of(patterns: &[Pattern], path: &str) -> Self {
        let mut found = Self::default();
        for pattern in patterns.iter().filter(|pattern| pattern.matches(path)) {
            found.plain |= pattern.methods().is_empty();
            found.methods.extend(pattern.methods());
        }
        found
    }
}

impl Selection {
    /// Whether there are no filters.
    pub fn is_everything(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// What it selects among `paths` alone; `None` where that is nothing.
    pub fn narrowed<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Option<Self> {
        let kept = |path: &'p str| match self.verdict(path) {
            Verdict::Drop => None,
            Verdict::Whole => Some(path.to_owned()),
            Verdict::Only(methods) => Some(format!("{path}#{}", methods.join(","))),
        };
        let include: Vec<_> = paths.filter_map(kept).filter_map(|text| text.parse().ok()).collect();
        (!include.is_empty()).then(|| Self { include, exclude: Vec::new(), ..self.clone() })
    }

    /// What is kept of `path`. The order of the rules is Kiota's: a method pattern keeps a path that a plain pattern
    /// would drop, then methods are filtered by the includes, then by the excludes.
    pub fn verdict(&self, path: &str) -> Verdict {
        let found = |patterns: &[Pattern]| Found::of(patterns, path);
        let (Found { plain: included, methods: wanted }, Found { plain: excluded, methods: unwanted }) =
            (found(&self.include), found(&self.exclude));
        let covered = included || self.include.is_empty();
        if wanted.is_empty() && (excluded || !covered) {
            return Verdict::Drop;
        }
        if covered && unwanted.is_empty() {
            return Verdict::Whole;
        }
        let keeps = |method: &&str| (covered || wanted.contains(method)) && !unwanted.contains(method);
        Verdict::Only(METHODS.into_iter().filter(keeps).collect())
    }
}

/// Leaves only the operations that `verdict` keeps in the path item `item`; `false` when none is left of those it had.
/// What all operations share (parameters, summary) stays.
pub fn filter_operations(item: &mut Value, verdict: &Verdict) -> bool {
    let (Verdict::Only(kept), Value::Object(item)) = (verdict, item) else { return true };
    item.retain(|key, _| !METHODS.contains(&key.as_str()) || kept.contains(&key.as_str()));
    METHODS.iter().any(|method| item.contains_key(*method))
}

/// The paths that patterns are checked against.
pub struct Offer<'o> {
    /// Every path of the inputs.
    pub paths: &'o [&'o str],
    /// The methods of a path, where these are known; they are not for a path that was left out.
    pub methods: &'o dyn Fn(&str) -> Option<Vec<&'static str>>,
}

impl Offer<'_> {
    /// Complains at `at` about patterns that match nothing.
    pub fn check(&self, selection: &Selection, at: &Origin, found: &mut Diagnostics) {
        for pattern in selection.include.iter().filter(|pattern| !self.has(pattern)) {
            let fault = Diagnostic::error(at.clone(), format!("the include pattern `{pattern}` matches nothing"));
            found.push(fault.help(self.advice(pattern)));
        }
        for pattern in selection.exclude.iter().filter(|pattern| !self.has(pattern)) {
            let fault = Diagnostic::warning(at.clone(), format!("the exclude pattern `{pattern}` matches nothing"));
            found.push(fault.help(self.advice(pattern)));
        }
    }

    fn has(&self, pattern: &Pattern) -> bool {
        let named = pattern.methods();
        let fits = |methods: &[&str]| named.is_empty() || named.iter().any(|method| methods.contains(method));
        self.matched(pattern).any(|path| named.is_empty() || (self.methods)(path).is_none_or(|methods| fits(&methods)))
    }

    fn matched(&self, pattern: &Pattern) -> impl Iterator<Item = &str> {
        self.paths.iter().copied().filter(|path| pattern.matches(path))
    }

    /// What to write instead of `pattern`, which matches nothing.
    fn advice(&self, pattern: &Pattern) -> String {
        if let Some(path) = self.matched(pattern).next() {
            let methods = (self.methods)(path).unwrap_or_default().join(", ").to_ascii_uppercase();
            return format!("`{path}` exists; its methods are {methods}");
        }
        if let Some(user) = pattern.of_user().filter(|user| self.has(user)) {
            return format!("here `/me` is one of the users: include `{user}`, of which the code has `me()`, too");
        }
        question(&pattern.nearest(self.paths.iter().copied()))
            .unwrap_or_else(|| "`*` stands for any text within a segment, `**` for any number of segments".to_owned())
    }
}
