//! Small descriptions for tests.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use graph_emit::ir::{Api, Field, Node, Operation, TypeDef, TypeKind};
use graph_emit::origin::Origin;
use openapiv3::OpenAPI;

use super::context::{Ground, State};
use super::lower_parts;
use super::piece::Piece;

/// The description that `yaml` is, but for its version and title.
pub(super) fn description(yaml: &str) -> OpenAPI {
    serde_yaml::from_str(&format!("openapi: 3.0.4\ninfo: {{title: Test, version: '1'}}\n{yaml}"))
        .expect("a description")
}

/// Lowers `yaml`; the second list holds what was found, `pointer: message (help)`.
pub(super) fn lower_with(yaml: &str) -> (Api, Vec<String>) {
    let file: Arc<str> = "test.yaml".into();
    let mut description = description(yaml);
    let (mut state, paths) = (State::default(), std::mem::take(&mut description.paths).paths.into_iter());
    let (places, copies) = (|pointer: &str| Origin::spec(&file, pointer), AtomicUsize::new(0));
    let ground = Ground::new(&description, &places, &copies);
    let mut pieces = paths.map(|path| Piece::of(ground, path));
    let api = lower_parts(&description, ground, &mut pieces, &[], &mut state);
    let found = state.found;
    let text = |place: &Origin| place.to_string().replace("test.yaml#", "");
    let found = found
        .iter()
        .map(|one| format!("{}: {} ({})", text(&one.origin), one.message, one.help.as_deref().unwrap_or_default()));
    (api, found.collect())
}

/// Lowers `yaml`, in which nothing may be wrong.
pub(super) fn lower(yaml: &str) -> Api {
    let (api, found) = lower_with(yaml);
    assert_eq!(found, [""; 0]);
    api
}

/// Lowers `schemas`, the indented entries of `components/schemas`.
pub(super) fn schemas(schemas: &str) -> Vec<TypeDef> {
    lower(&format!("paths: {{}}\ncomponents:\n  schemas:\n{schemas}")).types
}

/// The node at `path`, a list of segments joined by slashes.
pub(super) fn node<'a>(api: &'a Api, path: &str) -> &'a Node {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.fold(&api.root, |node, text| {
        let child = node.children.iter().find(|child| child.segment.text() == text);
        child.unwrap_or_else(|| panic!("no `{text}` in {path}"))
    })
}

/// The one operation at `path`.
pub(super) fn operation<'a>(api: &'a Api, path: &str) -> &'a Operation {
    match &node(api, path).operations[..] {
        [operation] => operation,
        several => panic!("{} operations at {path}", several.len()),
    }
}

/// The type called `wire`.
pub(super) fn ty<'a>(types: &'a [TypeDef], wire: &str) -> &'a TypeDef {
    types.iter().find(|ty| ty.name.wire == wire).unwrap_or_else(|| panic!("no type `{wire}`"))
}

/// The members of the object `ty`.
pub(super) fn fields(ty: &TypeDef) -> &[Field] {
    match &ty.kind {
        TypeKind::Struct(object) => &object.fields,
        TypeKind::Enum(_) | TypeKind::Alias(_) => panic!("`{}` is not an object", ty.name.wire),
    }
}

/// The names of the members of the object `ty`.
pub(super) fn members(ty: &TypeDef) -> Vec<&str> {
    fields(ty).iter().map(|field| field.wire.as_str()).collect()
}
