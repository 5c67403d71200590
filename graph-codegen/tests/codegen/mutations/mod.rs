//! Descriptions with mistakes in them, thousands of them made by chance: whatever is wrong, the generator says where, and what it
//! generates all the same is Rust that compiles.
//!
//! `cargo test --release -p graph-codegen --test codegen mutations -- --ignored --nocapture` tries 50,000. Each has a number, which
//! says all about it: `GRAPH_MUTATIONS=1234..1235` tries one and prints it, `GRAPH_MUTATIONS=5000` the first 5,000. Even
//! numbers are made from slices of the reference descriptions, and left out where those are absent.

pub mod bases;
mod compile;
mod many;
mod text;
mod tree;
mod trial;
mod words;

use graph_codegen::{Config, Layout};
use serde_json::Value;

use self::trial::Outcome;
use crate::support::Folder;

/// What all numbers begin with. Another one makes other mutations of all numbers.
const SEED: u64 = 15;

/// Descriptions that are changed.
struct Bases {
    checked_in: Vec<Value>,
    slices: Vec<Value>,
}

/// A description that was changed by chance.
struct Mutation {
    number: u64,
    /// What was done to it.
    what: Vec<&'static str>,
    text: Vec<u8>,
    layout: Layout,
}

impl Mutation {
    /// The mutation `number`; `None` where what it is made from is not at hand.
    fn new(number: u64, bases: &Bases) -> Option<Self> {
        let mut random = fastrand::Rng::with_seed((SEED << 32) | number);
        let bases = if number.is_multiple_of(2) { &bases.slices } else { &bases.checked_in };
        let mut tree = random.choice(bases)?.clone();
        // Most mistakes come alone; several at once meet what a first one leaves behind.
        let count = if random.bool() { 1 } else { random.usize(2..6) };
        let in_text = if random.u8(0..3) == 0 { random.usize(1..=count) } else { 0 };
        let mut what: Vec<_> = (in_text..count).map(|_| tree::mutate(&mut tree, &mut random)).collect();
        let mut text = written(&tree, &mut random).into_bytes();
        what.extend((0..in_text).map(|_| text::mutate(&mut text, &mut random)));
        let layout = Layout::ALL[usize::try_from(number % 3).expect("it is small")];
        Some(Self { number, what, text, layout })
    }
}

/// `tree` as YAML or JSON.
fn written(tree: &Value, random: &mut fastrand::Rng) -> String {
    match random.u8(0..6) {
        0 => tree.to_string(),
        1 => serde_json::to_string_pretty(tree).expect("a value can be written"),
        _ => serde_yaml::to_string(tree).expect("a value can be written"),
    }
}

#[test]
fn a_few_mutations_are_refused_with_a_place_or_give_rust() {
    let bases = Bases { checked_in: bases::checked_in(), slices: Vec::new() };
    let folder = Folder::new("mutations");
    let mut counts = [0, 0];
    for number in (1..=301).step_by(2) {
        let mutation = Mutation::new(number, &bases).expect("its base is checked in");
        match trial::run(&mutation, &folder.path("")) {
            Ok(Outcome::Generated) => counts[0] += 1,
            Ok(Outcome::Refused) => counts[1] += 1,
            Err(fault) => panic!("mutation {number} ({}): {fault}", mutation.what.join(", ")),
        }
    }
    // Otherwise they are too harmless or too wild to find anything.
    assert!(counts.iter().all(|count| *count > 30), "{counts:?}");
}

/// Each is generated where the one before was, of which the modules that are the same stay.
#[test]
fn what_is_made_after_another_description_is_what_a_full_run_makes() {
    let bases = Bases { checked_in: bases::checked_in(), slices: Vec::new() };
    let folder = Folder::new("mutations-in-turn");
    let mut generated = 0;
    for number in (1..=161).step_by(2) {
        let mutation = Mutation::new(number, &bases).expect("its base is checked in");
        std::fs::write(folder.path("api.yaml"), &mutation.text).expect("the folder can be written to");
        let config = Config::new().spec(folder.path("api.yaml")).output(folder.path("out"));
        if config.clone().cache(folder.path("cache")).generate().is_ok() {
            let checked = config.check().unwrap_or_else(|fault| panic!("mutation {number}: {fault}"));
            assert!(checked.changes.is_empty(), "mutation {number}: {:?}", checked.changes);
            generated += 1;
        }
    }
    assert!(generated > 20, "{generated}");
}

#[test]
#[ignore = "takes minutes"]
fn many_mutations_are_refused_with_a_place_or_compile() {
    many::run();
}

/// A process that `many` starts, for what aborts or hangs.
#[test]
#[ignore = "started by another test"]
fn the_child() {
    many::child();
}
