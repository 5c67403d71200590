//! Finds components that are defined by nothing but each other.
//!
//! A type may refer to itself through a property, since a value ends somewhere. One that *is* itself, by a bare `$ref`
//! or as a part of its own `allOf`, `anyOf` or `oneOf`, says nothing, and who follows it never comes back.

use std::collections::HashMap;

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use serde_json::Value;

use super::document::Item;
use super::output::Entry;
use super::refs;

/// Complains about every such circle in `entries`, once each.
pub fn check(entries: &[Entry], found: &mut Diagnostics) {
    let places: HashMap<&Item, usize> = entries.iter().map(|entry| &entry.item).zip(0..).collect();
    let next: Vec<Vec<usize>> = entries.iter().map(|entry| parts(&entry.value, &places)).collect();
    let mut state = vec![State::New; entries.len()];
    for start in 0..entries.len() {
        if let Some(circle) = walk(start, &next, &mut state) {
            let names: Vec<_> = circle.iter().map(|place| format!("`{}`", entries[*place].item.name)).collect();
            let message = format!("{} is defined by nothing but itself", names.join(" by way of "));
            let help = "give one of them a schema of its own, or refer to it from a property";
            found.push(Diagnostic::error(entries[circle[0]].origin(), message).help(help));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// The places of what `value` is or is made of.
fn parts(value: &Value, places: &HashMap<&Item, usize>) -> Vec<usize> {
    let members = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|key| value.get(key)?.as_array()).flatten();
    let references = std::iter::once(value).chain(members).filter_map(|part| part.get("$ref")?.as_str());
    let item = |reference| {
        let (section, name) = refs::component(reference)?;
        places.get(&Item { section: section.to_owned(), name: name.into_owned() }).copied()
    };
    references.filter_map(item).collect()
}

/// The first circle that is met from `start`. It keeps its own stack: a chain may be as long as the description.
fn walk(start: usize, next: &[Vec<usize>], state: &mut [State]) -> Option<Vec<usize>> {
    let mut way = vec![(start, 0)];
    let mut circle = None;
    while let Some((place, step)) = way.last_mut() {
        if *step == 0 && state[*place] == State::Done {
            way.pop();
            continue;
        }
        state[*place] = State::Open;
        let Some(&target) = next[*place].get(*step) else {
            state[*place] = State::Done;
            way.pop();
            continue;
        };
        *step += 1;
        match state[target] {
            State::New => way.push((target, 0)),
            State::Open => {
                let from = way.iter().position(|(place, _)| *place == target).unwrap_or_default();
                circle.get_or_insert_with(|| way[from..].iter().map(|(place, _)| *place).collect());
            }
            State::Done => {}
        }
    }
    circle
}
