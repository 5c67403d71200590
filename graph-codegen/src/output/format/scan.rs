//! Looks ahead in tokens: where an item, a statement, an element or a chain ends, and of what kind it is.

use proc_macro2::Delimiter;

use super::tokens::{Kind, Tokens};

/// What the next braces hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Braces {
    /// Items: those of a module, an `impl`, a trait.
    Items,
    /// The declared fields of a struct, or the variants of an enum.
    Fields,
    /// The names of a `use`.
    Names,
    /// Statements.
    Block,
    /// The arms of a `match`.
    Arms,
    /// The fields of a value where a path stands before them, and statements elsewhere.
    Value,
}

/// An item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The place behind it.
    pub end: usize,
    /// What its braces hold.
    pub braces: Braces,
    /// For `use` and `mod` lines, which stand together: which of them it is.
    listed: Option<Listed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listed {
    Use { public: bool },
    Mod,
}

impl Item {
    /// Whether an empty line stands between it and the next item.
    pub fn is_apart_from(&self, next: &Self) -> bool {
        self.listed.is_none() || self.listed != next.listed
    }
}

/// The item that starts at `start`, attributes included.
pub fn item(tokens: &Tokens, start: usize, end: usize) -> Item {
    let head = behind_attributes(tokens, start, end);
    let public = tokens.is(head, "pub");
    let (keyword, braces) = item_keyword(tokens, head, end);
    let closes = !matches!(braces, Braces::Names | Braces::Value);
    let end = item_end(tokens, keyword, end, closes);
    let is_line = tokens.is(end - 1, ";");
    let listed = match braces {
        Braces::Names => Some(Listed::Use { public }),
        Braces::Items if is_line => Some(Listed::Mod),
        _ => None,
    };
    Item { end, braces, listed }
}

/// The place of the keyword that says what an item is, and what its braces hold.
fn item_keyword(tokens: &Tokens, start: usize, end: usize) -> (usize, Braces) {
    let mut place = start;
    while place < end {
        let braces = match tokens.text(place) {
            "fn" => Braces::Block,
            "struct" | "enum" | "union" => Braces::Fields,
            // A brace is that of an `extern` block.
            "impl" | "trait" | "mod" | "{" => Braces::Items,
            "use" => Braces::Names,
            "const" if tokens.kind(place + 1) == Some(Kind::Keyword) => {
                place += 1;
                continue;
            }
            "pub" if matches!(tokens.kind(place + 1), Some(Kind::Open(_))) => {
                place = tokens.behind(place + 1);
                continue;
            }
            "pub" | "unsafe" | "async" | "extern" | "default" | "auto" => {
                place += 1;
                continue;
            }
            _ if tokens.kind(place) == Some(Kind::Literal) => {
                place += 1;
                continue;
            }
            _ => Braces::Value,
        };
        return (place, braces);
    }
    (start, Braces::Value)
}

/// The place behind the semicolon or, if that `closes` an item or the item is a macro, behind the braces.
fn item_end(tokens: &Tokens, start: usize, end: usize, closes: bool) -> usize {
    let mut place = start;
    while place < end {
        let next = tokens.behind(place);
        let is_brace = tokens.kind(place) == Some(Kind::Open(Delimiter::Brace));
        if tokens.is(place, ";") || is_brace && (closes || ends_macro(tokens, start, place)) {
            return next;
        }
        place = next;
    }
    end
}

/// Whether the braces at `place` are those of a macro that is called at `start`.
fn ends_macro(tokens: &Tokens, start: usize, place: usize) -> bool {
    let is_path =
        |from: usize, to: usize| (from..to).all(|at| tokens.kind(at) == Some(Kind::Word) || tokens.is(at, "::"));
    (1..=2).any(|back| {
        place.checked_sub(back).is_some_and(|sign| sign > start && tokens.is(sign, "!") && is_path(start, sign))
    })
}

/// Whether a statement that starts at `place` is an item.
pub fn is_item(tokens: &Tokens, place: usize, end: usize) -> bool {
    let head = behind_attributes(tokens, place, end);
    let (keyword, braces) = item_keyword(tokens, head, end);
    braces != Braces::Value && tokens.kind(keyword) == Some(Kind::Keyword)
}

