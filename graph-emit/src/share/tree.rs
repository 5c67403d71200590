//! The builders of an API in a row, each with the class of those that can do the same.

use std::collections::{BTreeSet, HashMap};

use super::alike::Alike;
use crate::checked::Builder;
use crate::names::Name;

/// All builders: those below a builder come before it, so the root is the last.
pub struct Tree<'a> {
    pub nodes: Vec<Node<'a>>,
    /// How many classes there are.
    pub classes: usize,
    /// By class: the features that its builders are compiled with.
    features: Vec<BTreeSet<&'a str>>,
    /// By class: its builders.
    members: Vec<Vec<usize>>,
}

/// A builder.
pub struct Node<'a> {
    pub builder: &'a Builder,
    pub children: Vec<usize>,
    /// What it is of one kind with.
    pub class: usize,
    parent: usize,
}

impl<'a> Tree<'a> {
    /// The builder `root` and all below it.
    pub fn of(root: &'a Builder) -> Self {
        let builders = count(root);
        // To make room later would hash all that is in there once more.
        let (mut nodes, mut classes) = (Vec::with_capacity(builders), HashMap::with_capacity(builders));
        add(root, &mut nodes, &mut classes);
        let classes = classes.len();
        let mut tree =
            Self { nodes, classes, features: vec![BTreeSet::new(); classes], members: vec![Vec::new(); classes] };
        for (at, child) in tree.nodes[tree.root()].children.clone().into_iter().zip(&root.children) {
            let first = tree.first_below(at);
            for node in first..=at {
                let class = tree.nodes[node].class;
                tree.features[class].extend(child.gate.0.iter().map(String::as_str));
                tree.members[class].push(node);
            }
        }
        tree
    }

    /// Where the root is.
    pub fn root(&self) -> usize {
        self.nodes.len() - 1
    }

    /// The features that the builders of `class` are compiled with.
    pub fn features(&self, class: usize) -> &BTreeSet<&'a str> {
        &self.features[class]
    }

    /// The modules from the root to that of `node`.
    pub fn modules(&self, node: usize) -> Vec<Name> {
        if node == self.root() {
            return Vec::new();
        }
        let mut modules = self.modules(self.nodes[node].parent);
        modules.push(self.nodes[node].builder.module.clone());
        modules
    }

    /// The paths of the builders of `class`, that of `first` first.
    pub fn places(&self, class: usize, first: usize) -> Vec<String> {
        let others = self.members[class].iter().copied().filter(|member| *member != first);
        std::iter::once(first).chain(others).map(|member| self.nodes[member].builder.display_path.clone()).collect()
    }

    /// The first of the builders below `node` and itself, which are in a row.
    fn first_below(&self, node: usize) -> usize {
        self.nodes[node].children.first().map_or(node, |child| self.first_below(*child))
    }
}

/// How many builders there are: `builder` and all below it.
fn count(builder: &Builder) -> usize {
    1 + builder.children.iter().map(|child| count(&child.builder)).sum::<usize>()
}

/// Adds `builder`, behind all below it; says where it is.
fn add<'a>(builder: &'a Builder, nodes: &mut Vec<Node<'a>>, classes: &mut HashMap<Alike<'a>, usize>) -> usize {
    let children: Vec<_> = builder.children.iter().map(|child| add(&child.builder, nodes, classes)).collect();
    let below = children.iter().map(|child| nodes[*child].class).collect();
    let (at, next) = (nodes.len(), classes.len());
    let class = *classes.entry(Alike::of(builder, below, at)).or_insert(next);
    for child in &children {
        nodes[*child].parent = at;
    }
    nodes.push(Node { builder, children, class, parent: at });
    at
}
