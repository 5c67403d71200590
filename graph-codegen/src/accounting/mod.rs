//! The accounting: every key and value of the reference descriptions reaches the IR, is told, or is known to say nothing.
//!
//! Nothing here knows what the lowering does. Each place of a description is [walked](walk) by OpenAPI's grammar; of places that
//! are alike, one is a witness. It is made to say something else in a small description [around it](trial), and somebody has to
//! notice: the IR, or a diagnostic. Where nobody does, the [table](silent) has to say why. A key that the lowering forgets is
//! noticed by nobody, so that the test fails; and so it does for an entry of the table whose place says something after all.
//!
//! `cargo test --release -p graph-codegen --lib -- --ignored accounting` reads all descriptions whole, and is part of `.ci/run`.
//! The ordinary tests take a share of the small ones.

mod silent;
mod trial;
mod walk;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use graph_emit::diagnostic::Diagnostics;
use graph_emit::parallel;
use indexmap::IndexMap;

use self::silent::SILENT;
use self::trial::{Trial, Verdict};
use self::walk::{Book, Deed, Witness, walk};
use crate::spec::{self, Item, Pattern, Selection, Slice, Sources};

/// The descriptions that the ordinary tests leave out.
const LARGE: [&str; 3] = ["graph/beta.yaml", "graph/official/graph-beta.yaml", "graph/official/graph-v1.0.yaml"];

/// The descriptions of which they read a share.
const SMALL: [&str; 10] = [
    "graph/beta/ChangeNotifications.yml",
    "graph/beta/CloudCommunications.yml",
    "graph/beta/Files.yml",
    "graph/beta/Identity.SignIns.yml",
    "graph/beta/Mail.yml",
    "graph/beta/Teams.yml",
    "graph/beta/Users.yml",
    "odata/Basic.OpenApi.yaml",
    "odata/TripService.OpenApi.json",
    "odata/TripService.OpenApi.yaml",
];

/// Paths of each small description in the ordinary tests.
const SHARE: usize = 20;

/// The file `name` among the reference descriptions; `None`, with a message, where it is not at hand.
fn reference(name: &str) -> Option<Sources> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let path = std::env::var_os("GRAPH_SHARED").map_or_else(beside, PathBuf::from).join("specs").join(name);
    if !path.exists() {
        println!("skipped: there is no {}", path.display());
        return None;
    }
    Some(Sources::read(&[path], &mut Diagnostics::new()))
}

/// The slice of `sources` that `include` selects; all of it where that is empty.
fn slice(sources: &Sources, include: Vec<Pattern>) -> Slice {
    let selection = Selection { include, ..Selection::default() };
    spec::slice(sources, &selection, &mut Diagnostics::new()).expect("a description without errors")
}

/// What came of the accounting of one description.
#[derive(Default)]
struct Account {
    /// Places in all, and the kinds of them.
    places: usize,
    kinds: usize,
    /// How many places reached the IR, were told, and are known to say nothing.
    reached: usize,
    told: usize,
    silent: usize,
    /// The entries of the table that were met.
    used: HashSet<&'static str>,
    /// What is not in order.
    wrong: Vec<String>,
}

impl Account {
    /// Makes every kind of place in `book` say something else.
    fn of(book: &Book) -> Self {
        let mut by_entry: IndexMap<Option<Item>, Vec<Witness>> = IndexMap::new();
        for witness in walk(book).into_values() {
            by_entry.entry(witness.via.clone()).or_default().push(witness);
        }
        let tried = parallel::map(by_entry.into_iter().collect(), |(via, witnesses)| {
            let trial = Trial::of(book, via.as_ref());
            assert_eq!(trial.failure(), None, "{via:?}");
            let tried = witnesses.into_iter().map(|witness| (trial.verdict(&witness), witness));
            tried.collect::<Vec<_>>()
        });
        let mut account = Self::default();
        for (verdict, witness) in tried.into_iter().flatten() {
            account.enter(verdict, &witness);
        }
        account.wrong.sort();
        account
    }

    fn enter(&mut self, verdict: Verdict, witness: &Witness) {
        let Witness { trail, pointer, alike, .. } = witness;
        self.places += alike;
        self.kinds += 1;
        *match verdict {
            Verdict::Reached => &mut self.reached,
            Verdict::Told => &mut self.told,
            Verdict::Silent => &mut self.silent,
        } += alike;
        self.used.extend(witness.silent.map(|entry| entry.place));
        let fault = match (verdict, witness.silent) {
            (Verdict::Silent, None) => "nobody notices when it says something else".to_owned(),
            (Verdict::Reached | Verdict::Told, Some(entry)) if witness.deed != Deed::Clear => {
                format!("it says something, and the table has for `{}`: {}", entry.place, entry.reason)
            }
            _ => return,
        };
        self.wrong.push(format!("{trail}: {fault} ({alike} places, such as {pointer})"));
    }

    /// Prints the figures, and fails where something is wrong.
    fn settle(self, name: &str) -> HashSet<&'static str> {
        let Self { places, kinds, reached, told, silent, used, wrong } = self;
        println!(
            "{name}: {places} places of {kinds} kinds: {reached} reached the IR, {told} told, {silent} say nothing"
        );
        assert!(wrong.is_empty(), "{name}: {} kinds of places\n{}", wrong.len(), wrong.join("\n"));
        used
    }
}

#[test]
fn nothing_is_lost_in_a_share_of_each_small_description() {
    for name in SMALL {
        let Some(sources) = reference(name) else { continue };
        let mut random = fastrand::Rng::with_seed(15);
        let chosen = random.choose_multiple(spec::paths(&sources), SHARE);
        let include = chosen.iter().map(|path| path.parse().expect("a pattern")).collect();
        Account::of(&Book::of(slice(&sources, include))).settle(name);
    }
}

#[test]
#[ignore = "reads all reference descriptions whole: run it with --release"]
fn nothing_is_lost_in_any_description() {
    let mut used = HashSet::new();
    let mut is_complete = true;
    for name in SMALL.into_iter().chain(LARGE) {
        let Some(sources) = reference(name) else {
            is_complete = false;
            continue;
        };
        used.extend(Account::of(&Book::of(slice(&sources, Vec::new()))).settle(name));
    }
    let unused: Vec<_> = SILENT.iter().map(|entry| entry.place).filter(|place| !used.contains(place)).collect();
    assert!(!is_complete || unused.is_empty(), "nothing stands at these places: {unused:?}");
}
