//! What a declaration spells out: names and types that the output takes over token by token, with their spans.
//!
//! The middle knows names without spans and no tokens, so that its results may leave their thread. What the user wrote
//! goes through it as plain names, and is put in their places at the end.

use std::collections::HashMap;

use graph_emit::names::Name;
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;

/// How the names begin that stand for types.
const STAND_IN: &str = "graph_macros_given_type";

/// The user's tokens, by the name that stands for them.
#[derive(Default)]
pub struct Given(HashMap<String, TokenStream>);

impl Given {
    /// The name for the identifier `ident`.
    pub fn name(&mut self, ident: &Ident) -> Name {
        self.0.insert(ident.to_string(), ident.to_token_stream());
        Name::from(ident)
    }

    /// A name for the type `tokens` that nothing else has.
    pub fn ty(&mut self, tokens: TokenStream) -> Name {
        let name = graph_emit::names::value_ident(&format!("{STAND_IN}_{}", self.0.len()));
        self.0.insert(name.to_string(), tokens);
        name
    }

    /// `output` with the user's tokens in the places of their names.
    pub fn put_in(&self, output: TokenStream) -> TokenStream {
        output.into_iter().flat_map(|tree| self.tree(tree)).collect()
    }

    fn tree(&self, tree: TokenTree) -> TokenStream {
        match tree {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), self.put_in(group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner).into()
            }
            TokenTree::Ident(ident) => match self.0.get(&ident.to_string()) {
                Some(tokens) => tokens.clone(),
                None => TokenTree::Ident(ident).into(),
            },
            TokenTree::Punct(_) | TokenTree::Literal(_) => tree.into(),
        }
    }
}
