//! Makes the bindings of the three delta functions that the program calls, in Cargo's output folder.

fn main() -> Result<(), graph_codegen::Diagnostics> {
    let report = graph_codegen::Config::for_build_script().spec("mailbox.yaml").include("/me/**").generate()?;
    print!("{}", report.cargo_instructions());
    Ok(())
}
