//! What comes out of descriptions compiles, whatever they call things, and without a warning. One run of rustc takes
//! all of it in, against the runtime that these tests are built with.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use graph_codegen::{Config, Layout, OperationOverride, TypeOverride};
use graph_tests::reference::reference;
use serde_json::{Map, Value, json};

/// A folder that is gone when this is dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("graph-tests-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&path));
        fs::create_dir_all(&path).expect("the folder for temporary files can be written to");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// Compiles the files `outputs` as modules of one crate in `folder`.
fn assert_compiles(folder: &Path, outputs: &[PathBuf]) {
    let module = |(number, output): (usize, &PathBuf)| {
        // As a literal, in which quotes and backslashes are escaped.
        let output = output.display().to_string();
        format!("pub mod m{number} {{ include!({output:?}); }}\n")
    };
    let root = folder.join("lib.rs");
    fs::write(&root, outputs.iter().enumerate().map(module).collect::<String>()).expect("the folder can be written to");
    let run = rustc()
        .args(["--crate-type", "lib", "--emit", "metadata", "-D", "warnings", "--out-dir"])
        .arg(folder)
        .arg(&root)
        .output()
        .expect("there is a compiler where there are tests");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr).chars().take(6000).collect::<String>());
}

/// The folder of what these tests are built with.
fn dependencies() -> PathBuf {
    let mut folder = std::env::current_exe().expect("a test is a program");
    folder.pop();
    folder
}

/// What was built last for these tests of the files that begin and end like this.
pub fn built(beginning: &str, extension: &str) -> PathBuf {
    let is_it = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(beginning) && path.extension().is_some_and(|found| found == extension)
    };
    let entries = fs::read_dir(dependencies()).expect("the folder can be read").flatten().map(|entry| entry.path());
    let age = |path: &PathBuf| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    entries.filter(is_it).max_by_key(age).expect("it is built for these tests")
}

/// The compiler, with the runtime that these tests are built with.
pub fn rustc() -> Command {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--edition", "2024", "-L"]).arg(format!("dependency={}", dependencies().display()));
    rustc.arg("--extern").arg(format!("graph_runtime={}", built("libgraph_runtime-", "rlib").display()));
    rustc
}

/// Makes a file of bindings in `folder` from the description `text`; what is told about it.
fn generate(folder: &Path, name: &str, text: &str) -> (PathBuf, String) {
    let (spec, output) = (folder.join(format!("{name}.yaml")), folder.join(format!("{name}.rs")));
    fs::write(&spec, text).expect("the folder can be written to");
    let config = Config::new().spec(spec).output(&output).layout(Layout::File).format(false);
    let report = config.generate().unwrap_or_else(|diagnostics| panic!("{name}:\n{diagnostics}"));
    (output, report.warnings.to_string())
}

