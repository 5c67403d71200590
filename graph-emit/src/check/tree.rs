//! The path tree: a builder per node, a step per child, a method per operation.

use super::options::{self, OptionSets};
use super::spot::Spot;
use super::template;
use super::types::{Place, Types};
use crate::checked::{Argument, Body, Builder, Child, Gate, Kind, Operation, Returns};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{self, Node, Response, Segment, TypeRef};
use crate::names::{self, Book, Claimed, Key, Name, Scope, SegmentNames, Segments};
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
    pub segments: Segments,
    pub book: &'a Book,
    pub found: &'a mut Diagnostics,
}

impl<'d> Tree<'_, 'd> {
    /// The client, with all builders below it.
    pub fn root(&mut self, node: &'d Node) -> Builder {
        let key = self.book.entry(Book::ROOT, "paths");
        let SegmentNames { module, builder, .. } = Segments::root();
        let kept = |at, name| self.book.name(key, at).unwrap_or(name);
        let names = (kept(MODULE, module), kept(BUILDER, builder));
        self.builder(node, None, &Paths::default(), key, names)
    }

    /// The builder of `node`, whose names are at `key`: those of its module and of its type are these.
    fn builder(
        &mut self,
        node: &'d Node,
        parent: Option<&'d Node>,
        parent_paths: &Paths,
        key: Key,
        (module, name): (Name, Name),
    ) -> Builder {
        let paths = parent_paths.join(&node.segment);
        let mut scope = Scope::reserving(self.book.names_below(key, 1, 0));
        let mut types = Vec::new();
        // A claim in an empty scope cannot fail.
        let _ = scope.claim(&name, &node.origin);
        let mut place = Place { home: key, namespace: None, scope: &mut scope, types: &mut types };
        let mut operations = self.operations(node, parent, &paths.template, &mut place);
        operations.sort_by_key(|operation| operation.method);
        let children = self.children(node, &paths, key);
        Builder {
            module,
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
    fn children(&mut self, node: &'d Node, paths: &Paths, key: Key) -> Vec<Child> {
        let scope = |at| Scope::reserving(self.book.names_below(key, SEGMENT_NAMES, at));
        let (mut steps, mut modules) = (scope(STEP), scope(MODULE));
        for operation in &node.operations {
            // The verbs are distinct: a node has one operation per method.
            let _ = steps.claim(&names::verb(operation.method), &operation.origin);
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
            let wanted = self.segments.names(&child.segment, &node.segment);
            let (module, module_clash) = claim(&mut modules, MODULE, wanted.module);
            let name = self.book.keep(key, BUILDER, wanted.builder);
            let (step, step_clash) = claim(&mut steps, STEP, wanted.step);
            self.found.extend(step_clash.or(module_clash));
            let builder = self.builder(child, Some(node), paths, key, (module, name));
            let arguments = path_arguments(&child.segment);
            children.push(Child { step, short_step: None, arguments, builder, gate: Gate::default() });
        }
        shorten_steps(&mut children, node, &mut steps);
        // By name, so that neither the order of paths nor that of several descriptions shows in the output.
        children.sort_by(|a, b| a.step.cmp(&b.step));
        children
    }

    /// The operations of `node`, whose path is `path`.
    fn operations(
        &mut self,
        node: &'d Node,
        parent: Option<&Node>,
        path: &str,
        place: &mut Place<'_, 'd>,
    ) -> Vec<Operation> {
        let stem = || names::inline_name_stem(&node.segment, parent.map(|parent| &parent.segment));
        let template = template::shared(path, node);
        let one = |operation| Operation {
            template: template::operation(&template, path, node, operation),
            ..self.operation(operation, &stem, place)
        };
        node.operations.iter().map(one).collect()
    }

    /// `operation` without its template; `stem` makes what the names of its own types begin with.
    fn operation(
        &mut self,
        operation: &'d ir::Operation,
        stem: &dyn Fn() -> String,
        place: &mut Place<'_, 'd>,
    ) -> Operation {
        let body = operation.body.as_ref().map(|body| self.body(body, Spot::Body(stem, operation), place));
        let returns = self.returns(&operation.response, Spot::Answer(stem, operation), place);
        let mut query: Vec<_> = operation.query.iter().map(|parameter| parameter.name.clone()).collect();
        query.sort();
        Operation {
            name: names::verb(operation.method),
            method: operation.method,
            path: operation.path.clone(),
            template: String::new(),
            query,
            arguments: required_arguments(operation),
            options: self.option_sets.of(&operation.query, stem, operation.method, (self.book, place.home)),
            headers: operation.headers.clone(),
            body,
            returns,
            accept: operation.accept.clone(),
            doc: operation.doc.clone(),
            deprecated: operation.deprecated.clone(),
        }
    }

    fn body(&mut self, body: &'d ir::Body, spot: Spot<'_>, place: &mut Place<'_, 'd>) -> Body {
        match body {
            ir::Body::Json(reference) => Body::Json {
                ty: self.types.resolve(reference, spot, place, self.found),
                inline: matches!(reference, TypeRef::Inline(_)),
            },
            ir::Body::Bytes { content_type } => Body::Bytes(content_type.clone()),
        }
    }

    fn returns(&mut self, response: &'d Response, spot: Spot<'_>, place: &mut Place<'_, 'd>) -> Returns {
        let reference = match response {
            Response::None => return Returns::Nothing,
            Response::Bytes => return Returns::Bytes,
            Response::Value(reference) => reference,
        };
        let ty = self.types.resolve(reference, spot, place, self.found);
        if ty.kind() == Some(Kind::Struct) && self.types.is_collection(reference) {
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

/// What `operation` cannot be called without, by name.
fn required_arguments(operation: &ir::Operation) -> Vec<Argument> {
    let mut required: Vec<_> = operation.query.iter().filter(|parameter| parameter.required).collect();
    if required.is_empty() {
        return Vec::new();
    }
    let mut scope = Scope::default();
    // A claim in an empty scope cannot fail.
    let _ = scope.claim(&names::value_ident("body"), ());
    required.sort_by(|a, b| a.name.cmp(&b.name));
    required.into_iter().map(|parameter| options::argument(parameter, &mut scope)).collect()
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
