//! The members of a body and their options.

use graph_macros::graph_action;

#[graph_action(POST "/types")]
pub struct Types {
    pub required: String,
    pub list: Vec<std::collections::BTreeMap<String, u8>>,
    pub borrowed: &'static str,
    pub bare: Option,
    pub additional_data: Option<String>,
}

#[graph_action(POST "/names")]
pub struct Names {
    pub __: Option<String>,
    pub callback_uri: Option<String>,
    #[graph(rename = "callbackUri")]
    pub other: Option<String>,
    pub callback__uri: Option<String>,
}

#[graph_action(POST "/identifiers")]
pub struct Identifiers {
    pub one: Option<String>,
    #[graph(rename = "two")]
    pub one: Option<String>,
}

#[graph_action(POST "/options")]
pub struct Options {
    #[graph(renam = "x", length = 3)]
    pub unknown: Option<String>,
    #[graph(rename = x, min_length = -1, max_length = 1u8)]
    pub values: Option<String>,
    #[graph(min = "1", max = 1e999)]
    pub numbers: Option<i32>,
    #[graph(min = 0)]
    #[graph(max = 9)]
    pub apart: Option<i32>,
    #[graph]
    pub bare: Option<String>,
}

#[graph_action(POST "/constraints")]
pub struct Constraints {
    #[graph(starts_with = "")]
    pub nothing: Option<String>,
    #[graph(starts_with = "https://", min_length = 1)]
    pub number: Option<i32>,
    #[graph(min = 1)]
    pub large: Option<i64>,
    #[graph(min = 2, max = 1)]
    pub never: Option<f64>,
    #[graph(min_length = 2, max_length = 1)]
    pub never_text: Option<String>,
}

fn main() {}
