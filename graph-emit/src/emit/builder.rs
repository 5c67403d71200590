//! A request builder: its type, the steps to the next segments, and its module.

use proc_macro2::TokenStream;
use quote::quote;

use super::module::Module;
use super::runtime::Paths;
use super::{doc, enums, model, operation, options, ty};
use crate::checked::{Argument, Builder, Checked, Child, Shape, Type};

/// The module of `builder` with all modules below it.
pub fn module(builder: &Builder) -> Module {
    let mut paths = Paths::default();
    let items = items(builder, &mut paths);
    let children = builder.children.iter().map(|child| module(&child.builder)).collect();
    let doc = vec![format!("[`{}`], and the builders below it.", builder.name)];
    Module::new(builder.module.clone(), doc, &paths, items, children)
}

/// The root module: the client, and the modules below it.
pub fn root(api: &Checked) -> Module {
    let mut paths = Paths::default();
    let lines = doc::prose(&format!("The client of {}: where every request starts.", api.title));
    let mut items =
        vec![definition(&api.root, &lines, &mut paths), request_builder_impl(&api.root), constructor(api, &mut paths)];
    items.extend(methods(&api.root, &mut paths));
    let children = api.root.children.iter().map(|child| module(&child.builder)).collect();
    Module::root(
        api.root.module.clone(),
        doc::prose(&format!("{}: the generated API.", api.title)),
        &paths,
        items,
        children,
    )
}

/// All that stands in the module of `builder`, but for the modules below it.
pub fn items(builder: &Builder, paths: &mut Paths) -> Vec<TokenStream> {
    let lines = doc::lines(&builder.doc, &format!("Builds requests to {}.", doc::code(&builder.display_path)));
    let mut items = vec![definition(builder, &lines, paths), request_builder_impl(builder)];
    items.extend(methods(builder, paths));
    items.extend(builder.operations.iter().filter_map(|operation| options::own(operation, paths)));
    items.extend(builder.types.iter().flat_map(|ty| type_items(ty, paths)));
    items
}

/// The items of a type that stands beside a builder, or of its own module.
pub fn type_items(ty: &Type, paths: &mut Paths) -> Vec<TokenStream> {
    match &ty.shape {
        Shape::Struct(fields) => model::items(ty, fields, paths),
        Shape::Enum(variants) => enums::items(ty, variants, paths),
        Shape::Alias(target) => vec![model::alias(ty, target, paths)],
    }
}

/// The builder's type.
fn definition(builder: &Builder, lines: &[String], paths: &mut Paths) -> TokenStream {
    let name = &builder.name;
    let docs = doc::attributes(lines);
    let derive = paths.derive(&["Clone", "Debug"]);
    let route = paths.runtime("Route");
    quote! {
        #docs
        #derive
        pub struct #name {
            pub(crate) route: #route,
        }
    }
}

/// What lets other crates go on from this builder.
fn request_builder_impl(builder: &Builder) -> TokenStream {
    let (name, path) = (&builder.name, &builder.path);
    let request_builder_macro = Paths::runtime_macro("request_builder");
    quote! { #request_builder_macro!(#name, #path); }
}

/// The steps and the operations; none where there is neither.
fn methods(builder: &Builder, paths: &mut Paths) -> Option<TokenStream> {
    let name = &builder.name;
    let operations: Vec<_> = builder.operations.iter().map(|operation| operation::method(operation, paths)).collect();
    let steps: Vec<_> = builder
        .children
        .iter()
        .map(|child| {
            let (module, target) = (&child.builder.module, &child.builder.name);
            let Step { docs, signature, body } =
                step(child, &quote! { #module::#target }, &quote! { self.route }, paths);
            quote! { #docs pub #signature { #body } }
        })
        .collect();
    let is_empty = steps.is_empty() && operations.is_empty();
    (!is_empty).then(|| {
        quote! {
            impl #name {
                #(#operations)*
                #(#steps)*
            }
        }
    })
}

fn constructor(api: &Checked, paths: &mut Paths) -> TokenStream {
    let name = &api.root.name;
    let (client, route) = (paths.runtime("Client"), paths.runtime("Route"));
    let base_url = api.base_url.as_ref().map(|url| {
        quote! {
            #[doc = " The URL that the description names as its server."]
            pub const BASE_URL: &'static str = #url;
        }
    });
    quote! {
        impl #name {
            #base_url

            #[doc = " Requests sent by `client`."]
            pub fn new(client: #client) -> Self {
                Self { route: #route::new(client) }
            }
        }
    }
}

/// The pieces of a method that leads on, so that it can stand in an `impl` or in a trait.
pub struct Step {
    /// Its documentation.
    pub docs: TokenStream,
    /// `fn` to the return type.
    pub signature: TokenStream,
    /// What is in its braces.
    pub body: TokenStream,
}

/// The method that leads to `child`, whose builder is called `target` here; `route` is where `self` is.
pub fn step(child: &Child, target: &TokenStream, route: &TokenStream, paths: &mut Paths) -> Step {
    let Child { step, arguments, .. } = child;
    let parameters = parameters(arguments, paths);
    let route = bound(route, arguments);
    Step {
        docs: doc::attributes(&step_doc(child)),
        signature: quote! { fn #step(&self, #(#parameters),*) -> #target },
        body: quote! { #target { route: #route } },
    }
}

fn step_doc(child: &Child) -> Vec<String> {
    let segment = child.builder.display_path.rsplit('/').next().unwrap_or_default();
    let mut lines = vec![format!("Goes on to {}.", doc::code(segment))];
    for argument in child.arguments.iter().filter(|argument| !argument.doc.text.is_empty()) {
        lines.push(String::new());
        lines.extend(doc::prose(&format!("`{}`: {}", argument.name, argument.doc.text)));
    }
    lines
}

/// Arguments as the parameters of a function.
pub fn parameters(arguments: &[Argument], paths: &mut Paths) -> Vec<TokenStream> {
    let parameter = |Argument { name, ty, .. }: &Argument| {
        let ty = ty::argument(*ty, paths);
        quote! { #name: #ty }
    };
    arguments.iter().map(parameter).collect()
}

/// `route` with `arguments` bound, as a value of its own.
pub fn bound(route: &TokenStream, arguments: &[Argument]) -> TokenStream {
    if arguments.is_empty() {
        return quote! { #route.clone() };
    }
    let bound = arguments.iter().map(|Argument { name, variable, .. }| quote! { .with(#variable, #name) });
    quote! { #route #(#bound)* }
}
