//! Which modules declarations stand in: none where all their names differ, and else those of the generator.

use std::collections::{HashMap, HashSet};

use graph_emit::ir::{Api, Body, Node, Response, Segment, TypeDef, TypeKind, TypeRef};
use graph_emit::names::{self, Name, Segments};

use super::text::Writer;
use super::types::Types;
use super::{builder, model};
use crate::lower::is_page;

/// Where declarations stand.
pub struct Layout {
    /// Whether each builder has a module, as it has in generated code.
    is_nested: bool,
    /// The modules of namespaces below `models`, by the namespace with dots.
    namespaces: HashMap<String, Vec<String>>,
}

impl Layout {
    /// The layout for `api`.
    pub fn of(api: &Api) -> Self {
        let mut taken = HashSet::new();
        let mut is_unique = true;
        count(&api.root, None, &mut |name| {
            is_unique &= taken.insert(name);
        });
        let mut namespaces: HashMap<String, Vec<String>> = HashMap::new();
        for def in &api.types {
            let key = def.name.namespace.join(".");
            namespaces.entry(key).or_insert_with(|| {
                let below = def.name.namespace.iter().map(|part| names::namespace_ident(part).to_string());
                std::iter::once("models".to_owned()).chain(below).collect()
            });
        }
        Self { is_nested: !is_unique, namespaces }
    }

    /// The modules of the component `def`.
    pub fn component(&self, def: &TypeDef) -> &[String] {
        self.namespaces.get(&def.name.namespace.join(".")).map_or(&[], Vec::as_slice)
    }

    /// Prints all of `api`.
    pub fn print(&self, api: &Api, out: &mut Writer) {
        let types = Types::of(api, self);
        self.node(&api.root, None, "", &[], &types, out);
        let mut homes: Vec<_> = self.namespaces.values().cloned().collect();
        homes.sort();
        let mut by_home: HashMap<&[String], Vec<&TypeDef>> = HashMap::new();
        for def in &api.types {
            by_home.entry(self.component(def)).or_default().push(def);
        }
        namespace(&["models".to_owned()], &homes, &by_home, &types, out);
    }

    fn node(
        &self,
        node: &Node,
        parent: Option<&Node>,
        above: &str,
        at: &[String],
        types: &Types<'_>,
        out: &mut Writer,
    ) {
        let path = match &node.segment {
            Segment::Root => String::new(),
            segment => format!("{above}/{}", segment.text()),
        };
        if let Some(parent) = parent {
            builder::print(node, &parent.segment, &path, at, types, out);
        }
        let mut taken = HashSet::new();
        let mut segments = Segments::default();
        for child in &node.children {
            if !self.is_nested {
                self.node(child, Some(node), &path, at, types, out);
                continue;
            }
            // Modules that meet have only one of them here: that is where names are looked for.
            let wanted = segments.names(&child.segment, &node.segment).module.to_string();
            let mut numbered = (2..).map(|number: u32| format!("{wanted}{number}"));
            let module = std::iter::once(wanted.clone())
                .chain(&mut numbered)
                .find(|name| taken.insert(name.clone()))
                .unwrap_or_default();
            out.gap();
            out.line(&format!("pub mod {module} {{"));
            let at: Vec<_> = at.iter().cloned().chain([module]).collect();
            out.nested(|out| self.node(child, Some(node), &path, &at, types, out));
            out.line("}");
        }
    }
}

/// The types in the module `home`, and the modules below it.
fn namespace(
    home: &[String],
    homes: &[Vec<String>],
    by_home: &HashMap<&[String], Vec<&TypeDef>>,
    types: &Types<'_>,
    out: &mut Writer,
) {
    if !homes.iter().any(|known| known.starts_with(home)) {
        return;
    }
    out.gap();
    out.line(&format!("pub mod {} {{", home.last().map_or("models", String::as_str)));
    out.nested(|out| {
        for def in by_home.get(home).into_iter().flatten() {
            model::print(def, home, types, out);
        }
        let mut below: Vec<_> = homes
            .iter()
            .filter(|known| known.len() > home.len() && known.starts_with(home))
            .map(|known| known[..=home.len()].to_vec())
            .collect();
        below.dedup();
        for home in below {
            namespace(&home, homes, by_home, types, out);
        }
    });
    out.line("}");
}

/// Calls `name` with each name that stands beside builders below `node`.
fn count(node: &Node, parent: Option<&Segment>, name: &mut dyn FnMut(String)) {
    if parent.is_some() {
        name(builder_name(node, parent).to_string());
    }
    for operation in &node.operations {
        let bodies = operation.body.iter().chain(operation.other_bodies.iter().map(|other| &other.body));
        for body in bodies {
            if let Body::Json { ty, .. } = body {
                inline(ty, name);
            }
        }
        let answers = operation.other_answers.iter().map(|other| &other.response);
        for answer in std::iter::once(&operation.response).chain(answers) {
            if let Response::Value(ty) = answer {
                inline(ty, name);
            }
        }
    }
    for child in &node.children {
        count(child, Some(&node.segment), name);
    }
}

fn inline(ty: &TypeRef, name: &mut dyn FnMut(String)) {
    match ty {
        TypeRef::List(item) => inline(item, name),
        TypeRef::Inline(def) => {
            if !is_page(ty) {
                name(def.name.rust.as_ref().map(ToString::to_string).unwrap_or_default());
            }
            if let TypeKind::Struct(object) = &def.kind {
                object.fields.iter().for_each(|field| inline(&field.ty, name));
            }
        }
        TypeRef::Named(_) | TypeRef::Primitive(_) | TypeRef::Untyped | TypeRef::Given(_) => {}
    }
}

/// The name of the builder of `node`.
pub fn builder_name(node: &Node, parent: Option<&Segment>) -> Name {
    node.rust.clone().unwrap_or_else(|| names::builder_name(&node.segment, parent))
}
