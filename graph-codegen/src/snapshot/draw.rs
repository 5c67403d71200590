//! From the checked API to the lines of a snapshot.

use std::collections::HashMap;

use graph_emit::checked::{
    BASE_URL, Body, Builder, Checked, Child, Field, Kind, Media, Namespace, Operation, Options, Returns, Shape,
    Shortcut, Ty, Type, Variant,
};
use graph_emit::ir::ContentType;
use graph_emit::names::{self, Name};
use graph_emit::parallel;

use super::line::{Block, Names, append, short, short_key};
use super::words;

/// Where the modules of the outermost namespace would stand.
const ROOT: &str = "-";
/// The options of most collections, which are written as `*`.
pub const MOST: &str = "count,expand,filter,orderby,search,select,skip,top";
/// What makes the items of a page those of a delta function.
const DELTA_LINK: &str = "@odata.deltaLink";

/// The words of the members of a type.
type Drawn<'t> = HashMap<&'t str, Vec<String>>;
/// Those of the types of `models`, by the paths of these.
type Members<'t> = HashMap<String, Drawn<'t>>;

/// The line of the client.
pub fn client(api: &Checked) -> String {
    let url = api.base_url.as_ref().map(|url| format!("base={}", words::one_word(url)));
    let version = api.version.map(|version| format!("version={}", version.as_str()));
    let title = words::digest("#", &[&api.title]);
    let words: Vec<_> = [Some(api.root.name.to_string()), url, version, title].into_iter().flatten().collect();
    let mut text = String::new();
    append(vec![Block::new(0, "client", &words, Vec::new())], &mut text);
    text
}

/// The types of `models`, a section for each namespace.
pub fn models(models: &Namespace, text: &mut String) {
    let mut sections = Vec::new();
    collect(models, &mut Vec::new(), &mut sections);
    let all: Vec<_> = sections
        .iter()
        .flat_map(|(path, namespace)| namespace.types.iter().map(move |ty| (joined(path, &ty.name), ty)))
        .collect();
    let by_path: Members<'_> = parallel::map(all, |(path, ty)| (path, members(ty))).into_iter().collect();
    let blocks = sections.iter().map(|(path, namespace)| {
        let types = namespace
            .types
            .iter()
            .map(|ty| of_type(ty, &ty_key(ty), (&by_path, by_path.get(&joined(path, &ty.name))), 1))
            .collect();
        let path = path.iter().map(Name::as_str).collect::<Vec<_>>().join("::");
        Block::new(0, "models", &[if path.is_empty() { ROOT.to_owned() } else { path }], types)
    });
    // They stand in the order of the namespaces, which are sorted.
    append(blocks.collect(), text);
}

/// `namespace` and those below it, each with the modules that lead to it.
fn collect<'n>(namespace: &'n Namespace, path: &mut Vec<Name>, sections: &mut Vec<(Vec<Name>, &'n Namespace)>) {
    sections.push((path.clone(), namespace));
    for child in &namespace.children {
        path.push(child.module.clone());
        collect(child, path, sections);
        path.pop();
    }
}

fn joined(path: &[Name], name: &Name) -> String {
    path.iter().flat_map(|module| [module.as_str(), "::"]).chain([name.as_str()]).collect()
}

/// What a type is called by the description, or by Rust where it has no name there.
fn ty_key(ty: &Type) -> String {
    ty.wire.clone().unwrap_or_else(|| format!(".{}", ty.name))
}

/// The block of `ty`, whose own members were drawn already if it is one of `models`.
fn of_type(ty: &Type, key: &str, (by_path, own): (&Members<'_>, Option<&Drawn<'_>>), depth: usize) -> Block {
    let mut words = vec![short(ty.name.as_str(), key)];
    let below = match &ty.shape {
        Shape::Struct(fields) => {
            words.push("struct".to_owned());
            of_struct(ty, fields, (by_path, own), (&mut words, depth + 1))
        }
        Shape::Enum(variants) => {
            words.push("enum".to_owned());
            variants.iter().map(|variant| of_variant(variant, depth + 1)).collect()
        }
        Shape::Alias(target) => {
            words.extend(["alias".to_owned(), words::ty(target)]);
            Vec::new()
        }
    };
    words.extend(order(ty, by_path));
    words.extend(words::doc(&ty.doc, &[]));
    words.extend(words::deprecation(ty.deprecated.as_ref()));
    Block::new(depth, &short_key(key), &words, below)
}

