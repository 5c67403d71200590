//! Where a space stands between two tokens.

#![allow(clippy::match_same_arms, reason = "an arm is a rule, and rules are read in their order")]

use proc_macro2::Delimiter;

use super::tokens::{Kind, Tokens};

/// What stands before a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Nothing: a line, a group or a list of generics starts.
    Start,
    /// The end of an operand: a word, a literal, a group.
    Operand,
    /// A keyword, which wants an operand.
    Keyword,
    /// An operator with a space behind it.
    Operator,
    /// An operator in front of its operand, such as `&`.
    Prefix,
    /// An operator inside of a path or a chain: `::` or `.`.
    Inside,
}

/// Whether a space stands between `before` and the token at `place`.
pub fn gap(before: Before, tokens: &Tokens, place: usize) -> bool {
    let text = tokens.text(place);
    match (before, tokens.kind(place)) {
        (Before::Start, _) | (_, None) => false,
        (_, Some(Kind::Op)) if matches!(text, "," | ";") => false,
        (Before::Prefix | Before::Inside, Some(Kind::Open(Delimiter::Brace))) => tokens.is(place - 1, "!"),
        (Before::Prefix | Before::Inside, kind) => kind == Some(Kind::Op) && parts_operators(tokens, place),
        (Before::Operand, Some(Kind::Op)) => !hugs_operand(tokens, place, text),
        (_, Some(Kind::Op)) => true,
        (Before::Operand, Some(Kind::Bracket)) => false,
        (Before::Operand, Some(Kind::Open(Delimiter::Parenthesis | Delimiter::Bracket))) => false,
        (Before::Keyword, Some(Kind::Bracket)) => !tokens.is(place - 1, "impl") && !tokens.is(place - 1, "for"),
        (Before::Keyword, Some(Kind::Open(Delimiter::Parenthesis))) => {
            !tokens.is(place - 1, "pub") && !tokens.is(place - 1, "fn")
        }
        (_, Some(Kind::BracketEnd | Kind::Close(_))) => false,
        (Before::Operand | Before::Keyword | Before::Operator, _) => true,
    }
}

/// Whether the operator at `place` stands right behind its operand.
fn hugs_operand(tokens: &Tokens, place: usize, text: &str) -> bool {
    match text {
        ":" | "::" | "?" => true,
        // `1. 2` and `1 .2` would be other numbers.
        "." | ".." | "..=" | "..." if tokens.kind(place - 1) == Some(Kind::Literal) => {
            !tokens.text(place - 1).ends_with('.') && (text != "." || tokens.kind(place + 1) != Some(Kind::Literal))
        }
        "." | ".." | "..=" | "..." => true,
        "!" => is_macro_sign(tokens, place),
        _ => false,
    }
}

/// Whether a space must keep the operator at `place` apart from the one before it: together they might read as one, or
/// begin a comment.
fn parts_operators(tokens: &Tokens, place: usize) -> bool {
    let is_operator = place > 0 && tokens.kind(place - 1) == Some(Kind::Op);
    let is_path = |place| tokens.is(place, "::");
    is_operator && is_path(place) == (is_operator && is_path(place - 1))
}

/// Whether `!` at `place` belongs to the name of a macro.
fn is_macro_sign(tokens: &Tokens, place: usize) -> bool {
    matches!(tokens.kind(place + 1), Some(Kind::Open(_))) || tokens.is(place.wrapping_sub(1), "macro_rules")
}

/// What the token at `place`, which stands behind `before`, is for the one behind it.
pub fn after(before: Before, tokens: &Tokens, place: usize) -> Before {
    match tokens.kind(place) {
        Some(Kind::Word | Kind::Literal | Kind::Close(_)) => Before::Operand,
        // What follows the parameters of a closure is its value.
        Some(Kind::BracketEnd) if tokens.is(place, "|") => Before::Operator,
        Some(Kind::BracketEnd) => Before::Operand,
        Some(Kind::Keyword) => Before::Keyword,
        Some(Kind::Open(_) | Kind::Bracket) | None => Before::Start,
        Some(Kind::Op) => after_operator(before, tokens, place),
    }
}

fn after_operator(before: Before, tokens: &Tokens, place: usize) -> Before {
    let operand_before = before == Before::Operand;
    match tokens.text(place) {
        "." | "::" => Before::Inside,
        "?" if operand_before => Before::Operand,
        ".." | "..=" => Before::Prefix,
        "!" if operand_before && is_macro_sign(tokens, place) && tokens.kind(place + 1) != Some(Kind::Word) => {
            Before::Inside
        }
        "&" | "*" | "-" | "!" | "?" | "&&" | "..." if !operand_before => Before::Prefix,
        "#" | "$" | "~" | "'" => Before::Prefix,
        _ => Before::Operator,
    }
}
