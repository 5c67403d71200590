//! Faulty descriptions and what the user is told.

use std::fmt::Write as _;

use graph_codegen::Diagnostics;
use graph_codegen::spec::{self, Selection, Sources};

/// What loading `text` with the include patterns `include` complains about.
fn complaints(text: &str, include: &[&str]) -> Diagnostics {
    let sources = Sources::from_texts([("in.yaml", text)]);
    let include = include.iter().map(|pattern| pattern.parse().expect("a pattern")).collect();
    let mut found = graph_emit::diagnostic::Diagnostics::new();
    let description = spec::load(&sources, &Selection { include, ..Selection::default() }, &mut found);
    description.and_then(|description| description.whole(&mut found));
    Diagnostics::new(found, &sources)
}

/// The only complaint about `text`: `line:column pointer: message`.
fn complaint(text: &str) -> String {
    let list: Vec<_> = complaints(text, &[]).iter().map(line).collect();
    let [one] = list.as_slice() else { panic!("one complaint is expected, not {list:?}") };
    one.clone()
}

fn line(found: &graph_codegen::diagnostics::Diagnostic) -> String {
    let position = found.place.position.expect("a place");
    format!("{}:{} {}: {}", position.line, position.column, found.place.pointer, found.message)
}

const START: &str = "openapi: 3.0.1\ninfo: {title: t, version: v}\n";

#[test]
fn what_is_no_openapi_3_0_is_named() {
    assert_eq!(complaint("  \n"), "1:1 : the file is empty");
    assert_eq!(complaint("# nothing\n"), "1:1 : the file is empty");
    assert_eq!(complaint("- a\n"), "1:1 : the text is not a description: it is not a mapping");
    assert_eq!(complaint("<edmx:Edmx/>"), "1:1 : this is XML or HTML, not an OpenAPI description");
    assert_eq!(complaint("a: 1\n"), "1:1 : the key `openapi` is missing, so this is not an OpenAPI description");
    assert_eq!(complaint("x: 1\nswagger: \"2.0\"\n"), "2:1 /swagger: this is a Swagger 2.0 description");
    assert_eq!(complaint("openapi: 3.1.0\npaths: {}\n"), "1:1 /openapi: OpenAPI 3.1.0 is not supported");
    assert_eq!(complaint("openapi: 3.0.1\n"), "1:1 : the description has no `paths`");
    assert_eq!(complaint("openapi: 3.0.1\npaths: 7\n"), "2:1 /paths: there must be a mapping here");
}

#[test]
fn a_key_that_is_no_text_is_told_in_words_of_yaml() {
    for key in ["{a: b}", "[a]", "? - a\n"] {
        let text = format!("{START}paths: {{}}\ncomponents:\n  {key}: x\n");
        assert!(complaint(&text).ends_with("a key must be text, not a mapping or a list"), "{}", complaint(&text));
    }
}

#[test]
fn a_value_that_is_not_what_its_tag_says_is_told() {
    let text = format!("{START}paths: {{}}\nx: !!float y\n");
    assert_eq!(complaint(&text), "4:4 : the text cannot be read: the tag asks for a float, and the value is another");
}

#[test]
fn merged_paths_and_components_are_there() {
    let path = "{get: {responses: {'200': {description: d}}}}";
    let text = format!("{START}x-a: &a {{/b: {path}}}\npaths:\n  /a: {path}\n  <<: *a\n");
    let inline = format!("{START}paths:\n  /a: {path}\n  <<: {{/b: {path}}}\n");
    for text in [text, inline] {
        assert_eq!(complaints(&text, &["/b"]).iter().map(line).collect::<Vec<_>>(), [""; 0]);
    }
}

#[test]
fn a_place_among_the_ends_of_lines_is_shown() {
    for text in ["openapi: 3.0.1\r\npaths: [\r\r\r", "openapi: 3.0.1\r\rpaths: [a\r\r", "{\r\r", "\r\n\r\r"] {
        let shown = complaints(text, &[]).render(false);
        assert!(shown.contains("in.yaml:"), "{text:?}: {shown}");
    }
}