#[test]
fn every_case_does_what_its_list_says() {
    let Some(cases) = reference("cases/generator") else { return };
    let list = fs::read_to_string(cases.join("cases.tsv")).expect("the list of the cases");
    let folder = Folder::new("cases");
    let (mut wrong, mut outputs) = (Vec::new(), Vec::new());
    for case in list.lines().skip(1) {
        let fields: Vec<_> = case.split('\t').collect();
        let [file, arguments, exit, ..] = fields[..] else { panic!("{case}") };
        let output = folder.0.join(format!("{file}.rs"));
        let config = Config::new().spec(cases.join(file)).output(&output).layout(Layout::File);
        let result = config.strict(arguments.contains("--strict")).generate();
        match (&result, exit) {
            (Ok(_), "0" | "any") => outputs.push(output),
            (Err(_), "1" | "any") => {}
            (result, _) => wrong.push(format!("{file}: {:?}", result.as_ref().err())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_compiles(&folder.0, &outputs);
}

/// Words of Rust, of the standard library, of the runtime and of generated code itself.
const WORDS: &str = "as async crate dyn gen impl match mod move new self super type union use virtual where yield
    models options item api client clone url lib main bin build test runtime std core alloc graph_runtime GraphClient root
    route path full rustls serde default con nul Self get POST delete trace AdditionalData Binary Body Box Bytes Copy Count
    Date Debug Decimal Derived D T Q E M V Duration Err Error Fault Field Filter Flags Fn From Guid Hash Into Iterator Json
    MemberReader Method Model None ObjectWriter Ok OpenEnum Option Page Parameter PartialEq Request RequestBuilder Result
    Select Send Sized Some String str u8 UnknownValue Value Vec Violations ApiVersion Items additional_data content_type is
    downcast to_owned with json accept query header";

/// A schema, a namespace, a member, a value, an argument, an option and segments in several places for each word.
fn description() -> Value {
    // Those that differ in case alone want one name, which is an error of its own.
    let words: BTreeMap<String, &str> =
        WORDS.split_whitespace().map(|word| (word.to_lowercase().replace('_', ""), word)).collect();
    let answer = |schema: Value| json!({ "responses": { "200": { "description": "d", "content": { "application/json": { "schema": schema } } } } });
    let reference = |name: String| json!({ "$ref": format!("#/components/schemas/{name}") });
    let text = json!({ "type": "string" });
    let with = |mut operation: Value, key: &str, value: Value| {
        operation[key] = value;
        operation
    };
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for word in words.values() {
        let key = json!([{ "name": word, "in": "path", "required": true, "schema": text }]);
        let option = |required: bool| json!([{ "name": word, "in": "query", "required": required, "schema": text }]);
        let object = json!({ "type": "object", "properties": { *word: { "type": "object", "properties": {
            *word: { "type": "string", "enum": [word, word.to_uppercase(), ""] } } } } });
        let body = json!({ "content": { "application/json": { "schema": object } } });
        paths.insert(format!("/{word}"), json!({ "get": answer(reference((*word).to_owned())) }));
        paths.insert(format!("/a/{word}"), json!({ "get": answer(reference(format!("n.{word}.T"))), "post": with(answer(object.clone()), "requestBody", body) }));
        paths.insert(
            format!("/b/{word}/{{{word}}}"),
            json!({ "parameters": key, "get": answer(reference(format!("n.b.{word}"))) }),
        );
        paths.insert(format!("/c/{word}"), json!({ "get": with(answer(text.clone()), "parameters", option(false)), "delete": with(answer(text.clone()), "parameters", option(true)) }));
        schemas.insert(
            (*word).to_owned(),
            json!({ "type": "object", "properties": { "next": reference((*word).to_owned()) } }),
        );
        schemas.insert(
            format!("n.{word}.T"),
            json!({ "type": "object", "properties": { *word: reference((*word).to_owned()) } }),
        );
        schemas.insert(format!("n.b.{word}"), object);
        schemas.insert(
            format!("n.d.{word}"),
            json!({ "allOf": [reference(format!("n.b.{word}")), { "type": "object", "properties": { "x": text } }] }),
        );
    }
    let all: Vec<_> = words.values().map(|word| json!({ "name": word, "in": "query", "schema": text })).collect();
    paths.insert("/".to_owned(), json!({ "get": with(answer(json!({ "type": "object", "properties": { "a": reference("Self".to_owned()) } })), "parameters", json!(all)) }));
    json!({ "openapi": "3.0.3", "info": { "title": "Words", "version": "1" }, "paths": paths, "components": { "schemas": schemas } })
}

/// Descriptions in which types contain themselves, by whatever way.
const ROUND: [&str; 8] = [
    "a: {type: object, properties: {p: {allOf: [{$ref: '#/components/schemas/a'}, {properties: {x: {type: string}}}]}}}",
    "a: {type: object, properties: {p: {type: array, items: {allOf: [{$ref: '#/components/schemas/b'}, {type: object, properties: {x: {type: string}}}]}}}}\n    b: {allOf: [{$ref: '#/components/schemas/a'}, {type: object, properties: {q: {type: array, items: {allOf: [{$ref: '#/components/schemas/b'}, {type: object, properties: {y: {type: string}}}]}}}}]}",
    "a: {type: object, properties: {p: {allOf: [{$ref: '#/components/schemas/a'}, {$ref: '#/components/schemas/b'}, {properties: {x: {type: string}}}]}}}\n    b: {type: object, properties: {q: {allOf: [{$ref: '#/components/schemas/a'}, {$ref: '#/components/schemas/b'}, {properties: {x: {type: string}}}]}}}",
    "a: {type: array, items: {$ref: '#/components/schemas/b'}}\n    b: {type: array, items: {$ref: '#/components/schemas/a'}}",
    "a: {type: array, items: {type: object, properties: {children: {$ref: '#/components/schemas/a'}}}}",
    "a: {type: object, additionalProperties: {$ref: '#/components/schemas/a'}, properties: {p: {not: {$ref: '#/components/schemas/a'}}}}",
    "a: {type: object, properties: {p: {anyOf: [{$ref: '#/components/schemas/a'}, {type: string}]}, q: {oneOf: [{allOf: [{$ref: '#/components/schemas/a'}, {properties: {x: {type: string}}}]}]}}}",
    "a: {type: array, items: {type: array, items: {$ref: '#/components/schemas/a'}}}",
];

#[test]
fn any_word_may_name_anything_and_types_may_contain_themselves() {
    let folder = Folder::new("words");
    let (words, warnings) = generate(&folder.0, "words", &description().to_string());
    for taken in ["count", "header", "url", "json", "query", "select"] {
        let message = format!("every request has a method `{taken}`; the option `{taken}` becomes `{taken}_option`");
        assert!(warnings.to_lowercase().contains(&message), "{taken}: {warnings}");
    }
    let mut outputs = vec![words];
    for (number, schemas) in ROUND.iter().enumerate() {
        let get = "get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/a'}}}}}}";
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n    {get}\ncomponents:\n  schemas:\n    {schemas}\n"
        );
        outputs.push(generate(&folder.0, &format!("round{number}"), &text).0);
    }
    assert_compiles(&folder.0, &outputs);
}

/// Things that others derive from, with an enum, and a set of an enum's values.
const OVERRIDDEN: &str = "\
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /things:
    get:
      responses:
        '200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.thing'}}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.thing'}}}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    microsoft.graph.entity:
      type: object
      properties: {id: {type: string}, '@odata.type': {type: string}}
      discriminator: {propertyName: '@odata.type', mapping: {'#microsoft.graph.thing': '#/components/schemas/microsoft.graph.thing'}}
    microsoft.graph.thing:
      allOf:
      - $ref: '#/components/schemas/microsoft.graph.entity'
      - type: object
        properties:
          color: {$ref: '#/components/schemas/microsoft.graph.color'}
          maker: {$ref: '#/components/schemas/microsoft.graph.maker'}
          makers: {type: array, items: {$ref: '#/components/schemas/microsoft.graph.maker'}}
          rest: {$ref: '#/components/schemas/microsoft.graph.rest'}
          type: {type: string}
          '@odata.type': {type: string, default: '#microsoft.graph.thing'}
    microsoft.graph.color: {type: string, enum: [red, blue]}
    microsoft.graph.maker: {type: object, properties: {name: {type: string, maxLength: 9}}}
    microsoft.graph.rest: {type: object, properties: {name: {type: string}}}
