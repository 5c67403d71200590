//! A declared action: one builder of an API, and the way to it from code that is already there.

use proc_macro2::TokenStream;
use quote::quote;

use super::builder::{self, Step};
use super::region::Region;
use super::runtime::{Paths, Style};
use super::{doc, enums};
use crate::checked::{Argument, Builder, Checked, Child, Shape, Type};
use crate::names::{self, Name, Scope};

/// How a declared action is reached.
#[derive(Clone, Debug)]
pub enum Attach {
    /// By a step on a builder that exists. A crate cannot add methods to a type of another one (E0116), so the step
    /// is the method of a trait.
    Extension {
        /// The builder's type, as the user wrote it.
        on: TokenStream,
        /// The trait's name.
        trait_name: Name,
    },
    /// By a constructor that takes the client and all path parameters.
    Standalone,
}

/// The items of the one action in `api`: what [`super::builder`] gives for it, and the way to it.
pub fn action(api: &Checked, attach: &Attach) -> TokenStream {
    let mut paths = Paths::new(Style::Absolute);
    let Some(lineage) = Lineage::of(&api.root) else { return TokenStream::new() };
    let (parent, target) = (lineage.parent, &lineage.action.builder);
    let items = match attach {
        Attach::Extension { on, .. } => {
            let end = target.display_path.strip_prefix(&parent.display_path).unwrap_or_default();
            builder::items_on(target, on, &parent.path, end, &mut paths)
        }
        Attach::Standalone => builder::items(target, Region::default(), &mut paths),
    };
    let way = match attach {
        Attach::Extension { on, trait_name } => extension(&lineage, on, trait_name, &mut paths),
        Attach::Standalone => constructor(&lineage, &mut paths),
    };
    quote! { #(#items)* #way }
}

/// What makes a type of its own text an open enum.
pub fn open_enum(ty: &Type) -> TokenStream {
    match &ty.shape {
        Shape::Enum(variants) => enums::implementation(ty, variants),
        Shape::Struct(_) | Shape::Alias(_) => TokenStream::new(),
    }
}

/// The only path of an API.
struct Lineage<'a> {
    parent: &'a Builder,
    action: &'a Child,
    /// The path parameters of all segments, first to last.
    arguments: Vec<&'a Argument>,
}

impl<'a> Lineage<'a> {
    /// Follows the first children down; `None` for an API without paths.
    fn of(root: &'a Builder) -> Option<Self> {
        let mut lineage = Self { parent: root, action: root.children.first()?, arguments: Vec::new() };
        loop {
            lineage.arguments.extend(&lineage.action.arguments);
            let Some(next) = lineage.action.builder.children.first() else { return Some(lineage) };
            (lineage.parent, lineage.action) = (&lineage.action.builder, next);
        }
    }

    /// The path parameters as they stand beside each other and `client`; names that meet are numbered.
    fn constructor_arguments(&self) -> Vec<Argument> {
        let mut scope = Scope::default();
        // A claim in an empty scope cannot fail.
        let _ = scope.claim(&names::value_ident("client"), ());
        let distinct = |argument: &&Argument| Argument {
            name: scope.claim_first_free(&argument.name, || None, ()),
            ..(*argument).clone()
        };
        self.arguments.iter().map(distinct).collect()
    }
}

/// The trait that adds the step to `on`, and the proof that `on` is where the action's path goes on from.
fn extension(lineage: &Lineage<'_>, on: &TokenStream, trait_name: &Name, paths: &mut Paths) -> TokenStream {
    let target = &lineage.action.builder.name;
    let docs = doc::attributes(&[format!("Adds the way to {}.", doc::code(&lineage.action.builder.display_path))]);
    let request_builder = paths.runtime("RequestBuilder");
    let route = quote! { <#on as #request_builder>::route(self) };
    let (path, start) = (&lineage.parent.display_path, &lineage.parent.path);
    // Of the places where a shared builder stands, the route knows which one it is.
    let below = quote! { .below(const { <#on as #request_builder>::PATHS.rest_of(#start) }) };
    let Step { docs: step_docs, signature, body } =
        builder::step(lineage.action, &lineage.action.step, &quote! { #target }, &route, Some(below), paths);
    // The message is a format string.
    let shown = path.replace('{', "{{").replace('}', "}}");
    let message = format!("the action goes on from `{shown}`, and `on` names the builder of another path");
    quote! {
        #docs
        pub trait #trait_name {
            #step_docs
            #signature;
        }

        impl #trait_name for #on {
            #signature { #body }
        }

        const _: () = assert!(
            <#on as #request_builder>::PATHS.contains(#path),
            #message
        );
    }
}

fn constructor(lineage: &Lineage<'_>, paths: &mut Paths) -> TokenStream {
    let name = &lineage.action.builder.name;
    let arguments = lineage.constructor_arguments();
    let parameters = builder::parameters(&arguments, paths);
    let (client, route) = (paths.runtime("Client"), paths.runtime("Route"));
    let bound = builder::bound(&quote! { #route::new(client.clone()) }, &arguments, paths);
    quote! {
        impl #name {
            #[doc = " Starts at `client`, with all parameters of the path."]
            pub fn new(client: &#client, #(#parameters),*) -> Self {
                Self { route: #bound }
            }
        }
    }
}
