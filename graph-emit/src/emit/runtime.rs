//! The only file that spells a path into the runtime crate or the standard library.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::ODataOption;
use crate::names::{self, Name};
use crate::order;

/// How generated code names what it uses, and what it used so far.
#[derive(Debug, Default)]
pub struct Paths {
    style: Style,
    used: Vec<(Home, &'static str)>,
    models: bool,
    options: bool,
}

/// Stands for the module of models where a declaration has its types in modules of its own.
pub const DECLARED_MODELS: &str = "graph_declared_models";
/// Stands for the module of options there.
pub const DECLARED_OPTIONS: &str = "graph_declared_options";

/// Short names with `use` lines, or paths that mean the same everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// `Option<String>`, and `use ::graph_runtime::Request;` at the top of the module.
    #[default]
    Imported,
    /// `::core::option::Option<::std::string::String>`: a macro cannot add `use` lines to its caller's module.
    Absolute,
}

/// Where an imported name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Home {
    Model,
    Options,
    Runtime,
}

impl Paths {
    /// Paths in `style`.
    pub fn new(style: Style) -> Self {
        Self { style, ..Self::default() }
    }

    /// `graph_runtime::Request` and what else stands at the root of the runtime.
    pub fn runtime(&mut self, name: &'static str) -> TokenStream {
        self.imported(Home::Runtime, name)
    }

    /// `graph_runtime::model::Model` and what else models are made with.
    pub fn model(&mut self, name: &'static str) -> TokenStream {
        self.imported(Home::Model, name)
    }

    /// The trait of an `OData` query option.
    pub fn option_trait(&mut self, option: ODataOption) -> TokenStream {
        self.imported(
            Home::Options,
            match option {
                ODataOption::Count => "Count",
                ODataOption::Expand => "Expand",
                ODataOption::Filter => "Filter",
                ODataOption::Format => "Format",
                ODataOption::Orderby => "Orderby",
                ODataOption::Search => "Search",
                ODataOption::Select => "Select",
                ODataOption::Skip => "Skip",
                ODataOption::Top => "Top",
            },
        )
    }

    /// A macro of the runtime; macros are always named in full.
    pub fn runtime_macro(name: &'static str) -> TokenStream {
        let name = names::fixed(name);
        quote! { ::graph_runtime::#name }
    }

    /// `Option`.
    pub fn option(&self) -> TokenStream {
        self.prelude("Option", quote! { ::core::option::Option })
    }

    /// `Some`.
    pub fn some(&self) -> TokenStream {
        self.prelude("Some", quote! { ::core::option::Option::Some })
    }

    /// `String`.
    pub fn string(&self) -> TokenStream {
        self.prelude("String", quote! { ::std::string::String })
    }

    /// `Vec`.
    pub fn vec(&self) -> TokenStream {
        self.prelude("Vec", quote! { ::std::vec::Vec })
    }

    /// `Box`.
    pub fn boxed(&self) -> TokenStream {
        self.prelude("Box", quote! { ::std::boxed::Box })
    }

    /// A clone of `value`. The method is in scope for all who have the prelude; the function takes a reference to what is
    /// one already, too, for what is expected of it says whose clone it is.
    pub fn cloned(&self, value: &TokenStream) -> TokenStream {
        match self.style {
            Style::Imported => quote! { #value.clone() },
            Style::Absolute => quote! { ::core::clone::Clone::clone(&#value) },
        }
    }

    /// `route` at a place that is further down by `path`. The function says what `route` is a clone of; see
    /// [`cloned`](Self::cloned).
    pub fn below(&mut self, route: &TokenStream, path: &TokenStream) -> TokenStream {
        match self.style {
            Style::Imported => quote! { #route.below(#path) },
            Style::Absolute => {
                let of = self.runtime("Route");
                quote! { #of::below(#route, #path) }
            }
        }
    }

    /// `Sized`.
    pub fn sized(&self) -> TokenStream {
        self.prelude("Sized", quote! { ::core::marker::Sized })
    }

    /// The derives of a type, in the order given.
    pub fn derive(&self, traits: &[&'static str]) -> TokenStream {
        let traits = traits.iter().map(|name| {
            let ident = names::fixed(name);
            match *name {
                "Clone" => self.prelude(name, quote! { ::core::clone::Clone }),
                "Copy" => self.prelude(name, quote! { ::core::marker::Copy }),
                "Debug" => self.prelude(name, quote! { ::core::fmt::Debug }),
                "Hash" => self.prelude(name, quote! { ::core::hash::Hash }),
                _ => self.prelude(name, quote! { ::core::cmp::#ident }),
            }
        });
        quote! { #[derive(#(#traits),*)] }
    }

    /// A type of the module tree `models`.
    pub fn models(&mut self, namespace: &[Name], name: &Name) -> TokenStream {
        self.models = true;
        let models = names::fixed(if self.style == Style::Absolute { DECLARED_MODELS } else { "models" });
        quote! { #models::#(#namespace::)*#name }
    }

    /// A marker of the module `options`.
    pub fn options(&mut self, name: &Name) -> TokenStream {
        self.options = true;
        let options = names::fixed(if self.style == Style::Absolute { DECLARED_OPTIONS } else { "options" });
        quote! { #options::#name }
    }

    /// Whether [`Paths::models`] was asked for a path.
    pub fn uses_models(&self) -> bool {
        self.models
    }

    /// Whether [`Paths::options`] was asked for a path.
    pub fn uses_options(&self) -> bool {
        self.options
    }

    /// The `use` lines for all that was asked for; none for absolute paths.
    pub fn imports(&self) -> Vec<TokenStream> {
        [Home::Model, Home::Options, Home::Runtime].into_iter().filter_map(|home| self.import(home)).collect()
    }

    fn import(&self, home: Home) -> Option<TokenStream> {
        let mut used: Vec<_> = self.used.iter().filter(|(from, _)| *from == home).map(|(_, name)| *name).collect();
        order::sort_by(&mut used, Ord::cmp);
        let used: Vec<_> = used.into_iter().map(names::fixed).collect();
        let home = home.path();
        match used.as_slice() {
            [] => None,
            [name] => Some(quote! { use #home::#name; }),
            names => Some(quote! { use #home::{#(#names),*}; }),
        }
    }

    fn imported(&mut self, home: Home, name: &'static str) -> TokenStream {
        let ident = names::fixed(name);
        match self.style {
            Style::Imported => {
                if !self.used.contains(&(home, name)) {
                    self.used.push((home, name));
                }
                quote! { #ident }
            }
            Style::Absolute => {
                let home = home.path();
                quote! { #home::#ident }
            }
        }
    }

    fn prelude(&self, name: &'static str, absolute: TokenStream) -> TokenStream {
        match self.style {
            Style::Imported => {
                let ident = names::fixed(name);
                quote! { #ident }
            }
            Style::Absolute => absolute,
        }
    }
}

impl Home {
    fn path(self) -> TokenStream {
        match self {
            Self::Runtime => quote! { ::graph_runtime },
            Self::Model => quote! { ::graph_runtime::model },
            Self::Options => quote! { ::graph_runtime::options },
        }
    }
}
