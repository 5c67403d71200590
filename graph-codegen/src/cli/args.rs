//! The flags and commands, and the settings they make.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use graph_codegen::snippet::{CratePath, Style};
use graph_codegen::spec::Pattern;
use graph_codegen::{Config, Diagnostics, Layout};

use super::cache::cache_folder;
use super::diff::{Comparison, Saying};
use super::find::{Part, Subject, Words};
use super::init::Init;
#[cfg(feature = "update")]
use super::update::Fetching;

/// The file that holds the settings where no `--spec` is given.
pub const SETTINGS_FILE: &str = "graph-codegen.toml";

/// Writes Rust bindings for Microsoft Graph from its OpenAPI description.
#[derive(Debug, Parser)]
#[command(name = "graph-codegen", version, after_help = AFTER_HELP)]
pub struct Cli {
    /// How much to say.
    #[command(flatten)]
    pub voice: Voice,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Without --spec, the settings are those of graph-codegen.toml in this folder or the nearest one above it; flags come \
first.\n\nExit codes: 0 done, 1 the input is at fault or the output is stale, 2 wrong usage, 3 what `diff --fail-on` names was found.";

/// How much is said.
#[derive(Args, Clone, Copy, Debug)]
pub struct Voice {
    /// Say nothing but errors.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say what is being done, which corrections are applied and why, and which files change.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Show all problems, each at each of its places; without, each once, and 20 of them.
    #[arg(long, global = true)]
    pub all: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the bindings.
    Generate {
        /// What to read.
        #[command(flatten)]
        settings: Settings,
        /// Where to write.
        #[command(flatten)]
        target: Target,
    },
    /// Say whether the bindings on disk are up to date; write nothing.
    Check {
        /// What to read.
        #[command(flatten)]
        settings: Settings,
        /// Where they are.
        #[command(flatten)]
        target: Target,
    },
    /// Print the selected part of the description: YAML, or JSON with `--json`.
    Slice {
        /// What to read.
        #[command(flatten)]
        settings: Settings,
        /// Print it as the bindings understand it, for other tools that work on the same calls: corrected, and with the
        /// paths that are called, in the dialect of Microsoft's official descriptions.
        #[arg(long, value_enum)]
        dialect: Option<Dialect>,
    },
    /// Print what would be generated, an operation a line.
    Inventory {
        /// What to read.
        #[command(flatten)]
        settings: Settings,
        /// How to print it.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Find operations and types by words, whether or not they are selected.
    Find {
        /// What to read.
        #[command(flatten)]
        settings: Settings,
        /// What to look for.
        #[command(flatten)]
        words: Words,
    },
    /// Print the tree of paths, whether or not they are selected.
    Tree {
        /// What to read.
        #[command(flatten)]
        settings: Settings,
        /// Which part.
        #[command(flatten)]
        part: Part,
    },
    /// Tell all about one operation or type: the Rust that calls it, what it is made of, what it costs, where it is used.
    Explain {
        /// What to read.
        #[command(flatten)]
        settings: Settings,
        /// What to tell about.
        #[command(flatten)]
        subject: Subject,
    },
    /// Print the selected operations and the types that they mention as declarations in Rust, for the macros.
    Declare {
        /// What to read.
        #[command(flatten)]
        settings: Settings,
        /// The module that they stand in.
        #[arg(long, value_name = "NAME", default_value = "graph", value_parser = module_name)]
        module: String,
    },
    /// Print the OpenAPI description of the operations that a file of Rust declares: YAML, or JSON with `--json`.
    Describe {
        /// The file, or `-` for standard input.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Print the result, and what is wrong, as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print what became of the Rust API between two descriptions or bindings, and what that means for callers.
    Diff {
        /// What to read.
        #[command(flatten)]
        settings: Settings,
        /// What to compare.
        #[command(flatten)]
        comparison: Comparison,
        /// What to say of it.
        #[command(flatten)]
        saying: Saying,
        /// The bindings to compare with where OLD is left out, in place of those that the settings file names.
        #[arg(long, value_name = "FOLDER")]
        output: Option<PathBuf>,
    },
    /// Fetch the description anew, write the bindings of it, and print what became of the Rust API: all of it or nothing.
    #[cfg(feature = "update")]
    Update {
        /// What to read; the one description is replaced.
        #[command(flatten)]
        settings: Settings,
        /// Where to write.
        #[command(flatten)]
        target: Target,
        /// Where it comes from.
        #[command(flatten)]
        fetching: Fetching,
        /// What to say of it.
        #[command(flatten)]
        saying: Saying,
    },
    /// Print the Rust that sends the HTTP request on standard input: a request line, headers, an empty line, a body; or a
    /// `curl` command.
    Snippet {
        /// What to read.
        #[command(flatten)]
        settings: Settings,
        /// How to write it.
        #[command(flatten)]
        writing: Writing,
    },
    /// Write a first `graph-codegen.toml`, with all settings and what they do.
    Init(Init),
    /// List the corrections of Microsoft's descriptions, which `--without-fixup` leaves out by their names.
    Fixups {
        /// Print them as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print the JSON schema of `graph-codegen.toml`, for editors.
    Schema,
    /// Print what completes commands and flags in a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page, or that of a command.
    Man {
        /// The command.
        #[arg(value_name = "COMMAND")]
        command: Option<String>,
    },
}

/// How a snippet is written.
#[derive(Args, Debug)]
pub struct Writing {
    /// Where the bindings are; the path that `use` lines start with.
    #[arg(long = "crate", value_name = "PATH", default_value = "graph_beta")]
    crate_path: CratePath,
    /// Print only the statement that makes the body, with its `use` lines.
    #[arg(long)]
    pub body_only: bool,
    /// Send what the description does not declare all the same, with a warning.
    #[arg(long)]
    lenient: bool,
}

/// In which words a slice is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Dialect {
    /// As in Microsoft's official descriptions.
    Official,
}

/// How an inventory is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Columns for people.
    #[default]
    Table,
    /// A JSON object a line.
    Json,
}

/// What all commands share.
#[derive(Args, Debug)]
pub struct Settings {
    /// The file with the settings.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The outputs of the file with the settings that are meant, by their names; by default `generate` and `check` do all.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// OpenAPI 3.0 descriptions, YAML or JSON: files, patterns such as 'specs/*.yaml', or `-` for standard input.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    spec: Vec<PathBuf>,
    /// Paths to generate, such as `/users/{id}/**` or `/users/{id}#GET`; may be repeated.
    #[arg(long, value_name = "PATTERN")]
    include: Vec<Pattern>,
    /// Paths to leave out; may be repeated.
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<Pattern>,
    /// Types to generate though no operation names them, such as `microsoft.graph.fileAttachment`; may be repeated.
    #[arg(long, value_name = "NAME")]
    include_type: Vec<String>,
    /// Base types of which to generate all that derive from them, such as `microsoft.graph.attachment`; may be repeated.
    #[arg(long, value_name = "BASE")]
    include_derived: Vec<String>,
    /// A correction of Microsoft's description to leave out, by its name in the report; may be repeated.
    #[arg(long, value_name = "NAME")]
    without_fixup: Vec<String>,
    /// Fail, and write nothing, where something described would be left out or simplified.
    #[arg(long)]
    strict: bool,
    /// Print the result, and what is wrong, as JSON.
    #[arg(long)]
    pub json: bool,
}

/// What is said about the output.
#[derive(Args, Debug)]
pub struct Target {
    /// The folder to write to, or the file with `--layout file`.
    #[arg(long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// A folder with a file per module, one file for `include!`, or a crate to publish.
    #[arg(long, value_enum)]
    layout: Option<LayoutName>,
    /// Leave the code as bare tokens.
    #[arg(long)]
    no_format: bool,
    /// Drop the names of what is gone from the `.lock` files.
    #[arg(long)]
    forget: bool,
    /// Do all of the work, though nothing may have changed since the last run, and keep nothing for the next one.
    #[arg(long)]
    no_cache: bool,
}

/// A [`Layout`] by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LayoutName {
    Modules,
    File,
    Crate,
}

/// Why there are no settings.
#[derive(Debug)]
pub enum NoSettings {
    /// Neither a description nor a file with settings was named or found.
    Nowhere,
    /// It was not said where to write.
    NoOutput,
    /// The file with the settings is at fault.
    Faulty(Diagnostics),
    /// It has several outputs, of these names, and the command is about one.
    Several(Vec<String>),
    /// It has no output of the first name, but these.
    NoSuch(String, Vec<String>),
}

impl Command {
    /// Whether the result is printed as JSON.
    pub fn is_json(&self) -> bool {
        match self {
            Self::Describe { json, .. } | Self::Fixups { json } => *json,
            Self::Diff { settings, saying, .. } => settings.json || saying.is_json(),
            #[cfg(feature = "update")]
            Self::Update { settings, saying, .. } => settings.json || saying.is_json(),
            _ => self.settings().is_some_and(|settings| settings.json),
        }
    }

