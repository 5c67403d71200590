//! From [`Checked`] to tokens. It cannot fail, and it is the only emitter: the generator and the macros both end here.

mod builder;
mod declared;
mod doc;
mod enums;
mod markdown;
mod media;
mod model;
mod module;
mod operation;
mod options;
mod page;
mod region;
mod runtime;
#[cfg(test)]
mod tests;
mod ty;

pub use self::declared::{
    Attach, Declared, Homes, PLACEHOLDERS, declared, declared_options, declared_type, open_enum, way,
};
pub use self::doc::{is_plain_url, line, prose};
pub use self::module::Module;
pub use self::runtime::Style;

use proc_macro2::TokenStream;
use quote::quote;

use self::region::Region;
use self::runtime::Paths;
use crate::checked::{Builder, Checked};
use crate::{names, order};

/// The module tree of an API: the client at the root, a module per path segment, and `models`.
pub fn emit(api: &Checked) -> Module<'_> {
    let mut root = builder::root(api);
    root.children.push(model::namespace(&api.models));
    root.children.extend(options::module(&api.option_sets));
    root.children.retain(|child| !child.is_empty());
    order::sort_by(&mut root.children, |a, b| a.name.cmp(&b.name));
    root
}

/// All that stands in the module of one builder, its types included, with paths in `style`.
pub fn builder(builder: &Builder, style: Style) -> Vec<TokenStream> {
    builder::items(builder, Region::default(), &mut Paths::new(style))
}

/// The documentation of a declaration as attributes.
pub fn doc_attributes(doc: &crate::ir::Doc) -> TokenStream {
    doc::attributes(&doc::text(doc))
}

/// The lints that names taken from a description, or a user who needs only some of them, would set off.
fn lints() -> TokenStream {
    quote! {
        allow(
            dead_code,
            deprecated,
            unused_imports,
            clippy::enum_variant_names,
            clippy::module_inception,
            clippy::pedantic,
            clippy::should_implement_trait,
            clippy::wrong_self_convention,
            reason = "the names are those of the description, and a program seldom uses all of them"
        )
    }
}
