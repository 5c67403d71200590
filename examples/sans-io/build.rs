//! Makes the bindings of the operations that the program calls, in Cargo's output folder.

fn main() -> Result<(), graph_codegen::Diagnostics> {
    let report = graph_codegen::Config::for_build_script().spec("mail.yaml").include("/me/**").generate()?;
    print!("{}", report.cargo_instructions());
    Ok(())
}
