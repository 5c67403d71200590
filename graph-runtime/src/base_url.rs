//! `BaseUrl`: where the API is, checked once, and who may be given a token.

use http::Uri;
use http::uri::Scheme;

use crate::cloud::Cloud;
use crate::path::leads_where_it_says;
use crate::shown::shown;
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
        let parse = |text: &str| text.parse::<Uri>().map_err(|error| wrong(&format!("is not a URL: {error}")));
        // A host alone has a meaning of its own in a request line, and with a path it is no URL at all.
        let uri = if text.contains("://") { parse(text)? } else { Uri::default() };
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(wrong("must begin with `https://` or `http://`"));
        }
        if uri.host().is_none_or(str::is_empty) {
            return Err(wrong("has no host"));
        }
        if has_user(&uri) {
            return Err(wrong("must not hold a user name or password"));
        }
        if uri.query().is_some() || text.contains('#') {
            return Err(wrong("must not have a query or fragment"));
        }
        if port(&uri).is_none() {
            return Err(wrong("has a port that is not a number up to 65535"));
        }
        if !leads_where_it_says(text) {
            return Err(wrong("must not have `\\`, `.` or `..` in its path"));
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

    /// Whether `url` has the same scheme, host and port (RFC 6454 section 4), and no user name.
    pub(crate) fn is_origin_of(&self, url: &Uri) -> bool {
        let is_same_host = self.uri.host().is_some_and(|host| is_host(url, host));
        self.uri.scheme() == url.scheme() && is_same_host && port(&self.uri) == port(url) && !has_user(url)
    }
}

/// Who may be given a token: whoever answers at the origin of the base URL, and the hosts that were named besides.
#[derive(Clone, Debug)]
pub(crate) struct TokenHosts {
    /// The base URL, where a token may go there.
    base: Option<BaseUrl>,
    named: Vec<Named>,
    #[cfg(any(feature = "monitor", feature = "transfer"))]
    loopback_http: bool,
}

/// A host that was named, and its port.
#[derive(Clone, Debug)]
struct Named {
    host: String,
    port: u16,
}

impl TokenHosts {
    /// The base URL, if it is on a cloud, on one of the hosts `named`, or on this machine and `loopback_http`; and the hosts
    /// `named`, over https.
    ///
    /// # Errors
    /// Some of `named` are not a host with or without a port, so that no URL would ever be on one.
    pub(crate) fn new(base: &BaseUrl, named: &[String], loopback_http: bool) -> Result<Self, Error> {
        let (read, wrong): (Vec<_>, Vec<_>) =
            named.iter().map(|text| Named::read(text, base).ok_or(text)).partition(Result::is_ok);
        let wrong: Vec<_> =
            wrong.into_iter().filter_map(Result::err).map(|text| format!("`{}`", shown(text))).collect();
        if !wrong.is_empty() {
            let wrong = wrong.join(", ");
            let help = "give the name alone, such as `proxy.example`, or with a port, `proxy.example:8443`";
            return Err(Error::configuration(format!("not a host to allow: {wrong}; help: {help}")));
        }
        let named: Vec<Named> = read.into_iter().filter_map(Result::ok).collect();
        let is_loopback = loopback_http && base.uri.host().is_some_and(is_loopback);
        let is_https = base.uri.scheme() == Some(&Scheme::HTTPS);
        let is_allowed = is_https && (base.cloud().is_some() || named.iter().any(|named| named.is_host_of(&base.uri)));
        Ok(Self {
            base: (is_loopback || is_allowed).then(|| base.clone()),
            named,
            #[cfg(any(feature = "monitor", feature = "transfer"))]
            loopback_http,
        })
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
        let is_named = || {
            let is_https = url.scheme() == Some(&Scheme::HTTPS);
            is_https && !has_user(url) && self.named.iter().any(|named| named.is_host_of(url))
        };
        self.base.as_ref().is_some_and(|base| base.is_origin_of(url)) || is_named()
    }
}

impl Named {
    /// A host without a port is at the one of the base URL, if that is on it and https, else at the default one.
    fn read(text: &str, base: &BaseUrl) -> Option<Self> {
        let uri: Uri = format!("https://{text}").parse().ok()?;
        let (authority, host) = (uri.authority()?, uri.host()?);
        if authority.as_str() != text || has_user(&uri) || host.is_empty() || host.contains('*') {
            return None;
        }
        let is_of_base = base.uri.scheme() == Some(&Scheme::HTTPS) && is_host(&base.uri, host);
        let port = if authority.as_str() == host && is_of_base { port(&base.uri)? } else { port(&uri)? };
        Some(Self { host: host.to_owned(), port })
    }

