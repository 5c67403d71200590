//! `Rest`: what an object has besides its declared members, as it is compared and shown.

use std::collections::{HashMap, HashSet};
use std::fmt::DebugMap;

use super::AdditionalData;
use super::json::Json;

/// Members that are not declared, in their order, and names that are noted as null.
#[derive(Default)]
pub(super) struct Rest<'d> {
    pub(super) members: Vec<(&'d str, &'d Json)>,
    pub(super) nulls: Vec<&'d str>,
}

impl<'d> Rest<'d> {
    /// All that is in `data`, whatever is declared.
    pub(super) fn all_of(data: &'d AdditionalData) -> Self {
        let members: Vec<_> = data.members().iter().map(|(name, json)| (&**name, json)).collect();
        let Some(nulls) = data.nulls() else { return Self { members, nulls: Vec::new() } };
        let mut seen: HashSet<&str> = members.iter().map(|(name, _)| *name).collect();
        let nulls = nulls.iter().filter(|name| seen.insert(name)).collect();
        Self { members, nulls }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty() && self.nulls.is_empty()
    }

    /// Shows each name and its JSON text.
    pub(super) fn show(&self, map: &mut DebugMap<'_, '_>) {
        map.entries(self.members.iter().copied());
        map.entries(self.nulls.iter().map(|name| (name, format_args!("null"))));
    }

    /// The values by their names; none for a null.
    fn values(&self) -> HashMap<&'d str, Option<&'d Json>> {
        let members = self.members.iter().map(|(name, json)| (*name, Some(*json).filter(|json| !json.is_null())));
        members.chain(self.nulls.iter().map(|name| (*name, None))).collect()
    }
}

impl PartialEq for Rest<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.is_empty() && other.is_empty() || self.values() == other.values()
    }
}
