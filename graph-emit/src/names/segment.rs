//! Names of path segments: modules, builders, and the steps that lead to them.

use std::collections::HashMap;

use heck::ToUpperCamelCase;

use super::{Name, case, keyword};
use crate::ir::{Argument, ArgumentValue, Parameter, Piece, Segment};

/// What a segment becomes.
#[derive(Clone, Debug)]
pub struct SegmentNames {
    /// Its module, below its parent's: `calls`, `item` for a key.
    pub module: Name,
    /// Its builder.
    pub builder: Name,
    /// The method that leads from the parent's builder to it.
    pub step: Name,
}

/// The names of segments, each made once: of the sixteen thousand of Graph, most are like another.
#[derive(Debug, Default)]
pub struct Segments(HashMap<String, SegmentNames>);

impl Segments {
    /// The names of the root.
    pub fn root() -> SegmentNames {
        SegmentNames::of(&Segment::Root, None)
    }

    /// The names of `segment` below `parent`.
    pub fn names(&mut self, segment: &Segment, parent: &Segment) -> SegmentNames {
        let text = match segment {
            // The client has methods of its own.
            _ if is_root(Some(parent)) => format!("//{}", segment.text()),
            Segment::Root | Segment::Literal(_) | Segment::Call { .. } | Segment::Mixed(_) => segment.text(),
            // Its builder may be named after its parent.
            Segment::Key(_) => format!("{}/{}", parent.text(), segment.text()),
        };
        self.0.entry(text).or_insert_with(|| SegmentNames::of(segment, Some(parent))).clone()
    }
}

impl SegmentNames {
    fn of(segment: &Segment, parent: Option<&Segment>) -> Self {
        Self { module: module_name(segment), builder: builder_name(segment, parent), step: step_name(segment, parent) }
    }
}

/// The module of a segment, below its parent's: `calls`, `item` for a key.
fn module_name(segment: &Segment) -> Name {
    match segment {
        Segment::Root => keyword::ident("api"),
        Segment::Key(_) => keyword::ident("item"),
        Segment::Literal(_) | Segment::Call { .. } | Segment::Mixed(_) => {
            let name = case::snake(&folded(segment));
            keyword::own_module_ident(&name, if name == "item" { "segment" } else { "requests" })
        }
    }
}

/// The builder of a segment. A key named without a hyphen or by a bare `{id}` needs its `parent` for a name.
pub fn builder_name(segment: &Segment, parent: Option<&Segment>) -> Name {
    let stem = match segment {
        Segment::Root => return keyword::ident("GraphClient"),
        Segment::Key(parameter) => format!("{}Item", key_stem(parameter, parent)),
        Segment::Literal(_) | Segment::Call { .. } | Segment::Mixed(_) => case::camel(&navigation(segment)),
    };
    keyword::ident(&format!("{stem}RequestBuilder"))
}

/// The method that leads from the parent's builder to this segment's.
fn step_name(segment: &Segment, parent: Option<&Segment>) -> Name {
    match segment {
        Segment::Root => keyword::ident("root"),
        Segment::Key(parameter) => keyword::ident(&format!("by_{}", case::snake(&parameter.name))),
        Segment::Literal(_) | Segment::Call { .. } | Segment::Mixed(_) => {
            keyword::step_ident(&case::snake(&navigation(segment)), is_root(parent))
        }
    }
}

/// The shorter names that the step to a call may have beside its own, the shortest first: the function alone, without
/// namespace and arguments, and the name without the arguments that may be left out. Empty for any other segment.
pub fn short_step_names(segment: &Segment, parent: &Segment) -> Vec<Name> {
    let Segment::Call { name, arguments } = segment else { return Vec::new() };
    if name.is_empty() || arguments.is_empty() {
        return Vec::new();
    }
    let function = name.rsplit('.').next().unwrap_or(name).to_owned();
    let required = arguments.iter().filter(|argument| argument.alias().is_none());
    let spelled_out = required.fold(name.clone(), folded_argument);
    let own = step_name(segment, Some(parent));
    let short = [function, spelled_out].map(|name| case::snake(&name));
    // A name that is not to be had for the asking is not a short one.
    let is_fit = |name: &String| keyword::step_ident(name, is_root(Some(parent))) == keyword::ident(name);
    let short = short.into_iter().filter(is_fit).map(|name| keyword::ident(&name));
    let mut names: Vec<_> = short.filter(|name| *name != own).collect();
    names.dedup();
    names
}

