//! The links of a page, found by their names.

use crate::model::{Context, Fault, Members, Writable, Writer, from_str};

const NEXT_LINK: &str = "@odata.nextLink";
const DELTA_LINK: &str = "@odata.deltaLink";

/// Where a page says that its collection goes on: now, or after the next change.
#[derive(Default)]
pub(super) struct Links {
    pub(super) next: Option<String>,
    pub(super) delta: Option<String>,
}

impl Links {
    /// The links of `page`, declared or among its additional data. An empty one does not count.
    pub(super) fn of(page: &dyn Writable) -> Self {
        let mut finder = Finder::default();
        page.write_to(&mut finder).expect("invariant: a finder takes all that is written");
        let is_there = |link: &String| !link.is_empty();
        Self { next: finder.links.next.filter(is_there), delta: finder.links.delta.filter(is_there) }
    }
}

/// Takes an object, of which it keeps the links.
#[derive(Default)]
struct Finder {
    links: Links,
    /// What the member in hand holds, if it is text.
    text: Option<String>,
    context: Context,
}

impl<'v> Members<'v> for Finder {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        if matches!(name, NEXT_LINK | DELTA_LINK) {
            value.write_to(self)?;
            let text = self.text.take();
            *(if name == NEXT_LINK { &mut self.links.next } else { &mut self.links.delta }) = text;
        }
        Ok(())
    }
}

impl Writer for Finder {
    fn object<'v>(&mut self, members: &mut dyn FnMut(&mut dyn Members<'v>) -> Result<(), Fault>) -> Result<(), Fault> {
        members(self)
    }

    fn string(&mut self, value: &str) -> Result<(), Fault> {
        self.text = Some(value.to_owned());
        Ok(())
    }

    fn json_text(&mut self, text: &str) -> Result<(), Fault> {
        // What is not text leads nowhere, which is told where it is followed: the collection does not end here.
        self.text = (text != "null").then(|| from_str(text).unwrap_or_else(|_| text.to_owned()));
        Ok(())
    }

    fn array(&mut self, _: &mut dyn Iterator<Item = &dyn Writable>) -> Result<(), Fault> {
        Ok(())
    }

    fn boolean(&mut self, _: bool) -> Result<(), Fault> {
        Ok(())
    }

    fn integer(&mut self, _: i64) -> Result<(), Fault> {
        Ok(())
    }

    fn single(&mut self, _: f32) -> Result<(), Fault> {
        Ok(())
    }

    fn double(&mut self, _: f64) -> Result<(), Fault> {
        Ok(())
    }

    fn null(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    fn context(&self) -> &Context {
        &self.context
    }
}
