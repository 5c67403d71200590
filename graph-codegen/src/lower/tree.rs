//! The path tree: paths that share their first segments share nodes.

use graph_emit::diagnostic::Diagnostic;
use graph_emit::ir::{Doc, Node, Operation, Parameter, Segment};
use graph_emit::origin::Origin;
use indexmap::IndexMap;
use indexmap::map::Entry;
use openapiv3::{PathItem, ReferenceOr};

use super::context::{Context, Ground, State};
use super::parameter::PathParameters;
use super::piece::Piece;
use super::variable::report_other_names;
use super::{doc, path};

/// The most segments of one path. Graph's longest has 18; later stages recurse once per segment.
const MAX_SEGMENTS: usize = 100;

/// A node whose children are still found by the shape of their segment.
struct Branch {
    segment: Segment,
    doc: Doc,
    operations: Vec<Operation>,
    /// Whether paths end here: without a slash behind them, and with one.
    ends: Ends,
    is_function: bool,
    children: IndexMap<String, Branch>,
    origin: Origin,
}

/// How the paths that end at a node are written.
#[derive(Clone, Default)]
struct Ends {
    /// Without a slash.
    plain: bool,
    /// With one; the first of them and its place.
    slashed: Option<(String, Origin)>,
}

/// The tree of `pieces`, in the order of the description. The description of each is gone when it is in the tree.
pub(super) fn build(ground: Ground<'_>, pieces: &mut dyn Iterator<Item = Piece>, state: &mut State) -> Node {
    let mut root = Branch::new(Segment::Root, Context::new(ground, state).paths_origin());
    for Piece { path, item, operations, state: own } in pieces {
        let cx = &mut Context::new(ground, state);
        let origin = cx.path_origin(&path);
        match &item {
            ReferenceOr::Item(item) => {
                let Some((branch, aliases)) = add(cx, &mut root, &path, item, &origin) else { continue };
                cx.add(own);
                branch.add_operations(cx, operations, &aliases);
            }
            ReferenceOr::Reference { reference } => cx.report(
                Diagnostic::warning(origin, format!("path `{path}` refers to another file, `{reference}`"))
                    .help("the path is left out"),
            ),
        }
    }
    root.finish()
}

/// The branch at which `path` ends, and the aliases on the way there; `None` where the path is too long.
fn add<'b, 'a>(
    cx: &mut Context<'a>,
    root: &'b mut Branch,
    path: &'a str,
    item: &'a PathItem,
    origin: &Origin,
) -> Option<(&'b mut Branch, Vec<String>)> {
    let segments = path::segments(path, is_bound(item));
    if segments.len() > MAX_SEGMENTS {
        let message = format!("path has {} segments, the most is {MAX_SEGMENTS}", segments.len());
        cx.report(Diagnostic::error(origin.clone(), message).help("leave the path out of the selection"));
        return None;
    }
    if path::has_empty_segment(path) {
        report_empty_segment(cx, path, origin);
    }
    let parameters = PathParameters::of(item, origin);
    parameters.report_strays(cx, path);
    let mut branch = root;
    let mut aliases = Vec::new();
    for text in segments {
        branch = branch.child(cx, &text, path, &parameters, origin);
        aliases.extend(branch.segment.aliases().map(str::to_owned));
    }
    branch.end(cx, path, origin);
    branch.is_function |= has_type(item, &["function"]);
    if branch.doc.text.is_empty() {
        branch.doc = doc::described_or_summed_up(item.description.as_deref(), item.summary.as_deref());
    }
    Some((branch, aliases))
}

/// Has the query parameters that give arguments of the path called like their aliases, `x` and not `@x`: they are sent in
/// the path, by the name of the argument. An alias without one cannot be given.
fn settle_aliases(cx: &mut Context<'_>, operation: &mut Operation, aliases: &[String]) {
    for alias in aliases {
        let given =
            operation.query.iter_mut().find(|given| given.name.strip_prefix('@').unwrap_or(&given.name) == alias);
        if let Some(given) = given {
            given.name.clone_from(alias);
        } else {
            let message = format!("no query parameter gives the argument `@{alias}` of `{}`", operation.path);
            cx.unsupported(&operation.origin, &message, "the argument is left out");
        }
    }
}

