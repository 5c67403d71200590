//! From a checked API to what is told of each of its operations and types.

use graph_emit::checked::{Argument, Body, Field, Operation, Options, Returns, Shape, Ty, Type};
use graph_emit::ir::Deprecation;
use graph_emit::parallel;

use super::facts::{
    CostFacts, Explanation, HeaderFacts, MemberFacts, OperationFacts, OptionFacts, TypeFacts, ValueFacts,
};
use super::survey::{Needs, Station, Survey, modules, rust};
use crate::inventory;

/// An explanation, and the names by which it is found.
pub struct Entry {
    /// `POST /communications/calls`, or the name of a component; empty for a type that is named after its place.
    pub name: String,
    /// The path of a type in Rust; empty for an operation.
    pub rust: String,
    /// What is told.
    pub explanation: Explanation,
}

/// What is told of all operations and types in `survey`, as `done` keeps it.
pub fn all<T: Send>(survey: &Survey<'_>, done: impl Fn(Entry) -> T + Sync) -> Vec<T> {
    let needs = needs(survey);
    let stations: Vec<_> = survey.builders.iter().collect();
    let operations = parallel::map(stations, |station| {
        let entry = |operation| done(of_operation(survey, station, operation, &needs));
        station.builder.operations.iter().map(entry).collect::<Vec<_>>()
    });
    let types = parallel::map((0..survey.types.len()).collect(), |at| done(of_type(survey, at)));
    operations.into_iter().flatten().chain(types).collect()
}

/// What each set of types needs that some operation mentions: many mention the same.
fn needs(survey: &Survey<'_>) -> Needs {
    let sets = survey
        .builders
        .iter()
        .flat_map(|station| station.builder.operations.iter().map(|one| starts(survey, station, one)));
    let sets: std::collections::BTreeSet<_> = sets.collect();
    let needed = parallel::map(sets.into_iter().collect(), |set: Vec<usize>| {
        let needed = survey.needed(&set);
        (set, needed)
    });
    needed.into_iter().collect()
}

/// The types that `operation` sends and is answered with.
fn starts(survey: &Survey<'_>, station: &Station<'_>, operation: &Operation) -> Vec<usize> {
    let own = Some((station.first, station.builder.types.as_slice()));
    let mut starts: Vec<_> = operation.sent_and_returned().filter_map(|ty| survey.place(ty, own)).collect();
    starts.sort_unstable();
    starts.dedup();
    starts
}

fn of_operation(survey: &Survey<'_>, station: &Station<'_>, operation: &Operation, needs: &Needs) -> Entry {
    let (types, members) = needs[&starts(survey, station, operation)];
    let modules = modules(station.modules.iter().copied());
    let facts = OperationFacts {
        method: operation.method.as_str().to_owned(),
        path: operation.path.clone(),
        doc: operation.doc.text.clone(),
        link: operation.doc.link.clone(),
        deprecated: operation.deprecated.as_ref().map(deprecation),
        calls: operation.methods().map(|method| call(station, method)).collect(),
        builder: format!("{modules}{}", station.builder.name),
        options: options(&operation.options),
        headers: operation
            .headers
            .iter()
            .map(|header| HeaderFacts { name: header.name.clone(), required: header.required })
            .collect(),
        body: operation.body.as_ref().map(|body| self::body(station, body)),
        answer: answer(station, &operation.returns, operation.accept.as_ref()),
        cost: CostFacts { features: station.gate.0.clone(), types, members, feature_costs: Vec::new() },
        fixups: Vec::new(),
    };
    let name = format!("{} {}", facts.method, facts.path);
    Entry { name, rust: String::new(), explanation: Explanation::Operation(facts) }
}

/// The Rust that calls `operation`.
fn call(station: &Station<'_>, operation: &Operation) -> String {
    let mut arguments: Vec<_> = operation.arguments.iter().map(|argument| argument.name.bare().to_owned()).collect();
    match &operation.body {
        Some(Body::Bytes(graph_emit::ir::ContentType::Given(_))) => {
            arguments.extend(["content_type".to_owned(), "body".to_owned()]);
        }
        Some(_) => arguments.push("body".to_owned()),
        None => {}
    }
    let steps: String = station
        .calls
        .iter()
        .map(|call| if call.ends_with(')') { format!(".{call}") } else { format!(".{call}()") })
        .collect();
    format!("graph{steps}.{}({})", operation.name, arguments.join(", "))
}

