//! The path tree of all declared builders.

use std::collections::HashSet;

use graph_emit::dialect;
use graph_emit::ir::{Node, Segment};
use graph_emit::names;
use graph_emit::origin::Origin;
use syn::{LitStr, Visibility};

use super::{Context, node, operation, path};
use crate::report::error;
use crate::syntax::{Argument, Builder};

/// The nodes so far.
pub struct Tree<'a> {
    root: Node,
    places: Vec<Place<'a>>,
    /// The builders that are declared, by the texts of their paths.
    declared: HashSet<String>,
}

/// Where a builder is declared.
pub struct Place<'a> {
    /// The text of its path, in the official dialect.
    pub path: String,
    /// The modules that lead to it.
    pub module: Vec<String>,
    /// What is before it.
    pub vis: Option<&'a Visibility>,
    /// What declares it; `None` for the builder of an action.
    pub builder: Option<&'a Builder>,
}

impl<'a> Tree<'a> {
    /// A tree of a root alone.
    pub fn new(root: Node) -> Self {
        Self { root, places: Vec::new(), declared: HashSet::new() }
    }

    /// The root, and where the builders stand.
    pub fn finish(self) -> (Node, Vec<Place<'a>>) {
        (self.root, self.places)
    }

    /// Adds `builder`, whose path goes on from `prefix`, and which stands in the module that `at` leads to.
    pub fn add(&mut self, cx: &mut Context<'a, '_>, builder: &'a Builder, prefix: &str, at: &[String]) {
        let options = &builder.options;
        let written = format!("{prefix}{}", options.path.value());
        let is_bound = options.is_action || options.is_function;
        let operations = operation::all(cx, &builder.methods, &written, at);
        let Some(node) = self.node(cx, &options.path, &written, is_bound) else {
            cx.misnamed.retain(|method| !method.path.is_empty());
            return;
        };
        node.operations = operations;
        node.doc = builder.attributes.doc.clone();
        node.is_function = options.is_function;
        describe(cx, &mut node.segment, &options.arguments);
        let path = self.remember(Some(builder), builder.methods.first().map(|method| &method.vis), at);
        cx.misnamed.iter_mut().filter(|method| method.path.is_empty()).for_each(|method| method.path.clone_from(&path));
        let name = cx.given.name(&builder.name);
        let derived = self.derived_name(&path);
        if let Some(node) = self.last_node() {
            node.rust = Some(name).filter(|name| Some(name) != derived.as_ref());
        }
    }

    /// The node that `written` leads to, which `literal` stands for; `None` where it is at fault or declared already.
    pub fn node(
        &mut self,
        cx: &mut Context<'_, '_>,
        literal: &LitStr,
        written: &str,
        is_bound: bool,
    ) -> Option<&mut Node> {
        let origin = Origin::source(literal.span());
        let has_slash = written.len() > 1 && written.ends_with('/');
        let plain = if has_slash { &written[..written.len() - 1] } else { written };
        let texts = dialect::segments(plain, is_bound);
        let (segments, mistakes) = path::read(plain, &texts, &origin);
        for (message, help) in mistakes {
            cx.report.push(error(literal, message, help));
        }
        if segments.is_empty() {
            return None;
        }
        let text: String = segments.iter().flat_map(|segment| ["/".to_owned(), segment.text()]).collect();
        if !self.declared.insert(text.clone()) {
            let help = "an `impl` may have several operations";
            cx.report.push(error(literal, format!("two builders are declared for `{text}`"), help));
            return None;
        }
        let node = descend(cx, &mut self.root, segments, literal, &origin);
        node.has_trailing_slash = has_slash;
        self.places.push(Place { path: text, module: Vec::new(), vis: None, builder: None });
        Some(node)
    }

    /// Says where the builder of the last node is declared; gives its path.
    pub fn remember(&mut self, builder: Option<&'a Builder>, vis: Option<&'a Visibility>, at: &[String]) -> String {
        let Some(place) = self.places.last_mut() else { return String::new() };
        place.module = at.to_vec();
        place.builder = builder;
        place.vis = vis;
        place.path.clone()
    }

    fn derived_name(&self, path: &str) -> Option<names::Name> {
        let mut at = &self.root;
        let mut parent = None;
        for text in self::texts(path) {
            parent = Some(at);
            at = at.children.iter().find(|child| child.segment.text() == text)?;
        }
        Some(names::builder_name(&at.segment, parent.map(|parent| &parent.segment)))
    }

    fn last_node(&mut self) -> Option<&mut Node> {
        let path = self.places.last()?.path.clone();
        let mut at = &mut self.root;
        for text in self::texts(&path) {
            at = at.children.iter_mut().rfind(|child| child.segment.text() == text)?;
        }
        Some(at)
    }
}

/// The segments of a path that is printed from them; `/` stands in arguments, too.
fn texts(path: &str) -> Vec<&str> {
    dialect::split(path)
}

/// Goes down from `at` by `segments`, and makes the nodes that are missing.
fn descend<'n>(
    cx: &mut Context<'_, '_>,
    mut at: &'n mut Node,
    segments: Vec<Segment>,
    literal: &LitStr,
    origin: &Origin,
) -> &'n mut Node {
    for segment in segments {
        let shape = segment.shape();
        // Declarations stand beside those that they go on from.
        let known = at.children.iter().rposition(|child| child.segment.shape() == shape);
        let place = known.unwrap_or_else(|| {
            at.children.push(node(segment.clone(), origin));
            at.children.len() - 1
        });
        if known.is_some() {
            for (known, other) in at.children[place].segment.variables().iter().zip(segment.variables()) {
                if known.name != other.name {
                    let message = format!("`{{{}}}` is called `{{{}}}` in another path", other.name, known.name);
                    let help = "the key of one place has one name: use the same in both";
                    cx.report.push(error(literal, message, help));
                }
            }
        }
        at = &mut at.children[place];
    }
    at
}

/// Gives the variables of `segment` the types and the documentation that `arguments` say.
fn describe(cx: &mut Context<'_, '_>, segment: &mut Segment, arguments: &[Argument]) {
    let text = segment.text();
    let mut variables = segment.variables_mut();
    for argument in arguments {
        let is_it = |name: &str| {
            if argument.is_exact { name == argument.name } else { *names::value_ident(name).bare() == *argument.name }
        };
        let Some(variable) = variables.iter_mut().find(|variable| is_it(&variable.name)) else {
            let known: Vec<_> =
                variables.iter().map(|variable| names::value_ident(&variable.name).bare().to_owned()).collect();
            let known: Vec<_> = known.iter().map(String::as_str).collect();
            let help = match (crate::nearest::nearest(&argument.name, &known), known.as_slice()) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, []) => "it has none; an option of the query is a parameter of the function".to_owned(),
                (None, known) => format!("it has `{}`", known.join("`, `")),
            };
            let message = format!("the segment `{text}` has no argument `{}`", argument.name);
            cx.report.push(crate::report::error_at(argument.span, message, help));
            continue;
        };
        if let Some(ty) = &argument.ty {
            variable.ty = cx.parameter(ty);
        }
        variable.doc = graph_emit::ir::Doc::markdown(argument.doc.clone());
    }
}
