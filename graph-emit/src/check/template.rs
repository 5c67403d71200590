//! RFC 6570 URL templates, with the text that Microsoft's generator gives them.

use super::tree::PathSoFar;
use crate::ir::{Argument, Node, Operation, Parameter, QueryParameter, Segment, without_braces};
use crate::order;

/// The name of a template variable for the parameter `name`: what RFC 6570 section 2.3 does not allow in a variable
/// name is percent-encoded, `call-id` as `call%2Did`.
pub fn variable(name: &str) -> String {
    let mut variable = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            variable.push(char::from(byte));
        } else {
            variable.push('%');
            variable.extend(
                [byte >> 4, byte & 15]
                    .into_iter()
                    .filter_map(|digit| char::from_digit(digit.into(), 16))
                    .map(|digit| digit.to_ascii_uppercase()),
            );
        }
    }
    variable
}

/// The text of a segment with its parameters as the variables that `braced` gives. Arguments that may be left out come last, as the one
/// expression `{@'name',other}`: those in quotes are strings of `OData`, and `name=alias` is the argument `name` that the
/// variable `alias` gives.
pub fn segment(segment: &Segment, braced: &dyn Fn(&Parameter) -> String) -> String {
    let (name, arguments) = match segment {
        Segment::Literal(text) => return without_braces(text),
        Segment::Call { name, arguments } => (name, arguments),
        Segment::Root | Segment::Key(_) | Segment::Mixed(_) => return segment.with_variables(braced),
    };
    let required = arguments.iter().filter(|argument| argument.alias().is_none());
    let required = required.map(|argument| argument.text(braced)).collect::<Vec<_>>().join(",");
    let optional = arguments.iter().filter_map(optional).collect::<Vec<_>>().join(",");
    let list = if optional.is_empty() { required } else { format!("{required}{{@{optional}}}") };
    if name.is_empty() { list } else { format!("{name}({list})") }
}

/// An argument that may be left out, as an item of the expression for them.
fn optional(argument: &Argument) -> Option<String> {
    let (name, alias) = (variable(argument.name.as_deref()?), variable(argument.alias()?));
    let item = if name == alias { name } else { format!("{name}={alias}") };
    Some(if argument.is_quoted { format!("'{item}'") } else { item })
}

/// The template that all operations of `node`, which is at `path`, share: the options of each, and what every one of them
/// requires.
pub fn shared(path: &PathSoFar, node: &Node) -> String {
    let all = node.operations.iter().flat_map(|operation| &operation.query);
    of(path, node, all.filter(|parameter| !parameter.required || is_required_by_all(node, parameter)).collect())
}

/// The template of `operation`: the `shared` one of its node, or one of its own if it alone requires a parameter.
pub fn operation(shared: &str, path: &PathSoFar, node: &Node, operation: &Operation) -> String {
    let is_private = operation.query.iter().any(|own| own.required && !is_required_by_all(node, own));
    if is_private { of(path, node, operation.query.iter().collect()) } else { shared.to_owned() }
}

fn is_required_by_all(node: &Node, parameter: &QueryParameter) -> bool {
    node.operations.iter().all(|other| other.query.iter().any(|own| own.required && own.name == parameter.name))
}

/// The template of `path` with `parameters`, but for those that give arguments of the path.
fn of(path: &PathSoFar, node: &Node, mut parameters: Vec<&QueryParameter>) -> String {
    parameters.retain(|parameter| !path.has_alias(&parameter.name));
    let slash = if node.has_trailing_slash { "/" } else { "" };
    format!("{{+baseurl}}{}{slash}{}", path.template, query(parameters))
}

