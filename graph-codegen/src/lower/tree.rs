//! The path tree: paths that share their first segments share nodes.

use graph_emit::diagnostic::Diagnostic;
use graph_emit::ir::{Doc, Node, Operation, Segment};
use graph_emit::origin::Origin;
use indexmap::IndexMap;
use openapiv3::{OpenAPI, PathItem, ReferenceOr};

use super::context::{Context, State};
use super::parameter::PathParameters;
use super::path::{self, Pattern};
use super::{doc, operation};
use crate::spec::Path;

/// The most segments of one path. Graph's longest has 18; later stages recurse once per segment.
const MAX_SEGMENTS: usize = 100;

/// A node whose children are still found by their text.
struct Branch {
    segment: Segment,
    doc: Doc,
    operations: Vec<Operation>,
    children: IndexMap<String, Branch>,
    origin: Origin,
}

/// The tree of `paths`, those of `openapi` in the order of the description. Each is gone when it is in the tree.
pub(super) fn build(
    openapi: &OpenAPI,
    paths: &mut dyn Iterator<Item = Path>,
    origin: &dyn Fn(&str) -> Origin,
    state: &mut State,
) -> Node {
    let mut root = Branch::new(Segment::Root, Context::new(openapi, origin, state).paths_origin());
    for (path, item) in paths {
        let cx = &mut Context::new(openapi, origin, state);
        let origin = cx.path_origin(&path);
        match &item {
            ReferenceOr::Item(item) => add(cx, &mut root, &path, item, &origin),
            ReferenceOr::Reference { reference } => cx.report(
                Diagnostic::warning(origin, format!("path `{path}` refers to another file, `{reference}`"))
                    .help("the path is left out"),
            ),
        }
    }
    root.finish()
}

fn add<'a>(cx: &mut Context<'a>, root: &mut Branch, path: &'a str, item: &'a PathItem, origin: &Origin) {
    let segments = path::segments(path, is_bound(item));
    if segments.len() > MAX_SEGMENTS {
        let message = format!("path has {} segments, the most is {MAX_SEGMENTS}", segments.len());
        cx.report(Diagnostic::error(origin.clone(), message).help("leave the path out of the selection"));
        return;
    }
    if path::has_empty_segment(path) {
        let message = format!("path `{path}` has an empty segment");
        cx.unsupported(origin, &message, "the path without its empty segments is generated instead");
    }
    let parameters = PathParameters::of(item, origin);
    parameters.report_strays(cx, path);
    let mut branch = root;
    for text in segments {
        branch = branch.children.entry(text.into_owned()).or_insert_with_key(|text| {
            let segment = segment(cx, text, path, &parameters, origin);
            Branch::new(segment, origin.clone())
        });
    }
    if branch.doc.text.is_empty() {
        branch.doc = doc::described_or_summed_up(item.description.as_deref(), item.summary.as_deref());
    }
    for operation in operation::all(cx, path, item, origin) {
        branch.add_operation(cx, operation);
    }
}

/// Whether the description calls an operation of `item` an action or a function.
fn is_bound(item: &PathItem) -> bool {
    let mut kinds = item.iter().filter_map(|(_, operation)| operation.extensions.get("x-ms-docs-operation-type"));
    kinds.any(|kind| matches!(kind.as_str(), Some("action" | "function")))
}

fn segment<'a>(
    cx: &mut Context<'a>,
    text: &str,
    path: &str,
    parameters: &PathParameters<'a, '_>,
    origin: &Origin,
) -> Segment {
    match path::pattern(text) {
        Pattern::Literal => Segment::Literal(text.to_owned()),
        Pattern::Key(name) => Segment::Key(parameters.lower(cx, name)),
        Pattern::Call(names) => {
            let arguments = names.into_iter().map(|name| parameters.lower(cx, name)).collect();
            Segment::Call { text: text.to_owned(), arguments }
        }
        Pattern::Broken => {
            let message = format!("the braces in segment `{text}` of `{path}` name no parameter");
            cx.unsupported(origin, &message, "the segment is sent as it is");
            Segment::Literal(text.to_owned())
        }
    }
}

impl Branch {
    fn new(segment: Segment, origin: Origin) -> Self {
        Self { segment, doc: Doc::default(), operations: Vec::new(), children: IndexMap::new(), origin }
    }

    fn add_operation(&mut self, cx: &mut Context<'_>, operation: Operation) {
        let Some(first) = self.operations.iter().find(|known| known.method == operation.method) else {
            self.operations.push(operation);
            return;
        };
        let message = format!("`{} {}` is described a second time", operation.method.as_str(), operation.path);
        cx.report(
            Diagnostic::warning(operation.origin, message)
                .related(first.origin.clone(), format!("first here, as `{}`", first.path))
                .help("only the first of them is generated"),
        );
    }

    fn finish(self) -> Node {
        Node {
            segment: self.segment,
            doc: self.doc,
            operations: self.operations,
            children: self.children.into_values().map(Self::finish).collect(),
            origin: self.origin,
        }
    }
}

#[cfg(test)]
mod tests {
    use graph_emit::ir::{Primitive, TypeRef};

    use super::super::fixture::{lower, lower_with, node, operation};
    use super::*;

