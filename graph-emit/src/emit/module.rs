//! The shape of the output: modules, before they are files or nested blocks.
//!
//! A tree of modules is small: what stands in a module is made when it is asked for, so that no more than one module per
//! thread is ever there as tokens.

use std::hash::{Hash, Hasher};

use proc_macro2::TokenStream;
use quote::quote;

use super::region::Region;
use super::runtime::Paths;
use super::{builder, lints, model, names, options};
use crate::checked::{Builder, Checked, Gate, Namespace, OptionSet, Type};
use crate::names::Name;

/// A module of the generated code.
#[derive(Clone, Debug)]
pub struct Module<'a> {
    /// Its name.
    pub name: Name,
    /// Whether it is `pub`.
    pub public: bool,
    /// When it is compiled.
    pub gate: Gate,
    /// Its own documentation, as safe Markdown, a line each.
    pub doc: Vec<String>,
    /// The modules below it, by name.
    pub children: Vec<Self>,
    contents: Contents<'a>,
    reexport: Option<Reexport>,
    /// What it hands on to the modules below it.
    uses: Uses,
}

/// The way from a module to another one that stands in it, too.
#[derive(Clone, Debug, Hash)]
pub(super) struct Reexport {
    /// How many modules up the two have one in common.
    up: usize,
    /// The modules from there down.
    down: Vec<Name>,
}

impl Reexport {
    /// The way to the module `home` from the module `at`; both begin at the root.
    pub(super) fn new(home: &[Name], at: &[Name]) -> Self {
        let common = home.iter().zip(at).take_while(|(home, at)| home == at).count();
        Self { up: at.len() - common, down: home[common..].to_vec() }
    }

