//! One segment of a path: read once, printed once.
//!
//! A segment is written as `OData` writes URLs (URL Conventions 4.01, section 4): a name, a key, or a call with arguments in
//! parentheses. Both front ends read it by [`Segment::parse`]; whatever prints a path prints it by [`Segment::text`] or by
//! the URL template that `check` makes of it.

use std::fmt;

use super::{Doc, Primitive, TypeRef};
use crate::origin::Origin;

/// One segment of a path, in the official dialect (the repairs of the module dialect are done).
///
/// `V` is what is known of its variables: a [`Parameter`] with type and documentation, or the name alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment<V = Parameter> {
    /// The start of every path.
    Root,
    /// Text without parameters: `calls`, `$count`, `graph.user`.
    Literal(String),
    /// A parameter that fills the segment: `{call-id}`.
    Key(V),
    /// A name with arguments: `delta()`, `getByPath(path='{path}')`; a key of several parts, which has neither name nor
    /// parentheses: `id='{id}',deviceId='{deviceId}'`.
    Call {
        /// What stands before the parentheses; empty for a key of several parts.
        name: String,
        /// What stands between them, in the order of the path.
        arguments: Vec<Argument<V>>,
    },
    /// Parameters with any other text around them: `{name}.{extension}`.
    Mixed(Vec<Piece<V>>),
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Argument<V = Parameter> {
    /// The name before the `=`; `None` for an argument that is a value alone, as in `users('{id}')`.
    pub name: Option<String>,
    /// The value.
    pub value: ArgumentValue<V>,
    /// Whether the value stands in single quotes, as a string of `OData` does.
    pub is_quoted: bool,
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ArgumentValue<V = Parameter> {
    /// What the caller gives: `{path}`.
    Variable(V),
    /// What the query parameter of this name gives, which may be left out: `@userId`.
    Alias(String),
    /// Text, without the quotes around it.
    Fixed(String),
}

/// A piece of a [`Segment::Mixed`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece<V = Parameter> {
    /// Text.
    Text(String),
    /// A variable.
    Variable(V),
}

/// A path parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The name between the braces.
    pub name: String,
    /// A primitive or a list of primitives; anything else is sent as a string.
    pub ty: TypeRef,
    /// What it stands for.
    pub doc: Doc,
    /// Where it is declared.
    pub origin: Origin,
}

impl Parameter {
    /// A parameter of which nothing is said but its name: a string.
    pub fn undescribed(name: &str, origin: &Origin) -> Self {
        let ty = TypeRef::Primitive(Primitive::String);
        Self { name: name.to_owned(), ty, doc: Doc::default(), origin: origin.clone() }
    }
}

/// What stands between the braces of a segment.
pub trait Variable {
    /// Its name.
    fn name(&self) -> &str;
}

impl Variable for Parameter {
    fn name(&self) -> &str {
        &self.name
    }
}

impl Variable for String {
    fn name(&self) -> &str {
        self
    }
}

/// Why a text is not a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentError {
    /// A brace without its partner, or within other braces.
    UnpairedBraces,
    /// Braces around nothing.
    NoName,
}

impl fmt::Display for SegmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnpairedBraces => "its braces are not in pairs",
            Self::NoName => "it has braces without the name of a parameter",
        })
    }
}

impl std::error::Error for SegmentError {}

