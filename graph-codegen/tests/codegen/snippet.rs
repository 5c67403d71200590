//! `graph-codegen snippet`: the code it prints, what it says of mistakes, and that nothing of a request escapes.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use graph_codegen::snippet::Style;
use graph_codegen::{Config, Layout};

/// The description of the founding action, which the workspace has.
const CALLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../specs/call-reject.yaml");

/// A description with a little of everything.
const SHOP: &str = "\
openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example/v1}]
paths:
  /things:
    get:
      parameters:
        - {name: $select, in: query, schema: {type: array, items: {type: string}}}
        - {name: $expand, in: query, schema: {type: array, items: {type: string}}}
        - {name: $top, in: query, schema: {type: integer}}
        - {name: $orderby, in: query, schema: {type: array, items: {type: string}}}
        - {name: $filter, in: query, schema: {type: string}}
        - {name: since, in: query, schema: {type: string, format: date}}
      responses: {'200': {description: All., content: {application/json: {schema: {type: object, properties: {value: {type: array, items: {$ref: '#/components/schemas/microsoft.graph.thing'}}}}}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.thing'}}}}
      responses: {'204': {description: Done.}}
    patch:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.thing'}}}}
      responses: {'204': {description: Done.}}
  '/things/{thing-id}/microsoft.graph.near(place=''{place}'',meters={meters})':
    get:
      parameters:
        - {name: thing-id, in: path, required: true, schema: {type: string}}
        - {name: place, in: path, required: true, schema: {type: string}}
        - {name: meters, in: path, required: true, schema: {type: integer, format: int32}}
      responses: {'204': {description: Nothing.}}
      x-ms-docs-operation-type: function
  '/things/{thing-id}/microsoft.graph.polish':
    post:
      parameters: [{name: thing-id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object, properties: {times: {type: integer, format: int32}}}}}}
      responses: {'204': {description: Done.}}
      x-ms-docs-operation-type: action
  /things/latest:
    post:
      responses: {'204': {description: Nothing.}}
  '/sites/{site-id}':
    get:
      parameters: [{name: site-id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Nothing.}}
  '/sites/{site-id}/lists':
    get:
      parameters: [{name: site-id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Nothing.}}
  '/things/{thing-id}/photo':
    put:
      parameters: [{name: thing-id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {image/png: {schema: {type: string, format: binary}}}}
      responses: {'204': {description: Done.}}
  '/shelves/find(name=''{name}'')':
    get:
      parameters: [{name: name, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Nothing.}}
      x-ms-docs-operation-type: function
  '/shelves/{shelf-id}':
    get:
      parameters: [{name: shelf-id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Nothing.}}
  '/shelves/{id}/things/{thing-id}':
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: thing-id, in: path, required: true, schema: {type: string}}
      responses: {'204': {description: Nothing.}}
  '/users/{user-id}':
    get:
      parameters: [{name: user-id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Nothing.}}
components:
  schemas:
    microsoft.graph.thing:
      title: thing
      type: object
      properties:
        name: {type: string}
        size: {type: integer, format: int32}
        price: {type: number, format: decimal}
        made: {type: string, format: date}
        tags: {type: array, items: {type: string}}
        sold: {type: boolean}
        weight: {type: integer, format: int64}
        bag: {$ref: '#/components/schemas/microsoft.graph.bag'}
        color: {$ref: '#/components/schemas/microsoft.graph.color'}
        part: {$ref: '#/components/schemas/microsoft.graph.thing'}
        owner: {$ref: '#/components/schemas/microsoft.graph.security.owner'}
        anything: {}
    microsoft.graph.special:
      title: special
      allOf:
        - {$ref: '#/components/schemas/microsoft.graph.thing'}
        - {type: object, properties: {wings: {type: integer, format: int32}}}
    microsoft.graph.bag:
      title: bag
      type: object
      additionalProperties: {type: object}
    microsoft.graph.color:
      title: color
      enum: [red, green]
      type: string
    microsoft.graph.security.owner:
      title: owner
      type: object
      properties: {name: {type: string}}
";

/// The file with [`SHOP`].
fn shop_file() -> &'static Path {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shop.yaml");
        fs::write(&file, SHOP).expect("the folder for temporary files can be written to");
        file
    })
}

