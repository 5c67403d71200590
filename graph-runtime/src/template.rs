//! URL templates, RFC 6570: the operators an OpenAPI description of Graph needs.
//!
//! `{name}` `{+name}` `{?a,b*}` `{&a,b*}`, and one of our own by an operator that RFC 6570 leaves to extensions (section 2.2):
//! `{@a,'b',c=d}`, the arguments of an OData function that may be left out. Variable names are percent-encoded in the template
//! (`call%2Did`, `%24select`) and looked up by that text; query names are sent decoded (`$select=`).

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::Parameter;
use crate::error::debug_as_report;

/// All but the unreserved characters (RFC 3986 section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// What is neither reserved nor unreserved (RFC 3986 section 2.2), but for `%`.
const NOT_ALLOWED: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');
/// As the names of query options are written: `$` is what OData's begin with; a query may hold it as it is (RFC 3986
/// section 3.4).
const NOT_IN_NAMES: &AsciiSet = &RESERVED.remove(b'$');

/// A template that cannot be expanded.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateError {
    /// A variable of the path has no value.
    Missing(String),
    /// A path key is empty, `.` or `..`, any of which would address another resource.
    NotASegment(String),
    /// A path that addresses an item or a site has a segment that no name can be; this says which, and why.
    NotAPath(String),
    /// An expression is not closed, is empty, or has an operator this engine does not know.
    Malformed(String),
}

debug_as_report!(TemplateError);

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(name) => write!(f, "no value for `{name}`"),
            Self::NotASegment(name) => {
                write!(f, "the value of `{name}` must not be empty, `.` or `..`, which would address another resource")
            }
            Self::NotAPath(fault) => f.write_str(fault),
            Self::Malformed(expression) => write!(f, "the URL template has a malformed expression `{expression}`"),
        }
    }
}

impl std::error::Error for TemplateError {}

/// What templates of a service begin with: its base URL.
pub(crate) const BASE: &str = "{+baseurl}";

/// What gives a variable its value: a key of the path and an option of the query may have the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Giver {
    /// The route, with the keys of the path.
    Route,
    /// The request, with its options; those that stand in the path are [optional arguments](OptionalArgument).
    Request,
}

/// What gives the value of a variable by its name in the template.
type Lookup<'l, 'v> = &'l dyn Fn(Giver, &str) -> Option<&'v Parameter>;

/// Expands `template`, in which `base_url` stands as it is; `lookup` gives the value of any other variable.
pub(crate) fn expand(template: &str, base_url: &str, lookup: Lookup<'_, '_>) -> Result<String, TemplateError> {
    let mut url = String::with_capacity(base_url.len() + template.len() + 64);
    let mut rest = template;
    if let Some(below) = template.strip_prefix(BASE) {
        url.push_str(base_url);
        rest = below;
    }
    while let Some(open) = rest.find('{') {
        let (literal, tail) = rest.split_at(open);
        let close = tail.find('}').ok_or_else(|| TemplateError::Malformed(tail.to_owned()))?;
        url.push_str(literal);
        rest = &tail[close + 1..];
        let neighbours = (literal.chars().next_back(), rest.chars().next());
        expand_expression(&tail[1..close], neighbours, lookup, &mut url)?;
    }
    url.push_str(rest);
    Ok(url)
}

/// The names of the variables that `template` has.
pub(crate) fn variables(template: &str) -> impl Iterator<Item = &str> {
    let expressions = template.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    expressions.flat_map(|expression| {
        let items = expression.trim_start_matches(['?', '&', '+', '@']).split(',');
        let is_arguments = expression.starts_with('@');
        items.map(move |item| if is_arguments { optional_argument(item).variable } else { item.trim_end_matches('*') })
    })
}

