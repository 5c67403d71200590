//! Lines of source, indented; docs and attributes.

use graph_emit::ir::{Deprecation, Doc};

/// The widest line that is not broken.
const WIDTH: usize = 120;

/// Source, line by line.
#[derive(Default)]
pub struct Writer {
    text: String,
    depth: usize,
}

/// What stands in the parentheses of an attribute.
#[derive(Default)]
pub struct Options(Vec<String>);

impl Options {
    /// One more, as it is written.
    pub fn push(&mut self, option: impl Into<String>) {
        self.0.push(option.into());
    }

    /// `name = "text"`
    pub fn text(&mut self, name: &str, text: &str) {
        self.0.push(format!("{name} = {}", quoted(text)));
    }

    /// What `#[deprecated]` does not say.
    pub fn deprecation(&mut self, deprecated: Option<&Deprecation>) {
        let Some(Deprecation { version, date, removal_date, .. }) = deprecated else { return };
        let mut details = Self::default();
        for (name, detail) in [("version", version), ("date", date), ("removal_date", removal_date)] {
            if let Some(detail) = detail {
                details.text(name, detail);
            }
        }
        if !details.0.is_empty() {
            self.0.push(format!("deprecated({})", details.0.join(", ")));
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Writer {
    /// The text.
    pub fn finish(self) -> String {
        self.text
    }

    /// One line.
    pub fn line(&mut self, line: &str) {
        self.text.extend(std::iter::repeat_n("    ", if line.is_empty() { 0 } else { self.depth }));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// What `inside` writes, a step to the right.
    pub fn nested(&mut self, inside: impl FnOnce(&mut Self)) {
        self.depth += 1;
        inside(self);
        self.depth -= 1;
    }

    /// An empty line, but for the first of a block.
    pub fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("{\n") {
            self.text.push('\n');
        }
    }

    /// `#[name(options)]`, or `#[name]` without any.
    pub fn attribute(&mut self, name: &str, options: &Options) {
        if options.is_empty() {
            return self.line(&format!("#[{name}]"));
        }
        let line = format!("#[{name}({})]", options.0.join(", "));
        if self.depth * 4 + line.len() <= WIDTH {
            return self.line(&line);
        }
        self.line(&format!("#[{name}("));
        self.nested(|out| {
            let last = options.0.len() - 1;
            for (at, option) in options.0.iter().enumerate() {
                out.line(&format!("{option}{}", if at == last { "" } else { "," }));
            }
        });
        self.line(")]");
    }

    /// `#[graph(options)]`, if there are any.
    pub fn graph(&mut self, options: &Options) {
        if !options.is_empty() {
            self.attribute("graph", options);
        }
    }

    /// Doc comments.
    pub fn docs(&mut self, doc: &Doc) {
        self.doc_text(&doc.text);
    }

    /// The doc comments of this Markdown.
    pub fn doc_text(&mut self, text: &str) {
        for line in text.lines() {
            let line = if line.is_empty() { "///".to_owned() } else { format!("/// {line}") };
            self.line(&line);
        }
    }

    /// `#[deprecated]`, if it is.
    pub fn deprecated(&mut self, deprecated: Option<&Deprecation>) {
        match deprecated.map(|deprecated| &deprecated.description) {
            None => {}
            Some(None) => self.line("#[deprecated]"),
            Some(Some(note)) => self.line(&format!("#[deprecated(note = {})]", quoted(note))),
        }
    }
}

/// `text` as a Rust string.
pub fn quoted(text: &str) -> String {
    proc_macro2::Literal::string(text).to_string()
}
