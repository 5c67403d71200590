//! The way through both trees of builders at once.

use std::collections::HashMap;
use std::ops::Range;

use super::change::{Change, ChangeKind, Impact, Place, Subject};
use super::pair::{By, Pair, pairs};
use super::types::{Sides, added_type, removed_type};
use super::{methods, steps};
use crate::snapshot::{Method, Read, Step, Type};

/// How many operations are listed of a builder that goes or comes.
const MOST_LISTED: usize = 100_000;

/// How much is done to count the other places of changes: many times what the whole of beta has. More would be of a
/// snapshot whose builders stand in each other to no end; its numbers are too small then.
const MOST_COUNTED: usize = 1_000_000;

/// What became of `old` in `new`.
pub fn changes(old: &Read<'_>, new: &Read<'_>) -> Vec<Change> {
    let sides = Sides::new(old, new);
    let mut walk = Walk { sides: &sides, seen: HashMap::new(), changes: whole(old, new), counted: 0 };
    walk.changes.extend(sides.changes());
    walk.pair(0, 0, &mut Way::default());
    walk.changes
}

/// What differs as a whole.
fn whole(old: &Read<'_>, new: &Read<'_>) -> Vec<Change> {
    let place = |subject, name: &str, group: &str| Place {
        subject,
        rust: name.to_owned(),
        source: String::new(),
        group: group.to_owned(),
    };
    let (client, after) = (old.client, new.client);
    let at = place(Subject::Client, client.name, "");
    let mut changes = Vec::new();
    if client.name != after.name {
        changes.push(at.change(
            ChangeKind::Renamed,
            Impact::Breaking,
            format!("the client is called `{}`", after.name),
        ));
    }
    match (client.base_url, after.base_url) {
        (Some(_), None) => changes.push(at.change(
            ChangeKind::Changed,
            Impact::Breaking,
            "the description names no server, so `BASE_URL` is gone",
        )),
        (None, Some(_)) => {
            changes.push(at.change(
                ChangeKind::Changed,
                Impact::Additive,
                "the description names a server: `BASE_URL`",
            ));
        }
        (before, now) if before != now => {
            changes.push(at.change(ChangeKind::Changed, Impact::Behavior, "the description names another server"));
        }
        _ => {}
    }
    if client.version != after.version {
        changes.push(at.change(
            ChangeKind::Changed,
            Impact::Behavior,
            "its requests go to another version of the service",
        ));
    }
    if client.doc != after.doc {
        changes.push(at.change(ChangeKind::Changed, Impact::Documentation, "its documentation differs"));
    }
    let fixup = |name: &str, kind, reason: &str| place(Subject::Fixup, name, "").change(kind, Impact::Behavior, reason);
    let gone = old.fixups.iter().filter(|name| !new.fixups.contains(name));
    let come = new.fixups.iter().filter(|name| !old.fixups.contains(name));
    changes.extend(gone.map(|name| fixup(name, ChangeKind::Removed, "the correction changes nothing any more")));
    changes.extend(come.map(|name| fixup(name, ChangeKind::Added, "the correction changes the description")));
    changes
}

/// How a builder is reached.
#[derive(Clone, Debug, Default)]
struct Way {
    /// The steps: `calls()`, `by_call_id(..)`.
    steps: Vec<String>,
    /// The keys of the segments.
    keys: Vec<String>,
}

impl Way {
    fn push(&mut self, step: &Step<'_>) {
        self.steps.push(call(&step.item.name, &step.arguments));
        self.keys.push(step.item.key.clone());
    }

    fn pop(&mut self) {
        self.steps.pop();
        self.keys.pop();
    }

    fn path(&self) -> String {
        self.keys.concat()
    }

    fn group(&self) -> String {
        self.keys.first().map(|key| key.trim_start_matches('/').to_owned()).unwrap_or_default()
    }

    /// The builder itself.
    fn place(&self) -> Place {
        Place { subject: Subject::Builder, rust: self.steps.join("."), source: self.path(), group: self.group() }
    }

    /// One of its operations.
    fn method(&self, method: &Method<'_>) -> Place {
        let steps: Vec<_> = self.steps.iter().cloned().chain([call(&method.item.name, method.arguments)]).collect();
        Place {
            subject: Subject::Operation,
            rust: steps.join("."),
            source: operation(method, &self.path()),
            group: self.group(),
        }
    }