/// The members that `ty` has beside those of its base; and in `words`, what is said of it as a whole.
fn of_struct(
    ty: &Type,
    fields: &[Field],
    (by_path, own): (&Members<'_>, Option<&Drawn<'_>>),
    (words, depth): (&mut Vec<String>, usize),
) -> Vec<Block> {
    let is_keyed = is_keyed(fields);
    words.extend((!is_keyed).then(|| "keyless".to_owned()));
    let base = ty.family.as_ref().and_then(|family| family.ancestors.first()).map(words::ty);
    words.extend(base.as_ref().map(|base| format!("base={base}")));
    let type_name = ty.family.iter().map(|family| &family.type_name);
    let is_odd = |name: &&String| name.strip_prefix('#') != ty.wire.as_deref();
    words.extend(type_name.filter(is_odd).map(|name| format!("type={}", words::one_word(name))));
    words.extend(
        ty.page.and_then(|page| fields.get(page)).map(|field| format!("page={}", words::one_word(&field.wire))),
    );
    let (nothing, drawn) = (Drawn::new(), if own.is_none() { members(ty) } else { Drawn::new() });
    let inherited = base.and_then(|base| by_path.get(&base)).unwrap_or(&nothing);
    let own = own.unwrap_or(&drawn);
    let gone = inherited.keys().filter(|wire| !own.contains_key(*wire));
    let gone = gone.map(|wire| Block::new(depth, wire, &["-".to_owned()], Vec::new()));
    let new = own.iter().filter(|(wire, words)| inherited.get(*wire) != Some(words));
    let new = new.map(|(wire, words)| Block::new(depth, wire, words, Vec::new()));
    new.chain(gone).collect()
}

/// A digest of the order in which members are written, or values are listed, where that is not the one of the snapshot.
fn order(ty: &Type, by_path: &Members<'_>) -> Option<String> {
    let base = ty.family.as_ref().and_then(|family| by_path.get(&words::ty(family.ancestors.first()?)));
    let nothing = Drawn::new();
    let inherited = base.unwrap_or(&nothing);
    let order: Vec<_> = match &ty.shape {
        Shape::Struct(fields) => {
            fields.iter().map(|field| field.wire.as_str()).filter(|wire| !inherited.contains_key(wire)).collect()
        }
        Shape::Enum(variants) => variants.iter().map(|variant| variant.wire.as_str()).collect(),
        Shape::Alias(_) => Vec::new(),
    };
    // Most descriptions have annotations behind all else.
    let is_regular = order.is_sorted_by_key(|wire| (wire.starts_with('@'), *wire));
    if is_regular { None } else { words::digest("~", &order) }
}

fn is_keyed(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.key.is_some())
}

/// The words of each member of an object.
fn members(ty: &Type) -> Drawn<'_> {
    let Shape::Struct(fields) = &ty.shape else { return Drawn::new() };
    let is_keyed = is_keyed(fields);
    (0..fields.len()).map(|at| (fields[at].wire.as_str(), member(ty, fields, at, is_keyed))).collect()
}

fn member(ty: &Type, fields: &[Field], at: usize, is_keyed: bool) -> Vec<String> {
    let field = &fields[at];
    let mut text = words::ty(&field.ty);
    if let (Some(item), true) = (delta_item(ty, fields, at), ty.page == Some(at)) {
        text = format!("[Delta<{item}>]");
    }
    let mut words = vec![short(field.name.as_str(), &field.wire), text];
    let regular = is_keyed.then(|| names::constant_ident(&field.name));
    if field.key != regular {
        words.push(format!("key={}", field.key.as_ref().map(Name::as_str).unwrap_or_default()));
    }
    words.extend(field.constraints.iter().map(words::constraint));
    words.extend(words::doc(&field.doc, &[]));
    words.extend(words::deprecation(field.deprecated.as_ref()));
    words
}

/// The type of the items of a page of a delta function.
fn delta_item(ty: &Type, fields: &[Field], at: usize) -> Option<String> {
    let Ty::List(item) = &fields[at].ty else { return None };
    let is_delta = item.kind() == Some(Kind::Struct) && fields.iter().any(|field| field.wire == DELTA_LINK);
    (is_delta && ty.page.is_some()).then(|| words::ty(item))
}

