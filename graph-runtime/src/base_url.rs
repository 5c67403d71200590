//! `BaseUrl`: where the API is, checked once, and who may be given a token.

use http::Uri;
use http::uri::{Authority, Scheme};

use crate::cloud::Cloud;
use crate::{Error, template};

/// A checked base URL without a slash at its end.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BaseUrl {
    text: String,
    uri: Uri,
}

impl BaseUrl {
    /// Accepts `https://host[:port][/path]`, or the same with `http`.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let wrong = |reason: &str| Error::configuration(format!("base URL `{}` {reason}", shown(text)));
        let parse = |text: &str| text.parse::<Uri>().map_err(|error| wrong(&format!("is no URL: {error}")));
        // A host alone has a meaning of its own in a request line, and with a path it is no URL at all.
        let uri = if text.contains("://") { parse(text)? } else { Uri::default() };
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(wrong("must begin with `https://` or `http://`"));
        }
        if uri.host().is_none_or(str::is_empty) {
            return Err(wrong("has no host"));
        }
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err(wrong("must not hold a user name or password"));
        }
        if uri.query().is_some() || text.contains('#') {
            return Err(wrong("must not have a query or fragment"));
        }
        // `Uri` lets through what a URL may not hold as it is, such as braces (RFC 3986 section 2).
        let text = template::reserved(text.trim_end_matches('/'));
        Ok(Self { uri: parse(&text)?, text })
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The cloud that it leads to; none if it is the URL of a proxy or a test server.
    pub(crate) fn cloud(&self) -> Option<Cloud> {
        Cloud::of_host(self.uri.host()?)
    }

    /// The path and query of `url` below the base URL, with a slash at the beginning; none if it is not there.
    #[cfg(feature = "batch")]
    pub(crate) fn relative(&self, url: &Uri) -> Option<String> {
        let below = url.path_and_query()?.as_str().strip_prefix(self.uri.path().trim_end_matches('/'))?;
        (self.is_origin_of(url) && below.starts_with('/')).then(|| below.to_owned())
    }

    /// Whether `url` has the same scheme, host and port (RFC 6454 section 4).
    pub(crate) fn is_origin_of(&self, url: &Uri) -> bool {
        self.uri.scheme() == url.scheme() && self.uri.authority() == url.authority()
    }
}

/// `text` as an error may show it: without what stands before an `@`, which may be a password.
fn shown(text: &str) -> &str {
    text.rsplit('@').next().unwrap_or_default()
}

/// Who may be given a token.
#[derive(Clone, Debug)]
pub(crate) struct TokenHosts {
    hosts: Vec<String>,
    loopback_http: bool,
}

impl TokenHosts {
    /// The hosts of all clouds, and `more`; plain HTTP to this machine only if `loopback_http`.
    ///
    /// # Errors
    /// Some of `more` are more than a host, which none that is asked for would ever be like, or less.
    pub(crate) fn new(more: Vec<String>, loopback_http: bool) -> Result<Self, Error> {
        let is_wrong = |host: &&String| {
            host.contains('*') || host.parse::<Authority>().map_or(true, |authority| authority.host() != *host)
        };
        let wrong: Vec<_> = more.iter().filter(is_wrong).map(|host| format!("`{}`", shown(host))).collect();
        if !wrong.is_empty() {
            let wrong = wrong.join(", ");
            let help = "give the name alone, such as `proxy.example`, without scheme, port or path";
            return Err(Error::configuration(format!("allowed hosts that are none: {wrong}; help: {help}")));
        }
        let mut hosts = more;
        hosts.extend(Cloud::ALL.map(|cloud| cloud.host().to_owned()));
        Ok(Self { hosts, loopback_http })
    }

