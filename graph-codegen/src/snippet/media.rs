//! Which method of an operation a request's media types ask for.

use graph_emit::checked::{Body, Media, Operation, Returns};
use graph_emit::ir::ContentType;
use proc_macro2::TokenStream;
use quote::quote;

use super::faults::Faults;
use super::header::{JSON, media_type};
use super::imports::Imports;
use super::request::Request;

/// The method that sends a request.
#[derive(Clone, Copy)]
pub struct Chosen<'c> {
    /// The method.
    pub method: &'c Operation,
    /// The one whose answer is asked for, where that is another.
    pub answer: Option<&'c Operation>,
}

impl<'c> Chosen<'c> {
    /// The method of `operation` that sends what `Content-Type` says and asks for what `Accept` says; the first one where they
    /// say nothing that is described.
    pub fn of(request: &Request<'_>, operation: &'c Operation) -> Self {
        let header = |name| request.header(name).map(|header| header.value.text);
        let sent = header("Content-Type").filter(|_| request.body.is_some()).and_then(|sent| {
            let bodies = operation.methods().filter(|method| !matches!(method.media, Media::Asked(_)));
            let fits = bodies.filter_map(|method| Some((nearness(method.body.as_ref()?, sent)?, method)));
            fits.min_by_key(|(nearness, _)| *nearness).map(|(_, method)| method)
        });
        let asked = header("Accept").and_then(|accept| {
            let first = operation.accept.as_deref().unwrap_or(JSON).split(',');
            let first = first.filter_map(|own| Some((near(own.trim(), accept)?, None)));
            let others = operation.others.iter().filter_map(|method| match &method.media {
                Media::Asked(own) => Some((near(own, accept)?, Some(method))),
                Media::First | Media::Sent(_) => None,
            });
            first.chain(others).min_by_key(|(nearness, _)| *nearness)?.1
        });
        match (sent.filter(|sent| sent.media != Media::First), asked) {
            (Some(method), answer) => Self { method, answer },
            (None, Some(method)) => Self { method, answer: None },
            (None, None) => Self { method: operation, answer: None },
        }
    }

    /// The call that reads the answer as what was asked for, where the method reads another; JSON has no other type here.
    pub fn read_as(&self, imports: &mut Imports) -> Option<TokenStream> {
        let ty = match self.answer?.returns {
            Returns::Nothing => quote! { () },
            Returns::Bytes => imports.runtime("Bytes"),
            Returns::Value(_) | Returns::Collection(_) => imports.model("Json"),
        };
        Some(quote! { .read_as::<#ty>() })
    }
}

/// Tells where `Accept` asks for nothing that `operation` is described to answer; it is sent all the same.
pub fn tell_undescribed_answer(request: &Request<'_>, operation: &Operation, faults: &mut Faults<'_>) {
    let Some(accept) = request.header("Accept").filter(|_| !matches!(operation.returns, Returns::Nothing)) else {
        return;
    };
    let first = operation.accept.as_deref().unwrap_or(JSON).split(',').map(str::trim);
    let others = operation.others.iter().filter_map(|method| match &method.media {
        Media::Asked(own) => Some(own.as_str()),
        Media::First | Media::Sent(_) => None,
    });
    let described: Vec<_> = first.chain(others).collect();
    let is_described = |wanted: &str| {
        let essence = media_type(wanted);
        essence.ends_with('*') || described.iter().any(|own| near(own, wanted).is_some())
    };
    if !accept.value.text.split(',').any(is_described) {
        let message = format!("the operation is not described to answer `{}`", accept.value.text);
        let help = format!("it answers `{}`, which the snippet reads", described.join("` or `"));
        faults.note(accept.value.at, "", message, help);
    }
}

/// Whether `content_type` is one that `body` may have.
pub fn takes(body: &Body, content_type: &str) -> bool {
    nearness(body, content_type).is_some()
}

/// The media types that `operation` takes, as people write them.
pub fn listed(operation: &Operation) -> String {
    let bodies = operation.methods().filter(|method| !matches!(method.media, Media::Asked(_)));
    let types: Vec<_> = bodies.filter_map(|method| method.body.as_ref()).flat_map(Body::content_types).collect();
    format!("`{}`", types.join("` or `"))
}

/// The value of the parameter `name` of a media type, without quotes.
pub fn parameter<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let parameters = text.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut values = parameters.filter(|(known, _)| known.trim().eq_ignore_ascii_case(name));
    values.next().map(|(_, value)| value.trim().trim_matches('"'))
}

/// How near `content_type` is to what `body` has; `None` where it is another.
fn nearness(body: &Body, content_type: &str) -> Option<u8> {
    body.content_types().into_iter().filter_map(|own| near(own, content_type)).min()
}

/// How near the media type `wanted` is to `own`, which may be a range: the same, the same without parameters, in the range;
/// `None` where it is another.
fn near(own: &str, wanted: &str) -> Option<u8> {
    let (own_essence, essence) = (media_type(own), media_type(wanted));
    match own_essence.strip_suffix('*') {
        _ if own.eq_ignore_ascii_case(wanted) => Some(0),
        _ if own_essence.eq_ignore_ascii_case(essence) => Some(1),
        Some("*/") => Some(3),
        Some(range) if essence.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range)) => Some(2),
        _ => None,
    }
}

/// The media type that the caller of a body of bytes has to give: the request's, else the only one there is.
pub fn given(content_type: &ContentType, said: Option<&str>) -> Option<String> {
    let ContentType::Given(types) = content_type else { return None };
    let only = match types.as_slice() {
        [only] if !only.contains('*') => Some(only.as_str()),
        _ => None,
    };
    Some(said.or(only).unwrap_or("application/octet-stream").to_owned())
}

#[cfg(test)]
mod tests {
    use graph_emit::checked::Body;
    use graph_emit::ir::ContentType;

    use super::{nearness, parameter};

    #[test]
    fn the_nearest_type_is_chosen() {
        let body = |types: &[&str]| Body::Bytes(ContentType::Given(types.iter().map(ToString::to_string).collect()));
        for (types, content_type, expected) in [
            (&["text/plain; a=b", "text/plain"][..], "Text/Plain", Some(0)),
            (&["text/plain"], "text/plain; charset=utf-8", Some(1)),
            (&["image/*", "*/*"], "image/png", Some(2)),
            (&["image/*", "*/*"], "text/csv", Some(3)),
            (&["image/*"], "imagery/png", None),
        ] {
            assert_eq!(nearness(&body(types), content_type), expected, "{content_type}");
        }
    }

    #[test]
    fn parameters_are_found_with_and_without_quotes() {
        let text = "multipart/form-data; charset=utf-8; Boundary=\"a b\"";
        assert_eq!(parameter(text, "boundary"), Some("a b"));
        assert_eq!(parameter("multipart/form-data;boundary=x", "boundary"), Some("x"));
        assert_eq!(parameter("multipart/form-data", "boundary"), None);
    }
}
