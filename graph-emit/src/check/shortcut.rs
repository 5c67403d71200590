//! Shortcuts: steps to builders of other paths, whose URLs begin with a path of their own.

use crate::checked::{Builder, Child, Gate, Shortcut};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{self, Segment, Steps};
use crate::names::{self, Name};

/// A builder, and the modules from the root to it.
#[derive(Clone)]
struct Place<'b> {
    builder: &'b Builder,
    modules: Vec<Name>,
}

/// Gives the builders below `root` the steps of `shortcuts`. There are none where a builder that a shortcut speaks of is not there.
pub fn add(shortcuts: &[ir::Shortcut], root: &mut Builder, found: &mut Diagnostics) {
    let resolved: Vec<_> = shortcuts.iter().filter_map(|shortcut| resolve(shortcut, root, found)).collect();
    for (modules, shortcuts) in resolved {
        if let Some(builder) = root.below_mut(&modules) {
            builder.shortcuts.extend(shortcuts);
        }
    }
}

/// The modules of the builder that has the steps of `shortcut`, and the steps.
fn resolve(shortcut: &ir::Shortcut, root: &Builder, found: &mut Diagnostics) -> Option<(Vec<Name>, Vec<Shortcut>)> {
    let at = descend(root, &shortcut.at)?;
    let to = descend(root, &shortcut.path)?;
    let short =
        descend(root, &shortcut.short).map_or_else(|| shortcut.short.clone(), |short| short.builder.path.clone());
    let resolved = Resolved { shortcut, at: &at, short };
    let steps = match shortcut.steps {
        Steps::ToPath => vec![resolved.to_path(&to)],
        Steps::Below => to.builder.children.iter().map(|child| resolved.below(&to, child)).collect(),
        Steps::ByPath { step, key } => vec![resolved.by_path(&to, step, key)],
    };
    let steps = steps.into_iter().filter(|step| is_free(step, &at, shortcut, found)).collect();
    Some((at.modules, steps))
}

/// Whether the builder at `at` has no step of that name. Where it has another one, that is told.
fn is_free(step: &Shortcut, at: &Place<'_>, shortcut: &ir::Shortcut, found: &mut Diagnostics) -> bool {
    let names = |child: &&Child| [Some(&child.step), child.short_step.as_ref()].contains(&Some(&step.step));
    let Some(holder) = at.builder.children.iter().find(names) else { return true };
    if step.segment.as_ref().map(Segment::text) != Some(holder.segment.text()) {
        let left_out = format!("the name `{}` is taken; `{}` is left out", step.step, shortcut.short);
        let diagnostic = Diagnostic::warning(shortcut.origin.clone(), left_out);
        found.push(diagnostic.help(format!("by `{}`", holder.builder.display_path)));
    }
    false
}

/// A shortcut whose builders are found.
struct Resolved<'s, 'b> {
    shortcut: &'s ir::Shortcut,
    at: &'s Place<'b>,
    /// What URLs begin with.
    short: String,
}

impl Resolved<'_, '_> {
    fn to_path(&self, to: &Place<'_>) -> Shortcut {
        let text = self.shortcut.short.trim_start_matches('/');
        let segment = Some(Segment::Literal(text.to_owned()));
        Shortcut { segment, ..self.step(names::value_ident(text), to) }
    }

    /// The step to `child`, which is below `to`.
    fn below(&self, to: &Place<'_>, child: &Child) -> Shortcut {
        let mut modules = to.modules.clone();
        modules.push(child.builder.module.clone());
        let place = Place { builder: &child.builder, modules };
        Shortcut {
            short_step: child.short_step.clone(),
            segment: Some(child.segment.clone()),
            arguments: child.arguments.clone(),
            path: to.builder.path.clone(),
            ..self.step(child.step.clone(), &place)
        }
    }

    fn by_path(&self, to: &Place<'_>, step: &str, key: Option<&str>) -> Shortcut {
        let children = self.at.builder.children.iter();
        let keys = children.filter(|child| child.builder.display_path == self.shortcut.short);
        let mut arguments: Vec<_> = keys.flat_map(|child| child.arguments.clone()).collect();
        if let ([argument], Some(key)) = (&mut arguments[..], key) {
            argument.name = names::value_ident(key);
        }
        Shortcut { arguments, ..self.step(names::value_ident(step), to) }
    }

    /// The step `step` to `to`.
    fn step(&self, step: Name, to: &Place<'_>) -> Shortcut {
        let shared = self.at.modules.iter().zip(&to.modules).take_while(|(at, to)| at == to).count();
        Shortcut {
            step,
            short_step: None,
            segment: None,
            arguments: Vec::new(),
            short: self.short.clone(),
            start: None,
            path: to.builder.path.clone(),
            modules: to.modules.clone(),
            shared,
            up: self.at.modules.len() - shared,
            builder: to.builder.name.clone(),
            doc: self.shortcut.doc.clone(),
            gate: Gate::default(),
        }
    }
}

/// The builder of `path`.
fn descend<'b>(root: &'b Builder, path: &str) -> Option<Place<'b>> {
    let mut place = Place { builder: root, modules: Vec::new() };
    while place.builder.display_path != path {
        let leads_there = |next: &&Builder| {
            path.strip_prefix(next.display_path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        place.builder = place.builder.children.iter().map(|child| &child.builder).find(leads_there)?;
        place.modules.push(place.builder.module.clone());
    }
    Some(place)
}
