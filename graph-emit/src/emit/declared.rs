//! Declared builders: those of an API below the one that they go on from, in modules that a declaration chooses, and the way
//! to them from code that is already there.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::builder::{self, Step};
use super::runtime::{DECLARED_MODELS, DECLARED_OPTIONS, Paths, Style};
use super::{doc, enums, options};
use crate::checked::{Argument, Builder, Checked, Child, Shape, Type};
use crate::names::{self, Name, Scope};

/// How declared builders are reached.
#[derive(Clone, Debug)]
pub enum Attach {
    /// By steps on a builder that exists. A crate cannot add methods to a type of another one (E0116), so the steps are the
    /// methods of a trait.
    Extension {
        /// The builder's type, as the user wrote it.
        on: TokenStream,
        /// Its path for people.
        path: String,
        /// The trait's name.
        trait_name: Name,
        /// Whether the compiler is to prove it. Where the declaration is at fault already, it would only say more of the same.
        is_proved: bool,
    },
    /// By a constructor of the last builder that takes the client and all path parameters.
    Standalone,
    /// By a client of their own, from which all paths start.
    Client {
        /// The modules that lead to it.
        module: Vec<Name>,
    },
}

/// Where declared builders stand: the modules from that with the way to them to that of a builder.
pub type Homes<'h> = &'h dyn Fn(&Builder) -> Vec<Name>;

/// What is emitted for one builder.
pub struct Declared<'a> {
    /// The builder.
    pub builder: &'a Builder,
    /// Its type, its methods, and what stands beside it, but for the types of bodies and answers.
    pub items: Vec<TokenStream>,
}

/// The words that stand for the modules of models and of options until the front end knows the way to them.
pub const PLACEHOLDERS: [&str; 2] = [DECLARED_MODELS, DECLARED_OPTIONS];

