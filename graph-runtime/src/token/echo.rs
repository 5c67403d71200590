//! `Echo`: finds a secret in what a service answers, however it is escaped there.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

/// What stands for the secret where a service repeats it.
pub(super) const INSTEAD: &str = "[token]";
/// A shorter text is not looked for, because it may be any word.
const SHORTEST: usize = 8;
/// Of a secret that is as long as this, every piece is looked for; of a shorter one, the whole.
const LONG: usize = 32;
/// How long a piece is, in characters.
const PIECE: usize = 12;
/// How many escapes within escapes are undone: JSON in a form in JSON.
const LAYERS: usize = 3;
/// What stands where text was cut off before anybody could look for secrets, as in the long errors of reading.
const CUT: [char; 2] = ['.', '.'];
/// How much of a text is looked at; the rest is cut off.
const LOOKED_AT: usize = 1 << 20;
/// What is cut off before the end of a text that is cut: a piece that is too short to be found may be there.
const MARGIN: usize = 1 << 10;

/// How short the beginning of a secret may be before a text that was cut off, and its end behind it.
const SHORTEST_END: usize = 4;

/// The secrets that are looked for.
#[derive(Default)]
pub(super) struct Echo {
    /// Folded.
    secrets: Vec<Vec<char>>,
    /// All pieces, by their lengths; folded.
    pieces: Vec<(usize, HashSet<Vec<char>>)>,
}

impl Echo {
    /// Looks for `secret`, too.
    pub(super) fn add(&mut self, secret: &str) {
        let secret: Vec<char> = secret.chars().map(folded).collect();
        let length = match secret.len() {
            ..SHORTEST => return,
            SHORTEST..LONG => secret.len(),
            _ => PIECE,
        };
        let windows = secret.windows(length).map(<[char]>::to_vec);
        match self.pieces.iter_mut().find(|(known, _)| *known == length) {
            Some((_, pieces)) => pieces.extend(windows),
            None => self.pieces.push((length, windows.collect())),
        }
        self.secrets.push(secret);
    }

    /// `text` with `[token]` in place of each secret; borrowed if it has no secret.
    pub(super) fn redacted<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.redacted_within(text, LOOKED_AT)
    }

    /// The same, of the first `limit` bytes of a text that is longer.
    fn redacted_within<'t>(&self, text: &'t str, limit: usize) -> Cow<'t, str> {
        let mut end = text.len();
        if end > limit && !self.pieces.is_empty() {
            end = floor(text, limit);
        }
        let found = self.find(&text[..end]);
        if found.is_empty() && end == text.len() {
            return text.into();
        }
        if end < text.len() {
            end = floor(text, end - MARGIN);
        }
        replaced(text, 0..end, &found).into()
    }

    /// Where in `text` the secrets are, in order and apart from each other.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        if self.pieces.is_empty() {
            return found;
        }
        let mut layer = read(text);
        for _ in 0..LAYERS {
            self.find_in(&layer, &mut found);
            match undone(&layer) {
                Some(next) => layer = next,
                None => return joined(found),
            }
        }
        self.find_in(&layer, &mut found);
        joined(found)
    }

    fn find_in(&self, layer: &[Unit], found: &mut Vec<Range<usize>>) {
        let characters: Vec<char> = layer.iter().map(|unit| folded(unit.character)).collect();
        for (length, pieces) in &self.pieces {
            for (at, window) in characters.windows(*length).enumerate() {
                if pieces.contains(window) {
                    found.push(layer[at].at.start..layer[at + length - 1].at.end);
                }
            }
        }
        let cuts: Vec<usize> =
            (0..characters.len().saturating_sub(1)).filter(|at| characters[*at..].starts_with(&CUT)).collect();
        if cuts.is_empty() {
            return;
        }
        let backwards: Vec<char> = characters.iter().rev().copied().collect();
        for secret in &self.secrets {
            let before = beginnings(secret, &characters);
            let behind = beginnings(&secret.iter().rev().copied().collect::<Vec<_>>(), &backwards);
            for &at in &cuts {
                let (before, behind) = (before[at], behind[characters.len() - at - CUT.len()]);
                let units = layer[at - before..at].iter().chain(&layer[at + CUT.len()..at + CUT.len() + behind]);
                found.extend(units.map(|unit| unit.at.clone()));
            }
        }
    }
}

/// How many characters before each place of `text`, its end included, are the longest beginning of `secret`; nothing where
/// they are too few. In time that grows with the lengths alone, whatever the text repeats (Knuth, Morris and Pratt).
fn beginnings<T: Copy + PartialEq>(secret: &[T], text: &[T]) -> Vec<usize> {
    let mut borders = vec![0; secret.len()];
    let mut length = 0;
    for at in 1..secret.len() {
        length = extended(secret, &borders, length, secret[at]);
        borders[at] = length;
    }
    let (mut found, mut length) = (Vec::with_capacity(text.len() + 1), 0);
    found.push(0);
    for &character in text {
        if length == secret.len() {
            length = borders[length - 1];
        }
        length = extended(secret, &borders, length, character);
        found.push(if length < SHORTEST_END { 0 } else { length });
    }
    found
}

/// The length of the longest beginning of `secret` that ends with `character`, where one of `length` ended before it.
fn extended<T: Copy + PartialEq>(secret: &[T], borders: &[usize], mut length: usize, character: T) -> usize {
    while length > 0 && secret[length] != character {
        length = borders[length - 1];
    }
    length + usize::from(secret[length] == character)
}

