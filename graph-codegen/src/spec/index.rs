//! Finds the entries of `paths` and `components` by their indentation, without parsing what is in them.
//!
//! Whole Graph is 34 MB of YAML and a slice needs a few kilobytes of it. In plain block style an entry ends where the
//! next line of its own indentation begins, so a look at the start of each line is enough, as long as no scalar hides
//! such a line. Where that cannot be told from single lines (flow collections over several lines, anchors, tabs, JSON)
//! there is no index, and the caller parses the whole document instead.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::line::{Below, Line, closing_quote, ends, unquote};

/// One entry of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its key.
    pub key: String,
    /// Where the lines of key and value stand in the text, indentation included.
    pub span: Range<usize>,
    /// The number of its first line, from 1.
    pub line: usize,
}

/// A document cut into entries.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Everything but `paths` and `components`, as one smaller document.
    pub head: String,
    /// The entries of `paths`; `None` when there is no such key.
    pub paths: Option<Vec<Entry>>,
    /// The entries of each kind of `components`, by kind; `None` when there is no such key.
    pub components: Option<Vec<(String, Vec<Entry>)>>,
}

impl Index {
    /// The index of `text`, or `None` when it is not written plainly enough.
    pub fn of(text: &str) -> Option<Self> {
        if !has_plain_breaks(text) {
            return None;
        }
        let mut scan = Scan::new(text);
        let mut start = 0;
        let ends = memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
        for (number, end) in (1..).zip(ends) {
            scan.line(start..end, number)?;
            start = end + 1;
        }
        let index = scan.finish();
        // No paths found means that the top level is not where it was looked for.
        index.paths.is_some().then_some(index)
    }

    /// All entries.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        let components = self.components.iter().flatten().map(|(_, entries)| entries);
        self.paths.iter().chain(components).flatten()
    }
}

/// Whether lines end in line feeds alone, perhaps behind a carriage return, and in no return of its own.
pub fn has_plain_breaks(text: &str) -> bool {
    let bytes = text.as_bytes();
    !memchr(b'\r', bytes).is_some_and(|first| text[first..].replace("\r\n", "").contains('\r'))
}

/// The mapping that the current lines belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Head,
    Paths,
    Components,
}

/// The state between two lines.
struct Scan<'a> {
    text: &'a str,
    index: Index,
    section: Section,
    section_start: usize,
    /// Indentation of the kinds in `components`.
    kinds_at: Option<usize>,
    /// Indentation of the entries of `paths` or of the current kind.
    entries_at: Option<usize>,
    /// The entry that is not yet complete: its start is known, its end is not.
    open: Option<(Cow<'a, str>, usize, usize)>,
    below: Below,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            index: Index::default(),
            section: Section::Head,
            section_start: 0,
            kinds_at: None,
            entries_at: None,
            open: None,
            below: Below::Nested,
        }
    }

    /// Takes in the line `span`, which has the number `number`.
    #[inline]
    fn line(&mut self, span: Range<usize>, number: usize) -> Option<()> {
        let text = &self.text[span.clone()];
        let bytes = text.as_bytes();
        let indent = bytes.iter().take_while(|byte| **byte == b' ').count();
        let Some(first) = bytes.get(indent).filter(|byte| **byte != b'\r') else { return Some(()) };
        match self.below {
            Below::Scalar(column) if indent > column => return Some(()),
            Below::Quoted(quote, column) => return self.quoted(bytes, quote, indent > column),
            _ if *first == b'#' => return Some(()),
            _ if *first == b'\t' => return None,
            _ => {}
        }
        if indent == 0 && (bytes.starts_with(b"---") || bytes.starts_with(b"...")) {
            return None;
        }
        let line = Line::read(text, indent)?;
        self.below = line.below;
        self.place(indent, &line, span.start, number)
    }

    /// Goes on with a scalar in quotes that began on a line above.
    fn quoted(&mut self, bytes: &[u8], quote: u8, deeper: bool) -> Option<()> {
        if !deeper {
            return None;
        }
        if let Some(end) = closing_quote(bytes, quote, 0) {
            if !ends(bytes, end) {
                return None;
            }
            self.below = Below::Closed;
        }
        Some(())
    }

    /// Decides by its indentation what `line` begins.
    #[inline]
    fn place(&mut self, indent: usize, line: &Line<'a>, start: usize, number: usize) -> Option<()> {
        if indent == 0 {
            return self.top_level(line, start);
        }
        match self.section {
            Section::Head => Some(()),
            Section::Paths => self.member(indent, line, start, number),
            Section::Components => {
                let kinds_at = *self.kinds_at.get_or_insert(indent);
                match indent.cmp(&kinds_at) {
                    std::cmp::Ordering::Less => None,
                    std::cmp::Ordering::Equal => self.kind(line, start),
                    std::cmp::Ordering::Greater => self.member(indent, line, start, number),
                }
            }
        }
    }

    fn top_level(&mut self, line: &Line<'a>, start: usize) -> Option<()> {
        let Some(key) = line.key else {
            // A list may stand at the indentation of its own key.
            return (self.section == Section::Head && start > 0).then_some(());
        };
        self.close_section(start);
        self.section = match &*plain(key)? {
            "paths" if line.below == Below::Nested && self.index.paths.is_none() => {
                self.index.paths = Some(Vec::new());
                Section::Paths
            }
            "components" if line.below == Below::Nested && self.index.components.is_none() => {
                self.index.components = Some(Vec::new());
                Section::Components
            }
            "paths" | "components" => return None,
            _ => Section::Head,
        };
        Some(())
    }

    fn kind(&mut self, line: &Line<'a>, start: usize) -> Option<()> {
        let key = plain(line.key?)?;
        self.close_entry(start);
        self.entries_at = None;
        let kinds = self.index.components.as_mut()?;
        if line.below != Below::Nested || kinds.iter().any(|(kind, _)| *kind == key) {
            return None;
        }
        kinds.push((key.into_owned(), Vec::new()));
        Some(())
    }

    #[inline]
    fn member(&mut self, indent: usize, line: &Line<'a>, start: usize, number: usize) -> Option<()> {
        let entries_at = *self.entries_at.get_or_insert(indent);
        match indent.cmp(&entries_at) {
            std::cmp::Ordering::Greater => Some(()),
            std::cmp::Ordering::Less => None,
            std::cmp::Ordering::Equal => {
                let key = plain(line.key?)?;
                self.close_entry(start);
                self.open = Some((key, start, number));
                Some(())
            }
        }
    }

    fn close_entry(&mut self, end: usize) {
        let Some((key, start, line)) = self.open.take() else { return };
        let entry = Entry { key: key.into_owned(), span: start..end, line };
        let entries = match self.section {
            Section::Paths => self.index.paths.as_mut(),
            _ => self.index.components.as_mut().and_then(|kinds| kinds.last_mut()).map(|(_, entries)| entries),
        };
        entries.expect("an entry is opened only behind the key of its mapping").push(entry);
    }

    fn close_section(&mut self, end: usize) {
        self.close_entry(end);
        if self.section == Section::Head {
            self.index.head.push_str(&self.text[self.section_start..end]);
        }
        self.section_start = end;
        self.entries_at = None;
        self.kinds_at = None;
    }

    fn finish(mut self) -> Index {
        self.close_section(self.text.len());
        self.index
    }
}

