//! The text of a path.

use graph_macros::graph_action;

#[graph_action(POST "ping")]
pub struct Relative;

#[graph_action(POST "/a//b/../c")]
pub struct Segments;

#[graph_action(POST "/a b?c#d/%zz")]
pub struct Characters;

#[graph_action(POST "/{a/b}")]
pub struct Braces;

#[graph_action(POST "/{}/{-}")]
pub struct Names;

#[graph_action(POST "/{a}/f(b='{a}')")]
pub struct Twice;

fn main() {}
