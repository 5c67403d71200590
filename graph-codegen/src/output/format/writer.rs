//! From tokens to a layout: what stands on a line of its own, and where other lines may end.
//!
//! The layout is that of rustfmt with `max_width = 100` and `use_small_heuristics = "Max"`. All tokens come out, in their
//! order, and no other, but that a comma may come or go in front of the end of a list, and that the value of a match arm
//! which is too long for its line becomes a block.

use proc_macro2::Delimiter;

use super::comment;
use super::layout::{Break, Layout, Mark};
use super::scan::{self, Braces};
use super::spacing::{self, Before};
use super::tokens::{Kind, Tokens};

/// The name of a variable that is short enough to have the first member of its chain on its line.
const SHORT_ROOT: usize = 4;

/// The layout of a file of `tokens`.
pub fn file(tokens: &Tokens) -> Layout {
    let layout = Layout::for_size(tokens.bytes(), tokens.len());
    let mut writer = Writer { tokens, at: 0, before: Before::Start, layout, verbatim: false };
    writer.items(tokens.len());
    writer.layout
}

struct Writer<'t> {
    tokens: &'t Tokens,
    /// The place of the next token.
    at: usize,
    before: Before,
    layout: Layout,
    /// Whether the tokens are for a macro or an attribute, which may care about every comma.
    verbatim: bool,
}