/// The key that is written `key`; `None` for `<<`, whose mapping becomes part of the one around it.
fn plain(key: &str) -> Option<Cow<'_, str>> {
    if key == "<<" { None } else { unquote(key) }
}

#[cfg(test)]
mod tests {
    use super::Index;

    const HEAD: &str = "openapi: 3.0.1\npaths:\n";

    fn keys(paths: &str) -> Option<Vec<(String, usize)>> {
        let text = format!("{HEAD}{paths}");
        let index = Index::of(&text)?;
        Some(index.paths?.into_iter().map(|entry| (entry.key, entry.line)).collect())
    }

    #[test]
    fn entries_are_found_with_their_lines() {
        let text = "a: 1\npaths:\n  '/x(y=''{y}'')':\n    get: |\n      text\n\n  \"/\\u0062\": {}\n\
                    components:\n  schemas:\n    t:\n      type: string\nz:\n- 1\n";
        let index = Index::of(text).expect("plain text");
        assert_eq!(index.head, "a: 1\nz:\n- 1\n");
        let paths = index.paths.expect("paths");
        assert_eq!(
            paths.iter().map(|entry| (&*entry.key, entry.line)).collect::<Vec<_>>(),
            [("/x(y='{y}')", 3), ("/b", 7)]
        );
        assert_eq!(&text[paths[0].span.clone()], "  '/x(y=''{y}'')':\n    get: |\n      text\n\n");
        let components = index.components.expect("components");
        assert_eq!(components[0].0, "schemas");
        assert_eq!(&text[components[0].1[0].span.clone()], "    t:\n      type: string\n");
    }

    #[test]
    fn scalars_of_several_lines_hide_nothing() {
        let values = [
            "|\n     /x:\n     { \"",
            ">-\n\n     /x: [",
            "one\n     two: '\n     {",
            "\"one\n     /x:\n     two\"",
            "'it''s\n     /x: {\n     two'",
        ];
        for value in values {
            let found = keys(&format!("  /a:\n    s: {value}\n  /b: {{}}\n")).unwrap_or_default();
            assert_eq!(found.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["/a", "/b"], "{value}");
        }
    }

    #[test]
    fn what_single_lines_do_not_tell_has_no_index() {
        let unclear = [
            "  /a: {\n  }\n",
            "  /a: [\n",
            "  /a: &x {}\n",
            "  /a: *x\n",
            "  /a: !t {}\n",
            "  ? /a\n  : {}\n",
            "  /a: \"one\n  two\"\n",
            "\t/a: {}\n",
            "  /a: {}\n /b: {}\n",
            "  /a: {}\n---\n",
            "  /a: {}\n  <<: {/b: {}}\n",
            "  /a: {}\n<<: {/b: {}}\n",
            "  /a: {}\ncomponents:\n  <<:\n    a: {}\n",
            "  /a: {}\ncomponents:\n  schemas:\n    <<:\n      a: {}\n",
            "  /a: b\r  /b: c\n",
            "- /a\n",
        ];
        for paths in unclear {
            assert_eq!(keys(paths), None, "{paths}");
        }
        assert!(Index::of("paths: {}\n").is_none());
        assert!(Index::of("{\"paths\": {}}").is_none());
    }
}
