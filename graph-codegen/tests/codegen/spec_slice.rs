//! What a selection keeps of small descriptions.

use std::fmt::Write as _;

use graph_codegen::spec::{self, Selection, Slice, Sources};
use graph_codegen::{Diagnostics, Layout};
use serde_json::json;

fn selection(include: &[&str], exclude: &[&str]) -> Selection {
    let parse = |patterns: &[&str]| patterns.iter().map(|pattern| pattern.parse().expect("a pattern")).collect();
    Selection { include: parse(include), exclude: parse(exclude), ..Selection::default() }
}

/// The slice of `text`, which must come out the same in both ways of reading.
fn slice(text: &str, selection: &Selection) -> Slice {
    let sources = Sources::from_texts([("in.yaml", text)]);
    let mut found = graph_emit::diagnostic::Diagnostics::new();
    let indexed = spec::slice(&sources, selection, &mut found);
    let whole = spec::slice_whole(&sources, selection, &mut found);
    assert_eq!(indexed, whole);
    indexed.unwrap_or_else(|| panic!("{}", Diagnostics::new(found, &sources)))
}

fn pointers(slice: &Slice) -> Vec<String> {
    slice.entries.iter().map(|entry| entry.item.pointer()).collect()
}

const PATHS: &str = "openapi: 3.0.1
info: {title: t, version: v}
paths:
  /calls/{call-id}/microsoft.graph.reject:
    summary: s
    get: {responses: {}}
    post: {responses: {}}
  /calls/{call-id}:
    get: {responses: {}}
  /calls:
    get: {responses: {}}
    post: {responses: {}}
";

#[test]
fn plain_patterns_select_whole_paths() {
    let kept = |include: &[&str], exclude: &[&str]| pointers(&slice(PATHS, &selection(include, exclude)));
    let (reject, call, calls) =
        ("/paths/~1calls~1{call-id}~1microsoft.graph.reject", "/paths/~1calls~1{call-id}", "/paths/~1calls");
    assert_eq!(kept(&[], &[]), [reject, call, calls]);
    assert_eq!(kept(&["/calls/**"], &[]), [reject, call]);
    assert_eq!(kept(&["/calls/*"], &[]), [call]);
    assert_eq!(kept(&["/calls/{x}/reject"], &[]), [reject]);
    assert_eq!(kept(&["/calls/{x}/microsoft.graph.reject/"], &[]), [reject]);
    assert_eq!(kept(&["**/reject", "/calls"], &[]), [reject, calls]);
    assert_eq!(kept(&[], &["**/reject"]), [call, calls]);
    assert_eq!(kept(&["**"], &["/calls/**"]), [calls]);
}

