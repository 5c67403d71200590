//! Types: objects with their members, enums with their values, other names.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::change::{Change, ChangeKind, Impact, LockEdit, Place, Subject};
use super::pair::{By, Pair, common, likeness, pairs};
use crate::output::lock;
use crate::snapshot::{Item, Read, Type, TypeKind};

/// Two APIs, and which of their types are the same.
pub struct Sides<'r, 't> {
    /// The old one.
    pub old: &'r Read<'t>,
    /// The new one.
    pub new: &'r Read<'t>,
    /// The types of the new one that the old ones became, where the description calls them otherwise.
    became: HashMap<&'r str, &'r str>,
    /// Whether each path that both have leads to the same type in both: then equal words mean the same.
    is_settled: bool,
    pairs: Vec<Pair<&'r Type<'t>>>,
}

impl<'r, 't> Sides<'r, 't> {
    /// `old` and `new`.
    pub fn new(old: &'r Read<'t>, new: &'r Read<'t>) -> Self {
        let paths: HashMap<_, _> = [old, new]
            .into_iter()
            .flat_map(|read| read.types.values())
            .map(|ty| (std::ptr::from_ref(ty), ty.path()))
            .collect();
        let by = By {
            key: &|ty: &Type<'_>| ty.item.key.as_str(),
            name: &|ty: &Type<'_>| paths[&std::ptr::from_ref(ty)].as_str(),
            likeness: &|one, other| type_likeness(one, other),
        };
        let pairs = pairs(old.types.values(), new.types.values(), &by);
        let both = pairs.iter().filter_map(|pair| match pair {
            Pair::Both(old, new) | Pair::Alike(old, new) => Some((old.item.key.as_str(), new.item.key.as_str())),
            Pair::Old(_) | Pair::New(_) => None,
        });
        let became = both.filter(|(old, new)| old != new).collect();
        let is_settled = both_are_settled(old, new);
        Self { old, new, became, is_settled, pairs }
    }

    /// Whether two types, each of its side, are the same for a caller: a type that only has another name is.
    pub fn is_same(&self, old: &str, new: &str) -> bool {
        self.is_settled && old == new || self.old_words(old) == self.new_words(new)
    }

    fn old_words(&self, text: &str) -> Vec<String> {
        let key = |path: &str| self.old.find(path).map(|ty| ty.item.key.as_str());
        words(text, &|path| key(path).map(|key| self.became.get(key).copied().unwrap_or(key).to_owned()))
    }

    fn new_words(&self, text: &str) -> Vec<String> {
        words(text, &|path| self.new.find(path).map(|ty| ty.item.key.clone()))
    }

