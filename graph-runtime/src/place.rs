//! `Place`: where in the API a builder stands that serves several paths; `Paths`: these paths.

use std::sync::Arc;

use crate::template::BASE;
use crate::transport::UrlTemplate;

/// How many pieces are kept without an allocation. The whole of Microsoft Graph needs 8.
const INLINE: usize = 8;

/// The beginning of the templates of a shared builder, in the pieces that its steps gave.
#[derive(Clone, Default)]
pub(crate) struct Place {
    /// Those before the others, where there were too many.
    first: Option<Arc<str>>,
    pieces: [&'static str; INLINE],
    len: usize,
}

impl Place {
    /// The place `piece`, whatever was before.
    pub(crate) fn at(piece: &'static str) -> Self {
        let mut place = Self::default();
        place.push(piece);
        place
    }

    /// Whether templates are whole here.
    pub(crate) fn is_root(&self) -> bool {
        self.len == 0
    }

    /// Goes on by `piece`.
    pub(crate) fn push(&mut self, piece: &'static str) {
        if self.len == INLINE {
            *self = Self { first: Some(self.parts("").concat().into()), ..Self::default() };
        }
        self.pieces[self.len] = piece;
        self.len += 1;
    }

    /// `template` at this place, if it goes on from one; else it says its whole URL itself.
    pub(crate) fn template(&self, template: &'static str) -> UrlTemplate {
        let goes_on = template.is_empty() || template.starts_with(['/', '?']) || template.starts_with("{?");
        if self.is_root() || !goes_on {
            return template.into();
        }
        let mut parts = self.parts(template);
        parts.insert(0, BASE);
        UrlTemplate::joined(&parts)
    }

    fn parts<'p>(&'p self, last: &'p str) -> Vec<&'p str> {
        let pieces = self.pieces[..self.len].iter().copied();
        self.first.as_deref().into_iter().chain(pieces).chain([last]).collect()
    }
}

/// The paths that a [request builder](crate::RequestBuilder) serves, as the description writes them.
///
/// Where the API is the same below several paths, there is one builder for all of them: `/users/{user-id}/messages` and
/// `/me/messages`, for example. The requests that it makes go to the path that it was reached by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Where the shared part of the API stands; the first is what `path` begins with.
    places: &'static [&'static str],
    /// The path of the builder at the first place.
    path: &'static str,
}

impl Paths {
    /// The one path of a builder.
    pub const fn one(path: &'static str) -> Self {
        Self { places: &[""], path }
    }

