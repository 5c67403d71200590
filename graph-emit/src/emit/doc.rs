//! Doc comments from untrusted prose.
//!
//! What a description says is made safe in [`markdown`]. Each line becomes one `#[doc]` attribute, so a line can
//! never end the comment it stands in.

use proc_macro2::{Delimiter, Group, Literal, Punct, Spacing, TokenStream, TokenTree};
use quote::quote;

use super::markdown::{self, printable};
pub use super::markdown::{line, prose, wrapped};
use crate::checked::{Family, Heir};
use crate::count::counted;
use crate::ir::{Deprecation, Doc};
use crate::names::{self, Name};

/// The most types that a base lists.
const MOST_HEIRS: usize = 30;

/// One `#[doc]` attribute per line. There are a million of them, and `quote!` would copy each text.
pub fn attributes(lines: &[String]) -> TokenStream {
    lines.iter().flat_map(|line| attribute(line)).collect()
}

fn attribute(line: &str) -> [TokenTree; 2] {
    let sign = |sign| TokenTree::from(Punct::new(sign, Spacing::Alone));
    let doc: [TokenTree; 3] = [names::fixed("doc").into(), sign('='), literal(line).into()];
    [sign('#'), Group::new(Delimiter::Bracket, TokenStream::from_iter(doc)).into()]
}

/// `line` as the string behind `///`. Escaping looks at each character anew, of which prose has millions, and most lines need
/// none.
fn literal(line: &str) -> Literal {
    let space = if line.is_empty() { "" } else { " " };
    let is_plain = line.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
    let plain = is_plain.then(|| ["\"", space, line, "\""].concat().parse().ok()).flatten();
    plain.unwrap_or_else(|| Literal::string(&[space, line].concat()))
}

/// A paragraph, and the empty line before it, about what derives from a type: how many types, and the first of those that
/// do so directly. There is none where nothing does.
pub fn heirs(family: &Family) -> Vec<String> {
    let (all, direct) = (family.descendants.len(), family.children.len());
    if direct == 0 {
        return Vec::new();
    }
    let shown: Vec<_> = family.children.iter().take(MOST_HEIRS).map(|child| heir(child, family)).collect();
    let derive = format!("{} {}", counted(all, "type"), if all == 1 { "derives" } else { "derive" });
    let directly = if direct == all { String::new() } else { format!(", {direct} of them directly") };
    let lead = if shown.len() < direct { ", such as" } else { ":" };
    let them = if all == 1 { "it" } else { "them all" };
    let feature = family.feature.iter().map(|feature| format!(" The feature `{feature}` brings {them}."));
    let mut lines = vec![String::new()];
    let feature = feature.collect::<String>();
    lines.extend(markdown::wrapped(&format!("{derive} from it{directly}{lead} {}.{feature}", shown.join(", "))));
    lines
}

/// A link to `heir` from the docs of `family`; only its name where that may lead nowhere, and the feature that brings it where
/// the family has none.
fn heir(heir: &Heir, family: &Family) -> String {
    let Heir { namespace, name, feature } = heir;
    match feature {
        Some(feature) if family.feature.is_none() => return format!("`{name}` (feature `{feature}`)"),
        Some(_) => return format!("`{name}`"),
        None => {}
    }
    let here: &[Name] = &family.namespace;
    let shared = namespace.iter().zip(here).take_while(|(one, other)| one == other).count();
    // A type has a module of its own, in that of its namespace.
    let up = std::iter::repeat_n("super::".to_owned(), here.len() - shared + 1);
    let down = namespace[shared..].iter().map(|module| format!("{module}::"));
    format!("[`{name}`]({}{name})", up.chain(down).collect::<String>())
}

/// The text, the note and the link of `doc`, or `fallback` where it has no text.
pub fn lines(doc: &Doc, fallback: &str) -> Vec<String> {
    let mut lines = text(doc);
    if lines.is_empty() {
        lines.push(fallback.to_owned());
    }
    if let Some(note) = &doc.note {
        lines.push(String::new());
        lines.extend(prose(note));
    }
    lines.extend(link(doc).into_iter().flat_map(|link| [String::new(), link]));
    lines
}

/// The text of `doc` as lines of Markdown.
pub fn text(doc: &Doc) -> Vec<String> {
    if doc.is_markdown { doc.text.lines().map(str::to_owned).collect() } else { prose(&doc.text) }
}

/// The text of `doc` behind the Markdown `lead`, which begins its first paragraph.
pub fn led_by(lead: &str, doc: &Doc) -> Vec<String> {
    if !doc.is_markdown {
        return prose(&format!("{lead} {}", doc.text));
    }
    let (first, rest) = doc.text.split_once("\n\n").unwrap_or((&doc.text, ""));
    let mut lines = wrapped(&format!("{lead} {}", first.replace('\n', " ")));
    if !rest.is_empty() {
        lines.push(String::new());
        lines.extend(rest.lines().map(str::to_owned));
    }
    lines
}

/// The link of `doc` as a line.
pub fn link(doc: &Doc) -> Option<String> {
    let url = doc.link.as_deref()?;
    is_plain_url(url).then(|| format!("[Documentation]({url})"))
}

/// `text` in code style; a backtick or a line break cannot be part of it.
pub fn code(text: &str) -> String {
    format!("`{}`", printable(text).replace('`', "'").replace('\n', " "))
}

/// Whether `text` can stand between backticks as it is.
pub fn is_code(text: &str) -> bool {
    code(text).trim_matches('`') == text
}

/// `#[deprecated]` with what is known.
pub fn deprecated(deprecation: Option<&Deprecation>) -> Option<TokenStream> {
    let Deprecation { description, version, date, removal_date, is_markdown } = deprecation?;
    let mut note = description.clone().unwrap_or_default();
    if !is_markdown {
        // Rustdoc reads it as Markdown; the compiler shows it as it is.
        note = markdown::line(&note);
    }
    for (lead, part) in [("as of", version), ("on", date), ("and will be removed", removal_date)] {
        if let Some(part) = part {
            note = format!("{note} {lead} {}", markdown::line(part));
        }
    }
    let note = note.trim();
    Some(if note.is_empty() {
        quote! { #[deprecated] }
    } else {
        quote! { #[deprecated(note = #note)] }
    })
}

/// Whether a URL can stand in a Markdown link as it is; the emitter leaves out one that cannot.
pub fn is_plain_url(url: &str) -> bool {
    (url.starts_with("https://") || url.starts_with("http://"))
        && url.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>()[]`\\\"".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::is_plain_url;

    #[test]
    fn a_link_is_a_plain_url_or_none() {
        assert!(is_plain_url("https://learn.microsoft.com/graph/api/call-reject?view=graph-rest-beta"));
        for url in ["javascript:alert(1)", "https://a/)[b](c", "https://a b", "https://a\n"] {
            assert!(!is_plain_url(url), "{url}");
        }
    }
}
