//! A diff for people, for pull requests, and for programs.

use std::fmt::Write as _;

use graph_emit::count::counted;
use serde_json::{Value, json};

use super::{Change, ChangeKind, Diff, Impact, LockEdit, SemverStep};

/// How many operations of a builder that goes or comes are named.
const NAMED: usize = 3;
/// What ends a color.
const PLAIN: &str = "\u{1b}[0m";

impl Diff {
    /// The changes as a text, a group after the other, with the colors of a terminal if `colors`.
    pub fn render(&self, colors: bool) -> String {
        let mut text = String::new();
        let paint =
            |code: &str, text: &str| if colors { format!("\u{1b}[{code}m{text}{PLAIN}") } else { text.to_owned() };
        for (group, changes) in self.groups() {
            let _ = writeln!(text, "{}", paint("1", title(group)));
            for change in changes {
                let word = paint(color(change.impact), &format!("{:13}", change.impact.as_str()));
                let _ = writeln!(
                    text,
                    "  {word} {} {} {}",
                    change.kind.as_str(),
                    change.subject.as_str(),
                    paint("1", &printable(&change.rust))
                );
                if !change.source.is_empty() {
                    let _ = writeln!(text, "                {}", printable(&change.source));
                }
                for line in notes(change) {
                    let _ = writeln!(text, "                {}", printable(&line));
                }
            }
            text.push('\n');
        }
        text + &format!("{}\n", self.verdict())
    }

    /// The changes as Markdown, for a pull request.
    pub fn to_markdown(&self) -> String {
        let mut text = format!("## API changes\n\n{}\n", self.verdict());
        for impact in Impact::ALL {
            let of_impact: Vec<_> = self.changes.iter().filter(|change| change.impact == impact).collect();
            if of_impact.is_empty() {
                continue;
            }
            let _ = write!(text, "\n### {} ({})\n", heading(impact), of_impact.len());
            let is_folded = matches!(impact, Impact::Behavior | Impact::Documentation);
            text.push_str(if is_folded { "\n<details><summary>Show</summary>\n" } else { "" });
            let mut group = None;
            for change in of_impact {
                if group != Some(&change.group) {
                    let _ = write!(text, "\n**{}**\n\n", escaped(title(&change.group)));
                    group = Some(&change.group);
                }
                text.push_str(&item(change));
            }
            text.push_str(if is_folded { "\n</details>\n" } else { "" });
        }
        text
    }

    /// The changes for programs.
    pub fn to_json(&self) -> Value {
        let count = |impact| self.changes.iter().filter(|change| change.impact == impact).count();
        let counts: serde_json::Map<_, _> =
            Impact::ALL.iter().map(|impact| (impact.as_str().to_owned(), count(*impact).into())).collect();
        json!({
            "impact": self.impact().map(Impact::as_str),
            "semver": self.semver_step().as_str(),
            "semver_below_1": self.semver_step().below_one().as_str(),
            "counts": counts,
            "changes": self.changes.iter().map(Change::to_json).collect::<Vec<_>>(),
        })
    }

    /// What all changes together mean, as a line.
    pub fn verdict(&self) -> String {
        let count = |impact| self.changes.iter().filter(|change| change.impact == impact).count();
        let step = self.semver_step();
        if step == SemverStep::None {
            return "The API is the same.".to_owned();
        }
        let counts: Vec<_> =
            Impact::ALL.into_iter().map(|impact| format!("{} {}", count(impact), impact.as_str())).collect();
        let (step, below_one) = (step.as_str(), step.below_one().as_str());
        format!(
            "{}: {}. Raise the {step} version (below 1.0.0: the {below_one} version).",
            counted(self.changes.len(), "change"),
            counts.join(", ")
        )
    }

    /// The changes by group.
    fn groups(&self) -> Vec<(&str, &[Change])> {
        self.changes
            .chunk_by(|one, other| one.group == other.group)
            .map(|changes| (changes[0].group.as_str(), changes))
            .collect()
    }
}

impl Change {
    fn to_json(&self) -> Value {
        let Self { kind, impact, subject, rust, source, group, reason, elsewhere, operations, lock, is_guess } = self;
        let lock = lock
            .as_ref()
            .map(|LockEdit { file, below, old, new }| json!({ "file": file, "below": below, "old": old, "new": new }));
        json!({
            "kind": kind.as_str(),
            "impact": impact.as_str(),
            "subject": subject.as_str(),
            "rust": rust,
            "source": source,
            "group": group,
            "reason": reason,
            "elsewhere": elsewhere,
            "operations": operations,
            "guess": is_guess,
            "lock": lock,
        })
    }
}

/// The sentences about a change.
fn notes(change: &Change) -> Vec<String> {
    let mut notes = vec![change.reason.clone()];
    if change.is_guess {
        notes.push(
            "a guess: the description has neither the old name any more nor had it the new one, and they are alike"
                .to_owned(),
        );
    }
    if let Some(LockEdit { file, below, old, new }) = &change.lock {
        let below: Vec<_> = below.iter().map(|line| format!("`{line}`")).collect();
        notes.push(format!(
            "to keep the old name, write `{new}` in the place of `{old}` in {file}, below {}",
            below.join(" ")
        ));
    }
    if !change.operations.is_empty() {
        let named = change.operations.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = change.operations.len().saturating_sub(NAMED);
        notes.push(if more > 0 { format!("{named}, and {more} more") } else { named });
    }
    if change.elsewhere > 0 {
        notes.push(format!("the same at {}", counted(change.elsewhere, "other place")));
    }
    notes
}

/// A change as an item of a list.
fn item(change: &Change) -> String {
    let mark = if change.kind == ChangeKind::Renamed && change.is_guess { " (a guess)" } else { "" };
    let source = if change.source.is_empty() { String::new() } else { format!(", {}", escaped(&change.source)) };
    let notes = notes(change).iter().map(|note| escaped_text(note)).collect::<Vec<_>>().join("; ");
    format!("- {} {} {}{source}{mark}: {notes}\n", change.kind.as_str(), change.subject.as_str(), escaped(&change.rust))
}

/// `text` as code: a backtick or a line break cannot be part of it.
fn escaped(text: &str) -> String {
    format!("`{}`", printable(text).replace('`', "'"))
}

/// A sentence with code in it, as Markdown: what would be live outside of the code is not.
fn escaped_text(text: &str) -> String {
    let is_live = |sign: char| matches!(sign, '<' | '>' | '[' | ']' | '*' | '_' | '\\' | '&' | '|' | '@' | '#');
    let parts = printable(text);
    let parts = parts.split('`').enumerate().map(|(at, part)| {
        if at % 2 == 1 {
            return format!("`{part}`");
        }
        part.chars().flat_map(|sign| is_live(sign).then_some('\\').into_iter().chain([sign])).collect()
    });
    parts.collect()
}

/// `text` without what moves the cursor of a terminal.
fn printable(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

fn title(group: &str) -> &str {
    if group.is_empty() { "the whole" } else { group }
}

fn heading(impact: Impact) -> &'static str {
    match impact {
        Impact::Breaking => "Breaking",
        Impact::Additive => "Additive",
        Impact::Behavior => "Behavior",
        Impact::Documentation => "Documentation",
    }
}

fn color(impact: Impact) -> &'static str {
    match impact {
        Impact::Breaking => "1;31",
        Impact::Additive => "32",
        Impact::Behavior => "33",
        Impact::Documentation => "2",
    }
}
