//! A token stream as a flat list, which can be looked ahead in.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// What a token is to the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An identifier, a path keyword such as `self`, or a lifetime.
    Word,
    /// A keyword that stands in front of something.
    Keyword,
    /// A number, a character or a string.
    Literal,
    /// One operator, of up to three characters.
    Op,
    /// The start of a group.
    Open(Delimiter),
    /// The end of a group.
    Close(Delimiter),
    /// The start of what operators enclose: `<` of generics, `|` of a closure.
    Bracket,
    /// The end of that.
    BracketEnd,
}

/// A token and where its text is.
#[derive(Clone, Copy, Debug)]
struct Token {
    kind: Kind,
    start: u32,
    end: u32,
    /// For the start of a group: the place of its end.
    pair: u32,
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    text: String,
    list: Vec<Token>,
}

/// Makes lists, all in the same memory: to let each list grow by itself, while the trees before it are given back piece
/// by piece, takes longer than all the rest.
#[derive(Debug, Default)]
pub struct Flattener(Tokens);

impl Flattener {
    /// The tokens of `streams`, one behind the other. Streams that nobody else holds are taken apart without a copy.
    pub fn flat(&mut self, streams: impl IntoIterator<Item = TokenStream>) -> &Tokens {
        let Self(tokens) = self;
        tokens.text.clear();
        tokens.list.clear();
        for stream in streams {
            Level::default().stream(stream, tokens);
        }
        tokens
    }
}

impl Tokens {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The bytes of all texts.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// The kind of the token at `place`; `None` behind the last.
    pub fn kind(&self, place: usize) -> Option<Kind> {
        self.list.get(place).map(|token| token.kind)
    }

    /// The text of the token at `place`; nothing behind the last.
    pub fn text(&self, place: usize) -> &str {
        self.list.get(place).map_or("", |token| &self.text[token.start as usize..token.end as usize])
    }

    /// Whether the token at `place` is the operator or word `text`.
    pub fn is(&self, place: usize, text: &str) -> bool {
        self.text(place) == text && self.kind(place) != Some(Kind::Literal)
    }

    /// The place of the end of the group that starts at `place`.
    pub fn pair(&self, place: usize) -> usize {
        self.list[place].pair as usize
    }

    /// The place behind the token, or the whole group, at `place`.
    pub fn behind(&self, place: usize) -> usize {
        match self.kind(place) {
            Some(Kind::Open(_) | Kind::Bracket) => self.pair(place) + 1,
            _ => place + 1,
        }
    }

    fn push(&mut self, kind: Kind, write: impl FnOnce(&mut String)) {
        let start = offset(self.text.len());
        write(&mut self.text);
        self.list.push(Token { kind, start, end: offset(self.text.len()), pair: 0 });
    }

    /// Marks the token at `start` and the last one as the ends of something enclosed.
    fn enclose(&mut self, start: usize) {
        let end = self.list.len() - 1;
        self.list[start].pair = offset(end);
    }
}

/// Places are kept in half a word: no source file has four gigabytes.
fn offset(place: usize) -> u32 {
    u32::try_from(place).expect("invariant: a generated file is smaller than four gigabytes")
}

/// What is open in one group while its tokens are taken in.
#[derive(Default)]
struct Level {
    /// `<` and `|` that may turn out to enclose something.
    candidates: Vec<usize>,
    /// Whether the last token is an operator that goes on.
    joint: bool,
    /// Whether the last token is the tick of a lifetime.
    tick: bool,
}

impl Level {
    fn stream(&mut self, stream: TokenStream, tokens: &mut Tokens) {
        for tree in stream {
            let joint = std::mem::take(&mut self.joint);
            match tree {
                TokenTree::Group(group) => self.group(group, tokens),
                TokenTree::Ident(ident) => self.word(&ident, tokens),
                TokenTree::Literal(literal) => tokens.push(Kind::Literal, |text| put(text, &literal)),
                TokenTree::Punct(punct) => {
                    self.sign(punct.as_char(), joint, tokens);
                    self.joint = punct.spacing() == Spacing::Joint;
                }
            }
        }
    }

