//! What a request tells a tracing system: a span each with the feature `tracing`, and nothing at no cost without it.

#[cfg(not(feature = "tracing"))]
mod nothing;
#[cfg(feature = "tracing")]
mod spans;

#[cfg(not(feature = "tracing"))]
pub(crate) use self::nothing::{Settings, Trace};
#[cfg(feature = "tracing")]
pub(crate) use self::spans::{Settings, Trace};
