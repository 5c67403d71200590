//! Names once given stay: whatever comes, goes or comes back, and as people edit them.

use std::fs;

use crate::support::{DESCRIPTION, Folder};

const RUN: [&str; 5] = ["generate", "--spec", "api.yaml", "--output", "out"];

/// A description whose type `thing` has these members, and that has these first segments.
fn description(members: &[&str], segments: &[&str]) -> String {
    let delete = "delete: {responses: {'204': {description: Done.}}}";
    let members: Vec<_> = members.iter().map(|member| format!("        {member}: {{type: string}}\n")).collect();
    let paths: Vec<_> = segments.iter().map(|segment| format!("  /{segment}:\n    {delete}\n")).collect();
    DESCRIPTION
        .replace("        name:\n          type: string\n", &members.concat())
        .replace("components:\n", &format!("{}components:\n", paths.concat()))
}

fn text(folder: &Folder, path: &str) -> String {
    fs::read_to_string(folder.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The members of `Thing` as they are written, by name.
fn members(folder: &Folder) -> Vec<(String, String)> {
    let text = text(folder, "out/models/thing.rs");
    let arms = text.lines().filter_map(|line| {
        let (wire, name) = line.trim().strip_prefix('"')?.split_once("\" => ")?;
        Some((wire.to_owned(), name.trim_end_matches(',').split(':').next()?.to_owned()))
    });
    arms.collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(wire, name)| ((*wire).to_owned(), (*name).to_owned())).collect()
}

#[test]
fn a_newcomer_gets_another_name_than_what_was_there_before() {
    let folder = Folder::new("newcomer");
    folder.write("api.yaml", &description(&["fooBar"], &["some-thing"]));
    assert_eq!(folder.run(&RUN).code, 0);
    folder.write("api.yaml", &description(&["foo-bar", "fooBar"], &["SomeThing", "some-thing"]));
    let run = folder.run(&RUN);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.stderr.matches("is taken; this becomes").count(), 2, "{}", run.stderr);
    assert_eq!(members(&folder), pairs(&[("foo-bar", "thing_foo_bar"), ("fooBar", "foo_bar")]));
    let root = text(&folder, "out/mod.rs");
    assert!(root.contains("pub fn some_thing(&self) -> some_thing::SomeThingRequestBuilder"), "{root}");
    assert!(root.contains("pub fn some_thing2(&self) -> some_thing2::SomeThingRequestBuilder"), "{root}");
    // The two do the same and are written once; the step says where it leads.
    let (_, newcomer) = root.split_once("pub fn some_thing2(").expect("a step");
    assert!(newcomer.contains(".below(\"/SomeThing\")"), "the newcomer is the second: {root}");
    // It is still told when nothing changes, and nothing does.
    let again = folder.run(&RUN);
    assert!(again.stderr.contains("is taken; this becomes `thing_foo_bar`"), "{again:?}");
    assert!(again.stderr.ends_with("all up to date\n"), "{again:?}");
}

#[test]
fn what_comes_back_has_its_name_again_until_it_is_forgotten() {
    let folder = Folder::new("forget");
    let both = description(&["fooBar", "foo-bar"], &[]);
    folder.write("api.yaml", &both);
    assert_eq!(folder.run(&RUN).code, 0);
    let first = pairs(&[("fooBar", "foo_bar"), ("foo-bar", "thing_foo_bar")]);
    assert_eq!(members(&folder), first);
    let newcomer = description(&["foo-bar"], &[]);
    folder.write("api.yaml", &newcomer);
    assert_eq!(folder.run(&RUN).code, 0);
    assert_eq!(members(&folder), pairs(&[("foo-bar", "thing_foo_bar")]));
    folder.write("api.yaml", &both);
    assert_eq!(folder.run(&RUN).code, 0);
    assert_eq!(members(&folder), first);

    folder.write("api.yaml", &newcomer);
    assert_eq!(folder.run(&[&RUN[..], &["--forget"]].concat()).code, 0);
    assert!(!text(&folder, "out/models.lock").contains("fooBar"));
    assert_eq!(members(&folder), pairs(&[("foo-bar", "thing_foo_bar")]), "what is there keeps its name");
}

#[test]
fn a_name_may_be_edited() {
    let folder = Folder::new("edited");
    folder.write("api.yaml", &description(&["fooBar"], &["some-thing"]));
    assert_eq!(folder.run(&RUN).code, 0);
    let models = text(&folder, "out/models.lock");
    folder.write("out/models.lock", &models.replace("fooBar ~", "fooBar baz").replace("thing ^", "thing Gadget"));
    let paths = text(&folder, "out/paths.lock");
    let regular = "some_thing SomeThingRequestBuilder some_thing";
    assert!(paths.contains(regular), "{paths}");
    folder.write("out/paths.lock", &paths.replace(regular, "a B c"));
    let check = ["check", "--spec", "api.yaml", "--output", "out"];
    assert_eq!(folder.run(&check).code, 1);
    assert_eq!(folder.run(&RUN).code, 0);
    assert!(text(&folder, "out/models/gadget.rs").contains("pub baz: Option<String>"));
    assert!(text(&folder, "out/mod.rs").contains("pub fn c(&self) -> a::B"));
    assert!(!folder.path("out/models/thing.rs").exists());
    assert_eq!(folder.run(&check).code, 0);
    fs::remove_file(folder.path("out/models.lock")).expect("it is there");
    let run = folder.run(&check);
    assert!(
        run.code == 1 && run.stderr.contains("missing      out/models.lock"),
        "a lock that is missing is stale: {run:?}"
    );
}

