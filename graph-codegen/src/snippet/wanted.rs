//! The segments of a request's path, and the paths of a description that they may mean.

use graph_emit::ir::{Segment, Steps, call_parts};

use super::filter::quoted;
use super::request::{Part, decoded};
use super::segment::accept;
use crate::spec::{StandIn, stand_ins};

/// What no name of a file, folder or site has, and what would be taken for the end of one.
const NOT_IN_NAMES: &[char] = &['"', '*', '/', ':', '<', '>', '?', '\\', '|'];

/// How many paths may stand for one another in a row: more than any request has.
const MOST_STAND_INS: usize = 8;

/// A segment of the request's path.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The segment without percent-encoding.
    pub text: String,
    /// The byte of the request it starts at.
    pub at: usize,
    /// The names of the path between colons behind it, without percent-encoding.
    pub path: Option<Vec<String>>,
}

impl Wanted {
    fn of(text: &str, at: usize) -> Self {
        Self { text: text.to_owned(), at, path: None }
    }

    /// What is wrong with a name of the path behind it, which the bindings refuse as well (Microsoft Support, "Restrictions and
    /// limitations in `OneDrive` and `SharePoint`"), and what to do.
    pub fn path_fault(&self) -> Option<(String, &'static str)> {
        self.path.iter().flatten().find_map(|name| {
            if matches!(name.as_str(), "." | "..") {
                let help = "give the path that it leads to";
                return Some((format!("the path behind `{}` has the segment `{name}`", self.text), help));
            }
            let wrong = name.chars().find(|sign| NOT_IN_NAMES.contains(sign) || sign.is_control());
            let message = |wrong: char| format!("no name of a path has the character `{}`", wrong.escape_debug());
            let help = "close the path with a `:` before what follows it, and encode each name by itself";
            let blank = || Some(' ').filter(|_| name.trim_matches(' ') != name);
            wrong
                .or_else(blank)
                .map(|wrong| (format!("{}, as `{name}` behind `{}` does", message(wrong), self.text), help))
        })
    }
}

/// The segments of `path`, an absolute URL, or one that may begin with the path of `base_url`.
pub fn segments(path: Part<'_>, base_url: Option<&str>) -> Vec<Wanted> {
    let absolute = path.text.find("://").map(|scheme| scheme + "://".len());
    let start = match absolute {
        Some(host) => path.text[host..].find('/').map_or(path.text.len(), |end| host + end),
        None => 0,
    };
    let relative = Part { text: &path.text[start..], at: path.at + start };
    let mut wanted = with_paths_apart(relative);
    let base: Vec<_> = base_url.map(base_segments).unwrap_or_default();
    if !base.is_empty() && wanted.iter().map(|wanted| wanted.text.as_str()).take(base.len()).eq(base.iter().copied()) {
        wanted.drain(..base.len());
    }
    wanted
}

/// The segments of `path`, with what stands between colons as the path of the segment before: `root:`, `a`, `b.txt:` is `root`
/// with the path `a/b.txt` (<https://learn.microsoft.com/graph/onedrive-addressing-driveitems>). The last colon may be left out
/// at the end.
fn with_paths_apart(path: Part<'_>) -> Vec<Wanted> {
    let (mut wanted, mut rest): (Vec<Wanted>, _) = (Vec::new(), path);
    while let Some(part) = next_segment(&mut rest, segment_length) {
        let opens = part.text.strip_suffix(':').filter(|_| rest.text.bytes().any(|byte| byte != b'/'));
        let opens = opens.filter(|name| !name.is_empty());
        let text = decoded(opens.unwrap_or(part.text));
        // `root:/:/children` is `root/children`.
        let path = opens.map(|_| path_to_colon(&mut rest)).filter(|names| !names.is_empty());
        wanted.push(Wanted { text, at: part.at, path });
    }
    wanted
}

/// Takes the next segment of `path`, whose length `length` tells, and the slashes before it.
fn next_segment<'t>(path: &mut Part<'t>, length: fn(&str) -> usize) -> Option<Part<'t>> {
    let text = path.text.trim_start_matches('/');
    let at = path.at + path.text.len() - text.len();
    let (segment, behind) = text.split_at(length(text));
    *path = Part { text: behind, at: at + segment.len() };
    Some(Part { text: segment, at }).filter(|segment| !segment.text.is_empty())
}

