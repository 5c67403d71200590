//! Enums that are not open, or say a value twice.

use graph_macros::GraphEnum;
use graph_runtime::model::UnknownValue;

#[derive(GraphEnum)]
pub struct Struct;

#[derive(GraphEnum)]
pub union Union {
    a: u8,
}

#[derive(GraphEnum)]
pub enum Generic<T> {
    Held(T),
    UnknownValue(UnknownValue),
}

#[derive(GraphEnum)]
pub enum Closed {
    Busy,
}

#[derive(GraphEnum)]
pub enum Unit {
    UnknownValue,
}

#[derive(GraphEnum)]
#[graph(flags)]
pub enum Values {
    Busy,
    #[graph(rename = "busy")]
    Engaged,
    #[graph(renamed = "x")]
    #[graph(rename = "y")]
    Other,
    #[graph(rename = "z")]
    UnknownValue(UnknownValue),
}

fn main() {}