#[test]
fn mistakes_in_a_lock_are_all_told_with_their_lines() {
    let folder = Folder::new("faulty-lock");
    folder.write("api.yaml", DESCRIPTION);
    let lock = "# @generated by graph-codegen 0.0.0\nmodels\n thing ^\n  a 9x\n  b same\n  c same\n  b other\n    d ~\n other Thing\n \"open\n";
    folder.write("out/models.lock", lock);
    folder.write("out/paths.lock", "# @generated by graph-codegen 0.0.0\n<<<<<<< ours\npaths\n /a type B c\n");
    let before = folder.files("out");
    let run = folder.run(&RUN);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    for part in [
        "`9x` is not an identifier\n --> out/models.lock:4:3",
        "the name `same` is given in line 5 already\n --> out/models.lock:6:3",
        "`b` stands in line 5 already\n --> out/models.lock:7:3",
        "this is further in than what it could belong to\n --> out/models.lock:8:5",
        "the name `Thing` is given in line 3 already\n --> out/models.lock:9:2",
        "the key has no end\n  --> out/models.lock:10:2",
        "`<<<<<<<` is not a section\n --> out/paths.lock:2:1",
        "`type` is not an identifier\n --> out/paths.lock:4:2",
    ] {
        assert!(run.stderr.contains(part), "`{part}` is missing: {}", run.stderr);
    }
    assert_eq!(folder.files("out"), before);
}

#[test]
fn a_recorded_name_that_something_else_has_is_an_error() {
    let folder = Folder::new("taken-lock");
    folder.write("api.yaml", DESCRIPTION);
    folder.write("out/models.lock", "# @generated by graph-codegen 0.0.0\nmodels\n thing ^\n  name additional_data\n");
    let run = folder.run(&RUN);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("the recorded name `additional_data` is taken"), "{}", run.stderr);
}

#[test]
fn an_inherited_member_is_called_as_where_it_is_declared() {
    let folder = Folder::new("inherited");
    let schema = |base: &str| {
        let derived =
            "{allOf: [{$ref: '#/components/schemas/base'}, {type: object, properties: {fooBar: {type: string}}}]}";
        format!("    base: {{type: object, properties: {{{base}}}}}\n    thing: {derived}\n")
    };
    let at = DESCRIPTION.find("    thing:\n").expect("it is there");
    folder.write("api.yaml", &format!("{}{}", &DESCRIPTION[..at], schema("'a-b': {type: string}, aB: {type: string}")));
    assert_eq!(folder.run(&RUN).code, 0);
    let expected = pairs(&[("a-b", "a_b"), ("aB", "base_a_b"), ("fooBar", "foo_bar")]);
    assert_eq!(members(&folder), expected);
    // What the base gains later does not push out what the derived type has.
    folder.write("api.yaml", &format!("{}{}", &DESCRIPTION[..at], schema("'foo-bar': {type: string}")));
    assert_eq!(folder.run(&RUN).code, 0);
    assert_eq!(members(&folder), pairs(&[("foo-bar", "thing_foo_bar"), ("fooBar", "foo_bar")]));
    assert!(text(&folder, "out/models/base.rs").contains("pub foo_bar: Option<String>"));
}

#[test]
fn a_misspelt_key_is_told_and_one_that_is_gone_is_not() {
    let folder = Folder::new("misspelt-lock");
    let before = description(&["displayName", "policyV1", "street"], &["some-thing", "gone"]);
    folder.write("api.yaml", &before);
    assert_eq!(folder.run(&RUN).code, 0);
    let locks = ["out/models.lock", "out/paths.lock"].map(|path| (path, text(&folder, path)));
    for (path, key, mistake, place) in [
        ("out/models.lock", "displayName ~", "displayNmae label", "out/models.lock:7:3"),
        ("out/models.lock", "displayName ~", "displayname ~", "out/models.lock:7:3"),
        ("out/models.lock", " thing ^", " thingg Gadget", "out/models.lock:6:2"),
        ("out/paths.lock", "/some-thing ", "/some-thnig ", "out/paths.lock:7:2"),
    ] {
        for (path, text) in &locks {
            folder.write(path, text);
        }
        let (_, text) = &locks[usize::from(path.contains("paths"))];
        assert!(text.contains(key), "{text}");
        folder.write(path, &text.replace(key, mistake));
        let files = folder.files("out");
        for command in ["generate", "check"] {
            let run = folder.run(&[&[command], &RUN[1..]].concat());
            let word = mistake.trim().split(' ').next().unwrap_or_default();
            assert_eq!(run.code, 1, "{mistake}: {run:?}");
            assert!(run.stderr.contains(&format!("error: `{word}` is not in the descriptions")), "{}", run.stderr);
            assert!(run.stderr.contains(place), "{place}: {}", run.stderr);
        }
        assert_eq!(folder.files("out"), files, "nothing was written");
    }
    for (path, text) in &locks {
        folder.write(path, text);
    }
    // Another version, another word, what is only not selected, and what comes back.
    folder.write("api.yaml", &description(&["displayName", "policyV2", "town"], &["some-thing", "gown"]));
    assert_eq!(folder.run(&RUN).code, 1, "a letter is a mistake until somebody says otherwise");
    folder.write("api.yaml", &description(&["displayName", "policyV2", "town"], &["some-thing", "left"]));
    assert_eq!(folder.run(&RUN).code, 0);
    folder.write("api.yaml", &before);
    assert_eq!(folder.run(&RUN).code, 0);
    folder.write("api.yaml", &description(&["displayName"], &["some-thing", "some-things"]));
    assert_eq!(folder.run(&[&RUN[..], &["--forget", "--include", "/some-thing"]].concat()).code, 0);
    assert_eq!(folder.run(&[&RUN[..], &["--include", "/some-things"]].concat()).code, 0);
}
