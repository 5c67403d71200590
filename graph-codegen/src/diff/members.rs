//! Members of objects, and values of enums.

use super::change::{Change, ChangeKind, Impact, Place, Subject};
use super::pair::{By, Pair, likeness, pairs};
use super::types::{Sides, kind, lock_edit, shown};
use crate::snapshot::{Item, Member, Type, TypeKind};

impl<'t> Sides<'_, 't> {
    /// What became of the members or values of a type, each with a text that is the same for the same change of another type.
    pub fn members(&self, at: &Place, old: &Type<'t>, new: &Type<'t>) -> Vec<(Change, String)> {
        if kind(old.kind) != kind(new.kind) {
            return Vec::new();
        }
        let (olds, news) = (self.old.members(old), self.new.members(new));
        let by = By {
            key: &|member: &Member<'_>| member.item.key.as_str(),
            name: &|member: &Member<'_>| member.item.name.as_str(),
            likeness: &|one, other| {
                let shape = if self.is_same(one.ty, other.ty) { 1.0 } else { 0.0 };
                likeness(shape, [&one.item.key, &other.item.key], [one.item.doc, other.item.doc])
            },
        };
        let keyed = (old.is_keyed, new.is_keyed);
        let pairs = pairs(olds.into_values(), news.into_values(), &by);
        pairs.into_iter().flat_map(|pair| self.member(at, old, pair, keyed)).collect()
    }

    fn member(&self, at: &Place, ty: &Type<'t>, pair: Pair<&Member<'t>>, keyed: (bool, bool)) -> Vec<(Change, String)> {
        let is_value = ty.kind == TypeKind::Enum;
        let place = |member: &Member<'_>| member_place(at, &member.item, is_value);
        let (thing, named) = if is_value { ("value", "matches or sends") } else { ("member", "names") };
        let changes = match pair {
            Pair::Old(member) => {
                let reason = format!("the {thing} is gone; code that {named} it does not compile");
                vec![place(member).change(ChangeKind::Removed, Impact::Breaking, reason)]
            }
            Pair::New(member) => {
                let reason = if is_value {
                    "a new value; enums are open, so code has an arm for values that it does not know"
                } else {
                    "a new member; literals end with `..Default::default()`"
                };
                vec![place(member).change(ChangeKind::Added, Impact::Additive, reason)]
            }
            Pair::Both(old, new) | Pair::Alike(old, new) => {
                let mut changes: Vec<_> =
                    renamed_member(&place(old), ty, old, new, matches!(pair, Pair::Alike(..))).into_iter().collect();
                changes.extend(self.member_changes(&place(old), old, new, keyed));
                changes
            }
        };
        let id = |member: &Member<'_>| format!("{}={}", member.item.key, member.item.name);
        let what = match pair {
            Pair::Old(member) => format!("-{} {}", id(member), member.ty),
            Pair::New(member) => format!("+{} {}", id(member), member.ty),
            Pair::Both(old, new) | Pair::Alike(old, new) => format!("{} {} {} {}", id(old), old.ty, id(new), new.ty),
        };
        changes
            .into_iter()
            .map(|change| {
                let what = format!("{what} {}", change.reason);
                (change, what)
            })
            .collect()
    }

    fn member_changes(&self, at: &Place, old: &Member<'t>, new: &Member<'t>, keyed: (bool, bool)) -> Vec<Change> {
        let mut changes = Vec::new();
        let change = |impact, reason: String| at.change(ChangeKind::Changed, impact, reason);
        let [of_old, of_new] = [old.ty, new.ty].map(|ty| ty.replace("guid", "str"));
        if !self.is_same(&of_old, &of_new) {
            changes.push(change(Impact::Breaking, format!("its type is `{}`, not `{}`", shown(new.ty), shown(old.ty))));
        } else if !self.is_same(old.ty, new.ty) && keyed == (true, true) {
            changes.push(change(
                Impact::Breaking,
                format!("its key is compared with `{}`, not with `{}`", shown(new.ty), shown(old.ty)),
            ));
        } else if !self.is_same(old.ty, new.ty) {
            changes.push(change(
                Impact::Documentation,
                format!("the description calls it `{}`, not `{}`", shown(new.ty), shown(old.ty)),
            ));
        }
        let key = |member: &Member<'_>, keyed: bool| match member.field_key {
            Some("") => None,
            Some(key) => Some(key.to_owned()),
            None => keyed.then(|| member.item.name.trim_start_matches("r#").to_uppercase()),
        };
        match (key(old, keyed.0), key(new, keyed.1)) {
            (Some(old), None) if keyed.1 => changes.push(change(Impact::Breaking, format!("its key `{old}` is gone"))),
            (Some(before), Some(now)) if before != now && old.item.name == new.item.name => {
                changes.push(change(Impact::Breaking, format!("its key is called `{now}`, not `{before}`")));
            }
            (None, Some(new)) if keyed.0 => changes.push(change(Impact::Additive, format!("it has the key `{new}`"))),
            _ => {}
        }
        if old.constraints != new.constraints {
            changes.push(change(Impact::Behavior, constraints(&old.constraints, &new.constraints)));
        }
        changes.extend(at.told((&old.item).into(), (&new.item).into()));
        changes
    }
}

/// What is checked before a value is sent.
fn constraints(old: &[&str], new: &[&str]) -> String {
    let listed = |all: &[&str]| if all.is_empty() { "nothing".to_owned() } else { format!("`{}`", all.join(" ")) };
    format!("before it is sent, {} is checked, not {}", listed(new), listed(old))
}

fn member_place(at: &Place, item: &Item<'_>, is_value: bool) -> Place {
    Place {
        subject: if is_value { Subject::Value } else { Subject::Member },
        rust: format!("{}::{}", at.rust, item.name),
        source: format!("{}/{}", at.source, item.key),
        group: at.group.clone(),
    }
}

fn renamed_member(at: &Place, ty: &Type<'_>, old: &Member<'_>, new: &Member<'_>, is_guess: bool) -> Option<Change> {
    let (old, new) = (&old.item, &new.item);
    if old.name == new.name {
        return (old.key != new.key).then(|| {
            at.change(
                ChangeKind::Changed,
                Impact::Behavior,
                format!("it is sent and read as `{}`, not as `{}`", new.key, old.key),
            )
        });
    }
    let lock = (!ty.item.key.starts_with('.'))
        .then(|| lock_edit("models.lock", vec![ty.item.key.clone()], (old, &[&old.name]), (new, &[&new.name])));
    let change = at.change(ChangeKind::Renamed, Impact::Breaking, format!("it is called `{}`", new.name));
    Some(Change { lock, is_guess, ..change })
}
