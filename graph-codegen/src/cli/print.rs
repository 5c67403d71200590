//! The commands that print what there is and write nothing.

use std::io::{self, Read};
use std::path::Path;

use graph_codegen::snippet::curl_request;
use graph_codegen::spec::{Fixup, all_fixups};
use graph_codegen::{Config, Diagnostics, Sliced, describe, settings};
use graph_emit::count::counted;

use super::args::{Dialect, Writing};
use super::outcome::Outcome;

/// The selected part of the description.
pub fn slice(config: &Config, dialect: Option<Dialect>, json: bool) -> Result<Outcome, Diagnostics> {
    let sliced = match dialect {
        None => config.slice()?,
        Some(Dialect::Official) => config.official_slice()?,
    };
    let summary = sliced.summary();
    let Sliced { slice, warnings, .. } = sliced;
    let output = if json { format!("{}\n", slice.to_json()) } else { slice.to_yaml() };
    Ok(Outcome::of(output, summary, warnings))
}

/// The operations, one a line.
pub fn inventory(config: &Config, json: bool) -> Result<Outcome, Diagnostics> {
    let inventory = config.inventory()?;
    let output = if json { inventory.to_json_lines() } else { inventory.to_string() };
    Ok(Outcome::of(output, inventory.summary(), inventory.warnings))
}

/// The operations as declarations in `module`.
pub fn declarations(config: &Config, module: &str, json: bool) -> Result<Outcome, Diagnostics> {
    let declared = config.declarations(module)?;
    let output = if json {
        format!("{}\n", serde_json::json!({ "source": declared.source, "operations": declared.operations }))
    } else {
        declared.source
    };
    let summary = format!("{} declared\n", counted(declared.operations, "operation"));
    Ok(Outcome::of(output, summary, declared.warnings))
}

/// The description of what `file` declares.
pub fn description(file: &Path, json: bool) -> Result<Outcome, Diagnostics> {
    let (name, text) = source(file)?;
    let described = describe(&name, &text)?;
    let output = if json { format!("{}\n", described.to_json()) } else { described.to_yaml() };
    Ok(Outcome::of(output, String::new(), Diagnostics::default()))
}

/// The Rust that sends the request on standard input.
pub fn snippet(config: &Config, writing: &Writing, json: bool) -> Result<Outcome, Diagnostics> {
    let snippet = config.snippet(&curl_request(&request()?)?, &writing.style())?;
    let output = match (json, writing.body_only) {
        (true, _) => format!("{}\n", snippet.to_json()),
        (false, true) => snippet.body_only(),
        (false, false) => snippet.to_string(),
    };
    let notes = snippet.notes.iter().flat_map(|note| ["note: ", note, "\n"]).collect();
    Ok(Outcome::of(output, notes, snippet.warnings))
}

/// The corrections of Microsoft's descriptions.
pub fn fixups(json: bool) -> Outcome {
    let fixups = all_fixups().into_iter();
    let output = if json {
        let fixup = |one: Fixup| serde_json::json!({ "name": one.name, "reason": one.reason, "link": one.link });
        format!("{}\n", fixups.map(fixup).collect::<serde_json::Value>())
    } else {
        fixups.flat_map(|one| [one.name, "\n    ", one.reason, "\n    ", one.link, "\n"]).collect()
    };
    Outcome::of(output, String::new(), Diagnostics::default())
}

/// The JSON schema of the settings.
pub fn schema() -> Outcome {
    Outcome::of(format!("{:#}\n", settings::schema()), String::new(), Diagnostics::default())
}

/// The file of declarations, with its name.
fn source(file: &Path) -> Result<(String, String), Diagnostics> {
    let (name, text) = if file == Path::new("-") {
        ("standard input".to_owned(), io::read_to_string(io::stdin().lock()))
    } else {
        (file.display().to_string(), std::fs::read_to_string(file))
    };
    text.map(|text| (name.clone(), text)).map_err(|error| Diagnostics::unreadable_source(&name, &error))
}

/// The request on standard input.
fn request() -> Result<String, Diagnostics> {
    let mut text = String::new();
    match io::stdin().lock().read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(Diagnostics::unreadable("standard input", &error)),
    }
}
