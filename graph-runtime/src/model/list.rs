//! Lists: how an item that cannot be read costs no other item.
//!
//! A null among items is noted on the way. Of what is of another type, a reader is left somewhere inside. So a list that
//! has such an item is read once more, each item as a text of its own.

use super::context::{Context, Fault};
use super::excerpt::without_place;
use super::json::Json;
use super::notes::Note;
use super::reader::Reader;
use super::wire;

/// Reads one item.
type ReadItem<'f> = &'f mut dyn FnMut(&mut dyn Reader) -> Result<(), Fault>;

/// A list that is being read.
pub(super) struct ListReader {
    /// Whether there is an object that keeps what is not in the list.
    is_owned: bool,
    /// Whether each item is read as a text of its own.
    is_careful: bool,
    /// Where the next item stands.
    position: usize,
    /// How many notes there were before it.
    first: usize,
    /// How many notes there are that have their position in this list, and those from before it.
    noted: usize,
}

impl ListReader {
    pub(super) fn new(context: &Context) -> Self {
        let (is_owned, noted) = (context.is_owned(), context.noted());
        Self { is_owned, is_careful: is_owned && context.is_careful_here(), position: 0, first: noted, noted }
    }

    /// Ends the list: what is noted of its items then says how many they were.
    pub(super) fn end(&self, context: &Context) {
        if self.noted != self.first {
            context.count_items(self.first, self.position);
        }
    }

    /// Reads the next item. One that cannot be read is noted, where it has an owner; `read` must then leave nothing of it.
    pub(super) fn item(&mut self, item: &mut dyn Reader, read: ReadItem<'_>) -> Result<(), Fault> {
        if self.is_careful {
            read_apart(item, read)?;
        } else if let Err(fault) = read(item) {
            let context = item.context();
            if !self.is_owned {
                return Err(fault);
            }
            if !context.take_null() {
                context.fail_in_item();
                return Err(fault);
            }
            context.note(null());
        }
        let context = item.context();
        if context.noted() != self.noted {
            context.place_notes(self.noted, self.position);
            self.noted = context.noted();
        }
        self.position += 1;
        Ok(())
    }
}

/// What is noted of an item that is null.
fn null() -> Note {
    Note::unread(Json::default(), "the item is null")
}

/// Takes the item as text and reads that; if it cannot be read, the text is what is noted.
fn read_apart(item: &mut dyn Reader, read: ReadItem<'_>) -> Result<(), Fault> {
    item.borrowed(&mut |text, context| {
        #[cfg(test)]
        tests::LOOKED_AT.set(tests::LOOKED_AT.get() + text.len());
        let noted = context.noted();
        let read = {
            let _level = context.enter_careful();
            wire::read_text(text, context, read)
        };
        if read.is_err() {
            // What was noted inside goes with the item.
            drop(context.take_notes(noted));
            context.note(unread(text, context)?);
        }
        Ok(())
    })
}

fn unread(text: &str, context: &Context) -> Result<Note, Fault> {
    if context.take_null() {
        return Ok(null());
    }
    let reason = context.message();
    let json = text.parse().map_err(|error| context.fail(&error))?;
    Ok(Note::unread(json, without_place(&reason).to_owned()))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::{AdditionalData, from_str, to_string};

    thread_local! {
        /// How many bytes of items this thread took as text.
        pub(super) static LOOKED_AT: Cell<usize> = const { Cell::new(0) };
    }

    struct Thing {
        things: Option<Vec<Thing>>,
        additional_data: AdditionalData,
    }

    crate::model! {
        Thing {
            "things" => things,
        }
    }

    /// How many bytes are taken as text to read `text`, which must come out as it is.
    fn looked_at(text: &str) -> usize {
        let before = LOOKED_AT.get();
        assert_eq!(to_string(&from_str::<Thing>(text).unwrap()).unwrap(), text);
        LOOKED_AT.get() - before
    }

    #[test]
    fn items_are_looked_at_once_for_each_of_16_lists() {
        for (depth, times) in [(1, 1), (5, 5), (16, 16), (40, 16)] {
            let bad = "5,".repeat(5000) + "{}";
            let text = format!("{}{bad}{}", r#"{"things":["#.repeat(depth), "]}".repeat(depth));
            let looked_at = looked_at(&text);
            assert!((times - 1) * bad.len() < looked_at && looked_at <= times * text.len(), "{depth}: {looked_at}");
        }
        assert_eq!(looked_at(r#"{"things":[{},null,{"things":[null]}]}"#), 0, "one pass is enough for nulls");
    }
}
