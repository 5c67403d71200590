//! The path tree: a builder per node, a step per child, a method per operation.

use super::members::is_page;
use super::options::{self, OptionSets};
use super::template;
use super::types::{Place, Types};
use crate::checked::{Argument, Body, Builder, Child, Gate, Kind, Operation, Returns};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{self, Method, Node, Response, Segment, TypeKind, TypeRef};
use crate::names::{self, Book, Claimed, Key, Name, Scope};
use crate::origin::Origin;

/// Where the names of a path segment stand in its entry of the book.
const MODULE: usize = 0;
const BUILDER: usize = 1;
const STEP: usize = 2;
/// How many they are.
const SEGMENT_NAMES: usize = 3;

/// What a walk over the path tree needs.
pub struct Tree<'a, 'd> {
    pub types: &'a Types<'d>,
    pub option_sets: &'a mut OptionSets,
    pub book: &'a Book,
    pub found: &'a mut Diagnostics,
}

impl Tree<'_, '_> {
    /// The client, with all builders below it.
    pub fn root(&mut self, node: &Node) -> Builder {
        let key = self.book.entry(Book::ROOT, "paths");
        self.builder(node, None, &Paths::default(), key)
    }

    /// The builder of `node`, whose names are at `key`.
    fn builder(&mut self, node: &Node, parent: Option<&Node>, parent_paths: &Paths, key: Key) -> Builder {
        let parent_segment = parent.map(|parent| &parent.segment);
        let wanted = || names::builder_name(&node.segment, parent_segment);
        let name = self.book.name(key, BUILDER).unwrap_or_else(wanted);
        let paths = parent_paths.join(&node.segment);
        let mut scope = Scope::reserving(self.book.names_below(key, 1, 0));
        let mut types = Vec::new();
        // A claim in an empty scope cannot fail.
        let _ = scope.claim(&name, node.origin.clone());
        let stem = names::inline_name_stem(&node.segment, parent_segment);
        let mut place = Place::beside(key, &mut scope, &mut types);
        let mut operations: Vec<_> = node
            .operations
            .iter()
            .map(|operation| self.operation(node, operation, &paths.template, &stem, &mut place))
            .collect();
        operations.sort_by_key(|operation| operation.method);
        let children = self.children(node, &paths, key);
        Builder {
            module: self.book.name(key, MODULE).unwrap_or_else(|| names::module_name(&node.segment)),
            name,
            path: paths.template,
            display_path: paths.display,
            doc: node.doc.clone(),
            operations,
            types,
            children,
        }
    }

    /// The next segments. Two that want one name cannot both be reached, so that is an error.
    fn children(&mut self, node: &Node, paths: &Paths, key: Key) -> Vec<Child> {
        let scope = |at| Scope::reserving(self.book.names_below(key, SEGMENT_NAMES, at));
        let (mut steps, mut modules) = (scope(STEP), scope(MODULE));
        for operation in &node.operations {
            // The verbs are distinct: a node has one operation per method.
            let _ = steps.claim(&verb(operation.method), &operation.origin);
        }
        let mut children = Vec::new();
        for child in &node.children {
            if let Some(fault) = misleading(&child.segment) {
                let message = format!("the path segment `{}` {fault}", child.segment.text());
                self.found.push(Diagnostic::error(child.origin.clone(), message).help("exclude the path"));
            }
            let key = self.book.entry(key, &format!("/{}", child.segment.text()));
            let claim = |scope: &mut Scope<_>, at, wanted| {
                let (name, claimed) = scope.claim_kept((self.book, key, at), &wanted, || None, &child.origin);
                let clash = clash(child, &name, &wanted, &claimed);
                (name, clash)
            };
            let (_, module_clash) = claim(&mut modules, MODULE, names::module_name(&child.segment));
            self.book.keep(key, BUILDER, names::builder_name(&child.segment, Some(&node.segment)));
            let (step, step_clash) = claim(&mut steps, STEP, names::step_name(&child.segment));
            self.found.extend(step_clash.or(module_clash));
            let builder = self.builder(child, Some(node), paths, key);
            let arguments = path_arguments(&child.segment);
            children.push(Child { step, short_step: None, arguments, builder, gate: Gate::default() });
        }
        shorten_steps(&mut children, node, &mut steps);
        // By name, so that neither the order of paths nor that of several descriptions shows in the output.
        children.sort_by(|a, b| a.step.cmp(&b.step));
        children
    }

    fn operation(
        &mut self,
        node: &Node,
        operation: &ir::Operation,
        path: &str,
        stem: &str,
        place: &mut Place<'_>,
    ) -> Operation {
        let verb_name = operation.method.as_str().to_lowercase();
        let request_line = format!("`{} {}`", operation.method.as_str(), operation.path);
        place.stem = format!("{stem}_{verb_name}_request_body");
        place.doc = format!("The body of {request_line}.");
        place.key = format!("{} body", operation.method.as_str());
        let body = operation.body.as_ref().map(|body| self.body(body, &operation.origin, place));
        place.stem = format!("{stem}_{verb_name}_response");
        place.doc = format!("The answer to {request_line}.");
        place.key = format!("{} response", operation.method.as_str());
        let returns = self.returns(&operation.response, &operation.origin, place);
        let mut query: Vec<_> = operation.query.iter().map(|parameter| parameter.name.clone()).collect();
        query.sort();
        let mut argument_scope = Scope::default();
        // A claim in an empty scope cannot fail.
        let _ = argument_scope.claim(&names::value_ident("body"), ());
        let mut required: Vec<_> = operation.query.iter().filter(|parameter| parameter.required).collect();
        required.sort_by(|a, b| a.name.cmp(&b.name));
        Operation {
            name: verb(operation.method),
            method: operation.method,
            path: operation.path.clone(),
            template: template::operation(path, node, operation),
            query,
            arguments: required
                .into_iter()
                .map(|parameter| options::argument(parameter, &mut argument_scope))
                .collect(),
            options: self.option_sets.of(&operation.query, stem, operation.method, (self.book, place.home)),
            headers: operation.headers.clone(),
            body,
            returns,
            accept: operation.accept.clone(),
            doc: operation.doc.clone(),
            deprecated: operation.deprecated.clone(),
        }
    }

