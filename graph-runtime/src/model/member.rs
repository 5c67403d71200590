//! `Member`: the field of a declared member, whatever its type; `MemberList`: those of one object, found by their names.

use std::any::Any;

use super::Value;
use super::context::Fault;
use super::reader::Reader;
use super::writer::Writable;

/// The field of a declared member: any `Option` of a [`Value`].
///
/// What models hand over is a trait object, because a generic call per member is most of what the compiler would have
/// to do for a model.
pub trait Member {
    /// The value, if there is one.
    #[doc(hidden)]
    fn value(&self) -> Option<&dyn Writable>;

    /// Reads a value. When that fails, or the value is null, there is none.
    #[doc(hidden)]
    fn read(&mut self, from: &mut dyn Reader) -> Result<(), Fault>;

    /// Takes a copy of `value`, which is that of the same member of another object.
    #[doc(hidden)]
    fn copy(&mut self, value: &dyn Any);
}

impl<T: Value> Member for Option<T> {
    fn value(&self) -> Option<&dyn Writable> {
        self.as_ref().map(|value| value as &dyn Writable)
    }

    fn read(&mut self, from: &mut dyn Reader) -> Result<(), Fault> {
        *self = None;
        *self = Some(T::read(from)?);
        Ok(())
    }

    fn copy(&mut self, value: &dyn Any) {
        *self = value.downcast_ref().cloned();
    }
}

/// The declared members of one object that is read, handed to [`Model::members_mut`](super::Model::members_mut).
pub struct MemberList<'m> {
    members: Vec<(&'static str, &'m mut dyn Member)>,
    /// Where the next name is looked for first: members mostly come in the order in which they are declared.
    next: usize,
}

impl<'m> MemberList<'m> {
    /// No members yet; room for those of most objects, so that listing them seldom moves them.
    pub(super) fn new() -> Self {
        Self { members: Vec::with_capacity(32), next: 0 }
    }

    /// Adds a member: its name on the wire, and its field.
    pub fn member(&mut self, name: &'static str, field: &'m mut dyn Member) {
        self.members.push((name, field));
    }

    /// The field of the member `name`, if it is declared.
    pub(super) fn find(&mut self, name: &str) -> Option<&mut (dyn Member + 'm)> {
        let (before, after) = self.members.split_at(self.next);
        let place = |members: &[(&str, &mut dyn Member)]| members.iter().position(|(known, _)| *known == name);
        let at = place(after).map(|at| at + before.len()).or_else(|| place(before))?;
        self.next = at + 1;
        Some(&mut *self.members[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::MemberList;

    #[test]
    fn members_are_found_in_any_order() {
        let mut fields = [None::<i32>; 4];
        let mut list = MemberList::new();
        for (name, field) in ["a", "b", "c", "d"].into_iter().zip(&mut fields) {
            list.member(name, field);
        }
        for (value, name) in ["c", "d", "a", "b", "b"].into_iter().enumerate() {
            list.find(name).unwrap().copy(&i32::try_from(value).unwrap());
            assert!(list.find("e").is_none());
        }
        assert_eq!(fields, [Some(2), Some(4), Some(0), Some(1)]);
    }
}
