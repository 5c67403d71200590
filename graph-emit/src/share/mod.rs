//! Sharing: what is the same at several places of the API is written once.
//!
//! Most of Graph repeats: messages hang below users, folders and groups, and below `/me`. A builder that can do the same as
//! another, with all that is below it, stands at its other places by re-export, so that every name of the bindings leads where
//! it did. Its requests go to the place that it was reached by, because the route collects the path of that place.

mod alike;
mod tree;

use std::collections::{BTreeSet, VecDeque};

use self::tree::Tree;
use crate::checked::{Builder, Checked, Gate, Home, Shared};
use crate::names::{self, Name, Scope};

/// Has builders that can do the same share one module.
///
/// What is compiled with the same features stays where it comes first, by the length of its path. All else is in the module
/// [`shared`](Checked::shared), compiled with any of the features of its places.
pub fn share(api: &mut Checked) {
    let tree = Tree::of(&api.root);
    let plan = Plan::of(&tree);
    let (marks, shared) = (plan.marks(&tree), plan.shared);
    apply(&mut api.root, &mut marks.into_iter());
    api.shared = shared;
    start_shortcuts(api);
}

/// What becomes of a builder.
#[derive(Clone, Debug, Default)]
struct Mark {
    /// Where its module stands, if not here.
    home: Option<Vec<Name>>,
    /// Whether it has other places.
    is_shared: bool,
    /// These, where it is written.
    places: Vec<String>,
}

/// Gives the builders below `builder` their marks, which come in the order of [`Tree`].
fn apply(builder: &mut Builder, marks: &mut impl Iterator<Item = Mark>) {
    for child in &mut builder.children {
        apply(&mut child.builder, marks);
        let Mark { home, is_shared, places } = marks.next().unwrap_or_default();
        child.home = home;
        child.builder.is_shared = is_shared;
        child.builder.places = places;
    }
}

/// Which builders are written where.
struct Plan {
    /// By class: the builder that is written, and where.
    homes: Vec<Option<Written>>,
    /// By class: whether its builder has other places than the one where it is written.
    is_shared: Vec<bool>,
    /// The builders that are written beside the tree.
    shared: Shared,
}

/// A builder that is written.
struct Written {
    node: usize,
    /// The modules from the root to its own.
    modules: Vec<Name>,
    /// Whether that is beside the tree.
    is_beside: bool,
}

/// A builder whose children are still to be looked at.
struct Open<'t> {
    node: usize,
    modules: Vec<Name>,
    /// The features that it is compiled with.
    features: &'t BTreeSet<&'t str>,
}

impl Plan {
    /// Goes through the tree by the length of paths. What is below a builder that is written elsewhere is there as well.
    fn of(tree: &Tree<'_>) -> Self {
        let homes = std::iter::repeat_with(|| None).take(tree.classes).collect();
        let shared = Shared { module: shared_module(tree), homes: Vec::new() };
        let mut plan = Self { homes, is_shared: vec![false; tree.classes], shared };
        let (mut names, everywhere) = (Scope::default(), BTreeSet::new());
        let mut open = VecDeque::from([Open { node: tree.root(), modules: Vec::new(), features: &everywhere }]);
        while let Some(parent) = open.pop_front() {
            for &child in &tree.nodes[parent.node].children {
                open.extend(plan.place(child, &parent, tree, &mut names));
            }
        }
        plan
    }

    /// Says where `node` is written; what is below it is to be looked at, unless the same was written before.
    fn place<'t>(
        &mut self,
        node: usize,
        parent: &Open<'t>,
        tree: &'t Tree<'_>,
        names: &mut Scope<()>,
    ) -> Option<Open<'t>> {
        let class = tree.nodes[node].class;
        if self.homes[class].is_some() {
            self.is_shared[class] = true;
            return None;
        }
        let builder = tree.nodes[node].builder;
        let own = tree.features(class);
        // At the root, each builder has a feature of its own.
        let stays = own == parent.features || parent.modules.is_empty() && own.len() <= 1;
        let modules: Vec<_> = if stays {
            parent.modules.iter().chain([&builder.module]).cloned().collect()
        } else {
            self.is_shared[class] = true;
            let module = names.claim_first_free(&names::shared_module(&builder.name), || None, ());
            let gate = Gate(own.iter().map(|feature| (*feature).to_owned()).collect());
            self.shared.homes.push(Home { module: module.clone(), at: tree.modules(node), gate });
            vec![self.shared.module.clone(), module]
        };
        self.homes[class] = Some(Written { node, modules: modules.clone(), is_beside: !stays });
        Some(Open { node, modules, features: own })
    }

    /// The marks of all nodes but the root, in their order.
    fn marks(&self, tree: &Tree<'_>) -> Vec<Mark> {
        let others = tree.nodes.len() - 1;
        (0..others).map(|node| self.mark(node, tree)).collect()
    }

    fn mark(&self, node: usize, tree: &Tree<'_>) -> Mark {
        let class = tree.nodes[node].class;
        let Some(written) = self.homes[class].as_ref().filter(|_| self.is_shared[class]) else {
            return Mark::default();
        };
        let is_here = written.node == node && !written.is_beside;
        let places = if written.node == node { tree.places(class, node) } else { Vec::new() };
        Mark { home: (!is_here).then(|| written.modules.clone()), is_shared: true, places }
    }
}

/// The name of the module for builders beside the tree, which none of the first segments has.
fn shared_module(tree: &Tree<'_>) -> Name {
    let mut taken = Scope::default();
    for child in &tree.nodes[tree.root()].builder.children {
        // They are distinct.
        let _ = taken.claim(&child.builder.module, ());
    }
    taken.claim_first_free(&names::module_ident("shared"), || None, ())
}

/// Tells the steps to builders of other paths where the templates of these begin.
fn start_shortcuts(api: &mut Checked) {
    let shortcuts = api.root.all().into_iter().flat_map(|builder| &builder.shortcuts);
    let starts: Vec<_> = shortcuts.map(|shortcut| start(&api.root, &shortcut.modules)).collect();
    tell(&mut api.root, &mut starts.into_iter());
}

fn tell(builder: &mut Builder, starts: &mut impl Iterator<Item = Option<String>>) {
    for shortcut in &mut builder.shortcuts {
        shortcut.start = starts.next().flatten();
    }
    for child in &mut builder.children {
        tell(&mut child.builder, starts);
    }
}

/// The path of the last shared builder on the way to the one that `modules` lead to.
fn start(root: &Builder, modules: &[Name]) -> Option<String> {
    let mut from_the_last = (1..=modules.len()).rev().filter_map(|end| root.below(&modules[..end]));
    from_the_last.find(|builder| builder.is_shared).map(|builder| builder.path.clone())
}
