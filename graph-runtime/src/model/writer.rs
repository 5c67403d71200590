//! `Writer`: where one JSON value is written, whatever engine takes it; `ObjectWriter`: the members of one object.

use std::any::Any;
use std::collections::HashSet;
use std::fmt::{Debug, Display};

use super::additional_data::AdditionalData;
use super::context::{Context, Fault};
use super::handled::Handled;
use super::json::Json;
use super::member::Member;
use super::notes::MemberNotes;
use super::rest::Rest;
use super::undeclared::Undeclared;
use super::{Model, Value};

/// A place for one JSON value, to be written once.
///
/// The runtime implements it over every serde format; a [`Value`] of your own calls the method that fits.
pub trait Writer {
    /// Writes an object whose members the callback puts.
    fn object<'v>(&mut self, members: &mut dyn FnMut(&mut dyn Members<'v>) -> Result<(), Fault>) -> Result<(), Fault>;
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
    fn json(&mut self, value: &Json) -> Result<(), Fault> {
        self.json_text(value.as_str())
    }
    /// The same, of a text that is known to be JSON.
    #[doc(hidden)]
    fn json_text(&mut self, text: &str) -> Result<(), Fault>;
    /// The state of this run.
    fn context(&self) -> &Context;
}

impl dyn Writer + '_ {
    /// Fails the run for a reason, told with the JSON path when the caller sees it.
    pub fn fail(&self, reason: impl Display) -> Fault {
        self.context().fail(&reason)
    }
}

/// The open object of a [`Writer`]; its members live as long as `'v`.
pub trait Members<'v> {
    /// Writes one member.
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault>;

    /// Writes a declared member, with what was noted of it. Where nothing is written, that does not matter.
    #[doc(hidden)]
    fn amended(&mut self, name: &'v str, value: &'v dyn Writable, notes: &'v MemberNotes) -> Result<(), Fault> {
        let _ = notes;
        self.member(name, value)
    }

    /// Writes a declared member as an explicit null.
    fn null(&mut self, name: &'v str) -> Result<(), Fault> {
        self.member(name, &Null)
    }
}

/// What of [`Value`] needs no type: writing and comparing. Every value has it.
pub trait Writable: Debug {
    /// Writes the value.
    fn write_to(&self, to: &mut dyn Writer) -> Result<(), Fault>;

    /// The value as one whose type can be asked for, to compare it with another.
    fn as_any(&self) -> &dyn Any;

    /// Whether `other` is the same value of the same type.
    fn equals(&self, other: &dyn Writable) -> bool;
}

impl<T: Value> Writable for T {
    fn write_to(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        self.write(to)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn equals(&self, other: &dyn Writable) -> bool {
        other.as_any().downcast_ref() == Some(self)
    }
}

/// The `null` literal.
#[derive(Debug)]
struct Null;

impl Writable for Null {
    fn write_to(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        to.null()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn equals(&self, other: &dyn Writable) -> bool {
        other.as_any().is::<Self>()
    }
}

/// The members of one object, handed to [`Model::members`].
///
/// Its methods give no result: the first fault stays here, what follows it does nothing, and the runtime looks.
pub struct ObjectWriter<'v, 'm> {
    members: &'m mut dyn Members<'v>,
    /// None while there is nothing in it.
    additional_data: Option<&'v AdditionalData>,
    /// Which entries of the additional data a declared member has already answered for.
    handled: Handled<'v>,
    /// Whether there are annotations in the additional data that are yet to be written, before what they are about.
    is_whole: bool,
    written: Result<(), Fault>,
}

impl<'v, 'm> ObjectWriter<'v, 'm> {
    /// Writes the members that `model` declares.
    fn declared(model: &'v dyn Model, members: &'m mut dyn Members<'v>) -> Result<Self, Fault> {
        Self::new(model, members, false)
    }

    /// Writes the members that `model` declares, and the annotations that go before them.
    fn begun(model: &'v dyn Model, members: &'m mut dyn Members<'v>) -> Result<Self, Fault> {
        Self::new(model, members, true)
    }

    fn new(model: &'v dyn Model, members: &'m mut dyn Members<'v>, is_whole: bool) -> Result<Self, Fault> {
        let (handled, written) = (Handled::default(), Ok(()));
        let mut object = Self { members, additional_data: None, handled, is_whole, written };
        model.members(&mut object);
        object.written?;
        Ok(object)
    }

    /// Says what no field declares; before any [`member`](Self::member), for it notes which of them are null.
    pub fn additional_data(&mut self, additional_data: &'v AdditionalData) {
        self.additional_data = Some(additional_data).filter(|data| !data.is_blank());
        self.handled = Handled::none_of(additional_data);
        self.is_whole &= self.handled.has_annotations();
    }

    /// Writes a declared member if it has a value, or an explicit null where one is noted.
    pub fn member(&mut self, name: &'v str, field: &'v dyn Member) {
        match field.value() {
            Some(value) => self.put(name, value),
            None => self.put_null_if_noted(name),
        }
    }

    fn put(&mut self, name: &'v str, value: &'v dyn Writable) {
        if self.written.is_err() || self.is_whole && !self.put_annotations(name) {
            return;
        }
        self.handled.skip_member(name);
        self.written = match self.additional_data.and_then(|data| data.notes_of(name)) {
            Some(notes) => self.members.amended(name, value, notes),
            None => self.members.member(name, value),
        };
    }

