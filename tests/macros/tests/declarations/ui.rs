//! What the compiler says of faulty declarations. None is there that compiles: for that, all of the runtime would be built
//! once more, not only checked.
//!
//! The wording around the messages is rustc's, so a new toolchain may need them accepted anew:
//! `TRYBUILD=overwrite cargo test -p graph-macros-tests ui::`.

#[test]
fn declarations() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*.rs");
}
