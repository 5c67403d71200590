//! A request builder: its type, the steps to the next segments, and its module.

use proc_macro2::TokenStream;
use quote::quote;

use super::module::{Contents, Module, Reexport, cfg};
use super::region::Region;
use super::runtime::Paths;
use super::{doc, enums, model, operation, options, ty};
use crate::checked::{Argument, ArgumentType, Builder, Checked, Child, Home, Operation, Shape, Shared, Shortcut, Type};
use crate::count::counted;
use crate::ir::{ApiVersion, Segment};
use crate::names::{self, Name};
use crate::order;

/// The module of `builder` with all modules below it; `around` is where its parent's requests begin, and `modules` lead from
/// the root to the parent.
fn module<'a>(builder: &'a Builder, around: Region<'a>, modules: &[Name]) -> Module<'a> {
    let region = around.below(builder);
    let modules: Vec<_> = modules.iter().chain([&builder.module]).cloned().collect();
    let doc = vec![format!("[`{}`], and the builders below it.", builder.name)];
    let children = children(builder, region, &modules);
    Module::new(builder.module.clone(), doc, Contents::Builder(builder, region), children)
}

/// The modules below that of `builder`, to which `modules` lead.
fn children<'a>(builder: &'a Builder, region: Region<'a>, modules: &[Name]) -> Vec<Module<'a>> {
    let child = |child: &'a Child| match &child.home {
        None => module(&child.builder, region, modules),
        Some(home) => Module::reexport(child.builder.module.clone(), Reexport::new(home, modules)),
    };
    builder.children.iter().map(|next| child(next).gated(&next.gate)).collect()
}

/// The root module: the client, and the modules below it.
pub fn root(api: &Checked) -> Module<'_> {
    let mut children = children(&api.root, Region::default(), &[]);
    children.extend(shared(api));
    let doc = doc::prose(&format!("{}: the generated API.", api.title));
    Module::new(api.root.module.clone(), doc, Contents::Client(api), children)
}

/// The module of the builders that are written beside the tree; `None` where there are none.
fn shared(api: &Checked) -> Option<Module<'_>> {
    let Shared { module: name, homes } = &api.shared;
    let home = |Home { module: own, at, gate }: &Home| {
        let builder = api.root.below(at)?;
        let module = module(builder, Region::default(), std::slice::from_ref(name));
        Some(module.renamed(own).gated(gate))
    };
    let mut children: Vec<_> = homes.iter().filter_map(home).collect();
    order::sort_by(&mut children, |a, b| a.name.cmp(&b.name));
    let doc = vec![
        "Builders that stand at several places of the API, which are compiled with different features.".to_owned(),
    ];
    (!children.is_empty()).then(|| Module::new(name.clone(), doc, Contents::Shared, children))
}

/// All that stands in the root module, but for the modules below it.
pub fn client_items(api: &Checked, paths: &mut Paths) -> Vec<TokenStream> {
    client_items_to(api, paths, &below)
}

/// The same, where `target` names the builders that its steps lead to.
pub fn client_items_to(api: &Checked, paths: &mut Paths, target: Target<'_>) -> Vec<TokenStream> {
    let mut items = vec![client(api), constructor(api, paths)];
    items.extend(parts(&api.root, Region::default(), paths, target));
    items.extend(types(&api.root, paths));
    items
}

/// Names the builder of a child where its parent's is.
type Target<'t> = &'t dyn Fn(&Child) -> TokenStream;