fn of_variant(variant: &Variant, depth: usize) -> Block {
    let Variant { name, wire, doc } = variant;
    let name = Some(short(name.as_str(), wire)).filter(|name| name != "^");
    let words: Vec<_> = name.into_iter().chain(words::doc(doc, &[])).collect();
    Block::new(depth, wire, &words, Vec::new())
}

/// The builders.
pub fn paths(api: &Checked, text: &mut String) {
    let tree = Tree { api };
    let below = tree.below(&api.root, &mut Vec::new(), 1);
    append(vec![Block::new(0, "paths", &[], below)], text);
}

/// The builders of an API, each written at one place.
struct Tree<'a> {
    api: &'a Checked,
}

impl Tree<'_> {
    /// What stands below `builder`, to which `modules` lead from the root.
    fn below(&self, builder: &Builder, modules: &mut Vec<Name>, depth: usize) -> Vec<Block> {
        let none = Members::new();
        let methods = builder.operations.iter().flat_map(Operation::methods);
        let mut blocks: Vec<_> = methods.map(|operation| method(operation, builder, depth)).collect();
        blocks.extend(builder.types.iter().map(|ty| of_type(ty, &format!(".{}", ty.name), (&none, None), depth)));
        blocks.extend(builder.shortcuts.iter().map(|shortcut| self::shortcut(shortcut, depth)));
        for child in &builder.children {
            modules.push(child.builder.module.clone());
            blocks.push(self.child(child, modules, depth));
            modules.pop();
        }
        blocks
    }

    fn child(&self, child: &Child, modules: &mut Vec<Name>, depth: usize) -> Block {
        let Child { segment, step, short_step, arguments, builder, home, .. } = child;
        let key = format!("/{}", segment.text());
        let names = Names {
            module: builder.module.to_string(),
            builder: builder.name.to_string(),
            step: format!("{step}{}", words::arguments(arguments)),
        };
        let mut words = names.words(&key);
        words.extend(short_step.as_ref().map(|step| format!("or={step}")));
        let told: Vec<_> = arguments.iter().map(|argument| argument.doc.text.as_str()).collect();
        let elsewhere = home.as_deref().map(|home| self.place(home)).filter(|place| place != modules);
        let below = if let Some(place) = elsewhere {
            // What is said of the builder stands where it is written.
            words.extend(words::digest("#", &told));
            let (last, around) = place.split_last().expect("invariant: the root is written at the root");
            let around: String = around.iter().flat_map(|module| [module.as_str(), "::"]).collect();
            let last = if *last == builder.module { "" } else { last.as_str() };
            words.push(format!("={around}{last}"));
            Vec::new()
        } else {
            words.extend(words::doc(&builder.doc, &told));
            self.below(builder, modules, depth + 1)
        };
        Block::new(depth, &key, &words, below)
    }

    /// The modules of the tree that stand for the modules `home`, which may be beside it.
    fn place(&self, home: &[Name]) -> Vec<Name> {
        let shared = &self.api.shared;
        let beside = home.split_first().filter(|(first, _)| **first == shared.module).map(|(_, rest)| rest);
        let found = beside.and_then(|rest| {
            let (module, below) = rest.split_first()?;
            let home = shared.homes.iter().find(|home| home.module == *module)?;
            Some([home.at.as_slice(), below].concat())
        });
        found.unwrap_or_else(|| home.to_vec())
    }
}

fn method(operation: &Operation, builder: &Builder, depth: usize) -> Block {
    let verb = operation.method.as_str();
    let key = match &operation.media {
        Media::First => verb.to_owned(),
        Media::Sent(media_type) => format!("{verb} body {media_type}"),
        Media::Asked(media_type) => format!("{verb} answer {media_type}"),
    };
    let is_regular = operation.name == names::verb(operation.method);
    let mut words = Vec::from_iter((!is_regular).then(|| operation.name.to_string()));
    let parameters: Vec<_> =
        body(operation.body.as_ref()).into_iter().chain(operation.arguments.iter().map(words::argument)).collect();
    words.extend((!parameters.is_empty()).then(|| format!("({})", parameters.join(","))));
    words.extend(answer(&operation.returns).map(|answer| format!("->{answer}")));
    words.extend(options(&operation.options));
    words.extend(wire(operation, builder));
    let headers = operation.headers.iter().map(|header| {
        let required = if header.required { "!" } else { "" };
        format!("{}{required}", words::one_word(&header.name))
    });
    let headers: Vec<_> = headers.collect();
    words.extend((!headers.is_empty()).then(|| format!("headers={}", headers.join(","))));
    let Options::Own(own) = &operation.options else { return finished(operation, &key, words, &[], depth) };
    let told: Vec<_> = own.setters.iter().map(|setter| setter.doc.text.as_str()).collect();
    finished(operation, &key, words, &told, depth)
}