    const ACTION: &str = "post: {responses: {2XX: {description: ok}}, x-ms-docs-operation-type: action}";

    #[test]
    fn paths_share_their_first_segments() {
        let api = lower("paths:\n  /a/b: {}\n  /a: {}\n  /c: {}\n  /a/d: {}");
        let texts = |node: &Node| node.children.iter().map(|child| child.segment.text()).collect::<Vec<_>>();
        assert_eq!(texts(&api.root), ["a", "c"]);
        assert_eq!(texts(node(&api, "a")), ["b", "d"]);
    }

    #[test]
    fn both_dialects_give_one_tree() {
        let module = format!(
            "paths:\n  /a/{{x}}/microsoft.graph.act:\n    {}",
            ACTION.replace(
                "responses",
                "parameters: [{name: x, in: path, required: true, schema: {type: string}}], responses"
            )
        );
        let official = format!(
            "paths:\n  /a/{{x}}/act:\n    {ACTION}\n    parameters: [{{name: x, in: path, required: true, schema: {{type: string}}}}]"
        );
        for (yaml, path) in [(module, "/a/{x}/microsoft.graph.act"), (official, "/a/{x}/act")] {
            assert_eq!(operation(&lower(&yaml), "a/{x}/act").path, path);
        }
    }

    #[test]
    fn one_name_is_an_action_at_the_end_and_a_cast_before() {
        let api = lower(&format!(
            "paths:\n  /a/microsoft.graph.post:\n    {ACTION}\n  /a/microsoft.graph.post/b: {{}}\n  /b/microsoft.graph.post: {{}}"
        ));
        assert_eq!(operation(&api, "a/post").path, "/a/microsoft.graph.post");
        node(&api, "a/graph.post/b");
        node(&api, "b/graph.post");
    }

    #[test]
    fn arguments_stand_in_the_order_of_the_text() {
        let api = lower(
            "paths:\n  \"/f(b={b},a='{a}')\":\n    parameters:\n      - {name: a, in: path, required: true, schema: {type: string}}\n      - {name: b, in: path, required: true, schema: {type: integer}}",
        );
        let [call] = &api.root.children[..] else { panic!("one child") };
        let arguments: Vec<_> =
            call.segment.parameters().iter().map(|one| (one.name.as_str(), one.ty.clone())).collect();
        assert!(matches!(
            arguments[..],
            [("b", TypeRef::Primitive(Primitive::Int32)), ("a", TypeRef::Primitive(Primitive::String))]
        ));
    }

    #[test]
    fn an_undeclared_parameter_is_a_string_and_a_warning() {
        let (api, found) = lower_with("paths:\n  /a/{x}: {}");
        let ty = &node(&api, "a/{x}").segment.parameters()[0].ty;
        assert!(matches!(ty, TypeRef::Primitive(Primitive::String)));
        assert_eq!(found, ["/paths/~1a~1{x}: path parameter `x` is not declared (it is taken for a string)"]);
    }

    #[test]
    fn a_parameter_that_is_not_in_the_path_is_left_out_with_a_warning() {
        let (api, found) = lower_with(
            "paths:\n  /a/{x}:\n    parameters:\n      - {name: x, in: path, required: true, schema: {type: string}}\n      - {name: y, in: path, required: true, schema: {type: string}}",
        );
        assert_eq!(node(&api, "a/{x}").segment.parameters().len(), 1);
        let expected = "path parameter `y` does not occur in `/a/{x}` (it is left out; correct its name, or the path)";
        assert_eq!(found, [format!("/paths/~1a~1{{x}}/parameters/1: {expected}")]);
    }

    #[test]
    fn an_empty_segment_is_left_out_with_a_warning() {
        let (api, found) = lower_with("paths:\n  /a//b/: {}");
        node(&api, "a/b");
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("path `/a//b/` has an empty segment"), "{found:?}");
    }

    #[test]
    fn the_second_of_two_equal_operations_is_a_warning() {
        let get = "get: {responses: {2XX: {description: ok}}}";
        let (api, found) = lower_with(&format!("paths:\n  /a:\n    {get}\n  /a/:\n    {get}"));
        assert_eq!(operation(&api, "a").path, "/a");
        assert!(found[1].starts_with("/paths/~1a~1/get: `GET /a/` is described a second time"), "{found:?}");
    }

    #[test]
    fn a_path_without_end_is_an_error() {
        let path = "/a".repeat(MAX_SEGMENTS + 1);
        let (api, found) = lower_with(&format!("paths:\n  {path}: {{}}"));
        assert!(api.root.children.is_empty());
        assert!(found[0].contains("path has 101 segments, the most is 100"), "{found:?}");
    }

    #[test]
    fn broken_braces_are_text() {
        let (api, found) = lower_with("paths:\n  '/a/{x': {}");
        assert!(matches!(&node(&api, "a/{x").segment, Segment::Literal(text) if text == "{x"));
        assert!(found[0].contains("name no parameter"), "{found:?}");
    }

    #[test]
    fn a_node_says_what_its_path_item_says() {
        let api = lower("paths:\n  /a: {summary: short}\n  /b: {summary: short, description: long}");
        assert_eq!(node(&api, "a").doc.text, "short");
        assert_eq!(node(&api, "b").doc.text, "long");
    }
}
