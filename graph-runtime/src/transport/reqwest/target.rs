//! `Target`: where a request goes, as reqwest wants to be told.

use std::fmt::Write as _;
use std::sync::OnceLock;

use ::reqwest::Url;
use http::Uri;
use http::uri::Authority;

use crate::base_url::is_loopback;
use crate::transport::{TransportError, TransportErrorKind};

/// Where a request goes.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) url: Url,
    /// Whether that is this machine itself.
    pub(super) is_loopback: bool,
}

/// The targets of a transport.
///
/// To parse a URL takes a tenth of the time that reqwest has for a small request, most of it for the host. Most requests of a
/// client go to the same one, so the first is kept, and the others are it with another path.
#[derive(Default)]
pub(super) struct Targets(OnceLock<(Uri, Target)>);

impl Targets {
    /// That of a request to `uri`.
    pub(super) fn target(&self, uri: &Uri) -> Result<Target, TransportError> {
        match self.0.get() {
            Some((known, target)) if is_same_origin(known, uri) => Ok(target.with_path_of(uri)),
            Some(_) => Target::parse(uri),
            None => {
                let target = Target::parse(uri)?;
                self.0.get_or_init(|| (uri.clone(), target.clone()));
                Ok(target)
            }
        }
    }
}

/// Whether the URLs are the same text up to the path.
fn is_same_origin(one: &Uri, other: &Uri) -> bool {
    // As texts, for to an `Authority` a password in capitals is the same as one without.
    fn authority(uri: &Uri) -> Option<&str> {
        uri.authority().map(Authority::as_str)
    }
    one.scheme() == other.scheme() && authority(one) == authority(other)
}

impl Target {
    fn parse(uri: &Uri) -> Result<Self, TransportError> {
        let mut url = String::with_capacity(256);
        write!(url, "{uri}").expect("invariant: text takes all that is written");
        let url = Url::parse(&url).map_err(|error| TransportError::new(TransportErrorKind::Refused, error))?;
        Ok(Self { url, is_loopback: uri.host().is_some_and(is_loopback) })
    }

    /// The same place with the path and query of `uri`.
    fn with_path_of(&self, uri: &Uri) -> Self {
        let mut target = self.clone();
        target.url.set_path(uri.path());
        target.url.set_query(uri.query());
        target
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Target, Targets};

    /// URLs of a few origins, with all that the grammar of paths and queries has, and what browsers mend in them.
    fn url() -> impl Strategy<Value = String> {
        let origin = prop::sample::select(vec![
            "https://graph.microsoft.com",
            "https://GRAPH.microsoft.com",
            "https://graph.microsoft.com:443",
            "https://user@graph.microsoft.com",
            "http://127.0.0.1:8080",
            "http://[::1]",
        ]);
        (
            origin,
            r"(/[-a-zA-Z0-9._~%:@!$&'()*+,;={}|^\\]{0,12}){0,4}",
            r#"(\?[-a-z0-9%:@!$&'()*+,;=/?"<>`{}|^\\]{0,12})?"#,
        )
            .prop_map(|(origin, path, query)| format!("{origin}{path}{query}"))
    }

    proptest! {
        #[test]
        fn the_target_is_that_of_the_whole_url(urls in prop::collection::vec(url(), 1..6)) {
            let targets = Targets::default();
            for uri in urls.iter().filter_map(|url| url.parse().ok()) {
                let (whole, target) = (Target::parse(&uri), targets.target(&uri));
                match (whole, target) {
                    (Ok(whole), Ok(target)) => {
                        prop_assert_eq!(whole.url, target.url);
                        prop_assert_eq!(whole.is_loopback, target.is_loopback);
                    }
                    (whole, target) => prop_assert_eq!(whole.is_ok(), target.is_ok()),
                }
            }
        }
    }
}
