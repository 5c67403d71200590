//! RFC 6570 URL templates, with the text that Microsoft's generator gives them.

use crate::ir::{Node, Operation, QueryParameter, Segment};

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

/// The text of a segment with its parameters as template variables.
pub fn segment(segment: &Segment) -> String {
    let braced = |name: &str| format!("{{{name}}}");
    let text = segment.text();
    segment
        .parameters()
        .iter()
        .fold(text, |text, parameter| text.replace(&braced(&parameter.name), &braced(&variable(&parameter.name))))
}

/// The template that all operations of `node`, which is at `path`, share: the options of each, and what every one of them
/// requires.
pub fn shared(path: &str, node: &Node) -> String {
    let all = node.operations.iter().flat_map(|operation| &operation.query);
    of(path, all.filter(|parameter| !parameter.required || is_required_by_all(node, parameter)).collect())
}

/// The template of `operation`: the `shared` one of its node, or one of its own if it alone requires a parameter.
pub fn operation(shared: &str, path: &str, node: &Node, operation: &Operation) -> String {
    let is_private = operation.query.iter().any(|own| own.required && !is_required_by_all(node, own));
    if is_private { of(path, operation.query.iter().collect()) } else { shared.to_owned() }
}

fn is_required_by_all(node: &Node, parameter: &QueryParameter) -> bool {
    node.operations.iter().all(|other| other.query.iter().any(|own| own.required && own.name == parameter.name))
}

fn of(path: &str, parameters: Vec<&QueryParameter>) -> String {
    format!("{{+baseurl}}{path}{}", query(parameters))
}

/// The query part: required parameters as literal pairs, then one expression of the optional ones; by name.
fn query(mut parameters: Vec<&QueryParameter>) -> String {
    parameters.sort_by(|a, b| a.name.cmp(&b.name));
    parameters.dedup_by(|later, first| later.name == first.name);
    let (required, optional): (Vec<_>, Vec<_>) = parameters.into_iter().partition(|parameter| parameter.required);
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
    use super::{operation, segment, shared, variable};
    use crate::ir::Method;
    use crate::ir::fixture::{call, key, literal, node, operation as declared, query};

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
        assert_eq!(segment(&key("call-id")), "{call%2Did}");
        assert_eq!(segment(&literal("$count")), "$count");
        assert_eq!(segment(&call("f(a='{a-b}',c={c})", &["a-b", "c"])), "f(a='{a%2Db}',c={c})");
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
        for operation_of_node in &node.operations {
            assert_eq!(operation(&shared("/view", &node), "/view", &node, operation_of_node), expected);
        }
    }

    #[test]
    fn a_parameter_that_one_operation_requires_is_its_own() {
        let node = node(
            literal("$ref"),
            vec![declared(Method::Get, vec![query("$top", false)]), declared(Method::Delete, vec![query("@id", true)])],
        );
        let templates: Vec<_> =
            node.operations.iter().map(|own| operation(&shared("/$ref", &node), "/$ref", &node, own)).collect();
        assert_eq!(templates, ["{+baseurl}/$ref{?%24top}", "{+baseurl}/$ref?@id={%40id}"]);
    }
}