impl Writer<'_> {
    fn is(&self, text: &str) -> bool {
        self.tokens.is(self.at, text)
    }

    fn end_line(&mut self, empty: bool) {
        self.layout.end_line(empty);
        self.before = Before::Start;
    }

    /// The next token, with the space before it.
    fn token(&mut self) {
        if spacing::gap(self.before, self.tokens, self.at) {
            self.layout.text(" ");
        }
        self.layout.text(self.tokens.text(self.at));
        self.before = spacing::after(self.before, self.tokens, self.at);
        self.at += 1;
    }

    /// The next token if it is `text`.
    fn token_if(&mut self, text: &str) {
        if self.is(text) {
            self.token();
        }
    }

    /// Leaves out the next token if it is a comma.
    fn skip_comma(&mut self) {
        self.at += usize::from(self.is(","));
    }

    /// Items, inner attributes first.
    fn items(&mut self, end: usize) {
        let is_comment = |writer: &Self| comment::text(writer.tokens, writer.at + 2).is_some();
        while scan::is_inner_attribute(self.tokens, self.at) {
            let was_comment = is_comment(self);
            self.attribute();
            let goes_on = scan::is_inner_attribute(self.tokens, self.at) && is_comment(self) == was_comment;
            if self.at < end {
                self.end_line(!goes_on);
            }
        }
        while self.at < end {
            let item = scan::item(self.tokens, self.at, end);
            self.attributes();
            self.run(item.end, item.braces);
            if self.at < end {
                self.end_line(item.is_apart_from(&scan::item(self.tokens, self.at, end)));
            }
        }
    }

    /// Statements, one a line.
    fn statements(&mut self, end: usize) {
        while self.at < end {
            self.end_line(false);
            if scan::is_inner_attribute(self.tokens, self.at) {
                self.attribute();
            } else if scan::is_item(self.tokens, self.at, end) {
                let item = scan::item(self.tokens, self.at, end);
                self.attributes();
                self.run(item.end, item.braces);
            } else {
                let statement_end = scan::statement_end(self.tokens, self.at, end);
                self.attributes();
                self.run(statement_end, Braces::Value);
            }
        }
    }

    /// Outer attributes, each on its line.
    fn attributes(&mut self) {
        while scan::is_attribute(self.tokens, self.at) {
            self.attribute();
            self.end_line(false);
        }
    }

    /// One attribute; documentation as a comment.
    fn attribute(&mut self) {
        let bracket = self.at + if self.tokens.is(self.at + 1, "!") { 2 } else { 1 };
        let end = self.tokens.behind(bracket);
        let (comment, sign) = if bracket == self.at + 2 { ("//!", "#!") } else { ("///", "#") };
        if let Some(text) = comment::text(self.tokens, bracket) {
            self.layout.text(comment);
            self.layout.text(&text);
        } else {
            self.layout.text(sign);
            (self.at, self.before) = (bracket, Before::Prefix);
            let verbatim = std::mem::replace(&mut self.verbatim, true);
            self.group(Braces::Value);
            self.verbatim = verbatim;
        }
        self.at = end;
    }

    /// The tokens up to `end`, on one line as far as they fit.
    fn run(&mut self, end: usize, braces: Braces) {
        let mut next = braces;
        while self.at < end {
            let is_operand = !matches!(self.before, Before::Operand | Before::Inside);
            match self.tokens.kind(self.at) {
                Some(Kind::Word | Kind::Literal | Kind::Open(Delimiter::Parenthesis)) if is_operand => {
                    match scan::chain(self.tokens, self.at, end) {
                        Some(chain_end) => self.chain(chain_end),
                        None => self.piece(next),
                    }
                }
                Some(Kind::Open(Delimiter::Brace)) => {
                    self.piece(next);
                    next = braces;
                }
                _ => {
                    next = match self.tokens.text(self.at) {
                        "match" => Braces::Arms,
                        "if" | "while" | "for" | "->" if braces == Braces::Value => Braces::Block,
                        _ => next,
                    };
                    self.piece(next);
                }
            }
        }
    }

    /// The next token or group.
    fn piece(&mut self, braces: Braces) {
        match self.tokens.kind(self.at) {
            Some(Kind::Open(_)) => self.group(braces),
            _ => self.token(),
        }
    }

    /// A chain of calls, on one line or with each link on its own.
    fn chain(&mut self, end: usize) {
        if spacing::gap(self.before, self.tokens, self.at) {
            self.layout.text(" ");
            self.before = Before::Start;
        }
        let is_short = self.tokens.text(self.at).len() <= SHORT_ROOT && self.tokens.kind(self.at) == Some(Kind::Word);
        let hugged = if is_short { self.at + 1 } else { self.at };
        let mut indented = false;
        self.layout.open();
        while self.at < end {
            if self.is(".") && self.at > hugged {
                if !std::mem::replace(&mut indented, true) {
                    self.layout.indent_unless_closing();
                }
                self.layout.line_may_end(Break::Nothing);
            }
            self.piece(Braces::Value);
        }
        if indented {
            self.layout.outdent();
        }
        self.layout.close();
    }

    /// A group, in the way that what stands before it asks for.
    fn group(&mut self, braces: Braces) {
        let (start, before) = (self.at, self.before);
        let close = self.tokens.pair(start);
        let is_macro = start > 0 && before == Before::Inside && self.tokens.is(start - 1, "!");
        let verbatim = self.verbatim;
        self.verbatim |= is_macro;
        self.token();
        if self.at < close {
            match self.tokens.kind(start) {
                Some(Kind::Open(Delimiter::Brace)) => self.braced(close, braces, before),
                Some(Kind::Open(Delimiter::Parenthesis)) if before == Before::Operand => {
                    self.list(close, Break::Nothing, Comma::Free);
                }
                Some(Kind::Open(Delimiter::Bracket)) if before == Before::Operand => {
                    self.list(close, Break::Nothing, Comma::Fixed);
                }
                _ => {
                    let several = scan::elements(self.tokens, self.at, close) > 1;
                    self.list(close, Break::Nothing, if several { Comma::Free } else { Comma::Fixed });
                }
            }
        }
        self.verbatim = verbatim;
        self.before = Before::Start;
        self.token();
    }

    fn braced(&mut self, close: usize, braces: Braces, before: Before) {
        let lists_arms = || scan::find(self.tokens, "=>", self.at, close) < close;
        let inner = match braces {
            // What a macro takes in the form of arms is laid out as arms.
            Braces::Value if self.verbatim && lists_arms() => Braces::Arms,
            Braces::Value if before == Before::Operand => return self.list(close, Break::Space, Comma::Free),
            Braces::Names => return self.names(close),
            braces => braces,
        };
        self.layout.indent();
        match inner {
            Braces::Items => {
                self.end_line(false);
                self.items(close);
            }
            Braces::Fields => self.fields(close),
            Braces::Arms => self.arms(close),
            Braces::Block | Braces::Value | Braces::Names => self.statements(close),
        }
        self.layout.outdent();
        self.end_line(false);
    }

    /// Elements with commas between them, all on one line or one a line.
    fn list(&mut self, close: usize, padding: Break, comma: Comma) {
        let comma = if self.verbatim { Comma::Fixed } else { comma };
        if padding == Break::Nothing && self.is_hugged(close) {
            self.run(close, Braces::Value);
            return;
        }
        self.layout.open();
        self.layout.indent();
        self.layout.line_may_end(padding);
        let mut is_rest = false;
        while self.at < close {
            self.before = Before::Start;
            self.attributes();
            is_rest = self.tokens.text(self.at).starts_with("..");
            let end = scan::find(self.tokens, ",", self.at, close);
            self.run(end, Braces::Value);
            if self.at + 1 < close || comma == Comma::Fixed {
                self.token_if(",");
            }
            self.skip_comma();
            if self.at < close {
                self.layout.line_may_end(Break::Space);
            }
        }
        if comma == Comma::Free && !is_rest {
            self.layout.mark(Mark::Comma);
        }
        self.layout.outdent();
        self.layout.line_may_end(padding);
        self.layout.close();
    }

    /// Whether what is up to `close` is one element that ends in a group, whose lines then need no second indentation.
    fn is_hugged(&self, close: usize) -> bool {
        let is_one = scan::find(self.tokens, ",", self.at, close) == close;
        let ends_in_group = matches!(self.tokens.kind(close - 1), Some(Kind::Close(_)));
        let is_chain = scan::find(self.tokens, ".", self.at, close) < close;
        is_one && ends_in_group && !is_chain
    }

    /// The names of a `use`: as many on a line as fit.
    fn names(&mut self, close: usize) {
        self.layout.open();
        self.layout.indent();
        self.layout.line_may_end(Break::Nothing);
        while self.at < close {
            self.before = Before::Start;
            let end = scan::find(self.tokens, ",", self.at, close);
            self.run(end, Braces::Names);
            if self.at + 1 < close {
                self.token_if(",");
                self.layout.fill();
            }
            self.skip_comma();
        }
        self.layout.mark(Mark::Comma);
        self.layout.outdent();
        self.layout.line_may_end(Break::Nothing);
        self.layout.close();
    }

    /// Declared fields and variants, one a line.
    fn fields(&mut self, close: usize) {
        while self.at < close {
            self.end_line(false);
            self.attributes();
            let end = scan::find(self.tokens, ",", self.at, close);
            self.run(end, Braces::Value);
            self.layout.text(",");
            self.skip_comma();
        }
    }

    /// The arms of a `match`, one a line.
    fn arms(&mut self, close: usize) {
        while self.at < close {
            self.end_line(false);
            self.attributes();
            let arrow = scan::find(self.tokens, "=>", self.at, close);
            self.run((arrow + 1).min(close), Braces::Value);
            if self.tokens.kind(self.at) == Some(Kind::Open(Delimiter::Brace)) {
                self.piece(Braces::Block);
                if self.verbatim {
                    self.token_if(",");
                }
                self.skip_comma();
            } else {
                self.arm_value(close);
            }
        }
    }

    /// The value of an arm that is not a block yet.
    fn arm_value(&mut self, close: usize) {
        let end = scan::find(self.tokens, ",", self.at, close);
        let is_last = end == close;
        let has_block = scan::find(self.tokens, "{", self.at, end) < end;
        if self.verbatim || has_block {
            self.run(end, Braces::Value);
            if !(self.verbatim && is_last) {
                self.layout.text(",");
            }
        } else {
            self.layout.open();
            self.layout.mark(Mark::BlockStart);
            self.layout.indent();
            self.layout.line_may_end(Break::Space);
            self.before = Before::Start;
            self.run(end, Braces::Value);
            self.layout.outdent();
            self.layout.line_may_end(Break::Nothing);
            self.layout.mark(Mark::BlockEnd);
            self.layout.close();
        }
        self.skip_comma();
    }
}

/// Whether the comma behind the last element of a list may come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comma {
    Free,
    Fixed,
}
