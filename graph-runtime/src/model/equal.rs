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

/// What an object has: its declared members that have a value or are null, and the others.
#[derive(PartialEq)]
struct Parts<'v> {
    declared: Vec<(&'v str, Declared<'v>)>,
    rest: Rest<'v>,
}

/// What a declared member has.
enum Declared<'v> {
    Null,
    Value(&'v dyn Writable, Option<&'v MemberNotes>),
}

impl PartialEq for Declared<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Value(this, kept), Self::Value(that, others)) => {
                this.equals(*that) && items(*kept) == items(*others)
            }
            _ => false,
        }
    }
}

impl<'v> Parts<'v> {
    fn of(model: &'v dyn Model) -> Self {
        let mut parts = Self { declared: Vec::new(), rest: Rest::default() };
        parts.rest = write_declared(model, &mut parts).expect("invariant: a member that is listed cannot fail");
        parts
    }
}

impl<'v> Members<'v> for Parts<'v> {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        self.declared.push((name, Declared::Value(value, None)));
        Ok(())
    }

    fn amended(&mut self, name: &'v str, value: &'v dyn Writable, notes: &'v MemberNotes) -> Result<(), Fault> {
        self.declared.push((name, Declared::Value(value, Some(notes))));
        Ok(())
    }

    fn null(&mut self, name: &'v str) -> Result<(), Fault> {
        self.declared.push((name, Declared::Null));
        Ok(())
    }
}