    fn body(&mut self, body: &ir::Body, origin: &Origin, place: &mut Place<'_>) -> Body {
        match body {
            ir::Body::Json(reference) => Body::Json {
                ty: self.types.resolve(reference, origin, place, self.found),
                inline: matches!(reference, TypeRef::Inline(_)),
            },
            ir::Body::Bytes { content_type } => Body::Bytes(content_type.clone()),
        }
    }

    fn returns(&mut self, response: &Response, origin: &Origin, place: &mut Place<'_>) -> Returns {
        let reference = match response {
            Response::None => return Returns::Nothing,
            Response::Bytes => return Returns::Bytes,
            Response::Value(reference) => reference,
        };
        let ty = self.types.resolve(reference, origin, place, self.found);
        if ty.kind() == Some(Kind::Struct) && self.types.is_page(reference) {
            Returns::Collection(ty)
        } else {
            Returns::Value(ty)
        }
    }
}

/// What is said where two segments want one name; the builder in between has no name to take.
fn clash(child: &Node, name: &Name, wanted: &Name, claimed: &Claimed<&Origin>) -> Option<Diagnostic> {
    let text = child.segment.text();
    match claimed {
        Claimed::Free => None,
        Claimed::Other(None) => Some(super::types::renamed(&child.origin, wanted, name, None)),
        Claimed::Other(Some(first)) | Claimed::Twice(first) => {
            let message = format!("two operations want the name `{wanted}`: the segment `{text}` has it already");
            let diagnostic =
                Diagnostic::error(child.origin.clone(), message).related((*first).clone(), "the first one");
            Some(diagnostic.help("exclude one of the two paths"))
        }
    }
}

/// The path of a node, once for the URL template and once for people.
#[derive(Default)]
struct Paths {
    template: String,
    display: String,
}

impl Paths {
    fn join(&self, segment: &Segment) -> Self {
        match segment {
            Segment::Root => Self::default(),
            _ => Self {
                template: format!("{}/{}", self.template, template::segment(segment)),
                display: format!("{}/{}", self.display, segment.text()),
            },
        }
    }
}

/// Why a segment would lead a request, and its token, elsewhere than below the service; names in braces do not count,
/// for their values are encoded.
fn misleading(segment: &Segment) -> Option<&'static str> {
    let text = template::segment(segment);
    let is_ending = |c: char| matches!(c, '?' | '#');
    let is_odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    match text.as_str() {
        "." | ".." => Some("leads out of its folder"),
        text if text.contains(is_ending) => Some("ends the path of a URL"),
        text if text.contains(is_odd) => Some("holds a character that no path has"),
        _ => None,
    }
}

/// The method that an operation becomes.
fn verb(method: Method) -> Name {
    names::value_ident(&method.as_str().to_lowercase())
}

/// Gives the steps that spell out optional arguments a shorter name, where nobody has that name.
fn shorten_steps<'n>(children: &mut [Child], node: &'n Node, steps: &mut Scope<&'n Origin>) {
    for (child, described) in children.iter_mut().zip(&node.children) {
        let short = names::short_step_name(&described.segment);
        child.short_step = short.filter(|short| steps.claim(short, &described.origin).is_ok());
    }
}

/// The arguments of a step, in the order of the SDKs' signatures: by name.
fn path_arguments(segment: &Segment) -> Vec<Argument> {
    let mut parameters: Vec<_> = segment.parameters().iter().collect();
    parameters.sort_by(|a, b| a.name.cmp(&b.name));
    let mut scope = Scope::default();
    let argument = |parameter: &ir::Parameter| Argument {
        name: scope.claim_first_free(&names::value_ident(&parameter.name), || None, ()),
        ty: options::argument_type(&parameter.ty),
        variable: template::variable(&parameter.name),
        doc: parameter.doc.clone(),
    };
    parameters.into_iter().map(argument).collect()
}

impl Types<'_> {
    /// Whether a value of `reference` is one page of a collection.
    fn is_page(&self, reference: &TypeRef) -> bool {
        match reference {
            TypeRef::Named(wire) => is_page(&self.members(wire)),
            TypeRef::Inline(def) => match &def.kind {
                TypeKind::Struct(object) => is_page(&object.fields.iter().collect::<Vec<_>>()),
                TypeKind::Enum(_) | TypeKind::Alias(_) => false,
            },
            TypeRef::Primitive(_) | TypeRef::List(_) | TypeRef::Untyped | TypeRef::Given(_) => false,
        }
    }
}