/// Expands what stands between two braces. `neighbours` are the characters before and after them.
fn expand_expression(
    expression: &str,
    neighbours: (Option<char>, Option<char>),
    lookup: Lookup<'_, '_>,
    url: &mut String,
) -> Result<(), TemplateError> {
    let malformed = || TemplateError::Malformed(format!("{{{expression}}}"));
    match expression.chars().next().ok_or_else(malformed)? {
        '?' | '&' => {
            expand_query(&expression[1..], lookup, url);
            Ok(())
        }
        '+' => {
            let name = &expression[1..];
            let value = lookup(Giver::Route, name).ok_or_else(|| TemplateError::Missing(decode(name).into_owned()))?;
            push_joined(url, value, &mut push_reserved);
            Ok(())
        }
        '@' => {
            expand_arguments(&expression[1..], lookup, url);
            Ok(())
        }
        '#' | '.' | '/' | ';' | '=' | ',' | '!' | '|' => Err(malformed()),
        _ => expand_key(expression, neighbours, lookup, url),
    }
}

/// Expands `{name}`: a key in the path, or the value of a query option that every request has.
fn expand_key(
    name: &str,
    (before, after): (Option<char>, Option<char>),
    lookup: Lookup<'_, '_>,
    url: &mut String,
) -> Result<(), TemplateError> {
    let giver = if url.contains('?') { Giver::Request } else { Giver::Route };
    let value = lookup(giver, name).ok_or_else(|| TemplateError::Missing(decode(name).into_owned()))?;
    let whole_segment = before == Some('/') && matches!(after, None | Some('/' | '{' | '?' | ':'));
    if whole_segment && !is_segment(value) {
        return Err(TemplateError::NotASegment(decode(name).into_owned()));
    }
    if before == Some('\'') && after == Some('\'') {
        // In an OData string literal an apostrophe is written twice (OData ABNF `SQUOTE-in-string`).
        push_joined(url, value, &mut |url, text| push_encoded(url, &text.replace('\'', "''")));
    } else {
        push_joined(url, value, &mut push_encoded);
    }
    Ok(())
}

/// Expands the variables of `{?a,b*}`; the first in the URL follows a `?`, all others an `&`.
fn expand_query(variables: &str, lookup: Lookup<'_, '_>, url: &mut String) {
    for variable in variables.split(',') {
        let (name, explode) = variable.strip_suffix('*').map_or((variable, false), |name| (name, true));
        let Some(value) = lookup(Giver::Request, name) else { continue };
        match value {
            Parameter::List(entries) if explode => {
                for entry in entries {
                    push_option(url, &decode(name), &Parameter::Text(entry.clone()));
                }
            }
            // RFC 6570 section 2.3: a list without entries is a variable without a value.
            Parameter::List(entries) if entries.is_empty() => {}
            value => push_option(url, &decode(name), value),
        }
    }
}

/// An argument of a function that may be left out: `name`, `'name'` or `name=variable`.
struct OptionalArgument<'t> {
    name: &'t str,
    variable: &'t str,
    /// Whether its value is a string of OData, which stands in apostrophes.
    is_string: bool,
}

fn optional_argument(item: &str) -> OptionalArgument<'_> {
    let quoted = item.strip_prefix('\'').and_then(|item| item.strip_suffix('\''));
    let inner = quoted.unwrap_or(item);
    let (name, variable) = inner.split_once('=').unwrap_or((inner, inner));
    OptionalArgument { name, variable, is_string: quoted.is_some() }
}

/// Expands the items of `{@a,'b'}`: those that have a value, behind a comma where another argument stands before them.
fn expand_arguments(items: &str, lookup: Lookup<'_, '_>, url: &mut String) {
    for OptionalArgument { name, variable, is_string } in items.split(',').map(optional_argument) {
        let Some(value) = lookup(Giver::Request, variable) else { continue };
        if !url.ends_with('(') {
            url.push(',');
        }
        url.extend(utf8_percent_encode(&decode(name), RESERVED));
        url.push('=');
        if is_string {
            push_string(url, value);
        } else {
            push_joined(url, value, &mut push_encoded);
        }
    }
}

