//! The language by itself: what is read, what is told, and that no text of a description gets out of its place.

use graph_declare::{differences, parse, print, settled};
use graph_emit::check::check;
use graph_emit::diagnostic::Diagnostics;
use graph_emit::ir::{Api, Body, Response, TypeRef};

/// `text` read, printed and read again.
fn there_and_back(text: &str) -> (Api, Api) {
    let first = parse(text).unwrap_or_else(|faults| panic!("{faults:?}"));
    let checked = check(&first, &mut Diagnostics::new()).expect("an API without errors");
    let first = settled(first, &checked);
    let printed = print(&first, "graph");
    let second = parse(&printed).unwrap_or_else(|faults| panic!("{faults:?}\n{printed}"));
    (first, second)
}

fn assert_comes_back(text: &str) {
    let (first, second) = there_and_back(text);
    let differing: Vec<_> = differences(&first, &second).iter().map(ToString::to_string).collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// What is wrong with `text`, the first line of each message.
fn faults(text: &str) -> Vec<String> {
    let found = parse(text).map(|_| ()).expect_err("faults");
    found.into_iter().map(|fault| fault.message.lines().next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_form_comes_back() {
    for text in [
        "#[graph_builder(\"/a/{b-id}\", \"b-id\": i32 = \"The \\\"b\\\".\")] impl BItemRequestBuilder { pub fn get(&self) -> Json; }",
        "#[graph_builder(\"/a/\")] impl ARequestBuilder { pub fn head(&self); pub fn options(&self); pub fn trace(&self); }",
        "#[graph_builder(\"/a/f(x='{x}',y=@y)\", function)] impl F { pub fn get(&self, y: Option<&[i32]>) -> Vec<String>; }",
        "#[graph_builder(\"/a/microsoft.graph.act\", action)] impl ActRequestBuilder { pub fn post(&self) -> bool; }",
        "#[graph_builder(\"/a\")] impl A { pub fn get(&self, a_b: &str, #[graph(rename = \"$top\", explode)] top: &[i64]); }",
        "#[graph_builder(\"/a\")] impl A { #[graph(content_types(\"a/b\", \"c/d\"))] pub fn put(&self, body: Body); }",
        "#[graph_builder(\"/a\")] impl A { #[graph(base64 = \"text/plain\")] pub fn put(&self, body: Binary) -> Guid; }",
        "#[graph_builder(\"/a\")] impl A { #[graph(multipart = \"multipart/form-data\", accept = \"x/y\")] pub fn put(&self, body: Body) -> Bytes; }",
        "#[graph_builder(\"/a\")] impl A { pub fn get(&self) -> Json; #[graph(answer = \"text/html\")] pub fn get_html(&self) -> Bytes; }",
        "#[graph_builder(\"/a\")] impl A { #[deprecated(note = \"no\")] #[graph(deprecated(version = \"1\", date = \"2026-01-02\", removal_date = \"x\"), headers(\"A\", required \"B\"))] pub fn get(&self); }",
        "#[graph_model(rename_all = \"PascalCase\")] pub struct T { #[graph(uuid)] pub ids: Option<Vec<String>>, #[graph(min = -1.5, max = 3)] pub r#type: Option<f64> }",
        "#[graph_enum(flags)] pub enum E { A, #[graph(rename = \"\")] Empty } #[graph_model] pub struct T { pub e: Option<Flags<E>>, pub l: Option<Vec<Flags<E>>> }",
        "#[graph_model] pub struct Date { pub d: Option<Box<Date>> } #[graph_builder(\"/d\")] impl D { pub fn get(&self) -> [DeltaItem<Date>]; }",
        "mod a { #[graph_model] pub struct T {} #[graph_builder(\"/t\")] impl T1 { pub fn get(&self) -> T; } mod b { #[graph_builder(\"/u\")] impl T2 { pub fn get(&self) -> super::T; } } }",
    ] {
        assert_comes_back(text);
    }
}

/// What a description says may hold anything.
#[test]
fn no_text_gets_out_of_its_place() {
    let hostile = "\"]\n#![feature(x)] */ /* // \\\" \u{202e} {} ' r#\" \u{0}";
    let text = format!(
        "#[graph_api(title = {hostile:?})] pub mod a {{ #[graph_model(name = {hostile:?})] pub struct T {{ #[doc = {hostile:?}] #[deprecated(note = {hostile:?})] #[graph(rename = {hostile:?}, starts_with = {hostile:?})] pub x: Option<String> }} #[doc = {hostile:?}] #[graph_builder(\"/a\")] impl A {{ #[doc = {hostile:?}] #[graph(accept = {hostile:?}, headers({hostile:?}))] pub fn get(&self, #[graph(rename = {hostile:?})] x: &str); }} }}"
    );
    let (first, second) = there_and_back(&text);
    assert_eq!(differences(&first, &second), []);
    assert_eq!((second.types.len(), second.root.children.len(), second.root.children[0].operations.len()), (1, 1, 1));
}

#[test]
fn a_name_is_that_of_the_nearest_module() {
    let api = parse(
        "#[graph_model] pub struct T {} mod a { #[graph_model] pub struct T {} mod b { #[graph_builder(\"/x\")] impl X { pub fn post(&self, body: super::super::T) -> T; } } }",
    );
    let api = api.unwrap_or_else(|faults| panic!("{faults:?}"));
    let operation = &api.root.children[0].operations[0];
    assert!(matches!(&operation.body, Some(Body::Json { ty: TypeRef::Named(wire), .. }) if wire == "t"));
    assert!(matches!(&operation.response, Response::Value(TypeRef::Named(wire)) if wire == "a.t"));
}

#[test]
fn other_items_of_a_file_declare_nothing() {
    let api = parse(
        "//! A file.\n#![allow(dead_code)] use a::{b, c}; const X: [u8; 2] = { [1, 2] }; pub(crate) fn f<T>() -> T where T: Clone { loop {} } \
         impl X for Y {} macro_rules! m { () => {} } m!(); mod elsewhere; extern \"C\" { fn g(); } pub const fn h() {} \
         #[derive(Clone)] struct S(u8); #[graph_builder(\"/a\")] impl A { pub fn get(&self); } static Z: u8 = 1;",
    );
    assert_eq!(api.unwrap_or_else(|faults| panic!("{faults:?}")).root.children.len(), 1);
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    assert_eq!(
        faults(
            "#[graph_builder(\"a\")] impl A { pub fn get(&self); } #[graph_model(inline)] pub struct Unused {} \
             #[graph_builder(\"/b/{c}/{c}\")] impl B { pub fn gett(&self); pub fn get(&self) -> Twice; pub fn post(&self) -> Twice; } \
             #[graph_model(inline)] pub struct Twice {}"
        ),
        [
            "the path does not start with `/`",
            "`gett` is not an HTTP method",
            "`Twice` is `inline`, and used twice",
            "the parameter `{c}` occurs twice",
        ]
    );
    assert_eq!(
        faults("#[graph_model(inline)] pub struct Unused {}"),
        ["`Unused` is `inline`, and no body, answer or member has it"]
    );
    assert_eq!(faults("fn f( {"), ["this is not Rust: cannot parse string into token stream"]);
}

/// Modules are read by recursion, whose depth is bounded.
#[test]
fn deep_nesting_is_an_error() {
    let deep = format!("{}{}", "mod a {".repeat(200), "}".repeat(200));
    assert_eq!(faults(&deep), ["modules are nested too deep"]);
}
