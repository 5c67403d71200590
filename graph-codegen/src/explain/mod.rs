//! All about one operation or one type of the selected API: how it is called, what it is made of, what it costs, where it is
//! used. It is read off the same checked API that the emitter gets.
//!
//! Where it is used is known when all of the API is; so what is told of all of it is kept beside the cache of runs, and the
//! next question about an unchanged description is a matter of reading.

mod facts;
mod kept;
mod make;
mod survey;
mod text;

pub use self::facts::{
    CostFacts, Explanation, FixupFacts, HeaderFacts, MemberFacts, OperationFacts, OptionFacts, TypeFacts, Uses,
    ValueFacts,
};

use std::fmt;

use graph_emit::diagnostic::Diagnostics as Found;
use graph_emit::ir::Method;
use serde_json::{Value, json};

use self::kept::{Kept, Store};
use self::make::Entry;
use self::survey::Survey;
use crate::config::Config;
use crate::diagnostics::Diagnostics;
use crate::output::Features;
use crate::reading::Reading;
use crate::spec::{Fixup, Item, Pattern, nearest_by, question};

/// The most things that one question is answered with.
const MOST: usize = 10;

/// What was asked for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Explained {
    /// The operations and types that are meant: several where a path has several methods, or a name several types.
    pub things: Vec<Explanation>,
    /// What would be generated otherwise than the description says.
    pub warnings: Diagnostics,
}

impl Config {
    /// All about the operation or type that `wanted` names: `POST /communications/calls`, a path with all its methods,
    /// `/communications/calls#POST`, `microsoft.graph.call`, `Call`, or `models::Call`.
    ///
    /// With a [`cache`](Self::cache), what is told of all of the API is kept there.
    ///
    /// # Errors
    /// All that is wrong with the settings or the descriptions, or that nothing selected is called so: with what comes near.
    pub fn explain(&self, wanted: &str) -> Result<Explained, Diagnostics> {
        let mut reading = Reading::start(self);
        let store = Store::of(self, &mut reading);
        let selected = reading.selection();
        let kept = match store.as_ref().and_then(Store::open) {
            Some(kept) => kept,
            None => self.told_of_all(&mut reading, store.as_ref())?,
        };
        let (mut things, warnings) = (kept.find(wanted)?, kept.warnings());
        let costs = self.known_costs(&mut reading);
        for thing in &mut things {
            if let Some(item) = thing.item() {
                let fixups = reading.corrections(&item, &selected);
                thing.fixups_mut().extend(fixups.into_iter().map(FixupFacts::of));
            }
            let cost = thing.cost_mut();
            let told = costs.iter().filter(|(name, _)| cost.features.contains(name));
            cost.feature_costs = told.map(|(_, cost)| cost.clone()).collect();
        }
        Ok(Explained { things, warnings })
    }

    /// What is told of all operations and types, which `store` keeps.
    fn told_of_all(&self, reading: &mut Reading, store: Option<&Store>) -> Result<Kept, Diagnostics> {
        let (mut api, selection, warnings) = reading.checked(self)?;
        // That there would be too many features is told when a crate is made.
        Features::assign(&mut api, &selection, &mut Found::new());
        let survey = Survey::of(&api);
        let line = |Entry { name, rust, explanation }| {
            let text = serde_json::to_string(&explanation).expect("invariant: it is made of text and numbers");
            kept::Line { name, rust, text }
        };
        let kept = Kept::of(make::all(&survey, line), warnings);
        if let Some(store) = store {
            store.keep(&kept);
        }
        Ok(kept)
    }

    /// What the features of the crate that was generated with these settings cost, each by its name.
    fn known_costs(&self, reading: &mut Reading) -> Vec<(String, String)> {
        let report = reading.last_report(self);
        let features = report.map(|report| report.features).unwrap_or_default();
        features.into_iter().map(|cost| (cost.name.clone(), cost.to_string())).collect()
    }
}

/// Finds which of `names`, pairs of what a thing is called and of its path in Rust, `wanted` means; nothing where that is
/// none, and the places otherwise.
fn meant(wanted: &str, names: &[(String, String)]) -> Result<Vec<usize>, Diagnostics> {
    let wanted = wanted.trim();
    let found = if wanted.contains('/') { operations(wanted, names) } else { types(wanted, names) };
    if found.is_empty() { Err(unknown(wanted, names)) } else { Ok(found.into_iter().take(MOST).collect()) }
}

