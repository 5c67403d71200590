//! `#[graph_api("/path", on = Builder, ..)]` on a module: a tree of one's own.

use graph_emit::ir::ApiVersion;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Meta, Path, Token, TypePath};

use super::{Module, named};
use crate::report::{Report, error};

const NAMES: &[&str] = &["on", "trait_name", "crate", "title", "version", "base_url"];

/// A module that declares an API.
pub struct Declared {
    /// What stands in the parentheses of `graph_api`.
    pub options: ApiOptions,
    /// The module.
    pub module: Module,
}

/// What stands in the parentheses of `graph_api`.
#[derive(Default)]
pub struct ApiOptions {
    /// The path that all in the module go on from; empty for the service's root.
    pub path: Option<LitStr>,
    /// The builder that the tree goes on from.
    pub on: Option<TypePath>,
    /// The name of the trait that has the steps on it.
    pub trait_name: Option<Ident>,
    /// Where the runtime is.
    pub runtime: Option<Path>,
    /// What the API calls itself.
    pub title: Option<LitStr>,
    /// The version that its requests go to.
    pub version: Option<ApiVersion>,
    /// The URL that all paths continue.
    pub base_url: Option<LitStr>,
}

/// The API that `attribute` declares of `module`.
pub fn declared(attribute: &Attribute, module: Module, report: &mut Report) -> Declared {
    let options = match &attribute.meta {
        Meta::Path(_) => ApiOptions::default(),
        Meta::List(list) => {
            let parser = |input: ParseStream<'_>| Ok(ApiOptions::read(input, report));
            let read = list.parse_args_with(parser);
            report.keep(read).unwrap_or_default()
        }
        Meta::NameValue(_) => {
            let help = "write it like `graph_api(\"/privateStore\", on = GraphClient)`";
            report.push(error(attribute, "the options of `graph_api` stand in parentheses", help));
            ApiOptions::default()
        }
    };
    Declared { options, module }
}

impl ApiOptions {
    /// Reads what stands in the parentheses.
    pub fn read(input: ParseStream<'_>, report: &mut Report) -> Self {
        let mut options = Self::default();
        if input.peek(LitStr) {
            options.path = report.keep(input.parse());
            named::skip(input);
        }
        named::read(input, NAMES, report, |name, input| {
            match name {
                "on" => options.on = Some(named::assigned(input, "on = GraphClient")?),
                "trait_name" => options.trait_name = Some(named::assigned(input, "trait_name = PrivateStoreSteps")?),
                "crate" => options.runtime = Some(named::path(input, "crate = graph_beta::graph_runtime")?),
                "title" => options.title = Some(named::assigned(input, "title = \"My API\"")?),
                "version" => options.version = Some(version(&named::assigned(input, "version = \"beta\"")?)?),
                _ => options.base_url = Some(named::assigned(input, "base_url = \"https://example.com\"")?),
            }
            Ok(())
        });
        options
    }
}

fn version(text: &LitStr) -> syn::Result<ApiVersion> {
    match text.value().as_str() {
        "v1.0" => Ok(ApiVersion::V1),
        "beta" => Ok(ApiVersion::Beta),
        other => Err(error(
            text,
            format!("`{}` is not a version of Microsoft Graph", other.escape_debug()),
            "the versions are `v1.0` and `beta`",
        )),
    }
}

/// Whether a comma is next or nothing is.
pub fn is_end(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}
