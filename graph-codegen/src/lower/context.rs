//! What every part of the lowering needs at hand: the components, the places, and the list of what was found.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::{Origin, escape_pointer_token};
use indexmap::IndexMap;
use openapiv3::{Components, OpenAPI, Parameter, ReferenceOr, RequestBody, Response, Schema, SecurityScheme};

use super::shape::Use;
use crate::spec::{MAX_LINE, Places};

/// How many `$ref`s are followed from one to the next: more than there may be.
pub(super) const MAX_HOPS: usize = MAX_LINE + 1;

/// Members that objects may copy from what they are put together from, in all. The reference descriptions of Graph stay below it.
const MAX_COPIES: usize = 200_000;

/// What a lowering, or a piece of one, has found and noted. Pieces are lowered side by side, each with a state of its own,
/// and [added](State::add) in the order of the description: what is told is what one thread would tell.
#[derive(Default)]
pub(super) struct State {
    /// What was found.
    pub found: Diagnostics,
    reported: HashSet<String>,
    /// The places of the schema components that were referred to.
    mentioned: HashSet<usize>,
    /// The places of the schema components that a request sends, and of those that each component mentions.
    sent: HashSet<usize>,
    mentions: HashMap<usize, Vec<usize>>,
    /// What is to be told of components if a request sends them.
    if_sent: Vec<(usize, Diagnostic)>,
    /// The references whose members are being copied, how many members were, and the object of the first.
    copying: Vec<String>,
    copies: usize,
    first_copy: Option<Origin>,
    /// Whether it was told that there are too many.
    has_refused: bool,
}

/// What all pieces of a lowering read.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    components: Option<&'a Components>,
    places: &'a Places<'a>,
    /// How many members all of them have copied.
    copies: &'a AtomicUsize,
}

/// A lowering of what lives as long as `'a`.
pub(super) struct Context<'a> {
    ground: Ground<'a>,
    state: &'a mut State,
}

/// A place in the description.
#[derive(Clone, Debug)]
pub(super) struct Site {
    /// Where it is.
    pub origin: Origin,
    /// Whether it is sent: then constraints are worth a warning when nothing will check them.
    pub sent: Sent,
}

/// Whether a request sends what is described.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sent {
    /// It comes in answers alone.
    No,
    /// It does.
    Yes,
    /// It does if it sends the schema component at this place.
    With(usize),
}

impl Site {
    /// A place of which nothing is sent.
    pub fn new(origin: Origin) -> Self {
        Self { origin, sent: Sent::No }
    }

    /// The place one reference token further in.
    pub fn child(&self, token: &str) -> Self {
        Self { origin: self.origin.child(token), sent: self.sent }
    }
}

impl State {
    /// Reports `diagnostic` unless the same was said of the same place: components are visited once per use.
    fn report(&mut self, diagnostic: Diagnostic) {
        if self.reported.insert(format!("{} {}", diagnostic.origin, diagnostic.message)) {
            // Whatever the lowering warns of is in the description and not in the code.
            self.found.push(diagnostic.loss());
        }
    }

    /// Adds what a `piece` has found and noted.
    pub fn add(&mut self, piece: Self) {
        for diagnostic in piece.found {
            self.report(diagnostic);
        }
        self.mentioned.extend(piece.mentioned);
        self.sent.extend(piece.sent);
        for (component, mentions) in piece.mentions {
            self.mentions.entry(component).or_default().extend(mentions);
        }
        self.if_sent.extend(piece.if_sent);
        self.copies += piece.copies;
        self.refuse_copies(piece.first_copy);
    }

    /// Tells once that members are copied too often; the piece that made them too many copied the first one to `first`.
    fn refuse_copies(&mut self, first: Option<Origin>) {
        if self.copies <= MAX_COPIES || self.has_refused {
            return;
        }
        if let Some(at) = first {
            let message = format!("objects that are put together from several copy more than {MAX_COPIES} members");
            let help = "inherit from one type at a time, or select less of the description";
            self.found.push(Diagnostic::error(at, message).help(help));
            self.has_refused = true;
        }
    }
}

impl<'a> Ground<'a> {
    /// What is read of `openapi`; `copies` begins at 0.
    pub fn new(openapi: &'a OpenAPI, places: &'a Places<'a>, copies: &'a AtomicUsize) -> Self {
        Self { components: openapi.components.as_ref(), places, copies }
    }
}

impl<'a> Context<'a> {
    /// A lowering of what is on `ground` that reports to `state`.
    pub fn new(ground: Ground<'a>, state: &'a mut State) -> Self {
        Self { ground, state }
    }

    /// Adds what a `piece` has found and noted.
    pub fn add(&mut self, piece: State) {
        self.state.add(piece);
    }

    /// The place of the whole description.
    pub fn whole_origin(&self) -> Origin {
        (self.ground.places)("")
    }

    /// The place of all paths.
    pub fn paths_origin(&self) -> Origin {
        (self.ground.places)("/paths")
    }

