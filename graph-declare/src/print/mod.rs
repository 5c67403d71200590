//! An API as declarations: text that [`crate::parse`] reads into the same API.

mod builder;
mod layout;
mod model;
mod text;
mod types;

use graph_emit::ir::Api;

use self::layout::Layout;
use self::text::{Options, Writer};

/// The declarations of `api`, which is [settled](crate::settled), in one module called `name`.
pub fn print(api: &Api, name: &str) -> String {
    let mut options = Options::default();
    if !api.title.is_empty() {
        options.text("title", &api.title);
    }
    if let Some(url) = &api.base_url {
        options.text("base_url", url);
    }
    if let Some(version) = api.version {
        options.text("version", version.as_str());
    }
    let mut out = Writer::default();
    out.attribute("graph_api", &options);
    out.line(&format!("pub mod {name} {{"));
    out.nested(|out| Layout::of(api).print(api, out));
    out.line("}");
    out.finish()
}
