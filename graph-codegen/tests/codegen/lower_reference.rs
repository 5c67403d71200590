//! Lowers whole descriptions of Graph and of the converter's samples, where they are at hand.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;

use graph_codegen::lower::lower;
use graph_codegen::spec::{self, Selection, Sources};
use graph_emit::check::check;
use graph_emit::checked::{Argument, Builder};
use graph_emit::diagnostic::Diagnostics;
use graph_emit::ir::{Api, Body, Node, Response, Segment, Struct, TypeDef, TypeKind, TypeRef};

const BETA: &str = "graph/beta.yaml";
const OFFICIAL_BETA: &str = "graph/official/graph-beta.yaml";
const BASIC: &str = "odata/Basic.OpenApi.yaml";
const V1: &str = "graph/official/graph-v1.0.yaml";

/// The file `name` among the reference descriptions; `None`, said aloud, when they are not there.
fn reference(name: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("GRAPH_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared"), PathBuf::from);
    let path = shared.join("specs").join(name);
    if !path.exists() {
        eprintln!("skipped: `{}` is not here", path.display());
        return None;
    }
    Some(path)
}

/// The API that `patterns` select in the file `name`, and what was found while lowering it.
fn lowered(name: &str, patterns: &[&str]) -> Option<(Api, Diagnostics)> {
    let mut found = Diagnostics::new();
    let sources = Sources::read(&[reference(name)?], &mut found);
    let include = patterns.iter().map(|pattern| pattern.parse().expect("a pattern")).collect();
    // What a description says is compared, so nothing is added to it.
    let without_fixups = vec!["synchronization_secrets_can_be_read".to_owned()];
    let selection = Selection { include, without_fixups, ..Selection::default() };
    let description = spec::load(&sources, &selection, &mut found);
    let mut found = Diagnostics::new();
    let api = lower(description.expect("a description without errors"), &mut found).expect("paths without errors");
    Some((api, found))
}

/// One line per operation and parameter of the tree below `node`, whose path is `path`.
fn signatures(node: &Node, path: &str, lines: &mut BTreeSet<String>) {
    let path = match &node.segment {
        Segment::Root => String::new(),
        segment => format!("{path}/{}", segment.text()),
    };
    for parameter in node.segment.variables() {
        lines.insert(format!("{path} {}: {}", parameter.name, ty(&parameter.ty)));
    }
    for operation in &node.operations {
        let query = operation.query.iter();
        let query: Vec<_> =
            query.map(|one| format!("{} {} {} {}", one.name, ty(&one.ty), one.required, one.explode)).collect();
        let body = match &operation.body {
            Some(Body::Json(body)) => ty(body),
            Some(Body::Bytes { content_type }) => format!("{content_type:?}"),
            None => "nothing".to_owned(),
        };
        let response = match &operation.response {
            Response::Value(value) => ty(value),
            Response::Bytes => "bytes".to_owned(),
            Response::None => "nothing".to_owned(),
        };
        let method = operation.method.as_str();
        let accept = &operation.accept;
        lines.insert(format!("{method} {path} ?{query:?} {body} -> {response} {accept:?} {:?}", operation.deprecated));
    }
    for child in &node.children {
        signatures(child, &path, lines);
    }
}

fn ty(ty: &TypeRef) -> String {
    match ty {
        TypeRef::Named(name) => name.clone(),
        TypeRef::Primitive(primitive) => format!("{primitive:?}"),
        TypeRef::List(item) => format!("[{}]", self::ty(item)),
        TypeRef::Inline(inline) => definition(inline),
        TypeRef::Untyped => "any".to_owned(),
        TypeRef::Given(_) => panic!("descriptions give no Rust types"),
    }
}

fn definition(definition: &TypeDef) -> String {
    match &definition.kind {
        TypeKind::Struct(Struct { base, fields, .. }) => {
            let fields =
                fields.iter().map(|field| format!("{}: {} {:?}", field.wire, ty(&field.ty), field.constraints));
            format!("{base:?} {:?}", fields.collect::<Vec<_>>())
        }
        TypeKind::Enum(list) => {
            let values = list.variants.iter().map(|variant| format!("{} {:?}", variant.wire, variant.name));
            format!("{} {:?}", list.flags, values.collect::<Vec<_>>())
        }
        TypeKind::Alias(target) => format!("= {}", ty(target)),
    }
}

fn all_signatures(api: &Api) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    signatures(&api.root, "", &mut lines);
    lines
}

/// The members of the object `wire`, its own and the inherited ones that it declares; none where there is no such type.
fn members(api: &Api, wire: &str) -> BTreeSet<String> {
    let ty = api.types.iter().find(|ty| ty.name.wire == wire);
    match ty.map(|ty| &ty.kind) {
        Some(TypeKind::Struct(object)) => object.fields.iter().map(|field| field.wire.clone()).collect(),
        _ => BTreeSet::new(),
    }
}

/// What the tests ask of a whole description. Each is lowered once: that takes most of the time of all tests here.
struct Whole {
    messages: Vec<String>,
    is_empty: bool,
    signatures: BTreeSet<String>,
    types: BTreeSet<(String, String)>,
    /// The members of `application`.
    application: BTreeSet<String>,
    /// How many functions and operations have several arguments.
    several: (usize, usize),
}

