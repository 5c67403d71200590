//! `Cargo.toml` of a generated crate.

use std::fmt::Write as _;
use std::path::Path;

use graph_emit::diagnostic::{Diagnostic, Diagnostics};
use graph_emit::origin::Origin;

use super::features::{FULL, Features, RUNTIME, RUSTLS};
use crate::config::Package;

/// What `[package]` says, checked as far as Cargo would refuse it.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The name of the crate.
    pub name: String,
    /// The sentence that says what it is.
    pub description: String,
    /// Its version.
    pub version: String,
    license: String,
    repository: Option<String>,
    runtime_path: Option<String>,
}

/// The manifest of a crate at `output` for the API called `title`; `None`, and told in `found`, where a setting is not valid
/// that Cargo takes.
pub fn manifest(package: &Package, output: &Path, title: &str, found: &mut Diagnostics) -> Option<Manifest> {
    let mut fault = |setting: &str, message: String, help: &str| {
        found.push(Diagnostic::error(Origin::spec(&format!("package.{setting}").into(), ""), message).help(help));
    };
    let folder = || output.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = package.name.clone().unwrap_or_else(folder);
    let version = package.version.clone().unwrap_or_else(|| "0.1.0".to_owned());
    let is_named = is_name(&name);
    if !is_named {
        let help = "a name has letters of ASCII, digits, `-` and `_`, begins with a letter, and is no longer than 64";
        fault("name", format!("`{name}` cannot be the name of a crate"), help);
    }
    let is_numbered = is_version(&version);
    if !is_numbered {
        fault("version", format!("`{version}` is not a version"), "write three numbers, such as `0.1.0`");
    }
    let sentence = || format!("Typed requests and models for {title}, generated from its OpenAPI description.");
    (is_named && is_numbered).then(|| Manifest {
        name,
        version,
        description: package.description.clone().unwrap_or_else(sentence),
        license: package.license.clone().unwrap_or_else(|| env!("CARGO_PKG_LICENSE").to_owned()),
        repository: package.repository.clone(),
        runtime_path: package.runtime_path.clone(),
    })
}

impl Manifest {
    /// The file, with `features`.
    pub fn to_toml(&self, features: &Features) -> String {
        let mut text = String::new();
        for part in [self.package(), feature_table(features), self.dependencies()] {
            let _ = writeln!(text, "{part}");
        }
        text.push_str("[lints.rust]\nunsafe_code = \"forbid\"\n");
        text
    }

    fn package(&self) -> String {
        let Self { name, version, description, license, repository, .. } = self;
        let edition = "2024";
        let pairs = [
            ("name", Some(name.as_str())),
            ("version", Some(version)),
            ("edition", Some(edition)),
            ("rust-version", Some(env!("CARGO_PKG_RUST_VERSION"))),
            ("description", Some(description)),
            ("license", Some(license)),
            ("repository", repository.as_deref()),
            ("readme", Some("README.md")),
        ];
        let mut text = "[package]\n".to_owned();
        for (key, value) in pairs {
            let Some(value) = value else { continue };
            let _ = writeln!(text, "{key} = {}", quoted(value));
        }
        text.push_str("\n[package.metadata.docs.rs]\nall-features = true\n");
        text
    }

    fn dependencies(&self) -> String {
        let path = self.runtime_path.as_ref().map(|path| format!(", path = {}", quoted(path))).unwrap_or_default();
        let version = quoted(env!("CARGO_PKG_VERSION"));
        format!("[dependencies]\ngraph-runtime = {{ version = {version}{path}, default-features = false }}\n")
    }
}

fn feature_table(features: &Features) -> String {
    let mut text = format!("[features]\n{}", line("default", &[RUSTLS]));
    text.push_str("\n# Those of `graph-runtime`, passed on.\n\n");
    for (name, brings) in RUNTIME {
        let _ = writeln!(text, "# {brings}");
        text.push_str(&line(name, &[&format!("graph-runtime/{name}")]));
    }
    text.push('\n');
    let public: Vec<_> = features.public.iter().map(|public| public.name.clone()).collect();
    text.push_str("# Everything.\n");
    text.push_str(&line(FULL, &features.leading(&public)));
    text.push_str("\n# What the README lists.\n");
    for public in &features.public {
        text.push_str(&line(&public.name, &features.leading(&public.groups)));
    }
    if !features.groups.is_empty() {
        text.push_str("\n# Types that several of the features above share; those pull them in.\n");
    }
    for group in &features.groups {
        let groups: Vec<_> = group.groups.iter().map(String::as_str).collect();
        text.push_str(&line(&group.name, &groups));
    }
    text
}

/// A feature and what it pulls in; a long list has a line each.
fn line(name: &str, pulled: &[&str]) -> String {
    let pulled: Vec<_> = pulled.iter().map(|name| quoted(name)).collect();
    let line = format!("{name} = [{}]\n", pulled.join(", "));
    if line.len() <= 120 || pulled.is_empty() {
        line
    } else {
        format!("{name} = [\n    {},\n]\n", pulled.join(",\n    "))
    }
}

/// `text` as a basic string of TOML 1.0, whatever is in it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => quoted.extend(['\\', sign]),
            sign if sign.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(sign));
            }
            sign => quoted.push(sign),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a registry takes `name`.
fn is_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|sign: char| sign.is_ascii_alphabetic())
        && name.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_'))
}

/// Whether `text` is three numbers, with or without words behind a `-` or a `+`.
fn is_version(text: &str) -> bool {
    let is_word = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.');
    let (numbers, words) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let parts: Vec<_> = numbers.split('.').collect();
    parts.len() == 3
        && parts.iter().all(|part| part.parse::<u64>().is_ok_and(|number| number.to_string() == *part))
        && words.split(['-', '+']).skip(1).all(|word| !word.is_empty())
        && words.chars().all(|sign| is_word(sign) || sign == '+')
}

#[cfg(test)]
mod tests {
    use super::{is_name, is_version, line, quoted};

    #[test]
    fn no_text_ends_its_string() {
        assert_eq!(quoted("a\"]\n[x]\\\u{7f}"), r#""a\"]\u000A[x]\\\u007F""#);
    }

    #[test]
    fn names_and_versions_are_those_of_cargo() {
        assert!(["graph-beta", "a", "A_1"].into_iter().all(is_name));
        assert!(!["", "1a", "-a", "a b", "ä", "a\"", &"a".repeat(65)].into_iter().any(is_name));
        assert!(["0.1.0", "1.2.3-beta.1", "1.0.0+a-b"].into_iter().all(is_version));
        assert!(!["", "1", "1.2", "01.2.3", "1.2.3.4", "1.2.3-", "1.2.3 ", "1.2.3-a\""].into_iter().any(is_version));
    }

    #[test]
    fn long_lists_have_a_line_each() {
        assert_eq!(line("a", &["b", "c"]), "a = [\"b\", \"c\"]\n");
        let long = "x".repeat(60);
        assert_eq!(line("a", &[&long, &long]), format!("a = [\n    \"{long}\",\n    \"{long}\",\n]\n"));
        assert_eq!(line(&long.repeat(3), &[]), format!("{} = []\n", long.repeat(3)));
    }
}
