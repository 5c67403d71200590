//! The types that are declared, and which of them a name means.

use std::cell::Cell;
use std::collections::HashMap;

use proc_macro2::Ident;
use syn::Path;

use super::within;
use crate::report::{Report, error};
use crate::syntax::{Action, Alias, Enumeration, Item, Model, ModelOptions, Module};
use crate::wire::{self, Case};

/// All declared types, found by their paths.
#[derive(Default)]
pub struct Scope<'a> {
    entries: Vec<Entry<'a>>,
    /// The place of each among them, by the modules that lead to it and its name, with `::` between them.
    by_path: HashMap<String, usize>,
}

/// A declared type.
pub struct Entry<'a> {
    /// The modules that lead to it.
    pub module: Vec<String>,
    /// What declares it.
    pub item: Declares<'a>,
    /// What a description calls it; empty for a type of one place.
    pub wire: String,
    /// Whether it is used, as a type of one place is once.
    pub is_used: Cell<bool>,
}

/// What declares a type.
#[derive(Clone, Copy)]
pub enum Declares<'a> {
    /// An object.
    Model(&'a Model),
    /// An enum.
    Enumeration(&'a Enumeration),
    /// Another name for a type.
    Alias(&'a Alias),
    /// The body of an action.
    Body(&'a Action),
}

impl<'a> Entry<'a> {
    /// Its identifier.
    pub fn ident(&self) -> &'a Ident {
        match self.item {
            Declares::Model(model) => &model.name,
            Declares::Enumeration(list) => &list.name,
            Declares::Alias(alias) => &alias.name,
            Declares::Body(action) => &action.name,
        }
    }

    /// Whether it belongs to the one place that uses it.
    pub fn is_inline(&self) -> bool {
        self.wire.is_empty()
    }
}

impl<'a> Scope<'a> {
    /// Adds the types in `module`, to which `at` leads.
    pub fn add_all(&mut self, module: &'a Module, at: &mut Vec<String>) {
        for item in &module.items {
            match item {
                Item::Model(model) => {
                    let wire = wire(&model.options, &model.name, at);
                    self.add(at, Declares::Model(model), wire);
                }
                Item::Enumeration(list) => {
                    let wire = wire(&list.options, &list.name, at);
                    self.add(at, Declares::Enumeration(list), wire);
                }
                Item::Alias(alias) => {
                    let wire = wire(&alias.options, &alias.name, at);
                    self.add(at, Declares::Alias(alias), wire);
                }
                Item::Action(action) if action.members.is_some() => {
                    self.add(at, Declares::Body(action), String::new());
                }
                Item::Module(inner) => within(inner, at, |at| self.add_all(inner, at)),
                Item::Api(declared) => within(&declared.module, at, |at| self.add_all(&declared.module, at)),
                Item::Builder(_) | Item::Action(_) | Item::Other(_) => {}
            }
        }
    }

    fn add(&mut self, at: &[String], item: Declares<'a>, wire: String) {
        let entry = Entry { module: at.to_vec(), item, wire, is_used: Cell::new(false) };
        let ident = entry.ident();
        let place = self.entries.len();
        // Each module has a name once; of two modules of one name, the first counts.
        self.by_path.entry(joined(at, &[&ident.to_string()])).or_insert(place);
        self.entries.push(entry);
    }

    /// The type that `path` means in the module that `at` leads to: the nearest of that name, from there outward.
    pub fn find(&self, at: &[String], path: &Path) -> Option<usize> {
        if path.leading_colon.is_some() {
            return None;
        }
        let names: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let mut names: Vec<_> = names.iter().map(String::as_str).collect();
        let (mut depth, mut is_exact) = (at.len(), false);
        while let Some(word @ ("self" | "super")) = names.first().copied() {
            depth = if word == "super" { depth.checked_sub(1)? } else { depth };
            is_exact = true;
            names.remove(0);
        }
        let mut depths: Box<dyn Iterator<Item = usize>> =
            if is_exact { Box::new(std::iter::once(depth)) } else { Box::new((0..=depth).rev()) };
        depths.find_map(|depth| self.by_path.get(&joined(&at[..depth], &names)).copied())
    }

    /// The type at this place.
    pub fn entry(&self, place: usize) -> &Entry<'a> {
        &self.entries[place]
    }

    /// How many types there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The types, in the order written.
    pub fn into_entries(self) -> Vec<Entry<'a>> {
        self.entries
    }

    /// Tells of types of one place that no place uses.
    pub fn report_unused(&self, report: &mut Report) {
        for entry in self.entries.iter().filter(|entry| entry.is_inline() && !entry.is_used.get()) {
            let ident = entry.ident();
            let help = "name it there, or leave `inline` out";
            report.push(error(ident, format!("`{ident}` is `inline`, and no body, answer or member has it"), help));
        }
    }
}

fn joined(at: &[String], names: &[&str]) -> String {
    let all = at.iter().map(String::as_str).chain(names.iter().copied());
    let mut text = String::new();
    for name in all {
        if !text.is_empty() {
            text.push_str("::");
        }
        text.push_str(name);
    }
    text
}

/// What a description would call the type `ident` of the module that `at` leads to.
fn wire(options: &ModelOptions, ident: &Ident, at: &[String]) -> String {
    if options.inline {
        return String::new();
    }
    if let Some(name) = &options.name {
        return name.value();
    }
    if let Some(name) = &options.type_name {
        let name = name.value();
        return name.strip_prefix('#').unwrap_or(&name).to_owned();
    }
    let modules = at.iter().map(|module| wire::member(module, Case::Camel));
    let own = wire::value(&ident.to_string(), Case::Camel);
    modules.chain([own]).collect::<Vec<_>>().join(".")
}