    fn put_null_if_noted(&mut self, name: &'v str) {
        let Some(data) = self.additional_data else { return };
        if self.written.is_ok() && self.handled.skip_null(data, name) && (!self.is_whole || self.put_annotations(name))
        {
            self.written = self.members.null(name);
        }
    }

    /// Writes the annotations that go before the member `name`; says whether that went well.
    fn put_annotations(&mut self, name: &str) -> bool {
        let Some(data) = self.additional_data else { return true };
        if name.starts_with('@') {
            self.put_first_annotations(data, name);
        } else if self.handled.begin_object() {
            self.put_annotations_of_object(data);
        }
        for index in self.handled.annotations_of(name) {
            self.put_entry(data, index);
        }
        // Most often that was all, and what follows need not be looked up.
        self.is_whole = self.handled.has_annotations();
        self.written.is_ok()
    }

    /// Those that come first have an order, all others are as they came.
    fn put_annotations_of_object(&mut self, data: &'v AdditionalData) {
        self.put_first_annotations(data, "");
        self.put_entries(data, &|name| name.starts_with('@'));
    }

    /// Those that come first, up to the one called `name`: OData JSON 4.01 has the context in the first place (section
    /// 4.6.1), and the type before what follows it (section 4.6.3).
    fn put_first_annotations(&mut self, data: &'v AdditionalData, name: &str) {
        const FIRST: [&str; 3] = ["@odata.context", "@removed", "@odata.type"];
        for first in FIRST.into_iter().take_while(|first| *first != name) {
            self.put_entries(data, &|name| name == first);
        }
    }

    /// Writes the entries with such names, if nothing answered for them.
    fn put_entries(&mut self, data: &'v AdditionalData, is_meant: &dyn Fn(&str) -> bool) {
        for (index, member) in data.members().iter().enumerate() {
            if is_meant(member.name()) {
                self.put_entry(data, index);
            }
        }
    }

    /// Writes the entry at `index`, if nothing answered for it.
    fn put_entry(&mut self, data: &'v AdditionalData, index: usize) {
        if self.written.is_ok() && self.handled.take(index) {
            let member = &data.members()[index];
            self.written = self.members.member(member.name(), member);
        }
    }

    /// Writes what no declared member answered for: first the other members, then nulls noted for them.
    fn put_rest(mut self, model: &'v dyn Model) -> Result<(), Fault> {
        let Some(data) = self.additional_data else { return Ok(()) };
        if self.is_whole {
            self.put_rest_in_order(data)?;
        } else {
            for member in self.handled.rest(data) {
                self.members.member(member.name(), member)?;
            }
        }
        for name in self.rest_nulls(model, data)? {
            self.members.null(name)?;
        }
        Ok(())
    }

    /// Writes the other members, each behind its annotations.
    fn put_rest_in_order(&mut self, data: &'v AdditionalData) -> Result<(), Fault> {
        self.put_annotations("");
        for (index, name) in data.members().iter().map(Undeclared::name).enumerate() {
            if !self.handled.waits(data, index) {
                self.put_annotations(name);
                self.put_entry(data, index);
            }
        }
        self.written
    }

    /// The nulls that are noted for what is not declared.
    fn rest_nulls(&self, model: &'v dyn Model, data: &'v AdditionalData) -> Result<Vec<&'v str>, Fault> {
        if self.handled.all_nulls(data) {
            return Ok(Vec::new());
        }
        let mut written = names_written(model)?;
        Ok(self.handled.rest_nulls(data).filter(|name| written.insert((*name).to_owned())).collect())
    }

    /// What no declared member answered for.
    fn rest(&self, model: &'v dyn Model) -> Result<Rest<'v>, Fault> {
        let Some(data) = self.additional_data else { return Ok(Rest::default()) };
        Ok(Rest { members: self.handled.rest(data).collect(), nulls: self.rest_nulls(model, data)? })
    }
}

/// Writes `model` as an object: declared members in their order, then its additional data.
pub(super) fn write_model(model: &dyn Model, to: &mut dyn Writer) -> Result<(), Fault> {
    to.object(&mut |members| write_members_of(model, members))
}

/// Writes the declared members of `model`, and gives all others.
pub(super) fn write_declared<'v>(model: &'v dyn Model, members: &mut dyn Members<'v>) -> Result<Rest<'v>, Fault> {
    ObjectWriter::declared(model, members)?.rest(model)
}

/// Writes the declared members of `model`, and gives its additional data, if there is anything in it.
pub(super) fn list_declared<'v>(
    model: &'v dyn Model,
    members: &mut dyn Members<'v>,
) -> Result<Option<&'v AdditionalData>, Fault> {
    Ok(ObjectWriter::declared(model, members)?.additional_data)
}

/// The additional data of `model`, if there is anything in it.
pub(crate) fn additional_data(model: &dyn Model) -> Option<&AdditionalData> {
    list_declared(model, &mut NamesOnly(HashSet::new())).ok()?
}

/// Writes all members of `model`, annotations before what they are about, and no object around them.
pub(super) fn write_members_of<'v>(model: &'v dyn Model, members: &mut dyn Members<'v>) -> Result<(), Fault> {
    ObjectWriter::begun(model, members)?.put_rest(model)
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

impl<'v> Members<'v> for NamesOnly {
    fn member(&mut self, name: &'v str, _: &'v dyn Writable) -> Result<(), Fault> {
        self.0.insert(name.to_owned());
        Ok(())
    }
}
