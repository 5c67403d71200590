//! What a segment of a request gives to the one of the description that it fits.

use std::borrow::Cow;

use graph_emit::ir::{Argument, ArgumentValue, Piece, Segment, WrittenArgument, call_parts, unquoted};

use super::fields::by_name;
use graph_emit::dialect::is_same_name;

/// What a segment of a request gives to the one of the description that it fits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// The path parameters by name, and their values.
    pub variables: Vec<(String, String)>,
    /// The query parameters that arguments of the path stand for, and their values.
    pub aliases: Vec<(String, String)>,
}

/// What `request`, a decoded segment of a request, gives to `segment`; `None` where it is another.
pub fn accept(segment: &Segment<String>, request: &str) -> Option<Given> {
    match segment {
        Segment::Root => None,
        Segment::Key(name) => Some(Given::variable(name, request)),
        Segment::Literal(text) => {
            is_same_name(text, request.strip_suffix("()").unwrap_or(request)).then(Given::default)
        }
        Segment::Call { name, arguments } => {
            let (own_name, given) = match call_parts(request) {
                Some(parts) => parts,
                // A function without arguments is called with or without parentheses.
                None if !name.is_empty() => (request, Vec::new()),
                None => return None,
            };
            if is_same_name(name, own_name) { accept_arguments(arguments, &given) } else { None }
        }
        Segment::Mixed(pieces) => accept_pieces(pieces, request),
    }
}

/// `request` with the name that `segment` has, where that is the same in another case; `None` for any other.
pub fn respelled(segment: &Segment<String>, request: &str) -> Option<String> {
    let own = match segment {
        Segment::Literal(text) => text.strip_suffix("()").unwrap_or(text),
        Segment::Call { name, .. } => name,
        Segment::Root | Segment::Key(_) | Segment::Mixed(_) => return None,
    };
    let (name, rest) = request.split_at(request.find('(').unwrap_or(request.len()));
    let is_own = is_same_name(own, name) || is_same_name(&own.to_ascii_lowercase(), &name.to_ascii_lowercase());
    let rest = respelled_arguments(segment, request).unwrap_or_else(|| rest.to_owned());
    let declared = if is_same_name(own, name) { format!("{name}{rest}") } else { format!("{own}{rest}") };
    (is_own && declared != request).then_some(declared)
}

/// The arguments of `request` in parentheses, each with its name as `segment` has it.
fn respelled_arguments(segment: &Segment<String>, request: &str) -> Option<String> {
    let Segment::Call { arguments, .. } = segment else { return None };
    let given = call_parts(request)?.1.into_iter().map(|(name, value)| {
        let declared = by_name(arguments, name?, |argument| argument.name.as_deref().unwrap_or_default());
        Some(format!("{}={value}", declared.map_or(name, |argument| argument.name.as_deref())?))
    });
    let given: Option<Vec<_>> = given.collect();
    given.filter(|given| !given.is_empty()).map(|given| format!("({})", given.join(",")))
}

/// How eager the segment is: what is spelled as in the request goes before what fits anything, and of functions the one that
/// needs the fewest arguments that the request does not have.
pub fn rank(segment: &Segment<String>, request: &str) -> (u8, usize) {
    match segment {
        Segment::Literal(text) if text == request => (0, 0),
        Segment::Root | Segment::Literal(_) => (1, 0),
        Segment::Call { arguments, .. } => {
            let given = call_parts(request).map_or(0, |(_, given)| given.len());
            (1, arguments.len().saturating_sub(given))
        }
        Segment::Mixed(_) => (2, 0),
        Segment::Key(_) => (3, 0),
    }
}

