//! Stops a text whose flow collections are nested too deep before the YAML parser sees it.
//!
//! That parser survives any depth, but the time it takes grows with the square of it: 100,000 brackets keep it busy for
//! half a minute. The limit itself is kept by `read`; this only keeps the answer from being late.

use saphyr_parser::{Event, Marker, Parser};

use super::locate::Position;

/// Where `text` goes deeper than `limit`, if it does.
pub fn exceeding(text: &str, limit: usize) -> Option<Position> {
    if !may_exceed(text, limit) {
        return None;
    }
    let position = |mark: Marker| Position { line: mark.line(), column: mark.col() + 1 };
    let mut depth = 0_usize;
    for event in Parser::new_from_str(text) {
        match event {
            Ok((Event::SequenceStart(..) | Event::MappingStart(..), span)) => {
                depth += 1;
                if depth > limit {
                    return Some(position(span.start));
                }
            }
            Ok((Event::SequenceEnd | Event::MappingEnd, _)) => depth = depth.saturating_sub(1),
            Ok(_) => {}
            // This parser looks ahead, and has a limit of its own for what it sees there: 255 brackets.
            Err(error) if error.info() == "recursion limit exceeded" => return Some(position(*error.marker())),
            // What else does not parse here is left to the parser that words the complaint.
            Err(_) => return None,
        }
    }
    None
}

/// Whether the brackets of `text`, wherever they stand, allow for more than `limit` levels. Few real texts get here.
fn may_exceed(text: &str, limit: usize) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > limit
    })
}

#[cfg(test)]
mod tests {
    use super::exceeding;

    #[test]
    fn only_brackets_that_open_collections_count() {
        assert!(exceeding(&"[".repeat(1000), 100).is_some());
        assert!(exceeding(&format!("a: {}1{}", "[".repeat(101), "]".repeat(101)), 100).is_some());
        assert!(exceeding(&format!("a: {}1{}", "[".repeat(99), "]".repeat(99)), 100).is_none());
        assert!(exceeding(&format!("a: 'text {}'", "[".repeat(1000)), 100).is_none());
    }
}
