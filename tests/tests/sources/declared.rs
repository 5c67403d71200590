//! Declared code and generated code send the same bytes.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use graph_codegen::inventory::Entry;
use graph_codegen::{Config, Layout};
use graph_tests::reference::reference;

use super::compiled::{Folder, built, rustc};

/// All that can be done with one call: what `examples/declared-calls` declares.
const PATTERNS: [&str; 2] = ["/communications/calls/{id}", "/communications/calls/{id}/**"];

#[test]
fn each_declared_operation_of_a_call_sends_the_bytes_of_the_generated_one() {
    let Some(spec) = reference("specs/graph/beta.yaml") else { return };
    let folder = Folder::new("declared");
    let path = |name: &str| folder.0.join(name);
    let config = PATTERNS.iter().fold(Config::new().spec(spec), |config, pattern| config.include(*pattern));
    let inventory = config.inventory().expect("a description without errors");
    let config = config.output(path("generated.rs")).layout(Layout::File).format(false);
    config.generate().expect("a description without errors");
    let declared = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/declared-calls/src/declared.rs");
    let program = include_str!("../../programs/declared.rs");
    let program =
        program.replace("DECLARED", declared).replace("GENERATED", &path("generated.rs").display().to_string());
    fs::write(path("main.rs"), program).expect("the folder can be written to");
    fs::write(path("calls.rs"), calls(&inventory.entries)).expect("the folder can be written to");
    let mut compile = rustc();
    compile
        .arg("--extern")
        .arg(format!("graph_macros={}", built("libgraph_macros-", std::env::consts::DLL_EXTENSION).display()));
    let compiled = compile.args(["--crate-type", "bin", "-o"]).arg(path("program")).arg(path("main.rs")).output();
    let compiled = compiled.expect("there is a compiler where there are tests");
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    let run = Command::new(path("program")).output().expect("the program was made");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let lines = String::from_utf8(run.stdout).expect("the program prints text");
    let lines: Vec<_> = lines.lines().collect();
    assert_eq!(lines.len(), 2 * 48);
    for pair in lines.chunks(2) {
        assert_eq!(pair[0], pair[1]);
    }
    // What is compared is what was asked for.
    let bodies = lines.iter().filter(|line| line.contains("unheardOf")).count();
    let options = lines.iter().filter(|line| line.contains("$select=id")).count();
    assert!(bodies > 40 && options > 10, "{bodies} bodies, {options} with options:\n{}", lines.join("\n"));
}

/// The source of a function that makes the calls of `entries`.
fn calls(entries: &[Entry]) -> String {
    let mut text = "pub fn all() -> Vec<String> {\n    vec![\n".to_owned();
    for entry in entries {
        let calls: Vec<_> = entry.chain.iter().map(|call| with_arguments(call)).collect();
        let body = if entry.body.0 == "none" { "" } else { "super::body()" };
        let (steps, method) = calls.split_at(calls.len() - 1);
        let method = method[0].trim_end_matches("()");
        let options: String = entry.query.iter().map(|option| option_call(option)).collect();
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "        super::sent(|client| GraphClient::new(client).{}.{method}({body}){options}),",
            steps.join(".")
        );
    }
    text + "    ]\n}\n"
}

/// `by_call_id(call_id)` with a value that has to be escaped.
fn with_arguments(call: &str) -> String {
    match call.split_once('(') {
        Some((name, arguments)) if arguments != ")" => format!("{name}(\"a b/{name}\")"),
        Some((name, _)) => format!("{name}()"),
        None => format!("{call}()"),
    }
}

fn option_call(option: &str) -> &'static str {
    match option {
        "$select" => ".select([\"id\"])",
        "$top" => ".top(2)",
        "$skip" => ".skip(3)",
        _ => "",
    }
}
