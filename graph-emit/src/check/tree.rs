//! The path tree: a builder per node, a step per child, a method per operation.

use super::arguments;
use super::claim::renamed;
use super::options::OptionSets;
use super::spot::Spot;
use super::template;
use super::types::{Place, Types};
use crate::checked::{Body, Builder, Child, Gate, Kind, Media, Operation, Returns};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{self, Node, Response, Segment, TypeRef};
use crate::names::{self, Book, Claimed, EntryKind, Key, Name, Scope, SegmentNames, Segments};
use crate::order;
use crate::origin::Origin;
use crate::parallel;

/// Where the names of a path segment stand in its entry of the book.
const MODULE: usize = 0;
const BUILDER: usize = 1;
const STEP: usize = 2;
const SHORT_STEP: usize = 3;

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
        self.builder(node, None, PathSoFar::default(), key, names)
    }

    /// The builder of `node` at `path`, whose names are at `key`: those of its module and of its type are these.
    fn builder(
        &mut self,
        node: &'d Node,
        parent: Option<&'d Node>,
        path: PathSoFar,
        key: Key,
        (module, name): (Name, Name),
    ) -> Builder {
        let mut scope = Scope::reserving(self.book.names_below(key, EntryKind::Single, 0));
        let mut types = Vec::new();
        // A claim in an empty scope cannot fail.
        let _ = scope.claim(&name, &node.origin);
        let mut place = Place { home: key, scope: &mut scope, types: &mut types };
        let mut operations = self.operations(node, parent, &path, &mut place);
        order::sort_by(&mut operations, |one, other| one.method.cmp(&other.method));
        let mut methods = self.method_names(node, key);
        let children = self.children(node, &path, key, &mut methods);
        self.name_others(&mut operations, (node, key), &mut methods);
        Builder {
            module,
            name,
            path: path.template,
            display_path: path.display,
            doc: node.doc.clone(),
            operations,
            types,
            children,
            shortcuts: Vec::new(),
            is_shared: false,
            places: Vec::new(),
        }
    }

    /// The names of the methods of `node`: those of its operations, and those that were given to others before.
    fn method_names(&mut self, node: &'d Node, key: Key) -> Scope<&'d Origin> {
        let kept = [(EntryKind::Segment, STEP), (EntryKind::Segment, SHORT_STEP), (EntryKind::Single, 0)];
        let kept = kept.into_iter().flat_map(|(kind, at)| self.book.names_below(key, kind, at)).collect();
        let mut methods = Scope::reserving(kept);
        let mut taken = Vec::new();
        for operation in &node.operations {
            // The verbs are distinct: a node has one operation per method. Names of the user's may meet one.
            let name = method_name(operation);
            if let Err(first) = methods.claim(&name, &operation.origin) {
                taken.push((name, operation, *first));
            }
        }
        self.found.extend(taken.into_iter().map(|(name, operation, first)| {
            let fault = Diagnostic::error(operation.origin.clone(), format!("the name `{name}` is taken"));
            fault.related(first.clone(), "by this").help("give the method another name in the settings")
        }));
        methods
    }

    /// The next segments, by name, so that neither the order of paths nor that of several descriptions shows in the output.
    fn children(&mut self, node: &'d Node, path: &PathSoFar, key: Key, steps: &mut Scope<&'d Origin>) -> Vec<Child> {
        let mut modules = Scope::reserving(self.book.names_below(key, EntryKind::Segment, MODULE));
        let next = node.children.iter().map(|child| self.next(child, node, path, key, (&mut modules, steps)));
        let next: Vec<_> = next.collect();
        let keys: Vec<_> = next.iter().map(|next| next.key).collect();
        let mut children = if is_large(node) {
            self.share_out(next, node)
        } else {
            next.into_iter().map(|next| self.child(next, node)).collect()
        };
        self.shorten_steps(&mut children, node, &keys, steps);
        order::sort_by(&mut children, |a, b| a.step.cmp(&b.step));
        children
    }

    /// The names of `child`, which is next behind `node` at `path`. Two that want one name cannot both be reached, so that
    /// is an error.
    fn next(
        &mut self,
        child: &'d Node,
        node: &'d Node,
        path: &PathSoFar,
        key: Key,
        (modules, steps): (&mut Scope<&'d Origin>, &mut Scope<&'d Origin>),
    ) -> Next<'d> {
        let misleading = misleading(&child.segment).map(|fault| {
            let message = format!("the path segment `{}` {fault}", child.segment.text());
            Diagnostic::error(child.origin.clone(), message).help("exclude the path")
        });
        let key = entry(self.book, key, &child.segment);
        let claim = |scope: &mut Scope<_>, at, wanted| {
            let (name, claimed) = scope.claim_kept((self.book, key, at), &wanted, || None, &child.origin);
            let clash = clash(child, &name, &wanted, &claimed);
            (name, clash)
        };
        let wanted = self.segments.names(&child.segment, &node.segment);
        let (module, module_clash) = claim(modules, MODULE, wanted.module);
        let name = self.book.keep(key, BUILDER, child.rust.clone().unwrap_or(wanted.builder));
        let (step, step_clash) = claim(steps, STEP, wanted.step);
        let said = misleading.into_iter().chain(step_clash.or(module_clash)).collect();
        Next { node: child, path: path.join(&child.segment), key, names: (module, name), step, said }
    }

    /// The step from `node` to what is next, with all builders below that.
    fn child(&mut self, next: Next<'d>, node: &'d Node) -> Child {
        let Next { node: child, path, key, names, step, said } = next;
        self.found.extend(said);
        let arguments = arguments::of_path(&child.segment, &path, self.book, key);
        let builder = self.builder(child, Some(node), path, key, names);
        let segment = child.segment.names();
        Child { segment, step, short_step: None, arguments, builder, home: None, gate: Gate::default() }
    }

    /// The steps from `node` to each of `next`, made on all cores. None of them needs to know of another.
    fn share_out(&mut self, next: Vec<Next<'d>>, node: &'d Node) -> Vec<Child> {
        let (types, book) = (self.types, self.book);
        let made = parallel::map_long(next, |next| {
            let (mut option_sets, mut found) = (OptionSets::default(), Diagnostics::new());
            let segments = Segments::default();
            let mut tree = Tree { types, option_sets: &mut option_sets, segments, book, found: &mut found };
            (tree.child(next, node), option_sets, found)
        });
        let child = |(child, option_sets, found)| {
            self.option_sets.add(option_sets);
            self.found.extend(found);
            child
        };
        made.into_iter().map(child).collect()
    }

    /// Gives the steps to functions, which spell out their arguments, a shorter name where nobody else wants it.
    fn shorten_steps(&mut self, children: &mut [Child], node: &'d Node, keys: &[Key], steps: &mut Scope<&'d Origin>) {
        let wanted: Vec<_> = node.children.iter().map(|child| short_names(child, &node.segment)).collect();
        let is_wanted_once = |short: &Name| wanted.iter().filter(|names| names.contains(short)).take(2).count() == 1;
        for (((child, described), key), wanted) in children.iter_mut().zip(&node.children).zip(keys).zip(&wanted) {
            let kept = self.book.name(*key, SHORT_STEP);
            let clash = kept.as_ref().and_then(|kept| {
                let first = steps.claim(kept, &described.origin).err()?;
                clash(described, kept, kept, &Claimed::Twice(*first))
            });
            self.found.extend(clash);
            child.short_step = kept.or_else(|| {
                let mut free = wanted.iter().filter(|short| is_wanted_once(short));
                free.find(|short| steps.claim_if_free(short, &described.origin)).cloned()
            });
            if let Some(short) = &child.short_step {
                self.book.give(*key, SHORT_STEP, short);
            }
        }
    }

    /// The operations of `node`, whose path is `path`.
    fn operations(
        &mut self,
        node: &'d Node,
        parent: Option<&Node>,
        path: &PathSoFar,
        place: &mut Place<'_, 'd>,
    ) -> Vec<Operation> {
        let stem = || names::inline_name_stem(&node.segment, parent.map(|parent| &parent.segment));
        let template = template::shared(path, node);
        let one = |operation| {
            let template = template::operation(&template, path, node, operation);
            let first = self.operation(operation, template, path, &stem, place);
            Operation { others: self.others(operation, &first, &stem, place), ..first }
        };
        node.operations.iter().map(one).collect()
    }

    /// `operation` in its first media type; `stem` makes what the names of its own types begin with.
    fn operation(
        &mut self,
        operation: &'d ir::Operation,
        template: String,
        path: &PathSoFar,
        stem: &dyn Fn() -> String,
        place: &mut Place<'_, 'd>,
    ) -> Operation {
        let body = operation.body.as_ref().map(|body| self.body(body, Spot::Body(stem, operation, None), place));
        let returns = self.returns(&operation.response, Spot::Answer(stem, operation, None), place);
        let mut query: Vec<_> = operation.query.iter().map(|parameter| parameter.name.clone()).collect();
        order::sort_by(&mut query, String::cmp);
        Operation {
            name: method_name(operation),
            method: operation.method,
            path: operation.path.clone(),
            template,
            query,
            arguments: arguments::of_query(operation, path, self.book, place.home),
            options: self.option_sets.of(operation, path, stem, (self.book, place.home), self.found),
            headers: operation.headers.clone(),
            media: Media::First,
            body,
            returns,
            accept: operation.accept.clone(),
            doc: operation.doc.clone(),
            deprecated: operation.deprecated.clone(),
            attributes: operation.attributes.clone(),
            others: Vec::new(),
        }
    }

    /// What is sent, the type at `spot`.
    pub(super) fn body(&mut self, body: &'d ir::Body, spot: Spot<'_>, place: &mut Place<'_, 'd>) -> Body {
        match body {
            ir::Body::Json { ty, content_type } => Body::Json {
                inline: matches!(ty, TypeRef::Inline(_)),
                ty: self.types.resolve(ty, spot, place, self.found),
                content_type: content_type.clone(),
            },
            ir::Body::Bytes(content_type) => Body::Bytes(content_type.clone()),
            ir::Body::Base64 { content_type } => Body::Base64 { content_type: content_type.clone() },
            ir::Body::Multipart { content_type } => Body::Multipart { content_type: content_type.clone() },
        }
    }

    /// What a success brings, the type at `spot`.
    pub(super) fn returns(&mut self, response: &'d Response, spot: Spot<'_>, place: &mut Place<'_, 'd>) -> Returns {
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

/// A segment that has its names, and nothing below it yet.
struct Next<'d> {
    node: &'d Node,
    path: PathSoFar,
    key: Key,
    /// Those of its module and of its builder.
    names: (Name, Name),
    step: Name,
    said: Vec<Diagnostic>,
}

