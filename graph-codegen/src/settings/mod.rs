//! `graph-codegen.toml`: the settings of a run as a file.

mod init;
mod keys;
mod overrides;
mod schema;
#[cfg(test)]
mod tests;

pub use self::init::{Start, init};
pub use self::schema::{reference, schema};

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use graph_emit::diagnostic::Severity;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use self::keys::{Key, Kind, OUTPUTS};
use crate::config::{Config, Layout, Package};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::spec::{Position, STANDARD_INPUT, did_you_mean, is_url};

impl Config {
    /// The settings in the file at `path`; its paths are relative to its folder.
    ///
    /// ```toml
    /// spec = ["specs/call-reject.yaml", "specs/mail-*.yaml"]
    /// include = ["/communications/**"]   # default: everything
    /// exclude = ["/communications/calls/{id}#DELETE"]
    /// include_type = ["microsoft.graph.tokenMeetingInfo"]
    /// include_derived = ["microsoft.graph.attachment"]   # all types that derive from it
    /// without_fixup = ["events_delta_needs_no_range"]   # default: all corrections are applied
    /// output = "src/graph"
    /// layout = "modules"                 # or "file" or "crate"
    /// format = true
    /// strict = true                      # what cannot be generated as described is an error
    ///
    /// [package]                          # for the layout "crate"; all keys have defaults
    /// name = "graph-beta-all"
    /// version = "0.1.0"
    /// description = "Microsoft Graph beta for our robots"
    /// license = "MIT OR Apache-2.0"
    /// repository = "https://example.com/graph-beta-all"
    /// runtime-path = "../graph-runtime"  # where `graph-runtime` is, seen from the output
    /// ```
    ///
    /// # Errors
    /// The file cannot be read, is not TOML, holds a key or a value that means nothing, or has several outputs; all of it at
    /// once.
    pub fn from_file(path: &Path) -> Result<Self, Diagnostics> {
        let mut all = Self::all_from_file(path)?;
        if all.len() == 1 {
            return Ok(all.remove(0).1);
        }
        let names: Vec<_> = all.iter().map(|(name, _)| name.as_str()).collect();
        let message = format!("the settings have several outputs: `{}`", names.join("`, `"));
        let help = "choose one with `--only`, or read all of them with `Config::all_from_file`";
        Err(Diagnostics::from(vec![fault(path, None, message, help)]))
    }

    /// The settings of all outputs in the file at `path`, each with its name: those of `[outputs.NAME]`, with what stands at the
    /// top where they say nothing. A file without such tables has one output, whose name is empty.
    ///
    /// ```toml
    /// strict = true                      # for both
    ///
    /// [outputs.beta]
    /// spec = "beta.yaml"
    /// output = "graph-beta-all"
    /// layout = "crate"
    ///
    /// [outputs.calls]
    /// spec = "v1.0.yaml"
    /// include = "/communications/**"
    /// output = "src/calls"
    ///
    /// [outputs.calls.types."microsoft.graph.call"]
    /// rename = "PhoneCall"
    /// ```
    ///
    /// # Errors
    /// The file cannot be read, is not TOML, or holds a key or a value that means nothing; all of it at once.
    pub fn all_from_file(path: &Path) -> Result<Vec<(String, Self)>, Diagnostics> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                let message = format!("the settings cannot be read: {error}");
                return Err(Diagnostics::from(vec![fault(path, None, message, "check the path")]));
            }
        };
        let mut file = SettingsFile { path, text: &text, faults: Vec::new() };
        let all = match DeTable::parse(&text) {
            Ok(table) => file.outputs(table.get_ref()),
            Err(error) => {
                file.report(error.span(), error.message(), "the file is TOML: `key = \"value\"`");
                Vec::new()
            }
        };
        file.faults.sort_by_key(|fault| fault.place.position);
        if file.faults.is_empty() { Ok(all) } else { Err(Diagnostics::from(file.faults)) }
    }
}

/// A file while it is read.
struct SettingsFile<'a> {
    path: &'a Path,
    text: &'a str,
    faults: Vec<Diagnostic>,
}