/// How long the first segment of `path` is. Slashes in quotes belong to an argument of a function: `getByPath(path='c:/d')`.
fn segment_length(path: &str) -> usize {
    const OPENING: [&str; 6] = ["('", "='", ",'", "(%27", "=%27", ",%27"];
    const CLOSING: [&str; 4] = ["')", "',", "%27)", "%27,"];
    let first = |marks: &[&str], text: &str| marks.iter().filter_map(|mark| Some(text.find(mark)? + mark.len())).min();
    let mut from = 0;
    loop {
        let end = from + name_length(&path[from..]);
        let closed = first(&OPENING, &path[from..end]).and_then(|open| {
            let quoted = from + open;
            // The closing quote may be the next sign, and the comma that ends one text may begin the next.
            Some(quoted + first(&CLOSING, &path[quoted..])? - 1)
        });
        match closed {
            Some(behind) => from = behind,
            None => return end,
        }
    }
}

/// How long the first name of `path` is, whatever quotes are in it.
fn name_length(path: &str) -> usize {
    path.find('/').unwrap_or(path.len())
}

/// The names up to the one that ends with a colon, that included. A slash before the colon says nothing.
fn path_to_colon(path: &mut Part<'_>) -> Vec<String> {
    let mut names = Vec::new();
    while let Some(part) = next_segment(path, name_length) {
        let (name, is_last) = part.text.strip_suffix(':').map_or((part.text, false), |name| (name, true));
        if !name.is_empty() {
            names.push(decoded(name));
        }
        if is_last {
            break;
        }
    }
    names
}

/// `wanted` with keys in parentheses as segments of their own, `users('ada')` as `users/ada` (OData 4.01 Part 2,
/// section 4.3.1); `None` where there are none.
pub fn with_keys_apart(wanted: &[Wanted]) -> Option<Vec<Wanted>> {
    let apart: Vec<_> = wanted
        .iter()
        .flat_map(|segment| {
            let Some((name, key)) = key_in_parentheses(&segment.text) else { return vec![segment.clone()] };
            vec![Wanted::of(name, segment.at), Wanted { text: key, ..segment.clone() }]
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
    let user = ["users", "me"].map(|text| Wanted::of(text, me.at));
    Some(user.into_iter().chain(rest.iter().cloned()).collect())
}

/// What `wanted` may ask for, which may begin with the path of a base URL, and with a shorter name of the user, may have
/// keys in parentheses, and paths that stand for others.
pub fn readings(wanted: &[Wanted]) -> Vec<Vec<Wanted>> {
    let tails = [Some(wanted), wanted.get(1..)].into_iter().flatten();
    let named = tails.flat_map(|tail| [Some(tail.to_vec()), own_user(tail)]).flatten();
    let apart = named.flat_map(|reading| [with_keys_apart(&reading), Some(reading)]).flatten();
    let stand_ins = stand_ins();
    let mut readings: Vec<_> = apart.collect();
    let mut new = 0..readings.len();
    for _ in 0..MOST_STAND_INS {
        let others: Vec<_> = readings[new].iter().flat_map(|reading| others(reading, &stand_ins)).collect();
        new = readings.len()..readings.len() + others.len();
        readings.extend(others);
    }
    readings
}

/// The other paths that `reading` needs: where it begins with a path that stands for another one, that path alone, and what it
/// leads to.
fn others(reading: &[Wanted], stand_ins: &[StandIn]) -> Vec<Vec<Wanted>> {
    let applied = stand_ins.iter().filter_map(|StandIn { short, path, steps, .. }| {
        let length = short.split('/').count() - 1;
        let (start, rest) = reading.split_at_checked(length)?;
        let by_path = start.last()?.path.is_some();
        if !fits(short, start) || by_path != matches!(steps, Steps::ByPath { .. }) || (rest.is_empty() && !by_path) {
            return None;
        }
        let at = start.last()?.at;
        let start = start.iter().map(|wanted| Wanted { path: None, ..wanted.clone() }).collect();
        let leads_to = path.split('/').skip(1).map(|text| Wanted::of(text, at)).chain(rest.iter().cloned()).collect();
        Some([start, leads_to])
    });
    applied.flatten().collect()
}
