//! What the description forbids in a body, found before it is sent.

use std::fmt;
use std::ops::Deref;

use super::Model;

/// One member at fault: its path and what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    path: String,
    rule: String,
}

impl Violation {
    /// The path of the member on the wire, such as `child.callbackUri`.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.path, self.rule)
    }
}

/// Collects every [`Violation`] of a body; handed to [`Model::check`].
pub struct Violations<'a> {
    found: &'a mut Vec<Violation>,
    prefix: String,
}

impl<'a> Violations<'a> {
    /// Collects into `found`, paths from the root.
    pub fn new(found: &'a mut Vec<Violation>) -> Self {
        Self { found, prefix: String::new() }
    }

    /// The text must start with `prefix`.
    pub fn starts_with(&mut self, member: &str, text: &Option<impl Deref<Target = str>>, prefix: &str) {
        if text.as_deref().is_some_and(|text| !text.starts_with(prefix)) {
            self.add(member, format!("must start with `{prefix}`"));
        }
    }

    /// The text must have `min` to `max` Unicode scalar values (JSON Schema 2020-12 validation, 6.3.1 and 6.3.2).
    pub fn length(
        &mut self,
        member: &str,
        text: &Option<impl Deref<Target = str>>,
        min: Option<usize>,
        max: Option<usize>,
    ) {
        let Some(length) = text.as_deref().map(|text| text.chars().count()) else { return };
        if let Some(min) = min.filter(|min| length < *min) {
            self.add(member, format!("must have a length of at least {min}, has {length}"));
        }
        if let Some(max) = max.filter(|max| length > *max) {
            self.add(member, format!("must have a length of at most {max}, has {length}"));
        }
    }

    /// The number must be `min` to `max`, both included.
    pub fn range(&mut self, member: &str, number: &Option<impl Copy + Into<f64>>, min: Option<f64>, max: Option<f64>) {
        let Some(number) = number.map(Into::into) else { return };
        if let Some(min) = min.filter(|min| number < *min) {
            self.add(member, format!("must be at least {min}, is {number}"));
        }
        if let Some(max) = max.filter(|max| number > *max) {
            self.add(member, format!("must be at most {max}, is {number}"));
        }
    }

    /// The model inside must hold its own constraints.
    pub fn model(&mut self, member: &str, model: &Option<impl Model>) {
        if let Some(model) = model {
            let prefix = format!("{}.", self.path(member));
            model.check(&mut Violations { found: self.found, prefix });
        }
    }

    /// Each model of the list must hold its own constraints.
    pub fn models(&mut self, member: &str, models: &Option<Vec<impl Model>>) {
        for (index, model) in models.iter().flatten().enumerate() {
            model.check(&mut self.element(member, index));
        }
    }

    /// The same collection for what is inside element `index` of `member`.
    pub(super) fn element(&mut self, member: &str, index: usize) -> Violations<'_> {
        let prefix = format!("{}[{index}].", self.path(member));
        Violations { found: self.found, prefix }
    }

    fn path(&self, member: &str) -> String {
        // A list in a list has no name between the brackets: `[1].[0]` is `[1][0]`.
        let prefix = if member.is_empty() { self.prefix.trim_end_matches('.') } else { &self.prefix };
        format!("{prefix}{member}")
    }

    fn add(&mut self, member: &str, rule: String) {
        let path = self.path(member);
        self.found.push(Violation { path, rule });
    }
}
