//! From the syntax of declarations to the API that both front ends share.

mod action;
mod models;
mod operation;
mod path;
mod scope;
mod tree;
mod types;

#[cfg(feature = "descriptions")]
pub use self::operation::odata;
pub use self::scope::{Declares, Entry};
pub use self::tree::Place;
#[cfg(feature = "descriptions")]
pub use self::types::{is_page, scalar_name};

use graph_emit::ir::{Api, Doc, Method, Node, Segment};
use graph_emit::order;
use graph_emit::origin::Origin;
use proc_macro2::{Ident, Span};

use self::scope::Scope;
use self::tree::Tree;
use crate::given::Given;
use crate::report::Report;
use crate::syntax::{ApiOptions, Item, Module};

/// Declarations, lowered.
pub struct Lowered<'a> {
    /// The API.
    pub api: Api,
    /// What they spell out.
    pub given: Given,
    /// Where the builders stand, by the text of their paths.
    pub places: Vec<Place<'a>>,
    /// The types, in the order written.
    pub types: Vec<Entry<'a>>,
    /// The methods that are not named after an HTTP method, which is reported.
    pub misnamed: Vec<Misnamed>,
}

/// A method that is not named after an HTTP method, and is taken for one of these.
pub struct Misnamed {
    /// The path of its builder, as of a [`Place`].
    pub path: String,
    /// What it is taken for.
    pub method: Method,
    /// Its name as written, by which it is called.
    pub name: Ident,
}

impl Lowered<'_> {
    /// The path that `path`, as it is written, goes on from by its last segment.
    pub fn path_above(&self, path: &str) -> String {
        let segments = graph_emit::dialect::segments(path, false);
        let above = &segments[..segments.len().saturating_sub(1)];
        above.iter().flat_map(|segment| ["/", segment]).collect()
    }
}

/// What a part of the lowering takes along.
struct Context<'a, 'r> {
    scope: Scope<'a>,
    given: Given,
    misnamed: Vec<Misnamed>,
    report: &'r mut Report,
}

/// Lowers all in `module`, which is what `options` say; what is wrong goes to `report`.
pub fn lower<'a>(module: &'a Module, options: &ApiOptions, report: &mut Report) -> Lowered<'a> {
    let mut scope = Scope::default();
    let mut at: Vec<_> = module.name.iter().map(ToString::to_string).collect();
    scope.add_all(module, &mut at);
    let mut cx = Context { scope, given: Given::default(), misnamed: Vec::new(), report };
    let mut tree = Tree::new(node(Segment::Root, &Origin::source(Span::call_site())));
    let prefix = options.path.as_ref().map(syn::LitStr::value).unwrap_or_default();
    builders(&mut cx, &mut tree, module, &prefix, &mut at);
    let mut types = models::all(&mut cx);
    order::sort_by(&mut types, |one, other| one.name.wire.cmp(&other.name.wire));
    if cx.report.is_empty() {
        cx.scope.report_unused(cx.report);
    }
    let (root, places) = tree.finish();
    let text = |text: &Option<syn::LitStr>| text.as_ref().map(syn::LitStr::value);
    let api = Api {
        title: text(&options.title).unwrap_or_default(),
        base_url: text(&options.base_url),
        version: options.version,
        root,
        types,
        shortcuts: Vec::new(),
    };
    Lowered { api, given: cx.given, places, types: cx.scope.into_entries(), misnamed: cx.misnamed }
}

/// Adds the builders in `module`, whose paths go on from `prefix`, to `tree`.
fn builders<'a>(cx: &mut Context<'a, '_>, tree: &mut Tree<'a>, module: &'a Module, prefix: &str, at: &mut Vec<String>) {
    for item in &module.items {
        match item {
            Item::Builder(builder) => tree.add(cx, builder, prefix, at),
            Item::Action(action) => action::add(cx, tree, action, prefix, at),
            Item::Module(inner) => within(inner, at, |at| builders(cx, tree, inner, prefix, at)),
            Item::Api(declared) => {
                let own = declared.options.path.as_ref().map(syn::LitStr::value).unwrap_or_default();
                within(&declared.module, at, |at| builders(cx, tree, &declared.module, &format!("{prefix}{own}"), at));
            }
            Item::Model(_) | Item::Enumeration(_) | Item::Alias(_) | Item::Other(_) => {}
        }
    }
}

/// Does `inside` with `at` leading to `module`.
fn within(module: &Module, at: &mut Vec<String>, inside: impl FnOnce(&mut Vec<String>)) {
    at.extend(module.name.as_ref().map(ToString::to_string));
    inside(at);
    if module.name.is_some() {
        at.pop();
    }
}

/// A node of which nothing is declared.
fn node(segment: Segment, origin: &Origin) -> Node {
    Node {
        segment,
        rust: None,
        doc: Doc::markdown(""),
        operations: Vec::new(),
        has_trailing_slash: false,
        is_function: false,
        children: Vec::new(),
        origin: origin.clone(),
    }
}
