//! What bindings need for a snippet beside its operation: types that stand in the place of one that they derive from.

use graph_emit::checked::{Gate, Type};

use crate::output::Features;

/// A type that is written where one that it derives from is declared.
#[derive(Clone, Copy, Debug)]
pub struct Substitute<'c> {
    /// What is declared.
    pub declared: &'c Type,
    /// What is written.
    pub derived: &'c Type,
}

/// What bindings a snippet may be for, beside those that have the whole of its API.
#[derive(Debug, Default)]
pub struct Bindings {
    /// Whether they may be a slice of it.
    pub may_be_slice: bool,
    /// The features of a crate, where they may be one.
    pub features: Option<Features>,
}

impl Bindings {
    /// How they get `substitutes`, a sentence each, for a request below the segment that is compiled when `segment` says.
    pub fn notes(&self, substitutes: &[Substitute<'_>], segment: &Gate) -> Vec<String> {
        let mut notes: Vec<String> = Vec::new();
        for Substitute { declared, derived } in substitutes {
            let ways: Vec<_> =
                self.in_slice(declared, derived).into_iter().chain(self.in_crate(declared, derived, segment)).collect();
            let note = format!("`{}` takes the place of `{}`: {}", derived.name, declared.name, ways.join(", "));
            if !ways.is_empty() && !notes.contains(&note) {
                notes.push(note);
            }
        }
        notes
    }

    fn in_slice(&self, declared: &Type, derived: &Type) -> Option<String> {
        let (base, name) = (declared.wire.as_ref()?, derived.wire.as_ref()?);
        let way = || format!("a slice has it with `--include-type {name}` or `--include-derived {base}`");
        self.may_be_slice.then(way)
    }

    /// None where the feature of the request brings it.
    fn in_crate(&self, declared: &Type, derived: &Type, segment: &Gate) -> Option<String> {
        let features = self.features.as_ref()?;
        let is_there = features.public.iter().any(|public| public.owns(segment) && public.opens(&derived.gate));
        let family = declared.family.as_ref().and_then(|family| family.feature.as_deref());
        let smallest =
            || features.public.iter().filter(|public| public.opens(&derived.gate)).min_by_key(|public| public.models);
        let feature = family.or_else(|| smallest().map(|public| public.name.as_str())).filter(|_| !is_there)?;
        Some(format!("a crate with features has it with `{feature}`"))
    }
}
