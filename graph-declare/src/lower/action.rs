//! An action: the short form of a builder with one operation.

use graph_emit::ir::{Body, Doc, Operation, Response, TypeRef};
use graph_emit::origin::Origin;

use super::tree::Tree;
use super::{Context, operation};
use crate::syntax::Action;

/// Adds the builder of `action`, whose path goes on from `prefix`, and which stands in the module that `at` leads to.
pub fn add<'a>(cx: &mut Context<'a, '_>, tree: &mut Tree<'a>, action: &'a Action, prefix: &str, at: &[String]) {
    let options = &action.options;
    let written = format!("{prefix}{}", options.path.value());
    let body = action.members.is_some().then(|| {
        let path = syn::Path::from(action.name.clone());
        let ty = syn::Type::Path(syn::TypePath { attrs: Vec::new(), qself: None, path });
        Body::Json { ty: cx.type_ref(&ty, at), content_type: None }
    });
    let response = match &options.answer {
        None => Response::None,
        Some(ty) if super::types::is_word(ty, "Bytes") => Response::Bytes,
        Some(ty) => match cx.answer(ty, at) {
            TypeRef::Inline(page) => Response::Value(TypeRef::Inline(page)),
            ty => Response::Value(ty),
        },
    };
    let operation = Operation {
        method: options.method,
        path: written.clone(),
        query: Vec::new(),
        headers: Vec::new(),
        body,
        other_bodies: Vec::new(),
        rust: None,
        attributes: Vec::new(),
        response,
        accept: None,
        other_answers: Vec::new(),
        // Rust has it before the item.
        deprecated: options.deprecated.clone().or_else(|| action.attributes.deprecated.clone()),
        doc: Doc { link: operation::link(cx, options.link.as_ref()), ..action.attributes.doc.clone() },
        origin: Origin::source(options.method_name.span()),
    };
    let Some(node) = tree.node(cx, &options.path, &written, true) else { return };
    node.operations.push(operation);
    tree.remember(None, Some(&action.vis), at);
}