fn report_empty_segment(cx: &mut Context<'_>, path: &str, origin: &Origin) {
    let message = format!("path `{path}` has an empty segment");
    cx.unsupported(origin, &message, "the path without its empty segments is generated instead");
}

/// Whether the description calls an operation of `item` an action or a function.
fn is_bound(item: &PathItem) -> bool {
    has_type(item, &["action", "function"])
}

/// Whether the description calls an operation of `item` one of `types`.
fn has_type(item: &PathItem, types: &[&str]) -> bool {
    let mut known = item.iter().filter_map(|(_, operation)| operation.extensions.get("x-ms-docs-operation-type"));
    known.any(|known| known.as_str().is_some_and(|known| types.contains(&known)))
}

/// The segment that `text` is, with the names of its parameters alone.
fn segment(cx: &mut Context<'_>, text: &str, path: &str, origin: &Origin) -> Segment {
    Segment::parse(text, &mut |name| Parameter::undescribed(name, origin)).unwrap_or_else(|error| {
        let message = format!("segment `{text}` of `{path}` is not understood: {error}");
        cx.unsupported(origin, &message, "it is sent as it is written");
        Segment::Literal(text.to_owned())
    })
}

impl Branch {
    fn new(segment: Segment, origin: Origin) -> Self {
        Self {
            segment,
            doc: Doc::default(),
            operations: Vec::new(),
            ends: Ends::default(),
            is_function: false,
            children: IndexMap::new(),
            origin,
        }
    }