    /// Whether nobody on the way to `url` can read along, whosever host it is: https, or this machine where that is
    /// allowed.
    #[cfg(any(feature = "monitor", feature = "transfer"))]
    pub(crate) fn keep_private(&self, url: &Uri) -> bool {
        let Some(host) = url.host() else { return false };
        match url.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => self.loopback_http && is_loopback(host),
            _ => false,
        }
    }

    /// Whether a token may be sent to `url`.
    pub(crate) fn allow(&self, url: &Uri) -> bool {
        let Some(host) = url.host() else { return false };
        if url.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return false;
        }
        match url.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => {
                self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
                    || (self.loopback_http && is_loopback(host))
            }
            Some(scheme) if *scheme == Scheme::HTTP => self.loopback_http && is_loopback(host),
            _ => false,
        }
    }
}

/// Whether `host` is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "[::1]") || host.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, TokenHosts};

    fn allowed(hosts: &TokenHosts, url: &str) -> bool {
        hosts.allow(&url.parse().unwrap())
    }

    #[test]
    fn tokens_go_to_graph_over_https() {
        let hosts = TokenHosts::new(Vec::new(), false).unwrap();
        for url in [
            "https://graph.microsoft.com/beta/me",
            "https://GRAPH.microsoft.us/",
            "https://microsoftgraph.chinacloudapi.cn",
        ] {
            assert!(allowed(&hosts, url), "{url}");
        }
    }

    #[test]
    fn tokens_go_nowhere_else() {
        let hosts = TokenHosts::new(Vec::new(), false).unwrap();
        for url in [
            "http://graph.microsoft.com/beta",
            "https://graph.microsoft.com.evil.example/",
            "https://evil.example/graph.microsoft.com",
            "https://graph.microsoft.com@evil.example/",
            "https://user@graph.microsoft.com/",
            "https://xgraph.microsoft.com/",
            "http://localhost/",
            "https://localhost/",
            "graph.microsoft.com",
        ] {
            assert!(!allowed(&hosts, url), "{url}");
        }
    }

    #[test]
    fn loopback_and_own_hosts_are_opened_one_by_one() {
        let loopback = TokenHosts::new(Vec::new(), true).unwrap();
        for url in ["http://127.0.0.1:8080/", "http://[::1]/", "http://localhost/beta"] {
            assert!(allowed(&loopback, url), "{url}");
        }
        for url in ["http://127.0.0.2/", "http://localhost.evil.example/", "http://127.0.0.1.evil.example/"] {
            assert!(!allowed(&loopback, url), "{url}");
        }
        let own = TokenHosts::new(vec!["proxy.example".into()], false).unwrap();
        assert!(allowed(&own, "https://proxy.example/graph"));
        assert!(!allowed(&own, "http://proxy.example/graph"));
    }

    #[test]
    fn hosts_are_names_alone() {
        for host in ["proxy.example", "PROXY.example", "10.0.0.1", "[::2]"] {
            assert!(TokenHosts::new(vec![host.to_owned()], false).is_ok(), "{host}");
        }
        for host in ["", "https://proxy.example", "proxy.example:8080", "proxy.example/graph", "*.example", "a b"] {
            let hosts = vec!["proxy.example".to_owned(), host.to_owned()];
            let error = TokenHosts::new(hosts, false).unwrap_err().to_string();
            assert!(error.contains(&format!("are none: `{host}`;")), "{error}");
        }
        let error = TokenHosts::new(vec!["ada:secret@proxy.example".to_owned()], false).unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
    }

    #[test]
    fn a_base_url_is_checked() {
        assert_eq!(
            BaseUrl::parse("https://graph.microsoft.com/beta/").unwrap().as_str(),
            "https://graph.microsoft.com/beta"
        );
        assert_eq!(
            BaseUrl::parse("https://proxy.example/{a}/50%").unwrap().as_str(),
            "https://proxy.example/%7Ba%7D/50%25"
        );
        for (url, reason) in [
            ("graph.microsoft.com", "must begin with"),
            ("graph.microsoft.com/beta", "must begin with"),
            ("", "must begin with"),
            ("ftp://graph.microsoft.com", "must begin with"),
            ("https://a:secret@graph.microsoft.com", "user name"),
            ("https://graph.microsoft.com?x", "query"),
            ("https://graph.microsoft.com/a b", "no URL"),
        ] {
            let error = BaseUrl::parse(url).unwrap_err().to_string();
            assert!(error.contains(reason), "{url}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
