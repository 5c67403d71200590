//! What a user wants of single types and operations otherwise than the descriptions say it.
//!
//! Overrides change the API between the lowering and the check, or tell the book of names what a thing is called; the emitter
//! knows nothing of them. Each is told with its place where it does not fit.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use graph_emit::diagnostic::Severity;
use graph_emit::ir::{Api, Node, Operation, TypeDef, TypeKind};
use graph_emit::names::{self, Attribute, Book, Name, NotRust, RustPath};

use crate::diagnostics::{Diagnostic, Place};
use crate::spec::{Pattern, Sources, did_you_mean, question};

/// A text of the settings, with its place where it comes from a file.
#[derive(Clone)]
pub struct Said {
    text: String,
    place: Option<Box<Place>>,
}

/// What is wanted of a type. All of it is optional.
#[derive(Clone, Debug, Default)]
pub struct TypeOverride {
    /// What it is called in Rust. The `.lock` files keep the name, also when this is taken out again.
    pub rename: Option<Said>,
    /// A type of one's own that takes its place, such as `crate::money::Amount`. It has to have what a generated one has of
    /// `graph_runtime`: the traits of a model or of an enum.
    pub replace: Option<Said>,
    /// Traits to derive beside those that it has.
    pub derive: Vec<Said>,
    /// Attributes of the item, such as `#[serde(default)]`.
    pub attributes: Vec<Said>,
    /// Whether it is left out: what is declared as it is any JSON then, and what only it mentions is not generated.
    pub omit: bool,
    /// What members, or values of an enum, are called in Rust, by their names on the wire.
    pub members: Vec<(Said, Said)>,
}

/// What is wanted of an operation. All of it is optional.
#[derive(Clone, Debug, Default)]
pub struct OperationOverride {
    /// What its method is called in Rust.
    pub rename: Option<Said>,
    /// Attributes of its method, such as `#[must_use]`.
    pub attributes: Vec<Said>,
    /// Whether it is left out, as by `exclude`.
    pub omit: bool,
}

/// All overrides of a run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overrides {
    types: Vec<(Said, TypeOverride)>,
    operations: Vec<(Said, OperationOverride)>,
}

impl Overrides {
    /// Adds what is wanted of the type `name`.
    pub(crate) fn ty(&mut self, name: Said, wanted: TypeOverride) {
        self.types.push((name, wanted));
    }

    /// Adds what is wanted of the operation `name`.
    pub(crate) fn operation(&mut self, name: Said, wanted: OperationOverride) {
        self.operations.push((name, wanted));
    }

    /// These, and those of `other` for everything else.
    pub(crate) fn or(mut self, other: Self) -> Self {
        let is_new = |known: &[Said], name: &Said| known.iter().all(|one| one.text != name.text);
        let known: Vec<_> = self.types.iter().map(|(name, _)| name.clone()).collect();
        self.types.extend(other.types.into_iter().filter(|(name, _)| is_new(&known, name)));
        let known: Vec<_> = self.operations.iter().map(|(name, _)| name.clone()).collect();
        self.operations.extend(other.operations.into_iter().filter(|(name, _)| is_new(&known, name)));
        self
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.types.is_empty() && self.operations.is_empty()
    }

    /// The types that are left out.
    pub(crate) fn omitted_types(&self) -> impl Iterator<Item = &str> {
        self.types.iter().filter(|(_, wanted)| wanted.omit).map(|(name, _)| name.text.as_str())
    }

    /// The operations that are left out; what is not a pattern is told when the others are.
    pub(crate) fn omitted_operations(&self) -> impl Iterator<Item = Pattern> {
        let omitted = self.operations.iter().filter(|(_, wanted)| wanted.omit);
        omitted.filter_map(|(name, _)| pattern(name).ok())
    }

    /// Has `api`, which was made of `sources`, be as is wanted; names go to `book`. What does not fit is the result.
    pub(crate) fn apply(&self, api: &mut Api, book: &Book, sources: &Sources) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        if !self.types.is_empty() {
            self.apply_to_types(&mut api.types, book, sources, &mut faults);
        }
        for (name, wanted) in &self.operations {
            match pattern(name) {
                Ok(pattern) => wanted.apply(name, &pattern, (&mut api.root, sources), &mut faults),
                Err(fault) => faults.push(*fault),
            }
        }
        faults
    }

    fn apply_to_types(&self, types: &mut [TypeDef], book: &Book, sources: &Sources, faults: &mut Vec<Diagnostic>) {
        let places: BTreeMap<_, _> = types.iter().enumerate().map(|(at, def)| (def.name.wire.clone(), at)).collect();
        for (name, wanted) in &self.types {
            match places.get(&name.text) {
                Some(_) if wanted.omit => faults.extend(self.without_heirs(name, &places, sources)),
                Some(at) => wanted.apply(name, &mut types[*at], book, faults),
                None => faults.push(no_type(name, &places, sources)),
            }
        }
    }
}

