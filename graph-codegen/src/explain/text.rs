//! An explanation for people: what it is first, then a line for each fact, its name in a column of its own.

use std::fmt::{self, Write};

use graph_emit::count::counted;

use super::facts::{CostFacts, Explanation, FixupFacts, MemberFacts, OperationFacts, TypeFacts, Uses, ValueFacts};
use crate::catalog::line;

/// How many members, values and derived types are shown.
const SHOWN: usize = 40;

/// Writes `thing`.
pub fn write(out: &mut impl Write, thing: &Explanation) -> fmt::Result {
    match thing {
        Explanation::Operation(operation) => of_operation(out, operation),
        Explanation::Type(ty) => of_type(out, ty),
    }
}

fn of_operation(out: &mut impl Write, operation: &OperationFacts) -> fmt::Result {
    writeln!(out, "{} {}", operation.method, line(&operation.path))?;
    said(out, &operation.doc, operation.deprecated.as_deref())?;
    for call in &operation.calls {
        fact(out, "call", call)?;
    }
    fact(out, "builder", &operation.builder)?;
    let option = |one: &super::OptionFacts| one.setter.clone().unwrap_or_else(|| one.name.clone());
    list(out, "options", operation.options.iter().map(option))?;
    let mark = |required: bool| if required { " (required)" } else { "" };
    list(out, "headers", operation.headers.iter().map(|one| format!("{}{}", one.name, mark(one.required))))?;
    value(out, "body", operation.body.as_ref())?;
    value(out, "answer", operation.answer.as_ref())?;
    cost(out, &operation.cost)?;
    fixups(out, &operation.fixups)?;
    operation.link.iter().try_for_each(|link| fact(out, "docs", link))
}

fn of_type(out: &mut impl Write, ty: &TypeFacts) -> fmt::Result {
    writeln!(out, "{}", line(ty.name.as_deref().unwrap_or(&ty.rust)))?;
    said(out, &ty.doc, ty.deprecated.as_deref())?;
    fact(out, "Rust", &format!("{} {}", ty.shape, ty.rust))?;
    ty.target.iter().try_for_each(|target| fact(out, "stands for", target))?;
    list(out, "inherits", ty.ancestors.iter().cloned())?;
    list(out, "derived", ty.derived.iter().cloned())?;
    members(out, "members", &ty.members)?;
    let values: Vec<_> = ty.values.iter().map(|(wire, rust)| (wire.clone(), rust.clone())).collect();
    rows(out, "values", &values)?;
    uses(out, "operations", &ty.operations)?;
    uses(out, "member of", &ty.types)?;
    cost(out, &ty.cost)?;
    fixups(out, &ty.fixups)?;
    ty.link.iter().try_for_each(|link| fact(out, "docs", link))
}

/// What the description says of a thing.
fn said(out: &mut impl Write, doc: &str, deprecated: Option<&str>) -> fmt::Result {
    if !doc.is_empty() {
        writeln!(out, "  {}", line(doc))?;
    }
    match deprecated {
        Some("") => writeln!(out, "  Deprecated."),
        Some(why) => writeln!(out, "  Deprecated: {}", line(why)),
        None => Ok(()),
    }
}

fn fact(out: &mut impl Write, name: &str, text: &str) -> fmt::Result {
    writeln!(out, "  {name:<11} {}", line(text))
}

/// A line for a list, none for an empty one.
fn list(out: &mut impl Write, name: &str, texts: impl Iterator<Item = String>) -> fmt::Result {
    let texts: Vec<_> = texts.collect();
    if texts.is_empty() {
        return Ok(());
    }
    let more = if texts.len() > SHOWN { format!(" and {} more", texts.len() - SHOWN) } else { String::new() };
    fact(out, name, &format!("{}{more}", texts[..texts.len().min(SHOWN)].join(", ")))
}

fn value(out: &mut impl Write, name: &str, value: Option<&ValueFacts>) -> fmt::Result {
    let Some(ValueFacts { rust, media, members: own }) = value else { return fact(out, name, "nothing") };
    let media = media.as_ref().map(|media| format!(" ({media})")).unwrap_or_default();
    fact(out, name, &format!("{rust}{media}"))?;
    members(out, "", own)
}

fn members(out: &mut impl Write, name: &str, members: &[MemberFacts]) -> fmt::Result {
    let mark = |one: &MemberFacts| if one.deprecated { " (deprecated)" } else { "" };
    let rows: Vec<_> =
        members.iter().map(|one| (one.name.clone(), format!("{}: {}{}", one.field, one.rust, mark(one)))).collect();
    self::rows(out, name, &rows)
}

/// Two columns below a name.
fn rows(out: &mut impl Write, name: &str, rows: &[(String, String)]) -> fmt::Result {
    let shown = &rows[..rows.len().min(SHOWN)];
    let width = shown.iter().map(|(left, _)| left.chars().count()).max().unwrap_or_default();
    for (place, (left, right)) in shown.iter().enumerate() {
        let name = if place == 0 { name } else { "" };
        writeln!(out, "  {name:<11} {:width$}  {}", line(left), line(right))?;
    }
    match rows.len() - shown.len() {
        0 => Ok(()),
        more => writeln!(out, "  {:<11} and {more} more: see `--json`", ""),
    }
}

fn uses(out: &mut impl Write, name: &str, uses: &Uses) -> fmt::Result {
    for (place, user) in uses.first.iter().enumerate() {
        let name = if place == 0 { name } else { "" };
        writeln!(out, "  {name:<11} {}", line(user))?;
    }
    match uses.count - uses.first.len() {
        0 => Ok(()),
        more => writeln!(out, "  {:<11} and {more} more", ""),
    }
}

fn cost(out: &mut impl Write, cost: &CostFacts) -> fmt::Result {
    list(out, "feature", cost.features.iter().map(|name| format!("`{name}`")))?;
    cost.feature_costs.iter().try_for_each(|cost| fact(out, "", cost))?;
    let (types, members) = (counted(cost.types, "type"), counted(cost.members, "member"));
    fact(out, "brings", &format!("{types} with {members}; checked in {}", cost.check_time()))
}

fn fixups(out: &mut impl Write, fixups: &[FixupFacts]) -> fmt::Result {
    fixups.iter().try_for_each(|fixup| fact(out, "corrected", &format!("{}: {}", fixup.name, fixup.reason)))
}