impl SettingsFile<'_> {
    /// All outputs, each with its name.
    fn outputs(&mut self, table: &DeTable<'_>) -> Vec<(String, Config)> {
        let shared = self.config(table, &mut keys::top());
        let Some((_, value)) = table.iter().find(|(key, _)| key.get_ref() == OUTPUTS.name) else {
            return vec![(String::new(), shared)];
        };
        let mut all = Vec::new();
        let mut taken: BTreeMap<PathBuf, String> = BTreeMap::new();
        for (name, span, table) in self.tables(value) {
            let config = self.config(table, &mut keys::OUTPUT.iter()).or(shared.clone());
            if let Some(first) = config.output_path().and_then(|path| taken.insert(path.to_owned(), name.clone())) {
                let message = format!("the outputs `{first}` and `{name}` write to the same place");
                self.report(Some(span), &message, "give each an `output` of its own");
            }
            all.push((name, config));
        }
        if all.is_empty() {
            self.report(
                Some(value.span()),
                "there is no output in `outputs`",
                "write a table such as `[outputs.beta]`",
            );
        }
        all
    }

    fn config(&mut self, table: &DeTable<'_>, keys: &mut dyn Iterator<Item = &'static Key>) -> Config {
        let known: Vec<_> = keys.map(|key| key.name).collect();
        let mut config = Config::new();
        for (key, value) in table {
            config = match key.get_ref().as_ref() {
                unknown if !known.contains(&unknown) => {
                    self.unknown(unknown, key.span(), &known);
                    config
                }
                "spec" => {
                    self.texts(value).into_iter().fold(config, |config, spec| config.spec(self.description(&spec)))
                }
                "include_type" => self.texts(value).into_iter().fold(config, Config::include_type),
                "include_derived" => self.texts(value).into_iter().fold(config, Config::include_derived),
                "without_fixup" => self.texts(value).into_iter().fold(config, Config::without_fixup),
                "include" => self.texts(value).into_iter().fold(config, Config::include),
                "exclude" => self.texts(value).into_iter().fold(config, Config::exclude),
                "output" => self.text(value).into_iter().fold(config, |config, path| config.output(self.beside(&path))),
                "layout" => self.layout(value).into_iter().fold(config, Config::layout),
                "format" => self.boolean(value).into_iter().fold(config, Config::format),
                "strict" => self.boolean(value).into_iter().fold(config, Config::strict),
                "package" => config.package(self.package(value)),
                "types" => self.types(value, config),
                "operations" => self.operations(value, config),
                // It is read when the rest is.
                _ => config,
            };
        }
        config
    }

    /// The tables in `value`, each with its name and the place of that.
    fn tables<'v, 'i>(&mut self, value: &'v Spanned<DeValue<'i>>) -> Vec<(String, Range<usize>, &'v DeTable<'i>)> {
        let Some(all) = value.get_ref().as_table() else {
            self.mistyped(value, "a table");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (name, value) in all {
            match value.get_ref().as_table() {
                Some(table) => tables.push((name.get_ref().to_string(), name.span(), table)),
                None => self.mistyped(value, "a table"),
            }
        }
        tables
    }

    fn package(&mut self, value: &Spanned<DeValue<'_>>) -> Package {
        let mut package = Package::default();
        let Some(table) = value.get_ref().as_table() else {
            self.mistyped(value, "a table");
            return package;
        };
        for (key, value) in table {
            let part = match key.get_ref().as_ref() {
                "name" => &mut package.name,
                "version" => &mut package.version,
                "description" => &mut package.description,
                "license" => &mut package.license,
                "repository" => &mut package.repository,
                "runtime-path" => &mut package.runtime_path,
                unknown => {
                    self.unknown(unknown, key.span(), &names_in("package"));
                    continue;
                }
            };
            *part = self.text(value);
        }
        package
    }

    fn unknown(&mut self, key: &str, span: Range<usize>, keys: &[&str]) {
        let help = did_you_mean(key, keys.iter().copied());
        let help = help.unwrap_or_else(|| format!("the keys are {}", keys.join(", ")));
        self.report(Some(span), &format!("unknown key `{key}`"), &help);
    }

    /// A path relative to the file.
    fn beside(&self, path: &str) -> PathBuf {
        self.path.parent().unwrap_or(Path::new("")).join(path)
    }

    /// A description: a path, or what says that it is not one.
    fn description(&self, text: &str) -> PathBuf {
        if text == STANDARD_INPUT || is_url(text) { PathBuf::from(text) } else { self.beside(text) }
    }

    /// A list of strings, or one string.
    fn texts(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        match value.get_ref() {
            DeValue::Array(values) => values.iter().filter_map(|value| self.text(value)).collect(),
            _ => self.text(value).into_iter().collect(),
        }
    }

    fn text(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.mistyped(value, "a string");
        }
        text
    }

    fn boolean(&mut self, value: &Spanned<DeValue<'_>>) -> Option<bool> {
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            self.mistyped(value, "`true` or `false`");
        }
        boolean
    }

    fn layout(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Layout> {
        let name = self.text(value)?;
        let layout = Layout::ALL.into_iter().find(|layout| layout.name() == name);
        if layout.is_none() {
            let names = Layout::ALL.map(Layout::name);
            let help = did_you_mean(&name, names).unwrap_or_else(|| format!("the layouts are {}", names.join(", ")));
            self.report(Some(value.span()), &format!("there is no layout `{name}`"), &help);
        }
        layout
    }

    fn mistyped(&mut self, value: &Spanned<DeValue<'_>>, expected: &str) {
        let message = format!("expected {expected}, found {}", value.get_ref().type_str());
        self.report(Some(value.span()), &message, &format!("write {expected}"));
    }

    fn report(&mut self, span: Option<Range<usize>>, message: &str, help: &str) {
        let position = span.map(|span| Position::of(self.text, span.start));
        self.faults.push(fault(self.path, position.map(|position| (self.text, position)), message.to_owned(), help));
    }
}

/// The keys of the table `name`.
fn names_in(name: &str) -> Vec<&'static str> {
    let keys = keys::OUTPUT.iter().find(|key| key.name == name).map(|key| key.kind).map(Kind::keys);
    keys.unwrap_or_default().iter().map(|key| key.name).collect()
}

fn fault(path: &Path, at: Option<(&str, Position)>, message: String, help: &str) -> Diagnostic {
    let place = Place::in_text(&path.to_string_lossy(), at);
    Diagnostic { severity: Severity::Error, message, help: Some(help.to_owned()), place, labels: Vec::new() }
}
