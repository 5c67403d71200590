//! `Reader`: one JSON value to be read, whatever engine it comes from; `MemberReader`: the value of one member.

use std::fmt::Display;

use super::context::{Context, Fault};
use super::json::Json;
use super::number::Number;
use super::{AdditionalData, Model, Value, wire};

/// One JSON value, to be read once.
///
/// The runtime implements it over every self-describing serde format; a [`Value`] of your own calls the method that
/// fits. Each method fails on a value of another kind. A null is reported as a fault as well, and whoever owns the
/// value (member, array, root) decides what a null means there.
pub trait Reader {
    /// Reads an object, giving each member's name and value in turn.
    fn object(&mut self, member: &mut dyn FnMut(&str, &mut dyn Reader) -> Result<(), Fault>) -> Result<(), Fault>;
    /// Reads an array, giving each element in turn.
    fn array(&mut self, element: &mut dyn FnMut(&mut dyn Reader) -> Result<(), Fault>) -> Result<(), Fault>;
    /// Reads a string to own it.
    fn string(&mut self) -> Result<String, Fault>;
    /// Reads a string by looking at it once.
    fn text(&mut self, look: &mut dyn FnMut(&str)) -> Result<(), Fault>;
    /// Reads `true` or `false`.
    fn boolean(&mut self) -> Result<bool, Fault>;
    /// Reads a number, or a string that may hold one.
    fn number(&mut self) -> Result<Number, Fault>;
    /// Takes any value, null too, as JSON text.
    fn json(&mut self) -> Result<Json, Fault>;
    /// The state of this run.
    fn context(&self) -> &Context;
}

impl dyn Reader + '_ {
    /// Fails the run for a reason, told with the JSON path when the caller sees it.
    pub fn fail(&self, reason: impl Display) -> Fault {
        self.context().fail(&reason)
    }
}

/// What became of a member.
enum Outcome {
    Undeclared,
    Read,
    Null,
    Kept(Json),
}

/// The value of one member of an object, handed to [`Model::read_member`].
pub struct MemberReader<'a> {
    reader: &'a mut dyn Reader,
    outcome: Outcome,
}

impl MemberReader<'_> {
    /// Reads the value into the field that declares it; an explicit null empties the field and is noted.
    pub fn read<T: Value>(&mut self, field: &mut Option<T>) -> Result<(), Fault> {
        *field = None;
        if self.reader.context().careful {
            return self.read_careful(&mut |reader| {
                *field = Some(T::read(reader)?);
                Ok(())
            });
        }
        match T::read(self.reader) {
            Ok(value) => {
                *field = Some(value);
                self.outcome = Outcome::Read;
                Ok(())
            }
            Err(fault) => self.null_or(fault),
        }
    }

    /// Says that no field declares this member: it is kept in the additional data.
    pub fn undeclared(&mut self) -> Result<(), Fault> {
        self.outcome = Outcome::Undeclared;
        Ok(())
    }

    fn null_or(&mut self, fault: Fault) -> Result<(), Fault> {
        if !self.reader.context().take_null() {
            return Err(fault);
        }
        self.outcome = Outcome::Null;
        Ok(())
    }

    /// Takes the value as text first and types that; with a null element inside, the text is what is kept.
    fn read_careful(&mut self, read: &mut dyn FnMut(&mut dyn Reader) -> Result<(), Fault>) -> Result<(), Fault> {
        let json = self.reader.json()?;
        let context = self.reader.context();
        match wire::read_text(json.as_str(), context, read) {
            Ok(()) => self.outcome = Outcome::Read,
            Err(_) if context.failed_on_null_element() => {
                context.forgive();
                self.outcome = Outcome::Kept(json);
            }
            Err(fault) => return self.null_or(fault),
        }
        Ok(())
    }
}

/// Reads an object into `model`: declared members by its own `match`, all others into its additional data.
///
/// A member that comes twice has its last value.
pub(super) fn read_model(model: &mut dyn Model, from: &mut dyn Reader) -> Result<(), Fault> {
    from.object(&mut |name, reader| {
        let mut member = MemberReader { reader, outcome: Outcome::Undeclared };
        model.read_member(name, &mut member)?;
        match member.outcome {
            Outcome::Read => {}
            Outcome::Null => model.additional_data_mut().note_null(name),
            Outcome::Kept(json) => model.additional_data_mut().push(name, json),
            Outcome::Undeclared => {
                let json = member.reader.json()?;
                model.additional_data_mut().push(name, json);
            }
        }
        Ok(())
    })?;
    AdditionalData::settle(model.additional_data_mut());
    Ok(())
}