    /// The place of the path item `path`.
    pub fn path_origin(&self, path: &str) -> Origin {
        (self.ground.places)(&format!("/paths/{}", escape_pointer_token(path)))
    }

    /// The place of the component `name` of `kind`.
    pub fn component_origin(&self, kind: &str, name: &str) -> Origin {
        (self.ground.places)(&["/components/", kind, "/", &escape_pointer_token(name)].concat())
    }

    /// Reports `diagnostic` unless the same was said of the same place: components are visited once per use.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.state.report(diagnostic);
    }

    /// Reports that `what` is not understood at `origin` and that `instead` is generated.
    pub fn unsupported(&mut self, origin: &Origin, what: &str, instead: &str) {
        self.report(Diagnostic::warning(origin.clone(), what).help(instead));
    }

    /// The name of the schema component that `reference` points to, noted as in use; reports one that is not there.
    pub fn schema_name(&mut self, reference: &'a str, at: &Site) -> Option<&'a str> {
        let name = component_name(reference, "schemas");
        let known = name.and_then(|name| self.ground.components?.schemas.get_full(name));
        if let Some((place, name, _)) = known {
            self.state.mentioned.insert(place);
            match at.sent {
                Sent::No => {}
                Sent::Yes => _ = self.state.sent.insert(place),
                Sent::With(component) => self.state.mentions.entry(component).or_default().push(place),
            }
            return Some(name);
        }
        self.report(
            Diagnostic::warning(at.origin.clone(), format!("`{reference}` is not a schema of this description"))
                .help("any JSON value is generated instead; references must point to `#/components/schemas/...`"),
        );
        None
    }

    /// The place of the schema component `name` in the description.
    pub fn component_site(&self, name: &str) -> Site {
        let place = self.ground.components.and_then(|components| components.schemas.get_index_of(name));
        Site { origin: self.component_origin("schemas", name), sent: place.map_or(Sent::No, Sent::With) }
    }

    /// Reports that `what` at `site` is not understood and that `instead` happens, if it is sent: nobody can act on it in an
    /// answer.
    pub fn unsupported_if_sent(&mut self, site: &Site, what: &str, instead: &str) {
        let diagnostic = Diagnostic::warning(site.origin.clone(), what).help(instead);
        match site.sent {
            Sent::No => {}
            Sent::Yes => self.report(diagnostic),
            Sent::With(component) => self.state.if_sent.push((component, diagnostic)),
        }
    }

    /// Reports what only shows when all is lowered: members that are copied too often, and what is to be told of components
    /// that are sent, by themselves or as parts of others.
    pub fn finish(&mut self) {
        let first = self.state.first_copy.take();
        self.state.refuse_copies(first);
        let mut open: Vec<_> = self.state.sent.iter().copied().collect();
        while let Some(component) = open.pop() {
            let parts = self.state.mentions.remove(&component).unwrap_or_default();
            open.extend(parts.into_iter().filter(|part| self.state.sent.insert(*part)));
        }
        for (component, diagnostic) in std::mem::take(&mut self.state.if_sent) {
            if self.state.sent.contains(&component) {
                self.report(diagnostic);
            }
        }
    }

    /// Whether the schema component `name` was referred to.
    pub fn is_mentioned(&self, name: &str) -> bool {
        let place = self.ground.components.and_then(|components| components.schemas.get_index_of(name));
        place.is_some_and(|place| self.state.mentioned.contains(&place))
    }

    /// The schema behind `reference`, through any references in between, without reporting anything.
    pub fn schema(&self, reference: &str) -> Option<&'a Schema> {
        let schemas = &self.ground.components?.schemas;
        let mut name = component_name(reference, "schemas")?;
        for _ in 0..MAX_HOPS {
            match schemas.get(name)? {
                ReferenceOr::Reference { reference } => name = component_name(reference, "schemas")?,
                ReferenceOr::Item(schema) => return Some(schema),
            }
        }
        None
    }

    /// The schema that `usage` means, without reporting anything.
    pub fn schema_of(&self, usage: Use<'a>) -> Option<&'a Schema> {
        match usage {
            Use::Ref(reference) => self.schema(reference),
            Use::Here(schema) => Some(schema),
        }
    }

    /// The schema that `usage` at `site` means, with its own place, without reporting anything.
    pub fn placed(&self, usage: Use<'a>, site: &Site) -> Option<(&'a Schema, Site)> {
        let reference = match usage {
            Use::Here(schema) => return Some((schema, site.clone())),
            Use::Ref(reference) => reference,
        };
        let component = self.ground.components?.schemas.get(component_name(reference, "schemas")?)?;
        let (schema, name) = self.follow("schemas", |components| &components.schemas, component)?;
        let name = name.or_else(|| component_name(reference, "schemas"))?;
        Some((schema, Site { origin: self.component_origin("schemas", name), sent: site.sent }))
    }

    /// What stands at the component `name` itself.
    pub fn entry(&self, name: &str) -> Option<Use<'a>> {
        self.ground.components?.schemas.get(name).map(Use::from)
    }

    /// The schema of the component `name`, through any references in between.
    pub fn component(&self, name: &str) -> Option<&'a Schema> {
        match self.ground.components?.schemas.get(name)? {
            ReferenceOr::Item(schema) => Some(schema),
            ReferenceOr::Reference { reference } => self.schema(reference),
        }
    }

    /// Whether the members of `reference` are being copied.
    pub fn is_copying(&self, reference: &str) -> bool {
        self.state.copying.iter().any(|open| open == reference)
    }

    /// Does `work` while the members of `reference` are being copied.
    pub fn while_copying(&mut self, reference: &str, work: impl FnOnce(&mut Self)) {
        self.state.copying.push(reference.to_owned());
        work(self);
        self.state.copying.pop();
    }

    /// Whether a member may be copied to an object at `at`. Those who lower the pieces stop when they have copied twice as
    /// many as there may be: then there are too many for certain, wherever it is that this shows.
    pub fn may_copy(&mut self, at: &Origin) -> bool {
        if self.state.copying.is_empty() {
            return true;
        }
        self.state.first_copy.get_or_insert_with(|| at.clone());
        self.state.copies += 1;
        self.ground.copies.fetch_add(1, Ordering::Relaxed) < 2 * MAX_COPIES
    }

    /// The security scheme `name`, through any references; `None` where it is not described here.
    pub fn security_scheme(&self, name: &str) -> Option<&'a SecurityScheme> {
        let scheme = self.ground.components?.security_schemes.get(name)?;
        Some(self.follow("securitySchemes", |components| &components.security_schemes, scheme)?.0)
    }

    /// The parameter meant by `parameter` at `at`, with its own place.
    pub fn parameter(
        &mut self,
        parameter: &'a ReferenceOr<Parameter>,
        at: impl FnOnce() -> Origin,
    ) -> Option<(&'a Parameter, Origin)> {
        self.resolve("parameters", |components| &components.parameters, parameter, at)
    }

    /// The parameter meant by `parameter`, without its place; a reference that leads nowhere is not reported.
    pub fn parameter_alone(&self, parameter: &'a ReferenceOr<Parameter>) -> Option<&'a Parameter> {
        self.follow("parameters", |components| &components.parameters, parameter).map(|(parameter, _)| parameter)
    }

    /// The request body meant by `body` at `at`, with its own place.
    pub fn request_body(
        &mut self,
        body: &'a ReferenceOr<RequestBody>,
        at: impl FnOnce() -> Origin,
    ) -> Option<(&'a RequestBody, Origin)> {
        self.resolve("requestBodies", |components| &components.request_bodies, body, at)
    }

    /// The response meant by `response` at `at`, with its own place.
    pub fn response(
        &mut self,
        response: &'a ReferenceOr<Response>,
        at: impl FnOnce() -> Origin,
    ) -> Option<(&'a Response, Origin)> {
        self.resolve("responses", |components| &components.responses, response, at)
    }

    /// What `usage` means, with its own place, which is `at` unless it is a component.
    fn resolve<T>(
        &mut self,
        kind: &str,
        map: impl Fn(&Components) -> &IndexMap<String, ReferenceOr<T>>,
        usage: &'a ReferenceOr<T>,
        at: impl FnOnce() -> Origin,
    ) -> Option<(&'a T, Origin)> {
        match self.follow(kind, map, usage) {
            Some((item, None)) => Some((item, at())),
            Some((item, Some(name))) => Some((item, self.component_origin(kind, name))),
            None => {
                let message = format!("this reference leads to no entry of `components/{kind}`");
                self.report(Diagnostic::warning(at(), message).help("it is left out"));
                None
            }
        }
    }

    /// What `usage` means, and the name of its component where it refers to one.
    fn follow<T>(
        &self,
        kind: &str,
        map: impl Fn(&Components) -> &IndexMap<String, ReferenceOr<T>>,
        usage: &'a ReferenceOr<T>,
    ) -> Option<(&'a T, Option<&'a str>)> {
        let (mut item, mut place) = (usage, None);
        for _ in 0..MAX_HOPS {
            let reference = match item {
                ReferenceOr::Item(item) => return Some((item, place)),
                ReferenceOr::Reference { reference } => reference,
            };
            let name = component_name(reference, kind)?;
            (item, place) = (map(self.ground.components?).get(name)?, Some(name));
        }
        None
    }
}

/// The name in `#/components/{kind}/{name}`. Component names hold no character that a pointer or a URI would escape
/// (`OpenAPI` 3.0.3, Components Object), so an escape in the reference names no component.
fn component_name<'r>(reference: &'r str, kind: &str) -> Option<&'r str> {
    let name = reference.strip_prefix("#/components/")?.strip_prefix(kind)?.strip_prefix('/')?;
    (!name.contains('/')).then_some(name)
}
