//! What the real rustfmt makes of generated code: nothing, however it is run.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::Folder;

/// What `rustfmt` of `file` in `folder` says, with its default settings; `None` where it is not installed.
fn rustfmt(folder: &Folder, flags: &[&str], file: &str) -> Option<Result<(), String>> {
    let run =
        Command::new("rustfmt").current_dir(folder.path("")).args(["--edition", "2024"]).args(flags).arg(file).output();
    let Ok(run) = run else {
        eprintln!("skipped: rustfmt is not installed");
        return None;
    };
    let said = [run.stdout, run.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Some(if run.status.success() { Ok(()) } else { Err(said) })
}

/// Writes the bindings of this repository's own descriptions in each layout into a crate of a user.
fn bindings(name: &str) -> Folder {
    let folder = Folder::new(name);
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let spec = |file: &str| specs.join(file).to_str().expect("the path is UTF-8").to_owned();
    let (reject, subscriptions) = (spec("call-reject.yaml"), spec("subscriptions.yaml"));
    for [output, layout, format] in OUTPUTS {
        let mut arguments = vec!["generate", "--spec", &reject, "--spec", &subscriptions];
        arguments.extend(["--output", output, "--layout", layout]);
        arguments.extend(Some(format).filter(|flag| !flag.is_empty()));
        let run = folder.run(&arguments);
        assert_eq!(run.code, 0, "{run:?}");
    }
    folder
        .write("src/lib.rs", "//! A user's crate.\n\npub mod graph;\npub mod one;\npub mod plain;\npub mod tokens;\n");
    folder
}

const OUTPUTS: [[&str; 3]; 5] = [
    ["src/graph", "modules", ""],
    ["src/plain", "modules", "--no-format"],
    ["src/one.rs", "file", ""],
    ["src/tokens.rs", "file", "--no-format"],
    ["crate", "crate", ""],
];

#[test]
fn it_finds_nothing_to_do_in_a_crate_with_bindings() {
    let folder = bindings("rustfmt");
    for file in ["src/lib.rs", "crate/src/lib.rs"] {
        if let Some(said) = rustfmt(&folder, &["--check"], file) {
            assert_eq!(said, Ok(()), "{file}");
        }
    }
    // It would, if it looked: the test compares something.
    let text = fs::read_to_string(folder.path("src/graph/mod.rs")).expect("it was written");
    let shown = text.replace("#![cfg_attr(rustfmt, rustfmt_skip)]\n", "");
    assert_ne!(shown, text);
    folder.write("src/graph/mod.rs", &shown);
    if let Some(said) = rustfmt(&folder, &["--check"], "src/lib.rs") {
        assert!(said.is_err());
    }
}

#[test]
fn it_leaves_each_file_alone_and_check_agrees() {
    let folder = bindings("rustfmt-files");
    let before = (folder.files("src"), folder.files("crate"));
    for output in ["src", "crate"] {
        for (path, _) in folder.files(output) {
            if path.extension().is_some_and(|extension| extension == "rs") {
                let file = Path::new(output).join(path);
                let file = file.to_str().expect("the path is UTF-8");
                assert!(rustfmt(&folder, &[], file).is_none_or(|said| said.is_ok()), "{file}");
            }
        }
    }
    assert_eq!((folder.files("src"), folder.files("crate")), before);
}