/// The place behind the statement that starts at `start`.
pub fn statement_end(tokens: &Tokens, start: usize, end: usize) -> usize {
    let head = behind_attributes(tokens, start, end);
    let mut is_block = matches!(tokens.text(head), "if" | "match" | "for" | "while" | "loop" | "unsafe" | "{")
        || tokens.text(head).starts_with('\'');
    let mut place = head;
    while place < end {
        let next = tokens.behind(place);
        if tokens.is(place, ";") {
            return next;
        }
        if tokens.kind(place) == Some(Kind::Open(Delimiter::Brace)) {
            is_block &= !tokens.is(next, ".") && !tokens.is(next, "?");
            // In a list for a macro, what follows a group is something else: `Name { .. } check { .. }`.
            let is_followed = tokens.kind(next) == Some(Kind::Word) && !matches!(tokens.text(next), "else" | "as");
            if is_block && !tokens.is(next, "else") || is_followed || ends_macro(tokens, head, place) {
                return next;
            }
        }
        place = next;
    }
    end
}

/// The place of the first operator `sign` from `start` on that is not inside of a group; `end` where there is none.
pub fn find(tokens: &Tokens, sign: &str, start: usize, end: usize) -> usize {
    let mut place = start;
    while place < end && !tokens.is(place, sign) {
        place = tokens.behind(place);
    }
    place.min(end)
}

/// The place behind the attributes at `start`.
pub fn behind_attributes(tokens: &Tokens, start: usize, end: usize) -> usize {
    let mut place = start;
    while place < end && is_attribute(tokens, place) {
        place = tokens.behind(place + 1);
    }
    place
}

/// Whether an outer attribute starts at `place`.
pub fn is_attribute(tokens: &Tokens, place: usize) -> bool {
    tokens.is(place, "#") && tokens.kind(place + 1) == Some(Kind::Open(Delimiter::Bracket))
}

/// Whether an inner attribute starts at `place`.
pub fn is_inner_attribute(tokens: &Tokens, place: usize) -> bool {
    let bracket = Some(Kind::Open(Delimiter::Bracket));
    tokens.is(place, "#") && tokens.is(place + 1, "!") && tokens.kind(place + 2) == bracket
}

/// The place behind the chain of calls that starts at `start`; `None` where there is none that may be broken.
pub fn chain(tokens: &Tokens, start: usize, end: usize) -> Option<usize> {
    let mut place = tokens.behind(start);
    let (mut calls, mut arguments) = (0, 0);
    while place < end {
        let before = tokens.text(place - 1);
        match tokens.kind(place)? {
            Kind::Op if matches!(tokens.text(place), "." | "::" | "?") => {}
            Kind::Op if tokens.is(place, "!") && matches!(tokens.kind(place + 1), Some(Kind::Open(_))) => {}
            Kind::Word | Kind::Literal if matches!(before, "." | "::") => {}
            Kind::Bracket if before == "::" || tokens.is(place, "<") => {}
            Kind::Open(Delimiter::Parenthesis) if is_method(tokens, start, place) => {
                calls += 1;
                arguments = elements(tokens, place + 1, tokens.pair(place));
            }
            Kind::Open(Delimiter::Parenthesis | Delimiter::Bracket) => {}
            _ => break,
        }
        place = tokens.behind(place);
    }
    // The arguments of a single call stand on lines of their own where there are many.
    let breaks = calls > 1 || calls == 1 && arguments < 3;
    breaks.then_some(place)
}

/// Whether the parentheses at `place` are behind the name of a method.
fn is_method(tokens: &Tokens, start: usize, place: usize) -> bool {
    let name = (start + 1..place).rev().find(|at| tokens.kind(*at) == Some(Kind::Word));
    let called = tokens.kind(place - 1) == Some(Kind::Word);
    called && name.is_some_and(|name| tokens.is(name - 1, "."))
}

/// The number of elements between `start` and `end`.
pub fn elements(tokens: &Tokens, start: usize, end: usize) -> usize {
    let mut count = 0;
    let mut place = start;
    while place < end {
        count += 1;
        place = find(tokens, ",", place, end) + 1;
    }
    count
}
