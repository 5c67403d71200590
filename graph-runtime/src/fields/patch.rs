//! `Patch`: a body that says what to change, what to clear, and nothing else.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::{Field, References};
use crate::model::{Json, Model, OpenModel, Value};

/// The body of a `PATCH`: a member is [`set`](Self::set), cleared by [`null`](Self::null), or, not mentioned, left alone.
///
/// ```
/// # use graph_runtime::model::{AdditionalData, to_string};
/// # struct User { display_name: Option<String>, job_title: Option<String>, additional_data: AdditionalData }
/// # graph_runtime::model! {
/// #     User {
/// #         "displayName" => display_name: DISPLAY_NAME as String,
/// #         "jobTitle" => job_title: JOB_TITLE as String,
/// #     }
/// # }
/// use graph_runtime::Patch;
///
/// let body: User = Patch::new().set(User::DISPLAY_NAME, "Ada").null(User::JOB_TITLE).build();
/// assert_eq!(to_string(&body).unwrap(), r#"{"displayName":"Ada","jobTitle":null}"#);
/// ```
pub struct Patch<M> {
    changes: Vec<(Cow<'static, str>, Json)>,
    model: PhantomData<fn() -> M>,
}

impl<M> Patch<M> {
    /// Changes nothing.
    pub const fn new() -> Self {
        Self { changes: Vec::new(), model: PhantomData }
    }

    /// Gives `field` a value.
    ///
    /// # Panics
    /// If the value refuses to be written, which only a [`Value`] of your own can do.
    pub fn set<T: Value>(self, field: Field<M, T>, value: impl Into<T>) -> Self {
        self.change(field.name().into(), Json::from_writable(&value.into()))
    }

    /// Clears `field`.
    pub fn null<T>(self, field: Field<M, T>) -> Self {
        self.change(field.name().into(), Json::default())
    }

    /// Makes `field` refer to objects that are there already, by their URLs; see
    /// [`AdditionalData::bind`](crate::model::AdditionalData::bind).
    pub fn bind<T>(self, field: Field<M, T>, references: impl References<T>) -> Self {
        self.change(field.bound().into(), references.value())
    }

    fn change(mut self, name: Cow<'static, str>, value: Json) -> Self {
        self.changes.retain(|(known, _)| *known != name);
        self.changes.push((name, value));
        self
    }
}

impl<M: Model + Default> Patch<M> {
    /// The model that has the changes, and notes of what shall be null, for the operation that takes it.
    pub fn build(self) -> M {
        let mut model = M::default();
        let mut open = OpenModel::of(&mut model);
        for (name, value) in self.changes {
            open.put(&name, &value);
        }
        model
    }
}

impl<M> Default for Patch<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M> Clone for Patch<M> {
    fn clone(&self) -> Self {
        Self { changes: self.changes.clone(), model: PhantomData }
    }
}

impl<M> fmt::Debug for Patch<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.changes.iter().map(|(name, value)| (name, value))).finish()
    }
}