/// How many paths begin at a root that is worth sharing out: more than an API has that a person declares.
const LARGE: usize = 1000;

/// Whether `node` is the root of a large API.
pub fn is_large(node: &Node) -> bool {
    matches!(node.segment, Segment::Root) && size(node, LARGE) >= LARGE
}

/// How many nodes there are, `node` and all below it; beyond `most` they are not counted.
fn size(node: &Node, most: usize) -> usize {
    node.children.iter().fold(1, |count, child| if count < most { count + size(child, most - count) } else { count })
}

/// What is said where two segments want one name; the builder in between has no name to take.
fn clash(child: &Node, name: &Name, wanted: &Name, claimed: &Claimed<&Origin>) -> Option<Diagnostic> {
    let text = child.segment.text();
    match claimed {
        Claimed::Free => None,
        Claimed::Other(None) => Some(renamed(&child.origin, wanted, name, None)),
        Claimed::Other(Some(first)) | Claimed::Twice(first) => {
            let message = format!("two operations want the name `{wanted}`: the segment `{text}` has it already");
            let diagnostic =
                Diagnostic::error(child.origin.clone(), message).related((*first).clone(), "the first one");
            Some(diagnostic.help("exclude one of the two paths"))
        }
    }
}

/// The names that the step to `node` may have beside its own. Keys in parentheses are written like functions, but their
/// names are those of collections beside them.
fn short_names(node: &Node, parent: &Segment) -> Vec<Name> {
    let has_short_name = node.is_function || node.segment.aliases().next().is_some();
    if has_short_name { names::short_step_names(&node.segment, parent) } else { Vec::new() }
}

