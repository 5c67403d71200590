//! The types of an API by number, so that what mentions what is found once for all of them.

use std::collections::{BTreeMap, HashMap};

use graph_emit::checked::{Builder, Checked, Gate, Kind, Namespace, Operation, Shape, Ty, Type};
use graph_emit::ir::Primitive;
use graph_emit::names::Name;

use super::facts::Uses;

/// How many uses are told.
const TOLD: usize = 20;

/// All types and operations of an API.
pub struct Survey<'c> {
    /// The types of `models`, each with its path below the root, then those beside builders.
    pub types: Vec<(String, &'c Type)>,
    /// The builders with the calls and the modules that lead to them, the features that they are compiled with, and the place
    /// in `types` of the first of their own.
    pub builders: Vec<Station<'c>>,
    /// How many of the types are of `models`.
    models: usize,
    by_path: HashMap<String, usize>,
    /// For each type of `models` the types of `models` that it needs.
    needs: Vec<Vec<usize>>,
    /// For each type the operations that mention it.
    operations: Vec<Uses>,
    /// For each type the types that have members of it.
    mentions: Vec<Uses>,
}

/// A builder, and how it is reached.
pub struct Station<'c> {
    /// The builder.
    pub builder: &'c Builder,
    /// The calls from the client, arguments in parentheses.
    pub calls: Vec<String>,
    /// The modules from the root to it.
    pub modules: Vec<&'c Name>,
    /// When it is compiled.
    pub gate: &'c Gate,
    /// The place of the first of its own types.
    pub first: usize,
}

impl<'c> Survey<'c> {
    /// Goes through `api`.
    pub fn of(api: &'c Checked) -> Self {
        let mut types = Vec::new();
        list(&api.models, &api.models.module.to_string(), &mut types);
        let models = types.len();
        let mut builders = Vec::new();
        for child in &api.root.children {
            let start = (Vec::new(), Vec::new());
            visit(child, start, &child.gate, &mut builders);
        }
        for station in &mut builders {
            station.first = types.len();
            let modules = modules(station.modules.iter().copied());
            types.extend(station.builder.types.iter().map(|ty| (format!("{modules}{}", ty.name), ty)));
        }
        let by_path = types.iter().enumerate().map(|(at, (path, _))| (path.clone(), at)).collect();
        let uses = vec![Uses::default(); types.len()];
        let mut survey =
            Self { types, builders, models, by_path, needs: Vec::new(), operations: uses.clone(), mentions: uses };
        survey.relate();
        survey
    }

    /// The place of the named type in `ty`, for a user whose own types begin at `first`.
    pub fn place(&self, ty: &Ty, first: Option<(usize, &[Type])>) -> Option<usize> {
        match ty {
            Ty::Model { namespace, name, .. } => self.by_path.get(&model_path(namespace, name)).copied(),
            Ty::Local { name, .. } => {
                let (first, own) = first?;
                Some(first + own.iter().position(|ty| ty.name == *name)?)
            }
            Ty::List(item) => self.place(item, first),
            Ty::Scalar(_) | Ty::Untyped | Ty::Given(_) => None,
        }
    }

    /// The uses of the type at `place`: operations, and types.
    pub fn uses(&self, place: usize) -> (Uses, Uses) {
        (self.operations[place].clone(), self.mentions[place].clone())
    }

