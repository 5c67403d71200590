//! What `diff` compares, and how it says what it found.

use crate::support::{DESCRIPTION, Folder};

/// Two versions of a small description: a member and a type are renamed, an option is required.
fn folder() -> Folder {
    let folder = Folder::new("diff");
    folder.write("old.yaml", DESCRIPTION);
    folder.write("new.yaml", &DESCRIPTION.replace("        name:\n", "        naming:\n"));
    folder
}

#[test]
fn descriptions_bindings_and_settings_are_compared() {
    let folder = folder();
    assert_eq!(folder.run(&["generate", "--spec", "old.yaml", "--output", "out"]).code, 0);
    folder.write("graph-codegen.toml", "spec = 'new.yaml'\noutput = 'out'\n");
    let ways: [&[&str]; 4] =
        [&["diff", "old.yaml", "new.yaml"], &["diff", "out", "new.yaml"], &["diff", "out"], &["diff"]];
    for way in ways {
        let run = folder.run(way);
        assert_eq!(run.code, 0, "{way:?}: {}", run.stderr);
        assert!(run.stdout.contains("breaking      renamed member models::Thing::name\n"), "{way:?}: {}", run.stdout);
        assert!(run.stdout.contains("Raise the major version"), "{}", run.stdout);
        let run = folder.run(&[way, &["--fail-on", "breaking"]].concat());
        assert_eq!(run.code, 3, "{way:?}");
    }
    let same = folder.run(&["diff", "old.yaml", "old.yaml", "--fail-on", "any"]);
    assert_eq!((same.code, same.stdout.as_str()), (0, "The API is the same.\n"));
}

#[test]
fn the_line_that_is_named_keeps_the_old_name() {
    let folder = folder();
    assert_eq!(folder.run(&["generate", "--spec", "old.yaml", "--output", "out"]).code, 0);
    let diff: serde_json::Value =
        serde_json::from_str(&folder.run(&["diff", "out", "new.yaml", "--json"]).stdout).expect("it is JSON");
    let lock = &diff["changes"][0]["lock"];
    let file = format!("out/{}", lock["file"].as_str().expect("it is told"));
    let [old, new] = ["old", "new"].map(|side| lock[side].as_str().expect("it is told").to_owned());
    assert_eq!((old.as_str(), new.as_str(), &lock["below"]), ("name ~", "naming name", &serde_json::json!(["thing"])));
    let text = folder.text(&file);
    folder.write(&file, &text.replace(&format!(" {old}\n"), &format!(" {new}\n")));
    let after = folder.run(&["diff", "out", "new.yaml"]);
    assert!(!after.stdout.contains("breaking   "), "{}", after.stdout);
    assert!(after.stdout.contains("it is sent and read as `naming`, not as `name`"), "{}", after.stdout);
}

#[test]
fn a_revision_is_compared() {
    let folder = folder();
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.current_dir(folder.path("")).args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@a.example",
            "-c",
            "commit.gpgsign=false",
        ]);
        git.args(arguments).output().is_ok_and(|output| output.status.success())
    };
    assert_eq!(folder.run(&["generate", "--spec", "old.yaml", "--output", "out"]).code, 0);
    if !(git(&["init", "--quiet"]) && git(&["add", "."]) && git(&["commit", "--quiet", "-m", "One"])) {
        println!("skipped: git is not there");
        return;
    }
    for old in ["git:HEAD:old.yaml", "git:HEAD:./old.yaml", "git:HEAD:out", "git:HEAD:./out/"] {
        let run = folder.run(&["diff", old, "new.yaml"]);
        assert!(run.code == 0 && run.stdout.contains("renamed member models::Thing::name"), "{old}: {run:?}");
    }
    let missing = folder.run(&["diff", "git:HEAD:none.yaml", "git:none:old.yaml"]);
    assert_eq!(missing.code, 1);
    assert!(
        missing.stderr.contains("git:HEAD:none.yaml") && missing.stderr.contains("git:none:old.yaml"),
        "{}",
        missing.stderr
    );
    assert_eq!(folder.run(&["diff", "git:--output=x:a", "new.yaml"]).code, 2);
    assert!(!folder.path("x").exists());
}

#[test]
fn what_cannot_be_compared_is_told() {
    let folder = folder();
    folder.write("empty/notes.txt", "");
    folder.write("odd/api.snapshot", "api 99\n");
    for (old, said) in [
        ("empty", "there is no `empty/api.snapshot`"),
        ("odd", "line 1 of the API snapshot: expected `api 1`"),
        ("none.yaml", "the file does not exist"),
    ] {
        let run = folder.run(&["diff", old, "new.yaml"]);
        assert!(run.code == 1 && run.stderr.contains(said), "{old}: {run:?}");
    }
    let run = folder.run(&["diff", "--spec", "new.yaml"]);
    assert!(run.code == 1 && run.stderr.contains("there are no bindings to compare with"), "{run:?}");
}

#[test]
fn markdown_has_nothing_live() {
    let folder = folder();
    folder.write("new.yaml", &DESCRIPTION.replace("        name:\n", "        '`<b>[x](http://a)':\n"));
    let run = folder.run(&["diff", "old.yaml", "new.yaml", "--format", "markdown"]);
    assert!(run.stdout.contains("### Breaking (1)"), "{}", run.stdout);
    for line in run.stdout.lines() {
        let outside: String = line.split('`').step_by(2).collect();
        assert!(!outside.contains("<b>") && !outside.contains("](http"), "{line}");
    }
}