/// The snippet for `request`, or what is wrong with it.
fn shop(request: &str, style: &Style) -> Result<String, String> {
    let snippet = Config::new().spec(shop_file()).snippet(request, style);
    snippet.map(|snippet| snippet.to_string()).map_err(|found| found.to_string())
}

/// Runs the program with `request` on its standard input.
fn program(flags: &[&str], request: &str) -> Output {
    let input = shop_file().with_extension(format!("{}.http", flags.concat().replace(['/', ' ', ':'], "")));
    fs::write(&input, request).expect("the folder for temporary files can be written to");
    let mut program = Command::new(env!("CARGO_BIN_EXE_graph-codegen"));
    program.args(["snippet", "--spec"]).arg(shop_file()).args(flags);
    program.stdin(File::open(&input).expect("it was written")).output().expect("the program was built")
}

/// The code for a request that is all right.
fn code(request: &str) -> String {
    shop(request, &Style::default()).unwrap_or_else(|found| panic!("{found}"))
}

#[test]
fn the_example_of_the_readme_is_what_the_program_prints() {
    let readme = include_str!("../../../README.md");
    let (_, behind) = readme.split_once("graph-codegen snippet --spec").expect("the README has the command");
    let block = |text: &str, language: &str| {
        let (_, block) = text.split_once(&format!("```{language}\n")).expect("a block");
        block.split_once("```").expect("an end").0.to_owned()
    };
    let request = behind.split_once("<<'END'\n").and_then(|(_, text)| text.split_once("END\n")).expect("a request").0;
    let snippet = Config::new().spec(CALLS).snippet(request, &Style::default());
    assert_eq!(snippet.unwrap_or_else(|found| panic!("{found}")).to_string(), block(behind, "rust"));
}

/// A key is called after the first path that has it, which the path of the request need not be.
#[test]
fn a_key_of_two_names_is_called_as_in_the_whole() {
    let code = code("GET /v1/shelves/1/things/2");
    assert!(code.contains(".by_shelf_id(\"1\").things().by_thing_id(\"2\")"), "{code}");
}

#[test]
fn a_body_is_nested_literals() {
    let code = code(
        "POST /v1/things\n\n{\"name\": \"a\\nb\", \"price\": 1.50, \"made\": \"2026-11-23\", \"tags\": [\"x\"], \
         \"color\": \"red\", \"part\": {\"size\": -5, \"owner@odata.bind\": \"https://x\"}, \"owner\": null, \
         \"anything\": {\"a\": [1, 3000000000]}}",
    );
    for part in [
        "name: Some(\"a\\nb\".to_owned()),",
        "price: Some(\"1.50\".parse::<Decimal>()?),",
        "made: Some(\"2026-11-23\".into()),",
        "tags: Some(vec![\"x\".to_owned()]),",
        "color: Some(Color::Red),",
        "part: Some(",
        "Box::new(Thing {",
        "size: Some(-5),",
        ".bind(Thing::OWNER, \"https://x\")",
        ".with_null(\"owner\")",
        "3000000000i64",
        "graph.things().post(body).await?;",
        "use graph_runtime::model::AdditionalData;\n",
        "use serde_json::json;\n",
    ] {
        assert!(code.contains(part), "`{part}` is missing:\n{code}");
    }
}

#[test]
fn an_object_of_a_derived_type_becomes_its_base() {
    let code = code(
        "POST /things\n\n{\"@odata.type\": \"#microsoft.graph.special\", \"wings\": 2, \
         \"part\": {\"@odata.type\": \"#microsoft.graph.special\"}}",
    );
    assert!(code.contains("let body = Thing::from(Special {"), "{code}");
    assert!(code.contains("wings: Some(2),"), "{code}");
    assert!(code.matches("Thing::from(").count() == 2, "{code}");
}

