//! Attributes that the macro cannot keep.

use graph_macros::graph_action;

#[graph_action(POST "/a")]
#[derive(Clone)]
#[deprecated]
#[graph(rename = "x")]
#[doc(hidden)]
#[doc = include_str!("refused.rs")]
pub struct Struct {
    #[serde(rename = "x")]
    pub serde: Option<String>,
    #[cfg(all())]
    pub conditional: Option<String>,
    #[allow(dead_code)]
    pub lint: Option<String>,
    #[deprecated(note = 1, because = "x")]
    pub old: Option<String>,
}

#[graph_action(POST "/b")]
#[graph_action(POST "/c")]
pub struct Twice {}

fn main() {}
