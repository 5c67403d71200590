//! Every kind of bad input, by way of the program: a place, a hint, exit code 1, and the output as it was.

use crate::support::{DESCRIPTION, Folder, Run};

/// Runs `generate` on one description over output of an earlier run, which must not change.
fn generate(name: &str, description: &str, flags: &[&str]) -> Run {
    let folder = Folder::new(name);
    folder.write("good.yaml", DESCRIPTION);
    assert_eq!(folder.run(&["generate", "--spec", "good.yaml", "--output", "out"]).code, 0);
    let before = folder.files("out");
    folder.write("api.yaml", description);
    let run = folder.run(&[&["generate", "--spec", "api.yaml", "--output", "out"], flags].concat());
    assert_eq!(folder.files("out"), before, "{name}: the output changed");
    run
}

/// Each of `parts` is in what the run said.
fn assert_says(run: &Run, parts: &[&str]) {
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{run:?}");
    for part in parts {
        assert!(run.stderr.contains(part), "`{part}` is missing:\n{}", run.stderr);
    }
}

#[test]
fn a_file_that_is_no_description() {
    assert_says(&generate("empty", "", &[]), &["api.yaml:1:1", "help:"]);
    assert_says(&generate("not-yaml", "a: [1\nb: }", &[]), &["api.yaml:2:", "help:"]);
    assert_says(&generate("list", "- 1\n", &[]), &["api.yaml:1:1", "help:"]);
    assert_says(&generate("swagger", "swagger: '2.0'\npaths: {}\n", &[]), &["api.yaml:1:1", "2.0", "help:"]);
    let newer = DESCRIPTION.replace("3.0.3", "3.1.0");
    assert_says(&generate("newer", &newer, &[]), &["api.yaml:1:1", "3.1", "help:"]);
}

#[test]
fn references_that_lead_nowhere_or_round() {
    let dangling = DESCRIPTION.replace("schemas/thing'", "schemas/think'");
    let run = generate("dangling", &dangling, &[]);
    assert_says(&run, &["api.yaml:11:", "think", "did you mean", "/paths/~1things/get/"]);

    let circle = format!(
        "{DESCRIPTION}    a:\n      $ref: '#/components/schemas/b'\n    b:\n      $ref: '#/components/schemas/a'\n"
    );
    let circle = circle.replace("schemas/thing'", "schemas/a'");
    assert_says(&generate("circle", &circle, &[]), &["api.yaml:", "/components/schemas/a"]);
}

#[test]
fn a_selection_that_matches_nothing() {
    let run = generate("selection", DESCRIPTION, &["--include", "/thinks"]);
    assert_says(&run, &["the include pattern `/thinks` matches nothing", "did you mean `/things`?"]);
}

#[test]
fn two_operations_that_want_one_name() {
    let twice = DESCRIPTION.replace(
        "components:\n",
        "  /Things:\n    delete:\n      responses: {'204': {description: Done.}}\ncomponents:\n",
    );
    let run = generate("one-name", &twice, &[]);
    assert_says(&run, &["two operations want the name `things`", "api.yaml:22:", "api.yaml:4:", "exclude one"]);
}

#[test]
fn a_path_that_leads_elsewhere() {
    for path in ["/../v1.0/me", "/things?x=1", "/things#x", "/a b"] {
        let run = generate("elsewhere", &DESCRIPTION.replace("/things", &format!("'{path}'")), &[]);
        assert_says(&run, &["api.yaml:4:", "the path segment", "exclude the path"]);
    }
}

#[test]
fn all_mistakes_at_once() {
    let folder = Folder::new("several");
    folder.write("a.yaml", &DESCRIPTION.replace("schemas/thing'", "schemas/think'"));
    folder.write("b.yaml", "openapi: 3.1.0\n");
    let run = folder.run(&["generate", "--spec", "a.yaml", "--spec", "b.yaml", "--output", "out"]);
    assert_says(&run, &["b.yaml:1:1"]);
    folder.write("old.yaml", "swagger: '2.0'\n");
    let both = folder.run(&["generate", "--spec", "gone.yaml", "--spec", "old.yaml", "--output", "out"]);
    assert_says(&both, &["gone.yaml", "old.yaml:1:1"]);
    let missing = folder.run(&["generate", "--spec", "gone.yaml", "--spec", ".", "--output", "out"]);
    assert_says(&missing, &["gone.yaml", "does not exist", "begins in the directory", "this is a directory"]);
    assert!(!folder.path("out").exists());
}

