//! Finds components that are defined by nothing but each other, and those at the end of too long a line.
//!
//! A type may refer to itself through a property, since a value ends somewhere. One that *is* itself, by a bare `$ref`
//! or as a part of its own `allOf`, `anyOf` or `oneOf`, says nothing, and who follows it never comes back.

use std::borrow::Cow;
use std::collections::HashMap;

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use serde_json::Value;

use super::document::Item;
use super::output::Entry;
use super::refs;

/// The most components that may be made of each other in a line; the reference descriptions of Graph stay below it. What a
/// line of inheritance is written out as grows with the square of its length.
pub const MAX_LINE: usize = 100;

/// Names of a circle that are told.
const SHOWN: usize = 4;

/// Complains about every such circle in `entries`, once each, and about the first line that is too long.
pub fn check(entries: &[Entry], found: &mut Diagnostics) {
    let places: HashMap<&Item, usize> = entries.iter().map(|entry| &entry.item).zip(0..).collect();
    let next: Vec<Vec<usize>> = entries.iter().map(|entry| parts(&entry.value, &places)).collect();
    let mut state = vec![State::New; entries.len()];
    for start in 0..entries.len() {
        if let Some(circle) = walk(start, &next, &mut state) {
            let first = circle[0];
            let circle: Vec<_> = circle.iter().map(|place| entries[*place].item.name.as_str()).collect();
            let message = format!("{} is defined by nothing but itself", by_way_of(&circle));
            let help = "give one of them a schema of its own, or refer to it from a property";
            found.push(Diagnostic::error(entries[first].origin(), message).help(help));
        }
    }
    let long = state.iter().position(|state| *state == State::Done(MAX_LINE + 1));
    found.extend(long.map(|place| {
        let name = &entries[place].item.name;
        let message = format!("`{name}` is made of more than {MAX_LINE} components, each made of the next");
        Diagnostic::error(entries[place].origin(), message)
            .help("refer to the last of them, or inherit from it, directly")
    }));
}

/// The names of a circle, as many as anyone reads.
fn by_way_of(circle: &[&str]) -> String {
    let shown: Vec<_> = circle.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match circle.len().saturating_sub(SHOWN) {
        0 => shown.join(" by way of "),
        more => format!("{} and {more} more", shown.join(" by way of ")),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    /// With how many components are in the longest line from here on.
    Done(usize),
}

/// The places of what `value` is or is made of.
fn parts(value: &Value, places: &HashMap<&Item, usize>) -> Vec<usize> {
    let (mut open, mut found) = (vec![value], Vec::new());
    while let Some(value) = open.pop() {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            let item =
                |(section, name): (&str, Cow<'_, str>)| Item { section: section.to_owned(), name: name.into_owned() };
            found.extend(refs::component(reference).and_then(|component| places.get(&item(component))));
        } else {
            open.extend(["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| value.get(key)?.as_array()).flatten());
        }
    }
    found
}

/// The first circle that is met from `start`. It keeps its own stack: a chain may be as long as the description.
fn walk(start: usize, next: &[Vec<usize>], state: &mut [State]) -> Option<Vec<usize>> {
    let mut way = vec![(start, 0)];
    let mut circle = None;
    while let Some((place, step)) = way.last_mut() {
        if *step == 0 && matches!(state[*place], State::Done(_)) {
            way.pop();
            continue;
        }
        state[*place] = State::Open;
        let Some(&target) = next[*place].get(*step) else {
            let lengths =
                next[*place].iter().map(|target| if let State::Done(length) = state[*target] { length } else { 0 });
            state[*place] = State::Done(1 + lengths.max().unwrap_or_default());
            way.pop();
            continue;
        };
        *step += 1;
        match state[target] {
            State::New => way.push((target, 0)),
            State::Open if circle.is_none() => {
                let from = way.iter().position(|(place, _)| *place == target).unwrap_or_default();
                circle = Some(way[from..].iter().map(|(place, _)| *place).collect::<Vec<_>>());
            }
            State::Open | State::Done(_) => {}
        }
    }
    circle
}
