//! Builders, and the steps that lead to them.

use std::collections::BTreeSet;

use super::change::{Change, ChangeKind, Impact, Place};
use super::methods::{arguments, signature};
use super::pair::{common, likeness};
use super::types::{Sides, lock_edit};
use crate::snapshot::{Node, Read, Step};

/// What differs between the steps that lead to two versions of a builder, and between the names of its module and its type;
/// the keys of the segments before it are `below`.
pub fn changes(at: &Place, old: &Node<'_>, new: &Node<'_>, below: &[String], sides: &Sides<'_, '_>) -> Vec<Change> {
    let mut changes: Vec<_> = step_changes(at, &old.step, &new.step, sides);
    let [before, now] =
        [old, new].map(|node| [node.module.as_str(), node.builder.as_str(), node.step.item.name.as_str()]);
    if before != now {
        let what = ["the module", "the builder", "the step"];
        let renamed: Vec<_> = (0..3)
            .filter(|at| before[*at] != now[*at])
            .map(|at| format!("{} is called `{}`, not `{}`", what[at], now[at], before[at]))
            .collect();
        let change = at.change(ChangeKind::Renamed, Impact::Breaking, renamed.join("; "));
        let is_guess = old.step.item.key != new.step.item.key;
        let below = std::iter::once("paths".to_owned()).chain(below.iter().cloned()).collect();
        let before: Vec<_> = before.into_iter().chain(old.step.short).collect();
        let now: Vec<_> = now.into_iter().chain(new.step.short).collect();
        let lock = lock_edit("paths.lock", below, (&old.step.item, &before), (&new.step.item, &now));
        changes.push(Change { lock: Some(lock), is_guess, ..change });
    } else if old.step.item.key != new.step.item.key {
        let reason = format!("the description calls its segment `{}`, not `{}`", new.step.item.key, old.step.item.key);
        changes.push(at.change(ChangeKind::Changed, Impact::Behavior, reason));
    }
    changes
}

/// What differs between two versions of a step.
pub fn step_changes(at: &Place, old: &Step<'_>, new: &Step<'_>, sides: &Sides<'_, '_>) -> Vec<Change> {
    let change = |impact, reason: String| at.change(ChangeKind::Changed, impact, reason);
    let mut changes = signature(at, &arguments(&old.arguments), &arguments(&new.arguments), sides);
    match (old.short, new.short) {
        (Some(before), None) => {
            changes.push(change(Impact::Breaking, format!("it has no shorter name any more: `{before}` is gone")));
        }
        (Some(before), Some(now)) if before != now => {
            changes.push(change(Impact::Breaking, format!("its shorter name is `{now}`, not `{before}`")));
        }
        (None, Some(new)) => changes.push(change(Impact::Additive, format!("it has a shorter name, `{new}`"))),
        _ => {}
    }
    if old.target != new.target {
        let reason =
            format!("it leads to `{}`, not to `{}`", new.target.unwrap_or_default(), old.target.unwrap_or_default());
        changes.push(change(Impact::Breaking, reason));
    }
    if old.wire != new.wire {
        changes.push(change(Impact::Behavior, "its requests go to another path".to_owned()));
    }
    changes.extend(at.told((&old.item).into(), (&new.item).into()));
    changes
}

/// How alike two builders are: by their operations and the segments below them.
pub fn node_likeness((one, old): (&Read<'_>, usize), (other, new): (&Read<'_>, usize)) -> f64 {
    let shape = |read: &Read<'_>, node: usize| {
        let node = &read.nodes[read.written(node)];
        let methods =
            node.methods.iter().map(|method| format!("{} {} {}", method.item.key, method.arguments, method.answer));
        let below = node.children.iter().map(|child| read.nodes[*child].step.item.key.clone());
        methods.chain(below).collect::<BTreeSet<_>>()
    };
    let [olds, news] = [&one.nodes[old], &other.nodes[new]];
    let is_key = |node: &Node<'_>| node.step.item.key.starts_with("/{");
    if is_key(olds) != is_key(news) {
        return 0.0;
    }
    let docs = [(one, old), (other, new)].map(|(read, node)| read.nodes[read.written(node)].step.item.doc);
    likeness(common(&shape(one, old), &shape(other, new)), [&olds.step.item.key, &news.step.item.key], docs)
}