    fn is_host_of(&self, url: &Uri) -> bool {
        is_host(url, &self.host) && port(url) == Some(self.port)
    }
}

fn is_host(url: &Uri, host: &str) -> bool {
    url.host().is_some_and(|known| known.eq_ignore_ascii_case(host))
}

/// Whether `url` names a user, perhaps with a password (RFC 3986 section 3.2.1).
fn has_user(url: &Uri) -> bool {
    url.authority().is_some_and(|authority| authority.as_str().contains('@'))
}

/// The port that `url` leads to, that of its scheme where it names none; `None` where what it names is not a port.
fn port(url: &Uri) -> Option<u16> {
    let named = url.authority()?.as_str().rsplit('@').next()?.strip_prefix(url.host()?)?;
    match named.strip_prefix(':').unwrap_or_default() {
        "" if url.scheme() == Some(&Scheme::HTTP) => Some(80),
        "" => Some(443),
        digits => digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit())),
    }
}

/// Scheme, host and port of `url`, as an error tells where it leads.
pub(crate) fn origin_text(url: &Uri) -> String {
    let authority = url.authority().map_or("", |authority| authority.as_str());
    format!("{}://{}", url.scheme_str().unwrap_or_default(), authority.rsplit('@').next().unwrap_or_default())
}