/// What derives from a type is in no slice of a request, and in a crate with another feature.
#[test]
fn a_note_says_what_brings_the_type_that_takes_the_place_of_its_base() {
    let request = "POST /things\n\n{\"@odata.type\": \"#microsoft.graph.special\", \
                   \"part\": {\"@odata.type\": \"#microsoft.graph.special\"}}";
    let notes = |config: Config, request: &str| {
        let snippet = config.spec(shop_file()).snippet(request, &Style::default());
        snippet.unwrap_or_else(|found| panic!("{found}")).notes
    };
    let lead = "`Special` takes the place of `Thing`: ";
    let slice =
        "a slice has it with `--include-type microsoft.graph.special` or `--include-derived microsoft.graph.thing`";
    let feature = "a crate with features has it with `derived-thing`";
    let of_crate = || Config::new().layout(Layout::Crate);
    assert_eq!(notes(Config::new(), request), [format!("{lead}{slice}, {feature}")], "once");
    assert_eq!(notes(of_crate(), request), [format!("{lead}{feature}")]);
    // It is there already: named, selected with all else, or in the slice of the request; and nothing takes a place.
    for config in [Config::new(), of_crate()] {
        assert!(notes(config.clone().include_type("microsoft.graph.special"), request).is_empty());
        assert!(notes(config.clone().include_derived("microsoft.graph.thing"), request).is_empty());
        assert!(notes(config, "POST /things\n\n{\"@odata.type\": \"#microsoft.graph.thing\"}").is_empty());
    }
    assert!(notes(Config::new().layout(Layout::Modules), request).is_empty());
    let whole = |config: Config| {
        let snippets = config.spec(shop_file()).snippets().unwrap_or_else(|found| panic!("{found}"));
        snippets.of(request, &Style::default()).unwrap_or_else(|found| panic!("{found}")).notes
    };
    assert_eq!(whole(of_crate()).len(), 1);
    assert!(whole(of_crate().include_type("microsoft.graph.special")).is_empty());
    // The program tells it beside the code, and in its form for programs.
    let output = program(&[], request);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(told, format!("note: {lead}{slice}, {feature}\n"));
    let json: serde_json::Value = serde_json::from_slice(&program(&["--json"], request).stdout).expect("JSON");
    assert_eq!(json["notes"], serde_json::json!([format!("{lead}{slice}, {feature}")]));
}

#[test]
fn a_type_outside_the_selection_is_told_with_the_way_to_select_it() {
    let request = "POST /things\n\n{\"@odata.type\": \"#microsoft.graph.special\"}";
    let said = |include: &str, request: &str| {
        let config = Config::new().spec(shop_file()).include(include);
        config.snippet(request, &Style::default()).unwrap_or_else(|found| panic!("{found}")).warnings.to_string()
    };
    let part = said("/things", request);
    assert!(part.contains("select it with `--include-type microsoft.graph.special`; otherwise"), "{part}");
    let whole = shop(&request.replace("special", "unheard"), &Style::default().lenient(true));
    assert!(whole.is_ok(), "{whole:?}");
    let config = Config::new().spec(shop_file());
    let warnings =
        config.snippet(&request.replace("special", "unheard"), &Style::default()).expect("a snippet").warnings;
    assert!(warnings.to_string().contains("help: the object is written as a `Thing`"), "{warnings}");
}

