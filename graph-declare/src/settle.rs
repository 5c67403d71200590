//! An API as a declaration has it: with the names that [`graph_emit::check`] chose written out, docs as Markdown, and
//! nothing in it that no generated code depends on.

use std::collections::HashMap;

use graph_emit::checked::{Builder, Checked, Namespace, Shape, Ty, Type};
use graph_emit::emit;
use graph_emit::ir::{
    Api, Body, Deprecation, Doc, Node, ODataOption, Operation, Primitive, QueryParameter, Response, TypeDef, TypeKind,
    TypeRef,
};

use crate::lower::{is_page, odata};

/// `api`, of which `checked` was made, as declarations of it are read again. Its generated code is the same.
///
/// The steps of [shortcuts](graph_emit::ir::Shortcut) are left out: they are corrections of the generator, not operations.
pub fn settled(mut api: Api, checked: &Checked) -> Api {
    let mut models = Models::default();
    models.add(&checked.models, &[]);
    node(&mut api.root, &checked.root, &models);
    for def in &mut api.types {
        if let Some(ty) = models.by_wire.get(def.name.wire.as_str()) {
            definition(def, ty, &|ty| models.find(ty));
        }
    }
    api.types.sort_by(|one, other| one.name.wire.cmp(&other.name.wire));
    api.shortcuts.clear();
    api
}

/// The checked components.
#[derive(Default)]
struct Models<'c> {
    by_wire: HashMap<&'c str, &'c Type>,
    /// By the modules that lead to them and their names.
    by_name: HashMap<String, &'c Type>,
}

impl<'c> Models<'c> {
    fn add(&mut self, namespace: &'c Namespace, modules: &[String]) {
        for ty in &namespace.types {
            self.by_wire.extend(ty.wire.as_deref().map(|wire| (wire, ty)));
            self.by_name.insert(format!("{}::{}", modules.join("::"), ty.name), ty);
        }
        for child in &namespace.children {
            let modules: Vec<_> = modules.iter().cloned().chain([child.module.to_string()]).collect();
            self.add(child, &modules);
        }
    }

    fn find(&self, ty: &Ty) -> Option<&'c Type> {
        let Ty::Model { namespace, name, .. } = ty else { return None };
        let modules: Vec<_> = namespace.iter().map(ToString::to_string).collect();
        self.by_name.get(&format!("{}::{name}", modules.join("::"))).copied()
    }
}

fn node(node: &mut Node, builder: &Builder, models: &Models<'_>) {
    described(&mut node.doc);
    let below: HashMap<String, _> = builder.children.iter().map(|child| (child.segment.text(), child)).collect();
    let segment = node.segment.clone();
    for parameter in node.segment.variables_mut() {
        described(&mut parameter.doc);
        plain_type(&mut parameter.ty);
    }
    let local: HashMap<String, &Type> = builder.types.iter().map(|ty| (ty.name.to_string(), ty)).collect();
    let find = |ty: &Ty| match ty {
        Ty::Local { name, .. } => local.get(name.as_str()).copied(),
        ty => models.find(ty),
    };
    for described in &mut node.operations {
        let checked = builder.operations.iter().find(|checked| checked.method == described.method);
        if let Some(checked) = checked {
            operation(described, checked, &find);
        }
    }
    for child in &mut node.children {
        if let Some(known) = below.get(&child.segment.text()) {
            let derived = graph_emit::names::builder_name(&child.segment, Some(&segment));
            child.rust = Some(known.builder.name.clone()).filter(|name| *name != derived);
            self::node(child, &known.builder, models);
        }
    }
}

fn operation<'f>(
    described: &mut Operation,
    checked: &graph_emit::checked::Operation,
    find: &'f dyn Fn(&Ty) -> Option<&'f Type>,
) {
    use graph_emit::checked::{Body as Sent, Media, Returns};
    let sent = |body: &mut Body, checked: Option<&Sent>| {
        if let (Body::Json { ty, .. }, Some(Sent::Json { ty: checked, .. })) = (body, checked) {
            reference(ty, checked, find);
        }
    };
    let brought = |response: &mut Response, checked: &Returns| {
        if let (Response::Value(ty), Returns::Value(checked) | Returns::Collection(checked)) = (response, checked)
            && !is_page(ty)
        {
            reference(ty, checked, find);
        }
    };
    self::described(&mut described.doc);
    described.doc.link = described.doc.link.take().filter(|link| emit::is_plain_url(link));
    deprecation(&mut described.deprecated);
    options(&mut described.query);
    described.body.iter_mut().for_each(|body| sent(body, checked.body.as_ref()));
    brought(&mut described.response, &checked.returns);
    for other in &mut described.other_bodies {
        let media = Media::Sent(other.media_type.clone());
        let method = checked.others.iter().find(|method| method.media == media);
        sent(&mut other.body, method.and_then(|method| method.body.as_ref()));
        other.doc = emit::prose(&other.doc).join("\n");
    }
    for other in &mut described.other_answers {
        let media = Media::Asked(other.media_type.clone());
        if let Some(method) = checked.others.iter().find(|method| method.media == media) {
            brought(&mut other.response, &method.returns);
        }
    }
}