/// The builder of `child`, which stands in a module below its parent's.
fn below(child: &Child) -> TokenStream {
    let (module, name) = (&child.builder.module, &child.builder.name);
    quote! { #module::#name }
}

/// All that stands in the module of `builder`, but for the modules below it.
pub fn items(builder: &Builder, region: Region<'_>, paths: &mut Paths) -> Vec<TokenStream> {
    let is_told = builder.doc.text.is_empty() && doc::is_code(&builder.display_path);
    let definition = definition(builder, &region.paths(&builder.display_path), is_told);
    let mut items: Vec<_> = places(builder).into_iter().chain([definition]).collect();
    items.extend(parts(builder, region, paths, &below));
    items.extend(types(builder, paths));
    items
}

/// What is written of a declared builder that goes on from the builder `from`: all but the types of bodies and answers, where
/// `target` names the builders that steps lead to.
pub fn items_to(builder: &Builder, from: &Builder, paths: &mut Paths, target: Target<'_>) -> Vec<TokenStream> {
    let (place, path) = (&from.display_path, &builder.display_path);
    let definition = if place.is_empty() {
        definition(builder, &quote! { #path }, builder.doc.text.is_empty() && doc::is_code(path))
    } else {
        definition(builder, &quote! { [#place], #path }, false)
    };
    let mut items = vec![definition];
    items.extend(parts(builder, Region::from(&from.path), paths, target));
    items
}

/// The methods of `builder`, and the options of its operations.
fn parts(builder: &Builder, region: Region<'_>, paths: &mut Paths, target: Target<'_>) -> Vec<TokenStream> {
    let mut items: Vec<_> = methods(builder, region, paths, target).into_iter().collect();
    items.extend(builder.operations.iter().filter_map(|operation| options::own(operation, paths)));
    items
}

/// The types of bodies and answers that stand beside `builder`.
fn types(builder: &Builder, paths: &mut Paths) -> Vec<TokenStream> {
    builder.types.iter().flat_map(|ty| type_items(ty, paths)).collect()
}

/// The items of a type that stands beside a builder, or of its own module.
pub fn type_items(ty: &Type, paths: &mut Paths) -> Vec<TokenStream> {
    if let Some(replacement) = &ty.custom.replacement {
        return vec![model::replaced(ty, replacement)];
    }
    match &ty.shape {
        Shape::Struct(fields) => model::items(ty, fields, paths),
        Shape::Enum(variants) => enums::items(ty, variants, paths),
        Shape::Alias(target) => vec![model::alias(ty, target, paths)],
    }
}

/// The client's type. It is what a program keeps, so it can be cloned and printed; builders are made in passing.
fn client(api: &Checked) -> TokenStream {
    let Builder { name, display_path, .. } = &api.root;
    let docs = doc::attributes(&doc::prose(&format!("The client of {}: where every request starts.", api.title)));
    let request_builder_macro = Paths::runtime_macro("request_builder");
    quote! { #request_builder_macro!(#docs #[derive(Clone, Debug)] #name, #display_path); }
}

/// How many places the documentation of a shared builder names.
const SHOWN_PLACES: usize = 10;

/// The places where `builder` stands; none where that is one.
fn places(builder: &Builder) -> Option<TokenStream> {
    let Builder { name, places, .. } = builder;
    let mut lines = vec![format!("The paths of [`{name}`]. What is below it is below each of them:"), String::new()];
    lines.extend(places.iter().take(SHOWN_PLACES).map(|place| format!("- {}", doc::code(place))));
    lines
        .extend(places.len().checked_sub(SHOWN_PLACES + 1).map(|more| format!("- and {}", counted(more + 1, "other"))));
    let docs = doc::attributes(&lines);
    (!places.is_empty()).then(|| quote! { #docs pub const PLACES: &[&str] = &[#(#places),*]; })
}

/// The builder's type, whose `paths` are the last arguments of the macro. What it is for is told by the macro if `is_told`.
fn definition(builder: &Builder, paths: &TokenStream, is_told: bool) -> TokenStream {
    let Builder { name, display_path, doc, .. } = builder;
    let fallback = format!("Builds requests to {}.", doc::code(display_path));
    let docs = (!is_told).then(|| doc::attributes(&doc::lines(doc, &fallback)));
    let request_builder_macro = Paths::runtime_macro("request_builder");
    quote! { #request_builder_macro!(#docs #name, #paths); }
}

/// The steps and the operations; none where there is neither.
fn methods(builder: &Builder, region: Region<'_>, paths: &mut Paths, target: Target<'_>) -> Option<TokenStream> {
    let name = &builder.name;
    let operations: Vec<_> = builder
        .operations
        .iter()
        .flat_map(Operation::methods)
        .map(|operation| operation::method(operation, region, paths))
        .collect();
    let steps = builder.children.iter().flat_map(|child| steps(child, region, &target(child), paths));
    let steps: Vec<_> = steps.collect();
    let shortcuts: Vec<_> = builder.shortcuts.iter().flat_map(|shortcut| self::shortcuts(shortcut, paths)).collect();
    let is_empty = steps.is_empty() && operations.is_empty() && shortcuts.is_empty();
    (!is_empty).then(|| {
        quote! {
            impl #name {
                #(#operations)*
                #(#shortcuts)*
                #(#steps)*
            }
        }
    })
}

/// The method that leads to `child`, and the one with the shorter name.
fn steps(child: &Child, region: Region<'_>, target: &TokenStream, paths: &mut Paths) -> Vec<TokenStream> {
    let names = std::iter::once(&child.step).chain(&child.short_step);
    let cfg = cfg(&child.gate);
    let method = |name| {
        let below = region.onward(&child.builder);
        let Step { docs, signature, body } = step(child, name, target, &quote! { self.route }, below, paths);
        quote! { #docs #cfg pub #signature { #body } }
    };
    names.map(method).collect()
}

/// The method of `shortcut`, and the one with the shorter name.
fn shortcuts(shortcut: &Shortcut, paths: &mut Paths) -> Vec<TokenStream> {
    let Shortcut { step, short_step, segment, arguments, short, start, path, modules, shared, up, builder, doc, gate } =
        shortcut;
    let segment = segment.as_ref().map_or_else(|| short.clone(), Segment::text);
    let mut lines = doc::lines(doc, &format!("Goes on to {}.", doc::code(&segment)));
    if shortcut.segment.is_some() {
        lines.extend(argument_docs(arguments));
    }
    let (docs, cfg) = (doc::attributes(&lines), cfg(gate));
    let (up, below) = (std::iter::repeat_n(quote! { super:: }, *up), &modules[*shared..]);
    let target = quote! { #(#up)* #(#below::)* #builder };
    let mut parameters = parameters(arguments, paths);
    let route = if arguments.is_empty() {
        quote! { self.route }
    } else {
        bound(&quote! { self.route }, arguments, paths)
    };
    let route = if shortcut.segment.is_none() {
        parameters.push(quote! { path: &str });
        quote! { #route.addressed_by_path(#path, #short, path) }
    } else {
        quote! { #route.standing_for(#path, #short) }
    };
    let start = start.as_ref().map(|start| quote! { .placed_at(#start) });
    let method = |name| {
        quote! { #docs #cfg pub fn #name(&self, #(#parameters),*) -> #target { #target { route: #route #start } } }
    };
    std::iter::once(step).chain(short_step).map(method).collect()
}

fn constructor(api: &Checked, paths: &mut Paths) -> TokenStream {
    let name = &api.root.name;
    let (client, route) = (paths.runtime("Client"), paths.runtime("Route"));
    let start = match api.version {
        None => quote! { #route::new(client) },
        Some(version) => {
            let (versions, version) = (paths.runtime("ApiVersion"), names::fixed(variant(version)));
            quote! { #route::of_version(client, #versions::#version) }
        }
    };
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
                Self { route: #start }
            }
        }
    }
}

/// The variant of the runtime's own type for `version`.
fn variant(version: ApiVersion) -> &'static str {
    match version {
        ApiVersion::V1 => "V1",
        ApiVersion::Beta => "Beta",
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

/// The method `name` that leads to `child`, whose builder is called `target` here; `route` is where `self` is, and `below`
/// what the step adds to the place that it knows.
pub fn step(
    child: &Child,
    name: &Name,
    target: &TokenStream,
    route: &TokenStream,
    below: Option<TokenStream>,
    paths: &mut Paths,
) -> Step {
    let Child { arguments, .. } = child;
    let parameters = parameters(arguments, paths);
    let route = bound(route, arguments, paths);
    let route = below.map_or_else(|| route.clone(), |path| paths.below(&route, &path));
    Step {
        docs: doc::attributes(&step_doc(child)),
        signature: quote! { fn #name(&self, #(#parameters),*) -> #target },
        body: quote! { #target { route: #route } },
    }
}

fn step_doc(child: &Child) -> Vec<String> {
    let mut lines = vec![format!("Goes on to {}.", doc::code(&child.segment.text()))];
    lines.extend(argument_docs(&child.arguments));
    lines
}

/// What the description says of each of `arguments`, as paragraphs.
pub fn argument_docs(arguments: &[Argument]) -> Vec<String> {
    let documented = arguments.iter().filter(|argument| !argument.doc.text.is_empty());
    let paragraph = |argument: &Argument| {
        let lines = doc::led_by(&format!("`{}`:", argument.name), &argument.doc);
        std::iter::once(String::new()).chain(lines).collect::<Vec<_>>()
    };
    documented.flat_map(paragraph).collect()
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
pub fn bound(route: &TokenStream, arguments: &[Argument], paths: &mut Paths) -> TokenStream {
    if arguments.is_empty() {
        return paths.cloned(route);
    }
    let bound = arguments.iter().map(|argument| {
        let (variable, value) = (&argument.variable, value(argument, paths));
        quote! { .with(#variable, #value) }
    });
    quote! { #route #(#bound)* }
}

/// What the caller gave for `argument`, as the value of a variable.
pub fn value(argument: &Argument, paths: &mut Paths) -> TokenStream {
    let name = &argument.name;
    match argument.ty {
        ArgumentType::One(_) | ArgumentType::List(_) => quote! { #name },
        ArgumentType::Array(_) => {
            let parameter = paths.runtime("Parameter");
            quote! { #parameter::array(#name) }
        }
    }
}