#[test]
fn paths_and_queries_become_typed_calls() {
    let expected = [
        (
            "GET https://shop.example/v1/things/a%2Fb/near(meters=5,place='O''Brien')",
            "graph .things() .by_thing_id(\"a/b\") .near(\"O'Brien\", 5) .get() .await?;",
        ),
        (
            "GET /things?$select=wings,name&$expand=part($select=wings,size),owner&$top=5 HTTP/1.1\nHost: x\nAuthorization: Bearer s3cret",
            "let answer = graph .things() .get() .select([\"wings\", \"name\"]) .expand((Thing::PART.with().select([\"wings\", \"size\"]), Thing::OWNER)) .top(5) .await?;",
        ),
        ("GET /me\nIf-Match: *\nPrefer: x", "graph.me().get().if_match(\"*\").prefer(\"x\").await?;"),
        ("PUT /things/1/photo\nContent-Type: image/png\n\n\"raw\\", "let body = Body::from(\"\\\"raw\\\\\");"),
    ];
    // However it is laid out.
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    for (request, expected) in expected {
        let code = code(request);
        assert!(bare(&code).contains(&bare(expected)), "{request}:\n{code}");
        assert!(!code.contains("s3cret"), "{code}");
    }
    let own = code("GET /things?since=2026-11-23");
    assert!(own.contains(".since(&Date::from(\"2026-11-23\"))"), "{own}");
    assert!(own.contains("use graph_beta::things::SetThingsGetOptions;"), "{own}");
}

#[test]
fn all_that_is_not_declared_is_told_at_once_with_its_place() {
    let request =
        "POST /things?$top=5\n\n{\"nane\": \"x\",\n \"size\": \"a\", \"color\": \"rot\",\n \"part\": {\"sise\": 1}}";
    let found = shop(request, &Style::default()).expect_err("faults");
    for part in [
        "request:1:14",
        "does not declare the query option `$top`",
        "request:3:2",
        "`Thing` has no member `nane`",
        "did you mean `name`",
        "request:4:10",
        "expected a whole number of 32 bits, found a string",
        "`Color` has no value `rot`",
        "did you mean `red`?",
        "at `/part/sise`",
        "did you mean `size`?",
    ] {
        assert!(found.contains(part), "`{part}` is missing:\n{found}");
    }
}

/// Each note that `request` gets, and the code.
fn noted(request: &str) -> (String, Vec<String>) {
    let snippet = Config::new().spec(shop_file()).snippet(request, &Style::default());
    let snippet = snippet.unwrap_or_else(|found| panic!("{request}: {found}"));
    (snippet.to_string(), snippet.warnings.iter().map(|note| note.message.clone()).collect())
}

#[test]
fn what_is_written_in_another_case_or_in_quotes_is_written_as_declared_and_told() {
    let request =
        "POST /Things\n\n{\"NAME\": \"x\", \"size\": \"5\", \"color\": \"RED\", \"part\": {\"Sold\": \"False\"}}";
    let (code, notes) = noted(request);
    for part in ["name: Some(\"x\".to_owned())", "size: Some(5)", "color: Some(Color::Red)", "sold: Some(false)"] {
        assert!(code.contains(part), "`{part}` is missing:\n{code}");
    }
    assert_eq!(
        notes,
        [
            "`Things` is declared as `things`",
            "`NAME` is declared as `name`",
            "`\"5\"` is a string, and what is declared is a whole number of 32 bits",
            "`RED` is declared as `red`",
            "`Sold` is declared as `sold`",
            "`\"False\"` is a string, and what is declared is true or false",
        ]
    );
    let (code, notes) = noted("GET /things?$Top=5&SINCE=2026-11-23&$select=Name");
    let code: String = code.split_whitespace().collect();
    assert!(code.contains(".top(5).since(&Date::from(\"2026-11-23\")).select(Thing::NAME)"), "{code}");
    assert_eq!(notes.len(), 3, "{notes:?}");
    // One member in two spellings is there twice.
    let found = shop("POST /things\n\n{\"name\": \"x\", \"Name\": \"y\"}", &Style::default()).expect_err("twice");
    assert!(found.contains("the member `Name` comes twice"), "{found}");
    // A key may be anything, so another spelling of its neighbor is a key.
    assert!(self::code("GET /users/Delta").contains(".by_user_id(\"Delta\")"));
}

