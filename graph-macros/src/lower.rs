//! A declaration as the IR that both front ends share: the chain of its path's nodes, and one operation at the end.

use graph_emit::emit::Attach;
use graph_emit::ir::{
    Api, Body, Doc, Field, Node, Operation, Response, Segment, Struct, TypeDef, TypeKind, TypeName, TypeRef,
};
use graph_emit::names::{self, Name, Scope};
use graph_emit::origin::Origin;
use proc_macro2::Span;
use quote::ToTokens as _;

use crate::given::Given;
use crate::parse::{Declaration, Extension, Member};
use crate::report::{Report, error};

/// A declaration, lowered.
pub struct Lowered {
    /// The API of this one action.
    pub api: Api,
    /// How the action is reached.
    pub attach: Attach,
    /// What the declaration spells out.
    pub given: Given,
}

/// The IR of `declaration`, or `None` when names of its own meet, which goes to `report`.
pub fn lower(declaration: Declaration, report: &mut Report) -> Option<Lowered> {
    let Declaration { options, name, docs, members } = declaration;
    let origin = Origin::Source(options.path.span());
    let mut given = Given::default();
    let (attach, type_name) = (attach(options.extension, &options.segments, &mut given), given.name(&name));
    report.keep(names_are_apart(&options.segments, &attach, &type_name, &given))?;
    let operation = Operation {
        method: options.method,
        path: options.path.value(),
        query: Vec::new(),
        headers: Vec::new(),
        body: members.map(|members| body(type_name, name.span(), docs.clone(), members, &mut given)),
        other_bodies: Vec::new(),
        response: Response::None,
        accept: None,
        other_answers: Vec::new(),
        deprecated: options.deprecated,
        doc: Doc { text: docs, link: options.link, ..Doc::default() },
        origin: Origin::Source(options.method_name.span()),
    };
    let api = api(chain(options.segments, operation, &origin), Vec::new(), &origin);
    Some(Lowered { api, attach, given })
}

/// An API of one path, or of one type.
pub fn api(path: Option<Node>, types: Vec<TypeDef>, origin: &Origin) -> Api {
    let root = Node { children: path.into_iter().collect(), ..node(Segment::Root, origin) };
    Api { title: String::new(), base_url: None, version: None, root, types, shortcuts: Vec::new() }
}

/// The name that a declaration gives a type.
pub fn type_name(name: Name) -> TypeName {
    TypeName { wire: String::new(), namespace: Vec::new(), name: String::new(), rust: Some(name) }
}

fn attach(extension: Option<Extension>, segments: &[Segment], given: &mut Given) -> Attach {
    let Some(Extension { on, trait_name }) = extension else { return Attach::Standalone };
    let derived = || {
        let stem = with_last(segments, |last, parent| names::inline_name_stem(last, Some(parent)));
        names::type_ident(&format!("{stem}_action"))
    };
    let trait_name = trait_name.map_or_else(derived, |name| given.name(&name));
    Attach::Extension { on: on.into_token_stream(), trait_name }
}

/// The builder, the trait and the struct stand in one module.
fn names_are_apart(segments: &[Segment], attach: &Attach, name: &Name, given: &Given) -> syn::Result<()> {
    let mut scope = Scope::default();
    let builder = with_last(segments, |last, parent| names::builder_name(last, Some(parent)));
    // A claim in an empty scope cannot fail.
    let _ = scope.claim(&builder, "builder");
    let trait_name = match attach {
        Attach::Extension { trait_name, .. } => Some((trait_name, "trait")),
        Attach::Standalone => None,
    };
    for (name, holder) in trait_name.into_iter().chain([(name, "struct")]) {
        if let Err(first) = scope.claim(name, holder) {
            let help = format!("name the {holder} otherwise");
            return Err(error(
                given.put_in(name.to_token_stream()),
                format!("the action's {first} is called `{name}` already"),
                help,
            ));
        }
    }
    Ok(())
}

/// What `name` makes of the last segment and the one before it.
fn with_last<T>(segments: &[Segment], name: impl Fn(&Segment, &Segment) -> T) -> T {
    let root = Segment::Root;
    let mut from_last = segments.iter().rev().chain([&root, &root]);
    let (last, parent) = (from_last.next().unwrap_or(&root), from_last.next().unwrap_or(&root));
    name(last, parent)
}

/// The nodes of `segments`, each in the one before it, with `operation` at the last.
fn chain(segments: Vec<Segment>, operation: Operation, origin: &Origin) -> Option<Node> {
    let mut operations = vec![operation];
    segments.into_iter().rev().fold(None, |child, segment| {
        let operations = std::mem::take(&mut operations);
        Some(Node { operations, children: child.into_iter().collect(), ..node(segment, origin) })
    })
}

fn node(segment: Segment, origin: &Origin) -> Node {
    Node {
        segment,
        doc: Doc::default(),
        operations: Vec::new(),
        has_trailing_slash: false,
        is_function: false,
        children: Vec::new(),
        origin: origin.clone(),
    }
}

fn body(name: Name, span: Span, docs: String, members: Vec<Member>, given: &mut Given) -> Body {
    let origin = Origin::Source(span);
    let fields = members.into_iter().map(|member| field(member, given)).collect();
    let ty = TypeRef::Inline(Box::new(TypeDef {
        name: type_name(name),
        doc: Doc::text(docs),
        deprecated: None,
        kind: TypeKind::Struct(Struct { fields, ..Struct::default() }),
        origin,
    }));
    Body::Json { ty, content_type: None }
}

fn field(member: Member, given: &mut Given) -> Field {
    let Member { ident, wire, wire_span: _, ty, constraints, docs, deprecated } = member;
    Field {
        wire,
        origin: Origin::Source(ident.span()),
        rust: Some(given.name(&ident)),
        ty: TypeRef::Given(given.ty(ty)),
        constraints,
        doc: Doc::text(docs),
        deprecated,
    }
}
