//! `Missing`: which bytes of a file an upload session still waits for.

use std::ops::Range;

use super::content_range::number;

/// The parts that are missing, in order, none of them empty or touching another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Missing(Vec<Range<u64>>);

impl Missing {
    /// What `nextExpectedRanges` say of a file of `total` bytes: `26-`, `0-25,30-99`, or as Outlook does, `26`.
    ///
    /// # Errors
    /// Why they make no sense.
    pub(super) fn parse<'t>(ranges: impl IntoIterator<Item = &'t str>, total: u64) -> Result<Self, String> {
        let texts = ranges.into_iter().flat_map(|ranges| ranges.split(',')).map(str::trim);
        let parts: Result<Vec<_>, _> = texts.filter(|text| !text.is_empty()).map(|text| one(text, total)).collect();
        let mut parts = parts?;
        // A service that has all bytes may say that it expects those after the last.
        parts.retain(|part| !part.is_empty());
        parts.sort_by_key(|part| part.start);
        if parts.windows(2).any(|pair| pair[0].end > pair[1].start) {
            return Err("`nextExpectedRanges` has ranges that overlap".to_owned());
        }
        Ok(Self(parts))
    }

    /// The next piece to send: `most` bytes at most; none if nothing is missing.
    pub(super) fn next(&self, most: u64) -> Option<Range<u64>> {
        let first = self.0.first()?;
        Some(first.start..first.end.min(first.start.saturating_add(most)))
    }

    /// Notes that the piece `sent`, which [`next`](Self::next) gave, is there.
    pub(super) fn arrived(&mut self, sent: &Range<u64>) {
        if let Some(first) = self.0.first_mut() {
            first.start = sent.end;
        }
        self.0.retain(|part| !part.is_empty());
    }

    /// How many bytes are missing.
    pub(super) fn bytes(&self) -> u64 {
        self.0.iter().map(|part| part.end - part.start).sum()
    }
}

/// One range as an upload session writes it.
fn one(text: &str, total: u64) -> Result<Range<u64>, String> {
    let garbage = || "`nextExpectedRanges` has a text that is not a range of bytes".to_owned();
    let (first, last) = text.split_once('-').unwrap_or((text, ""));
    if first.is_empty() {
        return Err(garbage());
    }
    let start = number(first).ok_or_else(garbage)?;
    let end = match last {
        "" => total,
        last => number(last).and_then(|last| last.checked_add(1)).ok_or_else(garbage)?,
    };
    if start > total || end > total {
        return Err(format!(
            "the service expects bytes beyond the end of the file, which has {total}; help: check that this is the file that the \
             session was created for"
        ));
    }
    if start > end { Err(garbage()) } else { Ok(start..end) }
}

#[cfg(test)]
mod tests {
    use super::Missing;

    fn parsed(texts: &[&str]) -> Option<Vec<(u64, u64)>> {
        let missing = Missing::parse(texts.iter().copied(), 100).ok()?;
        Some(missing.0.iter().map(|part| (part.start, part.end)).collect())
    }

    #[test]
    fn ranges_come_in_several_forms() {
        assert_eq!(parsed(&["26-"]), Some(vec![(26, 100)]));
        assert_eq!(parsed(&["26"]), Some(vec![(26, 100)]), "Outlook's form");
        assert_eq!(parsed(&["30-", "0-25"]), Some(vec![(0, 26), (30, 100)]));
        assert_eq!(parsed(&["0-25, 30-99"]), Some(vec![(0, 26), (30, 100)]));
        assert_eq!(parsed(&["100-"]), Some(vec![]));
        assert_eq!(parsed(&[]), Some(vec![]));
    }

    #[test]
    fn ranges_that_make_no_sense_are_told() {
        for text in ["101-", "0-100", "-5", "9-5", "x", "1-2-3", "+1-", "18446744073709551615-", "0-50,30-"] {
            assert_eq!(parsed(&[text]), None, "{text}");
        }
    }

    #[test]
    fn pieces_fill_one_range_after_the_other() {
        let mut missing = Missing::parse(["0-25,30-"], 100).unwrap();
        let mut sent = Vec::new();
        while let Some(piece) = missing.next(40) {
            missing.arrived(&piece);
            sent.push((piece.start, piece.end, missing.bytes()));
        }
        assert_eq!(sent, [(0, 26, 70), (30, 70, 30), (70, 100, 0)]);
    }
}