/// What the arguments `given` give to `arguments`: the same ones in any order, but for those that may be left out. Those
/// without a name are told apart by their order.
fn accept_arguments(arguments: &[Argument<String>], given: &[WrittenArgument<'_>]) -> Option<Given> {
    let mut left = given.to_vec();
    let mut found = Given::default();
    for argument in arguments {
        match left.iter().position(|(name, _)| *name == argument.name.as_deref()) {
            Some(at) => found.take(argument, left.remove(at).1)?,
            None if argument.alias().is_some() => {}
            None => return None,
        }
    }
    left.is_empty().then_some(found)
}

/// What `request` gives to the variables between the texts of `pieces`, each as short as can be.
fn accept_pieces(pieces: &[Piece<String>], request: &str) -> Option<Given> {
    let mut found = Given::default();
    let (mut rest, mut open): (_, Option<&String>) = (request, None);
    for (at, piece) in pieces.iter().enumerate() {
        match (piece, open) {
            (Piece::Text(text), None) => rest = rest.strip_prefix(text.as_str())?,
            (Piece::Text(text), Some(name)) => {
                let is_last = at + 1 == pieces.len();
                let cut = if is_last {
                    rest.strip_suffix(text.as_str()).map(|value| (value, ""))
                } else {
                    rest.split_once(text.as_str())
                };
                let (value, behind) = cut?;
                found.variables.push((name.clone(), value.to_owned()));
                (rest, open) = (behind, None);
            }
            (Piece::Variable(name), None) => open = Some(name),
            // Where two variables touch, nobody can tell where one ends.
            (Piece::Variable(_), Some(_)) => return None,
        }
    }
    match open {
        Some(name) => found.variables.push((name.clone(), rest.to_owned())),
        None if rest.is_empty() => {}
        None => return None,
    }
    Some(found)
}

impl Given {
    fn variable(name: &str, value: &str) -> Self {
        Self { variables: vec![(name.to_owned(), value.to_owned())], aliases: Vec::new() }
    }

    /// Takes what `value` gives to `argument`; `None` where it does not fit.
    fn take(&mut self, argument: &Argument<String>, value: &str) -> Option<()> {
        let (inner, is_quoted) = unquoted(value);
        let text = if is_quoted { Cow::Owned(inner.replace("''", "'")) } else { Cow::Borrowed(inner) };
        match &argument.value {
            ArgumentValue::Variable(name) if argument.is_quoted => {
                is_quoted.then(|| self.variables.push((name.clone(), text.into_owned())))
            }
            ArgumentValue::Variable(name) => {
                self.variables.push((name.clone(), value.to_owned()));
                Some(())
            }
            // The request names the alias, and the query parameter gives its value.
            ArgumentValue::Alias(_) if inner.starts_with('@') => Some(()),
            ArgumentValue::Alias(alias) => {
                let value = if argument.is_quoted { text.into_owned() } else { value.to_owned() };
                self.aliases.push((alias.clone(), value));
                Some(())
            }
            ArgumentValue::Fixed(fixed) => (*fixed == *text && argument.is_quoted == is_quoted).then_some(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use graph_emit::ir::Segment;

    use super::{Given, rank};

    fn segment(text: &str) -> Segment<String> {
        Segment::parse(text, &mut str::to_owned).expect("a segment")
    }

    fn accept(text: &str, request: &str) -> Option<Given> {
        super::accept(&segment(text), request)
    }

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
            assert_eq!(accept(description, request), Some(Given::default()), "{description} {request}");
        }
        for (description, request) in
            [("graph.user", "user"), ("user", "graph.user"), ("Calls", "calls"), ("delta()", "delta(token='x')")]
        {
            assert_eq!(accept(description, request), None, "{description} {request}");
        }
    }

    #[test]
    fn arguments_come_in_any_order_without_their_quotes() {
        let call = "f(a='{a}',b={b})";
        let expected = given(&[("a", "it's, (1)"), ("b", "2")], &[]);
        assert_eq!(accept(call, "microsoft.graph.f(b=2, a='it''s, (1)')"), Some(expected));
        for other in
            ["f(a='1',a='1',b=2)", "f(a='1')", "f(a=1,b=2)", "f(a='1',c=2)", "f(a='1',b=2,c=3)", "g(a='1',b=2)", "f"]
        {
            assert_eq!(accept(call, other), None, "{other}");
        }
        assert_eq!(accept("f(ids={ids})", "f(ids=[\"a\",\"b\"])"), Some(given(&[("ids", "[\"a\",\"b\"]")], &[])));
    }

    #[test]
    fn arguments_without_a_name_go_by_their_order() {
        assert_eq!(accept("f({a},{b})", "f(1,2)"), Some(given(&[("a", "1"), ("b", "2")], &[])));
        for other in ["f(1)", "f(1,2,3)"] {
            assert_eq!(accept("f({a},{b})", other), None, "{other}");
        }
    }

    #[test]
    fn aliases_are_query_parameters() {
        let call = "f(a='@a',b=@b,c='{c}')";
        assert_eq!(accept(call, "f(a=@a,b=@b,c='x')"), Some(given(&[("c", "x")], &[])));
        assert_eq!(accept(call, "f(a='@a',b=@b,c='x')"), Some(given(&[("c", "x")], &[])));
        assert_eq!(accept(call, "f(a='1',b=2,c='x')"), Some(given(&[("c", "x")], &[("a", "1"), ("b", "2")])));
        assert_eq!(accept(call, "f(c='x')"), Some(given(&[("c", "x")], &[])));
        assert_eq!(accept("f(a=@a)", "f"), Some(Given::default()));
        assert_eq!(accept(call, "f(a='1')"), None);
    }

    #[test]
    fn keys_have_one_part_or_several() {
        assert_eq!(accept("{call-id}", "(x='1')"), Some(given(&[("call-id", "(x='1')")], &[])));
        let key = "id='{id}',other='{other}'";
        assert_eq!(accept(key, "other='2',id='1'"), Some(given(&[("id", "1"), ("other", "2")], &[])));
        let alternate = "applications(appId='{appId}')";
        assert_eq!(accept(alternate, "applications(appId='x')"), Some(given(&[("appId", "x")], &[])));
        assert_eq!(accept(alternate, "applications"), None);
    }

    #[test]
    fn text_around_variables_is_cut_at_its_first_place() {
        assert_eq!(accept("{name}.{end}", "a.b.c"), Some(given(&[("name", "a"), ("end", "b.c")], &[])));
        assert_eq!(accept("x{a}y", "x1y"), Some(given(&[("a", "1")], &[])));
        assert_eq!(accept("{a}.json", "x.json.json"), Some(given(&[("a", "x.json")], &[])));
        for other in ["x1", "1y", "x1yz"] {
            assert_eq!(accept("x{a}y", other), None, "{other}");
        }
    }

    #[test]
    fn what_is_spelled_as_in_the_request_goes_first() {
        let order = ["calls", "f(a={a})", "f(a={a},b=@b)", "{a}.{b}", "{key}"];
        let ranks: Vec<_> = ["calls", "f(a=1)", "f(a=1)", "f(a=1)", "f(a=1)"]
            .iter()
            .zip(order)
            .map(|(request, text)| rank(&segment(text), request))
            .collect();
        assert!(ranks.is_sorted_by(|one, next| one < next), "{ranks:?}");
    }
}