impl<V: Variable> Segment<V> {
    /// Reads `text`; `variable` makes the variable of each name in braces.
    ///
    /// # Errors
    /// The braces of `text` do not name parameters.
    ///
    /// # Example
    /// ```
    /// use graph_emit::ir::Segment;
    ///
    /// let segment: Segment<String> = Segment::parse("getByPath(path='{path}')", &mut str::to_owned)?;
    /// assert_eq!(segment.name(), "getByPath");
    /// assert_eq!(segment.text(), "getByPath(path='{path}')");
    /// # Ok::<(), graph_emit::ir::SegmentError>(())
    /// ```
    pub fn parse(text: &str, variable: &mut dyn FnMut(&str) -> V) -> Result<Self, SegmentError> {
        let pieces = pieces(text)?;
        if let [Raw::Variable(name)] = pieces[..] {
            return Ok(Self::Key(variable(name)));
        }
        // Names with braces are not names.
        let is_named = |(name, list): &(&str, Vec<WrittenArgument<'_>>)| {
            !name.contains('{') && list.iter().all(|(name, _)| name.is_none_or(|name| !name.contains('{')))
        };
        if let Some((name, list)) = call_parts(text).filter(is_named) {
            let arguments: Option<Vec<_>> = list.iter().map(|(name, value)| Raw::argument(*name, value)).collect();
            if let Some(arguments) = arguments {
                let arguments = arguments.into_iter().map(|argument| argument.lower(variable)).collect();
                return Ok(Self::Call { name: name.to_owned(), arguments });
            }
        }
        if pieces.iter().all(|piece| matches!(piece, Raw::Text(_))) {
            return Ok(Self::Literal(text.to_owned()));
        }
        let piece = |raw: &Raw<'_>| match raw {
            Raw::Text(text) => Piece::Text((*text).to_owned()),
            Raw::Variable(name) => Piece::Variable(variable(name)),
        };
        Ok(Self::Mixed(pieces.iter().map(piece).collect()))
    }

    /// The segment without its arguments: `getByPath`, `calls`; empty for the root and for keys of either kind.
    pub fn name(&self) -> &str {
        match self {
            Self::Root | Self::Key(_) | Self::Mixed(_) => "",
            Self::Literal(text) | Self::Call { name: text, .. } => text,
        }
    }

    /// The segment as it stands in the path; empty for the root.
    pub fn text(&self) -> String {
        self.with_variables(&|variable| format!("{{{}}}", variable.name()))
    }

    /// The segment without the names of its parameters: two with the same shape are one place.
    pub fn shape(&self) -> String {
        match self {
            Self::Literal(text) => without_braces(text),
            _ => self.with_variables(&|_| "{}".to_owned()),
        }
    }

    /// The segment as it stands in the path, with what `print` makes of them in the place of its variables.
    pub fn with_variables(&self, print: &dyn Fn(&V) -> String) -> String {
        match self {
            Self::Root => String::new(),
            Self::Literal(text) => text.clone(),
            Self::Key(variable) => print(variable),
            Self::Call { name, arguments } => {
                let list: Vec<_> = arguments.iter().map(|argument| argument.text(print)).collect();
                let list = list.join(",");
                if name.is_empty() { list } else { format!("{name}({list})") }
            }
            Self::Mixed(pieces) => {
                let piece = |piece: &Piece<V>| match piece {
                    Piece::Text(text) => text.clone(),
                    Piece::Variable(variable) => print(variable),
                };
                pieces.iter().map(piece).collect()
            }
        }
    }

    /// The variables of the segment, to be filled in, in the order of the path.
    pub fn variables_mut(&mut self) -> Vec<&mut V> {
        match self {
            Self::Root | Self::Literal(_) => Vec::new(),
            Self::Key(variable) => vec![variable],
            Self::Call { arguments, .. } => {
                let variables = arguments.iter_mut().filter_map(|argument| match &mut argument.value {
                    ArgumentValue::Variable(variable) => Some(variable),
                    ArgumentValue::Alias(_) | ArgumentValue::Fixed(_) => None,
                });
                variables.collect()
            }
            Self::Mixed(pieces) => {
                let variables = pieces.iter_mut().filter_map(|piece| match piece {
                    Piece::Variable(variable) => Some(variable),
                    Piece::Text(_) => None,
                });
                variables.collect()
            }
        }
    }

    /// The variables of the segment, in the order of the path.
    pub fn variables(&self) -> Vec<&V> {
        match self {
            Self::Root | Self::Literal(_) => Vec::new(),
            Self::Key(variable) => vec![variable],
            Self::Call { arguments, .. } => arguments.iter().filter_map(Argument::variable).collect(),
            Self::Mixed(pieces) => {
                let variables = pieces.iter().filter_map(|piece| match piece {
                    Piece::Variable(variable) => Some(variable),
                    Piece::Text(_) => None,
                });
                variables.collect()
            }
        }
    }

    /// The segment with the names of its variables alone.
    pub fn names(&self) -> Segment<String> {
        let named = |argument: &Argument<V>| Argument {
            name: argument.name.clone(),
            value: match &argument.value {
                ArgumentValue::Variable(variable) => ArgumentValue::Variable(variable.name().to_owned()),
                ArgumentValue::Alias(alias) => ArgumentValue::Alias(alias.clone()),
                ArgumentValue::Fixed(text) => ArgumentValue::Fixed(text.clone()),
            },
            is_quoted: argument.is_quoted,
        };
        match self {
            Self::Root => Segment::Root,
            Self::Literal(text) => Segment::Literal(text.clone()),
            Self::Key(variable) => Segment::Key(variable.name().to_owned()),
            Self::Call { name, arguments } => {
                Segment::Call { name: name.clone(), arguments: arguments.iter().map(named).collect() }
            }
            Self::Mixed(pieces) => {
                let named = |piece: &Piece<V>| match piece {
                    Piece::Text(text) => Piece::Text(text.clone()),
                    Piece::Variable(variable) => Piece::Variable(variable.name().to_owned()),
                };
                Segment::Mixed(pieces.iter().map(named).collect())
            }
        }
    }

    /// The arguments that may be left out, by the names of the query parameters that give them.
    pub fn aliases(&self) -> impl Iterator<Item = &str> {
        let arguments = match self {
            Self::Call { arguments, .. } => arguments.as_slice(),
            Self::Root | Self::Literal(_) | Self::Key(_) | Self::Mixed(_) => &[],
        };
        arguments.iter().filter_map(Argument::alias)
    }
}

