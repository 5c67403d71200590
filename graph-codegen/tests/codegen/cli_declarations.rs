//! The commands `declare` and `describe`.

use crate::support::{DESCRIPTION, Folder};

#[test]
fn what_is_declared_can_be_described_and_declared_again() {
    let folder = Folder::new("declare");
    folder.write("api.yaml", DESCRIPTION);
    let declared = folder.run(&["declare", "--spec", "api.yaml", "--module", "own"]);
    assert_eq!(declared.code, 0, "{declared:?}");
    assert!(declared.stdout.contains("pub mod own {"), "{declared:?}");
    assert!(declared.stderr.ends_with("2 operations declared\n"), "{declared:?}");
    folder.write("own.rs", &declared.stdout);
    let described = folder.run(&["describe", "own.rs"]);
    assert_eq!(described.code, 0, "{described:?}");
    folder.write("again.yaml", &described.stdout);
    let again = folder.run(&["declare", "--spec", "again.yaml", "--module", "own"]);
    assert_eq!(again.stdout, declared.stdout, "{}", again.stderr);
}

#[test]
fn faults_of_declarations_are_told() {
    let folder = Folder::new("describe-faults");
    folder.write("a.rs", "#[graph_builder(\"/a\")]\nimpl A {\n    pub fn gte(&self);\n}\n");
    let faulty = folder.run(&["describe", "a.rs"]);
    assert_eq!(faulty.code, 1);
    assert!(
        faulty.stderr.contains("`gte` is not an HTTP method") && faulty.stderr.contains("did you mean `get`?"),
        "{faulty:?}"
    );
    assert_eq!(folder.run(&["describe", "missing.rs"]).code, 1);
    assert_eq!(folder.run(&["declare", "--spec", "a.yaml", "--module", "a b"]).code, 2);
}
