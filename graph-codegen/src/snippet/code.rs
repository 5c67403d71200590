//! A snippet: the statements, the `use` lines they need, and how they are printed.

use std::fmt;

use graph_emit::checked::{Argument, Operation, Returns};
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Value, json};

use super::Snippets;
use super::argument;
use super::body::{self, Written};
use super::faults::Faults;
use super::header;
use super::imports::{CratePath, Imports};
use super::media::Chosen;
use super::query::{Queries, Query};
use super::request::Request;
use super::types::Types;
use super::way::{Step, Way};
use crate::diagnostics::Diagnostics;
use crate::output::statements;

/// The Rust that sends one request. It expects the client as `graph`, and a function that returns a `Result`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Snippet {
    /// The HTTP method and the path as the description writes it.
    pub operation: (&'static str, String),
    /// The `use` lines, sorted.
    pub imports: Vec<String>,
    /// The statement that makes the body, if there is one.
    pub body: Option<String>,
    /// The statement that sends the request.
    pub call: String,
    /// The names of the calls from the client on, the operation last.
    pub chain: Vec<String>,
    /// Whether the statement leaves an `answer` that was read from JSON.
    pub returns_json: bool,
    /// Whether the operation is deprecated.
    pub deprecated: bool,
    /// What the bindings need beside the operation, a sentence each.
    pub notes: Vec<String>,
    /// What is sent though the description does not declare it, and what is written otherwise than in the request.
    pub warnings: Diagnostics,
}

/// A snippet as tokens.
#[derive(Debug)]
pub struct Code {
    operation: (&'static str, String),
    imports: Vec<TokenStream>,
    body: Option<TokenStream>,
    call: TokenStream,
    chain: Vec<String>,
    returns_json: bool,
    deprecated: bool,
    notes: Vec<String>,
}

impl Code {
    /// The code for `request`, which goes `way` to the method `chosen`; what is wrong is told in `faults`.
    pub fn write(
        request: &Request<'_>,
        way: &Way<'_>,
        chosen: Chosen<'_>,
        snippets: &Snippets,
        crate_path: &CratePath,
        faults: &mut Faults<'_>,
    ) -> Self {
        let operation = chosen.method;
        let mut imports = Imports::new(crate_path);
        let (models, is_whole) = (&snippets.api.models, snippets.is_whole);
        let types = Types { models, local: &way.builder.types, module: way.module(), is_whole };
        let steps = steps(way, &mut imports, faults);
        let Written { value, arguments, calls: body_calls, substitutes } =
            body::write(request, operation, &types, &mut imports, faults);
        let mut queries = Queries { operation, types: &types, imports: &mut imports, faults };
        let Query { arguments: query_arguments, calls: query_calls } = queries.write(request, &way.aliases);
        let header_calls = header::calls(request, operation, &mut imports, faults);
        let read_as = chosen.read_as(&mut imports);
        let name = &operation.name;
        let arguments = arguments.iter().chain(&query_arguments);
        let calls = body_calls.iter().chain(&query_calls).chain(&header_calls).chain(&read_as);
        let call = quote! { graph #(#steps)* .#name(#(#arguments),*) #(#calls)* .await?; };
        let returns = &chosen.answer.unwrap_or(operation).returns;
        let call = if matches!(returns, Returns::Nothing) {
            call
        } else {
            quote! { let answer = #call }
        };
        Self {
            operation: (operation.method.as_str(), operation.path.clone()),
            imports: imports.lines(),
            body: value.map(|value| quote! { let body = #value; }),
            call,
            chain: chain(way, operation),
            returns_json: matches!(returns, Returns::Value(_) | Returns::Collection(_)),
            deprecated: operation.deprecated.is_some(),
            notes: snippets.bindings.notes(&substitutes, snippets.gate(&types.module)),
        }
    }

    /// The code as text.
    pub fn finish(self, warnings: Diagnostics) -> Snippet {
        Snippet {
            operation: self.operation,
            imports: self.imports.iter().map(|line| statements(line).trim_end().to_owned()).collect(),
            body: self.body.as_ref().map(statements),
            call: statements(&self.call),
            chain: self.chain,
            returns_json: self.returns_json,
            deprecated: self.deprecated,
            notes: self.notes,
            warnings,
        }
    }
}

/// The calls from the client to the builder, each with its dot.
fn steps(way: &Way<'_>, imports: &mut Imports, faults: &mut Faults<'_>) -> Vec<TokenStream> {
    let call = |step: &Step<'_>| {
        let name = step.name;
        let keys = step.arguments.iter().filter_map(|(argument, text)| key(argument, text, step, imports, faults));
        let arguments: Vec<_> = keys.chain(step.path.as_ref().map(|path| quote! { #path })).collect();
        quote! { .#name(#(#arguments),*) }
    };
    way.steps.iter().map(call).collect()
}

/// The value of a path parameter; `None`, and told, where the text is not one.
fn key(
    argument: &Argument,
    text: &str,
    step: &Step<'_>,
    imports: &mut Imports,
    faults: &mut Faults<'_>,
) -> Option<TokenStream> {
    let key = argument::value(text, argument.ty, imports);
    if key.is_none() {
        let message = format!("`{text}` is not a value of the path parameter `{}`", argument.name);
        faults.error(step.at, message, format!("write {}", argument::described(argument.ty)));
    }
    key
}

/// The names of the calls.
fn chain(way: &Way<'_>, operation: &Operation) -> Vec<String> {
    let steps = way.steps.iter().map(|step| step.name.to_string());
    steps.chain([operation.name.to_string()]).collect()
}

impl Snippet {
    /// The statement that makes the body, with the `use` lines of the whole snippet; empty where there is no body.
    pub fn body_only(&self) -> String {
        self.body.as_ref().map(|body| self.below_imports(body)).unwrap_or_default()
    }

    /// The snippet for a program.
    pub fn to_json(&self) -> Value {
        json!({
            "method": self.operation.0,
            "path": self.operation.1,
            "imports": self.imports,
            "body": self.body,
            "call": self.call,
            "chain": self.chain,
            "code": self.to_string(),
            "deprecated": self.deprecated,
            "notes": self.notes,
            "warnings": self.warnings.to_json(),
        })
    }

    fn below_imports(&self, statements: &str) -> String {
        let imports: String = self.imports.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        let gap = if imports.is_empty() { "" } else { "\n" };
        format!("{imports}{gap}{statements}")
    }
}

/// The whole snippet, ready to be pasted.
impl fmt::Display for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body.as_deref().unwrap_or_default();
        f.write_str(&self.below_imports(&format!("{body}{}", self.call)))
    }
}