impl<V> Argument<V> {
    /// The argument as it stands in the path, with what `print` makes of it in the place of its variable.
    pub fn text(&self, print: &dyn Fn(&V) -> String) -> String {
        let value = match &self.value {
            ArgumentValue::Variable(variable) => print(variable),
            ArgumentValue::Alias(alias) => format!("@{alias}"),
            ArgumentValue::Fixed(text) if self.is_quoted => text.replace('\'', "''"),
            ArgumentValue::Fixed(text) => text.clone(),
        };
        let value = if self.is_quoted { format!("'{value}'") } else { value };
        match &self.name {
            Some(name) => format!("{name}={value}"),
            None => value,
        }
    }

    /// What the caller gives.
    pub fn variable(&self) -> Option<&V> {
        match &self.value {
            ArgumentValue::Variable(variable) => Some(variable),
            ArgumentValue::Alias(_) | ArgumentValue::Fixed(_) => None,
        }
    }

    /// The query parameter that gives the value, if the argument may be left out.
    pub fn alias(&self) -> Option<&str> {
        match &self.value {
            ArgumentValue::Alias(alias) => Some(alias),
            ArgumentValue::Variable(_) | ArgumentValue::Fixed(_) => None,
        }
    }
}

/// A piece of a segment as it is written.
#[derive(Clone, Copy, Debug)]
enum Raw<'t> {
    Text(&'t str),
    Variable(&'t str),
}

impl<'t> Raw<'t> {
    /// The argument `name` with the value `text`; `None` where that has braces and text.
    fn argument(name: Option<&'t str>, text: &'t str) -> Option<RawArgument<'t>> {
        let (inner, is_quoted) = unquoted(text);
        let value = match pieces(inner).ok()?[..] {
            [Self::Variable(variable)] => Self::Variable(variable),
            [Self::Text(_)] | [] => Self::Text(inner),
            _ => return None,
        };
        Some(RawArgument { name, value, is_quoted })
    }
}

/// An argument as it is written, without its quotes.
struct RawArgument<'t> {
    name: Option<&'t str>,
    value: Raw<'t>,
    is_quoted: bool,
}

impl RawArgument<'_> {
    fn lower<V>(self, variable: &mut dyn FnMut(&str) -> V) -> Argument<V> {
        let value = match self.value {
            Raw::Variable(name) => ArgumentValue::Variable(variable(name)),
            Raw::Text(text) => match text.strip_prefix('@').filter(|alias| self.name.is_some() && !alias.is_empty()) {
                Some(alias) => ArgumentValue::Alias(alias.to_owned()),
                None if self.is_quoted => ArgumentValue::Fixed(text.replace("''", "'")),
                None => ArgumentValue::Fixed(text.to_owned()),
            },
        };
        Argument { name: self.name.map(str::to_owned), value, is_quoted: self.is_quoted }
    }
}

