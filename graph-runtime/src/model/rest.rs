//! `Rest`: what an object has besides its declared members, as it is compared and shown.

use std::collections::{HashMap, HashSet};
use std::fmt::DebugMap;

use super::AdditionalData;
use super::json_text::is_same_value;
use super::undeclared::Undeclared;

/// Members that are not declared, in their order, and names that are noted as null.
#[derive(Default)]
pub(super) struct Rest<'d> {
    pub(super) members: Vec<&'d Undeclared>,
    pub(super) nulls: Vec<&'d str>,
}

impl<'d> Rest<'d> {
    /// All that is in `data`, whatever is declared.
    pub(super) fn all_of(data: &'d AdditionalData) -> Self {
        let members: Vec<_> = data.members().iter().collect();
        let Some(nulls) = data.nulls() else { return Self { members, nulls: Vec::new() } };
        let mut seen: HashSet<&str> = members.iter().map(|member| member.name()).collect();
        let nulls = nulls.iter().filter(|name| seen.insert(name)).collect();
        Self { members, nulls }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty() && self.nulls.is_empty()
    }

    /// Shows each name and its JSON text.
    pub(super) fn show(&self, map: &mut DebugMap<'_, '_>) {
        map.entries(self.members.iter().map(|member| (member.name(), member)));
        map.entries(self.nulls.iter().map(|name| (name, format_args!("null"))));
    }

    /// The values by their names; `null` for a null, however it is noted.
    fn values(&self) -> HashMap<&'d str, &'d str> {
        let members = self.members.iter().map(|member| (member.name(), member.json()));
        members.chain(self.nulls.iter().map(|name| (*name, "null"))).collect()
    }
}

impl PartialEq for Rest<'_> {
    fn eq(&self, other: &Self) -> bool {
        if self.is_empty() || other.is_empty() {
            return self.is_empty() && other.is_empty();
        }
        let (this, that) = (self.values(), other.values());
        let is_same = |(name, json): (&&str, &&str)| that.get(name).is_some_and(|other| is_same_value(json, other));
        this.len() == that.len() && this.iter().all(is_same)
    }
}
