//! Copies of models, once for all of them: derived, it would be one of the largest functions of each.

use super::Model;
use super::context::Fault;
use super::reader::OpenModel;
use super::writer::{Members, Writable, list_declared};

/// An object with the same values and additional data; the `Clone` of every model.
pub fn copy<M: Model + Default>(model: &M) -> M {
    let mut copied = M::default();
    copy_into(model, &mut copied);
    copied
}

fn copy_into(from: &dyn Model, into: &mut dyn Model) {
    let mut copy = Copy(OpenModel::of(into));
    let additional_data = list_declared(from, &mut copy).expect("invariant: a member that is copied cannot fail");
    if let Some(additional_data) = additional_data {
        copy.0.additional_data.clone_from(additional_data);
    }
}

/// An object whose declared members go to another of the same type.
struct Copy<'m>(OpenModel<'m>);

impl<'v> Members<'v> for Copy<'_> {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        let field = self.0.members.find(name).expect("invariant: both lists of a model have the same members");
        field.copy(value.as_any());
        Ok(())
    }

    /// The additional data has it.
    fn null(&mut self, _: &'v str) -> Result<(), Fault> {
        Ok(())
    }
}
