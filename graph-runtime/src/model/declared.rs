//! `Declared`: types that a declaration only names.

use super::{Member, Value};
use crate::Request;

/// A type of other code that a declaration names as a member, a body or an item: any [`Value`].
///
/// Declared code uses such a type by way of this trait. Where it is not a value, that is one error at its token, and not one
/// for each use: what these functions give does not depend on the type.
// The texts are those of `Value`: whichever of the two the compiler names, it says the same.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a JSON value",
    label = "not what a member, a body or an item can be",
    note = "values are `String`, `bool`, `i8` to `i64`, `u8`, `f32`, `f64`, those of `graph_runtime::model` such as `Date`, models, \
            enums, and a `Vec` of these",
    note = "put `#[graph_model]` on a struct of your own and `#[graph_enum]` on an enum; JSON of any other shape is `Json`"
)]
pub trait Declared: Sized {
    /// `request` with this as its body.
    fn body_of<T, Q>(&self, request: Request<T, Q>) -> Request<T, Q>;

    /// The field of a member that holds one, or a list of them.
    fn member<F: Holds<Self>>(field: &F) -> &dyn Member;

    /// The same to be read into.
    fn member_mut<F: Holds<Self>>(field: &mut F) -> &mut dyn Member;
}

#[diagnostic::do_not_recommend]
impl<T: Value> Declared for T {
    fn body_of<A, Q>(&self, request: Request<A, Q>) -> Request<A, Q> {
        request.json(self)
    }

    fn member<F: Holds<T>>(field: &F) -> &dyn Member {
        field.member()
    }

    fn member_mut<F: Holds<T>>(field: &mut F) -> &mut dyn Member {
        field.member_mut()
    }
}

/// A field of a `T`, whether that is a value or not.
pub trait Holds<T> {
    /// The field as that of a member.
    fn member(&self) -> &dyn Member
    where
        T: Value;

    /// The same to be read into.
    fn member_mut(&mut self) -> &mut dyn Member
    where
        T: Value;
}

macro_rules! holds {
    ($($field:ty),*) => {
        $(impl<T> Holds<T> for $field {
            fn member(&self) -> &dyn Member
            where
                T: Value,
            {
                self
            }

            fn member_mut(&mut self) -> &mut dyn Member
            where
                T: Value,
            {
                self
            }
        })*
    };
}

holds!(Option<T>, Option<Vec<T>>);
