//! What descriptions say of each operation in a few words, found without reading the rest of it.
//!
//! In an indexed description the lines of a path that stand one level below a method are its keys, because everything
//! deeper belongs to the value of one of them. So only the lines of the wanted keys are parsed: for the whole of Graph, a
//! fiftieth of the text.

use std::ops::Range;

use serde_json::Value;

use super::document::{Document, parse_entry, parse_plain};
use super::line::{Below, Line, unquote};
use super::parallel;
use super::pattern::METHODS;
use super::sources::Sources;
use super::types::SCHEMAS;

/// One operation in a few words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The path as the description writes it.
    pub path: String,
    /// The HTTP method in lower case, as OpenAPI has it.
    pub method: &'static str,
    /// Its `summary`; empty where there is none.
    pub summary: String,
    /// Its `description`; empty where there is none.
    pub description: String,
    /// Its `operationId`; empty where there is none.
    pub operation_id: String,
    /// Whether it is deprecated.
    pub is_deprecated: bool,
}

/// The operations of `sources` in document order, and the names of their types. What cannot be read is missing.
pub fn outline(sources: &Sources) -> (Vec<Outline>, Vec<String>) {
    let documents: Vec<_> = sources.iter().filter_map(|source| Document::open(source).ok()).collect();
    let operations = documents.iter().flat_map(operations).collect();
    let mut types: Vec<_> =
        documents.iter().flat_map(|document| document.names(SCHEMAS).map(str::to_owned).collect::<Vec<_>>()).collect();
    types.sort_unstable();
    types.dedup();
    (operations, types)
}

fn operations(document: &Document<'_>) -> Vec<Outline> {
    let is_path = |path: &str| !path.starts_with("x-");
    let texts: Vec<_> = document.texts("paths").filter(|(path, _)| is_path(path)).collect();
    let of_texts = parallel::map(texts, |(path, text)| of_entry(path, text));
    let of_values =
        document.values("paths").filter(|(path, _)| is_path(path)).map(|(path, value)| of_value(path, value));
    of_texts.into_iter().flatten().chain(of_values.flatten()).collect()
}

/// The operations of the path item whose lines, with the one of its key, are `text`.
fn of_entry(path: &str, text: &str) -> Vec<Outline> {
    let first = text.split('\n').next().unwrap_or_default();
    let indent = first.len() - first.trim_start_matches(' ').len();
    match Line::read(first, indent) {
        Some(Line { below: Below::Nested, .. }) => of_text(path, text),
        // Written in braces.
        _ => parse_entry(text, 1).map(|value| of_value(path, &value)).unwrap_or_default(),
    }
}

/// The operations of the path item `value`.
fn of_value(path: &str, value: &Value) -> Vec<Outline> {
    let operation = |method: &'static str| {
        let operation = value.get(method)?.as_object()?;
        let mut outline = Outline { path: path.to_owned(), method, ..Outline::default() };
        operation.iter().for_each(|(key, value)| outline.set(key, value));
        Some(outline)
    };
    METHODS.into_iter().filter_map(operation).collect()
}

/// The operations of a path item in block style, whose lines are `text`.
fn of_text(path: &str, text: &str) -> Vec<Outline> {
    let mut found: Vec<Outline> = Vec::new();
    let (mut methods_at, mut keys_at) = (None, None);
    let mut is_method = false;
    for (line, start) in lines(text).skip(1) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let methods_at = *methods_at.get_or_insert(indent);
        if indent > methods_at {
            if is_method && indent == *keys_at.get_or_insert(indent) {
                let outline = found.last_mut().expect("invariant: a method was found before");
                outline.read(text, start, indent);
            }
        } else if let Some(key) = Line::read(line, indent).and_then(|line| unquote(line.key?)) {
            let method = METHODS.into_iter().find(|method| *method == key);
            found.extend(method.map(|method| Outline { path: path.to_owned(), method, ..Outline::default() }));
            (is_method, keys_at) = (method.is_some(), None);
        }
    }
    let place = |outline: &Outline| METHODS.iter().position(|method| *method == outline.method);
    found.sort_by_key(place);
    found
}