    /// What became of the types of `models`.
    pub fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        // The changes of members by type, for what inherits them to be told once.
        let mut members: BTreeMap<&str, Vec<(Change, String)>> = BTreeMap::new();
        for pair in &self.pairs {
            let (at, module) = match pair {
                Pair::Both(ty, _) | Pair::Alike(ty, _) | Pair::Old(ty) | Pair::New(ty) => {
                    (model_place(ty), &ty.namespace)
                }
            };
            debug_assert!(at.group.ends_with(*module));
            if matches!(pair, Pair::Both(old, new) if self.is_unchanged(old, new)) {
                continue;
            }
            match pair {
                Pair::Both(old, new) => {
                    changes.extend(renamed_type(&at, old, new, false));
                    changes.extend(self.type_changes(&at, old, new));
                    members.insert(&old.item.key, self.members(&at, old, new));
                }
                Pair::Alike(old, new) => {
                    changes.extend(renamed_type(&at, old, new, true));
                    changes.extend(self.type_changes(&at, old, new));
                    members.insert(&old.item.key, self.members(&at, old, new));
                }
                Pair::Old(_) => changes.push(removed_type(&at)),
                Pair::New(_) => changes.push(added_type(&at)),
            }
        }
        changes.extend(self.told_once(&members));
        changes
    }

    /// Whether nothing is different about a type and what it derives from, which most are.
    fn is_unchanged(&self, old: &Type<'t>, new: &Type<'t>) -> bool {
        self.is_settled && old == new && self.old.lineage(old).into_iter().eq(self.new.lineage(new))
    }

    /// The changes of members without those that a type has in common with one that it derives from.
    fn told_once(&self, members: &BTreeMap<&str, Vec<(Change, String)>>) -> Vec<Change> {
        let mut heirs: HashMap<(&str, &str), usize> = HashMap::new();
        let mut kept = Vec::new();
        let known: HashSet<(&str, &str)> =
            members.iter().flat_map(|(key, all)| all.iter().map(move |(_, what)| (*key, what.as_str()))).collect();
        for (key, all) in members {
            let lineage = self.old.types.get(*key).map(|ty| self.old.lineage(ty)).unwrap_or_default();
            for (change, what) in all {
                let above = lineage.iter().skip(1).rev().map(|ty| ty.item.key.as_str());
                match above.into_iter().find(|key| known.contains(&(key, what))) {
                    Some(base) => *heirs.entry((base, what)).or_default() += 1,
                    None => kept.push(((*key, what.as_str()), change.clone())),
                }
            }
        }
        kept.into_iter()
            .map(|(at, change)| Change { elsewhere: heirs.get(&at).copied().unwrap_or_default(), ..change })
            .collect()
    }

    /// What differs between two versions of a type beside its members.
    pub fn type_changes(&self, at: &Place, old: &Type<'t>, new: &Type<'t>) -> Vec<Change> {
        let change = |impact, reason: String| at.change(ChangeKind::Changed, impact, reason);
        let mut changes = Vec::new();
        match (old.kind, new.kind) {
            (TypeKind::Alias(old), TypeKind::Alias(new)) if !self.is_same(old, new) => {
                changes.push(change(
                    Impact::Breaking,
                    format!("it stands for `{}`, not for `{}`", shown(new), shown(old)),
                ));
            }
            (old, new) if kind(old) != kind(new) => {
                changes.push(change(Impact::Breaking, format!("it is {}, not {}", kind(new), kind(old))));
            }
            _ => {}
        }
        match (old.is_keyed, new.is_keyed) {
            (true, false) if kind(old.kind) == kind(new.kind) => changes
                .push(change(Impact::Breaking, "its members have no keys for queries and patches any more".to_owned())),
            (false, true) => {
                changes.push(change(Impact::Additive, "its members have keys for queries and patches".to_owned()));
            }
            _ => {}
        }
        changes.extend(self.bases(at, old, new));
        changes.extend(self.page(at, old, new));
        if old.discriminator != new.discriminator && old.base.is_some() == new.base.is_some() {
            changes.push(change(Impact::Behavior, "another `@odata.type` says that an object is one".to_owned()));
        }
        if old.order != new.order && keys(old) == keys(new) {
            changes.push(match new.kind {
                TypeKind::Struct => change(Impact::Behavior, "its members are written in another order".to_owned()),
                _ => change(Impact::Documentation, "its values are listed in another order".to_owned()),
            });
        }
        changes.extend(at.told((&old.item).into(), (&new.item).into()));
        changes
    }

    /// What a type derives from.
    fn bases(&self, at: &Place, old: &Type<'t>, new: &Type<'t>) -> Vec<Change> {
        let olds: BTreeMap<_, _> = self
            .old
            .lineage(old)
            .into_iter()
            .skip(1)
            .map(|ty| {
                let key = ty.item.key.as_str();
                (self.became.get(key).copied().unwrap_or(key), ty.path())
            })
            .collect();
        let news: BTreeMap<_, _> =
            self.new.lineage(new).into_iter().skip(1).map(|ty| (ty.item.key.as_str(), ty.path())).collect();
        let gone = olds.iter().filter(|(key, _)| !news.contains_key(*key)).map(|(_, path)| {
            let reason = format!(
                "it does not derive from `models::{path}` any more, so it cannot be turned into one or be made from one"
            );
            at.change(ChangeKind::Changed, Impact::Breaking, reason)
        });
        let come = news.iter().filter(|(key, _)| !olds.contains_key(*key)).map(|(_, path)| {
            at.change(ChangeKind::Changed, Impact::Additive, format!("it derives from `models::{path}`"))
        });
        gone.chain(come).collect()
    }

    fn page(&self, at: &Place, old: &Type<'t>, new: &Type<'t>) -> Option<Change> {
        let change = |impact, reason: &str| Some(at.change(ChangeKind::Changed, impact, reason));
        let item = |read: &Read<'t>, ty: &Type<'t>| {
            ty.page.and_then(|page| read.members(ty).get(page).map(|member| member.ty.to_owned())).unwrap_or_default()
        };
        match (old.page, new.page) {
            (Some(_), None) => change(
                Impact::Breaking,
                "it is not a page of a collection any more: requests for it have no `items` and `pages`",
            ),
            (None, Some(_)) => {
                change(Impact::Additive, "it is a page of a collection: requests for it have `items` and `pages`")
            }
            (Some(_), Some(_)) if !self.is_same(&item(self.old, old), &item(self.new, new)) => {
                change(Impact::Breaking, "the items of its pages are of another type")
            }
            (old, new) if old != new => change(Impact::Behavior, "another member has the items"),
            _ => None,
        }
    }
}

