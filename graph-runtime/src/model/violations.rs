//! What the description forbids in a body, found before it is sent.

use std::fmt;
use std::ops::Deref;

use super::{Model, Value};

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

/// A number that bounds can be set for. Those of a description are `f64`, and so is what is compared with them:
/// beyond 2^53 a value next to a bound may count as the bound.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that can be compared with bounds",
    note = "`min` and `max` bound an `i8`, `u8`, `i16`, `i32`, `i64`, `f32` or `f64`"
)]
pub trait Bounded: Copy {
    /// The nearest `f64`.
    fn to_f64(self) -> f64;
}

macro_rules! numbers {
    ($($number:ty)*) => {
        $(impl Bounded for $number {
            fn to_f64(self) -> f64 {
                self.into()
            }
        })*
    };
}

numbers!(i8 u8 i16 u16 i32 u32 f32 f64);

impl Bounded for i64 {
    #[allow(clippy::cast_precision_loss, reason = "rounding keeps the order, so no value within bounds is refused")]
    fn to_f64(self) -> f64 {
        self as f64
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
    pub fn range(&mut self, member: &str, number: &Option<impl Bounded>, min: Option<f64>, max: Option<f64>) {
        let Some(number) = number.map(Bounded::to_f64) else { return };
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

    /// Each model of the list, or the model of each [item of a delta](super::DeltaItem), must hold its own constraints.
    pub fn models(&mut self, member: &str, models: &Option<Vec<impl Value>>) {
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
