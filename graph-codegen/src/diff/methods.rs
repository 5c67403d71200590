//! Operations: what a request is made from, and what it brings.

use std::collections::BTreeMap;

use super::change::{Change, ChangeKind, Impact, Place, Subject};
use super::types::{Sides, shown};
use crate::snapshot::Method;

/// An argument or an option: its name and its type.
type Argument<'t> = (&'t str, &'t str);

/// The arguments that are listed as `text`.
pub fn arguments(text: &str) -> Vec<Argument<'_>> {
    // Types are words without a comma.
    text.split(',').filter_map(|argument| argument.split_once(':')).collect()
}

/// The type of an argument as Rust has it.
fn rust_type(ty: &str) -> &str {
    ty.split('@').next().unwrap_or(ty)
}

/// What differs between two versions of the operation at `at`.
pub fn changes(at: &Place, old: &Method<'_>, new: &Method<'_>, sides: &Sides<'_, '_>) -> Vec<Change> {
    let change = |impact, reason: String| at.change(ChangeKind::Changed, impact, reason);
    let mut changes = Vec::new();
    if old.item.name != new.item.name {
        changes.push(at.change(
            ChangeKind::Renamed,
            Impact::Breaking,
            format!("the method is called `{}`", new.item.name),
        ));
    }
    changes.extend(signature(at, &arguments(old.arguments), &arguments(new.arguments), sides));
    if !sides.is_same(old.answer, new.answer) {
        changes.push(change(
            Impact::Breaking,
            format!("it answers with `{}`, not with `{}`", shown(new.answer), shown(old.answer)),
        ));
    }
    changes.extend(options(at, old, new));
    if old.headers != new.headers {
        changes.push(headers(at, old.headers, new.headers));
    }
    if old.wire != new.wire && changes.is_empty() {
        let reason = "the URL, the media types or the way in which lists are written differ".to_owned();
        changes.push(change(Impact::Behavior, reason));
    }
    changes.extend(at.told((&old.item).into(), (&new.item).into()));
    changes
}

/// What differs between the arguments of two versions of a method.
pub fn signature(at: &Place, old: &[Argument<'_>], new: &[Argument<'_>], sides: &Sides<'_, '_>) -> Vec<Change> {
    let change = |impact, reason: String| at.change(ChangeKind::Changed, impact, reason);
    let names = |all: &[Argument<'_>]| all.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let is_same = |old: &Argument<'_>, new: &Argument<'_>| sides.is_same(rust_type(old.1), rust_type(new.1));
    let mut changes = Vec::new();
    let [olds, news] = [old, new].map(|all| all.iter().copied().collect::<BTreeMap<_, _>>());
    let is_in_order = old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_same(old, new));
    let is_permuted =
        olds.keys().eq(news.keys()) && !old.iter().map(|(name, _)| name).eq(new.iter().map(|(name, _)| name));
    if is_permuted {
        changes.push(change(
            Impact::Breaking,
            format!("its arguments come in the order {}, not {}", names(new), names(old)),
        ));
    } else if is_in_order && !olds.keys().eq(news.keys()) {
        changes.push(change(
            Impact::Documentation,
            format!("its arguments are called {}, not {}", names(new), names(old)),
        ));
    }
    for (name, ty) in new.iter().filter(|(name, _)| !is_in_order && !olds.contains_key(name)) {
        changes.push(change(Impact::Breaking, format!("it needs the argument `{name}: {}`", shown(rust_type(ty)))));
    }
    for (name, _) in old.iter().filter(|(name, _)| !is_in_order && !news.contains_key(name)) {
        changes.push(change(Impact::Breaking, format!("it does not take the argument `{name}` any more")));
    }
    for (name, before) in &olds {
        let Some(now) = news.get(name) else { continue };
        if !sides.is_same(rust_type(before), rust_type(now)) {
            let reason = format!(
                "its argument `{name}` is of type `{}`, not `{}`",
                shown(rust_type(now)),
                shown(rust_type(before))
            );
            changes.push(change(Impact::Breaking, reason));
        } else if before != now && sides.is_same(before, before) && before.contains('@') != now.contains('@') {
            changes.push(change(Impact::Behavior, format!("its argument `{name}` is written otherwise in the URL")));
        }
    }
    changes
}

/// What differs between the options of two versions of an operation.
fn options(at: &Place, old: &Method<'_>, new: &Method<'_>) -> Vec<Change> {
    let split = |option: &&'_ str| -> (String, String) {
        option
            .split_once(':')
            .map_or(((*option).to_owned(), String::new()), |(name, ty)| (name.to_owned(), ty.to_owned()))
    };
    let [olds, news] = [old, new].map(|method| method.options.iter().map(split).collect::<BTreeMap<_, _>>());
    let place = |name: &str| Place {
        subject: Subject::Option,
        rust: format!("{}.{name}(..)", at.rust),
        source: format!("{} ?{name}", at.source),
        group: at.group.clone(),
    };
    let is_required =
        |method: &Method<'_>, name: &str| arguments(method.arguments).iter().any(|(argument, _)| *argument == name);
    let mut changes = Vec::new();
    for (name, before) in &olds {
        let Some(now) = news.get(name) else {
            let reason = if is_required(new, name) {
                "the option is required now: it is an argument of the method"
            } else {
                "the option is gone"
            };
            changes.push(place(name).change(ChangeKind::Removed, Impact::Breaking, reason));
            continue;
        };
        if rust_type(before) != rust_type(now) {
            let reason = format!("it is of type `{}`, not `{}`", shown(rust_type(now)), shown(rust_type(before)));
            changes.push(place(name).change(ChangeKind::Changed, Impact::Breaking, reason));
        } else if before != now {
            changes.push(place(name).change(
                ChangeKind::Changed,
                Impact::Behavior,
                "it is written otherwise in the URL",
            ));
        }
    }
    let new_ones = news.keys().filter(|name| !olds.contains_key(*name));
    changes.extend(new_ones.map(|name| place(name).change(ChangeKind::Added, Impact::Additive, "a new option")));
    if olds == news && old.options != new.options {
        changes.push(at.change(ChangeKind::Changed, Impact::Documentation, "its options are listed in another order"));
    }
    if let (Some(before), Some(now)) = (old.setters, new.setters)
        && before != now
    {
        changes.push(at.change(
            ChangeKind::Changed,
            Impact::Breaking,
            format!("the trait that sets its options is called `{now}`, not `{before}`"),
        ));
    }
    changes
}

/// What differs between the headers that are named.
fn headers(at: &Place, old: Option<&str>, new: Option<&str>) -> Change {
    let listed = |headers: Option<&str>| {
        headers.map_or("none".to_owned(), |headers| format!("`{}`", headers.replace(',', "`, `")))
    };
    let is_advanced = |headers: Option<&str>| {
        headers.is_some_and(|headers| headers.to_ascii_lowercase().contains("consistencylevel"))
    };
    // That header is sent by itself with some queries; all others only stand in the documentation.
    let impact = if is_advanced(old) == is_advanced(new) { Impact::Documentation } else { Impact::Behavior };
    at.change(
        ChangeKind::Changed,
        impact,
        format!("the headers that it declares are {}, not {}", listed(new), listed(old)),
    )
}
