//! What would be generated, an operation a line: read off the same checked API that the emitter gets.

use std::fmt;

use graph_emit::checked::{Argument, Body, Builder, Checked, Kind, Operation, Returns, Ty};
use graph_emit::count::counted;
use graph_emit::ir::Primitive;
use serde_json::{Value, json};

use crate::diagnostics::Diagnostics;
use crate::spec::LeftOut;

/// Every operation of an API.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Inventory {
    /// The operations, in the order of their chains.
    pub entries: Vec<Entry>,
    /// What would be generated otherwise than the description says.
    pub warnings: Diagnostics,
    /// What include patterns may have been meant to include, and do not.
    pub left_out: Vec<LeftOut>,
}

/// One operation, as it is called from Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The HTTP method.
    pub method: &'static str,
    /// The path as the description writes it.
    pub path: String,
    /// The RFC 6570 template of the URL, with its query part.
    pub url_template: String,
    /// The names of the query parameters as sent, sorted.
    pub query: Vec<String>,
    /// The Rust calls from the client, parameters in parentheses.
    pub chain: Vec<String>,
    /// The type of the builder.
    pub builder: String,
    /// What is sent: `none`, `inline`, `model` or `stream`, and the Rust type.
    pub body: (&'static str, Option<String>),
    /// What a success brings: `none`, `model`, `collection`, `stream` or `primitive`, and the Rust type.
    pub returns: (&'static str, Option<String>),
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its documentation page.
    pub docs: Option<String>,
    /// The same operation in other media types, each by a method of its own.
    pub others: Vec<Self>,
}

impl Inventory {
    /// The operations of `api`, which was read with these warnings.
    pub fn of(api: &Checked, warnings: Diagnostics) -> Self {
        let mut entries = Vec::new();
        visit(&api.root, &mut Vec::new(), &mut entries);
        Self { entries, warnings, left_out: Vec::new() }
    }

    /// How many operations there are, for people.
    pub fn summary(&self) -> String {
        summary(counted(self.entries.len(), "operation"), &self.left_out)
    }

    /// A JSON object a line.
    pub fn to_json_lines(&self) -> String {
        let lines = self.entries.iter().map(|entry| entry.to_json().to_string());
        lines.flat_map(|line| [line, "\n".to_owned()]).collect()
    }
}

/// `what`, and a line for each of `left_out`.
pub(crate) fn summary(what: String, left_out: &[LeftOut]) -> String {
    std::iter::once(what)
        .chain(left_out.iter().map(LeftOut::to_string))
        .flat_map(|line| [line, "\n".to_owned()])
        .collect()
}

impl Entry {
    /// The operation for programs.
    pub fn to_json(&self) -> Value {
        let typed = |(kind, ty): &(&str, Option<String>)| json!({ "kind": kind, "type": ty });
        json!({
            "method": self.method,
            "path": self.path,
            "url_template": self.url_template,
            "query": self.query,
            "chain": self.chain,
            "builder": self.builder,
            "body": typed(&self.body),
            "returns": typed(&self.returns),
            "deprecated": self.deprecated,
            "docs": self.docs,
            "others": self.others.iter().map(Self::to_json).collect::<Vec<_>>(),
        })
    }
}

/// A table for people. Text of the description is shown without control characters.
impl fmt::Display for Inventory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["METHOD", "PATH", "RUST", "BODY", "RETURNS"].map(str::to_owned);
        let methods = self.entries.iter().flat_map(|entry| std::iter::once(entry).chain(&entry.others));
        let rows: Vec<_> = std::iter::once(head).chain(methods.map(row)).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let widths: [usize; 5] = std::array::from_fn(width);
        for row in &rows {
            let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}

fn row(entry: &Entry) -> [String; 5] {
    let chain = entry.chain.iter().map(|call| if call.ends_with(')') { call.clone() } else { format!("{call}()") });
    let ty = |(kind, ty): &(&str, Option<String>)| ty.clone().unwrap_or_else(|| (*kind).to_owned());
    let mark = if entry.deprecated { " (deprecated)" } else { "" };
    let path = entry.path.replace(char::is_control, "\u{fffd}");
    [
        entry.method.to_owned(),
        format!("{path}{mark}"),
        chain.collect::<Vec<_>>().join("."),
        ty(&entry.body),
        ty(&entry.returns),
    ]
}

fn visit(builder: &Builder, chain: &mut Vec<String>, entries: &mut Vec<Entry>) {
    entries.extend(builder.operations.iter().map(|operation| entry(builder, operation, chain)));
    for child in &builder.children {
        chain.push(call(&child.step, &child.arguments));
        visit(&child.builder, chain, entries);
        chain.pop();
    }
}

fn entry(builder: &Builder, operation: &Operation, chain: &[String]) -> Entry {
    Entry {
        method: operation.method.as_str(),
        path: operation.path.clone(),
        url_template: operation.template.clone(),
        query: operation.query.clone(),
        chain: chain.iter().cloned().chain([call(&operation.name, &operation.arguments)]).collect(),
        builder: builder.name.to_string(),
        body: operation.body.as_ref().map_or(("none", None), body),
        returns: returns(&operation.returns),
        deprecated: operation.deprecated.is_some(),
        docs: operation.doc.link.clone(),
        others: operation.others.iter().map(|other| entry(builder, other, chain)).collect(),
    }
}

/// `by_call_id(call_id)`, or the bare name of a call without arguments.
pub(crate) fn call(name: &impl fmt::Display, arguments: &[Argument]) -> String {
    let name = plain(name);
    let arguments: Vec<_> = arguments.iter().map(|argument| plain(&argument.name)).collect();
    if arguments.is_empty() { name } else { format!("{name}({})", arguments.join(", ")) }
}

/// An identifier without the mark of a raw one.
fn plain(name: &impl fmt::Display) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map(str::to_owned).unwrap_or(name)
}

