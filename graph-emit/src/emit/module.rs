//! The shape of the output: modules that hold items, before they are files or nested blocks.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::names;
use super::runtime::Paths;
use crate::checked::Gate;

/// A module of the generated code.
#[derive(Clone, Debug)]
pub struct Module {
    /// Its name.
    pub name: Ident,
    /// Whether it is `pub`.
    pub public: bool,
    /// When it is compiled.
    pub gate: Gate,
    /// What stands in the brackets of its attribute; only the root has one.
    pub attributes: TokenStream,
    /// Its own documentation, as safe Markdown, a line each.
    pub doc: Vec<String>,
    /// Its items, `use` lines first.
    pub items: Vec<TokenStream>,
    /// The modules below it, by name.
    pub children: Vec<Module>,
    /// Whether it, or a module below it, names a type of the module tree `models`.
    uses_models: bool,
    /// Whether it, or a module below it, names a type of the module `options`.
    uses_options: bool,
}

impl Module {
    /// A module of `items`, which spelt their paths by `paths`.
    pub(super) fn new(
        name: Ident,
        doc: Vec<String>,
        paths: &Paths,
        items: Vec<TokenStream>,
        children: Vec<Self>,
    ) -> Self {
        let uses_models = paths.uses_models() || children.iter().any(|child| child.uses_models);
        let uses_options = paths.uses_options() || children.iter().any(|child| child.uses_options);
        let mut all = paths.imports();
        // Every module hands these two on to the modules below it, so that no path depends on the depth.
        all.extend(uses_models.then(|| parent_import(&names::fixed("models"))));
        all.extend(uses_options.then(|| parent_import(&names::fixed("options"))));
        all.extend(items);
        Self {
            name,
            public: true,
            gate: Gate::default(),
            attributes: TokenStream::new(),
            doc,
            items: all,
            children,
            uses_models,
            uses_options,
        }
    }

    /// The same module, seen by its siblings only.
    pub(super) fn private(self) -> Self {
        Self { public: false, ..self }
    }

    /// The same module, compiled when `gate` says.
    pub(super) fn gated(self, gate: &Gate) -> Self {
        Self { gate: gate.clone(), ..self }
    }

    /// The root: `models` and `options` stand in it, so it imports neither.
    pub(super) fn root(
        name: Ident,
        doc: Vec<String>,
        paths: &Paths,
        items: Vec<TokenStream>,
        children: Vec<Self>,
    ) -> Self {
        let mut all = paths.imports();
        all.extend(items);
        let (uses_models, uses_options) = (false, false);
        Self {
            name,
            public: true,
            gate: Gate::default(),
            attributes: TokenStream::new(),
            doc,
            items: all,
            children,
            uses_models,
            uses_options,
        }
    }

    /// The `cfg` that stands before its declaration.
    pub fn cfg(&self) -> Option<TokenStream> {
        cfg(&self.gate)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.children.is_empty()
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

fn parent_import(module: &Ident) -> TokenStream {
    quote! { use super::#module; }
}