/// That nothing selected is called `name`: an error where no description has it.
fn no_type(name: &Said, selected: &BTreeMap<String, usize>, sources: &Sources) -> Diagnostic {
    let all = crate::spec::type_names(sources);
    if all.contains(&name.text) {
        let help = "select what mentions it, or take this out";
        return name.fault(format!("no selected operation needs the type `{}`", name.text), help.to_owned()).warning();
    }
    let end = format!(".{}", name.text);
    let namesakes: Vec<_> = all.iter().map(String::as_str).filter(|full| full.ends_with(&end)).take(3).collect();
    let names = selected.keys().chain(&all).map(String::as_str);
    let help = question(&namesakes).or_else(|| did_you_mean(&name.text, names));
    let help = help.unwrap_or_else(|| "a type is named in full, such as `microsoft.graph.user`".to_owned());
    name.fault(format!("there is no type `{}`", name.text), help)
}

impl Overrides {
    /// That types of `selected`, which are not left out themselves, inherit from the type `name`, which is.
    fn without_heirs(&self, name: &Said, selected: &BTreeMap<String, usize>, sources: &Sources) -> Option<Diagnostic> {
        let is_kept =
            |heir: &String| selected.contains_key(heir) && self.omitted_types().all(|omitted| omitted != heir);
        let heirs: Vec<_> = crate::spec::derived_from(sources, &name.text).into_iter().filter(is_kept).collect();
        let shown: Vec<_> = heirs.iter().map(|heir| format!("`{heir}`")).take(5).collect();
        let verb = if heirs.len() == 1 { "inherits" } else { "inherit" };
        let more = if heirs.len() > shown.len() { " and others" } else { "" };
        let message = format!("`{}` cannot be left out: {}{more} {verb} from it", name.text, shown.join(", "));
        let help = "leave these out as well, or replace the type with `replace`".to_owned();
        (!heirs.is_empty()).then(|| name.fault(message, help))
    }
}

impl TypeOverride {
    /// Has `def`, which is called `name`, be as is wanted.
    fn apply(&self, name: &Said, def: &mut TypeDef, book: &Book, faults: &mut Vec<Diagnostic>) {
        let home = match def.name.namespace.as_slice() {
            [] => "models".to_owned(),
            parts => format!("models.{}", parts.join(".")),
        };
        let key = book.entry(book.entry(Book::ROOT, &home), &def.name.wire);
        if let Some(rust) = self.rename.as_ref().and_then(|rename| rename.name(faults)) {
            book.give(key, 0, &rust);
        }
        for (member, rename) in &self.members {
            let known = members(def);
            if !known.contains(&member.text.as_str()) {
                let help = did_you_mean(&member.text, known.iter().copied());
                let help =
                    help.unwrap_or_else(|| "one that is inherited is renamed in the type that declares it".to_owned());
                faults.push(member.fault(format!("`{}` does not declare a member `{}`", name.text, member.text), help));
            } else if let Some(rust) = rename.name(faults) {
                book.give(book.entry(key, &member.text), 0, &rust);
            }
        }
        self.customize(def, faults);
    }

    fn customize(&self, def: &mut TypeDef, faults: &mut Vec<Diagnostic>) {
        let replacement: Option<RustPath> = self.replace.as_ref().and_then(|path| path.parse("a path", faults));
        if let (Some(path), Some(said)) = (&replacement, &self.replace) {
            if !path.is_absolute() {
                let help = "begin with `crate::` or the name of a crate: the path stands in a module of its own";
                faults.push(said.fault(format!("`{}` does not say where it begins", said.text), help.to_owned()));
            }
            if let Some(surplus) = self.derive.iter().chain(&self.attributes).next() {
                let message = "a type that is replaced has no item that this could stand on".to_owned();
                faults.push(surplus.fault(message, "write it where your own type is".to_owned()));
            }
        }
        let derive: Vec<RustPath> = self.derive.iter().filter_map(|one| one.parse("a path", faults)).collect();
        let own = self.attributes.iter().filter_map(|one| one.parse("an attribute", faults));
        def.custom.attributes = own.collect();
        if !derive.is_empty() {
            def.custom.attributes.insert(0, Attribute::derive(&derive));
        }
        def.custom.replacement = replacement;
    }
}

