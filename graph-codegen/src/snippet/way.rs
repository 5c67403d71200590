//! From the path of a request to the builder that it leads to, step by step.

use graph_emit::checked::{Argument, Builder, Checked, Child, Shortcut};
use graph_emit::ir::Segment;
use graph_emit::names::Name;

use super::faults::Faults;
use super::request::{Part, decoded};
use super::segment::{Given, accept, rank};
use crate::spec::{nearest_by, question};

/// How many neighbors of a wrong name are listed.
const LISTED: usize = 12;

/// A segment of the request's path.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The segment without percent-encoding.
    pub text: String,
    /// The byte of the request it starts at.
    pub at: usize,
}

/// A step to the next builder.
#[derive(Debug)]
pub struct Step<'c> {
    /// The way.
    pub child: &'c Child,
    /// The arguments, each with the text that the request gives, in the order of the step's signature.
    pub arguments: Vec<(&'c Argument, String)>,
    /// The byte of the request that the segment starts at.
    pub at: usize,
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
    /// The step from the client that stands for the first ones.
    pub shortcut: Option<&'c Shortcut>,
}

impl Step<'_> {
    /// The method, the shorter one where there are two.
    pub fn name(&self) -> &Name {
        self.child.short_step.as_ref().unwrap_or(&self.child.step)
    }
}

/// Where a path came to its end too early.
struct Dead<'c> {
    depth: usize,
    builder: &'c Builder,
}

/// The segments of `path`, an absolute URL, or one that may begin with the path of `base_url`.
pub fn segments(path: Part<'_>, base_url: Option<&str>) -> Vec<Wanted> {
    let absolute = path.text.find("://").map(|scheme| scheme + "://".len());
    let start = match absolute {
        Some(host) => path.text[host..].find('/').map_or(path.text.len(), |end| host + end),
        None => 0,
    };
    let relative = Part { text: &path.text[start..], at: path.at + start };
    let parts = relative.split('/').filter(|part| !part.text.is_empty());
    let mut wanted: Vec<_> = parts.map(|part| Wanted { text: decoded(part.text), at: part.at }).collect();
    let base: Vec<_> = base_url.map(base_segments).unwrap_or_default();
    if !base.is_empty() && wanted.iter().map(|wanted| wanted.text.as_str()).take(base.len()).eq(base.iter().copied()) {
        wanted.drain(..base.len());
    }
    wanted
}

/// The segments behind the host of `url`.
fn base_segments(url: &str) -> Vec<&str> {
    let behind_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    behind_scheme.split('/').skip(1).filter(|segment| !segment.is_empty()).collect()
}

/// Whether the path `path` of a description is the one that `wanted` asks for, as far as names tell.
pub fn fits(path: &str, wanted: &[Wanted]) -> bool {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    wanted.iter().all(|wanted| segments.next().is_some_and(|own| fits_segment(own, &wanted.text)))
        && segments.next().is_none()
}

/// Whether the segment `text` of a description is the one that `wanted` asks for.
fn fits_segment(text: &str, wanted: &str) -> bool {
    Segment::parse(text, &mut str::to_owned).is_ok_and(|segment| accept(&segment, wanted).is_some())
}

/// The path below `/users/{id}` that a path below `/me` stands for; `None` for another path.
pub fn own_user(wanted: &[Wanted]) -> Option<Vec<Wanted>> {
    let (me, rest) = wanted.split_first().filter(|(first, _)| first.text == "me")?;
    let user = ["users", "me"].map(|text| Wanted { text: text.to_owned(), at: me.at });
    Some(user.into_iter().chain(rest.iter().cloned()).collect())
}

impl<'c> Way<'c> {
    /// The way that `wanted` goes; `None`, and told in `faults`, where it leads nowhere.
    pub fn find(api: &'c Checked, wanted: &[Wanted], end: usize, faults: &mut Faults<'_>) -> Option<Self> {
        let is_short = |shortcut: &&Shortcut| {
            wanted.first().is_some_and(|first| shortcut.short.strip_prefix('/') == Some(first.text.as_str()))
        };
        let short = api.shortcuts.iter().find(is_short).and_then(|shortcut| {
            Some((shortcut, api.root.all().into_iter().find(|builder| builder.path == shortcut.path)?))
        });
        let (shortcut, start, rest) = match short {
            Some((shortcut, builder)) => (Some(shortcut), builder, &wanted[1..]),
            None => (None, &api.root, wanted),
        };
        let mut way = Self { steps: Vec::new(), builder: start, aliases: Vec::new(), shortcut };
        match way.walk(start, rest, 0) {
            Ok(()) => Some(way),
            Err(dead) => {
                dead.tell(rest, end, faults);
                None
            }
        }
    }

    /// The modules that lead to the builder.
    pub fn module(&self) -> Vec<Name> {
        let short = self.shortcut.into_iter().flat_map(|shortcut| shortcut.modules.iter());
        short.chain(self.steps.iter().map(|step| &step.child.builder.module)).cloned().collect()
    }

    /// Takes the steps for `wanted` behind the first `depth`; where several lead on, the first that does not end early.
    fn walk(&mut self, builder: &'c Builder, wanted: &[Wanted], depth: usize) -> Result<(), Dead<'c>> {
        let mut farthest = Dead { depth, builder };
        let Some(next) = wanted.get(depth) else {
            self.builder = builder;
            return if builder.operations.is_empty() { Err(farthest) } else { Ok(()) };
        };
        let mut ways: Vec<_> = builder
            .children
            .iter()
            .filter_map(|child| Some((rank(&child.segment, &next.text), child, accept(&child.segment, &next.text)?)))
            .collect();
        ways.sort_by_key(|(rank, ..)| *rank);
        for (_, child, Given { variables, aliases }) in ways {
            let known = (self.steps.len(), self.aliases.len());
            let value = |argument: &Argument| {
                let given = variables.iter().find(|(name, _)| *name == argument.wire);
                given.map(|(_, value)| value.clone()).unwrap_or_default()
            };
            let arguments = child.arguments.iter().map(|argument| (argument, value(argument))).collect();
            self.steps.push(Step { child, arguments, at: next.at });
            self.aliases.extend(aliases);
            match self.walk(&child.builder, wanted, depth + 1) {
                Ok(()) => return Ok(()),
                Err(dead) if dead.depth > farthest.depth => farthest = dead,
                Err(_) => {}
            }
            self.steps.truncate(known.0);
            self.aliases.truncate(known.1);
        }
        Err(farthest)
    }
}

impl Dead<'_> {
    fn tell(&self, wanted: &[Wanted], end: usize, faults: &mut Faults<'_>) {
        let here = if self.builder.display_path.is_empty() { "/" } else { &self.builder.display_path };
        let names: Vec<_> = self.builder.children.iter().map(|child| child.segment.text()).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let list = listed(&names);
        match wanted.get(self.depth) {
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
