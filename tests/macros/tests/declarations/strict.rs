//! No lint of rustc has anything to say about what is emitted.

#![deny(warnings, missing_docs, unused, nonstandard_style, rust_2018_idioms, missing_debug_implementations)]

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
        UnknownValue(graph_runtime::model::UnknownValue),
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
