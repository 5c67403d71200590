//! The verdicts of `diff`, held against the compiler: what it calls breaking breaks a caller who names all of the old API, and
//! what it does not call breaking leaves that caller alone.
//!
//! `cargo test --release -p graph-codegen --test codegen api_diff -- --ignored --nocapture` tries 500 edits of slices of the
//! reference descriptions. `GRAPH_EDITS=17..18` tries one and prints it, `GRAPH_EDITS=2000` the first 2,000.

#[allow(clippy::format_collect, reason = "a line of Rust is made of a few parts, and once for each description")]
mod caller;
mod compile;
mod edits;
mod sides;

use std::fs;
use std::path::Path;

use graph_codegen::diff::Impact;
use graph_codegen::{Config, Diff, Layout};
use serde_json::Value;

use self::compile::Compiler;
use crate::mutations::bases;
use crate::support::Folder;

/// What all numbers begin with.
const SEED: u64 = 19;
/// How many edits are tried with all tests.
const FEW: u64 = 36;
/// How many descriptions are tried until one has what an edit is about.
const DRAWS: usize = 20;
/// How many are tried by themselves.
const MANY: u64 = 500;

/// What became of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// There was nothing to edit, or the description is refused.
    Left,
    /// Nothing but documentation differs.
    Same,
    Breaking,
    Compatible,
}

/// The bindings of a description, without its documentation.
struct Made {
    text: String,
    code: String,
    config: Config,
}

fn made(folder: &Folder, name: &str, tree: &Value) -> Option<Made> {
    let (spec, output) = (folder.path(&format!("{name}.json")), folder.path(&format!("{name}.rs")));
    fs::write(&spec, tree.to_string()).expect("the folder can be written to");
    let config = Config::new().spec(&spec).output(&output).layout(Layout::File);
    config.generate().ok()?;
    let text = fs::read_to_string(&output).expect("it was written");
    // The first line has a digest of the description.
    let lines = text.lines().skip(1).map(str::trim).filter(|line| !line.starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    Some(Made { text, code, config })
}

/// Tries the edit `number`; the error says where the verdict and the compiler, or the code, differ.
fn attempt(number: u64, bases: &[Value], folder: &Folder, compiler: &Compiler) -> Result<Outcome, String> {
    let mut random = fastrand::Rng::with_seed((SEED << 32) | number);
    let (what, edit) = edits::ALL[usize::try_from(number).expect("it is small") % edits::ALL.len()];
    let Some((old, new)) = (0..DRAWS).find_map(|_| {
        let tree = &bases[random.usize(0..bases.len())];
        let mut edited = tree.clone();
        edit(&mut edited, &mut random)?;
        made(folder, "old", tree).zip(made(folder, "new", &edited))
    }) else {
        return Ok(Outcome::Left);
    };
    let snapshot = |made: &Made| made.config.snapshot().expect("it was generated");
    let diff = Diff::between(&snapshot(&old), &snapshot(&new));
    let said = format!("{what}\n{diff}");
    if old.code == new.code {
        return if diff.impact().is_none_or(|impact| impact == Impact::Documentation) {
            Ok(Outcome::Same)
        } else {
            Err(format!("the code is the same\n{said}"))
        };
    }
    // An order of parameters is told though the compiler cannot see it.
    let is_silent = |change: &graph_codegen::diff::Change| change.reason.contains("come in the order");
    if diff.impact().is_none() {
        return Err(format!("the code differs\n{said}"));
    }
    let complaint = compiler.check(&new.text, &caller::caller(&old.text));
    match (diff.is_breaking(), complaint) {
        (true, Some(_)) => Ok(Outcome::Breaking),
        (false, None) => Ok(Outcome::Compatible),
        (true, None) if diff.changes.iter().any(is_silent) => Ok(Outcome::Breaking),
        (true, None) => Err(format!("all callers compile\n{said}")),
        (false, Some(complaint)) => Err(format!("a caller does not compile\n{said}\n{complaint}")),
    }
}

fn run(numbers: impl Iterator<Item = u64>, bases: &[Value]) -> (Vec<Outcome>, Vec<String>) {
    let folder = Folder::new("api-diff");
    let compiler = Compiler::new(&folder);
    let (mut outcomes, mut faults) = (Vec::new(), Vec::new());
    for number in numbers {
        match attempt(number, bases, &folder, &compiler) {
            Ok(outcome) => outcomes.push(outcome),
            Err(fault) => faults.push(format!("edit {number}: {fault}")),
        }
    }
    (outcomes, faults)
}

#[test]
fn a_few_verdicts_are_those_of_the_compiler() {
    let (outcomes, faults) = run(0..FEW, &bases::checked_in());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // Otherwise they are too harmless or too wild to find anything.
    for wanted in [Outcome::Breaking, Outcome::Compatible] {
        let count = outcomes.iter().filter(|outcome| **outcome == wanted).count();
        assert!(count > 4, "{count} of {wanted:?}");
    }
}

#[test]
fn the_caller_compiles_against_what_it_was_made_for() {
    let folder = Folder::new("api-diff-own");
    let compiler = Compiler::new(&folder);
    for (number, tree) in bases::checked_in().iter().enumerate() {
        let Some(made) = made(&folder, "own", tree) else { continue };
        let complaint = compiler.check(&made.text, &caller::caller(&made.text));
        assert!(complaint.is_none(), "description {number}: {}", complaint.unwrap_or_default());
    }
}

#[test]
#[ignore = "takes minutes"]
fn many_verdicts_are_those_of_the_compiler() {
    let bases = bases::slices();
    if bases.is_empty() {
        return;
    }
    let wanted = std::env::var("GRAPH_EDITS").unwrap_or_default();
    let number = |text: &str| text.parse::<u64>().ok();
    let (from, to) = wanted.split_once("..").map_or((0, number(&wanted).unwrap_or(MANY)), |(from, to)| {
        (number(from).unwrap_or(0), number(to).unwrap_or(MANY))
    });
    let (outcomes, faults) = run(from..to, &bases);
    let count = |wanted| outcomes.iter().filter(|outcome| **outcome == wanted).count();
    println!(
        "{} edits: {} breaking, {} compatible, {} of documentation or order, {} not possible, {} wrong",
        to - from,
        count(Outcome::Breaking),
        count(Outcome::Compatible),
        count(Outcome::Same),
        count(Outcome::Left),
        faults.len()
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The workspace.
fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace is above")
}
