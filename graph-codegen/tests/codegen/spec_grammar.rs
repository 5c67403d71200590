//! What is data, what is a reference, and what is a slip without a meaning is decided by the place in OpenAPI's grammar.

use graph_codegen::Diagnostics;
use graph_codegen::spec::{self, Selection, Sources};

/// What loading `text` says: `severity pointer: message`.
fn said(text: &str) -> Vec<String> {
    let sources = Sources::from_texts([("in.yaml", text)]);
    let mut found = graph_emit::diagnostic::Diagnostics::new();
    let description = spec::load(&sources, &Selection::default(), &mut found);
    description.and_then(|description| description.whole(&mut found));
    let said = Diagnostics::new(found, &sources);
    said.iter().map(|one| format!("{:?} {}: {}", one.severity, one.place.pointer, one.message)).collect()
}

/// A description with an operation of these `members`, and these `components`.
fn description(members: &str, components: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n    get:\n{members}\ncomponents:\n{components}\n"
    )
}

const DONE: &str = "      responses: {'204': {description: done}}";

#[test]
fn data_is_no_schema_and_no_reference() {
    let data = "{type: User, $ref: '#/nowhere', properties: {a: {type: None}}}";
    for (members, components) in [
        ("", format!("  examples: {{one: {{value: {data}}}}}")),
        ("", format!("  links: {{one: {{operationId: x, parameters: {data}, requestBody: {data}}}}}")),
        ("", format!("  schemas: {{a: {{type: object, default: {data}, example: {data}, x-a: {data}}}}}")),
        ("", format!("  schemas: {{a: {{type: object, properties: {{example: {{enum: [{data}]}}}}}}}}")),
        ("", format!("  x-own: {{a: {data}}}")),
        (
            "",
            format!(
                "  headers: {{one: {{schema: {{type: string}}, example: {data}, examples: {{a: {{value: {data}}}}}}}}}"
            ),
        ),
        ("", "  securitySchemes: {one: {type: apiKey, name: a, in: header}}".to_owned()),
    ] {
        let text = description(&format!("{members}{DONE}"), &components);
        assert_eq!(said(&text), [""; 0], "{text}");
    }
    let body = format!(
        "      requestBody: {{content: {{a/b: {{example: {data}, examples: {{a: {{value: {data}}}}}}}}}}}\n{DONE}"
    );
    assert_eq!(said(&description(&body, "  schemas: {}")), [""; 0]);
}

#[test]
fn what_looks_like_data_is_a_schema_in_its_place() {
    for (schema, pointer) in [
        ("{type: object, properties: {example: {type: text}}}", "properties/example/type"),
        ("{type: object, properties: {default: {items: {type: text}}}}", "properties/default/items/type"),
        ("{type: object, properties: {x-a: {not: {type: text}}}}", "properties/x-a/not/type"),
        ("{additionalProperties: {type: text}}", "additionalProperties/type"),
        ("{anyOf: [{type: object}, {type: text}]}", "anyOf/1/type"),
    ] {
        let text = description(DONE, &format!("  schemas: {{a: {schema}}}"));
        assert_eq!(said(&text), [format!("Error /components/schemas/a/{pointer}: there is no type `text`")]);
    }
}

#[test]
fn a_reference_may_stand_wherever_openapi_allows_one() {
    let components = "  schemas: {s: {type: string}}
  parameters: {p: {name: p, in: query, schema: {$ref: '#/components/schemas/s'}, examples: {e: {$ref: '#/components/examples/e'}}}, q: {$ref: '#/components/parameters/p'}}
  responses: {r: {description: d, headers: {h: {$ref: '#/components/headers/i'}}, links: {l: {$ref: '#/components/links/m'}}}, t: {$ref: '#/components/responses/r'}}
  requestBodies: {b: {content: {a/b: {examples: {e: {$ref: '#/components/examples/f'}}}}}, c: {$ref: '#/components/requestBodies/b'}}
  headers: {h: {schema: {type: string}}, i: {$ref: '#/components/headers/h'}}
  examples: {e: {value: 1}, f: {$ref: '#/components/examples/e'}}
  links: {l: {operationId: x}, m: {$ref: '#/components/links/l'}}
  callbacks: {c: {'{$url}': {post: {responses: {'200': {description: d}}}}}, d: {$ref: '#/components/callbacks/c'}}
  securitySchemes: {o: {type: openIdConnect, openIdConnectUrl: u}, n: {$ref: '#/components/securitySchemes/o'}}";
    let members = "      parameters: [{$ref: '#/components/parameters/q'}]
      requestBody: {$ref: '#/components/requestBodies/c'}
      security: [{n: []}]
      callbacks: {c: {$ref: '#/components/callbacks/d'}, own: {x-note: text, '{$url}': {get: {responses: {'200': {description: d}}}}}}
      responses: {'200': {$ref: '#/components/responses/t'}}";
    assert_eq!(said(&description(members, components)), [""; 0]);
    for (kind, name) in [("callbacks", "d"), ("links", "m"), ("headers", "i"), ("examples", "f"), ("responses", "t")] {
        let gone = |text: &str| text.replace(&format!("'#/components/{kind}/{name}'"), "'#/components/x/gone'");
        let (members, components) = (gone(members), gone(components));
        let said = said(&description(&members, &components));
        assert!(said.iter().any(|one| one.ends_with("`#/components/x/gone` leads nowhere")), "{kind}: {said:?}");
    }
}

