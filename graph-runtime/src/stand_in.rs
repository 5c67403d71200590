//! `StandIn`: what URLs have in place of a path of the description.

use std::borrow::Cow;
use std::iter::successors;
use std::sync::Arc;

use crate::TemplateError;
use crate::template::{BASE, encoded};

/// What URLs have in place of a path, and those that were put in place of others before.
#[derive(Clone)]
pub(crate) struct StandIn {
    /// What templates begin with.
    path: &'static str,
    /// What URLs begin with.
    short: &'static str,
    /// The path between colons behind `short`, as the user wrote it, without a slash before it.
    at: Option<Arc<str>>,
    before: Option<Arc<Self>>,
}

impl StandIn {
    /// `short` in place of `path`, after `before`.
    pub(crate) fn new(path: &'static str, short: &'static str, before: Option<&Self>) -> Self {
        Self { path, short, at: None, before: before.cloned().map(Arc::new) }
    }

    /// `short` with the path `at` behind it in place of `path`, after `before`. What is reached by a path goes on in the same
    /// path.
    pub(crate) fn by_path(path: &'static str, short: &'static str, at: &str, before: Option<&Self>) -> Self {
        let at = at.strip_prefix('/').unwrap_or(at);
        if let Some((last, first)) = before.and_then(|last| Some((last, last.at.as_ref()?)))
            && last.path == short
        {
            let at = format!("{first}/{at}");
            return Self { path, at: Some(at.into()), ..last.clone() };
        }
        Self { at: Some(at.into()), ..Self::new(path, short, before) }
    }

    /// What the last one stands for.
    pub(crate) fn path(&self) -> &'static str {
        self.path
    }

    /// `template` with what stands in place of its path.
    pub(crate) fn applied<'t>(&self, template: &'t str) -> Result<Cow<'t, str>, TemplateError> {
        let mut applied = Cow::Borrowed(template);
        for stand_in in successors(Some(self), |last| last.before.as_deref()) {
            if let Some(shorter) = stand_in.in_place(&applied)? {
                applied = Cow::Owned(shorter);
            }
        }
        Ok(applied)
    }

    /// `template` with this in place of its path, if it begins with that and not only with the same letters.
    fn in_place(&self, template: &str) -> Result<Option<String>, TemplateError> {
        let Self { path, short, at, .. } = self;
        let Some(rest) = template.strip_prefix(BASE).and_then(|template| template.strip_prefix(path)) else {
            return Ok(None);
        };
        if !rest.is_empty() && ["/", "?", "{?", "{&"].iter().all(|next| !rest.starts_with(next)) {
            return Ok(None);
        }
        let at = at.as_ref().map(|at| between_colons(at, rest.starts_with('/'))).transpose()?.unwrap_or_default();
        Ok(Some(format!("{BASE}{short}{at}{rest}")))
    }
}

/// The path `at` as it stands in URLs: behind a colon, and before another one where more follows.
fn between_colons(at: &str, goes_on: bool) -> Result<String, TemplateError> {
    let mut text = ":".to_owned();
    for (index, segment) in at.split('/').enumerate() {
        if let Some(fault) = fault(segment) {
            return Err(TemplateError::NotAPath(format!("segment {} of the path {fault}", index + 1)));
        }
        text.push('/');
        text.extend(encoded(segment));
    }
    if goes_on {
        text.push(':');
    }
    Ok(text)
}

/// What no name of a file, folder or site has (Microsoft Support, "Restrictions and limitations in `OneDrive` and `SharePoint`").
const NOT_IN_NAMES: &[char] = &['"', '*', ':', '<', '>', '?', '\\', '|'];

/// Why `segment` is not the name of a file, folder or site, and what to do. The name itself is not told: it may tell of
/// people.
fn fault(segment: &str) -> Option<String> {
    match segment {
        "" => {
            return Some(
                "is empty; help: write `/folder/file.txt`, without `//` and without a `/` at the end".to_owned(),
            );
        }
        "." | ".." => {
            return Some(
                "is `.` or `..`, which would address another resource; help: give the path that it leads to".to_owned(),
            );
        }
        _ => {}
    }
    if let Some(wrong) = segment.chars().find(|sign| NOT_IN_NAMES.contains(sign) || sign.is_control()) {
        return Some(format!(
            "has the character `{}`, which no name of a file, folder or site has; help: give names as the service shows \
             them, not encoded, and without the colons around the path",
            wrong.escape_debug()
        ));
    }
    let has_blank = segment.starts_with(' ') || segment.ends_with(' ');
    has_blank.then(|| "begins or ends with a blank, which names do not; help: leave the blank out".to_owned())
}
