//! `Writer`: where one JSON value is written, whatever engine takes it; `ObjectWriter`: the members of one object.

use std::collections::HashSet;
use std::fmt::{self, Debug, DebugStruct, Display, Formatter};

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

    /// Writes a declared member as an explicit null.
    fn null(&mut self, name: &str) -> Result<(), Fault> {
        self.member(name, &Null)
    }
}

/// The writing half of [`Value`] without its type; every value has it.
pub trait Writable: Debug {
    /// Writes the value.
    fn write_to(&self, to: &mut dyn Writer) -> Result<(), Fault>;
}

impl<T: Value> Writable for T {
    fn write_to(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        self.write(to)
    }
}

/// The `null` literal.
#[derive(Debug)]
struct Null;

impl Writable for Null {
    fn write_to(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        to.null()
    }
}

/// The members of one object, handed to [`Model::write_members`].
///
/// Its methods give no result: the first fault stays here, what follows it does nothing, and the runtime looks.
pub struct ObjectWriter<'a> {
    members: &'a mut dyn Members,
    /// None while there is nothing in it.
    additional_data: Option<&'a AdditionalData>,
    /// Which entries of the additional data a declared member has already answered for.
    handled: Handled,
    written: Result<(), Fault>,
}

impl<'a> ObjectWriter<'a> {
    /// Writes the members that `model` declares.
    fn declared(model: &'a dyn Model, members: &'a mut dyn Members) -> Result<Self, Fault> {
        let mut object = Self { members, additional_data: None, handled: Handled::default(), written: Ok(()) };
        model.write_members(&mut object);
        object.written?;
        Ok(object)
    }

    /// Says what no field declares; before any [`member`](Self::member), for it notes which of them are null.
    pub fn additional_data(&mut self, additional_data: &'a AdditionalData) {
        self.additional_data = Some(additional_data).filter(|data| !data.is_blank());
    }

    /// Writes a declared member if it has a value, or an explicit null where one is noted.
    pub fn member<T: Value>(&mut self, name: &'a str, field: &'a Option<T>) {
        match field {
            Some(value) => self.put(name, value),
            None => self.put_null_if_noted(name),
        }
    }

    fn put(&mut self, name: &str, value: &dyn Writable) {
        if self.written.is_err() {
            return;
        }
        if let Some(data) = self.additional_data {
            self.handled.skip_member(data, name);
        }
        self.written = self.members.member(name, value);
    }

    fn put_null_if_noted(&mut self, name: &str) {
        let Some(data) = self.additional_data else { return };
        if self.written.is_ok() && self.handled.skip_null(data, name) {
            self.written = self.members.null(name);
        }
    }

    /// Writes what no declared member answered for: first the other members, then nulls noted for them.
    fn put_rest(self, model: &dyn Model) -> Result<(), Fault> {
        let Some(data) = self.additional_data else { return Ok(()) };
        for (name, value) in self.handled.rest(data) {
            self.members.member(name, value)?;
        }
        if self.handled.all_nulls(data) {
            return Ok(());
        }
        let mut written = names_written(model)?;
        for name in data.rest_nulls() {
            if written.insert(name.to_owned()) {
                self.members.null(name)?;
            }
        }
        Ok(())
    }
}

/// Writes `model` as an object: declared members in their order, then its additional data.
pub(super) fn write_model(model: &dyn Model, to: &mut dyn Writer) -> Result<(), Fault> {
    to.object(&mut |members| write_members_of(model, members))
}

/// Writes all members of `model`, and no object around them.
pub(super) fn write_members_of(model: &dyn Model, members: &mut dyn Members) -> Result<(), Fault> {
    ObjectWriter::declared(model, members)?.put_rest(model)
}

/// The names of the declared members that are written. Asked for only where a null is noted that no empty field
/// wrote, which is rare, so that ordinary members need not be remembered.
fn names_written(model: &dyn Model) -> Result<HashSet<String>, Fault> {
    let mut names = NamesOnly(HashSet::new());
    ObjectWriter::declared(model, &mut names)?;
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

/// Shows the members of `model` that have a value; the `Debug` of every model.
pub fn debug(model: &dyn Model, name: &str, f: &mut Formatter<'_>) -> fmt::Result {
    let mut names = NamesOnly(HashSet::new());
    let additional_data = ObjectWriter::declared(model, &mut names).map_or(None, |object| object.additional_data);
    let mut shown = DebugMembers(f.debug_struct(name));
    ObjectWriter::declared(model, &mut shown).map_err(|_| fmt::Error)?;
    if let Some(data) = additional_data.filter(|data| !data.is_empty()) {
        shown.0.field("additional_data", data);
    }
    shown.0.finish()
}

/// An object that is shown to a programmer, without what it does not have.
struct DebugMembers<'f, 'b>(DebugStruct<'f, 'b>);

impl Members for DebugMembers<'_, '_> {
    fn member(&mut self, name: &str, value: &dyn Writable) -> Result<(), Fault> {
        self.0.field(name, &value);
        Ok(())
    }

    fn null(&mut self, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}
