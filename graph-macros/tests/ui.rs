//! What the compiler says of faulty declarations, and that sound ones compile without a warning.
//!
//! The wording around the messages is rustc's, so a new toolchain may need them accepted anew:
//! `TRYBUILD=overwrite cargo test -p graph-macros --test ui`.

#[test]
fn declarations() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*.rs");
    cases.pass("tests/ui/pass/*.rs");
}
