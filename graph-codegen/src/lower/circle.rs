//! Lists that are their own items: no type is like that.

use std::collections::HashMap;

use graph_emit::ir::{TypeDef, TypeKind, TypeRef};

use super::context::Context;

/// The most lists that may stand in each other by name.
const MAX_LISTS: usize = 8;

/// Has the items of a list that is, by whatever names, its own item be any JSON value; so it is with lists that go
/// too deep.
pub(super) fn cut(cx: &mut Context<'_>, types: &mut [TypeDef]) {
    let places: HashMap<String, usize> = types.iter().map(|ty| ty.name.wire.clone()).zip(0..).collect();
    // How many lists each other name for a list is deep; 0 while that is being found out.
    let mut depths: HashMap<usize, usize> = HashMap::new();
    for start in 0..types.len() {
        let (mut way, mut at) = (Vec::new(), Some(start));
        let end = loop {
            let Some(place) = at else { break 0 };
            if let Some(depth) = depths.get(&place) {
                if *depth == 0 {
                    report(cx, &types[place], "is a list of itself");
                    types[place].kind = untyped_list();
                    way.retain(|known| *known != place);
                    depths.insert(place, 1);
                    break 1;
                }
                break *depth;
            }
            let TypeKind::Alias(target) = &types[place].kind else { break 0 };
            depths.insert(place, 0);
            way.push(place);
            at = named(target).and_then(|name| places.get(name)).copied();
        };
        let mut depth = end;
        for place in way.into_iter().rev() {
            let TypeKind::Alias(target) = &types[place].kind else { continue };
            depth += usize::from(matches!(target, TypeRef::List(_)));
            if depth > MAX_LISTS {
                report(cx, &types[place], &format!("is a list of more than {MAX_LISTS} lists in each other"));
                types[place].kind = untyped_list();
                depth = 1;
            }
            // Another name for what is not a list does not make a list.
            depths.insert(place, depth.max(1));
        }
    }
}

fn report(cx: &mut Context<'_>, ty: &TypeDef, what: &str) {
    let message = format!("`{}` {what}", ty.name.wire);
    cx.unsupported(&ty.origin, &message, "its items are any JSON value");
}

fn untyped_list() -> TypeKind {
    TypeKind::Alias(TypeRef::List(Box::new(TypeRef::Untyped)))
}

/// The component that `target` is, or is a list of.
fn named(target: &TypeRef) -> Option<&str> {
    match target {
        TypeRef::Named(name) => Some(name),
        TypeRef::List(item) => named(item),
        _ => None,
    }
}