#[test]
fn what_cannot_be_read_is_placed() {
    assert_eq!(
        complaint("openapi: 3.0.1\npaths: [\n"),
        "3:1 : the text cannot be read: did not find expected node content"
    );
    assert_eq!(
        complaint("{\"openapi\": \"3.0.1\",\n \"paths\": {,}}"),
        "2:12 : the text cannot be read: key must be a string"
    );
    assert_eq!(
        complaint(&format!("{START}paths:\n  /a: {{}}\n  /b: {{}}\n  /a: {{}}\n")),
        "6:3 /paths/~1a: the key `/a` comes twice in one mapping"
    );
    assert_eq!(complaint("openapi: 3.0.1\nx: !include y\npaths: {}\n"), "2:1 /x: YAML tags are not supported");
}

#[test]
fn hostile_texts_end_in_a_complaint() {
    let deep = format!("{START}paths: {}", "[".repeat(100_000));
    assert!(complaint(&deep).ends_with("the description is nested more than 100 levels deep"), "{}", complaint(&deep));
    let closed = format!("{START}paths:\n  /a: {}1{}\n", "[".repeat(5000), "]".repeat(5000));
    assert!(
        complaint(&closed).ends_with("the description is nested more than 100 levels deep"),
        "{}",
        complaint(&closed)
    );
    let block = format!("{START}x:\n  {}1\npaths: {{}}\n", "- ".repeat(5000));
    assert!(
        complaint(&block).ends_with("the description is nested more than 100 levels deep"),
        "{}",
        complaint(&block)
    );
    let json = format!("{{\"x\": {}", "[".repeat(100_000));
    assert!(complaint(&json).ends_with("the description is nested more than 100 levels deep"), "{}", complaint(&json));
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (outer, inner) in "bcdefgh".chars().zip("abcdefg".chars()) {
        let list = vec![format!("*{inner}"); 9].join(", ");
        let _ = writeln!(bomb, "{outer}: &{outer} [{list}]");
    }
    assert!(complaint(&bomb).contains("aliases repeat far more text"), "{}", complaint(&bomb));
}

#[test]
fn references_that_lead_nowhere_are_all_told() {
    let text = format!(
        "{START}paths:\n  /a:\n    get:\n      responses:\n        2XX:\n          $ref: '#/components/responses/gone'\n    \
         post:\n      responses:\n        2XX:\n          $ref: 'other.yaml#/x'\ncomponents:\n  responses:\n    done:\n      \
         description: d\n  schemas:\n    a:\n      $ref: '#/components/schemas/b'\n    b:\n      $ref: '#/components/schemas/a'\n"
    );
    let found = complaints(&text, &[]);
    let lines: Vec<_> = found.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "7:9 /paths/~1a/get/responses/2XX: `#/components/responses/gone` leads nowhere",
            "11:9 /paths/~1a/post/responses/2XX: the reference `other.yaml#/x` leads out of the description",
            "18:5 /components/schemas/a: `a` by way of `b` is defined by nothing but itself",
        ]
    );
    let help: Vec<_> = found.iter().map(|found| found.help.clone().unwrap_or_default()).collect();
    assert_eq!(help[0], "did you mean `done`?");
}

#[test]
fn parts_that_do_not_fit_are_narrowed_down() {
    let text = format!(
        "{START}paths:
  /a:
    get:
      parameters:
        - name: p
          in: paht
          required: true
          schema: {{type: string}}
      responses: {{}}
components:
  schemas:
    a:
      type: object
      required: d
    b:
      properties:
        c:
          items: {{nullable: maybe}}
          type: array
"
    );
    let lines: Vec<_> = complaints(&text, &[]).iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "8:11 /paths/~1a/get/parameters/0/in: `in` cannot be `paht`",
            "16:7 /components/schemas/a/required: `required` must be a list, not text",
            "20:19 /components/schemas/b/properties/c/items/nullable: `nullable` must be true or false, not text",
        ]
    );
}

#[test]
fn a_type_that_does_not_exist_is_told() {
    let text = format!(
        "{START}paths: {{}}\ncomponents:\n  schemas:\n    a:\n      properties:\n        type: {{type: strin}}\n"
    );
    let found = complaints(&text, &[]);
    let found = found.iter().next().expect("a complaint");
    assert_eq!(line(found), "8:16 /components/schemas/a/properties/type/type: there is no type `strin`");
    assert_eq!(found.help.as_deref(), Some("did you mean `string`?"));
}

