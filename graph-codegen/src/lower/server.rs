//! The URL that every path continues.

use graph_emit::ir::ApiVersion;
use openapiv3::{OpenAPI, Server};

use super::doc::is_web;

/// The URL of the first `https` server, else of the first that is a URL at all; without a trailing slash.
///
/// A relative URL says nothing about the host, so the choice is left to the client.
pub(super) fn base_url(openapi: &OpenAPI) -> Option<String> {
    url(&openapi.servers)
}

/// The same of `servers`.
pub(crate) fn url(servers: &[Server]) -> Option<String> {
    let mut urls = servers.iter().map(filled_in).filter(|url| is_web(url)).collect::<Vec<_>>();
    urls.sort_by_key(|url| !url.to_ascii_lowercase().starts_with("https:"));
    urls.first().map(|url| url.trim_end_matches('/').to_owned())
}

/// The version that the path of `base_url` ends with. Nothing else of the URL decides where requests go: a description may come
/// from anybody.
pub(crate) fn version(base_url: &str) -> Option<ApiVersion> {
    let (_, behind_scheme) = base_url.split_once("://")?;
    match behind_scheme.split_once('/')?.1.rsplit('/').next()? {
        "v1.0" => Some(ApiVersion::V1),
        "beta" => Some(ApiVersion::Beta),
        _ => None,
    }
}

/// The server's URL with the default of each of its variables (`OpenAPI` 3.0.3, Server Variable Object).
fn filled_in(server: &Server) -> String {
    let variables = server.variables.iter().flatten();
    variables.fold(server.url.clone(), |url, (name, variable)| url.replace(&format!("{{{name}}}"), &variable.default))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::description;
    use super::*;

    fn base(servers: &str) -> Option<String> {
        base_url(&description(&format!("{servers}\npaths: {{}}")))
    }

    #[test]
    fn a_trailing_slash_is_cut() {
        let servers = "servers: [{url: 'https://graph.microsoft.com/v1.0/'}]";
        assert_eq!(base(servers).as_deref(), Some("https://graph.microsoft.com/v1.0"));
    }

    #[test]
    fn the_version_is_the_last_segment() {
        for (url, expected) in [
            ("https://graph.microsoft.com/v1.0", Some(ApiVersion::V1)),
            ("https://elsewhere.example/graph/beta", Some(ApiVersion::Beta)),
            ("https://beta", None),
            ("https://graph.microsoft.com", None),
            ("https://graph.microsoft.com/v2.0", None),
            ("https://graph.microsoft.com/beta/x", None),
        ] {
            assert_eq!(version(url), expected, "{url}");
        }
    }

    #[test]
    fn https_comes_first() {
        let servers = "servers: [{url: 'http://a.example'}, {url: 'https://b.example'}]";
        assert_eq!(base(servers).as_deref(), Some("https://b.example"));
    }

    #[test]
    fn variables_take_their_defaults() {
        let servers = "servers: [{url: 'https://{host}/v1', variables: {host: {default: a.example}}}]";
        assert_eq!(base(servers).as_deref(), Some("https://a.example/v1"));
    }

    #[test]
    fn a_relative_url_is_no_base() {
        assert_eq!(base("servers: [{url: /v1}]"), None);
        assert_eq!(base("servers: []"), None);
    }
}