#[test]
fn keys_stand_in_parentheses_and_sites_are_found_by_their_paths() {
    for (request, call) in [
        ("GET /users('ada')", "graph.users().by_user_id(\"ada\").get()"),
        ("GET /users('it''s')", "graph.users().by_user_id(\"it's\").get()"),
        ("GET /shelves('1')/things(2)", "graph.shelves().by_shelf_id(\"1\").things().by_thing_id(\"2\").get()"),
        ("GET /sites/h.example:/sites/a b", "graph.sites().by_path(\"h.example\", \"sites/a b\").get()"),
        ("GET /sites/h.example:/a:/lists", "graph.sites().by_path(\"h.example\", \"a\").lists().get()"),
    ] {
        assert!(code(request).contains(call), "{request}: {}", code(request));
    }
    // Two keys are not one.
    for request in ["GET /shelves('a')('b')", "GET /shelves(1)(2)"] {
        assert!(shop(request, &Style::default()).expect_err(request).contains("leads nowhere"));
    }
    let found = shop("GET /things/root:/a/b:/photo", &Style::default()).expect_err("no item by path");
    assert!(found.contains("nothing is found by a path below `root` here"), "{found}");
    assert!(found.contains("`Client::request`"), "{found}");
}

#[test]
fn queries_speak_in_field_keys_where_there_are_any() {
    for (query, call) in [
        ("$select=name", ".select(Thing::NAME)"),
        ("$select=name, size", ".select((Thing::NAME, Thing::SIZE))"),
        // Of a derived type, of a relative, an extension, and of all.
        ("$select=name,wings", ".select([\"name\", \"wings\"])"),
        ("$select=part/name", ".select(Thing::PART.then(Thing::NAME))"),
        ("$select=ext1_name", ".select([\"ext1_name\"])"),
        ("$select=*", ".select([\"*\"])"),
        ("$select=name,", ".select([\"name\", \"\"])"),
        ("$orderby=name,size desc", ".orderby((Thing::NAME, Thing::SIZE.desc()))"),
        ("$orderby=name upwards", ".orderby([\"name upwards\"])"),
        ("$expand=part", ".expand(Thing::PART)"),
        ("$expand=part($select=name;$top=2)", ".expand(Thing::PART.with().select(Thing::NAME).top(2))"),
        ("$expand=owner($levels=max)", ".expand(Thing::OWNER.with().option(\"$levels\", \"max\"))"),
    ] {
        let code = self::code(&format!("GET /things?{query}")).split_whitespace().collect::<Vec<_>>().join(" ");
        let code = code.replace(" .", ".").replace("( ", "(").replace(", )", ")");
        assert!(code.contains(call), "{query}: {code}");
        // What is imported is used.
        let (imports, call) =
            code.rsplit_once(';').map_or((code.as_str(), ""), |_| code.split_at(code.find("let ").unwrap_or(0)));
        for import in
            imports.split(';').filter_map(|line| line.rsplit("::").next()).filter(|name| !name.trim().is_empty())
        {
            assert!(call.contains(import.trim()), "{query}: {import} in {code}");
        }
    }
}

