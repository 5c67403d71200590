//! An operation: the method that makes its request.

use proc_macro2::TokenStream;
use quote::quote;

use super::region::Region;
use super::runtime::Paths;
use super::{builder, doc, media, ty};
use crate::checked::{Body, Operation, Options, Returns};
use crate::ir::{ContentType, Header, Method};
use crate::names;

/// The method of `operation` on its builder.
pub fn method(operation: &Operation, region: Region<'_>, paths: &mut Paths) -> TokenStream {
    let Operation { name, attributes, .. } = operation;
    let docs = doc::attributes(&lines(operation));
    let deprecated = doc::deprecated(operation.deprecated.as_ref());
    let body_parameters = operation.body.iter().flat_map(|body| body_parameters(body, paths)).collect::<Vec<_>>();
    let parameters =
        body_parameters.into_iter().chain(builder::parameters(&operation.arguments, paths)).collect::<Vec<_>>();
    let answer = answer(operation, paths);
    let opened = opened(operation, region, paths);
    let values: Vec<_> = operation.arguments.iter().map(|argument| builder::value(argument, paths)).collect();
    let arguments = operation.arguments.iter().zip(values).map(|(argument, value)| {
        let variable = &argument.variable;
        quote! { .parameter(#variable, #value) }
    });
    let request = quote! { #opened #(#arguments)* };
    let request = operation.body.as_ref().map_or(request.clone(), |body| with_body(&request, body, paths));
    let accept = operation.accept.as_ref().map(|accept| quote! { .accept(#accept) });
    let advanced = operation.is_advanced().then(|| quote! { .advanced() });
    let proof = proof(&operation.returns, paths);
    quote! {
        #docs
        #deprecated
        #(#attributes)*
        pub fn #name(&self, #(#parameters),*) -> #answer {
            #proof
            #request #accept #advanced
        }
    }
}

/// What it does, the request line, the page, and its headers. What can go wrong is the same for all eighteen thousand, so
/// it is told once, where `Request` is documented.
fn lines(operation: &Operation) -> Vec<String> {
    let request_line = doc::code(&format!("{} {}", operation.method.as_str(), operation.path));
    let mut lines = doc::text(&operation.doc);
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(format!(
        "{request_line}{}",
        doc::link(&operation.doc).map(|link| format!(" · {link}")).unwrap_or_default()
    ));
    if !operation.headers.is_empty() {
        lines.push(String::new());
        lines.push(headers(&operation.headers));
    }
    lines.extend(media::docs(operation));
    lines.extend(builder::argument_docs(&operation.arguments));
    lines
}

/// `Request<T>`, or `Request<T, Q>` where there are query options.
fn answer(operation: &Operation, paths: &mut Paths) -> TokenStream {
    let request = paths.runtime("Request");
    let value = match &operation.returns {
        Returns::Nothing => quote! { () },
        Returns::Value(ty) | Returns::Collection(ty) => ty::value(ty, paths),
        Returns::Bytes => paths.runtime("Bytes"),
    };
    match &operation.options {
        Options::None => quote! { #request<#value> },
        Options::Shared(set) => {
            let options = paths.options(&set.name);
            quote! { #request<#value, #options> }
        }
        Options::Own(own) => {
            let options = &own.name;
            quote! { #request<#value, #options> }
        }
    }
}

/// The request without arguments and body.
fn opened(operation: &Operation, region: Region<'_>, paths: &mut Paths) -> TokenStream {
    let (method, template) = (&operation.method, region.template(operation));
    let request = paths.runtime("Request");
    match method {
        Method::Get | Method::Post | Method::Put | Method::Patch | Method::Delete => {
            let open = names::verb(*method);
            quote! { #request::#open(&self.route, #template) }
        }
        Method::Head | Method::Options | Method::Trace => {
            let (path, method) = (paths.runtime("Method"), names::fixed(method.as_str()));
            quote! { #request::new(&self.route, #path::#method, #template) }
        }
    }
}

/// The headers that it declares, which every request has setters for.
fn headers(headers: &[Header]) -> String {
    let one =
        |header: &Header| format!("{}{}", doc::code(&header.name), if header.required { " (required)" } else { "" });
    format!("Headers: {}.", headers.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// The parameters that the body needs, in the order of the SDKs: the body first.
fn body_parameters(body: &Body, paths: &mut Paths) -> Vec<TokenStream> {
    match body {
        Body::Json { ty, .. } => {
            let ty = ty::value(ty, paths);
            vec![quote! { body: #ty }]
        }
        Body::Base64 { .. } => {
            let binary = paths.model("Binary");
            vec![quote! { body: #binary }]
        }
        Body::Bytes(content_type) => {
            let bytes = paths.runtime("Body");
            let content_type = matches!(content_type, ContentType::Given(_)).then(|| quote! { content_type: &str });
            std::iter::once(quote! { body: #bytes }).chain(content_type).collect()
        }
        Body::Multipart { .. } => {
            let bytes = paths.runtime("Body");
            vec![quote! { body: #bytes }, quote! { boundary: &str }]
        }
    }
}

/// Lets the compiler say that a type which a declaration only names is not an answer: a request is one of anything.
fn proof(returns: &Returns, paths: &mut Paths) -> Option<TokenStream> {
    let (Returns::Value(ty) | Returns::Collection(ty)) = returns else { return None };
    let (name, response) = (ty::given(ty)?, paths.runtime("Response"));
    Some(quote! { let _ = <#name as #response>::STREAMED; })
}

/// `request` with its body.
fn with_body(request: &TokenStream, body: &Body, paths: &mut Paths) -> TokenStream {
    match body {
        Body::Json { content_type, ty, .. } => match (content_type, ty::declared(ty, paths)) {
            (None, None) => quote! { #request.json(&body) },
            (Some(content_type), None) => quote! { #request.json_as(#content_type, &body) },
            (None, Some(declared)) => quote! { #declared::body_of(&body, #request) },
            (Some(content_type), Some(declared)) => {
                quote! { #declared::body_of(&body, #request).header("Content-Type", #content_type) }
            }
        },
        Body::Bytes(ContentType::Fixed(content_type)) => quote! { #request.bytes(#content_type, body) },
        Body::Bytes(ContentType::Given(_)) => quote! { #request.bytes(content_type, body) },
        Body::Base64 { content_type } => quote! { #request.base64(#content_type, &body) },
        Body::Multipart { content_type } => quote! { #request.multipart(#content_type, boundary, body) },
    }
}
