//! The ranges of HTTP: what is asked for, and what an answer says it holds.

use std::ops::{Bound, Range, RangeBounds};

/// A part of a file, to its end where no end is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: u64,
    pub(super) to: Option<u64>,
}

impl Span {
    pub(super) const WHOLE: Self = Self { from: 0, to: None };

    /// The part that `bounds` say; none if it holds nothing.
    pub(super) fn of(bounds: &impl RangeBounds<u64>) -> Option<Self> {
        let from = match bounds.start_bound() {
            Bound::Included(&from) => from,
            Bound::Excluded(&before) => before.checked_add(1)?,
            Bound::Unbounded => 0,
        };
        let to = match bounds.end_bound() {
            Bound::Included(&last) => last.checked_add(1),
            Bound::Excluded(&to) => Some(to),
            Bound::Unbounded => None,
        };
        to.is_none_or(|to| from < to).then_some(Self { from, to })
    }

    /// The value of the header `Range`; none for the whole.
    pub(super) fn header(self) -> Option<String> {
        match self {
            Self::WHOLE => None,
            Self { from, to: None } => Some(format!("bytes={from}-")),
            Self { from, to: Some(to) } => Some(format!("bytes={from}-{}", to - 1)),
        }
    }

    /// How many bytes of it a file of `total` bytes has.
    pub(super) fn length(self, total: u64) -> u64 {
        self.to.map_or(total, |to| to.min(total)).saturating_sub(self.from)
    }
}

/// The range and the total of a `Content-Range` (RFC 9110 section 14.4); none where it makes no sense.
pub(super) fn parse(text: &str) -> Option<(Range<u64>, Option<u64>)> {
    let (range, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let range = number(first)?..number(last)?.checked_add(1)?;
    let total = if total == "*" { None } else { Some(number(total)?) };
    (range.start < range.end && total.is_none_or(|total| range.end <= total)).then_some((range, total))
}

/// The total of the `Content-Range` of an answer to a range that begins behind the end (RFC 9110 section 14.4).
pub(super) fn unsatisfied(text: &str) -> Option<u64> {
    number(text.trim().strip_prefix("bytes */")?)
}

/// Digits and nothing else: no sign, which `parse` would take.
pub(super) fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::{Span, parse, unsatisfied};

    #[test]
    fn spans_are_asked_for_by_their_first_and_last_byte() {
        let header = |span: Option<Span>| span.unwrap().header();
        assert_eq!(header(Span::of(&(..))), None);
        assert_eq!(header(Span::of(&(5..))).as_deref(), Some("bytes=5-"));
        assert_eq!(header(Span::of(&(5..10))).as_deref(), Some("bytes=5-9"));
        assert_eq!(header(Span::of(&(..=9))).as_deref(), Some("bytes=0-9"));
        assert_eq!(Span::of(&(5..5)), None);
        assert_eq!(Span::of(&(5..10)).unwrap().length(7), 2);
        assert_eq!(Span::of(&(5..10)).unwrap().length(3), 0);
    }

    #[test]
    fn a_content_range_is_read_with_care() {
        assert_eq!(parse("bytes 5-9/100"), Some((5..10, Some(100))));
        assert_eq!(parse("bytes 0-0/*"), Some((0..1, None)));
        for text in
            ["", "bytes */100", "bytes 9-5/100", "bytes 5-100/100", "bytes +5-9/100", "items 0-1/2", "bytes 0-1"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("bytes 0-18446744073709551615/*"), None);
        assert_eq!(unsatisfied("bytes */100"), Some(100));
        for text in ["", "bytes */*", "bytes 0-1/100", "bytes */+1"] {
            assert_eq!(unsatisfied(text), None, "{text}");
        }
    }
}
