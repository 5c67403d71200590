//! One segment of a path: as the description has it, as the request has it, and whether the two are the same.

/// A segment of the description.
#[derive(Debug, PartialEq, Eq)]
pub enum Segment<'d> {
    /// One variable that fills it.
    Key(&'d str),
    /// Text.
    Text(&'d str),
    /// A name with arguments: `f(a='{a}',b=@b)`; without parentheses and name where it is a key of several parts.
    Call(Call<'d>),
}

/// A name with arguments in parentheses.
#[derive(Debug, PartialEq, Eq)]
pub struct Call<'s> {
    /// What stands before the parenthesis.
    name: &'s str,
    /// The arguments: name and value as written.
    arguments: Vec<(&'s str, &'s str)>,
}

/// What a segment of a request gives to the one of the description that it fits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The variables of the path, and their values.
    pub variables: Vec<(String, String)>,
    /// The query parameters that arguments of the path stand for, and their values.
    pub aliases: Vec<(String, String)>,
}

impl<'d> Segment<'d> {
    /// The segment `text` of a description, or of a URL template.
    pub fn of(text: &'d str) -> Self {
        let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        match inner {
            Some(name) if !name.contains('{') => Self::Key(name),
            _ => Call::parse(text).or_else(|| Call::of_parts(text)).map_or(Self::Text(text), Self::Call),
        }
    }

    /// What `request`, a decoded segment of a request, gives to this one; `None` where it is another.
    pub fn accept(&self, request: &str) -> Option<Given> {
        match self {
            Self::Key(name) => {
                Some(Given { variables: vec![((*name).to_owned(), request.to_owned())], aliases: Vec::new() })
            }
            Self::Text(text) => is_same_name(text, request.strip_suffix("()").unwrap_or(request)).then(Given::default),
            // A function without arguments is called with or without parentheses.
            Self::Call(call) if call.arguments.is_empty() && !request.contains('(') => {
                is_same_name(call.name, request).then(Given::default)
            }
            Self::Call(call) => {
                let whole = if call.name.is_empty() { Call::of_parts(request) } else { Call::parse(request) };
                whole.and_then(|request| call.accept(&request))
            }
        }
    }

    /// How eager the segment is: what is spelt as in the request goes before what fits anything.
    pub fn rank(&self, request: &str) -> u8 {
        match self {
            Self::Text(text) if *text == request => 0,
            Self::Text(_) | Self::Call(_) => 1,
            Self::Key(_) => 2,
        }
    }
}

impl<'s> Call<'s> {
    /// `name(a=1,b='x')`.
    fn parse(text: &'s str) -> Option<Self> {
        let (name, rest) = text.split_once('(')?;
        let list = rest.strip_suffix(')')?;
        if list.trim().is_empty() {
            return Some(Self { name, arguments: Vec::new() });
        }
        Some(Self { name, arguments: arguments(list)? })
    }

    /// `a='{a}',b='{b}'`, a key of several parts.
    fn of_parts(text: &'s str) -> Option<Self> {
        let is_list = text.contains('=') && !text.contains('(');
        if is_list { Some(Self { name: "", arguments: arguments(text)? }) } else { None }
    }

    /// What `request` gives to this call: the same name, and the same arguments in any order.
    fn accept(&self, request: &Call<'_>) -> Option<Given> {
        if !is_same_name(self.name, request.name) || self.arguments.len() != request.arguments.len() {
            return None;
        }
        let mut given = Given::default();
        for (name, place) in &self.arguments {
            let (_, value) = request.arguments.iter().find(|(other, _)| other == name)?;
            let (inner, is_quoted) = unquoted(place);
            match (variable(&inner), inner.strip_prefix('@')) {
                (Some(variable), _) if is_quoted => given.variables.push((variable.to_owned(), quoted_text(value)?)),
                (Some(variable), _) => given.variables.push((variable.to_owned(), (*value).to_owned())),
                // The request names the alias, and the query parameter gives its value.
                (None, Some(_)) if unquoted(value).0.starts_with('@') => {}
                (None, Some(alias)) => given.aliases.push((alias.to_owned(), unquoted(value).0)),
                (None, None) if place == value => {}
                (None, None) => return None,
            }
        }
        Some(given)
    }
}

/// `a=1,b='x,y'` at the commas that are in no quotes; `None` where a piece has no `=`.
fn arguments(list: &str) -> Option<Vec<(&str, &str)>> {
    let pieces = split_outside(list, ',');
    pieces.into_iter().map(|piece| piece.split_once('=').map(|(name, value)| (name.trim(), value.trim()))).collect()
}

