//! `Reader`: one JSON value to be read, whatever engine it comes from; `OpenModel`: the object that takes its members.

use std::fmt::Display;

use super::context::{Context, Fault};
use super::json::Json;
use super::member::MemberList;
use super::number::Number;
use super::{AdditionalData, Model, wire};

/// Looks at a JSON text, within a run.
pub type Look<'f> = &'f mut dyn FnMut(&str, &Context) -> Result<(), Fault>;

/// One JSON value, to be read once.
///
/// The runtime implements it over every self-describing serde format; a [`Value`](super::Value) of your own calls the method that
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
    /// Looks at any value as JSON text, without a copy of it where it is read from text.
    #[doc(hidden)]
    fn borrowed(&mut self, look: Look<'_>) -> Result<(), Fault>;
    /// The state of this run.
    fn context(&self) -> &Context;
}

impl dyn Reader + '_ {
    /// Fails the run for a reason, told with the JSON path when the caller sees it.
    pub fn fail(&self, reason: impl Display) -> Fault {
        self.context().fail(&reason)
    }
}

/// A model that is read: its declared members, and the place for all others.
pub(crate) struct OpenModel<'m> {
    pub(super) members: MemberList<'m>,
    pub(super) additional_data: &'m mut AdditionalData,
}

impl<'m> OpenModel<'m> {
    pub(crate) fn of(model: &'m mut dyn Model) -> Self {
        let mut members = MemberList::new();
        let additional_data = model.members_mut(&mut members);
        Self { members, additional_data }
    }

    /// Reads the member `name` into the field that declares it, or else into the additional data. The notes from the one
    /// at `noted` on are about it.
    ///
    /// A member that comes twice has its last value, once [`settle`](Self::settle) was called.
    fn read(&mut self, name: &str, from: &mut dyn Reader, noted: usize) -> Result<(), Fault> {
        let Some(field) = self.members.find(name) else {
            return from.borrowed(&mut |json, _| {
                self.additional_data.push(name, json);
                Ok(())
            });
        };
        let read = field.read(from);
        let context = from.context();
        if let Err(fault) = read {
            if !context.take_null() {
                return Err(fault);
            }
            self.additional_data.forget_notes(name);
            self.additional_data.note_null(name);
        } else {
            self.additional_data.forget_notes(name);
            if context.noted() != noted {
                self.additional_data.note(name, context.take_notes(noted));
            }
        }
        Ok(())
    }

    /// Gives the model a member as JSON text. A value that does not read as the model declares it is kept in the additional
    /// data, so nothing fails.
    pub(crate) fn put(&mut self, name: &str, json: &Json) {
        let read = wire::read_text(json.as_str(), &Context::of_member(), &mut |reader| self.read(name, reader, 0));
        if read.is_err() {
            self.additional_data.push(name, json.as_str());
        }
    }

    /// Ends the members: of repeated ones the last is left.
    pub(crate) fn settle(self) {
        self.additional_data.settle();
    }
}

/// Reads an object into `model`: declared members into their fields, all others into its additional data.
pub(super) fn read_model(model: &mut dyn Model, from: &mut dyn Reader) -> Result<(), Fault> {
    read_members(model, from, |_| {})
}

/// The same; says whether there was a member `mark`.
pub(super) fn read_marked(model: &mut dyn Model, from: &mut dyn Reader, mark: &str) -> Result<bool, Fault> {
    let mut is_marked = false;
    read_members(model, from, |name| is_marked |= name == mark)?;
    Ok(is_marked)
}

fn read_members(model: &mut dyn Model, from: &mut dyn Reader, mut look: impl FnMut(&str)) -> Result<(), Fault> {
    let noted = from.context().noted();
    let was_owned = from.context().set_owned(true);
    let mut open = OpenModel::of(model);
    from.object(&mut |name, reader| {
        look(name);
        open.read(name, reader, noted)
    })?;
    from.context().set_owned(was_owned);
    open.settle();
    Ok(())
}