#[test]
fn methods_behind_a_pattern_filter_operations() {
    let reject = |include: &[&str], exclude: &[&str]| {
        let slice = slice(PATHS, &selection(include, exclude));
        slice.entries[0].value.as_object().expect("a path item").keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(reject(&["**/reject#POST"], &[]), ["summary", "post"]);
    assert_eq!(reject(&["**/reject#get, post"], &[]), ["summary", "get", "post"]);
    assert_eq!(reject(&["**/reject"], &["**/reject#GET"]), ["summary", "post"]);
    // An include with methods keeps a path that a plain exclude drops.
    assert_eq!(reject(&["**/reject#POST"], &["/calls/**"]), ["summary", "post"]);
    let slice = slice(PATHS, &selection(&[], &["/calls/{x}#GET"]));
    assert_eq!(pointers(&slice).len(), 2, "a path without operations is left out");
}

const TYPES: &str = "openapi: 3.0.1
info: {title: t, version: v}
tags:
  - name: used
  - name: unused
paths:
  /me:
    get:
      tags:
        - used
      security:
        - key: []
      responses:
        2XX:
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/person'
              example:
                $ref: '#/components/schemas/only-shown'
components:
  schemas:
    person:
      required: [id, friend, self]
      discriminator:
        propertyName: kind
        mapping:
          person: '#/components/schemas/person'
          robot: '#/components/schemas/robot'
      properties:
        id:
          type: string
        default:
          $ref: '#/components/schemas/choice'
        friend:
          $ref: '#/components/schemas/stranger'
          x-ms-navigationProperty: true
        friends:
          type: array
          items:
            $ref: '#/components/schemas/stranger'
          x-ms-navigationProperty: true
        self:
          anyOf:
            - $ref: '#/components/schemas/person'
            - type: object
              nullable: true
          x-ms-navigationProperty: true
    choice:
      type: string
    stranger:
      type: object
    robot:
      allOf:
        - $ref: '#/components/schemas/person'
    only-shown:
      type: object
  securitySchemes:
    key:
      type: apiKey
      name: k
      in: header
    other:
      type: apiKey
      name: o
      in: header
";

#[test]
fn a_slice_holds_what_it_refers_to_and_drops_what_leads_out_of_it() {
    let slice = slice(TYPES, &selection(&["/me"], &[]));
    assert_eq!(
        pointers(&slice),
        ["/paths/~1me", "/components/schemas/person", "/components/schemas/choice", "/components/securitySchemes/key"]
    );
    let person = &slice.entries[1].value;
    assert_eq!(person["required"], json!(["id", "self"]));
    assert_eq!(person["discriminator"]["mapping"], json!({ "person": "#/components/schemas/person" }));
    let properties: Vec<_> = person["properties"].as_object().expect("properties").keys().collect();
    assert_eq!(properties, ["id", "default", "self"]);
    assert_eq!(slice.head["tags"], json!([{ "name": "used" }]));
}

#[test]
fn a_selected_type_is_kept_with_what_it_refers_to() {
    let text = format!(
        "{PATHS}components:
  schemas:
    a.base: {{type: object}}
    a.file: {{allOf: [{{$ref: '#/components/schemas/a.base'}}, {{type: object}}]}}
    a.other: {{type: object}}
"
    );
    let types = |names: &[&str]| Selection {
        types: names.iter().map(|name| (*name).to_owned()).collect(),
        ..selection(&["/calls"], &[])
    };
    let kept = pointers(&slice(&text, &types(&["a.file"])));
    assert_eq!(kept, ["/paths/~1calls", "/components/schemas/a.base", "/components/schemas/a.file"]);
    let sources = Sources::from_texts([("in.yaml", text.as_str())]);
    for selection in [types(&["a.fil"]), Selection { include: Vec::new(), ..types(&["a.fil"]) }] {
        let mut found = graph_emit::diagnostic::Diagnostics::new();
        assert!(spec::slice(&sources, &selection, &mut found).is_none());
        let found = Diagnostics::new(found, &sources).to_string();
        assert!(found.contains("there is no type `a.fil`") && found.contains("a.file"), "{found}");
    }
    for name in ["file", "#/components/schemas/a.file", "#/components/schema/file"] {
        let mut found = graph_emit::diagnostic::Diagnostics::new();
        assert!(spec::slice(&sources, &types(&[name]), &mut found).is_none());
        let found = Diagnostics::new(found, &sources).to_string();
        assert!(found.contains("help: did you mean `a.file`?"), "{found}");
    }
}

/// Three levels below `a.base` in both ways to write inheritance, with discriminators as one dialect has them.
const LEVELS: &str = "components:
  schemas:
    a.base:
      type: object
      properties: {kind: {type: string}}
      discriminator:
        propertyName: '@odata.type'
        mapping: {'#a.file': '#/components/schemas/a.file'}
    a.file: {allOf: [{$ref: '#/components/schemas/a.base'}, {type: object}]}
    a.image:
      allOf:
        - $ref: '#/components/schemas/a.file'
      properties:
        size:
          $ref: '#/components/schemas/a.size'
    a.photo: {allOf: [{$ref: '#/components/schemas/a.image'}, {type: object}]}
    a.size: {type: object}
    a.holder: {type: object, properties: {held: {$ref: '#/components/schemas/a.base'}}}
";

/// Types of another file, of which one derives from a type of the first.
const OTHERS: &str = "openapi: 3.0.1
info: {title: t, version: v}
paths: {}
components:
  schemas:
    a.file: {allOf: [{$ref: '#/components/schemas/a.base'}, {type: object}]}
    a.text: {allOf: [{$ref: '#/components/schemas/a.file'}, {type: object}]}
    a.lone: {type: object}
";

fn derived(bases: &[&str]) -> Selection {
    Selection { derived: bases.iter().map(|base| (*base).to_owned()).collect(), ..selection(&["/calls"], &[]) }
}

/// The names of the types that `selection` keeps of `texts`, in both ways of reading, and what is said about it.
fn types_of(texts: &[(&str, &str)], selection: &Selection) -> (Vec<String>, String) {
    let sources = Sources::from_texts(texts.iter().copied());
    let [indexed, whole] = [spec::slice, spec::slice_whole].map(|way| {
        let mut found = graph_emit::diagnostic::Diagnostics::new();
        let slice = way(&sources, selection, &mut found);
        let entries = slice.into_iter().flat_map(|slice| slice.entries);
        let types = entries.filter(|entry| entry.item.section == "components/schemas");
        let mut names: Vec<_> = types.map(|entry| entry.item.name).collect();
        names.sort();
        (names, Diagnostics::new(found, &sources).to_string())
    });
    assert_eq!(indexed, whole);
    indexed
}

#[test]
fn all_that_derive_from_a_base_are_kept() {
    let yaml = format!("{PATHS}{LEVELS}");
    let sources = Sources::from_texts([("in.yaml", yaml.as_str())]);
    let mut found = graph_emit::diagnostic::Diagnostics::new();
    let all = spec::slice(&sources, &Selection::default(), &mut found).expect("a slice");
    let json = serde_json::to_string(&all.to_json()).expect("JSON");
    let files = [("in.yaml", yaml.as_str()), ("in.json", json.as_str())];
    for file in files {
        let kept = |bases: &[&str]| types_of(&[file], &derived(bases));
        let silent = |names: &[&str]| (names.iter().map(|name| (*name).to_owned()).collect(), String::new());
        assert_eq!(kept(&[]), silent(&[]));
        assert_eq!(kept(&["a.base"]), silent(&["a.base", "a.file", "a.image", "a.photo", "a.size"]));
        assert_eq!(kept(&["a.image"]), silent(&["a.base", "a.file", "a.image", "a.photo", "a.size"]));
        let several = ["a.base", "a.file", "a.image", "a.photo", "a.size", "a.text"];
        for order in [[file, ("others.yaml", OTHERS)], [("others.yaml", OTHERS), file]] {
            assert_eq!(types_of(&order, &derived(&["a.base"])), silent(&several));
            assert_eq!(types_of(&order, &derived(&["a.image", "a.file"])), silent(&several));
        }
    }
}

#[test]
fn a_base_that_is_not_there_or_not_a_base_is_told() {
    let text = format!("{PATHS}{LEVELS}");
    let files = [("in.yaml", text.as_str()), ("others.yaml", OTHERS)];
    let everything = Selection { include: Vec::new(), ..derived(&["a.bas"]) };
    for selection in [derived(&["a.bas"]), derived(&["base"]), everything] {
        let (_, said) = types_of(&files, &selection);
        assert!(said.contains("error: there is no type `") && said.contains("did you mean `a.base`"), "{said}");
    }
    let (names, said) = types_of(&files, &derived(&["a.lone"]));
    assert!(names.is_empty());
    assert!(said.contains("warning: no type derives from `a.lone`") && said.contains("others.yaml"), "{said}");
}

/// A body that mentions `a.config` through a member, a list and another name, and what derives from that.
const BODY: &str = "openapi: 3.0.1
info: {title: t, version: v}
paths:
  /calls:
    post:
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/a.call'}
      responses: {}
components:
  schemas:
    a.call:
      type: object
      properties:
        configs: {type: array, items: {$ref: '#/components/schemas/a.alias'}}
    a.alias: {$ref: '#/components/schemas/a.config'}
    a.entity: {type: object, properties: {id: {type: string}, '@odata.type': {type: string}}}
    a.config: {allOf: [{$ref: '#/components/schemas/a.entity'}, {type: object}]}
    a.service: {allOf: [{$ref: '#/components/schemas/a.config'}, {type: object, properties: {x: {type: string}}}]}
    a.app: {allOf: [{$ref: '#/components/schemas/a.alias'}, {type: object}]}
    a.deep: {allOf: [{$ref: '#/components/schemas/a.app'}, {type: object}]}
";

#[test]
fn a_body_that_only_derived_types_fill_is_told() {
    let said = |text: &str, selection: &Selection| types_of(&[("in.yaml", text)], selection).1;
    let one = said(BODY, &selection(&["/calls"], &[]));
    for part in [
        "warning: `a.config` has no members to send, and none of the 3 types that derive from it is selected",
        "--include-derived a.config",
        "/components/schemas/a.config",
    ] {
        assert!(one.contains(part), "{part}: {one}");
    }
    assert_eq!(one.matches("warning").count(), 1, "{one}");
    for (layout, advice) in [
        (Layout::Modules, "`--include-derived a.config` (in settings `include_derived`)"),
        (Layout::File, "`.include_derived(\"a.config\")` in the build script"),
        (
            Layout::Crate,
            "`include_derived = [\"a.config\"]` in the settings brings all that derive from it, with each feature",
        ),
    ] {
        let one = said(BODY, &Selection { layout, ..selection(&["/calls"], &[]) });
        assert!(one.contains(advice), "{one}");
    }

    // What can be filled in, or cannot be by any type, or is only answered, or is nothing that this slice can send.
    let schema = "a.config: {allOf: [{$ref: '#/components/schemas/a.entity'}, {type: object";
    let base = "{$ref: '#/components/schemas/a.config'}, {type";
    for (part, changed) in [
        (schema, format!("{schema}, properties: {{y: {{type: string}}}}")),
        ("{id: {type: string}, ", "{id: {type: string}, z: {type: string}, ".to_owned()),
        (schema, schema.replace("object", "string")),
        ("items: {$ref: '#/components/schemas/a.alias'}", "items: {type: string}".to_owned()),
        ("configs: {", "configs: {x-ms-navigationProperty: true, ".to_owned()),
        ("requestBody:", "x-requestBody:".to_owned()),
    ] {
        let text = BODY.replace(part, &changed);
        assert_ne!(text, BODY, "{part}");
        assert_eq!(said(&text, &selection(&["/calls"], &[])), "", "{text}");
    }
    let answered = "{'200': {content: {application/json: {schema: {$ref: '#/components/schemas/a.alias'}}}}}";
    let through_navigation = BODY
        .replace("configs: {", "configs: {x-ms-navigationProperty: true, ")
        .replace("responses: {}", &format!("responses: {answered}"));
    assert_eq!(said(&through_navigation, &selection(&["/calls"], &[])), "");
    let alone = BODY
        .replace(base, "{type: object}, {type")
        .replace("allOf: [{$ref: '#/components/schemas/a.alias'}, ", "allOf: [");
    assert_eq!(said(&alone, &selection(&["/calls"], &[])), "", "nothing derives from it");
    assert_eq!(said(BODY, &derived(&["a.config"])), "");
    let named = |name: &str| Selection { types: vec![name.to_owned()], ..selection(&["/calls"], &[]) };
    for name in ["a.service", "a.deep"] {
        assert_eq!(said(BODY, &named(name)), "", "{name} is selected");
    }
    assert_eq!(said(BODY, &Selection::default()), "");
}

/// A slice needs no more of a description than what it holds: looking for derived types must not change that.
#[test]
fn a_mistake_elsewhere_does_not_keep_a_slice_from_being_made() {
    let text = format!("{BODY}    a.broken: {{type: object, type: object}}\n");
    let sources = Sources::from_texts([("in.yaml", text)]);
    let mut found = graph_emit::diagnostic::Diagnostics::new();
    let slice = spec::slice(&sources, &selection(&["/calls"], &[]), &mut found);
    assert!(slice.is_some(), "{}", Diagnostics::new(found, &sources));
}

#[test]
fn without_filters_everything_stays() {
    let slice = slice(TYPES, &Selection::default());
    assert_eq!(pointers(&slice).len(), 8);
    assert_eq!(slice.entries[1].value["properties"].as_object().map(serde_json::Map::len), Some(5));
}

#[test]
fn the_digest_is_of_the_content_and_not_of_its_writing() {
    let all = slice(PATHS, &Selection::default());
    let json =
        Sources::from_texts([("in.json", format!("\u{feff}{}", serde_json::to_string(&as_json(&all)).expect("JSON")))]);
    let mut found = graph_emit::diagnostic::Diagnostics::new();
    let again = spec::slice(&json, &Selection::default(), &mut found).expect("a slice");
    assert_eq!(all.digest(), again.digest());
    assert_eq!(all.digest().len(), 64);
    assert_ne!(all.digest(), slice(PATHS, &selection(&["/calls"], &[])).digest());
    assert_ne!(all.digest(), slice(&PATHS.replace("summary: s", "summary: t"), &Selection::default()).digest());
}

fn as_json(slice: &Slice) -> serde_json::Value {
    let paths: serde_json::Map<_, _> =
        slice.entries.iter().map(|entry| (entry.item.name.clone(), entry.value.clone())).collect();
    let mut document = slice.head.clone();
    document.insert("paths".to_owned(), paths.into());
    document.into()
}

/// Texts that an index by indentation could misread; each must mean the same in both ways.
#[test]
fn awkward_writing_means_the_same_in_both_ways() {
    let entries = [
        "  /a:\n    summary: |\n      text\n  /b:\n    summary: s\n",
        "  /a:\n    summary: >-\n\n      /x:\n      text\n\n  /b: {}\n",
        "  /a:\n    summary: \"one\n      /x: two\"\n  /b: {}\n",
        "  /a:\n    summary: \"one\n  /x: two\"\n  /b: {}\n",
        "  /a:\n    summary: plain\n      goes on\n  /b: {}\n",
        "  '/a(x=''{x}'')':\n    summary: 'it''s'\n  \"/b\\u0041\": {}\n",
        "  /a: {summary: \"}\",\n  get: {}}\n  /b: {}\n",
        "  /a: &a\n    summary: s\n  /b: *a\n",
        "  # comment\n  /a:\n# comment\n    summary: s # comment\n  /b: {}\n",
        "  /a:\r\n    summary: s\r\n  /b: {}\r\n",
        "  ? /a\n  : summary: s\n  /b: {}\n",
        "  /a:\n    x-n:\n    - a\n    - b: c\n      d: |\n       e\n    summary: s\n  /b: {}\n",
        "  /a:\n    summary: on\n    x-yes: [Yes, n, 200, 1e3, 0x10, ~, null, 2024-01-01, .inf]\n    x-200:\n      200: a\n  /b: {}\n",
        "  /a:\n    summary: 'x: y'\n    x-url: http://a#b\n  /b: {}\n",
    ];
    for paths in entries {
        let text = format!("openapi: 3.0.1\ninfo: {{title: t, version: v}}\npaths:\n{paths}x-end: 1\n");
        assert_eq!(slice(&text, &Selection::default()).entries.len(), 2, "{text}");
        let indented = format!("  {}", text.replace('\r', "").trim_end().replace('\n', "\n  "));
        if !paths.contains("  /x: two") && !paths.contains("# comment") {
            assert_eq!(slice(&indented, &Selection::default()).entries.len(), 2, "{indented}");
        }
    }
}

#[test]
fn scalars_follow_the_core_schema_of_yaml_1_2() {
    let text = "openapi: 3.0.1\ninfo: {title: t, version: v}\npaths:\n  /a:\n    x: [on, Yes, n, true, 2024-01-01, 12, .inf]\n    200: a\n    y: b\n";
    let slice = slice(text, &Selection::default());
    assert_eq!(
        slice.entries[0].value,
        json!({ "x": ["on", "Yes", "n", true, "2024-01-01", 12, "INF"], "200": "a", "y": "b" })
    );
}

/// Descriptions put together at random from pieces that are each hard on an index.
#[test]
fn random_writing_means_the_same_in_both_ways() {
    const VALUES: [&str; 14] = [
        "plain",
        "'it''s: {x}'",
        "\"a \\\" b\"",
        "|\n%/x:\n%  deeper\n\n%end",
        ">-\n%folded\n%/y: z",
        "one\n%two",
        "\"one\n%/z: two\"",
        "'one\n%it''s two'",
        "{a: [1, '}'], b: {}}",
        "[\n%1, 2]",
        "\n%k: v\n%l:\n%- m",
        "# comment\n%k: v",
        "200",
        "http://h#x",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % 1_000_003).expect("a small number") % bound
    };
    for _ in 0..500 {
        let indent = 1 + next(4);
        let mut text = "openapi: 3.0.1\ninfo: {title: t, version: v}\npaths:\n".to_owned();
        for path in 0..=next(4) {
            let key = ["/a", "'/a''b'", "\"/a b\"", "/a{b}"][next(4)];
            let key = if key.starts_with('/') {
                format!("{key}{path}")
            } else {
                key.replace(" b", "b").replacen("/a", &format!("/a{path}"), 1)
            };
            let _ = writeln!(text, "{:indent$}{key}:", "");
            for property in 0..=next(3) {
                let value = VALUES[next(VALUES.len())].replace('%', &" ".repeat(indent * 3));
                let _ = writeln!(text, "{:width$}x-{property}: {value}", "", width = indent * 2);
            }
        }
        if next(2) == 0 {
            text += "x-end: 1\n";
        }
        let text = if next(3) == 0 { text.replace('\n', "\r\n") } else { text };
        assert!(!slice(&text, &Selection::default()).entries.is_empty(), "{text}");
    }
}