/// Appends `value` as a string of OData, in which an apostrophe is written twice (ABNF `SQUOTE-in-string`).
fn push_string(url: &mut String, value: &Parameter) {
    url.push('\'');
    push_joined(url, value, &mut |url, text| push_encoded(url, &text.replace('\'', "''")));
    url.push('\'');
}

/// Appends `name=value` to the query of `url`, which may be there already, even without options.
pub(crate) fn push_option(url: &mut String, name: &str, value: &Parameter) {
    match url.find('?') {
        None => url.push('?'),
        Some(mark) if mark + 1 == url.len() || url.ends_with('&') => {}
        Some(_) => url.push('&'),
    }
    url.extend(utf8_percent_encode(name, NOT_IN_NAMES));
    url.push('=');
    push_joined(url, value, &mut push_encoded);
}

fn push_joined(url: &mut String, value: &Parameter, push: &mut dyn FnMut(&mut String, &str)) {
    match value {
        Parameter::Text(text) => push(url, text),
        Parameter::List(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    url.push(',');
                }
                push(url, entry);
            }
        }
    }
}

/// Appends `text` with all but the unreserved characters encoded.
fn push_encoded(url: &mut String, text: &str) {
    url.extend(encoded(text));
}

/// `text` with all but the unreserved characters encoded.
pub(crate) fn encoded(text: &str) -> impl Iterator<Item = &str> {
    utf8_percent_encode(text, RESERVED)
}

/// `sign`, which is not unreserved, with each of its bytes encoded.
pub(crate) fn encoded_character(sign: char) -> String {
    utf8_percent_encode(sign.encode_utf8(&mut [0; 4]), RESERVED).to_string()
}

/// `text` as one segment of a path.
pub(crate) fn segment(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Appends `text` with reserved characters and ready-made escapes as they are (RFC 6570 section 3.2.3).
fn push_reserved(url: &mut String, text: &str) {
    let mut pieces = text.split('%');
    url.extend(utf8_percent_encode(pieces.next().unwrap_or_default(), NOT_ALLOWED));
    for piece in pieces {
        let is_escape = piece.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        url.push_str(if is_escape { "%" } else { "%25" });
        url.extend(utf8_percent_encode(piece, NOT_ALLOWED));
    }
}

/// `text` as it stands in a URL, with reserved characters and ready-made escapes as they are.
pub(crate) fn reserved(text: &str) -> String {
    let mut url = String::with_capacity(text.len());
    push_reserved(&mut url, text);
    url
}

/// Whether `value`, as a whole path segment, addresses what it says (RFC 3986 section 5.2.4 removes dots).
fn is_segment(value: &Parameter) -> bool {
    match value {
        Parameter::Text(text) => !matches!(text.as_str(), "" | "." | ".."),
        Parameter::List(entries) => !matches!(entries.join(",").as_str(), "" | "." | ".."),
    }
}

/// The path of a template as the description has it: `/users/{user-id}`, without base URL and query. Of arguments that may
/// be left out it has the names alone: `/f(a='{a}',user)`.
pub(crate) fn path(template: &str) -> String {
    let path = template.strip_prefix(BASE).unwrap_or(template);
    let end = ["?", "{?", "{&"].iter().filter_map(|query| path.find(query)).min().unwrap_or(path.len());
    let path = decode(&path[..end]).into_owned();
    match path.split_once("{@").and_then(|(before, rest)| Some((before, rest.split_once('}')?))) {
        Some((before, (items, after))) => {
            let comma = if before.ends_with('(') { "" } else { "," };
            format!("{before}{comma}{}{after}", items.replace('\'', ""))
        }
        None => path,
    }
}

/// Decodes the percent-encoding of a variable name.
pub(crate) fn decode(name: &str) -> Cow<'_, str> {
    percent_decode_str(name).decode_utf8_lossy()
}

#[cfg(test)]
#[path = "template_tests.rs"]
mod tests;