/// What may be renamed in `def`.
fn members(def: &TypeDef) -> Vec<&str> {
    match &def.kind {
        TypeKind::Struct(object) => object.fields.iter().map(|field| field.wire.as_str()).collect(),
        TypeKind::Enum(values) => values.variants.iter().map(|value| value.wire.as_str()).collect(),
        TypeKind::Alias(_) => Vec::new(),
    }
}

impl OperationOverride {
    /// Has the operations below `root` that `pattern` means, written `name`, be as is wanted.
    fn apply(
        &self,
        name: &Said,
        pattern: &Pattern,
        (root, sources): (&mut Node, &Sources),
        faults: &mut Vec<Diagnostic>,
    ) {
        if self.omit {
            return;
        }
        let rust = self.rename.as_ref().and_then(|rename| rename.name(faults));
        let attributes: Vec<Attribute> =
            self.attributes.iter().filter_map(|one| one.parse("an attribute", faults)).collect();
        let mut found = 0;
        each_operation(root, &mut |operation| {
            if pattern.matches(&operation.path) && names(pattern, operation) {
                found += 1;
                operation.rust.clone_from(&rust);
                operation.attributes.clone_from(&attributes);
            }
        });
        if found == 0 {
            faults.push(no_operation(name, pattern, sources));
        }
    }
}

/// Whether `pattern` is about the method of `operation`.
fn names(pattern: &Pattern, operation: &Operation) -> bool {
    let methods = pattern.methods();
    methods.is_empty() || methods.iter().any(|method| method.eq_ignore_ascii_case(operation.method.as_str()))
}

/// That nothing selected is meant by `name`.
fn no_operation(name: &Said, pattern: &Pattern, sources: &Sources) -> Diagnostic {
    let paths = crate::spec::paths(sources);
    if paths.iter().any(|path| pattern.matches(path)) {
        let help = "select it, check the method, or take this out".to_owned();
        return name.fault(format!("no selected operation is `{}`", name.text), help).warning();
    }
    let help = question(&pattern.nearest(paths.iter().map(String::as_str)));
    let help = help.unwrap_or_else(|| "look for it with `graph-codegen find`".to_owned());
    name.fault(format!("there is no operation `{}`", name.text), help)
}

/// The pattern for an operation that is written `POST /users` or `/users#POST`.
fn pattern(name: &Said) -> Result<Pattern, Box<Diagnostic>> {
    let text = match name.text.split_once(' ') {
        Some((method, path)) => format!("{}#{method}", path.trim()),
        None => name.text.clone(),
    };
    text.parse::<Pattern>().map_err(|error| Box::new(name.fault(error.message().to_owned(), error.help().to_owned())))
}

fn each_operation(node: &mut Node, visit: &mut dyn FnMut(&mut Operation)) {
    node.operations.iter_mut().for_each(&mut *visit);
    node.children.iter_mut().for_each(|child| each_operation(child, visit));
}

impl Said {
    /// A text with its place in a file.
    #[cfg(feature = "cli")]
    pub(crate) fn at(text: String, place: Place) -> Self {
        Self { text, place: Some(Box::new(place)) }
    }

    /// An error about it.
    fn fault(&self, message: String, help: String) -> Diagnostic {
        let place = self.place.as_deref().cloned().unwrap_or_else(|| Place::in_text("overrides", None));
        Diagnostic { severity: Severity::Error, message, help: Some(help), place, labels: Vec::new() }
    }

    /// It as an identifier.
    fn name(&self, faults: &mut Vec<Diagnostic>) -> Option<Name> {
        let name = names::parse(&self.text);
        if name.is_none() {
            let help = "a name has letters of ASCII, digits and `_`; one that Rust reserves is written `r#name`";
            faults.push(self.fault(format!("`{}` is not an identifier", self.text), help.to_owned()));
        }
        name
    }

    fn parse<T: FromStr<Err = NotRust>>(&self, what: &str, faults: &mut Vec<Diagnostic>) -> Option<T> {
        match self.text.parse() {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                faults.push(self.fault(format!("`{}` is not {what}", self.text), format!("write {error}")));
                None
            }
        }
    }
}

impl Diagnostic {
    fn warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }
}

impl<T: Into<String>> From<T> for Said {
    fn from(text: T) -> Self {
        Self { text: text.into(), place: None }
    }
}

/// The text alone: where it stands makes no difference to what is generated.
impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}
