//! Mutations of how a description is written: encodings, indentation, and the syntax of YAML and JSON.

use super::words::{self, pick};

/// What may stand where a scalar is due.
const SCALARS: &[&str] = &[
    "0x1F",
    "0o17",
    "017",
    "1_000",
    "1e999",
    "-.inf",
    ".nan",
    "~",
    "null",
    "yes",
    "No",
    "on",
    "2020-01-01",
    "2020-01-01T00:00:00Z",
    "12:30:45",
    "9223372036854775808",
    "123456789012345678901234567890123456789012345678901234567890",
    "1.",
    ".5",
    "+1",
    "- 1",
    "'",
    "\"",
    "\"\\ud800\"",
    "\"\\x00\"",
    "\"\\U0010FFFF\"",
    "\"\\q\"",
    "'it''s'",
    "|",
    "|2",
    ">-",
    "|+",
    "!!str 1",
    "!!binary aGk=",
    "!own x",
    "!!float x",
    "!<tag:x> a",
    "&a b",
    "*a",
    "*nothing",
    "[",
    "]",
    "{",
    "}",
    "[a, b",
    "{a: b",
    "{a: b, a: c}",
    "[a, [b]]",
    "{? a : b}",
    "# comment",
    "a: b",
    "a #b",
    "@a",
    "`a",
    "%a",
    "? a",
    "- a",
    "<<",
    "= ",
    "\u{85}",
    "\u{2028}",
    "a\u{85}b",
    "\u{feff}",
    "\u{0}",
    "\u{7}",
    "\u{fffe}",
    "a\\\n b",
];
/// What may stand between lines.
const LINES: &[&str] = &[
    "---",
    "...",
    "%YAML 1.1",
    "%YAML 1.2",
    "%TAG ! tag:x,2000:",
    "# comment",
    "",
    "\t",
    "  <<: *a",
    "  <<: {a: b}",
    "  <<: [{a: b}, {c: d}]",
    "  <<: x",
    "? complex",
    ": value",
    "? [a, b]",
    "  ? {a: b}",
    "- item",
    "*a : b",
    "&x y: z",
    "'quoted key': x",
    "\"esc\\nkey\": x",
    "1: x",
    "1.5: x",
    "true: x",
    "null: x",
    "~: x",
    "[a]: x",
    "{a: b}: x",
    "  key without a colon",
    ": x",
    "a:b",
    "\u{85}",
    "\u{2028}x: y",
    "\u{feff}x: y",
    "}",
    "]",
    ",",
];
/// What may stand anywhere.
const SIGNS: &[&str] = &[
    "\t", " ", "\n", "\r", "\r\n", ":", ": ", " #", "- ", "? ", "'", "\"", "&a ", "*a ", "!t ", "|", ">", "{", "}",
    "[", "]", ",", "\\", "\u{0}", "\u{85}", "\u{2028}", "\u{feff}", "\u{202e}", "\u{1b}", "\u{7f}", "é", "日", "🦀",
    "%", "@", "`", "\u{fffd}", "\u{ffff}",
];

/// Changes `text` in one way; which, for people.
pub fn mutate(text: &mut Vec<u8>, random: &mut fastrand::Rng) -> &'static str {
    match random.u8(0..14) {
        0 => {
            text.truncate(random.usize(..=text.len()));
            "cut"
        }
        1 => encoding(text, random),
        2 => {
            let at = random.usize(..=text.len());
            text.insert(at, random.u8(..));
            "a byte put in"
        }
        3 | 4 => {
            let at = random.usize(..=text.len());
            text.splice(at..at, pick(random, SIGNS).bytes());
            "signs put in"
        }
        5 => {
            let from = random.usize(..=text.len());
            let to = (from + random.usize(0..40)).min(text.len());
            text.drain(from..to);
            "bytes taken out"
        }
        6 => anchors(text, random),
        _ => lines(text, random),
    }
}

fn encoding(text: &mut Vec<u8>, random: &mut fastrand::Rng) -> &'static str {
    let utf16 = |text: &[u8]| String::from_utf8_lossy(text).encode_utf16().collect::<Vec<_>>();
    match random.u8(0..7) {
        0 => *text = utf16(text).into_iter().flat_map(u16::to_le_bytes).collect(),
        1 => *text = [0xfeff].into_iter().chain(utf16(text)).flat_map(u16::to_be_bytes).collect(),
        2 => *text = String::from_utf8_lossy(text).replace('\n', "\r\n").into_bytes(),
        3 => *text = String::from_utf8_lossy(text).replace('\n', "\r").into_bytes(),
        4 => drop(text.splice(0..0, "\u{feff}".bytes())),
        // Latin-1, where there is a letter beside those of ASCII.
        5 => {
            *text = String::from_utf8_lossy(text)
                .chars()
                .map(|sign| u8::try_from(u32::from(sign)).unwrap_or(b'?'))
                .chain([0xe9])
                .collect();
        }
        _ => text.push(0xff),
    }
    "another encoding"
}

/// An anchor at one value, and its alias at another.
fn anchors(text: &mut Vec<u8>, random: &mut fastrand::Rng) -> &'static str {
    let whole = String::from_utf8_lossy(text).into_owned();
    let mut lines: Vec<_> = whole.split('\n').map(str::to_owned).collect();
    let keyed: Vec<_> = (0..lines.len()).filter(|at| lines[*at].contains(':')).collect();
    if let [Some(from), Some(to)] = [random.choice(&keyed), random.choice(&keyed)] {
        let (from, to) = (*from.min(to), *from.max(to));
        lines[from] = lines[from].replacen(':', ": &x", 1);
        let key = lines[to].split(':').next().unwrap_or_default().to_owned();
        lines[to] = match random.u8(0..3) {
            0 => format!("{key}: *x"),
            1 => format!("{key}:\n{}<<: *x", " ".repeat(key.len() - key.trim_start().len() + 2)),
            _ => format!("{}\n{}<<: *x", lines[to], " ".repeat(key.len() - key.trim_start().len())),
        };
    }
    *text = lines.join("\n").into_bytes();
    "an anchor and an alias"
}

fn lines(text: &mut Vec<u8>, random: &mut fastrand::Rng) -> &'static str {
    let whole = String::from_utf8_lossy(text).into_owned();
    let mut lines: Vec<_> = whole.split('\n').map(str::to_owned).collect();
    let (at, other) = (random.usize(..lines.len()), random.usize(..lines.len()));
    let what = match random.u8(0..9) {
        0 => {
            lines.remove(at);
            "a line taken out"
        }
        1 => {
            lines.insert(other, lines[at].clone());
            "a line twice"
        }
        2 => {
            lines.swap(at, other);
            "lines swapped"
        }
        3 => {
            lines[at].insert_str(0, &" ".repeat(random.usize(1..4)));
            "a line further in"
        }
        4 => {
            let spaces = lines[at].bytes().take(2).take_while(|byte| *byte == b' ').count();
            lines[at].drain(..spaces);
            "a line further out"
        }
        5 => {
            lines[at] = lines[at].replacen("  ", "\t", 1);
            "a tab"
        }
        6 => {
            let line = format!("{}{}", " ".repeat(random.usize(0..9)), pick(random, LINES));
            lines.insert(at, line);
            "an odd line"
        }
        _ => {
            let key = lines[at].split(": ").next().unwrap_or_default().to_owned();
            let scalar = if random.u8(0..4) == 0 { words::name(random) } else { pick(random, SCALARS).to_owned() };
            lines[at] = format!("{}: {scalar}", key.trim_end_matches(':'));
            "another scalar"
        }
    };
    *text = lines.join("\n").into_bytes();
    what
}