fn finished(operation: &Operation, key: &str, mut words: Vec<String>, told: &[&str], depth: usize) -> Block {
    let arguments = operation.arguments.iter().map(|argument| argument.doc.text.as_str());
    let told: Vec<_> = arguments.chain(told.iter().copied()).collect();
    words.extend(words::doc(&operation.doc, &told));
    words.extend(words::deprecation(operation.deprecated.as_ref()));
    Block::new(depth, key, &words, Vec::new())
}

/// The parameters that the body needs.
fn body(body: Option<&Body>) -> Vec<String> {
    let bytes = "body:bytes".to_owned();
    match body {
        None => Vec::new(),
        Some(Body::Json { ty, .. }) => vec![format!("body:{}", words::ty(ty))],
        Some(Body::Base64 { .. }) => vec!["body:binary".to_owned()],
        Some(Body::Bytes(ContentType::Fixed(_))) => vec![bytes],
        Some(Body::Bytes(ContentType::Given(_))) => vec![bytes, "content_type:str".to_owned()],
        Some(Body::Multipart { .. }) => vec![bytes, "boundary:str".to_owned()],
    }
}

fn answer(returns: &Returns) -> Option<String> {
    match returns {
        Returns::Nothing => None,
        Returns::Value(ty) | Returns::Collection(ty) => Some(words::ty(ty)),
        Returns::Bytes => Some("bytes".to_owned()),
    }
}

/// `?expand,select`; options that only this operation has are `name:type`, and the trait that sets them is named.
fn options(options: &Options) -> Vec<String> {
    let (odata, own) = match options {
        Options::None => return Vec::new(),
        Options::Shared(set) => (&set.options, None),
        Options::Own(own) => (&own.odata, Some(own)),
    };
    let odata = odata.iter().map(|option| option.wire().trim_start_matches('$').to_owned());
    let setters = own.iter().flat_map(|own| &own.setters).map(words::argument);
    let all: Vec<_> = odata.chain(setters).collect();
    let listed = format!("?{}", all.join(",").replace(MOST, "*"));
    let trait_name = own.filter(|own| !own.setters.is_empty()).map(|own| format!("by={}", own.setters_trait));
    std::iter::once(listed).chain(trait_name).collect()
}

/// What is sent beside that: a digest of the URL template, the media types and the names of parameters in URLs, where they
/// are not those of most operations.
fn wire(operation: &Operation, builder: &Builder) -> Option<String> {
    let (path, query) = operation.template.split_once("{?").unwrap_or((&operation.template, ""));
    let own_path = path.strip_prefix(BASE_URL).and_then(|path| path.strip_prefix(builder.path.as_str()));
    let types = operation.body.as_ref().map(Body::content_types).unwrap_or_default();
    let is_json = types.iter().all(|content_type| *content_type == "application/json");
    let own_names = match &operation.options {
        Options::None | Options::Shared(_) if operation.arguments.is_empty() => "",
        Options::None | Options::Shared(_) | Options::Own(_) => query,
    };
    let types = if is_json { String::new() } else { types.join(",") };
    let place = own_path.filter(|rest| rest.is_empty()).map_or(path, |_| "");
    words::digest("~", &[place, &types, operation.accept.as_deref().unwrap_or_default(), own_names])
}

/// A step to the builder of another path.
fn shortcut(shortcut: &Shortcut, depth: usize) -> Block {
    let Shortcut { step, short_step, segment, arguments, short, path, modules, builder, doc, .. } = shortcut;
    let mut arguments = arguments.iter().map(words::argument).collect::<Vec<_>>();
    arguments.extend(segment.is_none().then(|| "path:str".to_owned()));
    let target: Vec<_> = modules.iter().map(Name::as_str).chain([builder.as_str()]).collect();
    let mut words = vec![format!("({})", arguments.join(",")), format!("->{}", target.join("::"))];
    words.extend(short_step.as_ref().map(|step| format!("or={step}")));
    words.extend(words::digest("~", &[short, path]));
    words.extend(words::doc(doc, &[]));
    Block::new(depth, &format!(">{step}"), &words, Vec::new())
}
