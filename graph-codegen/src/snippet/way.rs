//! From the path of a request to the builder that it leads to, step by step.

use graph_emit::checked::{Argument, Builder, Checked, Child, Shortcut};
use graph_emit::ir::{Method, Segment};
use graph_emit::names::Name;

use super::faults::Faults;
use super::segment::{Given, accept, rank, respelled};
use super::wanted::{Wanted, with_keys_apart};
use crate::spec::{nearest_by, question};

/// How many neighbors of a wrong name are listed.
const LISTED: usize = 12;

/// A step to the next builder.
#[derive(Debug)]
pub struct Step<'c> {
    /// The method, the shorter one where there are two.
    pub name: &'c Name,
    /// The arguments, each with the text that the request gives, in the order of the step's signature.
    pub arguments: Vec<(&'c Argument, String)>,
    /// The path that it takes behind them.
    pub path: Option<String>,
    /// The byte of the request that the segment starts at.
    pub at: usize,
    module: Module<'c>,
}

/// The module of the builder that a step leads to.
#[derive(Clone, Copy, Debug)]
enum Module<'c> {
    /// Below that of the last one.
    Next(&'c Name),
    /// Below the root.
    Of(&'c [Name]),
}

/// The way to a builder.
#[derive(Debug)]
pub struct Way<'c> {
    /// The steps from the client.
    pub steps: Vec<Step<'c>>,
    /// Where they lead.
    pub builder: &'c Builder,
    /// The query parameters that arguments of the path stand for, and their values.
    pub aliases: Vec<(String, String)>,
    /// The names that the request has in another case.
    pub respelled: Vec<Respelled>,
    root: &'c Builder,
}

/// A name that is declared in another case than the request has it in.
#[derive(Clone, Debug)]
pub struct Respelled {
    /// The byte of the request it starts at.
    pub at: usize,
    /// The segment of the request.
    pub written: String,
    /// The segment with the name as declared.
    pub declared: String,
}

/// What leads on from a builder: one step, or two where the second takes a path.
struct Lead<'c> {
    steps: Vec<Step<'c>>,
    builder: &'c Builder,
    aliases: Vec<(String, String)>,
    respelled: Option<Respelled>,
}

/// Where a path came to its end too early.
struct Dead<'c> {
    depth: usize,
    builder: &'c Builder,
}

impl<'c> Way<'c> {
    /// The way that `wanted` goes, to a builder with an operation `method` where there is one; `None`, and told in `faults`,
    /// where it leads nowhere.
    pub fn find(
        api: &'c Checked,
        wanted: &[Wanted],
        (method, end): (Option<Method>, usize),
        faults: &mut Faults<'_>,
    ) -> Option<Self> {
        let root = &api.root;
        let mut way = Self { steps: Vec::new(), builder: root, aliases: Vec::new(), respelled: Vec::new(), root };
        let apart = with_keys_apart(wanted);
        let readings = [Some(wanted), apart.as_deref()].into_iter().flatten();
        let has_method = |builder: &Builder| builder.operations.iter().any(|one| Some(one.method) == method);
        if readings.clone().any(|reading| way.walk(root, reading, 0, &has_method).is_ok()) {
            return Some(way);
        }
        let mut dead = None;
        for reading in readings {
            match way.walk(root, reading, 0, &|builder| !builder.operations.is_empty()) {
                Ok(()) => return Some(way),
                Err(early) => dead = dead.or(Some(early)),
            }
        }
        dead?.tell(wanted, end, faults);
        None
    }

    /// The modules that lead to the builder.
    pub fn module(&self) -> Vec<Name> {
        self.steps.iter().fold(Vec::new(), |mut modules, step| match step.module {
            Module::Next(module) => {
                modules.push(module.clone());
                modules
            }
            Module::Of(modules) => modules.to_vec(),
        })
    }

    /// Takes the steps for `wanted` behind the first `depth`, to a builder that passes `is_end`; where several lead on, the
    /// first that does not end early.
    fn walk(
        &mut self,
        builder: &'c Builder,
        wanted: &[Wanted],
        depth: usize,
        is_end: &dyn Fn(&Builder) -> bool,
    ) -> Result<(), Dead<'c>> {
        let mut farthest = Dead { depth, builder };
        let Some(next) = wanted.get(depth) else {
            self.builder = builder;
            return if is_end(builder) { Ok(()) } else { Err(farthest) };
        };
        for Lead { steps, builder: to, aliases, respelled } in leads(self.root, builder, next) {
            let known = (self.steps.len(), self.aliases.len(), self.respelled.len());
            self.steps.extend(steps);
            self.aliases.extend(aliases);
            self.respelled.extend(respelled);
            match self.walk(to, wanted, depth + 1, is_end) {
                Ok(()) => return Ok(()),
                Err(dead) if dead.depth > farthest.depth => farthest = dead,
                Err(_) => {}
            }
            self.steps.truncate(known.0);
            self.aliases.truncate(known.1);
            self.respelled.truncate(known.2);
        }
        Err(farthest)
    }
}

/// What leads on from `builder` by the segment `next`, with the path behind it where it has one; the likeliest first.
fn leads<'c>(root: &'c Builder, builder: &'c Builder, next: &Wanted) -> Vec<Lead<'c>> {
    let Some(path) = &next.path else { return ways_on(root, builder, next) };
    let by_key = by_path(root, builder).filter_map(|(shortcut, to)| {
        let [key] = &shortcut.arguments[..] else { return None };
        let step = path_step(shortcut, vec![(key, next.text.clone())], path, next.at);
        Some(Lead { steps: vec![step], builder: to, aliases: Vec::new(), respelled: None })
    });
    let by_segment = ways_on(root, builder, next).into_iter().filter_map(|mut lead| {
        let (shortcut, to) = by_path(root, lead.builder).find(|(shortcut, _)| shortcut.arguments.is_empty())?;
        lead.steps.push(path_step(shortcut, Vec::new(), path, next.at));
        Some(Lead { builder: to, ..lead })
    });
    by_key.chain(by_segment).collect()
}

