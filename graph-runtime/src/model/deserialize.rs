//! `Reader` over any serde `Deserializer`: the one place where reading meets serde's generics.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize as _;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::Value;
use super::context::{Context, Fault};
use super::excerpt::printable;
use super::json::Json;
use super::number::Number;
use super::reader::{Look, Reader};
use super::tree::Tree;

type OnMember<'f> = &'f mut dyn FnMut(&str, &mut dyn Reader) -> Result<(), Fault>;
type OnElement<'f> = &'f mut dyn FnMut(&mut dyn Reader) -> Result<(), Fault>;

/// Reads a [`Value`] from any self-describing serde format; the `Deserialize` of every model. What cannot be read twice is
/// read with care at once: an item of a list that does not read as declared is kept, as on the wire path.
pub fn deserialize<'de, T: Value, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let context = Context::careful_of_any_format();
    let mut value = None;
    let read_value = &mut |reader: &mut dyn Reader| {
        value = Some(T::read(reader)?);
        Ok(())
    };
    let read = read(deserializer, &context, read_value);
    read.ok().and(value).ok_or_else(|| D::Error::custom(printable(&context.message())))
}

/// Hands `deserializer` to `read_value` as a [`Reader`].
pub(super) fn read<'de, D: Deserializer<'de>>(
    deserializer: D,
    context: &Context,
    read_value: OnElement<'_>,
) -> Result<(), Fault> {
    let mut source = Source { deserializer: Some(deserializer), context };
    read_value(&mut source)?;
    source.finish()
}

/// A deserializer not yet used.
struct Source<'c, D> {
    deserializer: Option<D>,
    context: &'c Context,
}

impl<'de, D: Deserializer<'de>> Source<'_, D> {
    fn take(&mut self) -> Result<D, Fault> {
        self.deserializer.take().ok_or_else(|| self.context.fail(&"a value was read twice"))
    }

    /// Reads what `visitor` accepts; a null is told to the context.
    fn visit<T>(&mut self, visitor: impl Visitor<'de, Value = Option<T>>) -> Result<T, Fault> {
        match self.take()?.deserialize_any(visitor) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(self.context.null()),
            Err(error) => Err(self.context.fail(&error)),
        }
    }

    /// Skips the value if nobody read it, for the engine must get past it.
    fn finish(&mut self) -> Result<(), Fault> {
        match self.deserializer.take().map(IgnoredAny::deserialize) {
            None | Some(Ok(_)) => Ok(()),
            Some(Err(error)) => Err(self.context.fail(&error)),
        }
    }
}

impl<'de, D: Deserializer<'de>> Reader for Source<'_, D> {
    fn object(&mut self, member: OnMember<'_>) -> Result<(), Fault> {
        let context = self.context;
        self.visit(ObjectVisitor { member, context })
    }

    fn array(&mut self, element: OnElement<'_>) -> Result<(), Fault> {
        let context = self.context;
        self.visit(ArrayVisitor { element, context })
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.visit(StringVisitor)
    }

    fn text(&mut self, look: &mut dyn FnMut(&str)) -> Result<(), Fault> {
        self.visit(TextVisitor { look })
    }

    fn boolean(&mut self) -> Result<bool, Fault> {
        self.visit(BooleanVisitor)
    }

    fn number(&mut self) -> Result<Number, Fault> {
        self.visit(NumberVisitor)
    }

    fn json(&mut self) -> Result<Json, Fault> {
        let deserializer = self.take()?;
        let json = if self.context.exact {
            Box::<RawValue>::deserialize(deserializer).map(Json::from_raw)
        } else {
            Tree { depth: self.context.depth() }.deserialize(deserializer).map(Json::from)
        };
        json.map_err(|error| self.context.fail(&error))
    }

    fn borrowed(&mut self, look: Look<'_>) -> Result<(), Fault> {
        if !self.context.exact {
            let json = self.json()?;
            return look(json.as_str(), self.context);
        }
        let raw = <&RawValue>::deserialize(self.take()?).map_err(|error| self.context.fail(&error))?;
        look(raw.get(), self.context)
    }

    fn context(&self) -> &Context {
        self.context
    }
}

/// The error that carries a fault through serde; its text is never shown, the context knows the reason.
fn faulted<E: serde::de::Error>(_: Fault) -> E {
    E::custom("")
}

/// What all visitors share: JSON's null, in each of serde's spellings, is `None`.
macro_rules! accepts_null {
    () => {
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_any(self)
        }
    };
}

struct ObjectVisitor<'f, 'c> {
    member: OnMember<'f>,
    context: &'c Context,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_, '_> {
    type Value = Option<()>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let _level = self.context.enter().map_err(faulted)?;
        while let Some(name) = map.next_key_seed(NameSeed)? {
            let seed = MemberSeed { name: &name, member: &mut *self.member, context: self.context };
            if let Err(error) = map.next_value_seed(seed) {
                self.context.fail(&error);
                self.context.passed_member(&name);
                return Err(error);
            }
        }
        Ok(Some(()))
    }

    accepts_null!();
}

struct ArrayVisitor<'f, 'c> {
    element: OnElement<'f>,
    context: &'c Context,
}

impl<'de> Visitor<'de> for ArrayVisitor<'_, '_> {
    type Value = Option<()>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let _level = self.context.enter().map_err(faulted)?;
        for index in 0.. {
            let seed = ElementSeed { element: &mut *self.element, context: self.context };
            match sequence.next_element_seed(seed) {
                Ok(Some(())) => {}
                Ok(None) => break,
                Err(error) => {
                    self.context.passed_element(index);
                    return Err(error);
                }
            }
        }
        Ok(Some(()))
    }

    accepts_null!();
}

/// The value of a member.
struct MemberSeed<'f, 'c, 'n> {
    name: &'n str,
    member: OnMember<'f>,
    context: &'c Context,
}

impl<'de> DeserializeSeed<'de> for MemberSeed<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let mut source = Source { deserializer: Some(deserializer), context: self.context };
        (self.member)(self.name, &mut source).and_then(|()| source.finish()).map_err(faulted)
    }
}

/// The value of an element.
struct ElementSeed<'f, 'c> {
    element: OnElement<'f>,
    context: &'c Context,
}

impl<'de> DeserializeSeed<'de> for ElementSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        read(deserializer, self.context, self.element).map_err(faulted)
    }
}

/// A member's name, borrowed from the input where the engine can.
struct NameSeed;

impl<'de> DeserializeSeed<'de> for NameSeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for NameSeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_string<E>(self, name: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name))
    }
}

struct StringVisitor;

impl<'de> Visitor<'de> for StringVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(text))
    }

    accepts_null!();
}

struct TextVisitor<'f> {
    look: &'f mut dyn FnMut(&str),
}

impl<'de> Visitor<'de> for TextVisitor<'_> {
    type Value = Option<()>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        (self.look)(text);
        Ok(Some(()))
    }

    accepts_null!();
}

struct BooleanVisitor;

impl<'de> Visitor<'de> for BooleanVisitor {
    type Value = Option<bool>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a boolean")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value))
    }

    accepts_null!();
}

struct NumberVisitor;

impl<'de> Visitor<'de> for NumberVisitor {
    type Value = Option<Number>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(Number::Signed(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(i64::try_from(value).map_or(Number::Unsigned(value), Number::Signed)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(Number::Float(value)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Number::Text(text.to_owned())))
    }

    accepts_null!();
}