/// The entry of `segment` below `parent`; where only the names of its variables have changed, the one that it had.
fn entry(book: &Book, parent: Key, segment: &Segment) -> Key {
    let own = format!("/{}", segment.text());
    let shape = || Some(segment.shape()).filter(|_| !segment.variables().is_empty());
    let is_same_place = |shape: &str, text: &str| {
        // Only what has variables is worth parsing.
        let text = text.strip_prefix('/').filter(|text| text.contains('{'));
        let known = text.and_then(|text| Segment::<String>::parse(text, &mut str::to_owned).ok());
        known.is_some_and(|known| known.shape() == shape)
    };
    let known = match book.find(parent, &own) {
        None => shape().and_then(|shape| book.find_by(parent, |text| is_same_place(&shape, text))),
        Some(own) => Some(own),
    };
    known.unwrap_or_else(|| book.entry(parent, &own))
}

/// The path of a node.
#[derive(Default)]
pub struct PathSoFar {
    /// With the variables of the URL template.
    pub template: String,
    /// For people.
    display: String,
    /// The query parameters that give arguments of the path.
    aliases: Vec<String>,
    /// The variables of the template.
    variables: Vec<String>,
    /// The names of those in the last segment, and the variables that they are.
    own: Vec<(String, String)>,
}

impl PathSoFar {
    /// The path with one more segment.
    pub fn join(&self, segment: &Segment) -> Self {
        match segment {
            Segment::Root => Self::default(),
            _ => self.joined(segment),
        }
    }

