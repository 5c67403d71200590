//! The steps that a request is built by.

use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, PROXY_AUTHORIZATION};

use super::Draft;
use crate::conditions::PREFER;
use crate::headers::JSON;
use crate::model::{Binary, Value, Violation, Violations, to_vec};
use crate::transport::Body;
use crate::{Error, Parameter, preferences};

impl Draft {
    /// Sets an option of the operation; the last setting counts.
    pub(crate) fn option(&mut self, name: &'static str, value: Parameter) {
        self.options.retain(|(known, _)| *known != name);
        self.options.push((name, value));
    }

    pub(crate) fn query(&mut self, name: String, value: Parameter) {
        self.raw_query.push((name, value));
    }

    pub(crate) fn header(&mut self, name: &str, value: &str) {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            // Those of the client stay.
            (Ok(name), Ok(_)) if name == PREFER => self.prefer(value),
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive([AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(&name));
                self.headers.set(name, value);
            }
            (Err(_), _) => self.fail(Error::invalid(format!("`{}` is not a header name", name.escape_debug()))),
            (_, Err(_)) => self.fail(Error::invalid(format!(
                "the value of the header `{name}` has characters that a header must not have"
            ))),
        }
    }

    pub(crate) fn body(&mut self, content_type: &str, body: Body) {
        self.header(CONTENT_TYPE.as_str(), content_type);
        self.body = Some(body);
    }

    pub(crate) fn base64(&mut self, content_type: &str, body: &Binary) {
        let compact: String = body.as_str().split_ascii_whitespace().collect();
        match Binary::from(compact).to_bytes() {
            Ok(bytes) => self.body(content_type, Binary::from_bytes(bytes).as_str().to_owned().into()),
            Err(error) => {
                let reason = "the body is not base64; help: `Binary::from_bytes` encodes bytes";
                self.fail(Error::invalid(reason).with_source(error));
            }
        }
    }

    pub(crate) fn multipart(&mut self, media_type: &str, boundary: &str, body: Body) {
        if !is_boundary(boundary) {
            let reason = "the boundary of a multipart body has 1 to 70 letters, digits and `'()+_,-./:=?`, and spaces that are \
                          not at its end";
            return self.fail(Error::invalid(reason));
        }
        self.body(&format!("{media_type}; boundary=\"{boundary}\""), body);
    }

    /// Adds preferences, in place of others with the same names.
    pub(crate) fn prefer(&mut self, added: &str) {
        let before = self.headers.get(&PREFER).and_then(|before| before.to_str().ok());
        let both = preferences::joined(before.unwrap_or_default(), added);
        match both.and_then(|both| HeaderValue::try_from(both).ok()) {
            Some(both) => self.headers.set(PREFER, both),
            None => self.fail(Error::invalid(format!("`Prefer: {}` {}", added.escape_debug(), preferences::HELP))),
        }
    }

    pub(crate) fn json(&mut self, body: &impl Value) {
        let mut found = Vec::new();
        body.check(&mut Violations::new(&mut found));
        if !found.is_empty() {
            return self.fail(violated(&found));
        }
        match to_vec(body) {
            Ok(text) => {
                self.headers.set(CONTENT_TYPE, JSON);
                self.body = Some(text.into());
            }
            Err(error) => self.fail(Error::invalid("the body cannot be written as JSON").with_source(error)),
        }
    }
}

/// Whether `text` can part the parts of a multipart body (RFC 2046 section 5.1.1).
fn is_boundary(text: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=? ".contains(&byte);
    (1..=70).contains(&text.len()) && text.bytes().all(is_sign) && !text.ends_with(' ')
}

/// One error that names every member at fault.
fn violated(found: &[Violation]) -> Error {
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    Error::invalid(found.join("; "))
}
