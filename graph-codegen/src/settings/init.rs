//! A first `graph-codegen.toml`: all keys with what they do, those that are known with their values.

use std::fmt::Write as _;
use std::path::Path;

use graph_emit::count::counted;
use serde_json::Value;

use super::keys::{Key, Kind, OUTPUT, OUTPUTS, top};
use crate::diagnostics::Diagnostics;
use crate::spec::is_url;

/// What is known of an output before there is a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Start {
    /// Its name; empty for the only one.
    pub name: String,
    /// The descriptions.
    pub spec: Vec<String>,
    /// Where they are to be downloaded from.
    pub download: Option<String>,
    /// The paths to generate.
    pub include: Vec<String>,
    /// The paths to leave out.
    pub exclude: Vec<String>,
    /// Where to write.
    pub output: Option<String>,
}

impl Start {
    /// What `text` says, a `kiota-lock.json` or a `.kiota/workspace.json` at `path`, whose patterns mean the same here. Where a
    /// client writes its code is not taken over: that is code in another language.
    ///
    /// # Errors
    /// It is neither of the two.
    pub fn of_kiota(path: &Path, text: &str) -> Result<Vec<Self>, Diagnostics> {
        let neither = || {
            let message = "this is neither a `kiota-lock.json` nor a Kiota workspace".to_owned();
            Diagnostics::of_argument(&path.display().to_string(), message, "name a file that Kiota wrote".to_owned())
        };
        let value: Value = serde_json::from_str(text).map_err(|_| neither())?;
        let folder = path.parent().unwrap_or(Path::new(""));
        if let Some(clients) = value.get("clients").and_then(Value::as_object) {
            // Paths of a workspace are relative to the folder that `.kiota` is in.
            let folder = folder.parent().unwrap_or(Path::new(""));
            let starts: Vec<_> = clients.iter().map(|(name, client)| Self::of_client(name, client, folder)).collect();
            return match starts.len() {
                0 => Err(Diagnostics::of_argument(
                    &path.display().to_string(),
                    "the workspace has no client".to_owned(),
                    "add one".to_owned(),
                )),
                1 => Ok(starts.into_iter().map(|start| Self { name: String::new(), ..start }).collect()),
                _ => Ok(starts),
            };
        }
        value
            .get("descriptionLocation")
            .is_some()
            .then(|| vec![Self::of_client("", &value, folder)])
            .ok_or_else(neither)
    }

    fn of_client(name: &str, client: &Value, folder: &Path) -> Self {
        let texts = |key: &str| {
            let list = client.get(key).and_then(Value::as_array).into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let location = client.get("descriptionLocation").and_then(Value::as_str).unwrap_or_default();
        let is_url = is_url(location);
        let file = if is_url {
            let last = location.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
            if last.is_empty() { "description.yaml".to_owned() } else { last.to_owned() }
        } else {
            folder.join(location).to_string_lossy().replace('\\', "/")
        };
        Self {
            name: name.to_owned(),
            spec: vec![file],
            download: is_url.then(|| location.to_owned()),
            include: texts("includePatterns"),
            exclude: texts("excludePatterns"),
            output: (!name.is_empty()).then(|| format!("src/{}", directory(name))),
        }
    }

    /// The values that are known, by their keys.
    fn values(&self) -> Vec<(&'static str, String)> {
        let list = |texts: &[String]| match texts {
            [one] => quoted(one),
            several => format!("[{}]", several.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")),
        };
        let lists = [("spec", &self.spec), ("include", &self.include), ("exclude", &self.exclude)];
        let lists = lists.into_iter().filter(|(_, texts)| !texts.is_empty()).map(|(key, texts)| (key, list(texts)));
        lists.chain(self.output.iter().map(|output| ("output", quoted(output)))).collect()
    }
}

/// The text of a `graph-codegen.toml` for `starts`: one output without a name, or several with names.
pub fn init(starts: &[Start]) -> String {
    let mut text = String::from("# The settings of graph-codegen. Paths are relative to this file.\n");
    match starts {
        [] => keys(
            &mut text,
            &Start { spec: vec!["beta.yaml".to_owned()], output: Some("src/graph".to_owned()), ..Start::default() },
        ),
        [only] => keys(&mut text, only),
        several => {
            let _ = writeln!(text, "# {}; what all share may stand above them.", counted(several.len(), "output"));
            for start in several {
                let _ = write!(text, "\n[{}.{}]\n", OUTPUTS.name, quoted(&start.name));
                downloaded(&mut text, start);
                start.values().iter().for_each(|(key, value)| {
                    let _ = writeln!(text, "{key} = {value}");
                });
            }
        }
    }
    text
}

/// All keys, those that `start` has a value of without a `#` before them.
fn keys(text: &mut String, start: &Start) {
    let known = start.values();
    for Key { name, kind, doc, example } in &OUTPUT {
        if !kind.keys().is_empty() {
            continue;
        }
        let _ = write!(text, "\n# {doc}\n");
        if *name == "spec" {
            downloaded(text, start);
        }
        let _ = match known.iter().find(|(key, _)| key == name) {
            Some((_, value)) => writeln!(text, "{name} = {value}"),
            None => writeln!(text, "# {name} = {example}"),
        };
    }
    for key in top().filter(|key| !key.kind.keys().is_empty() && key.name != OUTPUTS.name) {
        let header = if matches!(key.kind, Kind::Table(_)) {
            key.name.to_owned()
        } else {
            format!("{}.{}", key.name, key.example)
        };
        let _ = write!(text, "\n# {}\n# [{header}]\n", key.doc);
        for Key { name, kind, doc, example } in key.kind.keys() {
            let value =
                if matches!(kind, Kind::TextByName) { format!("{{ {example} }}") } else { (*example).to_owned() };
            let _ = writeln!(text, "# {name} = {value}  # {doc}");
        }
    }
}

fn downloaded(text: &mut String, start: &Start) {
    if let Some(url) = &start.download {
        let _ = writeln!(text, "# Download it first: {}", url.replace(char::is_control, " "));
    }
}

/// `name` as that of a directory of modules.
fn directory(name: &str) -> String {
    graph_emit::names::module_ident(name).bare().to_owned()
}

/// `text` as a basic string of TOML, whose escapes are those of JSON; only this forbids one more character.
fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}