    fn joined(&self, segment: &Segment) -> Self {
        let mut joined = Self {
            template: String::new(),
            display: format!("{}/{}", self.display, segment.text()),
            aliases: self.aliases.iter().map(String::as_str).chain(segment.aliases()).map(str::to_owned).collect(),
            variables: self.variables.clone(),
            own: Vec::new(),
        };
        for parameter in segment.variables() {
            joined.claim(&parameter.name);
        }
        let braced = |parameter: &ir::Parameter| format!("{{{}}}", joined.variable(&parameter.name));
        joined.template = format!("{}/{}", self.template, template::segment(segment, &braced));
        joined
    }

    /// Gives the parameter `name` of the last segment a variable of its own: two of one name are two places of the URL.
    fn claim(&mut self, name: &str) {
        if self.own.iter().any(|(own, _)| own == name) {
            return;
        }
        let wanted = template::variable(name);
        let numbered = (2_u32..).map(|number| format!("{wanted}{number}"));
        let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
        let free = candidates.find(|candidate| !self.variables.contains(candidate));
        let free = free.expect("invariant: the numbered names never end");
        self.variables.push(free.clone());
        self.own.push((name.to_owned(), free));
    }

    /// The variable of the template for the parameter `name` of the last segment.
    pub fn variable(&self, name: &str) -> String {
        let own = self.own.iter().find(|(own, _)| own == name).map(|(_, variable)| variable.clone());
        own.unwrap_or_else(|| template::variable(name))
    }

    /// Whether the query parameter `name` gives an argument of the path.
    pub fn has_alias(&self, name: &str) -> bool {
        self.aliases.iter().any(|known| known == name)
    }
}

/// Why a segment would lead a request, and its token, elsewhere than below the service; names in braces do not count,
/// for their values are encoded.
fn misleading(segment: &Segment) -> Option<&'static str> {
    let text = segment.with_variables(&|parameter| format!("{{{}}}", template::variable(&parameter.name)));
    let is_ending = |c: char| matches!(c, '?' | '#');
    let is_odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    match text.as_str() {
        "." | ".." => Some("leads out of its folder"),
        text if text.contains(is_ending) => Some("ends the path of a URL"),
        text if text.contains(is_odd) => Some("holds a character that no path has"),
        _ => None,
    }
}

/// The method that makes the requests of `operation`.
fn method_name(operation: &ir::Operation) -> Name {
    operation.rust.clone().unwrap_or_else(|| names::verb(operation.method))
}
