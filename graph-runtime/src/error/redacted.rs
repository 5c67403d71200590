//! Errors without what their request was authorized with.

use std::fmt;
use std::sync::Arc;

use super::{Error, debug_as_report};
use crate::model::JsonError;
use crate::model::excerpt::printable;
use crate::odata_error::ODataError;
use crate::token::{Redactor, Secret};

type Source = dyn std::error::Error + Send + Sync;

impl Error {
    /// The same error without `secret`, in whatever way the service, or what the error came about by, repeats it: in texts,
    /// headers, and causes. Every error of an exchange goes through here before anybody sees it.
    pub(crate) fn redacted(mut self, secret: &Secret) -> Self {
        if secret.is_none() {
            return self;
        }
        let redactor = secret.redactor();
        redact(&redactor, &mut self.0.reason);
        redactor.headers(&mut self.0.headers);
        self.0.odata.redact(&redactor);
        if let Some(source) = self.0.source.take() {
            self.0.source = Some(without_secrets(&redactor, source));
        }
        self
    }
}

impl ODataError {
    fn redact(&mut self, redactor: &Redactor) {
        let Self { code, message, target, request_id, client_request_id, date, inner_codes, details, snippet } = self;
        let details = details.iter_mut().flat_map(|detail| [&mut detail.code, &mut detail.message, &mut detail.target]);
        let texts = [code, message, target, request_id, client_request_id, date, snippet];
        for text in texts.into_iter().chain(details).flatten().chain(inner_codes) {
            redact(redactor, text);
        }
    }
}

fn redact(redactor: &Redactor, text: &mut String) {
    if let std::borrow::Cow::Owned(redacted) = redactor.text(text) {
        *text = redacted;
    }
}

/// The cause itself where it holds no secret, else what it says without that.
fn without_secrets(redactor: &Redactor, source: Arc<Source>) -> Arc<Source> {
    let outermost: &(dyn std::error::Error + 'static) = &*source;
    let texts: Vec<String> = std::iter::successors(Some(outermost), |&error| error.source()).map(text_of).collect();
    let is_clean = |text: &String| matches!(redactor.text(text), std::borrow::Cow::Borrowed(_));
    if texts.iter().all(is_clean) && is_clean(&format!("{source:?}")) {
        return source;
    }
    let causes = texts.iter().rev().map(|text| redactor.text(text).into_owned());
    let cause = causes.fold(None, |source, text| Some(Box::new(Cause { text, source })));
    cause.map_or(source, |cause| Arc::from(cause as Box<Source>))
}

/// All that an error says. That of JSON cuts its text where it prints it, and half a secret is not found.
fn text_of(error: &(dyn std::error::Error + 'static)) -> String {
    error.downcast_ref::<JsonError>().map_or_else(|| error.to_string(), |error| error.as_str().to_owned())
}

/// A cause of which the text is left.
struct Cause {
    text: String,
    source: Option<Box<Self>>,
}

debug_as_report!(Cause);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.text))
    }
}

impl std::error::Error for Cause {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
