//! Equality of models, once for all of them: derived, it would be one of the largest functions of each.

use super::Model;
use super::context::Fault;
use super::notes::{MemberNotes, items};
use super::rest::Rest;
use super::writer::{Members, Writable, write_declared};

/// Whether two objects of one model have equal values and equal nulls in the same fields, and equal additional data; the
/// `PartialEq` of every model.
pub fn equal<M: Model>(this: &M, that: &M) -> bool {
    Parts::of(this) == Parts::of(that)
}

/// What an object has: its declared members that have a value, and the others. A null is among these, whether it is noted
/// or was put in as a value: it is the same JSON.
#[derive(PartialEq)]
struct Parts<'v> {
    declared: Vec<(&'v str, Declared<'v>)>,
    rest: Rest<'v>,
}

/// What a declared member has.
struct Declared<'v> {
    value: &'v dyn Writable,
    notes: Option<&'v MemberNotes>,
}

impl PartialEq for Declared<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.value.equals(other.value) && items(self.notes) == items(other.notes)
    }
}

impl<'v> Parts<'v> {
    fn of(model: &'v dyn Model) -> Self {
        let mut parts = Self { declared: Vec::new(), rest: Rest::default() };
        let rest = write_declared(model, &mut parts).expect("invariant: a member that is listed cannot fail");
        parts.rest.members = rest.members;
        parts.rest.nulls.extend(rest.nulls);
        parts
    }
}

impl<'v> Members<'v> for Parts<'v> {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        self.declared.push((name, Declared { value, notes: None }));
        Ok(())
    }

    fn amended(&mut self, name: &'v str, value: &'v dyn Writable, notes: &'v MemberNotes) -> Result<(), Fault> {
        self.declared.push((name, Declared { value, notes: Some(notes) }));
        Ok(())
    }

    fn null(&mut self, name: &'v str) -> Result<(), Fault> {
        self.rest.nulls.push(name);
        Ok(())
    }
}