    /// The settings of the command; `None` for one that reads no description.
    fn settings(&self) -> Option<&Settings> {
        match self {
            Self::Describe { .. }
            | Self::Fixups { .. }
            | Self::Init(_)
            | Self::Schema
            | Self::Completions { .. }
            | Self::Man { .. } => None,
            #[cfg(feature = "update")]
            Self::Update { settings, .. } => Some(settings),
            Self::Generate { settings, .. }
            | Self::Check { settings, .. }
            | Self::Slice { settings, .. }
            | Self::Inventory { settings, .. }
            | Self::Find { settings, .. }
            | Self::Tree { settings, .. }
            | Self::Explain { settings, .. }
            | Self::Declare { settings, .. }
            | Self::Diff { settings, .. }
            | Self::Snippet { settings, .. } => Some(settings),
        }
    }

    /// The settings of the flags, and behind them those of each output of a file, with its name.
    pub fn configs(&self) -> Result<Vec<(String, Config)>, NoSettings> {
        let Some(settings) = self.settings() else { return Ok(vec![(String::new(), Config::new())]) };
        let flags = self.flags(settings);
        if let Self::Diff { comparison, .. } = self
            && !comparison.needs_settings()
            && settings.config.is_none()
        {
            return Ok(vec![(String::new(), flags)]);
        }
        let configs = match settings.file() {
            Some(file) => settings.chosen(Config::all_from_file(&file).map_err(NoSettings::Faulty)?)?,
            None if settings.spec.is_empty() => return Err(NoSettings::Nowhere),
            None => settings.chosen(vec![(String::new(), Config::new())])?,
        };
        let writes = matches!(self, Self::Generate { .. } | Self::Check { .. });
        let configs: Vec<_> = configs.into_iter().map(|(name, config)| (name, flags.clone().or(config))).collect();
        match configs.as_slice() {
            several if !writes && several.len() > 1 => {
                Err(NoSettings::Several(several.iter().map(|(name, _)| name.clone()).collect()))
            }
            all if writes && all.iter().any(|(_, config)| !config.has_output()) => Err(NoSettings::NoOutput),
            // Each would write where the others do.
            all if all.len() > 1 && self.names_an_output() => {
                Err(NoSettings::Several(all.iter().map(|(name, _)| name.clone()).collect()))
            }
            _ => Ok(configs),
        }
    }

