//! What may be fetched, and where a redirect may lead.

use std::net::IpAddr;
use std::path::PathBuf;

use reqwest::Url;

/// Where a description comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// A URL.
    Url(Url),
}

impl Source {
    /// The source that `text` names; the error says why it is not one.
    pub fn parse(text: &str) -> Result<Self, String> {
        if !crate::spec::is_url(text) {
            return Ok(Self::File(text.into()));
        }
        let url = Url::parse(text).map_err(|error| format!("this is not a URL: {error}"))?;
        may_be_asked(&url)?;
        Ok(Self::Url(url))
    }
}

/// Whether `url` may be asked at all.
fn may_be_asked(url: &Url) -> Result<(), String> {
    if !url.username().is_empty() || url.password().is_some() {
        return Err("the URL has a user name or a password, which would be written to `description.lock`".to_owned());
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        "http" => Err("the URL has no https, so that anybody on the way can change what comes".to_owned()),
        scheme => Err(format!("URLs with `{scheme}` are not fetched")),
    }
}

/// Whether `url` is of this machine.
pub fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Where `location`, the answer of `from`, leads; the error says why nobody goes there. It may lead to the host of `start`
/// and to `hosts`.
pub fn redirected(from: &Url, location: &str, start: &Url, hosts: &[String]) -> Result<Url, (String, &'static str)> {
    let to = from.join(location).map_err(|error| (format!("the redirect leads nowhere: {error}"), "check the URL"))?;
    may_be_asked(&to).map_err(|message| {
        (format!("a redirect to {to} is not followed: {message}"), "give a URL that answers itself")
    })?;
    if from.scheme() == "https" && to.scheme() != "https" {
        return Err((format!("a redirect from https to {to} is not followed"), "give a URL that answers itself"));
    }
    let is_same = (to.host_str(), to.port_or_known_default()) == (start.host_str(), start.port_or_known_default());
    let is_allowed = to.scheme() == "https" && hosts.iter().any(|host| Some(host.as_str()) == to.host_str());
    if !is_same && !is_allowed {
        let message = format!("a redirect to another host is not followed: {to}");
        return Err((message, "if the host is to be trusted, allow it with `--allow-host`"));
    }
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::{Source, Url, redirected};

    #[test]
    fn only_https_and_this_machine_are_asked() {
        for text in ["https://a.example/b.yaml", "http://localhost:1/b", "http://127.0.0.1/b", "http://[::1]:80/b"] {
            assert!(matches!(Source::parse(text), Ok(Source::Url(_))), "{text}");
        }
        for text in [
            "http://a.example/b",
            "http://localhost.example/b",
            "ftp://a.example/b",
            "https://u:p@a.example/b",
            "https://",
        ] {
            assert!(Source::parse(text).is_err(), "{text}");
        }
        assert_eq!(Source::parse("specs/beta.yaml"), Ok(Source::File("specs/beta.yaml".into())));
    }

    #[test]
    fn a_redirect_stays_on_its_host_and_on_https() {
        let start = Url::parse("https://a.example/b/c.yaml").expect("it is a URL");
        let hosts = ["raw.example".to_owned()];
        let to =
            |location: &str| redirected(&start, location, &start, &hosts).map(String::from).map_err(|error| error.0);
        assert_eq!(to("d.yaml"), Ok("https://a.example/b/d.yaml".to_owned()));
        assert_eq!(to("https://raw.example/x"), Ok("https://raw.example/x".to_owned()));
        for location in [
            "http://a.example/x",
            "http://127.0.0.1/x",
            "https://b.example/x",
            "//b.example",
            "https://a.example:8443/",
            "https://u@a.example/",
            "file:///etc/passwd",
            "http://raw.example/x",
        ] {
            assert!(to(location).is_err(), "{location}");
        }
    }
}