";

#[test]
fn what_is_wanted_of_types_and_operations_compiles() {
    let folder = Folder::new("overrides");
    let (own, _) = generate(&folder.0, "own", OVERRIDDEN);
    let output = folder.0.join("overridden.rs");
    let replaced = |name: &str| TypeOverride {
        replace: Some(format!("crate::m0::models::{name}").into()),
        ..TypeOverride::default()
    };
    let thing = TypeOverride {
        rename: Some("Item".into()),
        attributes: vec!["#[doc(alias = \"thing\")]".into(), "#[allow(missing_docs)]".into()],
        members: vec![("color".into(), "paint".into()), ("type".into(), "r#final".into())],
        ..TypeOverride::default()
    };
    let post = OperationOverride {
        rename: Some("send".into()),
        attributes: vec!["#[must_use]".into()],
        ..OperationOverride::default()
    };
    let config = Config::new().spec(folder.0.join("own.yaml")).output(&output).layout(Layout::File).format(false);
    let config = config
        .override_type("microsoft.graph.entity", replaced("Entity"))
        .override_type("microsoft.graph.color", replaced("Color"))
        .override_type("microsoft.graph.maker", replaced("Maker"))
        .override_type("microsoft.graph.thing", thing)
        .override_type("microsoft.graph.rest", TypeOverride { omit: true, ..TypeOverride::default() })
        .override_operation("POST /things", post);
    let report = config.generate().unwrap_or_else(|found| panic!("{found}"));
    assert!(report.warnings.is_empty(), "{}", report.warnings);
    let caller = folder.0.join("caller.rs");
    let text = "/// A caller.\npub fn caller(graph: &crate::m1::GraphClient, maker: crate::m0::models::Maker) {\n\
                let mut item = crate::m1::models::Item { maker: Some(Box::new(maker)), r#final: None, ..Default::default() };\n\
                item.paint = Some(crate::m0::models::Color::Blue);\n\
                let base: crate::m0::models::Entity = item.clone().into();\n\
                drop((base, graph.things().send(item)));\n}\n";
    fs::write(&caller, text).expect("the folder can be written to");
    assert_compiles(&folder.0, &[own, output, caller]);
}
