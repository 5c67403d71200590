//! What the compiler says of faulty declarations: a folder for each kind of mistake. None is there that compiles: for that, all of
//! the runtime would be built once more, not only checked.
//!
//! The wording around the messages is rustc's, so what is expected belongs to one toolchain, that of CI; with any other these
//! tests say so and are skipped. For a new one, set [`TOOLCHAIN`], run
//! `TRYBUILD=overwrite cargo test -p graph-macros-tests ui::` and read the difference.

use std::process::Command;

/// The toolchain whose wording is expected.
const TOOLCHAIN: &str = "rustc 1.95.";

#[test]
fn declarations() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().expect("there is a compiler where there are tests");
    let version = String::from_utf8_lossy(&version.stdout);
    if !version.starts_with(TOOLCHAIN) {
        eprintln!("skipped: the expected messages are those of {TOOLCHAIN}x, and this is {version}");
        return;
    }
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*/*.rs");
}