/// The lines of `text` that hold more than blanks or a comment, each with its place.
fn lines(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut start = 0;
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]).map(move |end| {
        let line = (&text[start..end], start);
        start = end + 1;
        line
    });
    lines.filter(|(line, _)| !line.trim_start().is_empty() && !line.trim_start().starts_with('#'))
}

impl Outline {
    /// Takes in the key at the line that begins at `start` of `text`, if it is one of those wanted.
    fn read(&mut self, text: &str, start: usize, indent: usize) {
        let line = &text[start..];
        let content = &line[indent..];
        let is_wanted = ["summary", "description", "operationId", "deprecated", "'", "\""];
        if !is_wanted.iter().any(|key| content.starts_with(key)) {
            return;
        }
        let end = line.find('\n').unwrap_or(line.len());
        let Some(Line { key: Some(_), below }) = Line::read(&line[..end], indent) else { return };
        let range = if below == Below::Closed { 0..end } else { value_lines(line, indent) };
        if let Ok(Value::Object(entry)) = parse_plain(&line[range], 0) {
            entry.iter().for_each(|(key, value)| self.set(key, value));
        }
    }

    fn set(&mut self, key: &str, value: &Value) {
        let text = || value.as_str().unwrap_or_default().to_owned();
        match key {
            "summary" => self.summary = text(),
            "description" => self.description = text(),
            "operationId" => self.operation_id = text(),
            "deprecated" => self.is_deprecated = value == &Value::Bool(true),
            _ => {}
        }
    }
}

/// The first line of `text`, and those behind it that are deeper than `indent`.
fn value_lines(text: &str, indent: usize) -> Range<usize> {
    let next = lines(text).skip(1).find(|(line, _)| line.len() - line.trim_start_matches(' ').len() <= indent);
    0..next.map_or(text.len(), |(_, start)| start)
}

#[cfg(test)]
mod tests {
    use super::{Document, of_value, operations, outline};
    use crate::spec::Sources;

    const TEXT: &str = "\
openapi: 3.0.3
info: {title: t}
paths:
  x-note: {get: {summary: not an operation}}
  '/a/{id}':
    summary: Of the path
    description: |
      get:
        summary: hidden in text
    # A comment.
    post:
      summary: 'Don''t: \"quote\"'
      description: one
        and two
      deprecated: true
      responses:
        '200':
          description: deeper
    get:
      operationId: a.get
      description: >-
        folded

        text
  /b: {get: {summary: in braces, operationId: 7}}
components:
  schemas:
    microsoft.graph.user: {type: object}
";

    #[test]
    fn the_quick_way_finds_what_the_whole_parser_finds() {
        let sources = Sources::from_texts([("a.yaml", TEXT)]);
        let source = sources.iter().next().expect("there is one");
        let quick = operations(&Document::open(source).expect("it is YAML"));
        let whole = operations(&Document::whole(source).expect("it is YAML"));
        assert_eq!(quick, whole);
        assert_eq!(quick[0].description, "folded\ntext");
        let [_, post, ..] = &quick[..] else { panic!("{quick:?}") };
        let said = (post.summary.as_str(), post.description.as_str(), post.is_deprecated);
        assert_eq!(said, ("Don't: \"quote\"", "one and two", true));
        assert_eq!(outline(&sources).1, ["microsoft.graph.user"]);
    }

    #[test]
    fn a_path_in_braces_is_read_as_a_value() {
        let value = serde_json::json!({ "get": { "summary": "in braces", "operationId": 7 }, "parameters": [] });
        let found = of_value("/b", &value);
        assert_eq!((found.len(), found[0].summary.as_str(), found[0].operation_id.as_str()), (1, "in braces", ""));
    }

    #[test]
    fn every_operation_of_a_path_on_one_line_is_found() {
        let sources = Sources::from_texts([("a.yaml", TEXT)]);
        let source = sources.iter().next().expect("there is one");
        for document in [Document::open(source), Document::whole(source)] {
            let found = operations(&document.expect("it is YAML"));
            assert!(found.iter().any(|one| one.path == "/b" && one.summary == "in braces"), "{found:?}");
            assert_eq!(found.len(), 3);
        }
    }
}
