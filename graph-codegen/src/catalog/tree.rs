//! The tree of paths, down to a depth.

use std::fmt::{self, Write as _};

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::{Catalog, line};
use crate::config::Config;
use crate::diagnostics::Diagnostics;
use crate::spec::{Outline, Pattern, nearest_by, question};

/// A part of the tree of paths.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PathTree {
    /// The path that it begins at, as the description writes it; `/` for all of it.
    pub path: String,
    /// What is there.
    pub root: Branch,
}

/// A path, and those that go on from it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Branch {
    /// The HTTP methods of the path itself.
    pub methods: Vec<String>,
    /// How many operations the path and all longer ones have.
    pub operations: usize,
    /// The next segments, in the order of their names.
    pub children: Vec<(String, Branch)>,
    /// How many segments there are that are below the depth asked for.
    pub hidden: usize,
}

/// What is known of a path while the tree is made.
#[derive(Default)]
struct Growing<'c> {
    methods: Vec<&'static str>,
    operations: usize,
    children: IndexMap<&'c str, Self>,
}

impl Config {
    /// The tree of paths below `path`, `depth` segments deep, of all that the descriptions have, whether or not it is selected.
    /// Names in braces are not compared, and a segment may be written as in either dialect of Graph's descriptions.
    ///
    /// # Errors
    /// The descriptions cannot be read, or they do not have the path: with those that come near.
    pub fn tree(&self, path: &str, depth: usize) -> Result<PathTree, Diagnostics> {
        let catalog = Catalog::read(self)?;
        let mut root = Growing::default();
        catalog.operations.iter().for_each(|operation| root.add(operation));
        let mut node = &root;
        let mut at = String::new();
        for wanted in path.split('/').filter(|segment| !segment.is_empty()) {
            match node.child(wanted) {
                Some((segment, child)) => {
                    (node, at) = (child, format!("{at}/{segment}"));
                }
                None => return Err(nowhere(&at, wanted, node)),
            }
        }
        let path = if at.is_empty() { "/".to_owned() } else { at };
        Ok(PathTree { path, root: node.cut(depth) })
    }
}

/// That the path `at`, which is `node`, does not go on with `wanted`.
fn nowhere(at: &str, wanted: &str, node: &Growing<'_>) -> Diagnostics {
    let names = node.children.keys().copied();
    let near = nearest_by(&wanted.to_lowercase(), names.clone(), 3, str::to_lowercase);
    let help = question(&near).unwrap_or_else(|| {
        let mut names: Vec<_> = names.collect();
        names.sort_unstable();
        let more = if names.len() > 10 { " and others" } else { "" };
        if names.is_empty() {
            "it is the end of a path".to_owned()
        } else {
            format!("it goes on with `{}`{more}", names[..names.len().min(10)].join("`, `"))
        }
    });
    let place = if at.is_empty() { "there is no path".to_owned() } else { format!("`{at}` does not go on with") };
    let wanted = if at.is_empty() { format!("`/{wanted}`") } else { format!("`{wanted}`") };
    Diagnostics::of_argument("PATH", format!("{place} {wanted}"), help)
}

impl<'c> Growing<'c> {
    fn add(&mut self, operation: &'c Outline) {
        let mut node = self;
        node.operations += 1;
        for segment in operation.path.split('/').filter(|segment| !segment.is_empty()) {
            node = node.children.entry(segment).or_default();
            node.operations += 1;
        }
        node.methods.push(operation.method);
    }

    /// The next segment that `wanted` means.
    fn child(&self, wanted: &str) -> Option<(&str, &Self)> {
        let exact = self.children.get_key_value(wanted);
        let pattern = format!("/{wanted}").parse::<Pattern>().ok();
        let meant = || self.children.iter().find(|(name, _)| pattern.as_ref().is_some_and(|one| one.matches(name)));
        exact.or_else(meant).map(|(name, child)| (*name, child))
    }

    /// The same down to `depth`.
    fn cut(&self, depth: usize) -> Branch {
        let mut children: Vec<_> = self.children.iter().filter(|_| depth > 0).collect();
        children.sort_by_key(|(name, _)| **name);
        Branch {
            methods: self.methods.iter().map(|method| method.to_ascii_uppercase()).collect(),
            operations: self.operations,
            children: children.into_iter().map(|(name, child)| ((*name).to_owned(), child.cut(depth - 1))).collect(),
            hidden: if depth == 0 { self.children.len() } else { 0 },
        }
    }
}

impl PathTree {
    /// The tree for programs: each branch has `segment`, `methods`, `operations`, `children` and `hidden`.
    pub fn to_json(&self) -> Value {
        self.root.to_json(&self.path)
    }
}

impl Branch {
    fn to_json(&self, segment: &str) -> Value {
        let children: Vec<_> = self.children.iter().map(|(segment, child)| child.to_json(segment)).collect();
        let Self { methods, operations, hidden, .. } = self;
        json!({ "segment": segment, "methods": methods, "operations": operations, "hidden": hidden, "children": children })
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, before: &str) -> fmt::Result {
        let last = self.children.len().saturating_sub(1);
        for (place, (segment, child)) in self.children.iter().enumerate() {
            let (branch, below) = if place == last { ("└── ", "    ") } else { ("├── ", "│   ") };
            writeln!(f, "{before}{branch}{}{}", line(segment), child.facts())?;
            child.write(f, &format!("{before}{below}"))?;
        }
        Ok(())
    }

    /// Its methods, and how many operations are below it where those are not shown.
    fn facts(&self) -> String {
        let mut facts: String = self.methods.iter().flat_map(|method| [" ", method]).collect();
        let below = self.operations - self.methods.len();
        if self.hidden > 0 && below > 0 {
            let _ = write!(facts, " (+{below})");
        }
        facts
    }
}

impl fmt::Display for PathTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}{}", line(&self.path), self.root.facts())?;
        self.root.write(f, "")
    }
}