    /// The paths of a builder that is at `path` below the first of `places`, and at the like below all others.
    ///
    /// # Panics
    /// At compile time, where `path` does not begin with the first of `places`.
    pub const fn below(places: &'static [&'static str], path: &'static str) -> Self {
        assert!(!places.is_empty() && begins_with(path, places[0]), "the path is not below the first place");
        Self { places, path }
    }

    /// All of them.
    ///
    /// ```
    /// use graph_runtime::Paths;
    ///
    /// let paths = Paths::below(&["/users/{user-id}", "/me"], "/users/{user-id}/messages");
    /// assert_eq!(paths.iter().collect::<Vec<_>>(), ["/users/{user-id}/messages", "/me/messages"]);
    /// ```
    pub fn iter(self) -> impl Iterator<Item = String> {
        self.places.iter().map(move |place| [place, self.rest()].concat())
    }

    /// Whether `path` is one of them.
    pub const fn contains(self, path: &str) -> bool {
        let mut at = 0;
        while at < self.places.len() {
            if is_joined(path, self.places[at], self.rest()) {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Proves that a declaration goes on from one of them: `path`, whose builder is called `builder`. For declared code only.
    ///
    /// # Panics
    /// At compile time, where it is another path. The message has both, and what to do.
    #[doc(hidden)]
    #[track_caller]
    pub const fn prove(self, path: &str, builder: &str) {
        if self.contains(path) {
            return;
        }
        let mut message = Message::new();
        message.push("the declared path goes on from ");
        message.push_path(path);
        message.push(", and `on` names the builder of ");
        message.push_path(self.path);
        message.push("\nhelp: name the builder of that path, as `");
        message.push(builder);
        message
            .push("`; how far above it another one is follows from its own name, not from one that it is imported as");
        panic!("{}", message.text());
    }

    /// What follows the place in each of them.
    const fn rest(self) -> &'static str {
        self.path.split_at(self.places[0].len()).1
    }

    /// The end of `template`, the path of one of these with the variables of a URL template, that follows the place.
    #[doc(hidden)]
    pub const fn rest_of(self, template: &'static str) -> &'static str {
        let mut segments = count(self.rest(), b'/');
        let (text, mut at) = (template.as_bytes(), template.len());
        while segments > 0 && at > 0 {
            at -= 1;
            if text[at] == b'/' {
                segments -= 1;
            }
        }
        template.split_at(at).1
    }
}

/// A text that is put together when a program is compiled, up to the length that it has room for.
struct Message {
    bytes: [u8; 2048],
    len: usize,
}

impl Message {
    const fn new() -> Self {
        Self { bytes: [0; 2048], len: 0 }
    }

    /// Adds `text` as a whole, or nothing of it.
    const fn push(&mut self, text: &str) {
        let (text, start) = (text.as_bytes(), self.len);
        if text.len() > self.bytes.len() - start {
            return;
        }
        let mut at = 0;
        while at < text.len() {
            self.bytes[start + at] = text[at];
            at += 1;
        }
        self.len += text.len();
    }

    /// Adds a path, as it is shown to people.
    const fn push_path(&mut self, path: &str) {
        if path.is_empty() {
            return self.push("the client");
        }
        self.push("`");
        self.push(path);
        self.push("`");
    }

    const fn text(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => unreachable!(),
        }
    }
}

const fn count(text: &str, wanted: u8) -> usize {
    let (text, mut count, mut at) = (text.as_bytes(), 0, 0);
    while at < text.len() {
        if text[at] == wanted {
            count += 1;
        }
        at += 1;
    }
    count
}

const fn begins_with(text: &str, beginning: &str) -> bool {
    text.len() >= beginning.len() && is_part(text.as_bytes(), 0, beginning.as_bytes())
}

/// Whether `text` is `beginning` and `end`.
const fn is_joined(text: &str, beginning: &str, end: &str) -> bool {
    text.len() == beginning.len() + end.len()
        && begins_with(text, beginning)
        && is_part(text.as_bytes(), beginning.len(), end.as_bytes())
}

/// Whether `part` stands in `text`, which is long enough, from `start` on.
const fn is_part(text: &[u8], start: usize, part: &[u8]) -> bool {
    let mut at = 0;
    while at < part.len() {
        if text[start + at] != part[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{INLINE, Paths, Place};

    #[test]
    fn a_template_is_put_together_however_many_pieces_there_are() {
        let mut place = Place::default();
        for _ in 0..=3 * INLINE {
            place.push("/a");
        }
        let path = "/a".repeat(3 * INLINE + 1);
        for end in ["/b{?c}", "{?c}", "?c={c}{&d}", ""] {
            assert_eq!(place.template(end), *format!("{{+baseurl}}{path}{end}"));
        }
        for whole in ["{+baseurl}/whole", "https://graph.example/whole", ".example/whole"] {
            assert_eq!(place.template(whole), whole);
        }
        assert_eq!(Place::default().template("/a"), "/a");
    }

    #[test]
    fn a_path_is_one_of_those_that_a_builder_serves() {
        let paths = Paths::below(&["/users/{user-id}", "/me", "/m"], "/users/{user-id}/e/{id}");
        for path in paths.iter() {
            assert!(paths.contains(&path), "{path}");
        }
        for path in ["/me/e", "/e/{id}", "", "/mé/e/{id}", "/me/e/{id}/f", "/me/e/{ie}"] {
            assert!(!paths.contains(path), "{path}");
        }
        assert!(Paths::one("/a").contains("/a") && !Paths::one("/a").contains("/b"));
    }

    #[test]
    fn what_is_not_gone_on_from_is_told_with_both_paths() {
        let paths = Paths::below(&["/users/{user-id}", "/me"], "/users/{user-id}/e");
        paths.prove("/me/e", "ERequestBuilder");
        let told = std::panic::catch_unwind(|| paths.prove("", "GraphClient")).expect_err("it is another path");
        let told = told.downcast_ref::<String>().expect("it is a text");
        assert!(told.starts_with(
            "the declared path goes on from the client, and `on` names the builder of `/users/{user-id}/e`\n"
        ));
        let long = "/a".repeat(3000);
        let told =
            std::panic::catch_unwind(|| paths.prove(&long, "LongRequestBuilder")).expect_err("it is another path");
        let told = told.downcast_ref::<String>().expect("it is a text");
        assert!(told.contains("LongRequestBuilder") && !told.contains("/a/a"), "what has no room is left out");
    }

    #[test]
    fn the_rest_of_a_template_has_as_many_segments_as_that_of_the_path() {
        let paths = Paths::below(&["/users/{user-id}", "/me"], "/users/{user-id}/e/{e-id}");
        assert_eq!(paths.rest_of("/me/e/{e%2Did}"), "/e/{e%2Did}");
        assert_eq!(Paths::one("/me/e/{e-id}").rest_of("/me/e/{e%2Did}"), "/me/e/{e%2Did}");
        assert_eq!(Paths::below(&["/me"], "/me").rest_of("/me"), "");
    }
}