#[test]
fn conditions_are_expressions_where_field_keys_have_them() {
    for (condition, call) in [
        ("name eq 'it''s'", "Thing::NAME.eq(\"it's\")"),
        (
            "size ge 5 and (name eq 'a' or not (name eq 'b'))",
            "Thing::SIZE.ge(5).and(Thing::NAME.eq(\"a\").or(!Thing::NAME.eq(\"b\")))",
        ),
        // Without parentheses that rustc calls unnecessary, and with those that are not.
        ("not (name eq 'a')", "!Thing::NAME.eq(\"a\")"),
        ("not startswith(name,'a') and size eq 1", "(!Thing::NAME.starts_with(\"a\")).and(Thing::SIZE.eq(1))"),
        ("not ((not (name eq 'a')) or sold eq true)", "!(!Thing::NAME.eq(\"a\")).or(Thing::SOLD.eq(true))"),
        (
            "name eq 'a' or name eq 'b' and size lt 1",
            "Thing::NAME.eq(\"a\").or(Thing::NAME.eq(\"b\").and(Thing::SIZE.lt(1)))",
        ),
        ("name eq null", "Thing::NAME.is_null()"),
        ("name in ('a', 'b')", "Thing::NAME.is_in([\"a\", \"b\"])"),
        ("startsWith(name,'a, b')", "Thing::NAME.starts_with(\"a, b\")"),
        ("color eq 'Red'", "Thing::COLOR.eq(Color::Red)"),
        ("made gt 2026-11-23", "Thing::MADE.gt(\"2026-11-23\")"),
        ("tags/any(t:t eq 'x')", "Thing::TAGS.any(|x| x.eq(\"x\"))"),
        // Each use of the variable takes it.
        (
            "tags/any(t:t eq 'x' or (t eq 'y' and t ne 'z'))",
            "Thing::TAGS.any(|x| x.clone().eq(\"x\").or(x.clone().eq(\"y\").and(x.ne(\"z\"))))",
        ),
        ("tags/$count eq 0", "Thing::TAGS.count().eq(0i64)"),
        ("part/name ne 'x'", "Thing::PART.then(Thing::NAME).ne(\"x\")"),
        // As text: what no field key writes so.
        ("tolower(name) eq 'a'", "\"tolower(name) eq 'a'\""),
        ("size eq 'a'", "\"size eq 'a'\""),
        ("made gt '2026-11-23'", "\"made gt '2026-11-23'\""),
        ("wings eq 2", "\"wings eq 2\""),
        // It compares `not sold`.
        ("not sold eq null", "\"not sold eq null\""),
        ("name eq 'a' garbage 'b'", "\"name eq 'a' garbage 'b'\""),
    ] {
        let code = self::code(&format!("GET /things?$filter={condition}"));
        let code: String = code.split_whitespace().collect();
        let call: String = call.split_whitespace().collect();
        assert!(code.contains(&format!(".filter({call})")), "{condition}: {code}");
    }
    let found = shop("GET /things?$filter=nane eq 'x'&$orderby=sise", &Style::default()).expect_err("unknown members");
    for part in
        ["`Thing` has no member `nane`", "did you mean `name` or `made`?", "did you mean `size`?", "request:1:21"]
    {
        assert!(found.contains(part), "`{part}` is missing:\n{found}");
    }
}

/// A text that is nested deeper, or longer, than any that a service takes is not read: it is sent as it is.
#[test]
fn deep_and_long_queries_stay_texts() {
    let nested = |depth: usize| format!("{}part{}", "part($expand=".repeat(depth), ")".repeat(depth));
    assert!(code(&format!("GET /things?$expand={}", nested(32))).contains("Thing::PART"));
    assert!(!code(&format!("GET /things?$expand={}", nested(33))).contains("Thing::PART"));
    let long = |count: usize| vec!["size eq 1"; count].join(" or ");
    assert!(code(&format!("GET /things?$filter={}", long(20))).contains("Thing::SIZE"));
    assert!(!code(&format!("GET /things?$filter={}", long(700))).contains("Thing::SIZE"));
}

#[test]
fn a_member_that_is_cleared_makes_a_patch() {
    let (code, _) =
        noted("PATCH /things\n\n{\"name\": null, \"size\": 5, \"made\": \"2026-11-23\", \"color\": \"red\"}");
    let code: String = code.split_whitespace().collect();
    let expected = "Patch::new().null(Thing::NAME).set(Thing::SIZE,5).set(Thing::MADE,\"2026-11-23\").set(Thing::COLOR,Color::Red).build()";
    assert!(code.contains(expected), "{code}");
    // What has no key, or could be of several types for Rust, is a struct literal, which clears all the same.
    for body in
        ["{\"name\": null, \"a@b\": 1}", "{\"name\": null, \"tags\": []}", "{\"name\": null, \"weight\": \"5\"}"]
    {
        let (code, _) = noted(&format!("PATCH /things\n\n{body}"));
        assert!(code.contains(".with_null(\"name\")"), "{code}");
    }
    assert!(!noted("PATCH /things\n\n{\"size\": 5}").0.contains("Patch"));
    // What a `Patch` cannot send is a struct literal, too: told once, and nothing is imported that it does not use.
    let lenient = Style::default().lenient(true);
    let request = "PATCH /things\n\n{\"name\": null, \"size\": \"x\"}";
    let snippet = Config::new().spec(shop_file()).snippet(request, &lenient).expect("it is lenient");
    let code = snippet.to_string();
    assert!(code.contains(".with(\"size\", \"x\")") && !code.contains("Patch"), "{code}");
    assert_eq!(snippet.warnings.iter().count(), 1, "{}", snippet.warnings);
    // One member in two spellings is there twice: one of them would be lost.
    let found = shop("PATCH /things\n\n{\"NAME\": null, \"name\": \"x\"}", &Style::default()).expect_err("twice");
    assert!(found.contains("the member `name` comes twice"), "{found}");
}

