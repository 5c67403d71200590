//! The URL of a request, as its template says it or as a user wrote it.

use std::borrow::Cow;

use super::Draft;
use crate::path::leads_where_it_says;
use crate::template::Giver;
use crate::{Client, Error, Parameter, template};

/// What is said of a path that has dot segments.
const ELSEWHERE: &str = "the path has a `\\`, or a segment that is `.` or `..`, perhaps encoded, which would address another \
                         resource; help: give the path that it leads to";

impl Draft {
    /// The URL: the link as it came, or else the template expanded and the options that it does not name; then the options
    /// that the user added.
    ///
    /// # Errors
    /// The first step that failed, or what keeps the URL from being made.
    pub(crate) fn url(&self) -> Result<String, Error> {
        self.check()?;
        let mut url = match &self.link {
            Some((link, _)) => link.clone(),
            None => self.expanded()?,
        };
        if !leads_where_it_says(&url) {
            return Err(Error::invalid(ELSEWHERE).at(&self.origin));
        }
        for (name, value) in &self.raw_query {
            template::push_option(&mut url, name, value);
        }
        Ok(url)
    }

    /// The URL that the template says.
    fn expanded(&self) -> Result<String, Error> {
        let failed = |error| Error::template(error).at(&self.origin);
        let template = self.route.template(&self.origin.template).map_err(failed)?;
        let base_url = self.route.base_url();
        let expanded = template::expand(&template, base_url, &|giver, name| self.value(giver, name));
        let mut url = expanded.map_err(failed)?;
        for (name, value) in &self.options {
            if template::variables(&template).all(|variable| variable != *name) {
                template::push_option(&mut url, &template::decode(name), value);
            }
        }
        Ok(url)
    }

    /// The value of a variable. A key of the path may be given as an option, too, where the route has none of that name.
    fn value(&self, giver: Giver, name: &str) -> Option<&Parameter> {
        let option = self.options.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        match giver {
            Giver::Route => self.route.parameter(name).or(option),
            Giver::Request => option,
        }
    }
}

/// The URL that `url` says: a path below the base URL, or a whole one that the client may go to. What a URL may not have as it
/// is, is encoded: blanks, quotes, what is not ASCII, a `%` that begins no escape (RFC 3986 section 2.1). What is reserved
/// and every escape stay, for only the caller knows what they mean.
pub(super) fn raw_url(client: &Client, url: &str) -> Result<String, Error> {
    if url.contains('#') {
        return Err(Error::invalid(
            "the URL has a `#`, behind which nothing is sent; help: in a name, key or value write `%23`",
        ));
    }
    if let Some(control) = url.chars().find(|sign| sign.is_control()) {
        let (shown, encoded) = (control.escape_debug(), template::encoded_character(control));
        return Err(Error::invalid(format!(
            "the URL has the control character `{shown}`; help: leave it out, or write `{encoded}` where it is meant"
        )));
    }
    if url.starts_with("//") {
        return Err(Error::invalid("the path begins with `//`, which names a host; help: begin it with one `/`"));
    }
    let is_path = url.starts_with('/');
    if !is_path && !url.contains("://") {
        return Err(Error::invalid("the URL is neither absolute nor a path; help: begin a path with `/`"));
    }
    let whole = if is_path { Cow::Owned(client.base_url().to_owned() + url) } else { Cow::Borrowed(url) };
    // Before a `\` in it is encoded.
    if !leads_where_it_says(&whole) {
        return Err(Error::invalid(ELSEWHERE));
    }
    let url = template::reserved(&whole);
    if is_path { Ok(url) } else { client.check_link(&url).map(|()| url) }
}