/// The builders of `api` below the one that `attach` names, and the way to them.
pub fn declared<'a>(api: &'a Checked, attach: &Attach, homes: Homes<'_>) -> (Vec<Declared<'a>>, TokenStream) {
    let mut paths = Paths::new(Style::Absolute);
    let root = &api.root;
    let from = match attach {
        Attach::Extension { path, .. } => root.all().into_iter().find(|builder| builder.display_path == *path),
        Attach::Standalone | Attach::Client { .. } => Some(root),
    };
    let from = from.unwrap_or(root);
    let mut all = Vec::new();
    for child in &from.children {
        below(&child.builder, from, homes, &mut paths, &mut all);
    }
    let way = match attach {
        Attach::Extension { on, trait_name, is_proved, .. } => {
            let steps = extension(from, on, trait_name, homes, &mut paths);
            let proofs = is_proved.then(|| proofs(from, on, homes, &mut paths));
            quote! { #steps #proofs }
        }
        Attach::Standalone => Lineage::of(root).map(|lineage| constructor(&lineage, &mut paths)).unwrap_or_default(),
        Attach::Client { module } => {
            let items = builder::client_items_to(api, &mut paths, &|child| target(module, &child.builder, homes));
            quote! { #(#items)* }
        }
    };
    (all, way)
}

/// The items of a type that stands beside builders or in a module of models.
pub fn declared_type(ty: &Type) -> Vec<TokenStream> {
    builder::type_items(ty, &mut Paths::new(Style::Absolute))
}

/// The marks of the sets of options that several operations share.
pub fn declared_options(api: &Checked) -> Vec<TokenStream> {
    options::markers(&api.option_sets, &mut Paths::new(Style::Absolute))
}

/// What makes a type of its own text an open enum.
pub fn open_enum(ty: &Type) -> TokenStream {
    match &ty.shape {
        Shape::Enum(variants) => enums::implementation(ty, variants),
        Shape::Struct(_) | Shape::Alias(_) => TokenStream::new(),
    }
}

/// Adds `builder` and all below it, which go on from the builder `from`.
fn below<'a>(builder: &'a Builder, from: &Builder, homes: Homes<'_>, paths: &mut Paths, all: &mut Vec<Declared<'a>>) {
    let here = homes(builder);
    let items = builder::items_to(builder, from, paths, &|child| target(&here, &child.builder, homes));
    all.push(Declared { builder, items });
    for child in &builder.children {
        below(&child.builder, from, homes, paths, all);
    }
}

/// `builder` as it is named in the module that `here` leads to.
fn target(here: &[Name], builder: &Builder, homes: Homes<'_>) -> TokenStream {
    let (way, name) = (way(here, &homes(builder)), &builder.name);
    quote! { #way #name }
}

/// The path from the module that `here` leads to, to the one that `there` does, with `::` behind it.
pub fn way(here: &[Name], there: &[Name]) -> TokenStream {
    let shared = here.iter().zip(there).take_while(|(one, other)| one == other).count();
    let (up, down) = (std::iter::repeat_n(quote! { super:: }, here.len() - shared), &there[shared..]);
    quote! { #(#up)* #(#down::)* }
}

/// The only path of an API.
struct Lineage<'a> {
    last: &'a Child,
    /// The path parameters of all segments, first to last.
    arguments: Vec<&'a Argument>,
}

impl<'a> Lineage<'a> {
    /// Follows the first children down; `None` for an API without paths.
    fn of(root: &'a Builder) -> Option<Self> {
        let mut lineage = Self { last: root.children.first()?, arguments: Vec::new() };
        loop {
            lineage.arguments.extend(&lineage.last.arguments);
            let Some(next) = lineage.last.builder.children.first() else { return Some(lineage) };
            lineage.last = next;
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

/// The trait that adds steps to `on`.
fn extension(from: &Builder, on: &TokenStream, trait_name: &Name, homes: Homes<'_>, paths: &mut Paths) -> TokenStream {
    let shown: Vec<_> = from.children.iter().map(|child| doc::code(&child.builder.display_path)).collect();
    let docs = doc::attributes(&[format!("Adds the way to {}.", shown.join(", "))]);
    let request_builder = paths.runtime("RequestBuilder");
    let route = quote! { <#on as #request_builder>::route(self) };
    // Of the places where a shared builder stands, the route knows which one it is.
    let start = &from.path;
    let onward = (!start.is_empty()).then(|| quote! { const { <#on as #request_builder>::PATHS.rest_of(#start) } });
    let steps: Vec<_> = steps(from)
        .map(|(child, name)| {
            builder::step(child, name, &target(&[], &child.builder, homes), &route, onward.clone(), paths)
        })
        .collect();
    let declared = steps.iter().map(|Step { docs, signature, .. }| quote! { #docs #signature; });
    let made = steps.iter().map(|Step { signature, body, .. }| quote! { #signature { #body } });
    quote! {
        #docs
        pub trait #trait_name {
            #(#declared)*
        }

        impl #trait_name for #on {
            #(#made)*
        }
    }
}

/// The steps of `from`, each under both of its names.
fn steps(from: &Builder) -> impl Iterator<Item = (&Child, &Name)> {
    from.children
        .iter()
        .flat_map(|child| std::iter::once(&child.step).chain(&child.short_step).map(move |name| (child, name)))
}

/// Lets the compiler prove that the declared paths go on from `on`, and that each declared step is the one that is called: a
/// method that `on` has itself would come before it, and the declaration would be of no use.
fn proofs(from: &Builder, on: &TokenStream, homes: Homes<'_>, paths: &mut Paths) -> TokenStream {
    let written = on.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span());
    // There, but not for lints, which have nothing to say of what a macro makes.
    let span = Span::call_site().located_at(written);
    let (path, name) = (&from.display_path, from.name.to_string());
    let (request_builder, leads_to) = (paths.runtime("RequestBuilder"), paths.runtime("leads_to"));
    let anything = paths.runtime("anything");
    let steps: Vec<_> = steps(from)
        .map(|(child, step)| {
            let target = target(&[], &child.builder, homes);
            // Whatever its own step takes, which may be something else.
            let arguments = child.arguments.iter().map(|_| quote_spanned! { span=> #anything() });
            quote_spanned! { span=> let _ = |builder: &#on| #leads_to::<#target, _>(builder.#step(#(#arguments),*)); }
        })
        .collect();
    quote_spanned! { span=>
        const _: () = {
            <#on as #request_builder>::PATHS.prove(#path, #name);
            #(#steps)*
        };
    }
}

fn constructor(lineage: &Lineage<'_>, paths: &mut Paths) -> TokenStream {
    let name = &lineage.last.builder.name;
    let arguments = lineage.constructor_arguments();
    let parameters = builder::parameters(&arguments, paths);
    let (client, route) = (paths.runtime("Client"), paths.runtime("Route"));
    let client_of_its_own = paths.cloned(&quote! { client });
    let bound = builder::bound(&quote! { #route::new(#client_of_its_own) }, &arguments, paths);
    quote! {
        impl #name {
            #[doc = " Starts at `client`, with all parameters of the path."]
            pub fn new(client: &#client, #(#parameters),*) -> Self {
                Self { route: #bound }
            }
        }
    }
}