fn is_root(segment: Option<&Segment>) -> bool {
    matches!(segment, Some(Segment::Root))
}

/// What the names of inline bodies and responses below this segment start with: the last dotted part only.
pub fn inline_name_stem(segment: &Segment, parent: Option<&Segment>) -> String {
    match segment {
        Segment::Root => String::new(),
        Segment::Key(parameter) => key_stem(parameter, parent),
        Segment::Literal(_) | Segment::Call { .. } | Segment::Mixed(_) => {
            let name = navigation(segment);
            case::camel(name.rsplit('.').next().unwrap_or(&name))
        }
    }
}

/// The segment as the SDKs call it: `$value` is content, arguments are folded into the name.
fn navigation(segment: &Segment) -> String {
    match segment {
        Segment::Literal(text) if text == "$value" => "content".to_owned(),
        _ => folded(segment),
    }
}

/// `{call-id}` without its id suffix; a name without one is `With` that name.
fn key_stem(parameter: &Parameter, parent: Option<&Segment>) -> String {
    let name = &parameter.name;
    let stem = without_id(name);
    match (name.contains('-'), stem.is_empty(), parent) {
        (false, true, Some(parent)) => inline_name_stem(parent, None),
        (false, ..) => case::camel(&format!("With{}", stem.to_upper_camel_case())),
        (true, ..) => case::camel(stem),
    }
}

/// Cuts `-id`, `id` and a digit behind them off the end, as `{driveItem-id1}` has.
fn without_id(name: &str) -> &str {
    let text = name.strip_suffix(|c: char| c.is_ascii_digit()).unwrap_or(name);
    let cut = text.len().saturating_sub(2);
    match text.get(cut..) {
        Some(end) if end.eq_ignore_ascii_case("id") => text[..cut].strip_suffix('-').unwrap_or(&text[..cut]),
        _ => name,
    }
}

/// Folds arguments into the name: `f(a='{x}',b={y})` is `fWithXWithY`, `delta()` is `delta`.
fn folded(segment: &Segment) -> String {
    match segment {
        Segment::Call { name, arguments } => arguments.iter().fold(name.clone(), folded_argument),
        Segment::Mixed(pieces) => pieces.iter().fold(String::new(), |mut name, piece| {
            match piece {
                Piece::Text(text) => name.push_str(text),
                Piece::Variable(parameter) => push_argument(&mut name, &parameter.name),
            }
            name
        }),
        Segment::Root | Segment::Literal(_) | Segment::Key(_) => segment.text(),
    }
}

/// `name` with `argument` behind it. An alias in quotes, `a='@x'`, is not an argument to the SDKs and stays as text.
fn folded_argument(mut name: String, argument: &Argument) -> String {
    match &argument.value {
        ArgumentValue::Variable(parameter) => push_argument(&mut name, &parameter.name),
        ArgumentValue::Alias(text) | ArgumentValue::Fixed(text) if argument.name.is_some() && !argument.is_quoted => {
            push_argument(&mut name, text);
        }
        ArgumentValue::Alias(_) | ArgumentValue::Fixed(_) => name.push_str(&argument.text(&|_| String::new())),
    }
    name
}

fn push_argument(name: &mut String, parameter: &str) {
    name.push_str("With");
    name.push_str(&parameter.to_upper_camel_case());
}

#[cfg(test)]
mod tests {
    use super::{builder_name, folded, module_name, short_step_names, step_name, without_id};
    use crate::ir::Segment;
    use crate::ir::fixture::{key, literal, segment};

    fn assert_short<const N: usize>(table: [(&str, &[&str]); N]) {
        for (text, short) in table {
            let names: Vec<_> =
                short_step_names(&segment(text), &literal("parent")).iter().map(ToString::to_string).collect();
            assert_eq!(names, short, "{text}");
        }
    }