impl Whole {
    /// The description `name`, lowered and checked; `None` where it is not at hand.
    fn of(name: &'static str) -> Option<&'static Self> {
        static WHOLES: [(&str, OnceLock<Option<Whole>>); 4] = [
            (BETA, OnceLock::new()),
            (OFFICIAL_BETA, OnceLock::new()),
            (V1, OnceLock::new()),
            (BASIC, OnceLock::new()),
        ];
        let (_, whole) = WHOLES.iter().find(|(known, _)| *known == name).expect("one of these");
        whole.get_or_init(|| Self::read(name)).as_ref()
    }

    fn read(name: &str) -> Option<Self> {
        let (api, found) = lowered(name, &[])?;
        let checked = check(&api, &mut Diagnostics::new()).expect("an API without errors");
        let mut several = (0, 0);
        compare_orders(&api.root, &checked.root, &mut several);
        Some(Self {
            messages: found.iter().map(|one| one.message.clone()).collect(),
            is_empty: api.types.is_empty() || api.root.children.is_empty(),
            signatures: all_signatures(&api),
            types: api.types.iter().map(|one| (one.name.wire.clone(), definition(one))).collect(),
            application: members(&api, "microsoft.graph.application"),
            several,
        })
    }
}

#[test]
fn graph_is_lowered_without_a_complaint() {
    for name in [BETA, OFFICIAL_BETA, V1, BASIC] {
        let Some(Whole { messages, is_empty, several, .. }) = Whole::of(name) else { continue };
        assert!(messages.is_empty() && !is_empty, "{name}: {messages:?}");
        // What a path or a description lists is never swapped in a signature: wrong orders of two texts compile.
        assert!(name == BASIC || several.0 > 30 && several.1 > 50, "{name}: {several:?}");
    }
    // A correction adds what v1.0 describes and beta does not, but for one member.
    if let (Some(beta), Some(stable)) = (Whole::of(OFFICIAL_BETA), Whole::of(V1)) {
        assert_eq!(stable.application.difference(&beta.application).collect::<Vec<_>>(), ["addIns"]);
    }
}

/// The one union of the sample, and its only lists of lists, are in the standard's `Edm.Geometry` and its kinds.
#[test]
fn a_sample_is_lowered_with_warnings_of_its_geometry_alone() {
    for name in ["odata/TripService.OpenApi.yaml", "odata/TripService.OpenApi.json"] {
        let Some((_, found)) = lowered(name, &[]) else { continue };
        let places: Vec<_> = found.iter().map(|one| one.origin.to_string()).collect();
        let geometry = |place: &String| place.contains("#/components/schemas/Edm.Geometry");
        assert!(!places.is_empty() && places.iter().all(geometry), "{places:?}");
    }
}

/// Every operation, parameter, body, answer and type must come out the same. The official file only knows more of
/// `InnerError`, and calls the bare string `deviceScopeAction` an object.
#[test]
fn both_dialects_of_beta_are_one_api() {
    let (Some(module), Some(official)) = (Whole::of(BETA), Whole::of(OFFICIAL_BETA)) else { return };
    let (left, right) = (&module.signatures, &official.signatures);
    let differences: Vec<_> = left.symmetric_difference(right).collect();
    assert!(differences.is_empty(), "{differences:#?}");
    assert_eq!(left.iter().filter(|line| !line.starts_with('/')).count(), 18_440, "operations, as counted in the file");

    let differing = module.types.symmetric_difference(&official.types);
    let differing: BTreeSet<_> = differing.map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        differing.into_iter().collect::<Vec<_>>(),
        ["microsoft.graph.ODataErrors.InnerError", "microsoft.graph.deviceScopeAction"]
    );
}

/// A path is called the same whether or not what it passes through was selected with it.
#[test]
fn a_slice_has_the_same_paths_as_the_whole() {
    let cast = "/groups/{group-id}/members/graph.user/$count";
    let pattern = "/groups/{id}/members/microsoft.graph.user/$count";
    let Some((slice, _)) = lowered(BETA, &[pattern]) else { return };
    let lines = all_signatures(&slice);
    assert!(lines.iter().any(|line| line.starts_with(&format!("GET {cast} "))), "{lines:#?}");

    let (Some((module, _)), Some((official, _))) =
        (lowered(BETA, &["/communications/calls/**"]), lowered(OFFICIAL_BETA, &["/communications/calls/**"]))
    else {
        return;
    };
    let (module, official) = (all_signatures(&module), all_signatures(&official));
    assert!(module.iter().any(|line| line.starts_with("POST /communications/calls/{call-id}/reject ")));
    assert_eq!(module, official);
}

/// Compares the orders of `node` and of all below it; `several` counts the segments and operations with two or more arguments.
fn compare_orders(node: &Node, builder: &Builder, several: &mut (usize, usize)) {
    let names = |arguments: &[Argument]| arguments.iter().map(|one| one.wire.clone()).collect::<Vec<_>>();
    for operation in &node.operations {
        let required = operation.query.iter().filter(|one| one.required);
        let wanted: Vec<_> = required.map(|one| one.name.clone()).collect();
        let method = operation.method;
        let checked = builder.operations.iter().find(|one| one.method == method).expect("the same operations");
        assert_eq!(names(&checked.arguments), wanted, "{} {}", method.as_str(), operation.path);
        several.1 += usize::from(wanted.len() > 1);
    }
    for below in &node.children {
        let text = below.segment.text();
        let child = builder.children.iter().find(|child| child.segment.text() == text).expect("the same segments");
        let braced = text.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let wanted: Vec<_> = braced.map(str::to_owned).collect();
        assert_eq!(names(&child.arguments), wanted, "{}", child.builder.display_path);
        several.0 += usize::from(wanted.len() > 1);
        compare_orders(below, &child.builder, several);
    }
}