/// Whether `host` is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "[::1]") || host.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, TokenHosts};
    use crate::Cloud;

    /// The hosts of a client with this base URL and these hosts named.
    fn hosts(base: &str, named: &[&str], loopback_http: bool) -> TokenHosts {
        let named: Vec<String> = named.iter().map(ToString::to_string).collect();
        TokenHosts::new(&BaseUrl::parse(base).unwrap(), &named, loopback_http).unwrap()
    }

    fn assert_allowed(hosts: &TokenHosts, urls: &[&str], expected: bool) {
        for url in urls {
            assert_eq!(hosts.allow(&url.parse().unwrap()), expected, "{url} and {hosts:?}");
        }
    }

    #[test]
    fn tokens_go_to_the_origin_of_the_base_url() {
        let graph = hosts("https://graph.microsoft.com/beta", &[], false);
        let there =
            ["https://graph.microsoft.com/v1.0/me", "https://GRAPH.microsoft.com", "https://graph.microsoft.com:443/"];
        assert_allowed(&graph, &there, true);
        let at_port = hosts("https://graph.microsoft.com:8443/beta", &[], false);
        assert_allowed(&at_port, &["https://graph.microsoft.com:8443/"], true);
        assert_allowed(&at_port, &["https://graph.microsoft.com/", "https://graph.microsoft.com:443/"], false);
    }

    #[test]
    fn tokens_go_to_graph_over_https() {
        for host in Cloud::ALL.map(Cloud::host) {
            let graph = hosts(&format!("https://{host}/beta"), &[], false);
            assert_allowed(&graph, &[&format!("https://{host}/v1.0/me")], true);
            assert_allowed(&graph, &[&format!("http://{host}/v1.0/me")], false);
            let open = format!("http://{host}/beta");
            assert_allowed(&hosts(&open, &[], false), &[&open], false);
        }
    }

    #[test]
    fn loopback_and_own_hosts_are_opened_one_by_one() {
        let (own, loopback) = ("https://proxy.example/graph", "http://127.0.0.1:8080/");
        for (base, named, loopback_http, opened) in [
            (own, &[][..], false, &[][..]),
            (own, &["proxy.example"], false, &[own]),
            (own, &[], true, &[]),
            (loopback, &["proxy.example"], false, &[own]),
            (loopback, &["proxy.example"], true, &[own, loopback]),
            (loopback, &[], true, &[loopback]),
        ] {
            let hosts = hosts(base, named, loopback_http);
            for url in [own, loopback] {
                assert_allowed(&hosts, &[url], opened.contains(&url));
            }
        }
    }

    #[test]
    fn tokens_go_nowhere_else() {
        let elsewhere = [
            "http://graph.microsoft.com/beta",
            "http://graph.microsoft.com:443/beta",
            "https://graph.microsoft.com:8443/",
            "https://graph.microsoft.com:80/",
            "https://graph.microsoft.com:65979/",
            "https://graph.microsoft.com:x/",
            "https://graph.microsoft.com./",
            "https://graph.microsoft.us/",
            "https://microsoftgraph.chinacloudapi.cn",
            "https://graph.microsoft.com.evil.example/",
            "https://evil.example/graph.microsoft.com",
            "https://graph.microsoft.com@evil.example/",
            "https://user@graph.microsoft.com/",
            "https://xgraph.microsoft.com/",
            "http://localhost/",
            "https://localhost/",
            "graph.microsoft.com",
        ];
        for (named, loopback_http) in [(&[][..], false), (&["own.example"], false), (&[], true)] {
            assert_allowed(&hosts("https://graph.microsoft.com/beta", named, loopback_http), &elsewhere, false);
        }
    }

    #[test]
    fn each_cloud_has_its_own_tokens() {
        let urls = Cloud::ALL.map(|cloud| format!("https://{}/v1.0", cloud.host()));
        for base in &urls {
            for url in &urls {
                assert_allowed(&hosts(base, &[], false), &[url], url == base);
            }
        }
        let both = hosts(&urls[0], &[Cloud::China.host()], false);
        assert_allowed(&both, &[&urls[0], &urls[3]], true);
        assert_allowed(&both, &[&urls[1], &urls[2]], false);
    }

    #[test]
    fn a_proxy_gets_tokens_if_it_is_named_and_no_cloud_behind_it_does() {
        let base = "https://proxy.example:8443/graph";
        assert_allowed(&hosts(base, &[], false), &[base], false);
        let named = hosts(base, &["PROXY.example", "files.example", "more.example:99"], false);
        let there = [base, "https://proxy.example:8443/", "https://files.example/", "https://more.example:99"];
        assert_allowed(&named, &there, true);
        let elsewhere = [
            "https://proxy.example/",
            "http://proxy.example:8443/",
            "https://files.example:8443/",
            "http://files.example/",
            "https://more.example/",
            "https://graph.microsoft.com/beta",
        ];
        assert_allowed(&named, &elsewhere, false);
        assert_allowed(&hosts(base, &["proxy.example:99"], false), &[base], false);
        assert_allowed(
            &hosts("http://proxy.example/graph", &["proxy.example"], true),
            &["http://proxy.example/graph"],
            false,
        );
    }

    #[test]
    fn loopback_is_opened_for_the_port_of_the_base_url() {
        for base in
            ["http://127.0.0.1:8080/beta", "http://[::1]:8080", "http://localhost:8080/", "https://localhost:8080"]
        {
            assert_allowed(&hosts(base, &[], true), &[base], true);
            assert_allowed(&hosts(base, &[], false), &[base], false);
            let elsewhere =
                ["http://127.0.0.1:8081/", "http://localhost/", "https://[::1]/", "https://graph.microsoft.com"];
            assert_allowed(&hosts(base, &[], true), &elsewhere, false);
        }
        for base in ["http://127.0.0.2/", "http://localhost.evil.example/", "http://127.0.0.1.evil.example/"] {
            assert_allowed(&hosts(base, &[], true), &[base], false);
        }
    }

    #[test]
    fn hosts_are_names_alone() {
        let base = BaseUrl::parse("https://graph.microsoft.com/beta").unwrap();
        let named = |host: &str| TokenHosts::new(&base, &["proxy.example".to_owned(), host.to_owned()], false);
        for host in ["proxy.example", "PROXY.example", "10.0.0.1", "[::2]", "proxy.example:8443", "[::2]:8443"] {
            assert!(named(host).is_ok(), "{host}");
        }
        for host in
            ["", "https://proxy.example", "proxy.example/graph", "*.example", "a b", "a.example:x", "a.example:99999"]
        {
            let error = named(host).unwrap_err().to_string();
            assert!(error.contains(&format!("not a host to allow: `{host}`;")), "{error}");
        }
        for host in ["ada:secret@proxy.example", "https://ada:secret@proxy.example", "proxy.example/?sig=secret"] {
            let error = named(host).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
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
            ("https://graph.microsoft.com/a b", "not a URL"),
            ("https://graph.microsoft.com:99999", "port"),
            ("https://proxy.example/graph/../beta", "`..`"),
            ("https://proxy.example/%2e%2E/beta", "`..`"),
            ("https://proxy.example/graph\\beta", "`..`"),
            ("https://graph.microsoft.com/beta?sig=secret", "query"),
            ("https://graph.microsoft.com/beta#secret", "query"),
            ("ada:secret@graph.microsoft.com/beta", "must begin with"),
            ("https://graph.microsoft.com/a b?sig=secret", "not a URL"),
            ("https://ada:se cret@graph.microsoft.com/?sig=secret", "not a URL"),
            ("ftp://ada:secret@graph.microsoft.com/?sig=secret", "must begin with"),
        ] {
            let error = BaseUrl::parse(url).unwrap_err().to_string();
            assert!(error.contains(reason), "{url}: {error}");
            assert!(!error.contains("cret"), "{error}");
        }
    }
}