    /// How many types of `models` the types at `starts` need, these included, and how many members they have.
    pub fn needed(&self, starts: &[usize]) -> (usize, usize) {
        let mut is_seen = vec![false; self.types.len()];
        let mut open = starts.to_vec();
        let (mut types, mut members) = (0, 0);
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut is_seen[at], true) {
                continue;
            }
            if at < self.models {
                types += 1;
                members += members_of(self.types[at].1);
            }
            open.extend(self.needs[at].iter().filter(|at| !is_seen[**at]));
        }
        (types, members)
    }

    /// Finds what mentions what.
    fn relate(&mut self) {
        let owners = self.owners();
        let needs: Vec<Vec<usize>> = self
            .types
            .iter()
            .zip(&owners)
            .map(|((_, ty), own)| {
                let mut needs: Vec<_> = ty.mentioned().filter_map(|ty| self.place(ty, *own)).collect();
                needs.sort_unstable();
                needs.dedup();
                needs
            })
            .collect();
        for (at, (path, ty)) in self.types.iter().enumerate() {
            let mut declared: Vec<_> = ty.declared().filter_map(|one| self.place(one, owners[at])).collect();
            declared.sort_unstable();
            declared.dedup();
            for used in declared {
                self.mentions[used].add(|| path.clone());
            }
        }
        let mut found = Vec::new();
        for station in &self.builders {
            let own = Some((station.first, station.builder.types.as_slice()));
            for operation in &station.builder.operations {
                let mut used: Vec<_> = self.carried(operation, own, &needs);
                used.sort_unstable();
                used.dedup();
                found.push((operation, used));
            }
        }
        for (operation, used) in found {
            for at in used {
                self.operations[at].add(|| format!("{} {}", operation.method.as_str(), operation.path));
            }
        }
        self.needs = needs;
    }

    /// The types that `operation` sends or is answered with; of a page also its items.
    fn carried(&self, operation: &Operation, own: Option<(usize, &[Type])>, needs: &[Vec<usize>]) -> Vec<usize> {
        let direct: Vec<_> = operation.sent_and_returned().filter_map(|ty| self.place(ty, own)).collect();
        let pages = direct.iter().filter(|at| self.types[**at].1.page.is_some()).flat_map(|at| needs[*at].clone());
        direct.iter().copied().chain(pages).collect()
    }

    /// For each type beside a builder, where the types beside it are.
    fn owners(&self) -> Vec<Option<(usize, &'c [Type])>> {
        let mut owners = vec![None; self.types.len()];
        for station in &self.builders {
            let own = station.builder.types.as_slice();
            owners[station.first..station.first + own.len()].fill(Some((station.first, own)));
        }
        owners
    }
}

impl Uses {
    fn add(&mut self, user: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < TOLD {
            self.first.push(user());
        }
    }
}

/// How many members or values `ty` has.
fn members_of(ty: &Type) -> usize {
    match &ty.shape {
        Shape::Struct(fields) => fields.len(),
        Shape::Enum(variants) => variants.len(),
        Shape::Alias(_) => 0,
    }
}

/// Adds the types of `namespace`, which stands at `path`, and of those below it.
fn list<'c>(namespace: &'c Namespace, path: &str, types: &mut Vec<(String, &'c Type)>) {
    types.extend(namespace.types.iter().map(|ty| (format!("{path}::{}", ty.name), ty)));
    for child in &namespace.children {
        list(child, &format!("{path}::{}", child.module), types);
    }
}

fn visit<'c>(
    child: &'c graph_emit::checked::Child,
    (mut calls, mut modules): (Vec<String>, Vec<&'c Name>),
    gate: &'c Gate,
    builders: &mut Vec<Station<'c>>,
) {
    calls.push(crate::inventory::call(&child.step, &child.arguments));
    modules.push(&child.builder.module);
    for below in &child.builder.children {
        visit(below, (calls.clone(), modules.clone()), gate, builders);
    }
    builders.push(Station { builder: &child.builder, calls, modules, gate, first: 0 });
}

/// The path of `names` with what parts it from what follows.
pub fn modules<'n>(names: impl IntoIterator<Item = &'n Name>) -> String {
    names.into_iter().flat_map(|name| [name.as_str(), "::"]).collect()
}

/// The path of a type of `models`.
fn model_path(namespace: &[Name], name: &Name) -> String {
    let modules = modules(namespace);
    format!("models::{modules}{name}")
}

/// `ty` as Rust, with the modules of a type of `models`.
pub fn rust(ty: &Ty) -> String {
    let flags_or = |path: String, kind: &Kind| if *kind == Kind::Flags { format!("Flags<{path}>") } else { path };
    match ty {
        Ty::Scalar(primitive) => scalar(*primitive).to_owned(),
        Ty::Model { namespace, name, kind } => flags_or(model_path(namespace, name), kind),
        Ty::Local { name, kind } => flags_or(name.to_string(), kind),
        Ty::List(item) => format!("Vec<{}>", rust(item)),
        Ty::Untyped => "Json".to_owned(),
        Ty::Given(name) => name.to_string(),
    }
}

fn scalar(primitive: Primitive) -> &'static str {
    crate::inventory::scalar_name(primitive)
}

/// The sets of types that operations begin with, each with what it needs, found once.
pub type Needs = BTreeMap<Vec<usize>, (usize, usize)>;