#[test]
fn inputs_that_disagree_are_told_with_both_places() {
    let one = format!("{START}paths:\n  /a: {{summary: one}}\n");
    let other = format!("{START}paths:\n  /b: {{}}\n  /a: {{summary: other}}\n");
    let sources = Sources::from_texts([("one.yaml", one), ("other.yaml", other)]);
    let mut found = graph_emit::diagnostic::Diagnostics::new();
    assert!(spec::load(&sources, &Selection::default(), &mut found).is_none());
    let found = Diagnostics::new(found, &sources);
    let conflict = found.iter().next().expect("a conflict");
    assert_eq!((conflict.place.file.as_str(), conflict.place.position.expect("a place").line), ("other.yaml", 5));
    assert_eq!(
        (conflict.labels[0].0.file.as_str(), conflict.labels[0].0.position.expect("a place").line),
        ("one.yaml", 4)
    );
}

#[test]
fn what_openapi_does_not_have_is_told_before_it_is_lost() {
    let text = format!(
        "{START}paths:\n  /a:\n    x-own: 1\n    gett: {{responses: {{}}}}\n    post: {{requestBodyy: {{}}, responses: {{}}, own: 1}}\n"
    );
    let found = complaints(&text, &[]);
    let told: Vec<_> = found.iter().map(|found| (line(found), found.help.as_deref().unwrap_or_default())).collect();
    let passed_over = |what: &str| format!("is nothing that {what} has in OpenAPI 3.0, so it is passed over");
    let expected = [
        (format!("6:5 /paths/~1a/gett: `gett` {}", passed_over("a path")), "did you mean `get`?"),
        (
            format!("7:12 /paths/~1a/post/requestBodyy: `requestBodyy` {}", passed_over("an operation")),
            "did you mean `requestBody`?",
        ),
        (
            format!("7:45 /paths/~1a/post/own: `own` {}", passed_over("an operation")),
            "correct the name, or call it `x-..`",
        ),
    ];
    assert_eq!(told, expected);
}

#[test]
fn filters_that_match_nothing_are_told() {
    let text = format!("{START}paths:\n  /users/{{id}}:\n    get: {{responses: {{}}}}\n");
    let advice = |pattern: &str| {
        let found = complaints(&text, &[pattern]);
        let found = found.iter().next().expect("a complaint");
        format!("{}; {}", found.message, found.help.clone().unwrap_or_default())
    };
    assert_eq!(advice("/user/{x}"), "the include pattern `/user/{x}` matches nothing; did you mean `/users/{id}`?");
    assert_eq!(
        advice("/users/{x}#POST"),
        "the include pattern `/users/{x}#POST` matches nothing; `/users/{id}` exists; its methods are GET"
    );
    // The description of Graph beta has users alone, and the builders of one are those of `me()`.
    assert_eq!(
        advice("/me#GET"),
        "the include pattern `/me#GET` matches nothing; \
         here `/me` is one of the users: include `/users/{id}#GET`, of which the code has `me()`, too"
    );
    assert!(
        advice("/me/messages").ends_with("`*` stands for any text within a segment, `**` for any number of segments")
    );
}

#[test]
fn a_namespace_is_no_difference_to_what_is_meant() {
    let text = format!("{START}paths:\n  /users/{{id}}/microsoft.graph.sendMail:\n    post: {{responses: {{}}}}\n");
    for pattern in ["/users/{x}/sendMial", "/users/{x}/microsoft.graph.sendMial", "/user/{x}/sendMail"] {
        let found = complaints(&text, &[pattern]);
        let help = found.iter().next().and_then(|found| found.help.clone());
        assert_eq!(help.as_deref(), Some("did you mean `/users/{id}/microsoft.graph.sendMail`?"), "{pattern}");
    }
}

#[test]
fn a_complaint_is_drawn_with_its_line_and_without_control_characters() {
    let text = format!("{START}paths:\n  \"/a\\e[31m\":\n    $ref: '#/components/pathItems/\u{202e}x'\n");
    let drawn = complaints(&text, &[]).to_string();
    let expected = "\
error: `#/components/pathItems/\\u{202e}x` leads nowhere
 --> in.yaml:4:3
  |
4 |   \"/a\\e[31m\":
  |   ^^^^^^^^^^
  |
  = note: at `/paths/~1a\\u{1b}[31m`
  = help: declare it under `components/pathItems`, or correct the name
";
    assert_eq!(drawn, expected);
}
