//! The arguments of steps and operations: their types, their names, and their order, which is kept once it was given.

use super::template;
use super::tree::PathSoFar;
use crate::checked::{Argument, ArgumentType};
use crate::ir::{self, Primitive, QueryParameter, Segment, TypeRef};
use crate::names::{self, ARGUMENTS, Book, Key, Name, Scope};
use crate::order;

/// The arguments of the step to `segment`, which ends `path` and whose entry is `key`, in the order of the path.
pub fn of_path(segment: &Segment, path: &PathSoFar, book: &Book, key: Key) -> Vec<Argument> {
    let is_call = matches!(segment, Segment::Call { .. });
    let parameters = segment.variables();
    let wires: Vec<_> = parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    let names = distinct(&wires, Scope::default());
    let argument = |(parameter, name): (&ir::Parameter, Name)| Argument {
        name,
        ty: path_type(&parameter.ty, is_call),
        wire: parameter.name.clone(),
        variable: path.variable(&parameter.name),
        doc: parameter.doc.clone(),
    };
    let arguments: Vec<_> = parameters.into_iter().zip(names).map(argument).collect();
    if arguments.len() < 2 {
        return arguments;
    }
    in_kept_order(arguments, book, book.entry(key, ARGUMENTS))
}

/// What `operation` at `path`, whose builder has the entry `key`, cannot be called without, in the order of the description.
pub fn of_query(operation: &ir::Operation, path: &PathSoFar, book: &Book, key: Key) -> Vec<Argument> {
    let required: Vec<_> = operation.query.iter().filter(|parameter| parameter.required).collect();
    if required.is_empty() {
        return Vec::new();
    }
    let wires: Vec<_> = required.iter().map(|parameter| parameter.name.as_str()).collect();
    let mut scope = Scope::default();
    let bodies = operation.body.iter().chain(operation.other_bodies.iter().map(|other| &other.body));
    let has_boundary = bodies.into_iter().any(|body| matches!(body, ir::Body::Multipart { .. }));
    for taken in ["body", "content_type"].into_iter().chain(has_boundary.then_some("boundary")) {
        // The names are distinct.
        let _ = scope.claim(&names::value_ident(taken), ());
    }
    let named = required.into_iter().zip(distinct(&wires, scope));
    let arguments = named.map(|(parameter, name)| query_argument(parameter, path, name)).collect();
    let key = book.entry(key, &format!("{} {ARGUMENTS}", operation.method.as_str()));
    in_kept_order(arguments, book, key)
}

/// A query parameter of an operation at `path` as the argument `name`.
pub fn query_argument(parameter: &QueryParameter, path: &PathSoFar, name: Name) -> Argument {
    let ty = match &parameter.ty {
        // It is sent in the path.
        TypeRef::List(item) if path.has_alias(&parameter.name) => ArgumentType::Array(primitive(item)),
        TypeRef::List(item) => ArgumentType::List(primitive(item)),
        ty => ArgumentType::One(primitive(ty)),
    };
    let (wire, variable) = (parameter.name.clone(), template::variable(&parameter.name));
    Argument { name, ty, wire, variable, doc: parameter.doc.clone() }
}

fn path_type(ty: &TypeRef, is_call: bool) -> ArgumentType {
    match ty {
        TypeRef::List(item) if is_call => ArgumentType::Array(primitive(item)),
        TypeRef::List(item) => ArgumentType::List(primitive(item)),
        ty => ArgumentType::One(primitive(ty)),
    }
}

/// What the caller gives for one value: anything but a scalar is text.
fn primitive(ty: &TypeRef) -> Primitive {
    match ty {
        TypeRef::Primitive(primitive) => *primitive,
        TypeRef::Named(_) | TypeRef::List(_) | TypeRef::Inline(_) | TypeRef::Untyped | TypeRef::Given(_) => {
            Primitive::String
        }
    }
}

/// The names of arguments called `wires`. Those that meet are numbered in the order of the alphabet, so that a name does not
/// depend on the order of the description.
fn distinct(wires: &[&str], mut scope: Scope<()>) -> Vec<Name> {
    let mut order: Vec<_> = (0..wires.len()).collect();
    order::sort_by(&mut order, |one, other| wires[*one].cmp(wires[*other]));
    let claim = |at: usize| (at, scope.claim_first_free(&names::value_ident(wires[at]), || None, ()));
    let mut names: Vec<_> = order.into_iter().map(claim).collect();
    order::sort_by(&mut names, |(one, _), (other, _)| one.cmp(other));
    names.into_iter().map(|(_, name)| name).collect()
}

/// `arguments` in the order that the entry `key` has for them, newcomers last. Their places would otherwise change when a
/// description lists them in another order, and swapped texts compile.
fn in_kept_order(mut arguments: Vec<Argument>, book: &Book, key: Key) -> Vec<Argument> {
    let kept = book.names(key);
    let place = |argument: &Argument| kept.iter().position(|name| *name == argument.name).unwrap_or(kept.len());
    order::sort_by(&mut arguments, |one, other| place(one).cmp(&place(other)));
    let newcomers = arguments.iter().map(|argument| &argument.name).filter(|name| !kept.contains(name));
    for (at, name) in kept.iter().chain(newcomers).enumerate() {
        book.give(key, at, name);
    }
    arguments
}
