//! `Trace` without the feature `tracing`: a type without a size, whose functions do nothing.

#![allow(clippy::unused_self, reason = "the signatures are those of the feature")]

use std::time::Duration;

use http::Version;

use crate::Error;
use crate::draft::Draft;
use crate::token::Secret;
use crate::transport::Body;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Settings(());

#[derive(Debug)]
pub(crate) struct Trace;

impl Trace {
    pub(crate) fn new(draft: &Draft, _: &http::Request<Body>) -> Self {
        let Settings(()) = draft.route.client().trace();
        Self
    }

    pub(crate) fn none() -> Self {
        Self
    }

    pub(crate) fn follow<F: Future>(&self, future: F) -> F {
        future
    }

    pub(crate) fn received(&self, _: Version) {}

    pub(crate) fn waits(&self, _: Duration, _: &Error, _: u32) {}

    pub(crate) fn succeeded(&mut self, _: &http::Response<Body>, _: u32, _: &Secret) {}

    pub(crate) fn failed(&mut self, _: &Error) {}
}
