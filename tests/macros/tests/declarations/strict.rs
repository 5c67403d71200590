//! No lint of rustc or Clippy has anything to say about what is emitted.

#![deny(
    warnings,
    missing_docs,
    unused,
    nonstandard_style,
    rust_2018_idioms,
    missing_debug_implementations,
    unsafe_code,
    clippy::pedantic
)]

pub mod ping {
    //! A module that has no names of its own in scope.

    /// Sends a text; the members bear what members can.
    #[::graph_macros::graph_action(PUT "/a/{a-id}/ping", docs = "https://a.example", deprecated = "use another")]
    pub struct PingPutRequestBody {
        /// An old member.
        #[deprecated(since = "1.2", note = "use `number`")]
        pub text: Option<String>,
        #[graph(min = 0, max = 1e3)]
        pub number: Option<f64>,
        #[graph(min_length = 1, max_length = 2)]
        pub r#type: ::core::option::Option<Text>,
    }

    /// Another name for a text.
    pub type Text = ::std::string::String;
}

/// A request without a body; its struct keeps its attributes.
#[graph_macros::graph_action(GET "/pong")]
#[derive(Debug)]
#[must_use]
#[cfg(test)]
pub struct Pong;

#[no_implicit_prelude]
pub mod bare {
    //! Nothing is in scope.

    ::graph_runtime::request_builder!(RootRequestBuilder, "");

    /// A tree.
    #[::graph_macros::graph_api("/bare", on = RootRequestBuilder)]
    pub mod tree {
        /// Lists.
        #[graph_builder("/things")]
        impl ThingsRequestBuilder {
            /// All.
            #[graph(query(select, top), headers("If-Match"))]
            pub fn get(&self, from: Option<Date>, ids: &[i32]) -> [Thing];
            /// One more.
            pub fn post(&self, body: Thing) -> Thing;
        }

        /// A thing.
        #[graph_model(type_name = "#a.thing")]
        pub struct Thing {
            /// Its name.
            #[graph(max_length = 3)]
            pub name: Option<String>,
            /// Its kind.
            pub kind: Option<Flags<Kind>>,
        }

        /// What there is.
        #[graph_enum(flags)]
        pub enum Kind {
            /// One.
            One,
        }
    }
}

macro_rules! thing {
    ($name:ident, $ty:ty, $path:literal, $builder:ident) => {
        /// Made by a macro.
        #[::graph_macros::graph_model]
        pub struct $name {
            /// A member.
            pub member: ::core::option::Option<$ty>,
        }

        #[::graph_macros::graph_builder($path)]
        impl $builder {
            /// Gets it.
            pub fn get(&self) -> $name;
        }
    };
}

thing!(Made, String, "/made", MadeRequestBuilder);

/// Inside a function.
#[must_use]
pub fn inside() -> bool {
    #[::graph_macros::graph_api("/inside")]
    mod tree {
        #[graph_builder("/it")]
        impl ItRequestBuilder {
            pub fn get(&self) -> It;
        }

        #[graph_model]
        pub struct It {
            pub is_it: Option<bool>,
        }
    }
    tree::It { is_it: ::core::option::Option::Some(true), ..::core::default::Default::default() }.is_it == Some(true)
}

#[allow(non_camel_case_types)]
pub mod shadowed {
    //! Names of the prelude mean other things here.

    /// Not a text.
    #[derive(Clone, Debug)]
    pub struct String;
    /// No option.
    #[derive(Clone, Debug)]
    pub struct Option;
    /// No result.
    #[derive(Clone, Debug)]
    pub struct Result;
    /// Nothing.
    #[derive(Clone, Debug)]
    pub struct Some;

    /// Not a list.
    #[derive(Clone, Debug)]
    pub struct Vec;
    /// Not a pointer.
    #[derive(Clone, Debug)]
    pub struct Box;
    pub mod std {
        //! Not the standard library.
    }
    pub mod core {
        //! Nor what it is made of.
    }
    pub mod graph_runtime {
        //! Nor the runtime.
    }

    ::graph_runtime::request_builder!(RootRequestBuilder, "");

    /// A tree; bare names are the values that Graph has.
    #[graph_macros::graph_api("/shadowed", on = RootRequestBuilder)]
    pub mod tree {
        /// Lists.
        #[graph_builder("/things/f(at={at},kinds={kinds})", function, at: f64, kinds: &[&str])]
        impl FRequestBuilder {
            /// All.
            #[graph(query(select, top), headers("If-Match"))]
            pub fn get(&self, from: Option<String>) -> [Thing];
            /// One more.
            #[graph(content_type = "application/octet-stream")]
            pub fn put(&self, body: Body) -> Vec<String>;
        }

        /// A thing.
        #[graph_model(type_name = "#a.shadowed")]
        pub struct Thing {
            /// Its name.
            pub name: Option<String>,
            /// Its like.
            pub next: Option<Box<Thing>>,
            /// Names.
            pub names: Option<Vec<String>>,
        }
    }

    /// Sends a text.
    #[graph_macros::graph_action(POST "/shadow")]
    pub struct ShadowPostRequestBody {
        /// A text.
        #[graph(min_length = 1)]
        pub text: ::core::option::Option<::std::string::String>,
    }

    /// A value.
    #[derive(Clone, PartialEq, Eq, Hash, graph_macros::GraphEnum)]
    pub enum Value {
        /// None.
        None,
        /// An old one.
        #[deprecated]
        Ok,
        /// A value that came later.
        UnknownValue(::graph_runtime::model::UnknownValue),
    }
}

/// What is not there declares nothing.
#[graph_macros::graph_action(GET "/pong")]
#[cfg(any())]
pub struct Pong;

#[test]
fn sound_declarations_compile_without_a_warning() {
    let _ = PongRequestBuilder::new;
    let _ = shadowed::Value::None;
}