#[test]
fn bodies_that_are_left_out_and_tokens_of_links_are_told() {
    for (request, body) in [
        ("POST /things/1/polish", "let body = PolishPostRequestBody::default();"),
        ("POST /things", "let body = Thing::default();"),
    ] {
        let (code, notes) = noted(request);
        assert!(code.contains(body), "{code}");
        assert_eq!(notes, ["the snippet sends an empty object"]);
    }
    let (code, notes) = noted("GET /shelves/1\n\n{ }");
    assert!(!code.contains("body") && notes == ["the operation takes no body"], "{code}: {notes:?}");
    let (code, notes) = noted("GET /things?$deltatoken=x");
    assert!(code.contains(".query(\"$deltatoken\", \"x\")"), "{code}");
    assert_eq!(notes, ["`$deltatoken` comes from a link of the service"]);
    assert!(shop("GET /users/1?$deltatoken=x", &Style::default()).is_err());
    let (code, notes) = noted("GET /users/1?$count=true\nConsistencyLevel: eventual");
    assert!(code.contains(".query(\"$count\", \"true\")") && notes.len() == 1, "{code}: {notes:?}");
    assert!(shop("GET /users/1?$count=true", &Style::default()).is_err());
}

#[test]
fn what_a_description_cannot_know_is_taken() {
    // The members of an object that declares none, and of a type that is not there.
    let request = "POST /things\n\n{\"bag\": {\"a\": {\"b\": 1}, \"c\": null}}";
    let bare: String = code(request).split_whitespace().collect();
    assert!(bare.contains(".with(\"a\",json!({\"b\":1}),).with_null(\"c\")"), "{bare}");
    let request = "POST /things\n\n{\"part\": {\"@odata.type\": \"#microsoft.graph.other\", \"legs\": 4}}";
    let (code, notes) = noted(request);
    assert!(code.contains(".with(\"legs\", 4)"), "{code}");
    assert_eq!(notes, ["the description has no type `#microsoft.graph.other` that is a `Thing`"]);
    let (code, notes) = noted("POST /things\n\n{\"color\": \"\"}");
    assert!(code.contains("Color::from(\"\")") && notes == ["`Color` has no empty value"], "{code}: {notes:?}");
}

#[test]
fn media_types_that_are_not_described_are_told() {
    for (request, note) in [
        ("GET /things\nAccept: text/csv", "the operation is not described to answer `text/csv`"),
        ("PUT /things/1/photo\nContent-Type: image/jpeg\n\nx", "the operation takes `image/png`, not `image/jpeg`"),
    ] {
        assert_eq!(noted(request).1, [note]);
    }
    for request in
        ["GET /things\nAccept: text/csv, application/json", "GET /things\nAccept: */*", "GET /shelves/1\nAccept: x/y"]
    {
        assert_eq!(noted(request).1, [""; 0], "{request}");
    }
}

#[test]
fn names_are_found_in_another_case_where_nothing_else_is_meant() {
    for (request, call, note) in [
        ("GET /things?top=5", ".top(5)", "`top` is declared as `$top`"),
        (
            "GET /things/1/Near(Place='a',meters=5)",
            ".near(\"a\", 5)",
            "`Near(Place='a',meters=5)` is declared as `near(place='a',meters=5)`",
        ),
        // A key could be called so, but has no such arguments.
        ("GET /shelves/Find(Name='a')", ".find(\"a\")", "`Find(Name='a')` is declared as `find(name='a')`"),
        // The key `Latest` has no POST.
        ("POST /things/Latest", ".latest()", "`Latest` is declared as `latest`"),
    ] {
        let (code, notes) = noted(request);
        assert!(code.contains(call) && notes.iter().any(|told| told == note), "{code}: {notes:?}");
    }
}