/// The pieces of `text` between those `separator`s that are neither in single quotes nor in parentheses.
pub fn split_outside(text: &str, separator: char) -> Vec<&str> {
    let (mut pieces, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_usize, false);
    for (at, sign) in text.char_indices() {
        match sign {
            '\'' => quoted = !quoted,
            _ if quoted => {}
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            sign if sign == separator && depth == 0 => {
                pieces.push(&text[start..at]);
                start = at + separator.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// The name in the braces that `text` is.
fn variable(text: &str) -> Option<&str> {
    text.strip_prefix('{')?.strip_suffix('}')
}

/// The text of an `OData` string literal, whose apostrophes are doubled; `None` for anything else.
fn quoted_text(literal: &str) -> Option<String> {
    match unquoted(literal) {
        (text, true) => Some(text),
        (_, false) => None,
    }
}

/// What stands in the quotes of `literal`, or `literal` itself; and whether there are quotes.
fn unquoted(literal: &str) -> (String, bool) {
    match literal.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        Some(text) => (text.replace("''", "'"), true),
        None => (literal.to_owned(), false),
    }
}

/// Whether two names are one, in the spellings of either dialect: an action `reject` may be `microsoft.graph.reject`, and
/// a cast `graph.user` may be `microsoft.graph.user`.
fn is_same_name(description: &str, request: &str) -> bool {
    const SHORT: &str = "graph.";
    const LONG: &str = "microsoft.graph.";
    let long = |name: &str| name.strip_prefix(LONG).map(str::to_owned);
    description == request
        || long(request).is_some_and(|name| name == description || format!("{SHORT}{name}") == description)
        || long(description).is_some_and(|name| name == request || format!("{SHORT}{name}") == request)
}

#[cfg(test)]
mod tests {
    use super::{Given, Segment, split_outside};

    fn given(variables: &[(&str, &str)], aliases: &[(&str, &str)]) -> Given {
        let owned = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        Given { variables: owned(variables), aliases: owned(aliases) }
    }

    #[test]
    fn names_are_the_same_in_either_dialect() {
        for (description, request) in [
            ("reject", "reject"),
            ("reject", "microsoft.graph.reject"),
            ("microsoft.graph.reject", "reject"),
            ("graph.user", "microsoft.graph.user"),
            ("microsoft.graph.user", "graph.user"),
            ("delta()", "delta"),
            ("delta()", "microsoft.graph.delta()"),
            ("$count", "$count"),
        ] {
            assert_eq!(Segment::of(description).accept(request), Some(Given::default()), "{description} {request}");
        }
        for (description, request) in
            [("graph.user", "user"), ("user", "graph.user"), ("Calls", "calls"), ("delta()", "delta(token='x')")]
        {
            assert_eq!(Segment::of(description).accept(request), None, "{description} {request}");
        }
    }

    #[test]
    fn arguments_come_in_any_order_without_their_quotes() {
        let call = Segment::of("f(a='{a}',b={b})");
        let expected = given(&[("a", "it's, (1)"), ("b", "2")], &[]);
        assert_eq!(call.accept("microsoft.graph.f(b=2, a='it''s, (1)')"), Some(expected));
        for other in ["f(a='1')", "f(a=1,b=2)", "f(a='1',c=2)", "g(a='1',b=2)", "f"] {
            assert_eq!(call.accept(other), None, "{other}");
        }
    }

    #[test]
    fn aliases_are_query_parameters() {
        let call = Segment::of("f(a='@a',b=@b,c='{c}')");
        assert_eq!(call.accept("f(a=@a,b=@b,c='x')"), Some(given(&[("c", "x")], &[])));
        assert_eq!(call.accept("f(a='1',b=2,c='x')"), Some(given(&[("c", "x")], &[("a", "1"), ("b", "2")])));
    }

    #[test]
    fn keys_have_one_part_or_several() {
        assert_eq!(Segment::of("{call%2Did}").accept("(x='1')"), Some(given(&[("call%2Did", "(x='1')")], &[])));
        let key = Segment::of("id='{id}',other='{other}'");
        assert_eq!(key.accept("other='2',id='1'"), Some(given(&[("id", "1"), ("other", "2")], &[])));
        let alternate = Segment::of("applications(appId='{appId}')");
        assert_eq!(alternate.accept("applications(appId='x')"), Some(given(&[("appId", "x")], &[])));
        assert_eq!(alternate.accept("applications"), None);
    }

    #[test]
    fn only_outer_separators_part() {
        assert_eq!(split_outside("a($select=b,c),d,'e,f'", ','), ["a($select=b,c)", "d", "'e,f'"]);
        assert_eq!(split_outside("", ','), [""]);
    }
}