/// `text` with its braces percent-encoded, as a URL has to have them: no template takes them for those of a variable.
pub fn without_braces(text: &str) -> String {
    text.replace('{', "%7B").replace('}', "%7D")
}

/// `text` at its braces.
fn pieces(text: &str) -> Result<Vec<Raw<'_>>, SegmentError> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, braced) = rest.split_at(at);
        let inner = braced.strip_prefix('{').ok_or(SegmentError::UnpairedBraces)?;
        let end = inner.find(['{', '}']).ok_or(SegmentError::UnpairedBraces)?;
        let (name, behind) = inner.split_at(end);
        rest = behind.strip_prefix('}').ok_or(SegmentError::UnpairedBraces)?;
        if name.is_empty() {
            return Err(SegmentError::NoName);
        }
        pieces.extend((!before.is_empty()).then_some(Raw::Text(before)));
        pieces.push(Raw::Variable(name));
    }
    pieces.extend((!rest.is_empty()).then_some(Raw::Text(rest)));
    Ok(pieces)
}

/// An argument as it is written: its name, if it has one, and its value.
pub type WrittenArgument<'t> = (Option<&'t str>, &'t str);

/// The name of a call and its arguments, each with its name, if it has one, and its value as written: of
/// `name(a=1,b='x')`, and of `a='1',b=2`, whose name is empty. `None` for any other text.
pub fn call_parts(text: &str) -> Option<(&str, Vec<WrittenArgument<'_>>)> {
    let opening = text.find(['(', '=']);
    let (name, list) = match opening {
        Some(at) if text[at..].starts_with('(') => (&text[..at], text[at + 1..].strip_suffix(')')?),
        Some(_) => ("", text),
        None => return None,
    };
    // `(..)` alone has no name to call.
    if opening == Some(0) {
        return None;
    }
    if list.trim().is_empty() {
        return Some((name, Vec::new()));
    }
    let arguments = split_outside(list, ',').into_iter().map(|piece| match split_outside(piece, '=')[..] {
        [value] => (None, value.trim()),
        [name, ..] => (Some(name.trim()), piece[name.len() + 1..].trim()),
        [] => (None, ""),
    });
    Some((name, arguments.collect()))
}

/// What stands in the single quotes of `text`, or `text` itself; and whether there are quotes.
pub fn unquoted(text: &str) -> (&str, bool) {
    match text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        Some(inner) => (inner, true),
        None => (text, false),
    }
}

