//! The OData query options an operation may declare, each a trait on the marker type of a [`Request`].
//!
//! A generated crate has a marker type for each set of options in use, say `enum SelectTop {}` with `impl Select` and
//! `impl Top`; on a `Request<User, SelectTop>` then `select` and `top` can be called, and no other. What an operation
//! does not declare can still be sent with [`Request::query`].

use crate::fields::{self, Entries};
use crate::{Parameter, Request};

/// The marker of operations that declare no OData query option.
#[derive(Clone, Copy, Debug)]
pub enum NoOptions {}

/// The operation declares `$count`.
#[diagnostic::on_unimplemented(
    message = "this operation does not declare `$count`",
    note = "`.query(\"$count\", value)` sends it all the same"
)]
pub trait Count {}

/// The operation declares `$expand`.
#[diagnostic::on_unimplemented(
    message = "this operation does not declare `$expand`",
    note = "`.query(\"$expand\", value)` sends it all the same"
)]
pub trait Expand {}

/// The operation declares `$filter`.
#[diagnostic::on_unimplemented(
    message = "this operation does not declare `$filter`",
    note = "`.query(\"$filter\", value)` sends it all the same"
)]
pub trait Filter {}

/// The operation declares `$format`.
#[diagnostic::on_unimplemented(
    message = "this operation does not declare `$format`",
    note = "`.query(\"$format\", value)` sends it all the same"
)]
pub trait Format {}

/// The operation declares `$orderby`.
#[diagnostic::on_unimplemented(
    message = "this operation does not declare `$orderby`",
    note = "`.query(\"$orderby\", value)` sends it all the same"
)]
pub trait Orderby {}

/// The operation declares `$search`.
#[diagnostic::on_unimplemented(
    message = "this operation does not declare `$search`",
    note = "`.query(\"$search\", value)` sends it all the same"
)]
pub trait Search {}

/// The operation declares `$select`.
#[diagnostic::on_unimplemented(
    message = "this operation does not declare `$select`",
    note = "`.query(\"$select\", value)` sends it all the same"
)]
pub trait Select {}

/// The operation declares `$skip`.
#[diagnostic::on_unimplemented(
    message = "this operation does not declare `$skip`",
    note = "`.query(\"$skip\", value)` sends it all the same"
)]
pub trait Skip {}

/// The operation declares `$top`.
#[diagnostic::on_unimplemented(
    message = "this operation does not declare `$top`",
    note = "`.query(\"$top\", value)` sends it all the same"
)]
pub trait Top {}

impl<T, Q> Request<T, Q> {
    /// Asks for the number of all matches beside the page, `$count`.
    pub fn count(self, count: bool) -> Self
    where
        Q: Count,
    {
        self.parameter("%24count", count)
    }

    /// Puts related resources into the answer, `$expand`: `User::MANAGER`, `User::MANAGER.with().select(User::ID)`, or
    /// texts such as `["manager($select=id)"]`.
    pub fn expand(self, entries: impl Entries<fields::Expand>) -> Self
    where
        Q: Expand,
    {
        self.parameter("%24expand", Parameter::List(entries.entries()))
    }

    /// Asks only for matches, `$filter`: `User::SURNAME.eq("Lovelace")`, or an OData expression as text, in which values
    /// are the caller's to quote.
    pub fn filter(self, expression: impl Into<String>) -> Self
    where
        Q: Filter,
    {
        self.parameter("%24filter", expression.into())
    }

    /// Asks for a media type, `$format`.
    pub fn format(self, media_type: impl Into<String>) -> Self
    where
        Q: Format,
    {
        self.parameter("%24format", media_type.into())
    }

    /// Sorts by members, `$orderby`: `User::SURNAME`, `User::SURNAME.desc()`, or texts such as `["surname desc"]`.
    pub fn orderby(self, entries: impl Entries<fields::Orderby>) -> Self
    where
        Q: Orderby,
    {
        self.parameter("%24orderby", Parameter::List(entries.entries()))
    }

    /// Searches, `$search`; most resources want the expression in double quotes: `"displayName:Ada"`.
    pub fn search(self, expression: impl Into<String>) -> Self
    where
        Q: Search,
    {
        self.parameter("%24search", expression.into())
    }

    /// Asks only for these members, `$select`: `User::ID`, `(User::ID, User::MAIL)`, or texts such as `["id", "mail"]`.
    pub fn select(self, entries: impl Entries<fields::Select>) -> Self
    where
        Q: Select,
    {
        self.parameter("%24select", Parameter::List(entries.entries()))
    }

    /// Leaves out the first matches, `$skip`.
    pub fn skip(self, skip: i32) -> Self
    where
        Q: Skip,
    {
        self.parameter("%24skip", skip)
    }

    /// Asks for a page of at most this many, `$top`.
    pub fn top(self, top: i32) -> Self
    where
        Q: Top,
    {
        self.parameter("%24top", top)
    }
}
