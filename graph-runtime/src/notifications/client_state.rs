//! `ClientState`: the secret that a subscription and its notifications share.

use std::fmt;

use subtle::ConstantTimeEq as _;

use crate::model::{Fault, Reader, Value, Writer};

/// The secret that a program gives when it subscribes, and that comes back in each notification.
///
/// Two are compared in a time that does not tell how much of them is the same. `Debug` does not show it.
#[derive(Clone)]
pub struct ClientState(Box<str>);

impl ClientState {
    /// The secret itself, as the subscription is given it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is no secret in it: it proves nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for ClientState {
    fn from(secret: &str) -> Self {
        Self(secret.into())
    }
}

impl From<String> for ClientState {
    fn from(secret: String) -> Self {
        Self(secret.into_boxed_str())
    }
}

impl PartialEq for ClientState {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for ClientState {}

impl fmt::Debug for ClientState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientState(..)")
    }
}

impl Value for ClientState {
    fn read(from: &mut dyn Reader) -> Result<Self, Fault> {
        from.string().map(Self::from)
    }

    fn write(&self, to: &mut dyn Writer) -> Result<(), Fault> {
        to.string(&self.0)
    }
}
