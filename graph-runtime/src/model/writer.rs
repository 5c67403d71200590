//! `Writer`: where one JSON value is written, whatever engine takes it; `ObjectWriter`: the members of one object.

use std::collections::HashSet;
use std::fmt::Display;

use super::additional_data::{AdditionalData, Handled};
use super::context::{Context, Fault};
use super::json::Json;
use super::{Model, Value};

/// A place for one JSON value, to be written once.
///
/// The runtime implements it over every serde format; a [`Value`] of your own calls the method that fits.
pub trait Writer {
    /// Writes an object whose members the callback puts.
    fn object(&mut self, members: &mut dyn FnMut(&mut dyn Members) -> Result<(), Fault>) -> Result<(), Fault>;
    /// Writes an array.
    fn array(&mut self, elements: &mut dyn Iterator<Item = &dyn Writable>) -> Result<(), Fault>;
    /// Writes a string.
    fn string(&mut self, value: &str) -> Result<(), Fault>;
    /// Writes `true` or `false`.
    fn boolean(&mut self, value: bool) -> Result<(), Fault>;
    /// Writes a whole number.
    fn integer(&mut self, value: i64) -> Result<(), Fault>;
    /// Writes a finite single-precision number in its shortest form.
    fn single(&mut self, value: f32) -> Result<(), Fault>;
    /// Writes a finite double-precision number in its shortest form.
    fn double(&mut self, value: f64) -> Result<(), Fault>;
    /// Writes `null`.
    fn null(&mut self) -> Result<(), Fault>;
    /// Writes JSON text as it is.
    fn json(&mut self, value: &Json) -> Result<(), Fault>;
    /// The state of this run.
    fn context(&self) -> &Context;
}

impl dyn Writer + '_ {
    /// Fails the run for a reason, told with the JSON path when the caller sees it.
    pub fn fail(&self, reason: impl Display) -> Fault {
        self.context().fail(&reason)
    }
}

/// The open object of a [`Writer`].
pub trait Members {
    /// Writes one member.
    fn member(&mut self, name: &str, value: &dyn Writable) -> Result<(), Fault>;
}

/// The writing half of [`Value`] without its type; every value has it.
pub trait Writable {
    /// Writes the value.
    fn write_to(&self, to: &mut dyn Writer) -> Result<(), Fault>;
}

impl<T: Value> Writable for T {
    fn write_to(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        self.write(to)
    }
}

/// The `null` literal.
struct Null;

impl Writable for Null {
    fn write_to(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        to.null()
    }
}

/// The members of one object, handed to [`Model::write_members`].
pub struct ObjectWriter<'a> {
    members: &'a mut dyn Members,
    additional_data: &'a AdditionalData,
    /// Which entries of the additional data a declared member has already answered for.
    handled: Handled,
}

impl ObjectWriter<'_> {
    /// Writes a declared member if it has a value, or an explicit null where one is noted.
    pub fn member<T: Value>(&mut self, name: &str, field: &Option<T>) -> Result<(), Fault> {
        match field {
            Some(value) => self.put(name, value),
            None => self.put_null_if_noted(name),
        }
    }

    fn put(&mut self, name: &str, value: &dyn Writable) -> Result<(), Fault> {
        if !self.additional_data.is_blank() {
            self.handled.skip_member(self.additional_data, name);
        }
        self.members.member(name, value)
    }

    fn put_null_if_noted(&mut self, name: &str) -> Result<(), Fault> {
        if !self.additional_data.is_blank() && self.handled.skip_null(self.additional_data, name) {
            return self.members.member(name, &Null);
        }
        Ok(())
    }

    /// Writes what no declared member answered for: first the other members, then nulls noted for them.
    fn put_rest(&mut self, model: &dyn Model) -> Result<(), Fault> {
        for (name, value) in self.handled.rest(self.additional_data) {
            self.members.member(name, value)?;
        }
        if self.handled.all_nulls(self.additional_data) {
            return Ok(());
        }
        let mut written = names_written(model)?;
        written.extend(self.handled.nulls(self.additional_data).map(str::to_owned));
        for name in self.additional_data.rest_nulls() {
            if written.insert(name.to_owned()) {
                self.members.member(name, &Null)?;
            }
        }
        Ok(())
    }
}

/// Writes `model` as an object: declared members in their order, then its additional data.
pub(super) fn write_model(model: &dyn Model, to: &mut dyn Writer) -> Result<(), Fault> {
    to.object(&mut |members| {
        let mut object =
            ObjectWriter { members, additional_data: model.additional_data(), handled: Handled::default() };
        model.write_members(&mut object)?;
        object.put_rest(model)
    })
}

/// The names of the declared members that have a value. Asked for only where a null is noted that no empty field
/// wrote, which is rare, so that ordinary members need not be remembered.
fn names_written(model: &dyn Model) -> Result<HashSet<String>, Fault> {
    let mut names = NamesOnly(HashSet::new());
    let nothing = AdditionalData::default();
    let mut object = ObjectWriter { members: &mut names, additional_data: &nothing, handled: Handled::default() };
    model.write_members(&mut object)?;
    Ok(names.0)
}

/// An object of which only the names are kept.
struct NamesOnly(HashSet<String>);

impl Members for NamesOnly {
    fn member(&mut self, name: &str, _: &dyn Writable) -> Result<(), Fault> {
        self.0.insert(name.to_owned());
        Ok(())
    }
}