/// The steps of `builder` that take a path, and the builders that they lead to.
fn by_path<'c>(root: &'c Builder, builder: &'c Builder) -> impl Iterator<Item = (&'c Shortcut, &'c Builder)> {
    let by_path = builder.shortcuts.iter().filter(|shortcut| shortcut.segment.is_none());
    by_path.filter_map(|shortcut| Some((shortcut, root.below(&shortcut.modules)?)))
}

fn path_step<'c>(
    shortcut: &'c Shortcut,
    arguments: Vec<(&'c Argument, String)>,
    path: &[String],
    at: usize,
) -> Step<'c> {
    let Shortcut { step, modules, .. } = shortcut;
    Step { name: step, arguments, path: Some(path.join("/")), at, module: Module::Of(modules) }
}

/// A segment that a builder goes on by, and what it leads to.
struct Next<'c> {
    segment: &'c Segment<String>,
    name: &'c Name,
    arguments: &'c [Argument],
    module: Module<'c>,
    builder: &'c Builder,
}

/// The segments that `builder` goes on by.
fn segments_of<'c>(root: &'c Builder, builder: &'c Builder) -> impl Iterator<Item = Next<'c>> {
    let child = |child: &'c Child| Next {
        segment: &child.segment,
        name: child.short_step.as_ref().unwrap_or(&child.step),
        arguments: &child.arguments,
        module: Module::Next(&child.builder.module),
        builder: &child.builder,
    };
    let shortcut = |shortcut: &'c Shortcut| {
        Some(Next {
            segment: shortcut.segment.as_ref()?,
            name: shortcut.short_step.as_ref().unwrap_or(&shortcut.step),
            arguments: &shortcut.arguments,
            module: Module::Of(&shortcut.modules),
            builder: root.below(&shortcut.modules)?,
        })
    };
    builder.children.iter().map(child).chain(builder.shortcuts.iter().filter_map(shortcut))
}

/// What leads on from `builder` by the text of `next`, the likeliest first: what it gives to each, and how that
/// is declared where the text has it in another case. A name in another case comes behind a key, which may be any text; a
/// function with all of its arguments comes before it.
fn ways_on<'c>(root: &'c Builder, builder: &'c Builder, next: &Wanted) -> Vec<Lead<'c>> {
    let text = next.text.as_str();
    let way = |to: Next<'c>| {
        if let Some(given) = accept(to.segment, text) {
            return Some(((0, rank(to.segment, text)), lead(&to, given, next, None)));
        }
        let declared = respelled(to.segment, text)?;
        let given = accept(to.segment, &declared)?;
        let is_call = matches!(to.segment, Segment::Call { .. }) && text.contains('(');
        let rank = (u8::from(!is_call), rank(to.segment, &declared));
        Some((rank, lead(&to, given, next, Some(declared))))
    };
    let mut ways: Vec<_> = segments_of(root, builder).filter_map(way).collect();
    ways.sort_by_key(|(rank, _)| *rank);
    ways.into_iter().map(|(_, lead)| lead).collect()
}

/// The step `to`, with what `next` gives to it.
fn lead<'c>(to: &Next<'c>, given: Given, next: &Wanted, declared: Option<String>) -> Lead<'c> {
    let Given { variables, aliases } = given;
    let value = |argument: &Argument| {
        let given = variables.iter().find(|(name, _)| *name == argument.wire);
        given.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let arguments = to.arguments.iter().map(|argument| (argument, value(argument))).collect();
    let step = Step { name: to.name, arguments, path: None, at: next.at, module: to.module };
    let respelled = declared.map(|declared| Respelled { at: next.at, written: next.text.clone(), declared });
    Lead { steps: vec![step], builder: to.builder, aliases, respelled }
}

impl Dead<'_> {
    fn tell(&self, wanted: &[Wanted], end: usize, faults: &mut Faults<'_>) {
        let here = if self.builder.display_path.is_empty() { "/" } else { &self.builder.display_path };
        let children = self.builder.children.iter().map(|child| child.segment.text());
        let shortcuts = self.builder.shortcuts.iter().filter_map(|shortcut| Some(shortcut.segment.as_ref()?.text()));
        let names: Vec<_> = children.chain(shortcuts).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let list = listed(&names);
        match wanted.get(self.depth) {
            Some(next) if next.path.is_some() => {
                let help = "only items of drives and sites have paths in bindings, where the description has them; send it by \
                            `Client::request`, which takes any path";
                faults.error(next.at, format!("nothing is found by a path below `{}` here", next.text), help);
            }
            Some(next) => {
                let near = nearest_by(&next.text.to_lowercase(), names, 3, str::to_lowercase);
                let help = question(&near).map_or_else(|| list.clone(), |question| format!("{question} ({list})"));
                faults.error(next.at, format!("`{}` leads nowhere below `{here}`", next.text), help);
            }
            None => faults.error(end, format!("nothing can be done at `{here}` itself"), list),
        }
    }
}

/// What is there, as advice.
fn listed(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(LISTED);
    match (quoted.is_empty(), more) {
        (true, _) => "the path goes no further".to_owned(),
        (false, 0) => format!("there is {}", quoted.join(", ")),
        (false, more) => format!("there is {} and {more} more", quoted.join(", ")),
    }
}
