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
    /// Nobody asked for it yet.
    Unread,
    /// A field has it.
    Read,
    Null,
    /// No field declares it, so it was kept.
    Undeclared,
    /// It does not read as declared, and has yet to be kept.
    Misfit(Json),
    /// It does not read as declared and was kept.
    KeptMisfit,
    Failed(Fault),
    /// It is no member, but the end of the object.
    End(Vec<Misfit>),
}

/// A name of which a member did not read as declared, and whether the last of that name did not.
struct Misfit {
    name: Box<str>,
    last: bool,
}

/// The value of one member of an object, handed to [`Model::read_member`]; or the end of the object, which reads as
/// nothing.
///
/// Its methods give no result: the first fault stays here, what follows it does nothing, and the runtime looks.
pub struct MemberReader<'a> {
    name: &'a str,
    reader: Option<&'a mut dyn Reader>,
    outcome: Outcome,
}

impl<'a> MemberReader<'a> {
    fn new(name: &'a str, reader: Option<&'a mut dyn Reader>, outcome: Outcome) -> Self {
        Self { name, reader, outcome }
    }

    fn result(&self) -> Result<(), Fault> {
        match self.outcome {
            Outcome::Failed(fault) => Err(fault),
            _ => Ok(()),
        }
    }
}

impl MemberReader<'_> {
    /// Reads the value into the field that declares it; an explicit null empties the field.
    pub fn read<T: Value>(&mut self, field: &mut Option<T>) {
        let (Some(reader), Outcome::Unread) = (self.reader.as_deref_mut(), &self.outcome) else { return };
        *field = None;
        self.outcome = if reader.context().is_careful_here() {
            read_careful(reader, &mut |reader| {
                *field = Some(T::read(reader)?);
                Ok(())
            })
        } else {
            match T::read(reader) {
                Ok(value) => {
                    *field = Some(value);
                    Outcome::Read
                }
                Err(fault) => null_or(fault, reader.context()),
            }
        };
    }

    /// Keeps what no field took: a member that none declares, a note that a declared one came as null. Called for each
    /// member, and once more at the end of the object, where it leaves the last of repeated members.
    pub fn keep(&mut self, additional_data: &mut AdditionalData) {
        self.outcome = match std::mem::replace(&mut self.outcome, Outcome::Undeclared) {
            Outcome::Unread => self.keep_undeclared(additional_data),
            Outcome::Misfit(json) => {
                additional_data.push(self.name, json);
                Outcome::KeptMisfit
            }
            Outcome::Null => {
                additional_data.note_null(self.name);
                Outcome::Null
            }
            Outcome::End(misfits) => {
                settle(additional_data, &misfits);
                Outcome::End(Vec::new())
            }
            outcome => outcome,
        };
    }

    fn keep_undeclared(&mut self, additional_data: &mut AdditionalData) -> Outcome {
        match self.reader.as_deref_mut().map(<dyn Reader>::json) {
            Some(Ok(json)) => additional_data.push(self.name, json),
            Some(Err(fault)) => return Outcome::Failed(fault),
            None => {}
        }
        Outcome::Undeclared
    }
}

/// Leaves the last of repeated members, whether its value, its null or its text is what is known of it.
fn settle(additional_data: &mut AdditionalData, misfits: &[Misfit]) {
    for misfit in misfits {
        if misfit.last {
            additional_data.forget_null(&misfit.name);
        } else {
            additional_data.forget_member(&misfit.name);
        }
    }
    additional_data.settle();
}

/// Tells a fault that only means "it is null" from one that fails the run.
fn null_or(fault: Fault, context: &Context) -> Outcome {
    if context.take_null() { Outcome::Null } else { Outcome::Failed(fault) }
}

/// Takes the value as text first and types that; with a null element inside, the text is what is kept.
fn read_careful(reader: &mut dyn Reader, read: &mut dyn FnMut(&mut dyn Reader) -> Result<(), Fault>) -> Outcome {
    let json = match reader.json() {
        Ok(json) => json,
        Err(fault) => return Outcome::Failed(fault),
    };
    let context = reader.context();
    match wire::read_text(json.as_str(), context, read) {
        Ok(()) => Outcome::Read,
        Err(_) if context.failed_on_null_element() => {
            context.forgive();
            Outcome::Misfit(json)
        }
        Err(fault) => null_or(fault, context),
    }
}

/// Reads an object into `model`: declared members by its own `match`, all others into its additional data.
///
/// A member that comes twice has its last value.
pub(super) fn read_model(model: &mut dyn Model, from: &mut dyn Reader) -> Result<(), Fault> {
    let careful = from.context().careful;
    let mut misfits = Vec::new();
    from.object(&mut |name, reader| {
        let mut member = MemberReader::new(name, Some(reader), Outcome::Unread);
        model.read_member(name, &mut member);
        if careful {
            note_misfit(&mut misfits, name, &member.outcome);
        }
        member.result()
    })?;
    model.read_member("", &mut MemberReader::new("", None, Outcome::End(misfits)));
    Ok(())
}

/// Keeps account of misfits, of which there are no more than the model has fields.
fn note_misfit(misfits: &mut Vec<Misfit>, name: &str, outcome: &Outcome) {
    let last = matches!(outcome, Outcome::KeptMisfit);
    match misfits.iter_mut().find(|misfit| *misfit.name == *name) {
        Some(misfit) => misfit.last = last,
        None if last => misfits.push(Misfit { name: name.into(), last }),
        None => {}
    }
}

/// Gives `model` a member as JSON text. A value that does not read as the model declares it is kept in the additional
/// data, so nothing fails. Repeated names are left to [`settle_members`].
pub(crate) fn put_member(model: &mut dyn Model, name: &str, json: Json) {
    let read = wire::read_text(json.as_str(), &Context::careful(), &mut |reader| {
        let mut member = MemberReader::new(name, Some(reader), Outcome::Unread);
        model.read_member(name, &mut member);
        member.result()
    });
    if read.is_err() {
        model.read_member(name, &mut MemberReader::new(name, None, Outcome::Misfit(json)));
    }
}

/// Ends the members that were put into `model`: of repeated ones the last is left.
pub(super) fn settle_members(model: &mut dyn Model) {
    model.read_member("", &mut MemberReader::new("", None, Outcome::End(Vec::new())));
}