/// The parts of a type's text, where `key` says what the description calls a type.
fn words(text: &str, key: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let is_sign = |sign: char| matches!(sign, '[' | ']' | '<' | '>');
    let parts = text.split_inclusive(is_sign).flat_map(|part| {
        let word = part.trim_end_matches(is_sign);
        [word, &part[word.len()..]]
    });
    parts.filter(|part| !part.is_empty()).map(|part| key(part).unwrap_or_else(|| part.to_owned())).collect()
}

/// What the description calls the members or values of a type.
fn keys<'t>(ty: &'t Type<'_>) -> BTreeSet<&'t str> {
    ty.members.iter().map(|member| member.item.key.as_str()).collect()
}

pub fn kind(kind: TypeKind<'_>) -> &'static str {
    match kind {
        TypeKind::Struct => "an object",
        TypeKind::Enum => "an enum",
        TypeKind::Alias(_) => "another name",
    }
}

/// A type as people read it.
pub fn shown(ty: &str) -> String {
    if ty.is_empty() { "()".to_owned() } else { ty.trim_start_matches('.').to_owned() }
}

/// Whether each path that both have leads to the same type in both.
fn both_are_settled(old: &Read<'_>, new: &Read<'_>) -> bool {
    let is_same = |ty: &Type<'_>| new.find(&ty.path()).is_none_or(|other| other.item.key == ty.item.key);
    old.types.values().all(is_same)
}

fn type_likeness(old: &Type<'_>, new: &Type<'_>) -> f64 {
    if kind(old.kind) != kind(new.kind) {
        return 0.0;
    }
    let members = |ty: &Type<'_>| {
        ty.members.iter().map(|member| (member.item.key.clone(), member.ty.to_owned())).collect::<BTreeSet<_>>()
    };
    likeness(common(&members(old), &members(new)), [&old.item.key, &new.item.key], [old.item.doc, new.item.doc])
}

fn model_place(ty: &Type<'_>) -> Place {
    let group = if ty.namespace.is_empty() { "models".to_owned() } else { format!("models::{}", ty.namespace) };
    Place { subject: Subject::Type, rust: format!("models::{}", ty.path()), source: ty.item.key.clone(), group }
}

/// That a type is gone.
pub fn removed_type(at: &Place) -> Change {
    at.change(ChangeKind::Removed, Impact::Breaking, "the type is gone; code that names it does not compile")
}

/// That a type is new.
pub fn added_type(at: &Place) -> Change {
    at.change(ChangeKind::Added, Impact::Additive, "a new type")
}

fn renamed_type(at: &Place, old: &Type<'_>, new: &Type<'_>, is_guess: bool) -> Option<Change> {
    let (before, now) = (old.path(), new.path());
    if before == now {
        return (old.item.key != new.item.key).then(|| {
            at.change(
                ChangeKind::Changed,
                Impact::Behavior,
                format!("the description calls it `{}`, not `{}`", new.item.key, old.item.key),
            )
        });
    }
    let lock = (old.namespace == new.namespace).then(|| {
        let section = if old.namespace.is_empty() { "models".to_owned() } else { "models.*".to_owned() };
        lock_edit("models.lock", vec![section], (&old.item, &[&old.item.name]), (&new.item, &[&new.item.name]))
    });
    let change = at.change(ChangeKind::Renamed, Impact::Breaking, format!("the type is called `models::{now}`"));
    Some(Change { lock, is_guess, ..change })
}

/// The line that keeps the names of `old` for `new`.
pub fn lock_edit(
    file: &'static str,
    below: Vec<String>,
    old: (&Item<'_>, &[&str]),
    new: (&Item<'_>, &[&str]),
) -> LockEdit {
    let line = |key: &str, names: &[&str]| lock::entry(key, names);
    // Where the description has another key, the line of the old one is there; otherwise a run would write the new name.
    let there = if old.0.key == new.0.key { new } else { old };
    LockEdit { file, below, old: line(&there.0.key, there.1), new: line(&new.0.key, old.1) }
}