/// Options of the query in the order of a declaration: those of `OData` that may be left out come last, by name.
fn options(query: &mut Vec<QueryParameter>) {
    let all = std::mem::take(query);
    let is_marked = |one: &QueryParameter| ODataOption::parse(&one.name).filter(|_| !one.required && !one.explode);
    let (marked, own): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| is_marked(one).is_some());
    let mut marked: Vec<_> =
        marked.iter().filter_map(|one| Some((ODataOption::parse(&one.name)?, one.origin.clone()))).collect();
    marked.sort_by_key(|(option, _)| *option);
    query.extend(own);
    for one in query.iter_mut() {
        described(&mut one.doc);
        plain_type(&mut one.ty);
    }
    query.extend(marked.iter().map(|(option, origin)| odata(*option, origin)));
}

/// The caller gives a scalar or a list of scalars: anything else is sent as text.
fn plain_type(ty: &mut TypeRef) {
    match ty {
        TypeRef::Primitive(_) => {}
        TypeRef::List(item) => plain_type(item),
        TypeRef::Named(_) | TypeRef::Inline(_) | TypeRef::Untyped | TypeRef::Given(_) => {
            *ty = TypeRef::Primitive(Primitive::String);
        }
    }
}

fn reference<'f>(used: &mut TypeRef, checked: &Ty, find: &'f dyn Fn(&Ty) -> Option<&'f Type>) {
    match (used, checked) {
        (TypeRef::List(item), Ty::List(checked)) => reference(item, checked, find),
        (used @ TypeRef::Inline(_), checked) => {
            while let TypeRef::Inline(def) = used
                && let TypeKind::Alias(target) = &mut def.kind
            {
                *used = std::mem::replace(target, TypeRef::Untyped);
            }
            match used {
                TypeRef::Inline(def) => {
                    if let Some(ty) = find(checked) {
                        definition(def, ty, find);
                    }
                }
                other => reference(other, checked, find),
            }
        }
        _ => {}
    }
}

fn definition<'f>(def: &mut TypeDef, ty: &Type, find: &'f dyn Fn(&Ty) -> Option<&'f Type>) {
    def.name.rust = Some(ty.name.clone());
    described(&mut def.doc);
    deprecation(&mut def.deprecated);
    match (&mut def.kind, &ty.shape) {
        (TypeKind::Struct(object), Shape::Struct(fields)) => {
            let names: HashMap<_, _> = fields.iter().map(|field| (field.wire.as_str(), field)).collect();
            for field in &mut object.fields {
                described(&mut field.doc);
                deprecation(&mut field.deprecated);
                if let Some(checked) = names.get(field.wire.as_str()) {
                    field.rust = Some(checked.name.clone());
                    reference(&mut field.ty, &checked.ty, find);
                }
            }
        }
        (TypeKind::Enum(list), Shape::Enum(variants)) => {
            for (variant, checked) in list.variants.iter_mut().zip(variants) {
                described(&mut variant.doc);
                variant.name = None;
                variant.rust = Some(checked.name.clone());
            }
        }
        (TypeKind::Alias(target), Shape::Alias(checked)) => reference(target, checked, find),
        _ => {}
    }
}

/// Makes Markdown of what is said of a thing.
fn described(doc: &mut Doc) {
    if doc.is_markdown {
        return;
    }
    let mut lines = emit::prose(&doc.text);
    if let Some(note) = doc.note.take() {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(emit::prose(&note));
    }
    doc.text = lines.join("\n");
    doc.is_markdown = true;
}

fn deprecation(deprecated: &mut Option<Deprecation>) {
    let Some(Deprecation { description, is_markdown, .. }) = deprecated else { return };
    if !*is_markdown {
        *description = description.take().map(|text| emit::line(&text)).filter(|text| !text.is_empty());
        *is_markdown = true;
    }
}