fn options(options: &Options) -> Vec<OptionFacts> {
    let odata = |names: &[graph_emit::ir::ODataOption]| {
        names.iter().map(|one| OptionFacts { name: one.wire().to_owned(), setter: None }).collect::<Vec<_>>()
    };
    match options {
        Options::None => Vec::new(),
        Options::Shared(set) => odata(&set.options),
        Options::Own(own) => {
            let setter = |one: &Argument| OptionFacts {
                name: one.wire.clone(),
                setter: Some(inventory::call(&one.name, std::slice::from_ref(one))),
            };
            odata(&own.odata).into_iter().chain(own.setters.iter().map(setter)).collect()
        }
    }
}

fn body(station: &Station<'_>, body: &Body) -> ValueFacts {
    match body {
        Body::Json { ty, content_type, .. } => value(station, ty, content_type.clone()),
        Body::Bytes(_) => {
            ValueFacts { rust: "bytes".to_owned(), media: Some(body.content_types().join(", ")), members: Vec::new() }
        }
        Body::Base64 { content_type } => ValueFacts {
            rust: "bytes, sent as base64".to_owned(),
            media: Some(content_type.clone()),
            members: Vec::new(),
        },
        Body::Multipart { content_type } => {
            ValueFacts { rust: "Multipart".to_owned(), media: Some(content_type.clone()), members: Vec::new() }
        }
    }
}

fn answer(station: &Station<'_>, returns: &Returns, accept: Option<&String>) -> Option<ValueFacts> {
    match returns {
        Returns::Nothing => None,
        Returns::Value(ty) | Returns::Collection(ty) => Some(value(station, ty, accept.cloned())),
        Returns::Bytes => Some(ValueFacts { rust: "bytes".to_owned(), media: accept.cloned(), members: Vec::new() }),
    }
}

fn value(station: &Station<'_>, ty: &Ty, media: Option<String>) -> ValueFacts {
    let local = match ty {
        Ty::Local { name, .. } => station.builder.types.iter().find(|own| own.name == *name),
        _ => None,
    };
    ValueFacts { rust: rust(ty), media, members: local.map(members).unwrap_or_default() }
}

fn of_type(survey: &Survey<'_>, at: usize) -> Entry {
    let (path, ty) = &survey.types[at];
    let (operations, types) = survey.uses(at);
    let (needed, needed_members) = survey.needed(&[at]);
    let family = ty.family.as_ref();
    let facts = TypeFacts {
        name: ty.wire.clone(),
        rust: path.clone(),
        shape: shape(ty).to_owned(),
        doc: ty.doc.text.clone(),
        link: ty.doc.link.clone(),
        deprecated: ty.deprecated.as_ref().map(deprecation),
        members: members(ty),
        values: values(ty),
        target: if let Shape::Alias(target) = &ty.shape { Some(rust(target)) } else { None },
        ancestors: family.map(|family| family.ancestors.iter().map(rust).collect()).unwrap_or_default(),
        derived: derived(ty),
        operations,
        types,
        cost: CostFacts {
            features: ty.gate.0.clone(),
            types: needed,
            members: needed_members,
            feature_costs: Vec::new(),
        },
        fixups: Vec::new(),
    };
    Entry { name: facts.name.clone().unwrap_or_default(), rust: path.clone(), explanation: Explanation::Type(facts) }
}

/// The names of all components that inherit from `ty`.
fn derived(ty: &Type) -> Vec<String> {
    let names = ty.family.iter().flat_map(|family| &family.descendants);
    names.map(|name| name.trim_start_matches('#').to_owned()).collect()
}

fn shape(ty: &Type) -> &'static str {
    match &ty.shape {
        Shape::Struct(_) => "struct",
        Shape::Enum(_) => "enum",
        Shape::Alias(_) => "alias",
    }
}

fn members(ty: &Type) -> Vec<MemberFacts> {
    let Shape::Struct(fields) = &ty.shape else { return Vec::new() };
    let member = |field: &Field| MemberFacts {
        name: field.wire.clone(),
        field: field.name.to_string(),
        rust: rust(&field.ty),
        deprecated: field.deprecated.is_some(),
    };
    fields.iter().map(member).collect()
}

fn values(ty: &Type) -> Vec<(String, String)> {
    let Shape::Enum(variants) = &ty.shape else { return Vec::new() };
    variants.iter().map(|variant| (variant.wire.clone(), format!("{}::{}", ty.name, variant.name))).collect()
}

fn deprecation(deprecation: &Deprecation) -> String {
    let Deprecation { description, date, removal_date, .. } = deprecation;
    let since = date.iter().map(|date| format!("since {date}"));
    let until = removal_date.iter().map(|date| format!("removed on {date}"));
    since.chain(until).chain(description.clone()).collect::<Vec<_>>().join("; ")
}
