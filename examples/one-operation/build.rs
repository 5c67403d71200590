//! Makes the bindings of exactly one operation, in Cargo's output folder.

fn main() -> Result<(), graph_codegen::Diagnostics> {
    let report = graph_codegen::Config::for_build_script()
        .spec("../../specs/call-reject.yaml")
        .include("/communications/calls/{call-id}/reject#POST")
        .generate()?;
    print!("{}", report.cargo_instructions());
    Ok(())
}
