//! What tests ask of the whole reference descriptions: each is read and lowered once, which takes most of the time of all
//! tests here.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;

use graph_codegen::lower::lower;
use graph_codegen::spec::{self, Selection, Slice, Sources};
use graph_emit::check::check;
use graph_emit::checked::{Argument, Builder};
use graph_emit::diagnostic::Diagnostics;
use graph_emit::ir::{Api, Body, Node, Response, Segment, Struct, TypeDef, TypeKind, TypeRef};

pub const BETA: &str = "graph/beta.yaml";
pub const OFFICIAL_BETA: &str = "graph/official/graph-beta.yaml";
pub const BASIC: &str = "odata/Basic.OpenApi.yaml";
pub const V1: &str = "graph/official/graph-v1.0.yaml";

/// The file or folder `name` among the reference descriptions; `None`, with a message, where they are not at hand.
pub fn reference(name: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let path = std::env::var_os("GRAPH_SHARED").map_or_else(beside, PathBuf::from).join("specs").join(name);
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
        return None;
    }
    Some(path)
}

/// What a description is made of, as its index and its model count it.
pub struct Reading {
    /// Whether reading by the index and reading all of it give the same.
    pub is_same_either_way: bool,
    /// Paths and components of the slice.
    pub indexed: [usize; 2],
    /// Paths and components of the model.
    pub modeled: [usize; 2],
}

impl Reading {
    /// Reads `sources` in both ways, and gives what the index finds, too.
    pub fn of(sources: &Sources, selection: &Selection) -> (Self, Slice) {
        let mut found = Diagnostics::new();
        let slice = spec::slice(sources, selection, &mut found).expect("a description without errors");
        let whole = spec::slice_whole(sources, selection, &mut found).expect("a description without errors");
        let is_same_either_way = slice == whole;
        let paths = slice.entries.iter().filter(|entry| entry.item.section == "paths").count();
        let model = whole.describe(selection, &mut found).and_then(|description| description.whole(&mut found));
        let model = model.unwrap_or_else(|| panic!("{}", graph_codegen::Diagnostics::new(found, sources)));
        let components = model.components.expect("components");
        let counts = [
            components.schemas.len(),
            components.responses.len(),
            components.parameters.len(),
            components.examples.len(),
            components.request_bodies.len(),
            components.security_schemes.len(),
        ];
        let modeled = [model.paths.paths.len(), counts.iter().sum()];
        (Self { is_same_either_way, indexed: [paths, slice.entries.len() - paths], modeled }, slice)
    }
}

/// What the tests ask of a whole description.
pub struct Whole {
    /// How it reads, with what the index finds.
    pub reading: Reading,
    /// What lowering complains of.
    pub messages: Vec<String>,
    pub is_empty: bool,
    /// One line per operation and parameter.
    pub signatures: BTreeSet<String>,
    /// The types by name, with what they are.
    pub types: BTreeSet<(String, String)>,
    /// The members of `application`.
    pub application: BTreeSet<String>,
    /// How many functions and operations have several arguments.
    pub several: (usize, usize),
}

impl Whole {
    /// The description `name`, read in both ways, lowered and checked; `None` where it is not at hand or not one of those
    /// that are asked for more than how they read.
    pub fn of(name: &str) -> Option<&'static Self> {
        static WHOLES: [(&str, OnceLock<Option<Whole>>); 4] = [
            (BETA, OnceLock::new()),
            (OFFICIAL_BETA, OnceLock::new()),
            (V1, OnceLock::new()),
            (BASIC, OnceLock::new()),
        ];
        let (_, whole) = WHOLES.iter().find(|(known, _)| *known == name)?;
        whole.get_or_init(|| Self::read(name)).as_ref()
    }

    fn read(name: &str) -> Option<Self> {
        let sources = Sources::read(&[reference(name)?], &mut Diagnostics::new());
        // What a description says is compared, so nothing is added to it.
        let without_fixups = vec!["synchronization_secrets_can_be_read".to_owned()];
        let selection = Selection { without_fixups, ..Selection::default() };
        let (reading, slice) = Reading::of(&sources, &selection);
        let description = slice.describe(&selection, &mut Diagnostics::new()).expect("a description without errors");
        let mut found = Diagnostics::new();
        let api = lower(description, &mut found).expect("paths without errors");
        let checked = check(&api, &mut Diagnostics::new()).expect("an API without errors");
        let mut several = (0, 0);
        compare_orders(&api.root, &checked.root, &mut several);
        Some(Self {
            reading,
            messages: found.iter().map(|one| one.message.clone()).collect(),
            is_empty: api.types.is_empty() || api.root.children.is_empty(),
            signatures: all_signatures(&api),
            types: api.types.iter().map(|one| (one.name.wire.clone(), definition(one))).collect(),
            application: members(&api, "microsoft.graph.application"),
            several,
        })
    }
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
            Some(Body::Json { ty: body, .. }) => ty(body),
            Some(body) => format!("{body:?}"),
            None => "nothing".to_owned(),
        };
        let response = match &operation.response {
            Response::Value(value) => ty(value),
            Response::Bytes => "bytes".to_owned(),
            Response::None => "nothing".to_owned(),
        };
        let others = operation.other_bodies.iter().map(|other| format!("{}: {:?}", other.media_type, other.body));
        let others = others.chain(operation.other_answers.iter().map(|other| other.media_type.clone()));
        let others: Vec<_> = others.collect();
        let method = operation.method.as_str();
        let (accept, deprecated) = (&operation.accept, &operation.deprecated);
        lines.insert(format!(
            "{method} {path} ?{query:?} {body} -> {response} {accept:?} {deprecated:?} {}",
            others.join(", ")
        ));
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

/// What a type is, in one line.
pub fn definition(definition: &TypeDef) -> String {
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

/// One line per operation and parameter of `api`.
pub fn all_signatures(api: &Api) -> BTreeSet<String> {
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
