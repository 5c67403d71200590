//! Shortcuts: steps from the client that stand for several.

use crate::checked::{Builder, Shortcut};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir;
use crate::names::{self, Name};

/// The step of `shortcut` on the client `root`; `None` where the path that it stands for is not there, or where the short
/// path is one of its own.
pub fn resolve(shortcut: &ir::Shortcut, root: &Builder, found: &mut Diagnostics) -> Option<Shortcut> {
    let (builder, modules) = descend(root, &shortcut.path, Vec::new())?;
    let step = names::value_ident(&shortcut.short);
    if let Some(holder) = root.children.iter().find(|child| child.step == step).map(|child| &child.builder) {
        if holder.display_path != shortcut.short {
            let message = format!("the name `{step}` is taken; `{}` is left out", shortcut.short);
            let diagnostic = Diagnostic::warning(shortcut.origin.clone(), message);
            found.push(diagnostic.help(format!("by `{}`", holder.display_path)));
        }
        return None;
    }
    Some(Shortcut {
        step,
        short: shortcut.short.clone(),
        path: builder.path.clone(),
        modules,
        builder: builder.name.clone(),
        doc: shortcut.doc.clone(),
    })
}

/// The builder of `path`, and the modules from `builder` to it.
fn descend<'b>(builder: &'b Builder, path: &str, mut modules: Vec<Name>) -> Option<(&'b Builder, Vec<Name>)> {
    if builder.display_path == path {
        return Some((builder, modules));
    }
    let leads_there = |next: &&Builder| {
        path.strip_prefix(next.display_path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let next = builder.children.iter().map(|child| &child.builder).find(leads_there)?;
    modules.push(next.module.clone());
    descend(next, path, modules)
}