    /// The branch at the segment `text` of `path`. What differs from one that is there in the names of its parameters
    /// alone is the same place.
    fn child<'a>(
        &mut self,
        cx: &mut Context<'a>,
        text: &str,
        path: &str,
        parameters: &PathParameters<'a, '_>,
        origin: &Origin,
    ) -> &mut Self {
        let mut segment = segment(cx, text, path, origin);
        let place = match self.children.entry(segment.shape()) {
            Entry::Occupied(known) => {
                report_other_names(cx, &known.get().segment, &segment, path, parameters);
                known.index()
            }
            Entry::Vacant(free) => {
                for parameter in segment.variables_mut() {
                    *parameter = parameters.lower(cx, &parameter.name);
                }
                let place = free.index();
                free.insert(Self::new(segment, origin.clone()));
                place
            }
        };
        &mut self.children[place]
    }

    /// Notes that `path` ends here. With and without a slash behind it, it is one path here.
    fn end(&mut self, cx: &mut Context<'_>, path: &str, origin: &Origin) {
        let was_both = self.ends.plain && self.ends.slashed.is_some();
        if path::has_trailing_slash(path) {
            self.ends.slashed.get_or_insert_with(|| (path.to_owned(), origin.clone()));
        } else {
            self.ends.plain = true;
        }
        if let Some((path, origin)) = self.ends.slashed.as_ref().filter(|_| self.ends.plain && !was_both) {
            report_empty_segment(cx, path, origin);
        }
    }

    /// Adds `operations`, on whose path there are these `aliases`.
    fn add_operations(&mut self, cx: &mut Context<'_>, operations: Vec<Operation>, aliases: &[String]) {
        for mut operation in operations {
            settle_aliases(cx, &mut operation, aliases);
            self.add_operation(cx, operation);
        }
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
            rust: None,
            doc: self.doc,
            operations: self.operations,
            has_trailing_slash: !self.ends.plain && self.ends.slashed.is_some(),
            is_function: self.is_function,
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
            call.segment.variables().iter().map(|one| (one.name.as_str(), one.ty.clone())).collect();
        assert!(matches!(
            arguments[..],
            [("b", TypeRef::Primitive(Primitive::Int64)), ("a", TypeRef::Primitive(Primitive::String))]
        ));
    }

    #[test]
    fn an_undeclared_parameter_is_a_string_and_a_warning() {
        let (api, found) = lower_with("paths:\n  /a/{x}: {}");
        let ty = &node(&api, "a/{x}").segment.variables()[0].ty;
        assert!(matches!(ty, TypeRef::Primitive(Primitive::String)));
        assert_eq!(found, ["/paths/~1a~1{x}: path parameter `x` is not declared (it is taken for a string)"]);
    }

    #[test]
    fn a_parameter_that_is_not_in_the_path_is_left_out_with_a_warning() {
        let (api, found) = lower_with(
            "paths:\n  /a/{x}:\n    parameters:\n      - {name: x, in: path, required: true, schema: {type: string}}\n      - {name: y, in: path, required: true, schema: {type: string}}",
        );
        assert_eq!(node(&api, "a/{x}").segment.variables().len(), 1);
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
        assert!(found[0].contains("braces are not in pairs"), "{found:?}");
    }

    /// A path item whose `GET` takes `query`, with the path parameters `path`, all strings.
    fn get(path: &[&str], query: &[&str]) -> String {
        let one = |place: &str, name: &&str| {
            format!("{{name: '{name}', in: {place}, required: {}, schema: {{type: string}}}}", place == "path")
        };
        let parameters = path.iter().map(|name| one("path", name)).chain(query.iter().map(|name| one("query", name)));
        let parameters: Vec<_> = parameters.collect();
        format!("{{parameters: [{}], get: {{responses: {{2XX: {{description: ok}}}}}}}}", parameters.join(", "))
    }

    #[test]
    fn two_names_of_one_place_are_one_key_called_after_the_first() {
        for (first, second) in [("{id}", "{key}"), ("f(a='{id}')", "f(a='{key}')"), ("{id}.txt", "{key}.txt")] {
            let yaml =
                format!("paths:\n  /a/{first}/x: {}\n  /a/{second}/y: {}", get(&["id"], &[]), get(&["key"], &[]));
            let (api, found) = lower_with(&yaml);
            let [key] = &node(&api, "a").children[..] else { panic!("one key") };
            assert_eq!((key.segment.text().as_str(), key.children.len()), (first, 2));
            let [note] = &found[..] else { panic!("{found:?}") };
            assert!(note.contains("`{key}` in `/a/"), "{note}");
            assert!(note.ends_with("is called `{id}` elsewhere (both are the key `id`)"), "{note}");
        }
    }

    #[test]
    fn two_types_of_one_key_are_a_loss() {
        let integer = get(&["key"], &[]).replace("string", "integer");
        let (_, found) =
            lower_with(&format!("paths:\n  /a/{{id}}/x: {}\n  /a/{{key}}/y: {integer}", get(&["id"], &[])));
        assert!(found.len() == 2 && found[1].contains("are one path parameter with two types"), "{found:?}");
    }

    #[test]
    fn a_slash_at_the_end_stays_where_the_path_without_it_is_not_described() {
        let get = get(&[], &[]);
        let api = lower(&format!("paths:\n  /a/b/: {get}\n  /a/b/c: {get}"));
        assert!(node(&api, "a/b").has_trailing_slash && !node(&api, "a/b/c").has_trailing_slash);
        for yaml in ["paths:\n  /a/: {}\n  /a: {}", "paths:\n  /a: {}\n  /a/: {}"] {
            let (api, found) = lower_with(yaml);
            assert!(!node(&api, "a").has_trailing_slash);
            assert!(found.len() == 1 && found[0].contains("path `/a/` has an empty segment"), "{found:?}");
        }
    }

    #[test]
    fn a_query_parameter_that_gives_an_argument_is_called_like_its_alias() {
        for name in ["x", "@x"] {
            let api = lower(&format!("paths:\n  \"/f(a='@x')\": {}", get(&[], &[name])));
            assert_eq!(operation(&api, "f(a='@x')").query[0].name, "x");
        }
    }

    #[test]
    fn an_alias_that_nothing_gives_is_a_loss() {
        let (_, found) = lower_with(&format!("paths:\n  \"/f(a='@x')\": {}", get(&[], &["y"])));
        assert!(found.len() == 1 && found[0].contains("no query parameter gives the argument `@x`"), "{found:?}");
    }

    #[test]
    fn a_node_says_what_its_path_item_says() {
        let api = lower("paths:\n  /a: {summary: short}\n  /b: {summary: short, description: long}");
        assert_eq!(node(&api, "a").doc.text, "short");
        assert_eq!(node(&api, "b").doc.text, "long");
    }
}
