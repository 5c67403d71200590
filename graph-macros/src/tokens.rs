//! Changes to emitted tokens that only a declaration asks for: visibility, attributes, and the ways to modules.

use std::collections::HashMap;

use graph_emit::emit;
use graph_emit::names::{self, Name};
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{Attribute, Visibility};

use crate::place::attribute_tokens;

/// Where the modules are that emitted code names.
pub struct Ways {
    /// The modules of declared types, by the path that the emitter has for them.
    pub models: HashMap<String, Vec<String>>,
    /// The module of the declarations.
    pub top: Vec<String>,
    /// Where the runtime is, if not at `::graph_runtime`.
    pub runtime: Option<syn::Path>,
}

impl Ways {
    /// `tokens`, which stand in the module that `at` leads to, with the ways from there.
    pub fn settle(&self, tokens: TokenStream, at: &[String]) -> TokenStream {
        let mut trees = tokens.into_iter().peekable();
        let mut settled = TokenStream::new();
        let [models, options] = emit::PLACEHOLDERS;
        while let Some(tree) = trees.next() {
            match tree {
                TokenTree::Ident(ident) if ident == models => settled.extend(self.model(&path(&mut trees), at)),
                TokenTree::Ident(ident) if ident == options => {
                    let (name, mut home) = (path(&mut trees), self.top.clone());
                    home.push("options".to_owned());
                    let way = way(at, &home);
                    settled.extend(quote! { #way #(#name)* });
                }
                TokenTree::Group(group) => {
                    let mut inner = Group::new(group.delimiter(), self.settle(group.stream(), at));
                    inner.set_span(group.span());
                    settled.extend([TokenTree::Group(inner)]);
                }
                TokenTree::Punct(punct) if begins_path(&punct) && self.runtime.is_some() => {
                    self.root_path(punct, &mut trees, &mut settled);
                }
                other => settled.extend([other]),
            }
        }
        settled
    }

    /// The type at the emitter's path `names`, from the module that `at` leads to.
    fn model(&self, names: &[Ident], at: &[String]) -> TokenStream {
        let path = names.iter().map(ToString::to_string).collect::<Vec<_>>().join("::");
        let Some(home) = self.models.get(&path) else { return quote! { #(#names)::* } };
        let (way, name) = (way(at, home), names.last());
        quote! { #way #name }
    }

    /// Puts the user's path to the runtime in the place of `::graph_runtime`.
    fn root_path(
        &self,
        first: proc_macro2::Punct,
        trees: &mut std::iter::Peekable<proc_macro2::token_stream::IntoIter>,
        settled: &mut TokenStream,
    ) {
        let Some(TokenTree::Punct(second)) = trees.next_if(is_colon) else {
            settled.extend([TokenTree::Punct(first)]);
            return;
        };
        match trees.next_if(|tree| matches!(tree, TokenTree::Ident(ident) if ident == "graph_runtime")) {
            Some(_) => settled.extend(self.runtime.to_token_stream()),
            None => settled.extend([TokenTree::Punct(first), TokenTree::Punct(second)]),
        }
    }
}

/// Whether it is the first of two colons, and not one before a type.
fn begins_path(punct: &proc_macro2::Punct) -> bool {
    punct.as_char() == ':' && punct.spacing() == proc_macro2::Spacing::Joint
}

fn is_colon(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ':')
}

/// The identifiers behind `::`, one after the other.
fn path(trees: &mut std::iter::Peekable<proc_macro2::token_stream::IntoIter>) -> Vec<Ident> {
    let mut names = Vec::new();
    while trees.next_if(is_colon).is_some() {
        trees.next_if(is_colon);
        if let Some(TokenTree::Ident(ident)) = trees.next_if(|tree| matches!(tree, TokenTree::Ident(_))) {
            names.push(ident);
        }
    }
    names
}

fn way(here: &[String], there: &[String]) -> TokenStream {
    let names = |modules: &[String]| modules.iter().filter_map(|name| names::parse(name)).collect::<Vec<Name>>();
    emit::way(&names(here), &names(there))
}

/// `tokens` as visible as `vis` says: each `pub` is what is emitted for it.
pub fn visible(tokens: TokenStream, vis: Option<&Visibility>) -> TokenStream {
    let Some(vis) = vis.filter(|vis| !matches!(vis, Visibility::Public(_))) else { return tokens };
    let mut trees = tokens.into_iter().peekable();
    let mut changed = TokenStream::new();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Ident(ident) if ident == "pub" => vis.to_tokens(&mut changed),
            TokenTree::Ident(ident) if ident == "request_builder" => {
                changed.extend([TokenTree::Ident(ident)]);
                changed.extend(trees.next());
                if let Some(TokenTree::Group(group)) = trees.next() {
                    changed.extend([TokenTree::Group(visible_builder(&group, vis))]);
                }
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), visible(group.stream(), Some(vis)));
                inner.set_span(group.span());
                changed.extend([TokenTree::Group(inner)]);
            }
            other => changed.extend([other]),
        }
    }
    changed
}

/// The call that makes a builder's type, with its visibility before its name.
fn visible_builder(group: &Group, vis: &Visibility) -> Group {
    let mut changed = TokenStream::new();
    let mut is_said = false;
    for tree in group.stream() {
        if let TokenTree::Ident(_) = &tree
            && !std::mem::replace(&mut is_said, true)
        {
            vis.to_tokens(&mut changed);
        }
        changed.extend([tree]);
    }
    Group::new(group.delimiter(), changed)
}

/// `item` with the attributes of its parts before them: of fields, variants and methods in its braces.
pub fn with_attributes(item: TokenStream, parts: &HashMap<String, &[Attribute]>) -> TokenStream {
    let group = |tree: TokenTree| match tree {
        TokenTree::Group(group) if group.delimiter() == proc_macro2::Delimiter::Brace => {
            TokenTree::Group(Group::new(group.delimiter(), with_part_attributes(group.stream(), parts)))
        }
        other => other,
    };
    // Only definitions and inherent methods have them: `struct`, `enum`, `impl Name`.
    let begins = |tree: &TokenTree| matches!(tree, TokenTree::Ident(word) if word == "struct" || word == "enum" || word == "impl");
    if item.clone().into_iter().any(|tree| begins(&tree)) { item.into_iter().map(group).collect() } else { item }
}

fn with_part_attributes(tokens: TokenStream, parts: &HashMap<String, &[Attribute]>) -> TokenStream {
    let trees: Vec<_> = tokens.into_iter().collect();
    let word = |at: usize| match trees.get(at) {
        Some(TokenTree::Ident(ident)) => ident.to_string(),
        _ => String::new(),
    };
    let mut changed = TokenStream::new();
    let mut may_begin = true;
    for (at, tree) in trees.iter().enumerate() {
        if may_begin {
            let name = match (word(at).as_str(), word(at + 1).as_str()) {
                ("pub", "fn") => word(at + 2),
                ("pub", name) | (name, _) => name.to_owned(),
            };
            if let Some(attributes) = parts.get(&name) {
                changed.extend(attribute_tokens(attributes));
                may_begin = false;
            }
        }
        // A part begins behind a comma, the braces of a method, or its own attributes.
        may_begin |= match tree {
            TokenTree::Punct(punct) => punct.as_char() == ',',
            TokenTree::Group(group) => group.delimiter() != proc_macro2::Delimiter::Parenthesis,
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        };
        changed.extend([tree.clone()]);
    }
    changed
}