    fn line(&self, name: &Name) -> TokenStream {
        let start = if self.up == 0 { vec![quote! { self }] } else { vec![quote! { super }; self.up] };
        let down = &self.down;
        let alias = (down.last() != Some(name)).then(|| quote! { as #name });
        quote! { pub use #(#start::)* #(#down)::* #alias; }
    }
}

/// What a module is made from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Contents<'a> {
    /// The client, at the root.
    Client(&'a Checked),
    Builder(&'a Builder, Region<'a>),
    /// The builders that are written beside the tree.
    Shared,
    /// Another module, which stands here, too.
    Reexport,
    Namespace(&'a Namespace),
    Type(&'a Type),
    Options(&'a [OptionSet]),
}

/// Which of the two modules at the root are named in a module, or below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Uses {
    models: bool,
    options: bool,
}

impl<'a> Module<'a> {
    /// A module of `contents`, with `children` below it.
    pub(super) fn new(name: Name, doc: Vec<String>, contents: Contents<'a>, children: Vec<Self>) -> Self {
        let own = contents.uses();
        let uses = children.iter().fold(own, |uses, Self { uses: below, .. }| Uses {
            models: uses.models || below.models,
            options: uses.options || below.options,
        });
        Self { name, public: true, gate: Gate::default(), doc, children, contents, reexport: None, uses }
    }

    /// The name `name` for the module that `reexport` leads to.
    pub(super) fn reexport(name: Name, reexport: Reexport) -> Self {
        Self { reexport: Some(reexport), ..Self::new(name, Vec::new(), Contents::Reexport, Vec::new()) }
    }

    /// The same module by another name.
    pub(super) fn renamed(self, name: &Name) -> Self {
        Self { name: name.clone(), ..self }
    }

    /// The same module, seen by its siblings only.
    pub(super) fn private(self) -> Self {
        Self { public: false, ..self }
    }

    /// The same module, compiled when `gate` says.
    pub(super) fn gated(self, gate: &Gate) -> Self {
        Self { gate: gate.clone(), ..self }
    }

    /// The `use` line that stands for it, where it is written elsewhere; it has a name alone then.
    pub fn use_line(&self) -> Option<TokenStream> {
        let cfg = self.cfg();
        self.reexport.as_ref().map(|reexport| {
            let line = reexport.line(&self.name);
            quote! { #cfg #line }
        })
    }

    /// The `cfg` that stands before its declaration.
    pub fn cfg(&self) -> Option<TokenStream> {
        cfg(&self.gate)
    }

    /// What stands in the brackets of its attribute; only the root has one.
    pub fn attributes(&self) -> Option<TokenStream> {
        self.is_root().then(lints)
    }

    /// Its items, `use` lines first.
    pub fn items(&self) -> Vec<TokenStream> {
        let mut paths = Paths::default();
        let items = self.contents.items(&mut paths);
        debug_assert!(self.is_root() || self.contents.uses() == Uses::of(&paths), "{}: {paths:?}", self.name);
        let mut all = paths.imports();
        // Every module hands these two on to the modules below it, so that no path depends on the depth. They stand in
        // the root, which imports neither.
        let handed_on = if self.is_root() { Uses::default() } else { self.uses };
        all.extend(handed_on.models.then(|| parent_import("models")));
        all.extend(handed_on.options.then(|| parent_import("options")));
        all.extend(items);
        all
    }

    /// Feeds `state` all that [`items`](Self::items), its documentation and its declaration are made from, but for what the
    /// modules below it are made from: two modules that feed the same, and whose children do, have the same text. `None` for
    /// the root, which is made from the whole API.
    pub fn hash_own(&self, state: &mut impl Hasher) -> Option<()> {
        let Self { name, public, gate, doc, children: _, contents, reexport, uses } = self;
        (name, public, gate, doc, reexport, uses).hash(state);
        match contents {
            Contents::Client(_) => return None,
            Contents::Builder(builder, region) => {
                region.hash(state);
                builder.hash_own(state);
            }
            Contents::Shared | Contents::Reexport => {}
            // It names the types below it, and nothing else.
            Contents::Namespace(Namespace { module, wire, types: _, children: _ }) => (module, wire).hash(state),
            Contents::Type(ty) => ty.hash(state),
            Contents::Options(sets) => sets.hash(state),
        }
        Some(())
    }

    /// Whether there is nothing in it: only `models` may be so.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self.contents, Contents::Namespace(_)) && self.children.is_empty()
    }

    fn is_root(&self) -> bool {
        matches!(self.contents, Contents::Client(_))
    }
}

impl Contents<'_> {
    fn items(self, paths: &mut Paths) -> Vec<TokenStream> {
        match self {
            Self::Client(api) => builder::client_items(api, paths),
            Self::Builder(builder, region) => builder::items(builder, region, paths),
            Self::Shared | Self::Reexport => Vec::new(),
            Self::Namespace(namespace) => model::reexports(namespace),
            Self::Type(ty) => builder::type_items(ty, paths),
            Self::Options(sets) => options::markers(sets, paths),
        }
    }

    /// What [`items`](Self::items) will name, told without making them.
    fn uses(self) -> Uses {
        match self {
            Self::Builder(builder, _) => Uses { models: builder.names_models(), options: builder.names_options() },
            Self::Type(ty) => Uses { models: ty.names_models(), options: false },
            Self::Client(_) | Self::Namespace(_) | Self::Options(_) | Self::Shared | Self::Reexport => Uses::default(),
        }
    }
}

impl Uses {
    fn of(paths: &Paths) -> Self {
        Self { models: paths.uses_models(), options: paths.uses_options() }
    }
}

/// The attribute that compiles an item when `gate` says; none where it always is.
pub(super) fn cfg(gate: &Gate) -> Option<TokenStream> {
    match gate.0.as_slice() {
        [] => None,
        [feature] => Some(quote! { #[cfg(feature = #feature)] }),
        features => Some(quote! { #[cfg(any(#(feature = #features),*))] }),
    }
}

fn parent_import(module: &'static str) -> TokenStream {
    let module = names::fixed(module);
    quote! { use super::#module; }
}