    fn names_an_output(&self) -> bool {
        matches!(self, Self::Generate { target, .. } | Self::Check { target, .. } if target.output.is_some())
    }

    /// What the flags say, of which `settings` are those that all commands share.
    fn flags(&self, settings: &Settings) -> Config {
        match self {
            Self::Generate { target, .. } | Self::Check { target, .. } => target.add_to(settings.flags()),
            Self::Diff { output, .. } => output.iter().fold(settings.flags(), Config::output),
            #[cfg(feature = "update")]
            Self::Update { target, .. } => target.add_to(settings.flags()),
            Self::Explain { subject, .. } => {
                cache_folder().filter(|_| subject.keeps()).into_iter().fold(settings.flags(), Config::cache)
            }
            _ => settings.flags(),
        }
    }
}

/// A name that a module may have.
fn module_name(text: &str) -> Result<String, String> {
    match graph_emit::names::parse(text) {
        Some(name) => Ok(name.to_string()),
        None => Err("it is not the name of a module".to_owned()),
    }
}

impl Settings {
    /// The file with settings that counts: the one named, or the nearest one where no description is named.
    fn file(&self) -> Option<PathBuf> {
        if self.config.is_some() || !self.spec.is_empty() {
            return self.config.clone();
        }
        let here = std::env::current_dir().ok()?;
        let depth = here.ancestors().position(|folder| folder.join(SETTINGS_FILE).is_file())?;
        // Relative, so that what is said about the files in it is short.
        Some(std::iter::repeat_n(Path::new(".."), depth).collect::<PathBuf>().join(SETTINGS_FILE))
    }

    /// Those of `outputs` that `--only` names; all without it.
    fn chosen(&self, outputs: Vec<(String, Config)>) -> Result<Vec<(String, Config)>, NoSettings> {
        let names: Vec<_> = outputs.iter().map(|(name, _)| name.clone()).filter(|name| !name.is_empty()).collect();
        if let Some(unknown) = self.only.iter().find(|name| !names.contains(name)) {
            return Err(NoSettings::NoSuch(unknown.clone(), names));
        }
        Ok(outputs.into_iter().filter(|(name, _)| self.only.is_empty() || self.only.contains(name)).collect())
    }

    fn flags(&self) -> Config {
        let mut config = Config::new();
        config = self.spec.iter().fold(config, Config::spec);
        config = self.include.iter().map(Pattern::to_string).fold(config, Config::include);
        config = self.exclude.iter().map(Pattern::to_string).fold(config, Config::exclude);
        config = self.include_type.iter().fold(config, Config::include_type);
        config = self.include_derived.iter().fold(config, Config::include_derived);
        config = self.without_fixup.iter().fold(config, Config::without_fixup);
        if self.strict { config.strict(true) } else { config }
    }
}

impl Writing {
    /// The style of the snippet.
    pub fn style(&self) -> Style {
        Style::default().crate_path(self.crate_path.clone()).lenient(self.lenient)
    }
}

impl Target {
    fn add_to(&self, mut config: Config) -> Config {
        config = self.output.iter().fold(config, Config::output);
        config = self.layout.iter().fold(config, |config, layout| config.layout((*layout).into()));
        config = if self.no_format { config.format(false) } else { config };
        config = cache_folder().filter(|_| !self.no_cache).into_iter().fold(config, Config::cache);
        config.forget(self.forget)
    }
}

impl From<LayoutName> for Layout {
    fn from(name: LayoutName) -> Self {
        match name {
            LayoutName::Modules => Self::Modules,
            LayoutName::File => Self::File,
            LayoutName::Crate => Self::Crate,
        }
    }
}
