//! The modules of namespaces, and their places in the book.

use std::collections::HashMap;

use crate::checked::Namespace;
use crate::ir::TypeDef;
use crate::names::{self, Book, Key, Name, Scope};
use crate::order;

/// The entry of the book for the types of a namespace.
pub fn home(book: &Book, namespace: &[String]) -> Key {
    match namespace {
        [] => book.entry(Book::ROOT, "models"),
        parts => book.entry(Book::ROOT, &format!("models.{}", parts.join("."))),
    }
}

/// The modules of all namespaces of `defs`, by namespace.
pub fn namespaces<'a>(defs: &'a [TypeDef], book: &Book) -> HashMap<&'a [String], Name> {
    let mut all: Vec<&[String]> =
        defs.iter().flat_map(|def| (1..=def.name.namespace.len()).map(|depth| &def.name.namespace[..depth])).collect();
    order::sort_by(&mut all, Ord::cmp);
    all.dedup();
    // Names that the book has come first.
    let (kept, new): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|namespace| book.name(home(book, namespace), 0).is_some());
    let mut scopes: HashMap<&[String], Scope<()>> = HashMap::new();
    let module = |namespace: &'a [String]| {
        let (last, above) = namespace.split_last().expect("invariant: no namespace of these is empty");
        let scope = scopes.entry(above).or_default();
        let kept = (book, home(book, namespace), 0);
        (namespace, scope.claim_kept(kept, &names::namespace_ident(last), || None, ()).0)
    };
    kept.into_iter().chain(new).map(module).collect()
}

impl Namespace {
    /// An empty one.
    pub(super) fn new(module: Name, wire: String) -> Self {
        Self { module, wire, types: Vec::new(), children: Vec::new() }
    }

    /// The namespace at `path` below this one, made where it is missing.
    pub(super) fn descend(&mut self, path: &[String], modules: &[Name]) -> &mut Self {
        let mut namespace = self;
        for (module, wire) in modules.iter().zip(path) {
            let at = namespace.children.iter().position(|child| child.module == *module).unwrap_or_else(|| {
                namespace.children.push(Self::new(module.clone(), wire.clone()));
                namespace.children.len() - 1
            });
            namespace = &mut namespace.children[at];
        }
        namespace
    }

    /// Sorts, and keeps the private modules of types apart from each other and from those of the namespaces.
    pub(super) fn finish(&mut self) {
        order::sort_by(&mut self.children, |a, b| a.module.cmp(&b.module));
        order::sort_by(&mut self.types, |a, b| a.name.cmp(&b.name));
        let mut scope = Scope::default();
        // What every module hands on has these names.
        for module in ["models", "options"] {
            // A claim in an empty scope cannot fail.
            let _ = scope.claim(&names::module_ident(module), ());
        }
        for child in &mut self.children {
            child.finish();
            // Children are made one per module name.
            let _ = scope.claim(&child.module, ());
        }
        for ty in &mut self.types {
            ty.module = scope.claim_first_free(&ty.module, || Some(names::suffixed(&ty.module, "_type")), ());
        }
    }
}
