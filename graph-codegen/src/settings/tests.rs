//! The list of keys is what is read, and what the schema and the guide say.

use std::path::{Path, PathBuf};

use super::keys::{Key, Kind, OUTPUT, top};
use super::{Start, init, reference, schema};
use crate::config::{Config, Layout};

/// The settings in `text`, or what is wrong with them.
fn read(text: &str) -> Result<Vec<(String, Config)>, String> {
    let folder = std::env::temp_dir().join(format!("graph-codegen-settings-{:?}", std::thread::current().id()));
    std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written to");
    let file = folder.join("graph-codegen.toml");
    std::fs::write(&file, text).expect("it can be written");
    let read = Config::all_from_file(&file).map_err(|found| found.to_string());
    std::fs::remove_dir_all(&folder).expect("it was made here");
    read
}

/// A line for the key, in the table that it stands in; and the same with a value of another kind.
fn lines(key: &Key, table: &str) -> (String, String) {
    let header = if table.is_empty() { String::new() } else { format!("[{table}]\n") };
    let value =
        if matches!(key.kind, Kind::TextByName) { format!("{{ {} }}", key.example) } else { key.example.to_owned() };
    (format!("{header}{} = {value}\n", key.name), format!("{header}{} = 7\n", key.name))
}

/// All keys that take a value, with the tables that they stand in.
fn values() -> Vec<(&'static Key, String)> {
    let mut all: Vec<_> =
        OUTPUT.iter().filter(|key| key.kind.keys().is_empty()).map(|key| (key, String::new())).collect();
    for table in OUTPUT.iter().filter(|key| !key.kind.keys().is_empty()) {
        let header = if matches!(table.kind, Kind::Table(_)) {
            table.name.to_owned()
        } else {
            format!("{}.{}", table.name, table.example)
        };
        all.extend(table.kind.keys().iter().map(|key| (key, header.clone())));
    }
    all
}

#[test]
fn every_key_is_read_at_the_top_and_in_an_output_and_says_what_it_takes() {
    let nothing = format!("{:?}", Config::new());
    for (key, table) in values() {
        let (right, wrong) = lines(key, &table);
        let config = read(&right).unwrap_or_else(|found| panic!("{right}{found}")).remove(0).1;
        assert_ne!(format!("{config:?}"), nothing, "it makes a difference: {right}");
        let told = read(&wrong).expect_err(&wrong);
        assert!(told.contains("expected ") && told.contains("found integer"), "{told}");
        let table = if table.is_empty() { "outputs.a".to_owned() } else { format!("outputs.a.{table}") };
        let named = read(&lines(key, &table).0).unwrap_or_else(|found| panic!("{found}"));
        assert_eq!((named[0].0.as_str(), named.len()), ("a", 1));
        assert_ne!(format!("{:?}", named[0].1), nothing, "{right}");
        let misspelt = right.replacen(&format!("{} =", key.name), &format!("{}x =", key.name), 1);
        let told = read(&misspelt).expect_err(&misspelt);
        assert!(told.contains(&format!("did you mean `{}`", key.name)), "{told}");
    }
    let layout = OUTPUT.iter().find(|key| key.name == "layout").map(|key| key.kind);
    assert!(matches!(layout, Some(Kind::OneOf(names)) if names == Layout::ALL.map(Layout::name)));
}

#[test]
fn what_stands_at_the_top_is_for_all_outputs_that_do_not_say_otherwise() {
    let text = "strict = true\ninclude = \"/a\"\n[types.t]\nrename = \"T\"\n[types.u]\nrename = \"U\"\n[outputs.one]\noutput = \"1\"\n[outputs.two]\n\
                output = \"2\"\ninclude = [\"/b\"]\nstrict = false\n[outputs.two.types.t]\nrename = \"V\"\n";
    let all = read(text).expect("nothing is wrong");
    let said = |at: usize| format!("{:?}", all[at].1);
    assert!(
        said(0).contains("strict: Some(true)") && said(0).contains("include: [\"/a\"]") && said(0).contains("\"T\"")
    );
    assert!(said(1).contains("strict: Some(false)") && said(1).contains("include: [\"/b\"]"));
    assert!(said(1).contains("\"V\"") && said(1).contains("\"U\"") && !said(1).contains("\"T\""), "{}", said(1));
}

#[test]
fn outputs_that_cannot_be_are_told_with_their_places() {
    for (text, message) in [
        ("[outputs]\n", "there is no output in `outputs`"),
        ("outputs = 1\n", "expected a table, found integer"),
        ("[outputs]\na = 1\n", "expected a table, found integer"),
        ("[outputs.a.outputs.b]\n", "unknown key `outputs`"),
        ("output = \"o\"\n[outputs.a]\n[outputs.b]\n", "the outputs `a` and `b` write to the same place"),
        ("[types.t]\nomit = true\nrename = \"T\"\n", "`t` is left out, so nothing else can be wanted of it"),
    ] {
        let told = read(text).expect_err(text);
        assert!(told.contains(message) && told.contains("graph-codegen.toml:"), "{text}{told}");
    }
}

