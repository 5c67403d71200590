//! `Writer` over any serde `Serializer`: the one place where writing meets serde's generics.

use serde::Serialize;
use serde::ser::{Error as _, SerializeMap, SerializeSeq, Serializer};

use super::amended::Amended;
use super::context::{Context, Fault};
use super::excerpt::printable;
use super::json_text;
use super::notes::MemberNotes;
use super::writer::{Members, Writable, Writer};

/// Writes a value to any serde format; the `Serialize` of every model.
pub fn serialize<S: Serializer>(value: &dyn Writable, serializer: S) -> Result<S::Ok, S::Error> {
    let context = Context::default();
    write(value, serializer, &context).map_err(|_| S::Error::custom(printable(&context.message())))
}

/// Writes `value` to `serializer` within a run.
fn write<S: Serializer>(value: &dyn Writable, serializer: S, context: &Context) -> Result<S::Ok, Fault> {
    let mut sink = Sink { serializer: Some(serializer), written: None, context };
    value.write_to(&mut sink)?;
    match (sink.written, sink.serializer) {
        (Some(written), _) => Ok(written),
        // A value that writes nothing must still leave well-formed output.
        (None, Some(serializer)) => serializer.serialize_unit().map_err(|error| context.fail(&error)),
        (None, None) => Err(context.fail(&"a value was not written")),
    }
}

/// A serializer not yet used, or what it gave.
struct Sink<'c, S: Serializer> {
    serializer: Option<S>,
    written: Option<S::Ok>,
    context: &'c Context,
}

impl<S: Serializer> Sink<'_, S> {
    fn take(&mut self) -> Result<S, Fault> {
        self.serializer.take().ok_or_else(|| self.context.fail(&"a value was written twice"))
    }

    fn put(&mut self, write: impl FnOnce(S) -> Result<S::Ok, S::Error>) -> Result<(), Fault> {
        let written = write(self.take()?);
        self.keep(written)
    }

    fn keep(&mut self, written: Result<S::Ok, S::Error>) -> Result<(), Fault> {
        self.written = Some(written.map_err(|error| self.context.fail(&error))?);
        Ok(())
    }
}

impl<S: Serializer> Writer for Sink<'_, S> {
    fn object<'v>(&mut self, members: &mut dyn FnMut(&mut dyn Members<'v>) -> Result<(), Fault>) -> Result<(), Fault> {
        let map = self.take()?.serialize_map(None).map_err(|error| self.context.fail(&error))?;
        let mut object = MapSink { map, context: self.context };
        members(&mut object)?;
        self.keep(object.map.end())
    }

    fn array(&mut self, elements: &mut dyn Iterator<Item = &dyn Writable>) -> Result<(), Fault> {
        let length = elements.size_hint().1;
        let mut sequence = self.take()?.serialize_seq(length).map_err(|error| self.context.fail(&error))?;
        for (index, value) in elements.enumerate() {
            if let Err(error) = sequence.serialize_element(&Bridge { value, context: self.context }) {
                let fault = self.context.fail(&error);
                self.context.passed_element(index);
                return Err(fault);
            }
        }
        self.keep(sequence.end())
    }

    fn string(&mut self, value: &str) -> Result<(), Fault> {
        self.put(|serializer| serializer.serialize_str(value))
    }

    fn boolean(&mut self, value: bool) -> Result<(), Fault> {
        self.put(|serializer| serializer.serialize_bool(value))
    }

    fn integer(&mut self, value: i64) -> Result<(), Fault> {
        self.put(|serializer| serializer.serialize_i64(value))
    }

    fn single(&mut self, value: f32) -> Result<(), Fault> {
        self.put(|serializer| serializer.serialize_f32(value))
    }

    fn double(&mut self, value: f64) -> Result<(), Fault> {
        self.put(|serializer| serializer.serialize_f64(value))
    }

    fn null(&mut self) -> Result<(), Fault> {
        self.put(Serializer::serialize_unit)
    }

    fn json_text(&mut self, text: &str) -> Result<(), Fault> {
        let tree: serde_json::Value = json_text::read(text).map_err(|error| self.context.fail(&error))?;
        self.put(|serializer| tree.serialize(serializer))
    }

    fn context(&self) -> &Context {
        self.context
    }
}

/// The open map of an object.
struct MapSink<'c, M> {
    map: M,
    context: &'c Context,
}

impl<M: SerializeMap> MapSink<'_, M> {
    fn put(&mut self, name: &str, value: &dyn Writable) -> Result<(), Fault> {
        let context = self.context;
        self.map.serialize_entry(name, &Bridge { value, context }).map_err(|error| {
            let fault = context.fail(&error);
            context.passed_member(name);
            fault
        })
    }
}

impl<'v, M: SerializeMap> Members<'v> for MapSink<'_, M> {
    fn member(&mut self, name: &'v str, value: &'v dyn Writable) -> Result<(), Fault> {
        self.put(name, value)
    }

    fn amended(&mut self, name: &'v str, value: &'v dyn Writable, notes: &'v MemberNotes) -> Result<(), Fault> {
        self.put(name, &Amended::new(value, notes))
    }
}

/// A value on its way through serde's own collections.
struct Bridge<'v, 'c> {
    value: &'v dyn Writable,
    context: &'c Context,
}

impl Serialize for Bridge<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The text is never shown: the context knows the reason.
        write(self.value, serializer, self.context).map_err(|_| S::Error::custom(""))
    }
}