    #[test]
    fn arguments_that_may_be_left_out_are_left_out_of_the_short_name() {
        assert_short([
            ("getAll(userId='@userId',from=@from)", &["get_all"][..]),
            ("networkaccess.report(days={days},user='@user')", &["report", "networkaccess_report_with_days"]),
        ]);
    }

    #[test]
    fn the_step_to_a_function_has_shorter_names_beside_its_own() {
        assert_short([
            ("getByPath(path='{path}')", &["get_by_path"][..]),
            ("id='{id}',other='{other}'", &[]),
            ("delta()", &[]),
            ("delete(x={x})", &[]),
            ("calls", &[]),
        ]);
    }

    #[test]
    fn names_follow_the_sdks() {
        let table = [
            (literal("calls"), "calls", "CallsRequestBuilder", "calls"),
            (key("call-id"), "item", "CallItemRequestBuilder", "by_call_id"),
            (key("Ωmega"), "item", "WithMegaItemRequestBuilder", "by_mega"),
            (key("driveItem-id1"), "item", "DriveItemItemRequestBuilder", "by_drive_item_id1"),
            (
                key("workflowVersion-versionNumber"),
                "item",
                "WorkflowVersionVersionNumberItemRequestBuilder",
                "by_workflow_version_version_number",
            ),
            (literal("$value"), "value", "ContentRequestBuilder", "content"),
            (literal("$count"), "count", "CountRequestBuilder", "count"),
            (literal("graph.user"), "graph_user", "GraphUserRequestBuilder", "graph_user"),
            (segment("delta()"), "delta", "DeltaRequestBuilder", "delta"),
            (literal("post"), "post", "PostRequestBuilder", "post_path"),
            (literal("item"), "item_segment", "ItemRequestBuilder", "item"),
            (literal("models"), "models_requests", "ModelsRequestBuilder", "models"),
            (literal("move"), "r#move", "MoveRequestBuilder", "r#move"),
            (literal("Models"), "models_requests", "ModelsRequestBuilder", "models"),
            (segment("options()"), "options_requests", "OptionsRequestBuilder", "options_path"),
            (literal("Item"), "item_segment", "ItemRequestBuilder", "item"),
            (literal("new"), "new", "NewRequestBuilder", "new"),
            (literal("Self"), "self_", "SelfRequestBuilder", "self_"),
            (literal("lib"), "lib_", "LibRequestBuilder", "lib"),
            (literal("mod"), "mod_", "ModRequestBuilder", "r#mod"),
            (literal("CON"), "con_", "ConRequestBuilder", "con"),
            (
                segment("cell(row={row},column={column})"),
                "cell_with_row_with_column",
                "CellWithRowWithColumnRequestBuilder",
                "cell_with_row_with_column",
            ),
            (
                segment("applications(appId='{appId}')"),
                "applications_with_app_id",
                "ApplicationsWithAppIdRequestBuilder",
                "applications_with_app_id",
            ),
        ];
        for (segment, module, builder, step) in table {
            let names = (
                module_name(&segment).to_string(),
                builder_name(&segment, None).to_string(),
                step_name(&segment, None).to_string(),
            );
            assert_eq!(names, (module.to_owned(), builder.to_owned(), step.to_owned()), "{segment:?}");
        }
    }

    #[test]
    fn the_client_has_methods_of_its_own() {
        for (text, step) in [("new", "new_path"), ("Clone", "clone_path"), ("url", "url"), ("new(x={x})", "new_with_x")]
        {
            assert_eq!(step_name(&segment(text), Some(&Segment::Root)), *step, "{text}");
        }
        assert!(short_step_names(&segment("new(x={x})"), &Segment::Root).is_empty());
        assert_eq!(short_step_names(&segment("new(x={x})"), &literal("a"))[..], ["new"]);
    }

    #[test]
    fn aliases_in_quotes_stay_text() {
        assert_eq!(folded(&segment("f(a='@a',b=@b)")), "fa='@a'WithB");
    }

    #[test]
    fn only_an_id_at_the_end_is_cut() {
        let table = [
            ("call-id", "call"),
            ("driveItem-id1", "driveItem"),
            ("v2-kid", "v2-k"),
            ("stage-stageNumber", "stage-stageNumber"),
        ];
        for (name, stem) in table {
            assert_eq!(without_id(name), stem);
        }
    }
}