#[test]
fn the_schema_for_editors_has_every_key_and_allows_no_other() {
    let schema = schema();
    for (key, table) in values() {
        let at = match table.split('.').next().unwrap_or_default() {
            "" => "/properties".to_owned(),
            "package" => "/properties/package/properties".to_owned(),
            name => format!("/properties/{name}/additionalProperties/properties"),
        };
        let property = schema.pointer(&format!("{at}/{}", key.name)).unwrap_or_else(|| panic!("{at} {}", key.name));
        assert_eq!(property["description"], key.doc);
        let value: toml::Value = toml::from_str(&lines(key, "").0).expect("it is TOML");
        assert!(fits(&value[key.name], property), "{} {property}", key.name);
        assert!(!fits(&toml::Value::Integer(7), property), "{} {property}", key.name);
    }
    assert_eq!(top().count(), OUTPUT.len() + 1);
    assert_eq!(schema["properties"]["outputs"]["additionalProperties"]["additionalProperties"], false);
}

/// Whether `value` is one by the words of a schema that are used here.
fn fits(value: &toml::Value, schema: &serde_json::Value) -> bool {
    if let Some(any) = schema["anyOf"].as_array() {
        return any.iter().any(|one| fits(value, one));
    }
    if let Some(names) = schema["enum"].as_array() {
        return names.iter().any(|name| name.as_str() == value.as_str());
    }
    match schema["type"].as_str() {
        Some("string") => value.is_str(),
        Some("boolean") => value.is_bool(),
        Some("array") => value.as_array().is_some_and(|list| list.iter().all(|item| fits(item, &schema["items"]))),
        Some("object") => {
            value.as_table().is_some_and(|table| table.values().all(|one| fits(one, &schema["additionalProperties"])))
        }
        _ => false,
    }
}

/// A file of the repository that is made of the list of keys; `UPDATE_GOLDENS=1` writes it.
fn is_up_to_date(path: &str, made: impl Fn(&str) -> String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let made = made(&text);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        return std::fs::write(&path, &made).expect("the repository can be written to");
    }
    assert!(text == made, "{} is out of date: run this test with UPDATE_GOLDENS=1", path.display());
}

#[test]
fn the_schema_and_the_reference_in_the_repository_are_up_to_date() {
    is_up_to_date("docs/graph-codegen.schema.json", |_| format!("{:#}\n", schema()));
    let marks = ["<!-- made of the list of keys -->\n", "<!-- end -->\n"];
    is_up_to_date("docs/guide/src/settings.md", |text| {
        let (before, rest) = text.split_once(marks[0]).expect("the chapter has a place for it");
        let (_, after) = rest.split_once(marks[1]).expect("that ends");
        format!("{before}{}\n{}\n{}{after}", marks[0], reference(), marks[1])
    });
}

#[test]
fn a_first_file_is_read_and_so_is_each_of_its_comments() {
    let start = Start { spec: vec!["a \"b\".yaml".to_owned()], output: Some("out".to_owned()), ..Start::default() };
    let text = init(&[start]);
    let config = read(&text).unwrap_or_else(|found| panic!("{text}{found}")).remove(0).1;
    assert!(format!("{config:?}").contains("a \\\"b\\\".yaml"), "{config:?}");
    let is_prose = |line: &str| !line.contains(" = ") && !line.starts_with("# [");
    let uncommented: String = text
        .lines()
        .filter(|line| {
            line.starts_with("# ") && !is_prose(line) && !line.starts_with("# omit") && !line.starts_with("# replace")
        })
        .flat_map(|line| [&line[2..], "\n"])
        .collect();
    read(&uncommented).unwrap_or_else(|found| panic!("{uncommented}{found}"));
}

#[test]
fn what_kiota_knows_is_taken_over() {
    let lock = r#"{"descriptionLocation": "../graph.yaml", "includePatterns": ["/me/**#GET"], "excludePatterns": [], "language": "CSharp"}"#;
    let starts = Start::of_kiota(Path::new("client/kiota-lock.json"), lock).expect("it is one");
    assert_eq!(
        (starts[0].spec.as_slice(), starts[0].include.as_slice()),
        (["client/../graph.yaml".to_owned()].as_slice(), ["/me/**#GET".to_owned()].as_slice())
    );
    let client = |patterns: &str| {
        format!(
            r#"{{"descriptionLocation": "https://example.com/x/openapi.yaml?a=b", "includePatterns": [{patterns}]}}"#
        )
    };
    let workspace = format!(
        r#"{{"version": "1.0.0", "clients": {{"users": {}, "Mail Client": {}}}, "plugins": {{}}}}"#,
        client("\"/users\""),
        client("")
    );
    let starts = Start::of_kiota(Path::new(".kiota/workspace.json"), &workspace).expect("it is one");
    let text = init(&starts);
    assert!(
        text.contains("# Download it first: https://example.com/x/openapi.yaml?a=b\nspec = \"openapi.yaml\"\n"),
        "{text}"
    );
    let names: Vec<_> = read(&text).expect("it is read").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Mail Client", "users"]);
    for text in ["", "[]", "{}", "{\"clients\": {}}"] {
        assert!(Start::of_kiota(Path::new("a.json"), text).is_err(), "{text}");
    }
}