fn body(body: &Body) -> (&'static str, Option<String>) {
    match body {
        Body::Json { ty, inline: true, .. } => ("inline", Some(type_name(ty))),
        Body::Json { ty, inline: false, .. } => ("model", Some(type_name(ty))),
        Body::Base64 { .. } => ("primitive", Some(scalar_name(Primitive::Binary).to_owned())),
        Body::Bytes(_) | Body::Multipart { .. } => ("stream", None),
    }
}

fn returns(returns: &Returns) -> (&'static str, Option<String>) {
    match returns {
        Returns::Nothing => ("none", None),
        Returns::Value(ty) if is_primitive(ty) => ("primitive", Some(type_name(ty))),
        Returns::Value(ty @ Ty::List(_)) | Returns::Collection(ty) => ("collection", Some(type_name(ty))),
        Returns::Value(ty) => ("model", Some(type_name(ty))),
        Returns::Bytes => ("stream", None),
    }
}

/// Whether a value is one scalar; an enum is a string.
fn is_primitive(ty: &Ty) -> bool {
    match ty {
        Ty::Scalar(_) | Ty::Untyped => true,
        Ty::Model { kind, .. } | Ty::Local { kind, .. } => *kind != Kind::Struct,
        Ty::List(_) | Ty::Given(_) => false,
    }
}

fn type_name(ty: &Ty) -> String {
    match ty {
        Ty::Scalar(primitive) => scalar_name(*primitive).to_owned(),
        Ty::Model { name, .. } | Ty::Local { name, .. } | Ty::Given(name) => name.to_string(),
        Ty::List(item) => format!("[{}]", type_name(item)),
        Ty::Untyped => "Json".to_owned(),
    }
}

pub(crate) fn scalar_name(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::Boolean => "bool",
        Primitive::Int8 => "i8",
        Primitive::UInt8 => "u8",
        Primitive::Int16 => "i16",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "i64",
        Primitive::Float => "f32",
        Primitive::Double => "f64",
        Primitive::Decimal => "Decimal",
        Primitive::String | Primitive::Guid => "String",
        Primitive::DateTimeOffset => "DateTimeOffset",
        Primitive::Date => "Date",
        Primitive::TimeOfDay => "TimeOfDay",
        Primitive::Duration => "Duration",
        Primitive::Binary => "Binary",
    }
}
