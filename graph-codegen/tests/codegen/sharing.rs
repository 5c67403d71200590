//! Builders that are written once and stand at several places: the templates of their requests are those of the place.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use graph_codegen::Config;

use super::reference::{OFFICIAL_BETA, V1, reference};
use super::support::Folder;

/// What templates begin with.
const BASE: &str = "{+baseurl}";

/// How many pieces of a place a route keeps without an allocation (`INLINE` in the runtime's `place.rs`).
const INLINE_PIECES: usize = 8;

/// The files of generated modules, read as a caller's chain of calls goes through them.
struct Output {
    folder: PathBuf,
    texts: HashMap<Vec<String>, String>,
}

/// A builder that a chain has reached.
#[derive(Default)]
struct Reached {
    modules: Vec<String>,
    /// What its route has collected, and in how many pieces.
    place: String,
    pieces: usize,
}

impl Output {
    fn text(&mut self, modules: &[String]) -> String {
        let folder = &self.folder;
        let read = || {
            let path = match modules.split_last() {
                None => folder.join("mod.rs"),
                Some((last, above)) => {
                    above.iter().fold(folder.clone(), |path, name| path.join(name)).join(format!("{last}.rs"))
                }
            };
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        self.texts.entry(modules.to_vec()).or_insert_with(read).clone()
    }

    /// The function `name` in the module, up to its last brace.
    fn function(&mut self, modules: &[String], name: &str) -> String {
        let text = self.text(modules);
        let start = ["", "r#"].iter().find_map(|raw| text.find(&format!("pub fn {raw}{name}(")));
        let start = start.unwrap_or_else(|| panic!("{modules:?} has no `{name}`"));
        let end = text[start..].find("\n    }").expect("a function ends");
        text[start..start + end].to_owned()
    }

    /// The module that `path` means in the module `at`, by way of `pub use`.
    fn resolve(&mut self, at: &[String], path: &str) -> Vec<String> {
        let mut modules = at.to_vec();
        for name in path.split("::") {
            match name {
                "self" => {}
                "super" => drop(modules.pop()),
                name => modules = self.child(&modules, name),
            }
        }
        modules
    }

    fn child(&mut self, modules: &[String], name: &str) -> Vec<String> {
        let text = self.text(modules);
        if text.contains(&format!("pub mod {name};")) {
            return [modules, &[name.trim_start_matches("r#").to_owned()]].concat();
        }
        let ends = [format!("::{name};"), format!(" as {name};")];
        let line = text.lines().find(|line| line.starts_with("pub use ") && ends.iter().any(|end| line.ends_with(end)));
        let line = line.unwrap_or_else(|| panic!("{modules:?} has no module `{name}`"));
        let path = line["pub use ".len()..].trim_end_matches(';');
        self.resolve(modules, path.split(" as ").next().expect("a path"))
    }

    /// Where the step `name` leads.
    fn step(&mut self, from: &Reached, name: &str) -> Reached {
        let function = self.function(&from.modules, name);
        let answer =
            function.split_once("-> ").and_then(|(_, rest)| rest.split_once(" {")).expect("it returns a builder").0;
        let (module, _) = answer.rsplit_once("::").expect("the builder is in a module");
        let below = function.split_once(".below(").map(|(_, rest)| literal(rest));
        let (place, pieces) =
            (from.place.clone() + below.unwrap_or_default(), from.pieces + usize::from(below.is_some()));
        assert!(pieces <= INLINE_PIECES, "{place}: the route needs an allocation for these pieces");
        Reached { modules: self.resolve(&from.modules, module), place, pieces }
    }

    /// The URL template of the request that `chain` makes.
    fn template(&mut self, chain: &[String]) -> String {
        let names: Vec<_> = chain.iter().map(|call| call.split('(').next().expect("a name")).collect();
        let (method, steps) = names.split_last().expect("a method");
        let mut reached = Reached::default();
        for step in steps {
            reached = self.step(&reached, step);
        }
        let function = self.function(&reached.modules, method);
        let template = literal(function.split_once("Request::").expect("it makes a request").1);
        if template.starts_with(BASE) {
            return template.to_owned();
        }
        // What the runtime takes for the end of a template.
        assert!(template.is_empty() || template.starts_with(['/', '?']) || template.starts_with("{?"), "{template}");
        format!("{BASE}{}{template}", reached.place)
    }
}

/// The first string literal in `text`.
fn literal(text: &str) -> &str {
    text.split('"').nth(1).expect("a string")
}

/// Compares the templates of all calls that `include` selects with those of the description; says how many are relative to a place.
fn assert_templates(description: &str, include: &[&str]) {
    let Some(path) = reference(description) else { return };
    let folder = Folder::new("sharing");
    let config = || include.iter().fold(Config::new().spec(&path), |config, path| config.include(*path));
    config().output(folder.path("api")).generate().unwrap_or_else(|found| panic!("{found}"));
    let mut output = Output { folder: folder.path("api"), texts: HashMap::new() };
    let inventory = config().inventory().unwrap_or_else(|found| panic!("{found}"));
    let entries: Vec<_> =
        inventory.entries.iter().flat_map(|entry| std::iter::once(entry).chain(&entry.others)).collect();
    for entry in &entries {
        assert_eq!(output.template(&entry.chain), entry.url_template, "{:?}", entry.chain);
    }
    let shared = output.texts.values().filter(|text| text.contains("PLACES,")).count();
    assert!(shared > 0, "nothing is shared");
    println!("{description}: {} calls, {shared} shared builders of {}", entries.len(), output.texts.len());
}

#[test]
fn shared_builders_make_the_templates_of_their_places() {
    let places = ["/users/*/messages/**", "/users/*/mailFolders/**", "/users/*/events/**"];
    assert_templates(V1, &places);
}

#[test]
#[ignore = "takes minutes in a debug build"]
fn all_shared_builders_make_the_templates_of_their_places() {
    for description in [V1, OFFICIAL_BETA] {
        assert_templates(description, &["/**"]);
    }
}
