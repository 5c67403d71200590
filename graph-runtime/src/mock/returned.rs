//! `Returned`: the values that an expectation answers with.

use bytes::Bytes;
use http::StatusCode;

use super::service::answer;
use crate::model::{JsonError, Value, to_vec};

/// What an answer can be made of: whatever it can be read as, but for a stream.
pub trait Returned {
    /// The answer that is read as this value.
    ///
    /// # Errors
    /// The value cannot be written, such as a number that is not finite.
    fn into_answer(self) -> Result<http::Response<Bytes>, JsonError>;
}

impl Returned for () {
    /// 204.
    fn into_answer(self) -> Result<http::Response<Bytes>, JsonError> {
        Ok(answer(StatusCode::NO_CONTENT, None, Bytes::new()))
    }
}

impl Returned for Bytes {
    fn into_answer(self) -> Result<http::Response<Bytes>, JsonError> {
        Ok(answer(StatusCode::OK, Some("application/octet-stream"), self))
    }
}

impl<T: Value> Returned for Option<T> {
    /// 204 if there is none.
    fn into_answer(self) -> Result<http::Response<Bytes>, JsonError> {
        self.map_or_else(|| ().into_answer(), T::into_answer)
    }
}

impl<T: Returned> Returned for http::Response<T> {
    /// With its status, and its headers beside those of the body.
    fn into_answer(self) -> Result<http::Response<Bytes>, JsonError> {
        let (parts, body) = self.into_parts();
        let mut answer = body.into_answer()?;
        *answer.status_mut() = parts.status;
        answer.headers_mut().extend(parts.headers);
        Ok(answer)
    }
}

impl<T: Value> Returned for T {
    /// 200 with JSON.
    fn into_answer(self) -> Result<http::Response<Bytes>, JsonError> {
        Ok(answer(StatusCode::OK, Some("application/json"), to_vec(&self)?))
    }
}
