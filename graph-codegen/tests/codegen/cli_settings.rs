//! `graph-codegen.toml`: several outputs, and what is wanted of single types and operations.

use serde_json::Value;

use crate::support::{DESCRIPTION, Folder};

/// Things, of which each has a maker, and a machine that derives from one.
const THINGS: &str = "\
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /things:
    get:
      responses:
        '200':
          description: The thing.
          content: {application/json: {schema: {$ref: '#/components/schemas/n.thing'}}}
    post:
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/n.thing'}}}
      responses: {'204': {description: Done.}}
  /machines:
    get:
      responses:
        '200':
          description: The machine.
          content: {application/json: {schema: {$ref: '#/components/schemas/n.machine'}}}
components:
  schemas:
    n.thing:
      type: object
      properties:
        displayName: {type: string}
        color: {$ref: '#/components/schemas/n.color'}
        maker: {$ref: '#/components/schemas/n.maker'}
    n.machine:
      allOf:
      - $ref: '#/components/schemas/n.thing'
      - {type: object, properties: {power: {type: integer}}}
    n.color: {type: string, enum: [red, darkBlue]}
    n.maker: {type: object, description: Who made it., properties: {address: {$ref: '#/components/schemas/n.address'}}}
    n.address: {type: object, properties: {city: {type: string}}}
";

/// A folder with the description and these settings beside its name and an output.
fn things(settings: &str) -> Folder {
    let folder = Folder::new("settings");
    folder.write("api.yaml", THINGS);
    folder.write("graph-codegen.toml", &format!("spec = \"api.yaml\"\noutput = \"out\"\n{settings}"));
    folder
}