/// The query part: required parameters as literal pairs, then one expression of the optional ones; by name.
fn query(mut parameters: Vec<&QueryParameter>) -> String {
    order::sort_by(&mut parameters, |a, b| a.name.cmp(&b.name));
    parameters.dedup_by(|later, first| later.name == first.name);
    // A list that repeats its name is not a pair, even where it is required.
    let is_pair = |parameter: &&QueryParameter| parameter.required && !parameter.explode;
    let (required, optional): (Vec<_>, Vec<_>) = parameters.into_iter().partition(is_pair);
    let pairs: Vec<_> =
        required.iter().map(|parameter| format!("{}={{{}}}", parameter.name, variable(&parameter.name))).collect();
    let names: Vec<_> = optional
        .iter()
        .map(|parameter| format!("{}{}", variable(&parameter.name), if parameter.explode { "*" } else { "" }))
        .collect();
    match (pairs.is_empty(), names.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("?{}", pairs.join("&")),
        (true, false) => format!("{{?{}}}", names.join(",")),
        (false, false) => format!("?{}{{&{}}}", pairs.join("&"), names.join(",")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::PathSoFar;
    use super::{operation, shared, variable};
    use crate::ir::fixture::{literal, node, operation as declared, query, segment};
    use crate::ir::{Method, Node, QueryParameter};

    fn path(node: &Node) -> PathSoFar {
        PathSoFar::default().join(&node.segment)
    }

    #[test]
    fn variables_are_encoded_as_rfc_6570_needs() {
        for (name, encoded) in
            [("call-id", "call%2Did"), ("$select", "%24select"), ("@id", "%40id"), ("a~.b", "a%7E%2Eb")]
        {
            assert_eq!(variable(name), encoded);
        }
    }

    #[test]
    fn literal_text_of_a_path_is_kept() {
        for (text, template) in [
            ("{call-id}", "{call%2Did}"),
            ("$count", "$count"),
            ("f(a='{a-b}',c={c})", "f(a='{a%2Db}',c={c})"),
            ("{a-b}.{c}", "{a%2Db}.{c}"),
        ] {
            assert_eq!(path(&node(segment(text), Vec::new())).template, format!("/{template}"));
        }
    }

    #[test]
    fn arguments_that_may_be_left_out_are_one_expression() {
        for (text, template) in
            [("f(a='@a',b=@b)", "f({@'a',b})"), ("f(a=@x,b='{b}',c='@y-z')", "f(b='{b}'{@a=x,'c=y%2Dz'})")]
        {
            assert_eq!(path(&node(segment(text), Vec::new())).template, format!("/{template}"));
        }
    }

    #[test]
    fn what_an_argument_of_the_path_takes_is_not_in_the_query() {
        let get = declared(Method::Get, vec![query("a", false), query("b", false), query("c", false)]);
        let node = node(segment("f(a='@a',b=@b)"), vec![get]);
        assert_eq!(shared(&path(&node), &node), "{+baseurl}/f({@'a',b}){?c}");
    }

    #[test]
    fn two_variables_of_one_name_are_two() {
        let path = ["pets", "{id}", "toys", "{id}", "f(a={id},b={id2},c={id2})"];
        let path = path.iter().fold(PathSoFar::default(), |path, text| path.join(&segment(text)));
        assert_eq!(path.template, "/pets/{id}/toys/{id2}/f(a={id3},b={id22},c={id22})");
        assert_eq!(path.variable("id2"), "id22");
    }

    #[test]
    fn braces_that_are_no_variable_are_encoded() {
        assert_eq!(path(&node(literal("{x"), Vec::new())).template, "/%7Bx");
    }

    #[test]
    fn a_required_list_repeats_its_name_where_it_has_to() {
        let ids = QueryParameter { explode: true, ..query("ids", true) };
        let get = declared(Method::Get, vec![ids, query("a", true), query("b", false)]);
        let node = node(literal("x"), vec![get]);
        assert_eq!(shared(&path(&node), &node), "{+baseurl}/x?a={a}{&b,ids*}");
    }

    #[test]
    fn a_slash_behind_the_path_is_kept() {
        let node = Node { has_trailing_slash: true, ..node(literal("a"), vec![declared(Method::Get, Vec::new())]) };
        assert_eq!(shared(&path(&node), &node), "{+baseurl}/a/");
    }

    #[test]
    fn operations_of_a_node_share_a_template() {
        let node = node(
            literal("view"),
            vec![
                declared(Method::Get, vec![query("$top", false), query("start", true), query("$select", false)]),
                declared(Method::Head, vec![query("start", true)]),
            ],
        );
        let expected = "{+baseurl}/view?start={start}{&%24select,%24top}";
        let path = path(&node);
        for operation_of_node in &node.operations {
            assert_eq!(operation(&shared(&path, &node), &path, &node, operation_of_node), expected);
        }
    }

    #[test]
    fn a_parameter_that_one_operation_requires_is_its_own() {
        let node = node(
            literal("$ref"),
            vec![declared(Method::Get, vec![query("$top", false)]), declared(Method::Delete, vec![query("@id", true)])],
        );
        let path = path(&node);
        let templates: Vec<_> =
            node.operations.iter().map(|own| operation(&shared(&path, &node), &path, &node, own)).collect();
        assert_eq!(templates, ["{+baseurl}/$ref{?%24top}", "{+baseurl}/$ref?@id={%40id}"]);
    }
}
