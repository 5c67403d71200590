//! From an HTTP request as text to the Rust that sends it through the generated API.
//!
//! ```text
//! text -request-> parts -wanted, way, segment-> builder -query, header, body-> calls -code-> Snippet
//!                                          |        entries, filter, fields
//!                                       Checked     types, value, patch, scalar
//! ```
//!
//! Nothing of the request gets into the code but as a literal.

mod argument;
mod body;
mod code;
#[cfg(feature = "cli")]
mod curl;
mod entries;
mod faults;
mod fields;
mod filter;
mod header;
mod imports;
mod media;
mod node;
mod note;
mod patch;
mod query;
mod request;
mod scalar;
mod segment;
mod types;
mod value;
mod wanted;
mod way;

pub use code::Snippet;
#[cfg(feature = "cli")]
pub use curl::request as curl_request;
pub use imports::{CratePath, NotAPath};

use graph_emit::checked::{Checked, Gate, Operation};
use graph_emit::diagnostic::Diagnostics as Found;
use graph_emit::ir::Method;
use graph_emit::names::Name;

use self::faults::Faults;
use self::media::Chosen;
use self::note::Bindings;
use self::request::{Part, Request};
use self::way::{Respelled, Way};
use crate::config::{Config, Layout};
use crate::diagnostics::Diagnostics;
use crate::output::Features;

/// How snippets are written.
#[derive(Clone, Debug, Default)]
pub struct Style {
    crate_path: CratePath,
    lenient: bool,
}

/// An API to write snippets for, read once.
#[derive(Debug)]
pub struct Snippets {
    api: Checked,
    bindings: Bindings,
    /// Whether all of the descriptions is selected.
    is_whole: bool,
}

impl Style {
    /// Where the bindings are; `graph_beta` if not said.
    pub fn crate_path(mut self, path: CratePath) -> Self {
        self.crate_path = path;
        self
    }

    /// Whether what the description does not declare is sent all the same, by the ways that take any name, and told as a
    /// warning; otherwise it is an error.
    pub fn lenient(mut self, lenient: bool) -> Self {
        self.lenient = lenient;
        self
    }
}

impl Config {
    /// The whole of the selected API, to write many snippets for.
    ///
    /// # Errors
    /// All that is wrong with the settings or the descriptions.
    pub fn snippets(&self) -> Result<Snippets, Diagnostics> {
        let mut api = self.checked()?;
        let mut unchecked = Found::new();
        let selection = self.selection(&mut unchecked);
        let is_whole = selection.is_everything();
        let may_be_crate = self.chosen_layout() == Layout::Crate || (is_whole && !self.has_layout());
        // That there would be too many features is told when a crate is made.
        let features = may_be_crate.then(|| Features::assign(&mut api, &selection, &mut unchecked)).flatten();
        let may_be_slice = is_whole && !self.has_layout();
        Ok(Snippets { api, bindings: Bindings { may_be_slice, features }, is_whole })
    }

    /// The Rust that sends `request`: a request line, headers, an empty line and the body.
    ///
    /// Only what the request reaches is read of the descriptions, as long as that makes no difference.
    ///
    /// # Errors
    /// All that is wrong with the settings or the descriptions, or all in the request that is not in them.
    pub fn snippet(&self, request: &str, style: &Style) -> Result<Snippet, Diagnostics> {
        if self.reads_standard_input() {
            return Err(Diagnostics::misplaced_input());
        }
        if let Some(api) = self.reached_by(request) {
            // What this slice has, those that the snippet is for have.
            let part = Snippets { api, bindings: Bindings::default(), is_whole: false };
            let (snippet, is_open) = part.write(request, style);
            // What a slice does not know the whole may: navigation properties, derived types, other paths.
            if snippet.is_ok() && !is_open {
                return snippet;
            }
        }
        self.snippets()?.of(request, style)
    }

    /// The part of the API that `request` names; `None` where there is none, or it cannot be read.
    fn reached_by(&self, request: &str) -> Option<Checked> {
        let mut faults = Faults::new(request, false);
        let request = Request::parse(request, &mut faults)?;
        let readings = wanted::readings(&wanted::segments(request.path, None));
        self.checked_part(&|path| readings.iter().any(|wanted| wanted::fits(path, wanted)))
    }
}

impl Snippets {
    /// The Rust that sends `request`: a request line, headers, an empty line and the body.
    ///
    /// # Errors
    /// All in the request that is not in the API, each with its place in the text.
    pub fn of(&self, request: &str, style: &Style) -> Result<Snippet, Diagnostics> {
        self.write(request, style).0
    }

    /// The snippet, and whether more of the description might make another.
    fn write(&self, request: &str, style: &Style) -> (Result<Snippet, Diagnostics>, bool) {
        let mut faults = Faults::new(request, style.lenient);
        let code = self.code(request, style, &mut faults);
        let is_open = faults.is_open();
        let snippet = faults
            .finish()
            .and_then(|warnings| code.map(|code| code.finish(warnings)).ok_or_else(Diagnostics::default));
        (snippet, is_open)
    }

    /// When what stands in `module` is compiled, the first of which is that of a first path segment.
    fn gate(&self, module: &[Name]) -> &Gate {
        let segment = self.api.root.children.iter().find(|child| Some(&child.builder.module) == module.first());
        segment.map_or(const { &Gate(Vec::new()) }, |child| &child.gate)
    }

    /// The pieces of the code; `None`, and told in `faults`, where the request leads nowhere.
    fn code(&self, text: &str, style: &Style, faults: &mut Faults<'_>) -> Option<code::Code> {
        let request = Request::parse(text, faults)?;
        let wanted = wanted::segments(request.path, self.api.base_url.as_deref());
        let mut is_clean = true;
        for (segment, (message, help)) in wanted.iter().filter_map(|segment| Some((segment, segment.path_fault()?))) {
            faults.error(segment.at, message, help);
            is_clean = false;
        }
        let wanted = is_clean.then_some(wanted)?;
        let end = request.path.at + request.path.text.len();
        let method = Method::parse(request.method.text).filter(|known| known.as_str() == request.method.text);
        let way = Way::find(&self.api, &wanted, (method, end), faults)?;
        for Respelled { at, written, declared } in &way.respelled {
            faults.respelled(*at, "", written, declared);
        }
        let operation = operation(&way, request.method, method, faults)?;
        media::tell_undescribed_answer(&request, operation, faults);
        let chosen = Chosen::of(&request, operation);
        Some(code::Code::write(&request, &way, chosen, self, &style.crate_path, faults))
    }
}

/// The operation `method` at the end of `way`.
fn operation<'c>(
    way: &Way<'c>,
    method: Part<'_>,
    wanted: Option<Method>,
    faults: &mut Faults<'_>,
) -> Option<&'c Operation> {
    let found = way.builder.operations.iter().find(|operation| Some(operation.method) == wanted);
    if found.is_none() {
        let methods: Vec<_> = way.builder.operations.iter().map(|operation| operation.method.as_str()).collect();
        let message = format!("`{}` is not a method of `{}`", method.text, way.builder.display_path);
        faults.error(method.at, message, format!("its methods are {}", methods.join(", ")));
    }
    found
}
