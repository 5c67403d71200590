//! From the path of a request to the builder that it leads to, step by step.

use graph_emit::checked::{Argument, Builder, Checked, Child, Shortcut};
use graph_emit::ir::{Method, Segment, call_parts};
use graph_emit::names::Name;

use super::faults::Faults;
use super::filter::quoted;
use super::request::{Part, decoded};
use super::segment::{Given, accept, rank, respelled};
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
    /// The names that the request has in another case.
    pub respelled: Vec<Respelled>,
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
    let mut wanted = with_sites_whole(parts.map(|part| Wanted { text: decoded(part.text), at: part.at }).collect());
    let base: Vec<_> = base_url.map(base_segments).unwrap_or_default();
    if !base.is_empty() && wanted.iter().map(|wanted| wanted.text.as_str()).take(base.len()).eq(base.iter().copied()) {
        wanted.drain(..base.len());
    }
    wanted
}

/// `wanted` with each site that is addressed by its host and path as one key: `/sites/contoso.sharepoint.com:/sites/a:/lists`
/// has `contoso.sharepoint.com:/sites/a` (<https://learn.microsoft.com/graph/api/site-getbypath>).
fn with_sites_whole(wanted: Vec<Wanted>) -> Vec<Wanted> {
    let mut whole: Vec<Wanted> = Vec::with_capacity(wanted.len());
    let mut is_open = false;
    for next in wanted {
        let is_behind_sites = whole.len() > 1 && whole[whole.len() - 2].text == "sites";
        match whole.last_mut() {
            Some(host) if is_open || (is_behind_sites && host.text.ends_with(':')) => {
                let (path, is_closed) = next.text.strip_suffix(':').map_or((&*next.text, false), |path| (path, true));
                host.text.push('/');
                host.text.push_str(path);
                is_open = !is_closed;
            }
            _ => whole.push(next),
        }
    }
    whole
}

/// `wanted` with keys in parentheses as segments of their own, `users('ada')` as `users/ada` (OData 4.01 Part 2,
/// section 4.3.1); `None` where there are none.
pub fn with_keys_apart(wanted: &[Wanted]) -> Option<Vec<Wanted>> {
    let apart: Vec<_> = wanted
        .iter()
        .flat_map(|segment| {
            let Some((name, key)) = key_in_parentheses(&segment.text) else { return vec![segment.clone()] };
            [name, &key].map(|text| Wanted { text: text.to_owned(), at: segment.at }).to_vec()
        })
        .collect();
    (apart.len() > wanted.len()).then_some(apart)
}

/// The name and the only key, without a name and its quotes, of `name('key')`.
fn key_in_parentheses(segment: &str) -> Option<(&str, String)> {
    let (name, arguments) = call_parts(segment)?;
    let [(None, value)] = arguments[..] else { return None };
    let is_plain = !value.contains(['(', ')', '\'']);
    let key = quoted(value).or_else(|| is_plain.then(|| value.to_owned()))?;
    (!name.is_empty() && !key.is_empty()).then_some((name, key))
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
    /// The way that `wanted` goes, to a builder with an operation `method` where there is one; `None`, and told in `faults`,
    /// where it leads nowhere.
    pub fn find(
        api: &'c Checked,
        wanted: &[Wanted],
        (method, end): (Option<Method>, usize),
        faults: &mut Faults<'_>,
    ) -> Option<Self> {
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
        let mut way = Self { steps: Vec::new(), builder: start, aliases: Vec::new(), shortcut, respelled: Vec::new() };
        let apart = with_keys_apart(rest);
        let readings = [Some(rest), apart.as_deref()].into_iter().flatten();
        let has_method = |builder: &Builder| builder.operations.iter().any(|one| Some(one.method) == method);
        if readings.clone().any(|reading| way.walk(start, reading, 0, &has_method).is_ok()) {
            return Some(way);
        }
        let mut dead = None;
        for reading in readings {
            match way.walk(start, reading, 0, &|builder| !builder.operations.is_empty()) {
                Ok(()) => return Some(way),
                Err(early) => dead = dead.or(Some(early)),
            }
        }
        dead?.tell(rest, end, faults);
        None
    }

    /// The modules that lead to the builder.
    pub fn module(&self) -> Vec<Name> {
        let short = self.shortcut.into_iter().flat_map(|shortcut| shortcut.modules.iter());
        short.chain(self.steps.iter().map(|step| &step.child.builder.module)).cloned().collect()
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
        for (child, Given { variables, aliases }, declared) in ways_on(builder, &next.text) {
            let known = (self.steps.len(), self.aliases.len(), self.respelled.len());
            let value = |argument: &Argument| {
                let given = variables.iter().find(|(name, _)| *name == argument.wire);
                given.map(|(_, value)| value.clone()).unwrap_or_default()
            };
            let arguments = child.arguments.iter().map(|argument| (argument, value(argument))).collect();
            self.steps.push(Step { child, arguments, at: next.at });
            self.aliases.extend(aliases);
            let respelled = |declared| Respelled { at: next.at, written: next.text.clone(), declared };
            self.respelled.extend(declared.map(respelled));
            match self.walk(&child.builder, wanted, depth + 1, is_end) {
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

/// The children of `builder` that the segment `text` may ask for, the likeliest first: what it gives to each, and how that
/// is declared where `text` has it in another case. A name in another case comes behind a key, which may be any text; a
/// function with all of its arguments comes before it.
fn ways_on<'c>(builder: &'c Builder, text: &str) -> Vec<(&'c Child, Given, Option<String>)> {
    let way = |child: &'c Child| {
        if let Some(given) = accept(&child.segment, text) {
            return Some(((0, rank(&child.segment, text)), child, given, None));
        }
        let declared = respelled(&child.segment, text)?;
        let given = accept(&child.segment, &declared)?;
        let is_call = matches!(child.segment, Segment::Call { .. }) && text.contains('(');
        Some(((u8::from(!is_call), rank(&child.segment, &declared)), child, given, Some(declared)))
    };
    let mut ways: Vec<_> = builder.children.iter().filter_map(way).collect();
    ways.sort_by_key(|(rank, ..)| *rank);
    ways.into_iter().map(|(_, child, given, declared)| (child, given, declared)).collect()
}

impl Dead<'_> {
    fn tell(&self, wanted: &[Wanted], end: usize, faults: &mut Faults<'_>) {
        let here = if self.builder.display_path.is_empty() { "/" } else { &self.builder.display_path };
        let names: Vec<_> = self.builder.children.iter().map(|child| child.segment.text()).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let list = listed(&names);
        let by_path = wanted.iter().take(self.depth + 1).find(|segment| segment.text.ends_with(':'));
        match by_path.or(wanted.get(self.depth)) {
            Some(next) if by_path.is_some() => {
                let help = "bindings cannot call it yet; send it by `Client::request`, which takes any path";
                faults.error(next.at, format!("`{}` addresses an item by its path", next.text), help);
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