    fn group(&mut self, group: Group, tokens: &mut Tokens) {
        let delimiter = group.delimiter();
        let stream = group.stream();
        // Now the stream is held once, so that its tokens need not be copied.
        drop(group);
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => return self.stream(stream, tokens),
        };
        let start = tokens.len();
        tokens.push(Kind::Open(delimiter), |text| text.push_str(open));
        Self::default().stream(stream, tokens);
        tokens.push(Kind::Close(delimiter), |text| text.push_str(close));
        tokens.enclose(start);
    }

    fn word(&mut self, word: &proc_macro2::Ident, tokens: &mut Tokens) {
        if std::mem::take(&mut self.tick)
            && let Some(lifetime) = tokens.list.last_mut()
        {
            put(&mut tokens.text, word);
            (lifetime.kind, lifetime.end) = (Kind::Word, offset(tokens.text.len()));
            return;
        }
        let place = tokens.len();
        tokens.push(Kind::Word, |text| put(text, word));
        if is_keyword(tokens.text(place)) {
            tokens.list[place].kind = Kind::Keyword;
        }
    }

    /// Takes in one sign of an operator.
    fn sign(&mut self, sign: char, joint: bool, tokens: &mut Tokens) {
        if joint
            && let Some(token) = tokens.list.last_mut()
            && token.kind == Kind::Op
            && goes_on(&tokens.text[token.start as usize..], sign)
        {
            tokens.text.push(sign);
            token.end += 1;
            // What is compared, shifted or combined is not a list of generics, and `||` has no parameters.
            if matches!(sign, '&' | '|' | '=' | '<') {
                self.candidates.clear();
            }
            return;
        }
        tokens.push(Kind::Op, |text| text.push(sign));
        self.tick = sign == '\'';
        self.pair_up(sign, tokens);
    }

    /// Finds the brackets that are made of operators. A wrong guess costs beauty and nothing else.
    fn pair_up(&mut self, sign: char, tokens: &mut Tokens) {
        let last = tokens.len() - 1;
        let opener = self.candidates.last().map(|place| (*place, tokens.text(*place)));
        match (sign, opener) {
            ('>', Some((start, "<"))) | ('|', Some((start, "|"))) => {
                self.candidates.pop();
                tokens.list[start].kind = Kind::Bracket;
                tokens.list[last].kind = Kind::BracketEnd;
                tokens.enclose(start);
            }
            ('<', _) if begins_generics(tokens, last) => self.candidates.push(last),
            ('|', _) if begins_operand(tokens, last) => self.candidates.push(last),
            (';', _) => self.candidates.clear(),
            _ => {}
        }
    }
}

/// Writes what has a text of its own.
fn put(text: &mut String, token: &impl std::fmt::Display) {
    write!(text, "{token}").expect("invariant: a string takes any text");
}

/// Whether `op` and `sign` are one operator, when they stand side by side.
fn goes_on(op: &str, sign: char) -> bool {
    match sign {
        ':' | '&' | '|' | '<' => op.len() == 1 && op.starts_with(sign),
        '.' => matches!(op, "." | ".."),
        '>' => matches!(op, "-" | "=" | ">"),
        '=' => {
            let compares = matches!(op, "=" | "!" | "<" | ">" | "<<" | ">>" | "..");
            compares || matches!(op, "+" | "-" | "*" | "/" | "%" | "^" | "&" | "|")
        }
        _ => false,
    }
}

/// Whether an operator at `place` is in front of its operand.
fn begins_operand(tokens: &Tokens, place: usize) -> bool {
    let before = place.checked_sub(1).and_then(|before| tokens.kind(before));
    matches!(before, None | Some(Kind::Op | Kind::Keyword | Kind::Open(_) | Kind::Bracket))
}

/// Whether a `<` at `place` may begin generics: behind the name of a type or a new function, or in front of a path.
fn begins_generics(tokens: &Tokens, place: usize) -> bool {
    let name = place.checked_sub(1).filter(|before| tokens.kind(*before) == Some(Kind::Word));
    name.map_or_else(
        || begins_operand(tokens, place),
        |name| {
            let is_new = name > 0 && tokens.is(name - 1, "fn");
            is_new || tokens.text(name).starts_with(char::is_uppercase)
        },
    )
}

/// Whether `word` stands in front of something; `self` and the like are words.
fn is_keyword(word: &str) -> bool {
    match word.len() {
        2 => matches!(word, "as" | "fn" | "if" | "in"),
        3 => matches!(word, "dyn" | "for" | "let" | "mod" | "mut" | "pub" | "ref" | "use"),
        4 => matches!(word, "else" | "enum" | "impl" | "loop" | "move" | "type"),
        5 => matches!(word, "async" | "break" | "const" | "match" | "trait" | "where" | "while" | "yield"),
        6 => matches!(word, "extern" | "return" | "static" | "struct" | "unsafe"),
        8 => word == "continue",
        _ => false,
    }
}
