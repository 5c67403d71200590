//! `Completed`: what a long-running operation has led to.

use std::fmt;
use std::marker::PhantomData;

use super::poll::End;
use super::{OperationStatus, TEMPLATE};
use crate::draft::Draft;
use crate::response::Answer;
use crate::{Client, Error, Response, pipeline};

/// A long-running operation that has ended well.
pub struct Completed<T> {
    status: OperationStatus,
    end: End,
    client: Client,
    result: PhantomData<fn() -> T>,
}

impl<T> Completed<T> {
    pub(super) fn new(status: OperationStatus, end: End, client: Client) -> Self {
        Self { status, end, client, result: PhantomData }
    }

    /// The last status that the service told.
    pub fn status(&self) -> &OperationStatus {
        &self.status
    }

    /// The id of what was made. Copies of drive items are told by it alone.
    pub fn resource_id(&self) -> Option<&str> {
        self.status.resource_id()
    }

    /// Where what was made is, if the service says so. It may open what it leads to: to be kept as a secret.
    pub fn resource_url(&self) -> Option<&str> {
        self.end.location.as_deref()
    }

    /// What was made: the body of the last answer where that is it and no status; else what is at the
    /// [URL](Self::resource_url) that the service names, with the client's token at the client's host and without one
    /// anywhere else.
    ///
    /// # Errors
    /// `Invalid`, where the service tells no more than an [id](Self::resource_id); else those of a request.
    pub async fn resource(self) -> Result<T, Error>
    where
        T: Response,
    {
        if let Some(url) = &self.end.location {
            let draft = Draft::onward(&self.client, TEMPLATE, url);
            return T::from_answer(pipeline::send(draft, T::STREAMED).await?);
        }
        match self.end.answer {
            Some(answer) if self.status.status().is_none() => T::from_answer(answer),
            _ => Err(Error::invalid(
                "the service does not say where the result is; help: request it by its `resource_id`",
            )),
        }
    }

    /// The last answer, read as the model of the status: a `teamsAsyncOperation`, say.
    ///
    /// # Errors
    /// `Decode`, where it is none; `Invalid`, where there is no answer but a redirect to the result.
    pub fn read_as<U: Response>(self) -> Result<U, Error> {
        let answer: Option<Answer> = self.end.answer;
        answer.map_or_else(
            || {
                Err(Error::invalid(
                    "the operation ended with a redirect, so there is no status to read; help: call `resource`",
                ))
            },
            U::from_answer,
        )
    }
}

impl<T> fmt::Debug for Completed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completed").field("status", &self.status).finish_non_exhaustive()
    }
}
