//! Security requirements: a request carries a bearer token, or, with a transport that adds none, nothing.

use graph_emit::origin::Origin;
use openapiv3::{OpenAPI, Operation, SecurityRequirement, SecurityScheme};

use super::context::Context;

/// Reports what the description at `origin` asks of every request, where that is not a bearer token.
pub(super) fn report_api(cx: &mut Context<'_>, openapi: &OpenAPI, origin: &Origin) {
    report(cx, openapi.security.as_deref().unwrap_or_default(), origin);
}

/// Reports what `operation` at `origin` asks for, where that is not a bearer token.
pub(super) fn report_operation(cx: &mut Context<'_>, operation: &Operation, origin: &Origin) {
    report(cx, operation.security.as_deref().unwrap_or_default(), origin);
}

/// Of several requirements one is enough; each asks for all of its schemes.
fn report(cx: &mut Context<'_>, requirements: &[SecurityRequirement], origin: &Origin) {
    let missing = |requirement: &SecurityRequirement| {
        let mut schemes = requirement.keys();
        schemes.find(|name| cx.security_scheme(name).is_some_and(|scheme| !is_token(scheme))).cloned()
    };
    let missing: Option<Vec<_>> = requirements.iter().map(missing).collect();
    let Some(scheme) = missing.and_then(|schemes| schemes.into_iter().next()) else { return };
    let message = format!("the security scheme `{scheme}` is not supported");
    cx.unsupported(&origin.child("security"), &message, "requests carry the client's bearer token");
}

/// Whether the scheme is satisfied by a bearer token, wherever that comes from.
fn is_token(scheme: &SecurityScheme) -> bool {
    match scheme {
        SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIDConnect { .. } => true,
        SecurityScheme::HTTP { scheme, .. } => scheme.eq_ignore_ascii_case("bearer"),
        SecurityScheme::APIKey { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{lower, lower_with};

    const SCHEMES: &str = "components:\n  securitySchemes:\n    key: {type: apiKey, in: header, name: x}\n    basic: {type: http, scheme: basic}\n    token: {type: http, scheme: Bearer}\n";

    fn get(security: &str) -> String {
        format!("paths:\n  /a: {{get: {{security: {security}, responses: {{}}}}}}\n{SCHEMES}")
    }

    #[test]
    fn tokens_are_understood_where_one_of_the_requirements_is_enough() {
        for security in ["[]", "[{}]", "[{token: []}]", "[{key: []}, {token: []}]", "[{key: []}, {}]"] {
            lower(&get(security));
        }
    }

    #[test]
    fn keys_and_passwords_are_a_warning() {
        for (security, scheme) in [("[{key: []}, {basic: []}]", "key"), ("[{token: [], basic: []}]", "basic")] {
            let (_, found) = lower_with(&get(security));
            let place = "/paths/~1a/get/security";
            assert!(found[0].starts_with(&format!("{place}: the security scheme `{scheme}` is not")), "{found:?}");
        }
        let (_, found) = lower_with(&format!("security: [{{key: []}}]\npaths: {{}}\n{SCHEMES}"));
        assert!(found[0].starts_with("/security: the security scheme `key`"), "{found:?}");
    }
}