/// The operations that `wanted` means: a method and a path, or a pattern.
fn operations(wanted: &str, names: &[(String, String)]) -> Vec<usize> {
    let (method, path) = match wanted.split_once(char::is_whitespace) {
        Some((method, path)) => (Method::parse(method), path.trim()),
        None => (None, wanted),
    };
    let Ok(pattern) = path.parse::<Pattern>() else { return Vec::new() };
    let is_meant = |name: &str| {
        let Some((own, path)) = name.split_once(' ') else { return false };
        let methods = pattern.methods();
        method.is_none_or(|method| method.as_str() == own)
            && (methods.is_empty() || methods.iter().any(|method| method.eq_ignore_ascii_case(own)))
            && pattern.matches(path)
    };
    let found: Vec<_> = (0..names.len()).filter(|at| is_meant(&names[*at].0)).collect();
    let exact = |at: &usize| names[*at].0.split_once(' ').is_some_and(|(_, own)| own == path);
    let exact: Vec<_> = found.iter().copied().filter(exact).collect();
    if exact.is_empty() { found } else { exact }
}

/// The types that `wanted` means: one of that name, else those whose name ends so, in any case.
fn types(wanted: &str, names: &[(String, String)]) -> Vec<usize> {
    let all = |is_meant: &dyn Fn(&str, &str) -> bool| {
        let types = names.iter().enumerate().filter(|(_, (_, rust))| !rust.is_empty());
        types.filter(|(_, (name, rust))| is_meant(name, rust)).map(|(at, _)| at).collect::<Vec<_>>()
    };
    let graph = format!("microsoft.graph.{wanted}");
    let ends =
        |text: &str, separator: char| text.rsplit(separator).next().is_some_and(|end| end.eq_ignore_ascii_case(wanted));
    let exact = all(&|name, rust| name == wanted || name == graph || rust == wanted);
    if !exact.is_empty() {
        return exact;
    }
    all(&|name, rust| rust.ends_with(&format!("::{wanted}")) || ends(name, '.') || ends(rust, ':'))
}

/// That nothing is called `wanted`, with what is called nearly so.
fn unknown(wanted: &str, names: &[(String, String)]) -> Diagnostics {
    let is_path = wanted.contains('/');
    let near: Vec<_> = if is_path {
        let path = wanted.split_whitespace().last().unwrap_or(wanted);
        let mut paths: Vec<_> = names.iter().filter_map(|(name, _)| Some(name.split_once(' ')?.1)).collect();
        paths.dedup();
        path.parse::<Pattern>().map(|pattern| pattern.nearest(paths)).unwrap_or_default()
    } else {
        let own = |name: &str| name.rsplit(['.', ':']).next().unwrap_or_default().to_lowercase();
        let names = names.iter().filter(|(_, rust)| !rust.is_empty());
        let names = names.map(|(name, rust)| if name.is_empty() { rust.as_str() } else { name });
        nearest_by(&own(wanted), names, 3, own)
    };
    let help = question(&near).unwrap_or_else(|| {
        format!("look for it with `graph-codegen find {}`", wanted.replace(['/', '{', '}', '#'], " ").trim())
    });
    let what = if is_path { "operation" } else { "type" };
    Diagnostics::of_argument("OPERATION|TYPE", format!("the settings select no {what} `{wanted}`"), help)
}

impl FixupFacts {
    fn of(fixup: Fixup) -> Self {
        Self { name: fixup.name.to_owned(), reason: fixup.reason.to_owned(), link: fixup.link.to_owned() }
    }
}

impl Explanation {
    /// Where it stands in the description; `None` for a type that is named after its place.
    fn item(&self) -> Option<Item> {
        match self {
            Self::Operation(operation) => Some(Item::path(&operation.path)),
            Self::Type(ty) => Some(Item::component("schemas", ty.name.clone()?)),
        }
    }
}

impl Explained {
    /// What is told, for programs: a list of objects, of which `kind` is `operation` or `type`.
    pub fn to_json(&self) -> Value {
        json!(self.things)
    }
}

/// What is told, for people.
impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, thing) in self.things.iter().enumerate() {
            if place > 0 {
                writeln!(f)?;
            }
            text::write(f, thing)?;
        }
        Ok(())
    }
}