#[test]
fn a_path_or_method_that_leads_nowhere_is_told_with_what_is_there() {
    for (request, parts) in [
        ("GET /thinks", ["`thinks` leads nowhere below `/`", "did you mean `things`?"]),
        ("GET /things/1/nearby", ["`nearby` leads nowhere below `/things/{thing-id}`", "`photo`"]),
        ("DELETE /things", ["`DELETE` is not a method of `/things`", "its methods are GET, POST"]),
        ("PUT /things/1/photo", ["the operation takes a body", "below the headers"]),
        ("POST /things\n\n{]", ["the body is not JSON", "request:3:2"]),
        ("GET /things/1/near(place='a',meters=x)", ["`x` is not a value of the path parameter `meters`", "32 bits"]),
    ] {
        let found = shop(request, &Style::default()).expect_err(request);
        for part in parts {
            assert!(found.contains(part), "`{part}` is missing:\n{found}");
        }
    }
}

#[test]
fn lenient_snippets_send_it_all_the_same() {
    let request = "POST /things?$top=5\n\n{\"label\": \"x\", \"size\": \"a\", \"color\": \"blue\"}";
    let code = shop(request, &Style::default().lenient(true)).expect("only warnings");
    for part in
        [".query(\"$top\", \"5\")", ".with(\"label\", \"x\")", ".with(\"size\", \"a\")", "Color::from(\"blue\")"]
    {
        assert!(code.contains(part), "`{part}` is missing:\n{code}");
    }
}

#[test]
fn nothing_of_a_request_is_code_but_in_literals() {
    let hostile = "\"); std::process::exit(1); // */ {}\u{202e}\r";
    let json = serde_json::Value::from(hostile);
    let request =
        format!("POST /things\nX-Evil: \"); panic!(\"\n\n{{\"name\": {json}, {json}: {json}, \"a@b\": [{json}]}}");
    let code = shop(&request, &Style::default().lenient(true)).expect("only warnings");
    let tokens = syn::parse_file(&format!("async fn f() {{ {} }}", code.split_once("\n\n").expect("imports").1));
    assert!(tokens.is_ok(), "{code}");
    assert!(!code.contains("\n// "), "{code}");
    assert_eq!(code.matches(".await?").count(), 1, "{code}");
}

#[test]
fn the_program_prints_code_parts_and_json() {
    let printed = |flags: &[&str], request: &str| {
        let run = program(flags, request);
        (run.status.code(), String::from_utf8(run.stdout).expect("what it prints is UTF-8"))
    };
    let request = "POST /things\n\n{\"name\": \"x\"}\n";
    let (code, whole) = printed(&["--crate", "crate::shop"], request);
    assert_eq!(code, Some(0), "{whole}");
    assert!(whole.starts_with("use crate::shop::models::Thing;\n\nlet body = Thing {"), "{whole}");
    assert!(whole.ends_with("graph.things().post(body).await?;\n"), "{whole}");
    let (_, body) = printed(&["--body-only"], request);
    assert!(body.ends_with("};\n") && !body.contains("post("), "{body}");
    let json = |flags: &[&str], request: &str| -> serde_json::Value {
        serde_json::from_str(&printed(flags, request).1).expect("JSON")
    };
    let parts = json(&["--json"], request);
    assert_eq!((&parts["method"], &parts["path"]), (&"POST".into(), &"/things".into()));
    assert_eq!(parts["chain"], serde_json::json!(["things", "post"]));
    let found = json(&["--json", "--lenient"], "POST /thinks");
    assert_eq!(found[0]["place"]["column"], 7, "{found}");
    assert_eq!(printed(&["--crate", "a b"], request).0, Some(2));
}
