//! How a model is shown to a programmer, and what can be asked of any model: once for all of them.

use std::fmt::{self, DebugStruct, Formatter};

use super::Model;
use super::amended::Amended;
use super::context::Fault;
use super::json::Json;
use super::notes::MemberNotes;
use super::rest::Rest;
use super::writer::{Members, Writable, additional_data, write_declared, write_members_of};
use crate::Field;

/// Shows the members of `model` that have a value or are null; the `Debug` of every model.
pub fn debug<M: Model>(model: &M, f: &mut Formatter<'_>) -> fmt::Result {
    let path = std::any::type_name::<M>();
    debug_as(path.rsplit("::").next().unwrap_or(path), model, f)
}

fn debug_as(name: &str, model: &dyn Model, f: &mut Formatter<'_>) -> fmt::Result {
    let mut shown = DebugMembers(f.debug_struct(name));
    let rest = write_declared(model, &mut shown).map_err(|_| fmt::Error)?;
    if !rest.is_empty() {
        shown.0.field("additional_data", &DebugRest(rest));
    }
    shown.0.finish()
}

/// An object that is shown, without what it does not have.
struct DebugMembers<'f, 'b>(DebugStruct<'f, 'b>);

impl<'v> Members<'v> for DebugMembers<'_, '_> {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        self.0.field(name, &value);
        Ok(())
    }

    fn amended(&mut self, name: &'v str, value: &'v dyn Writable, notes: &'v MemberNotes) -> Result<(), Fault> {
        self.member(name, value)?;
        for item in notes.unread_items() {
            self.0.field(&item.path(), item.json);
        }
        Ok(())
    }

    fn null(&mut self, name: &'v str) -> Result<(), Fault> {
        self.0.field(name, &format_args!("null"));
        Ok(())
    }
}

struct DebugRest<'v>(Rest<'v>);

impl fmt::Debug for DebugRest<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        self.0.show(&mut map);
        map.finish()
    }
}

/// The member `name` of any model, declared or not, as JSON.
pub(crate) fn member(model: &dyn Model, name: &str) -> Option<Json> {
    let mut found = FindMember { name, json: None };
    write_members_of(model, &mut found).ok()?;
    found.json
}

/// An object of which only one member counts.
struct FindMember<'n> {
    name: &'n str,
    json: Option<Json>,
}

impl<'v> Members<'v> for FindMember<'_> {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        if name == self.name {
            self.json = Some(Json::from_writable(value));
        }
        Ok(())
    }

    fn amended(&mut self, name: &'v str, value: &'v dyn Writable, notes: &'v MemberNotes) -> Result<(), Fault> {
        if name == self.name {
            self.json = Some(Json::from_writable(&Amended::new(value, notes)));
        }
        Ok(())
    }
}

/// Whether the member that `field` stands for is an explicit null; the `is_null` of every model.
pub fn is_null<M: Model, T>(model: &M, field: Field<M, T>) -> bool {
    is_null_member(model, field.name())
}

/// Whether the member `name` of `model` is an explicit null.
pub(super) fn is_null_member(model: &dyn Model, name: &str) -> bool {
    let mut found = FindNull { name, is_null: None };
    let looked = write_declared(model, &mut found);
    found.is_null.unwrap_or_else(|| looked.is_ok() && additional_data(model).is_some_and(|data| data.is_null(name)))
}

/// An object of which only one member counts.
struct FindNull<'n> {
    name: &'n str,
    /// None as long as the member was not met.
    is_null: Option<bool>,
}

impl<'v> Members<'v> for FindNull<'_> {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        if name == self.name {
            self.is_null = Some(value.as_any().downcast_ref().is_some_and(Json::is_null));
        }
        Ok(())
    }

    fn null(&mut self, name: &'v str) -> Result<(), Fault> {
        if name == self.name {
            self.is_null = Some(true);
        }
        Ok(())
    }
}
