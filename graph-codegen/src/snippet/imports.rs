//! The names that a snippet uses, and the `use` lines they need: the only file here that spells a path.

use std::collections::BTreeMap;
use std::str::FromStr;

use graph_emit::names::{self, Name};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// Where the bindings are, as a path that `use` lines start with: `graph_beta`, `crate::graph`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CratePath(Vec<String>);

/// The text is not a path of modules.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NotAPath;

/// The imports of one snippet.
#[derive(Clone, Debug)]
pub struct Imports {
    root: TokenStream,
    /// What each short name stands for.
    names: BTreeMap<String, String>,
    /// The lines, by their text.
    lines: BTreeMap<String, TokenStream>,
}

impl Default for CratePath {
    fn default() -> Self {
        Self(vec!["graph_beta".to_owned()])
    }
}

impl FromStr for CratePath {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, NotAPath> {
        let parts: Vec<_> = text.split("::").map(str::to_owned).collect();
        if parts.iter().all(|part| module(part).is_some()) { Ok(Self(parts)) } else { Err(NotAPath) }
    }
}

impl std::fmt::Display for NotAPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("expected a path of modules, such as `graph_beta` or `crate::graph`")
    }
}

/// The same as [`Display`](std::fmt::Display), because this is what `unwrap` prints.
impl std::fmt::Debug for NotAPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for NotAPath {}

/// The identifier of one part of a path, in the casing of modules.
fn module(name: &str) -> Option<TokenStream> {
    match name {
        "crate" => Some(quote! { crate }),
        "self" => Some(quote! { self }),
        "super" => Some(quote! { super }),
        _ => Some(names::value_ident(name)).filter(|ident| *ident == name).map(ToTokens::into_token_stream),
    }
}

impl Imports {
    /// No imports yet, of bindings that are at `root`.
    pub fn new(CratePath(root): &CratePath) -> Self {
        let root = root.iter().filter_map(|part| module(part));
        Self { root: quote! { #(#root)::* }, names: BTreeMap::new(), lines: BTreeMap::new() }
    }

    /// The name of the type `name` of the module `module`: the first of a name is called by it, others by their module
    /// as well, or by their whole path where that is taken, too.
    pub fn api(&mut self, module: &[Name], name: &Name) -> TokenStream {
        let root = self.root.clone();
        let path = quote! { #root #(::#module)*::#name };
        if self.import(name.as_str(), &path) {
            return quote! { #name };
        }
        let Some(last) = module.last() else { return path };
        if self.import(last.as_str(), &quote! { #root #(::#module)* }) {
            quote! { #last::#name }
        } else {
            path
        }
    }

    /// The name of what stands at the root of the runtime.
    pub fn runtime(&mut self, name: &'static str) -> TokenStream {
        self.foreign(name, &quote! { graph_runtime })
    }

    /// The name of what the runtime makes models with.
    pub fn model(&mut self, name: &'static str) -> TokenStream {
        self.foreign(name, &quote! { graph_runtime::model })
    }

    /// The macro that writes any JSON.
    pub fn json(&mut self) -> TokenStream {
        self.foreign("json", &quote! { serde_json })
    }

    /// Brings the methods of the trait `name` of the module `module` into scope.
    pub fn methods(&mut self, module: &[Name], name: &Name) {
        let root = &self.root;
        let path = quote! { #root #(::#module)*::#name };
        if !self.import(name.as_str(), &path) {
            let path = quote! { #path as _ };
            self.lines.insert(path.to_string(), path);
        }
    }

    /// The `use` lines, sorted.
    pub fn lines(&self) -> Vec<TokenStream> {
        self.lines.values().map(|path| quote! { use #path; }).collect()
    }

    fn foreign(&mut self, name: &'static str, module: &TokenStream) -> TokenStream {
        let ident = names::fixed(name);
        let path = quote! { #module::#ident };
        if self.import(name, &path) {
            quote! { #ident }
        } else {
            path
        }
    }

    /// Whether `name` stands for `path` from now on.
    fn import(&mut self, name: &str, path: &TokenStream) -> bool {
        let text = path.to_string();
        let known = self.names.entry(name.to_owned()).or_insert_with(|| text.clone());
        let is_free = *known == text;
        if is_free {
            self.lines.insert(text, path.clone());
        }
        is_free
    }
}

#[cfg(test)]
mod tests {
    use graph_emit::names;

    use super::{CratePath, Imports};

    #[test]
    fn equal_names_are_told_apart_by_their_modules() {
        let mut imports = Imports::new(&"crate::graph".parse().expect("a path"));
        let [models, security, user] = ["models", "security", "User"].map(|name| match name {
            "User" => names::type_ident(name),
            name => names::value_ident(name),
        });
        let first = [models.clone()];
        let second = [models.clone(), security];
        let names: Vec<_> =
            [&first[..], &second, &first].map(|module| imports.api(module, &user).to_string()).into_iter().collect();
        assert_eq!(names, ["User", "security :: User", "User"]);
        let lines: Vec<_> = imports.lines().iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["use crate :: graph :: models :: User ;", "use crate :: graph :: models :: security ;"]);
    }

    #[test]
    fn a_crate_path_is_made_of_identifiers() {
        for path in ["graph_beta", "crate::api", "super::x::y"] {
            assert!(path.parse::<CratePath>().is_ok(), "{path}");
        }
        for path in ["", "a b", "a::", "a-b", "x; use y", "fn", "Graph"] {
            let error = path.parse::<CratePath>().expect_err(path);
            assert_eq!(format!("{error:?}"), error.to_string());
        }
    }
}
