//! The methods of an operation for media types other than its first: what each sends and brings, and what it is called.

use super::claim::renamed;
use super::spot::{OtherMedia, Spot};
use super::tree::Tree;
use super::types::Place;
use crate::checked::{Media, Operation, Returns};
use crate::diagnostic::Diagnostic;
use crate::ir::{self, Doc};
use crate::names::{self, Claimed, Key, Scope};
use crate::origin::Origin;

/// What a node needs for the names of its operations' methods, beside the scope that they share with its steps.
type Home<'d> = (&'d ir::Node, Key);

impl<'d> Tree<'_, 'd> {
    /// The methods for the other media types of `described`, which is `first` in its own; they have names of their own later.
    pub(super) fn others(
        &mut self,
        described: &'d ir::Operation,
        first: &Operation,
        stem: &dyn Fn() -> String,
        place: &mut Place<'_, 'd>,
    ) -> Vec<Operation> {
        let mut others = Vec::with_capacity(described.other_bodies.len() + described.other_answers.len());
        let media_types: Vec<_> = described.other_bodies.iter().map(|other| other.media_type.as_str()).collect();
        for (other, words) in described.other_bodies.iter().zip(names::media_words(&media_types)) {
            let media = OtherMedia { media_type: &other.media_type, words: &words };
            let body = self.body(&other.body, Spot::Body(stem, described, Some(media)), place);
            let name = names::verb_sending(described.method, &words);
            let (media, doc) = (Media::Sent(other.media_type.clone()), with_paragraph(&first.doc, &other.doc));
            others.push(Operation { name, media, body: Some(body), doc, ..first.clone() });
        }
        let media_types: Vec<_> = described.other_answers.iter().map(|other| other.media_type.as_str()).collect();
        for (other, words) in described.other_answers.iter().zip(names::media_words(&media_types)) {
            let media = OtherMedia { media_type: &other.media_type, words: &words };
            let returns = self.returns(&other.response, Spot::Answer(stem, described, Some(media)), place);
            let name = names::verb_asking(described.method, &words, first.body.is_some());
            others.push(asking(name, &other.media_type, returns, first));
        }
        others
    }

    /// Names the methods for other media types in `operations`. The names of the steps, which are the SDKs', come first.
    pub(super) fn name_others(
        &mut self,
        operations: &mut [Operation],
        (node, key): Home<'d>,
        names: &mut Scope<&'d Origin>,
    ) {
        for operation in operations.iter_mut().filter(|operation| !operation.others.is_empty()) {
            let described = node.operations.iter().find(|described| described.method == operation.method);
            let Some(origin) = described.map(|described| &described.origin) else { continue };
            for other in &mut operation.others {
                let key = self.book.entry(key, &entry(other));
                let wanted = other.name.clone();
                let (name, claimed) = names.claim_kept((self.book, key, 0), &wanted, || None, origin);
                self.found.extend(clash(&name, &wanted, &claimed, origin));
                other.name = name;
            }
        }
    }
}

/// `doc` with another paragraph.
fn with_paragraph(doc: &Doc, text: &str) -> Doc {
    let paragraphs = [doc.text.as_str(), text].into_iter().filter(|text| !text.is_empty());
    Doc { text: paragraphs.collect::<Vec<_>>().join("\n\n"), ..doc.clone() }
}

fn asking(name: names::Name, media_type: &str, returns: Returns, first: &Operation) -> Operation {
    let media = Media::Asked(media_type.to_owned());
    Operation { name, media, returns, accept: Some(media_type.to_owned()), ..first.clone() }
}

/// What a method is called in the book, below the entry of its path.
fn entry(operation: &Operation) -> String {
    let method = operation.method.as_str();
    match &operation.media {
        Media::First => method.to_owned(),
        Media::Sent(media_type) => format!("{method} {media_type}"),
        Media::Asked(media_type) => format!("{method} for {media_type}"),
    }
}

/// What is said where the name that a method wants, or was given before, is that of another.
fn clash(name: &names::Name, wanted: &names::Name, claimed: &Claimed<&Origin>, origin: &Origin) -> Option<Diagnostic> {
    match claimed {
        Claimed::Free => None,
        Claimed::Other(first) => Some(renamed(origin, wanted, name, *first)),
        Claimed::Twice(first) => {
            let message = format!("two methods want the name `{name}`");
            let diagnostic = Diagnostic::error(origin.clone(), message).related((*first).clone(), "the first one");
            Some(diagnostic.help("give one of them another name in `paths.lock`"))
        }
    }
}