/// The pieces of `text` between those `separator`s that are in no quotes, parentheses, brackets or braces.
pub fn split_outside(text: &str, separator: char) -> Vec<&str> {
    let (mut pieces, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let mut quote = None;
    for (at, char) in text.char_indices() {
        match char {
            _ if quote == Some(char) => quote = None,
            _ if quote.is_some() => {}
            '\'' | '"' => quote = Some(char),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            char if char == separator && depth == 0 => {
                pieces.push(&text[start..at]);
                start = at + separator.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{parameter, segment};
    use super::*;

    #[test]
    fn a_segment_prints_as_it_was_written() {
        for text in [
            "calls",
            "$count",
            "graph.user",
            "delta()",
            "{call-id}",
            "getByPath(path='{path}')",
            "cell(row={row},column={column})",
            "f(a='@a',b=@b,c={c},d='x''y, (z)',e=5)",
            "users('{id}')",
            "id='{id}',policyId='{policyId}',deviceId='{deviceId}'",
            "{name}.{extension}",
            "root:",
            "a:{b}:",
        ] {
            assert_eq!(segment(text).text(), text);
        }
    }

    #[test]
    fn what_a_segment_is_follows_from_its_text() {
        let kind = |text: &str| match segment(text) {
            Segment::Root => "root",
            Segment::Literal(_) => "literal",
            Segment::Key(_) => "key",
            Segment::Call { .. } => "call",
            Segment::Mixed(_) => "mixed",
        };
        let table = [
            ("calls", "literal"),
            ("a@b", "literal"),
            ("(x)", "literal"),
            ("f(x", "literal"),
            ("{call-id}", "key"),
            ("{a}{b}", "mixed"),
            ("{a}.json", "mixed"),
            ("f(a='{a}-{b}')", "mixed"),
            ("delta()", "call"),
            ("a=1", "call"),
            ("users({id})", "call"),
            ("f(x=@x)", "call"),
            ("{set}({key})", "mixed"),
            ("{a}()", "mixed"),
            ("{a}={b}", "mixed"),
            ("{id};color={color}", "mixed"),
        ];
        for (text, expected) in table {
            assert_eq!(kind(text), expected, "{text}");
        }
    }

    #[test]
    fn braces_are_parameters() {
        let names = |text: &str| segment(text).variables().iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        assert_eq!(names("calls"), [""; 0]);
        assert_eq!(names("{call-id}"), ["call-id"]);
        assert_eq!(names("f(x='{x}',y={y})"), ["x", "y"]);
        assert_eq!(names("{a}{b}"), ["a", "b"]);
        assert_eq!(names("applications(appId='{appId}')"), ["appId"]);
    }

    #[test]
    fn aliases_are_no_parameters() {
        let call = segment("f(x={x},y=@y,z='@z')");
        assert_eq!(call.variables().iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["x"]);
        assert_eq!(call.aliases().collect::<Vec<_>>(), ["y", "z"]);
    }

    #[test]
    fn arguments_have_a_name_a_value_and_quotes() {
        let Segment::Call { name, arguments } = segment("f(a='{x}', b=@y,c='@z',d='it''s, (1)',e=2,'{v}')") else {
            panic!("a call")
        };
        let shown: Vec<_> = arguments
            .iter()
            .map(|argument| {
                let value = match &argument.value {
                    ArgumentValue::Variable(parameter) => format!("{{{}}}", parameter.name),
                    ArgumentValue::Alias(alias) => format!("@{alias}"),
                    ArgumentValue::Fixed(text) => text.clone(),
                };
                (argument.name.as_deref().unwrap_or("-"), value, argument.is_quoted)
            })
            .collect();
        let expected = [
            ("a", "{x}", true),
            ("b", "@y", false),
            ("c", "@z", true),
            ("d", "it's, (1)", true),
            ("e", "2", false),
            ("-", "{v}", true),
        ];
        assert_eq!(name, "f");
        assert_eq!(shown, expected.map(|(name, value, is_quoted)| (name, value.to_owned(), is_quoted)));
    }

    #[test]
    fn parameters_and_aliases_stand_in_the_order_of_the_path() {
        let call = segment("f(b={b},x=@x,a='{a}',y='@y')");
        let names: Vec<_> = call.variables().iter().map(|parameter| parameter.name.as_str()).collect();
        assert_eq!(names, ["b", "a"]);
        assert_eq!(call.aliases().collect::<Vec<_>>(), ["x", "y"]);
        let names: Vec<_> = segment("{b}.{a}").variables().iter().map(|one| one.name.clone()).collect();
        assert_eq!(names, ["b", "a"]);
    }

    #[test]
    fn two_names_of_one_place_have_one_shape() {
        for (one, other) in [("{id}", "{key}"), ("f(a={a},b='x')", "f(a={z},b='x')"), ("{a}.{b}", "{c}.{d}")] {
            assert_eq!(segment(one).shape(), segment(other).shape());
        }
        for (one, other) in [("{id}", "id"), ("f(a={a})", "f(b={a})"), ("f(a={a})", "f(a='{a}')"), ("f", "f()")] {
            assert_ne!(segment(one).shape(), segment(other).shape());
        }
        assert_ne!(Segment::<String>::Literal("{}".to_owned()).shape(), segment("{id}").shape());
    }

    #[test]
    fn braces_that_name_nothing_are_broken() {
        let error = |text| Segment::parse(text, &mut parameter).expect_err(text);
        for text in ["{", "}", "{a", "a}", "{a{b}}", "}{a}", "{a}}", "f(a={a)"] {
            assert_eq!(error(text), SegmentError::UnpairedBraces, "{text}");
        }
        assert_eq!(error("{}"), SegmentError::NoName);
    }

    #[test]
    fn only_outer_separators_part() {
        assert_eq!(split_outside("a($select=b,c),d,'e,f'", ','), ["a($select=b,c)", "d", "'e,f'"]);
        assert_eq!(split_outside("ids=[\"a,b\",\"c\"],x={y,z}", ','), ["ids=[\"a,b\",\"c\"]", "x={y,z}"]);
        assert_eq!(split_outside("", ','), [""]);
    }
}