#[test]
fn hostile_text_makes_no_items_and_no_files_elsewhere() {
    let hostile = "*/ } pub fn evil() {} // \\u202e \\\" ]";
    let description = format!(
        "openapi: 3.0.3\ninfo: {{title: \"{hostile}\", version: '1'}}\npaths:\n  /things:\n    get:\n      \
         description: \"{hostile}\"\n      deprecated: true\n      x-ms-deprecation: {{description: \"{hostile}\"}}\n      \
         responses: {{'204': {{description: x}}}}\n"
    );
    let folder = Folder::new("hostile");
    folder.write("api.yaml", &description);
    let run = folder.run(&["generate", "--spec", "api.yaml", "--output", "a/b/out"]);
    assert_eq!(run.code, 0, "{run:?}");
    let outside = folder.files("").into_iter().filter(|(path, _)| !path.starts_with("a/b/out"));
    assert_eq!(outside.map(|(path, _)| path).collect::<Vec<_>>(), [std::path::Path::new("api.yaml")]);
    let is_rust = |path: &std::path::Path| path.extension().is_some_and(|extension| extension == "rs");
    for (path, text) in folder.files("a/b/out").into_iter().filter(|(path, _)| is_rust(path)) {
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert!(!file.items.iter().any(|item| matches!(item, syn::Item::Fn(_))), "{}", path.display());
        assert!(!text.contains('\u{202e}'), "{}", path.display());
    }
}

/// `count` texts that `part` makes of their numbers.
fn repeated(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().concat()
}

#[test]
fn what_grows_faster_than_its_description_is_refused_by_a_bound() {
    let run = |name: &str, schemas: String| generate(name, &format!("{DESCRIPTION}{schemas}"), &[]);
    let reference = |name: &str, number: usize| format!("{{$ref: '#/components/schemas/{name}{number}'}}");
    // A line of inheritance, and one of names.
    let line = |length: usize, part: &dyn Fn(usize) -> String| {
        repeated(length, |at| format!("    a{at}: {}\n", part(at))) + &format!("    a{length}: {{type: object}}\n")
    };
    let inherits =
        |at: usize| format!("{{allOf: [{}, {{properties: {{p{at}: {{type: string}}}}}}]}}", reference("a", at + 1));
    let names = |at: usize| reference("a", at + 1);
    for part in [&inherits as &dyn Fn(usize) -> String, &names] {
        assert_says(&run("line", line(100, part)), &["`a0` is made of more than 100 components", "api.yaml:", "help:"]);
        let folder = Folder::new("fits");
        folder.write("api.yaml", &format!("{DESCRIPTION}{}", line(99, part)));
        assert_eq!(folder.run(&["generate", "--spec", "api.yaml", "--output", "out"]).code, 0);
    }
    // Members that many inherit, and that many copy.
    let members = repeated(2000, |at| format!("p{at}: {{type: string}}, "));
    let wide = format!("    b0: {{type: object, properties: {{{members}}}}}\n    c0: {{type: object}}\n");
    let heirs = |parts: &str| repeated(300, |at| format!("    d{at}: {{allOf: [{parts}]}}\n"));
    let own = "{type: object, properties: {x: {type: string}}}";
    let derived = heirs(&format!("{}, {own}", reference("b", 0)));
    assert_says(
        &run("members", format!("{wide}{derived}")),
        &["more than 500000 members in all", "api.yaml:", "help:"],
    );
    let copied = heirs(&format!("{}, {}, {own}", reference("b", 0), reference("c", 0)));
    assert_says(&run("copies", format!("{wide}{copied}")), &["copy more than 200000 members", "api.yaml:", "help:"]);
}

#[test]
fn a_circle_is_told_in_a_few_words() {
    let circle = repeated(1000, |at| format!("    a{at}: {{$ref: '#/components/schemas/a{}'}}\n", (at + 1) % 1000));
    let run = generate("long-circle", &format!("{DESCRIPTION}{circle}"), &[]);
    assert_says(
        &run,
        &["`a0` by way of `a1` by way of `a2` by way of `a3` and 996 more is defined by nothing but itself"],
    );
    assert!(run.stderr.len() < 2000, "{}", run.stderr.len());
}

#[test]
fn a_name_that_just_fits_a_file_is_written() {
    for length in [199, 240, 249, 252, 253, 400] {
        let name = "a".repeat(length);
        let folder = Folder::new("long-name");
        let schemas = format!("    {name}: {{type: object}}\n    {name}2: {{type: object}}\n");
        let paths = format!("paths:\n  /{name}:\n    get: {{responses: {{'204': {{description: d}}}}}}\n");
        folder.write("api.yaml", &format!("{DESCRIPTION}{schemas}").replace("paths:\n", &paths));
        let run = folder.run(&["generate", "--spec", "api.yaml", "--output", "out"]);
        assert_eq!(run.code, 0, "{length}: {run:?}");
    }
}