    /// A type beside it.
    fn ty(&self, ty: &Type<'_>) -> Place {
        let at = self.place();
        Place { subject: Subject::Type, rust: format!("{} {}", at.rust, ty.item.name).trim().to_owned(), ..at }
    }
}

fn call(name: &str, arguments: &str) -> String {
    format!("{name}({})", if arguments.is_empty() { "" } else { ".." })
}

/// `POST /calls`, and the media type of a method for one.
fn operation(method: &Method<'_>, path: &str) -> String {
    let (verb, media) = method.item.key.split_once(' ').unwrap_or((&method.item.key, ""));
    format!("{verb} {path} {media}").trim().to_owned()
}

/// What is known of two builders that were compared.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// Their changes and those below them.
    range: Range<usize>,
    /// Builders below them that had been compared before.
    again: Vec<(usize, usize)>,
}

struct Walk<'w, 't> {
    sides: &'w Sides<'w, 't>,
    /// The builders that were compared; what stands at several places is compared once.
    seen: HashMap<(usize, usize), Seen>,
    changes: Vec<Change>,
    /// How much was counted.
    counted: usize,
}

impl Walk<'_, '_> {
    /// Compares two builders and all below them, but for the steps that lead to them.
    fn pair(&mut self, old: usize, new: usize, way: &mut Way) -> (usize, usize) {
        let key = (self.sides.old.written(old), self.sides.new.written(new));
        if self.seen.contains_key(&key) {
            self.once_more(key);
            return key;
        }
        let start = self.changes.len();
        self.seen.insert(key, Seen { range: start..start, again: Vec::new() });
        let sides = self.sides;
        let (old, new) = (&sides.old.nodes[key.0], &sides.new.nodes[key.1]);
        if way.keys.is_empty() || old.step.item.doc != new.step.item.doc {
            self.changes.extend(way.place().told((&old.step.item).into(), (&new.step.item).into()));
        }
        self.methods(&old.methods, &new.methods, way);
        self.types(&old.types, &new.types, way);
        self.shortcuts(&old.shortcuts, &new.shortcuts, way);
        let again = self.children(&old.children, &new.children, way);
        self.seen.insert(key, Seen { range: start..self.changes.len(), again });
        key
    }

    /// Says of all changes of two builders that they are at one more place.
    fn once_more(&mut self, key: (usize, usize)) {
        let mut open = vec![key];
        while let Some(key) = open.pop().filter(|_| self.counted < MOST_COUNTED) {
            self.counted += 1;
            let Some(Seen { range, again }) = self.seen.get(&key).filter(|seen| !seen.range.is_empty()) else {
                continue;
            };
            open.extend(again);
            self.counted += range.len();
            for change in &mut self.changes[range.clone()] {
                change.elsewhere += 1;
            }
        }
    }

    fn methods(&mut self, old: &[Method<'_>], new: &[Method<'_>], way: &Way) {
        let by = By {
            key: &|method: &Method<'_>| method.item.key.as_str(),
            name: &|method: &Method<'_>| method.item.name.as_str(),
            likeness: &|_, _| 0.0,
        };
        for pair in pairs(old, new, &by) {
            match pair {
                Pair::Both(old, new) | Pair::Alike(old, new) => {
                    self.changes.extend(methods::changes(&way.method(old), old, new, self.sides));
                }
                Pair::Old(method) => self.changes.push(way.method(method).change(
                    ChangeKind::Removed,
                    Impact::Breaking,
                    "the operation is gone; code that calls it does not compile",
                )),
                Pair::New(method) => {
                    self.changes.push(way.method(method).change(
                        ChangeKind::Added,
                        Impact::Additive,
                        "a new operation",
                    ));
                }
            }
        }
    }

    fn types(&mut self, old: &[Type<'_>], new: &[Type<'_>], way: &Way) {
        let by = By {
            key: &|ty: &Type<'_>| ty.item.name.as_str(),
            name: &|ty: &Type<'_>| ty.item.name.as_str(),
            likeness: &|_, _| 0.0,
        };
        for pair in pairs(old, new, &by) {
            match pair {
                Pair::Both(old, new) | Pair::Alike(old, new) => {
                    let at = way.ty(old);
                    self.changes.extend(self.sides.type_changes(&at, old, new));
                    self.changes.extend(self.sides.members(&at, old, new).into_iter().map(|(change, _)| change));
                }
                Pair::Old(ty) => self.changes.push(removed_type(&way.ty(ty))),
                Pair::New(ty) => self.changes.push(added_type(&way.ty(ty))),
            }
        }
    }