/// `text` within `shown`, with `[token]` in place of all that is `found`, even where only a part of it is shown.
pub(super) fn replaced(text: &str, shown: Range<usize>, found: &[Range<usize>]) -> String {
    let mut redacted = String::new();
    let mut at = shown.start;
    for found in found.iter().filter(|found| found.start < shown.end && found.end > shown.start) {
        redacted.push_str(&text[at..found.start.max(at)]);
        redacted.push_str(INSTEAD);
        at = found.end;
    }
    redacted.push_str(text.get(at..shown.end).unwrap_or_default());
    redacted
}

/// The last boundary between characters that is not behind `place`.
fn floor(text: &str, place: usize) -> usize {
    (0..=place).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}

/// One character, and what of the text stands for it.
struct Unit {
    character: char,
    at: Range<usize>,
}

fn read(text: &str) -> Vec<Unit> {
    text.char_indices().map(|(at, character)| Unit { character, at: at..at + character.len_utf8() }).collect()
}

/// What counts as the same: capitals, the two alphabets of base64 (RFC 4648 section 5), and the blank that a `+` of the one
/// is in a form.
fn folded(character: char) -> char {
    match character {
        '-' | ' ' => '+',
        '_' => '/',
        other => other.to_ascii_lowercase(),
    }
}

/// What is left after one layer of escapes is undone; `None` if nothing is escaped.
fn undone(layer: &[Unit]) -> Option<Vec<Unit>> {
    if !layer.iter().any(|unit| matches!(unit.character, '\\' | '%' | '&')) {
        return None;
    }
    let mut units = Vec::with_capacity(layer.len());
    let mut rest = layer;
    let mut is_changed = false;
    while let Some(first) = rest.first() {
        let (character, length) = escape(rest).unwrap_or((first.character, 1));
        is_changed |= length > 1;
        units.push(Unit { character, at: first.at.start..rest[length - 1].at.end });
        rest = &rest[length..];
    }
    is_changed.then_some(units)
}

/// The character that an escape at the beginning stands for, and how long it is.
fn escape(units: &[Unit]) -> Option<(char, usize)> {
    match units.first()?.character {
        '\\' => backslash(&units[1..]).map(|(character, length)| (character, length + 1)),
        '%' => number(&units[1..], 2, 16).map(|character| (character, 3)),
        '&' => entity(&units[1..]).map(|(character, length)| (character, length + 1)),
        _ => None,
    }
}

/// Behind a `\`: those of JSON (RFC 8259 section 7), and `\xhh` and `\u{h}` of programming languages.
fn backslash(units: &[Unit]) -> Option<(char, usize)> {
    match units.first()?.character {
        'u' if units.get(1)?.character == '{' => {
            let digits = digits(&units[2..], 16);
            let is_closed = units.get(2 + digits)?.character == '}';
            number(&units[2..], digits, 16).filter(|_| is_closed).map(|character| (character, digits + 3))
        }
        'u' => number(&units[1..], 4, 16).map(|character| (character, 5)),
        'x' => number(&units[1..], 2, 16).map(|character| (character, 3)),
        'n' => Some(('\n', 1)),
        'r' => Some(('\r', 1)),
        't' => Some(('\t', 1)),
        same @ ('"' | '\\' | '/' | '\'') => Some((same, 1)),
        _ => None,
    }
}

/// Behind a `&`: a number, or one of the names of HTML for what a token may hold (RFC 6750 section 2.1) and for `&`.
fn entity(units: &[Unit]) -> Option<(char, usize)> {
    const NAMES: [(&str, char); 6] =
        [("amp", '&'), ("plus", '+'), ("sol", '/'), ("equals", '='), ("period", '.'), ("lowbar", '_')];
    let closed = |length: usize| length + usize::from(units.get(length).is_some_and(|unit| unit.character == ';'));
    if units.first()?.character == '#' {
        let is_hexadecimal = matches!(units.get(1)?.character, 'x' | 'X');
        let (start, radix) = if is_hexadecimal { (2, 16) } else { (1, 10) };
        let digits = digits(&units[start..], radix);
        return number(&units[start..], digits, radix).map(|character| (character, closed(start + digits)));
    }
    let is_name = |name: &str| name.chars().eq(units.iter().map(|unit| unit.character).take(name.len()));
    let (name, character) = NAMES.into_iter().find(|(name, _)| is_name(name))?;
    Some((character, closed(name.len())))
}

/// How many digits there are at the beginning, eight at most.
fn digits(units: &[Unit], radix: u32) -> usize {
    units.iter().take(8).take_while(|unit| unit.character.is_digit(radix)).count()
}

/// The character whose number the first `length` digits are.
fn number(units: &[Unit], length: usize, radix: u32) -> Option<char> {
    let digits = units.get(..length).filter(|digits| !digits.is_empty())?;
    let number = digits
        .iter()
        .try_fold(0_u32, |number, digit| number.checked_mul(radix)?.checked_add(digit.character.to_digit(radix)?));
    char::from_u32(number?)
}

/// The same places, in order, with those that meet as one.
fn joined(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_unstable_by_key(|place| place.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for place in places {
        match joined.last_mut().filter(|last| place.start <= last.end) {
            Some(last) => last.end = last.end.max(place.end),
            None => joined.push(place),
        }
    }
    joined
}

#[cfg(test)]
#[path = "echo_tests.rs"]
mod tests;