/// The code that these settings make, without blanks.
fn code(settings: &str) -> String {
    let folder = things(settings);
    let run = folder.run(&["generate"]);
    assert_eq!(run.code, 0, "{settings}{run:?}");
    assert_eq!(folder.run(&["check"]).code, 0);
    let files = folder.files("out").into_iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "rs"));
    files.flat_map(|(_, text)| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn types_and_members_have_the_names_that_are_wanted_also_where_others_were_recorded() {
    let folder = things("");
    assert_eq!(folder.run(&["generate"]).code, 0);
    folder.write(
        "graph-codegen.toml",
        "spec = \"api.yaml\"\noutput = \"out\"\n[types.\"n.thing\"]\nrename = \"Item\"\nmembers = { displayName = \"title\" }\n\
         [types.\"n.color\"]\nmembers.darkBlue = \"Navy\"\n",
    );
    assert_eq!(folder.run(&["generate"]).code, 0);
    let (thing, machine) = (folder.text("out/models/n/item.rs"), folder.text("out/models/n/machine.rs"));
    assert!(thing.contains("pub struct Item {") && thing.contains("\"displayName\" => title: TITLE"), "{thing}");
    assert!(
        machine.contains("pub title:") && machine.contains("Item"),
        "an inherited member has the name as well: {machine}"
    );
    assert!(folder.text("out/models/n/color.rs").contains("\"darkBlue\" => Navy"));
    assert!(folder.text("out/models.lock").contains("n.thing Item"), "{}", folder.text("out/models.lock"));
    // What was once named so stays so.
    folder.write("graph-codegen.toml", "spec = \"api.yaml\"\noutput = \"out\"\n");
    assert!(!folder.run(&["check"]).stderr.contains("models/"));
}

#[test]
fn a_type_is_replaced_by_one_of_ones_own() {
    let code = code(
        "[types.\"n.maker\"]\nreplace = \"crate::people::Maker\"\n[types.\"n.color\"]\nreplace = \"paint::Hue\"\n",
    );
    assert!(code.contains("pubusecrate::people::Maker;") && code.contains("pubusepaint::HueasColor;"), "{code}");
    assert!(!code.contains("structMaker") && !code.contains("enumColor"), "{code}");
    assert!(code.contains("maker:Option<Box<models::n::Maker>>"), "its users name it as before: {code}");
}

#[test]
fn types_have_attributes_and_derives_and_operations_attributes_and_names() {
    let code = code(
        "[types.\"n.thing\"]\nattributes = \"#[doc(alias = \\\"item\\\")]\"\n[types.\"n.color\"]\nderive = [\"PartialOrd\", \"Ord\"]\n\
         [operations.\"POST /things\"]\nrename = \"send\"\nattributes = [\"#[must_use]\"]\n",
    );
    assert!(code.contains("#[doc(alias=\"item\")]pubstructThing{"), "{code}");
    assert!(code.contains("#[derive(PartialOrd,Ord)]#[non_exhaustive]pubenumColor"), "{code}");
    assert!(code.contains("#[must_use]pubfnsend(&self,body:models::n::Thing)"), "{code}");
    assert!(code.contains("pubfnget(&self)"), "the other operation has its name");
}

#[test]
fn what_is_left_out_is_any_json_and_brings_nothing() {
    let settings =
        "include = [\"/things\"]\n[types.\"n.maker\"]\nomit = true\n[operations.\"POST /things\"]\nomit = true\n";
    let code = code(settings);
    assert!(code.contains("pubtypeMaker=Json;") && code.contains("maker:Option<Json>"), "{code}");
    assert!(!code.contains("Address") && !code.contains("fnpost"), "{code}");
    assert!(code.contains("Whomadeit."), "what it is for is still told: {code}");
}

#[test]
fn what_does_not_fit_is_told_at_once_with_its_place_in_the_settings() {
    let settings = "[types.\"n.thang\"]\nrename = \"X\"\n\
         [types.thing]\nrename = \"X\"\n\
         [types.\"n.thing\"]\nrename = \"1st\"\nmembers = { displayNam = \"title\" }\nreplace = \"Thing\"\nderive = \"Eq\"\n\
         [types.\"n.color\"]\nattributes = [\"#[a\", \"fn b() {}\"]\nderive = [\"a b\"]\n\
         [operations.\"PUT /thing\"]\nrename = \"x\"\n\
         [operations.\"GTE /things\"]\nrename = \"x\"\n";
    let run = things(settings).run(&["generate", "--all"]);
    assert_eq!(run.code, 1);
    for (line, message, help) in [
        (3, "there is no type `n.thang`", "did you mean `n.thing`?"),
        (5, "there is no type `thing`", "did you mean `n.thing`?"),
        (8, "`1st` is not an identifier", "a name has letters"),
        (9, "`n.thing` does not declare a member `displayNam`", "did you mean `displayName`?"),
        (10, "`Thing` does not say where it begins", "begin with `crate::`"),
        (11, "a type that is replaced has no item", "write it where your own type is"),
        (13, "`#[a` is not an attribute", "write one attribute"),
        (13, "`fn b() {}` is not an attribute", "write one attribute"),
        (14, "`a b` is not a path", "write identifiers"),
        (15, "there is no operation `PUT /thing`", "did you mean `/things`?"),
        (17, "`GTE` in the pattern", "did you mean `GET`?"),
    ] {
        let place = format!("graph-codegen.toml:{line}:");
        let told = run
            .stderr
            .split("error: ")
            .find(|told| told.starts_with(message))
            .unwrap_or_else(|| panic!("{message}\n{}", run.stderr));
        assert!(told.contains(&place) && told.contains(help), "{place} {help}\n{told}");
    }
}

#[test]
fn what_is_not_selected_is_a_warning_and_a_base_cannot_be_left_out() {
    let folder = things(
        "include = \"/machines\"\n[operations.\"GET /things\"]\nrename = \"fetch\"\n[types.\"n.thing\"]\nomit = true\n",
    );
    let run = folder.run(&["generate"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("warning: no selected operation is `GET /things`"), "{}", run.stderr);
    assert!(run.stderr.contains("graph-codegen.toml:6:"), "{}", run.stderr);
    assert!(run.stderr.contains("error: `n.thing` cannot be left out: `n.machine` inherits from it"), "{}", run.stderr);
    let two = things("[operations.\"POST /things\"]\nrename = \"get\"\n").run(&["generate"]);
    assert!(two.code == 1 && two.stderr.contains("the name `get` is taken"), "{two:?}");
}

/// A folder with two outputs in one file.
fn two() -> Folder {
    let folder = Folder::new("outputs");
    folder.write("a.yaml", DESCRIPTION);
    folder.write("b.yaml", THINGS);
    folder.write(
        "graph-codegen.toml",
        "format = false\n[outputs.first]\nspec = \"a.yaml\"\noutput = \"a\"\n[outputs.second]\nspec = \"b.yaml\"\noutput = \"b\"\n\
         include = \"/machines\"\n",
    );
    folder
}

#[test]
fn all_outputs_of_a_file_are_written_or_those_that_are_named() {
    let folder = two();
    let one = folder.run(&["generate", "--only", "second"]);
    assert_eq!((one.code, folder.files("a").len(), folder.path("b/machines.rs").exists()), (0, 0, true), "{one:?}");
    let all = folder.run(&["generate"]);
    assert!(all.stderr.starts_with("first:\n2 operations") && all.stderr.contains("\nsecond:\n1 operation"), "{all:?}");
    assert!(folder.path("a/things.rs").exists() && !folder.path("b/things.rs").exists());
    assert_eq!(folder.run(&["check"]).code, 0);
    folder.write("b/machines.rs", "// @generated by graph-codegen 0.0.0 of another time\n");
    let check = folder.run(&["check", "--quiet"]);
    assert_eq!(check.code, 1);
    assert!(check.stderr.starts_with("second:\nerror: the output is stale\n"), "{check:?}");
    let report: Value = serde_json::from_str(&folder.run(&["check", "--json"]).stdout).expect("it is JSON");
    assert_eq!(report["first"]["operations"], 2);
    assert_eq!(report["second"]["changes"][0]["change"], "changed", "{report}");
}

#[test]
fn what_is_wrong_with_one_output_keeps_no_other_from_being_written() {
    let folder = two();
    folder.write("a.yaml", "openapi: 2.0\n");
    let run = folder.run(&["generate"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.starts_with("first:\nerror: ") && run.stderr.contains("second:\n1 operation"), "{run:?}");
    assert!(folder.path("b/machines.rs").exists());
}

#[test]
fn a_command_about_one_output_asks_which_and_knows_their_names() {
    let folder = two();
    let which = folder.run(&["inventory"]);
    assert_eq!(which.code, 2);
    assert!(which.stderr.contains("several outputs: `first`, `second`\nhelp: choose one with `--only`"), "{which:?}");
    assert!(folder.run(&["inventory", "--only", "second"]).stdout.contains("/machines"));
    let unknown = folder.run(&["generate", "--only", "third"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("the outputs are `first`, `second`"), "{unknown:?}");
    assert_eq!(folder.run(&["generate", "--output", "x"]).code, 2, "both would go there");
    let single = things("").run(&["generate", "--only", "first"]);
    assert!(single.code == 2 && single.stderr.contains("there is no output `first`"), "{single:?}");
}