    fn shortcuts(&mut self, old: &[Step<'_>], new: &[Step<'_>], way: &mut Way) {
        let by = By {
            key: &|step: &Step<'_>| step.item.name.as_str(),
            name: &|step: &Step<'_>| step.item.name.as_str(),
            likeness: &|_, _| 0.0,
        };
        for pair in pairs(old, new, &by) {
            let (Pair::Both(step, _) | Pair::Alike(step, _) | Pair::Old(step) | Pair::New(step)) = pair;
            let at = way.place();
            let steps: Vec<_> = way.steps.iter().cloned().chain([call(&step.item.name, &step.arguments)]).collect();
            let at = Place { rust: steps.join("."), ..at };
            self.changes.extend(match pair {
                Pair::Both(old, new) | Pair::Alike(old, new) => steps::step_changes(&at, old, new, self.sides),
                Pair::Old(_) => vec![at.change(
                    ChangeKind::Removed,
                    Impact::Breaking,
                    "the step is gone; code that takes it does not compile",
                )],
                Pair::New(_) => vec![at.change(ChangeKind::Added, Impact::Additive, "a new step to another path")],
            });
        }
    }

    /// Compares the next builders; those that were compared before are given back.
    fn children(&mut self, old: &[usize], new: &[usize], way: &mut Way) -> Vec<(usize, usize)> {
        let sides = self.sides;
        // The places of the builders with the side that each is of.
        let node = |(is_old, node): (bool, usize)| if is_old { &sides.old.nodes[node] } else { &sides.new.nodes[node] };
        let by = By {
            key: &|one| node(one).step.item.key.as_str(),
            name: &|one| node(one).step.item.name.as_str(),
            likeness: &|(_, one), (_, other)| steps::node_likeness((sides.old, one), (sides.new, other)),
        };
        let mut again = Vec::new();
        for pair in pairs(old.iter().map(|node| (true, *node)), new.iter().map(|node| (false, *node)), &by) {
            match pair {
                Pair::Both((_, old), (_, new)) | Pair::Alike((_, old), (_, new)) => {
                    let (one, other) = (&sides.old.nodes[old], &sides.new.nodes[new]);
                    let below = way.keys.clone();
                    way.push(&one.step);
                    let place = way.place();
                    let told = steps::changes(&place, one, other, &below, sides);
                    // What is said of the builder itself stands where it is written, and is told there.
                    let is_own = |change: &Change| change.reason != "its documentation differs";
                    self.changes.extend(told.into_iter().filter(is_own));
                    let before = self.seen.len();
                    let key = self.pair(old, new, way);
                    again.extend((self.seen.len() == before).then_some(key));
                    way.pop();
                }
                Pair::Old((_, node)) => self.whole_builder(sides.old, node, ChangeKind::Removed, way),
                Pair::New((_, node)) => self.whole_builder(sides.new, node, ChangeKind::Added, way),
            }
        }
        again
    }

    /// A builder that goes or comes with all that is below it.
    fn whole_builder(&mut self, read: &Read<'_>, node: usize, kind: ChangeKind, way: &mut Way) {
        way.push(&read.nodes[node].step);
        let operations = operations(read, node, &way.path());
        let count = graph_emit::count::counted(operations.len(), "operation");
        let (impact, reason) = match kind {
            ChangeKind::Removed => {
                (Impact::Breaking, format!("it is gone, with {count}; code that goes there does not compile"))
            }
            _ => (Impact::Additive, format!("it is new, with {count}")),
        };
        let change = way.place().change(kind, impact, reason);
        self.changes.push(Change { operations, ..change });
        way.pop();
    }
}

/// The operations of a builder and of those below it.
fn operations(read: &Read<'_>, node: usize, path: &str) -> Vec<String> {
    let mut open = vec![(node, path.to_owned())];
    let mut found = Vec::new();
    let mut looked_at = 0;
    while let Some((node, path)) = open.pop() {
        let node = &read.nodes[read.written(node)];
        found.extend(node.methods.iter().map(|method| operation(method, &path)));
        looked_at += 1;
        if looked_at < MOST_LISTED {
            open.extend(
                node.children.iter().rev().map(|child| (*child, format!("{path}{}", read.nodes[*child].step.item.key))),
            );
        }
    }
    found
}
