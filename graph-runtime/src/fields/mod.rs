//! Field keys: the members of a model as typed values, for `$select`, `$orderby`, `$expand`, `$filter` and patches.
//!
//! A generated model has one constant per member:
//!
//! ```
//! use graph_runtime::Field;
//!
//! # struct User;
//! # struct DirectoryObject;
//! impl User {
//!     pub const DISPLAY_NAME: Field<Self, String> = Field::new("displayName");
//!     pub const BUSINESS_PHONES: Field<Self, Vec<String>> = Field::new("businessPhones");
//! }
//!
//! let filter = User::DISPLAY_NAME.starts_with("O'").and(User::BUSINESS_PHONES.any(|phone| phone.eq("112")));
//! assert_eq!(filter.to_string(), "startswith(displayName,'O''') and businessPhones/any(x:x eq '112')");
//! ```
//!
//! What is compared with a field must be of its type:
//!
//! ```compile_fail,E0277
//! # use graph_runtime::Field;
//! # const DISPLAY_NAME: Field<(), String> = Field::new("displayName");
//! DISPLAY_NAME.eq(5);
//! ```

mod bind;
mod compare;
mod entries;
mod expansion;
mod extended;
mod filter;
mod operand;
mod order;
mod patch;

use std::fmt;
use std::marker::PhantomData;

pub use bind::References;
pub use entries::{Entries, Entry, Expand, Orderby, Select};
pub use expansion::Expansion;
pub use extended::{
    ExpandedProperties, ExtendedProperty, PropertyComparison, PropertyFilter, PropertyValue, PropertyValues,
};
pub use filter::Filter;
pub use operand::Operand;
pub use order::Order;
pub use patch::Patch;

/// A member of the model `M` whose values are of type `T`.
///
/// `P` holds its path: a name for a member of `M` itself, a [`Path`] for what is inside one.
pub struct Field<M, T, P = &'static str> {
    path: P,
    types: PhantomData<fn() -> (M, T)>,
}

/// The path of a field that is reached through others, such as `from/emailAddress/address`.
#[derive(Clone, Debug)]
pub struct Path {
    text: String,
    /// How many lambda variables are in scope.
    variables: usize,
}

impl<M, T> Field<M, T> {
    /// The member `name`, as it is called on the wire.
    pub const fn new(name: &'static str) -> Self {
        Self { path: name, types: PhantomData }
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        self.path
    }
}

/// [`Field::new`] for the lists of models: a free function takes the compiler less time to find than an associated one, and
/// models call it for each of their members.
#[doc(hidden)]
pub const fn key<M, T>(name: &'static str) -> Field<M, T> {
    Field::new(name)
}

impl<M, T, P: Into<Path>> Field<M, T, P> {
    /// The member `inner` of the model in this one: `Message::FROM.then(Recipient::EMAIL_ADDRESS)`.
    pub fn then<U>(self, inner: Field<T, U>) -> Field<M, U, Path> {
        self.step(inner.path)
    }

    fn step<U>(self, name: &str) -> Field<M, U, Path> {
        let mut path = self.path.into();
        path.text.push('/');
        path.text.push_str(name);
        Field { path, types: PhantomData }
    }
}

impl From<&'static str> for Path {
    fn from(name: &'static str) -> Self {
        Self { text: name.to_owned(), variables: 0 }
    }
}

/// The path, as query options have it.
impl<M, T, P: Into<Path>> From<Field<M, T, P>> for String {
    fn from(field: Field<M, T, P>) -> Self {
        field.path.into().text
    }
}

impl<M, T, P: Clone> Clone for Field<M, T, P> {
    fn clone(&self) -> Self {
        Self { path: self.path.clone(), types: PhantomData }
    }
}

impl<M, T, P: Copy> Copy for Field<M, T, P> {}

impl<M, T, P: fmt::Debug> fmt::Debug for Field<M, T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Field").field(&self.path).finish()
    }
}
