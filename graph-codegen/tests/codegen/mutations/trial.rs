//! One mutation: generated or refused, and what must hold in either case.

use std::fs;
use std::path::{Path, PathBuf};

use graph_codegen::{Config, Diagnostics, Diff, Layout, Package, Severity, Snapshot};

use super::Mutation;

/// What became of a mutation without a fault of the generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Generated,
    Refused,
}

/// Words that say how the generator is written, not what a description has to be.
const INNER: [&str; 7] = [
    "untagged enum",
    "expected struct",
    "invalid type:",
    "invalid value:",
    "missing field",
    "ReferenceOr",
    "unit variant",
];

/// The output of the mutation `number` in `folder`; its name is that of a module and of a crate.
pub fn output(number: u64, layout: Layout, folder: &Path) -> PathBuf {
    folder.join(if layout == Layout::File { format!("m{number}.rs") } else { format!("m{number}") })
}

/// Generates from `mutation` in `folder`, where the output stays; the error is a fault of the generator.
pub fn run(mutation: &Mutation, folder: &Path) -> Result<Outcome, String> {
    let spec = folder.join("api.yaml");
    fs::write(&spec, &mutation.text).expect("the folder can be written to");
    let output = output(mutation.number, mutation.layout, folder);
    let mut config = Config::new().spec(&spec).output(&output).layout(mutation.layout);
    if mutation.layout == Layout::Crate {
        let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("graph-runtime");
        config = config.package(Package { runtime_path: Some(runtime.display().to_string()), ..Package::default() });
    }
    let (outcome, diagnostics) = match config.generate() {
        Ok(report) => (Outcome::Generated, report.warnings),
        Err(diagnostics) => (Outcome::Refused, diagnostics),
    };
    told_well(&diagnostics, &spec, mutation.text.len())?;
    match outcome {
        Outcome::Refused if !diagnostics.has_errors() => return Err("refused without an error".to_owned()),
        Outcome::Refused if output.exists() => return Err("refused, and there is output".to_owned()),
        Outcome::Refused => {}
        Outcome::Generated => parses(&output)?,
    }
    if outcome == Outcome::Generated {
        compared(&config, &output, mutation.layout)?;
    }
    // A second run with the recorded names is the first again.
    if outcome == Outcome::Generated && mutation.number % 8 < 2 {
        let again = config.check().map_err(|diagnostics| format!("refused the second time: {diagnostics}"))?;
        if !again.changes.is_empty() {
            return Err(format!("another output the second time: {:?}", again.changes));
        }
        // What an unchanged run repeats of the one that wrote the names.
        if again.warnings.to_json() != diagnostics.to_json() {
            return Err(format!("other warnings the second time: {:?}", again.warnings));
        }
    }
    Ok(outcome)
}

/// The snapshot of what was generated is the one beside it, is read again, and differs from nothing.
fn compared(config: &Config, output: &Path, layout: Layout) -> Result<(), String> {
    let made = config.snapshot().map_err(|diagnostics| format!("no snapshot: {diagnostics}"))?;
    let again = Snapshot::parse(made.as_str()).map_err(|error| error.to_string())?;
    let empty = Snapshot::parse("api 1\nclient GraphClient\n").map_err(|error| error.to_string())?;
    let is_same = Diff::between(&made, &again).changes.is_empty();
    let is_gone = Diff::between(&made, &empty).is_breaking() || made.as_str().lines().count() < 5;
    if !is_same || !is_gone {
        return Err("a snapshot that does not differ as it should".to_owned());
    }
    if layout != Layout::File {
        let beside = Snapshot::in_folder(output).map_err(|error| error.to_string())?;
        let diff = Diff::between(&beside, &made);
        if !diff.changes.is_empty() {
            return Err(format!("another snapshot beside the bindings:\n{diff}"));
        }
    }
    Ok(())
}

/// Each diagnostic has a place in `spec` and speaks of descriptions, at a length that somebody reads.
fn told_well(diagnostics: &Diagnostics, spec: &Path, length: usize) -> Result<(), String> {
    for diagnostic in diagnostics {
        let is_placed = diagnostic.place.file == spec.to_string_lossy() && diagnostic.place.position.is_some();
        let fault = match diagnostic {
            _ if !is_placed && diagnostic.severity == Severity::Error => "no place",
            one if one.message.is_empty() => "no message",
            one if one.message.len() > length + 2000 => "a message longer than the description",
            one if INNER.iter().any(|word| one.message.contains(word)) => "words of the generator's own",
            _ => continue,
        };
        return Err(format!("{fault}: {diagnostic:?}"));
    }
    if diagnostics.render(true).is_empty() != diagnostics.is_empty() {
        return Err("diagnostics that show nothing".to_owned());
    }
    Ok(())
}

/// Every file of the output is what its name says.
fn parses(output: &Path) -> Result<(), String> {
    if output.is_dir() {
        let entries = fs::read_dir(output).expect("it was written").flatten();
        return entries.map(|entry| entry.path()).try_for_each(|path| parses(&path));
    }
    let text = fs::read_to_string(output).expect("it was written");
    let fault = match output.extension().and_then(|extension| extension.to_str()) {
        Some("rs") => syn::parse_file(&text).err().map(|error| error.to_string()),
        Some("toml") => toml::from_str::<toml::Table>(&text).err().map(|error| error.to_string()),
        _ => None,
    };
    fault.map_or(Ok(()), |fault| Err(format!("{}: {fault}", output.display())))
}

/// Removes what a mutation left.
pub fn remove(number: u64, layout: Layout, folder: &Path) {
    let output = output(number, layout, folder);
    // There is none where it was refused.
    drop(fs::remove_dir_all(&output).or_else(|_| fs::remove_file(&output)));
}
