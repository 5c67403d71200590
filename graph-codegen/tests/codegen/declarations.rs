//! Whatever the generator reads can be declared: declarations of a description are read into the same API.

use graph_codegen::lower::lower;
use graph_codegen::spec::{self, Selection, Sources};
use graph_declare::{Difference, differences, parse, print, settled};
use graph_emit::check::check;
use graph_emit::diagnostic::Diagnostics;
use graph_emit::emit::{self, Style};
use graph_emit::ir::{Api, Node};

use crate::reference::{BETA, OFFICIAL_BETA, V1, reference};

/// Some of all kinds, in both dialects.
const PARTS: [(&str, &[&str]); 3] = [
    (BETA, &["/communications/calls/**"]),
    (OFFICIAL_BETA, &["/communications/calls/**", "/drives/{id}/items/{id}/**", "/reports/*"]),
    (V1, &["/users/{id}/messages/**", "/applications(appId='{appId}')", "/users/{id}/sendMail"]),
];

/// How much of a description comes back from its declarations.
struct Parity {
    operations: usize,
    differing: Vec<Difference>,
}

impl Parity {
    /// Of the API that `patterns` select in the description `name`; all without any.
    fn of(name: &str, patterns: &[&str]) -> Option<Self> {
        let api = settled_api(name, patterns)?;
        let text = print(&api, "graph");
        if let Some(path) = std::env::var_os("GRAPH_DECLARATIONS") {
            std::fs::write(path, &text).expect("a place for the text");
        }
        let read = parse(&text).unwrap_or_else(|faults| {
            let shown: Vec<_> = faults.iter().take(20).map(|fault| format!("{fault:?}")).collect();
            panic!("{} faults:\n{}", faults.len(), shown.join("\n"))
        });
        Some(Self { operations: operations(&api.root), differing: differences(&api, &read) })
    }

    fn assert(&self, name: &str) {
        let is_operation = |one: &&Difference| one.place.contains(" /");
        let differing = self.differing.iter().filter(is_operation).count();
        #[expect(clippy::cast_precision_loss, reason = "for people")]
        let percent = 100.0 - differing as f64 * 100.0 / self.operations as f64;
        println!("{name}: {percent:.2} % of {} operations, {} differences", self.operations, self.differing.len());
        let shown: Vec<_> = self.differing.iter().take(10).map(Difference::to_string).collect();
        assert!(self.differing.is_empty(), "{name}: {} differ:\n{}", self.differing.len(), shown.join("\n"));
    }
}

fn settled_api(name: &str, patterns: &[&str]) -> Option<Api> {
    let api = lowered(name, patterns)?;
    let checked = check(&api, &mut Diagnostics::new()).expect("an API without errors");
    Some(settled(api, &checked))
}

/// The API that `patterns` select, without shortcuts, which are not declared.
fn lowered(name: &str, patterns: &[&str]) -> Option<Api> {
    let sources = Sources::read(&[reference(name)?], &mut Diagnostics::new());
    let include = patterns.iter().map(|pattern| pattern.parse().expect("a pattern")).collect();
    let selection = Selection { include, ..Selection::default() };
    let description = spec::load(&sources, &selection, &mut Diagnostics::new()).expect("a description without errors");
    let api = lower(description, &mut Diagnostics::new()).expect("paths without errors");
    Some(Api { shortcuts: Vec::new(), ..api })
}

fn operations(node: &Node) -> usize {
    node.operations.len() + node.children.iter().map(operations).sum::<usize>()
}

/// A part of each dialect that takes little time; the whole is the next test.
#[test]
fn declarations_of_a_part_are_read_into_the_same_api() {
    for (name, patterns) in PARTS {
        if let Some(parity) = Parity::of(name, patterns) {
            parity.assert(name);
        }
    }
}

/// The example's file is what the program prints.
#[test]
fn the_example_is_what_is_declared_of_a_call() {
    let Some(api) = settled_api(BETA, &["/communications/calls/{id}", "/communications/calls/{id}/**"]) else { return };
    let example = include_str!("../../../examples/declared-calls/src/declared.rs");
    let (_, declared) = example.split_once("#[graph_api").expect("the module");
    assert_eq!(format!("#[graph_api{declared}"), print(&api, "graph"));
    assert_eq!(operations(&api.root), 48);
}

/// What is emitted for declarations is what is emitted for the description, token for token.
#[test]
fn declarations_and_a_description_give_the_same_code() {
    let mut builders = 0;
    for (name, patterns) in PARTS {
        let Some(api) = settled_api(name, patterns) else { continue };
        let read = parse(&print(&api, "graph")).expect("declarations that can be read");
        let Some(described) = lowered(name, patterns) else { continue };
        let described = check(&described, &mut Diagnostics::new()).expect("an API without errors");
        let declared = check(&read, &mut Diagnostics::new()).expect("an API without errors");
        let (described, declared) = (described.root.all(), declared.root.all());
        assert_eq!(described.len(), declared.len());
        for (one, other) in described.into_iter().zip(declared) {
            let tokens = |builder| {
                let items = emit::builder(builder, Style::Absolute);
                items.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
            };
            assert_eq!(tokens(one), tokens(other), "{}", one.display_path);
            builders += 1;
        }
    }
    println!("{builders} builders are the same");
}

/// `cargo test --release -p graph-codegen --test codegen all_of_graph_can_be_declared -- --ignored --nocapture`
#[test]
#[ignore = "takes seconds only in a release build"]
fn all_of_graph_can_be_declared() {
    for name in [V1, OFFICIAL_BETA, BETA] {
        if let Some(parity) = Parity::of(name, &[]) {
            parity.assert(name);
        }
    }
}
