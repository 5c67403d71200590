//! Equality of models, once for all of them: derived, it would be one of the largest functions of each.

use super::context::Fault;
use super::writer::{Members, Writable, write_declared};
use super::{AdditionalData, Model};

/// Whether two objects of one model have equal values in the same fields, and equal additional data; the `PartialEq` of
/// every model.
pub fn equal<M: Model>(this: &M, that: &M) -> bool {
    Parts::of(this) == Parts::of(that)
}

/// What an object has: its declared members that have a value, and the others.
struct Parts<'v> {
    declared: Vec<(&'v str, &'v dyn Writable)>,
    additional_data: Option<&'v AdditionalData>,
}

impl<'v> Parts<'v> {
    fn of(model: &'v dyn Model) -> Self {
        let mut parts = Self { declared: Vec::new(), additional_data: None };
        parts.additional_data =
            write_declared(model, &mut parts).expect("invariant: a member that is listed cannot fail");
        parts
    }
}

impl PartialEq for Parts<'_> {
    fn eq(&self, other: &Self) -> bool {
        let pairs = || self.declared.iter().zip(&other.declared);
        let data = |parts: &Self| parts.additional_data.filter(|data| !data.is_empty());
        self.declared.len() == other.declared.len()
            && pairs().all(|((this, value), (that, other))| this == that && value.equals(*other))
            && data(self) == data(other)
    }
}

impl<'v> Members<'v> for Parts<'v> {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        self.declared.push((name, value));
        Ok(())
    }

    /// A note of null is no value.
    fn null(&mut self, _: &'v str) -> Result<(), Fault> {
        Ok(())
    }
}
