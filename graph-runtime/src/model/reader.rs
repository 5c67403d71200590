//! `Reader`: one JSON value to be read, whatever engine it comes from; `MemberReader`: the value of one member.

use std::fmt::Display;

use super::context::{Context, Fault};
use super::json::Json;
use super::notes::Kept;
use super::number::Number;
use super::{AdditionalData, Model, Value, wire};

/// Looks at a JSON text, within a run.
pub type Look<'f> = &'f mut dyn FnMut(&str, &Context) -> Result<(), Fault>;

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

/// What became of a member.
enum Outcome {
    /// Nobody asked for it yet.
    Unread,
    /// A field has it.
    Read,
    Null,
    /// It does not read as declared, and has yet to be kept.
    Misfit(Json),
    /// There is nothing left to be kept.
    Kept,
    Failed(Fault),
    /// It is no member, but the end of the object.
    End,
}

/// The value of one member of an object, handed to [`Model::read_member`]; or the end of the object, which reads as
/// nothing.
///
/// Its methods give no result: the first fault stays here, what follows it does nothing, and the runtime looks.
pub struct MemberReader<'a> {
    name: &'a str,
    reader: Option<&'a mut dyn Reader>,
    outcome: Outcome,
    /// How many notes there were before it.
    noted: usize,
}

impl<'a> MemberReader<'a> {
    pub(super) fn new(name: &'a str, reader: &'a mut dyn Reader, noted: usize) -> Self {
        Self { name, reader: Some(reader), outcome: Outcome::Unread, noted }
    }

    fn without_reader(name: &'a str, outcome: Outcome) -> Self {
        Self { name, reader: None, outcome, noted: 0 }
    }

    pub(super) fn result(&self) -> Result<(), Fault> {
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
        self.outcome = match T::read(reader) {
            Ok(value) => {
                *field = Some(value);
                Outcome::Read
            }
            Err(fault) => null_or(fault, reader.context()),
        };
    }

    /// Keeps what no field took: a member that none declares, items of a list that could not be read, a note that a
    /// declared one came as null. Called for each member, and once more at the end of the object, where it leaves the
    /// last of repeated members.
    pub fn keep(&mut self, additional_data: &mut AdditionalData) {
        if let Outcome::Read = self.outcome {
            self.keep_notes(additional_data);
        } else {
            self.keep_others(additional_data);
        }
    }

    fn keep_others(&mut self, additional_data: &mut AdditionalData) {
        match std::mem::replace(&mut self.outcome, Outcome::Kept) {
            Outcome::Unread => self.keep_undeclared(additional_data),
            Outcome::Misfit(json) => additional_data.push(self.name, json),
            Outcome::Null => {
                additional_data.forget_notes(self.name);
                additional_data.note_null(self.name);
            }
            Outcome::End => additional_data.settle(),
            Outcome::Read | Outcome::Kept => {}
            Outcome::Failed(fault) => self.outcome = Outcome::Failed(fault),
        }
    }

    fn keep_notes(&mut self, additional_data: &mut AdditionalData) {
        self.outcome = Outcome::Kept;
        additional_data.forget_notes(self.name);
        let Some(context) = self.reader.as_deref().map(<dyn Reader>::context) else { return };
        if context.noted() != self.noted {
            additional_data.note(self.name, context.take_notes(self.noted));
        }
    }

    fn keep_undeclared(&mut self, additional_data: &mut AdditionalData) {
        match self.reader.as_deref_mut().map(<dyn Reader>::json) {
            Some(Ok(json)) => additional_data.push(self.name, json),
            Some(Err(fault)) => self.outcome = Outcome::Failed(fault),
            None => {}
        }
    }
}

/// Tells a fault that only means "it is null" from one that fails the run.
fn null_or(fault: Fault, context: &Context) -> Outcome {
    if context.take_null() { Outcome::Null } else { Outcome::Failed(fault) }
}

/// Reads an object into `model`: declared members by its own `match`, all others into its additional data.
///
/// A member that comes twice has its last value.
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
    from.object(&mut |name, reader| {
        look(name);
        let mut member = MemberReader::new(name, reader, noted);
        model.read_member(name, &mut member);
        member.result()
    })?;
    from.context().set_owned(was_owned);
    settle_members(model);
    if from.context().noted() == noted { Ok(()) } else { not_kept(from.context(), noted) }
}

/// Fails, because a model of somebody's own did not [keep](MemberReader::keep) items that could not be read.
#[cold]
fn not_kept(context: &Context, noted: usize) -> Result<(), Fault> {
    let unread = context.take_notes(noted).into_iter().find_map(|note| match note.kept {
        Kept::Unread { reason, .. } => Some(reason),
        Kept::Spelling(_) => None,
    });
    unread.map_or(Ok(()), |reason| Err(context.fail(&reason)))
}

/// Gives `model` a member as JSON text. A value that does not read as the model declares it is kept in the additional
/// data, so nothing fails. Repeated names are left to [`settle_members`].
pub(crate) fn put_member(model: &mut dyn Model, name: &str, json: Json) {
    let read = wire::read_text(json.as_str(), &Context::of_member(), &mut |reader| {
        let mut member = MemberReader::new(name, reader, 0);
        model.read_member(name, &mut member);
        member.result()
    });
    if read.is_err() {
        model.read_member(name, &mut MemberReader::without_reader(name, Outcome::Misfit(json)));
    }
}

/// Ends the members of `model`: of repeated ones the last is left.
pub(crate) fn settle_members(model: &mut dyn Model) {
    model.read_member("", &mut MemberReader::without_reader("", Outcome::End));
}