#[test]
fn slips_that_nothing_depends_on_are_warnings() {
    for (members, warning) in [
        ("      responses: {'200': {content: {}}}", "/responses/200: a response has no `description`"),
        (
            "      summary: 404\n      responses: {'204': {description: d}}",
            "/summary: `summary` is text, and this is a number; it is read as `404`",
        ),
        (
            "      tags: [true]\n      responses: {'204': {description: d}}",
            "/tags/0: `tags` is text, and this is true or false; it is read as `true`",
        ),
        (
            "      security: [{nobody: []}]\n      responses: {'204': {description: d}}",
            "/security: the security scheme `nobody` is not declared",
        ),
        (
            "      externalDocs: {description: d}\n      responses: {'204': {description: d}}",
            "/externalDocs: `externalDocs` is not as OpenAPI 3.0 has it, so it is passed over",
        ),
        (
            "      responses: {'204': {description: d, links: {l: {}}}}",
            "/responses/204/links: `links` is not as OpenAPI 3.0 has it, so it is passed over",
        ),
    ] {
        let said = said(&description(members, "  schemas: {}"));
        assert_eq!(said, [format!("Warning /paths/~1a/get{warning}")], "{members}");
    }
    let text =
        description(DONE, "  schemas: {}").replace("version: '1'", "version: 1.0").replace("title: t", "title: ~");
    let info = [
        "/version: `version` is text, and this is a number; it is read as `1.0`",
        ": the information about the API has no `title`",
    ];
    let mut said = said(&text);
    said.sort();
    assert_eq!(said, info.map(|info| format!("Warning /info{info}")));
    let text = format!("security: [{{nobody: []}}]\n{}", description(DONE, "  schemas: {}"));
    assert_eq!(self::said(&text), ["Warning /security: the security scheme `nobody` is not declared"]);
}

#[test]
fn what_does_not_fit_is_told_in_the_words_of_openapi() {
    let parameter = |rest: &str| format!("      parameters: [{{name: p, in: query{rest}}}]\n{DONE}");
    for (members, fault) in [
        (parameter(""), "/parameters/0: the parameter `p` has neither `schema` nor `content`"),
        (
            parameter(", schema: {type: string}, required: yes"),
            "/parameters/0/required: `required` must be true or false, not text",
        ),
        (parameter(", schema: {type: string}, style: fom"), "/parameters/0/style: `style` cannot be `fom`"),
        (parameter(", schema: 7"), "/parameters/0/schema: a schema must be a mapping, not a number"),
        (
            "      parameters: [7]\n      responses: {}".to_owned(),
            "/parameters/0: a parameter must be a mapping, not a number",
        ),
        (
            "      parameters: {}\n      responses: {}".to_owned(),
            "/parameters: `parameters` must be a list, not a mapping",
        ),
        ("      responses: {'200': text}".to_owned(), "/responses/200: a response must be a mapping, not text"),
        (
            "      responses: {'200': {description: d, content: {a/b: }}}".to_owned(),
            "/responses/200/content/a~1b: a media type must be a mapping, not nothing",
        ),
        (
            format!("      security: [a]\n{DONE}"),
            "/security/0: a security requirement is a mapping from names of schemes to lists of scopes, which may be empty",
        ),
        (format!("      deprecated: on\n{DONE}"), "/deprecated: `deprecated` must be true or false, not text"),
        (format!("      servers: [{{}}]\n{DONE}"), "/servers/0: a server has no `url`"),
    ] {
        assert_eq!(said(&description(&members, "  schemas: {}")), [format!("Error /paths/~1a/get{fault}")]);
    }
    for (schema, fault) in [
        ("{type: [string]}", "/type: `type` must be text, not a list"),
        ("{type: object, properties: []}", "/properties: `properties` must be a mapping, not a list"),
        (
            "{type: object, properties: {p: {maxLength: '5'}}}",
            "/properties/p/maxLength: `maxLength` must be a count, not text",
        ),
        (
            "{minimum: 1, exclusiveMinimum: 1}",
            "/exclusiveMinimum: `exclusiveMinimum` must be true or false, not a number",
        ),
        ("{type: object, discriminator: {}}", "/discriminator: a discriminator has no `propertyName`"),
        ("{additionalProperties: maybe}", "/additionalProperties: a schema must be a mapping, not text"),
    ] {
        let said = said(&description(DONE, &format!("  schemas: {{a: {schema}}}")));
        assert_eq!(said, [format!("Error /components/schemas/a{fault}")]);
    }
}
