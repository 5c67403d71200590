//! `ExtendedProperty`: a property of Outlook items that Graph has no member for, with its type.

use std::fmt;
use std::marker::PhantomData;

use super::operand::quoted;
use super::{Entries, Expand, Expansion, Filter, Operand};
use crate::model::{
    AdditionalData, Binary, DateTimeOffset, Decimal, Guid, Json, JsonError, Model, OpenModel, from_str,
};

/// A property of an Outlook item by its id, with values of type `T`; a `Vec` for one that has several values.
///
/// The id is what Microsoft Learn describes in "Outlook extended properties overview": a type and a tag, `Integer 0x0E08`,
/// or a type, a namespace and a name, `String {00020329-0000-0000-c000-000000000046} Name Color`. Services answer with
/// other spellings, `Integer 0xe08`, so ids are compared by what they mean.
///
/// It works with each model that has the members `singleValueExtendedProperties` and `multiValueExtendedProperties`:
/// messages, events, contacts, folders, calendars.
///
/// ```
/// use graph_runtime::ExtendedProperty;
/// # use graph_runtime::model::{AdditionalData, from_str, to_string};
/// # struct Message { id: Option<String>, additional_data: AdditionalData }
/// # graph_runtime::model! { Message { "id" => id } }
///
/// const SIZE: ExtendedProperty<i32> = ExtendedProperty::new("Integer 0x0E08");
/// const COLOR: ExtendedProperty<String> =
///     ExtendedProperty::new("String {00020329-0000-0000-c000-000000000046} Name Color");
///
/// // `graph.me().messages().get().filter(SIZE.filter().gt(1_000_000)).expand(SIZE.expand().and(COLOR.expand()))`
/// assert_eq!(
///     String::from(SIZE.filter().gt(1_000_000)),
///     "singleValueExtendedProperties/any(ep:ep/id eq 'Integer 0x0E08' and cast(ep/value,Edm.Int32) gt 1000000)"
/// );
/// let mut message: Message =
///     from_str(r#"{"singleValueExtendedProperties":[{"id":"Integer 0xe08","value":"2048"}]}"#)?;
/// assert_eq!(SIZE.of(&message)?, Some(2048));
/// assert_eq!(COLOR.of(&message)?, None);
/// COLOR.set(&mut message, "green")?;
/// assert!(to_string(&message)?.contains(r#""value":"green""#));
/// # Ok::<(), graph_runtime::model::JsonError>(())
/// ```
pub struct ExtendedProperty<T> {
    id: &'static str,
    values: PhantomData<fn() -> T>,
}

/// What can be the value of an extended property; on the wire each is text.
pub trait PropertyValue: Sized {
    /// The type that a text is cast to where it is compared; none for text itself.
    const CAST: Option<&'static str>;

    /// Reads it; none if the text is not such a value.
    fn from_text(text: &str) -> Option<Self>;

    /// Writes it.
    fn to_text(&self) -> String;
}

macro_rules! values {
    ($($type:ty, $cast:expr, $text:ident => $read:expr;)*) => {$(
        impl PropertyValue for $type {
            const CAST: Option<&'static str> = $cast;

            fn from_text($text: &str) -> Option<Self> {
                $read
            }

            fn to_text(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

values! {
    String, None, text => Some(text.to_owned());
    bool, Some("Edm.Boolean"), text => text.to_ascii_lowercase().parse().ok();
    i16, Some("Edm.Int16"), text => text.parse().ok();
    i32, Some("Edm.Int32"), text => text.parse().ok();
    i64, Some("Edm.Int64"), text => text.parse().ok();
    f32, Some("Edm.Single"), text => text.parse().ok();
    f64, Some("Edm.Double"), text => text.parse().ok();
    Decimal, Some("Edm.Decimal"), text => text.parse().ok();
    Guid, Some("Edm.Guid"), text => Some(Self::from(text));
    DateTimeOffset, Some("Edm.DateTimeOffset"), text => Some(Self::from(text));
    Binary, Some("Edm.Binary"), text => Some(Self::from(text));
}

/// One value, or a `Vec` of them.
pub trait PropertyValues: Sized {
    /// The member that has such properties.
    #[doc(hidden)]
    const MEMBER: &'static str;

    #[doc(hidden)]
    fn read(value: &Json) -> Option<Self>;

    #[doc(hidden)]
    fn write(&self) -> Json;
}

impl<T: PropertyValue> PropertyValues for T {
    const MEMBER: &'static str = "singleValueExtendedProperties";

    fn read(value: &Json) -> Option<Self> {
        T::from_text(&from_str::<String>(value.as_str()).ok()?)
    }

    fn write(&self) -> Json {
        Json::from_writable(&self.to_text())
    }
}

impl<T: PropertyValue> PropertyValues for Vec<T> {
    const MEMBER: &'static str = "multiValueExtendedProperties";

    fn read(value: &Json) -> Option<Self> {
        let texts: Vec<String> = from_str(value.as_str()).ok()?;
        texts.iter().map(|text| T::from_text(text)).collect()
    }

    fn write(&self) -> Json {
        Json::from_writable(&self.iter().map(T::to_text).collect::<Vec<_>>())
    }
}

/// A property as it is on the wire.
struct Property {
    id: Option<String>,
    value: Option<Json>,
    additional_data: AdditionalData,
}

crate::model! {
    Property {
        "id" => id,
        "value" => value,
    }
}

impl<T> ExtendedProperty<T> {
    /// The property with this id.
    pub const fn new(id: &'static str) -> Self {
        Self { id, values: PhantomData }
    }

    /// The id, as it was given.
    pub const fn id(self) -> &'static str {
        self.id
    }
}

impl<T: PropertyValues> ExtendedProperty<T> {
    /// What `$expand` takes, so that the answer has the property.
    pub fn expand(self) -> ExpandedProperties {
        ExpandedProperties(vec![(T::MEMBER, self.id)])
    }

    /// Its value in `model`, which has it if it was [expanded](Self::expand).
    ///
    /// # Errors
    /// The model's member is not a list, or the value is not of type `T`.
    pub fn of(self, model: &impl Model) -> Result<Option<T>, JsonError> {
        let properties = properties(model, T::MEMBER)?;
        let Some(property) = properties.iter().find_map(|json| self.read(json)) else { return Ok(None) };
        let Some(value) = property.value.filter(|value| !value.is_null()) else { return Ok(None) };
        let wrong = || JsonError::because(format!("{}: the value of `{}` is not of its type", T::MEMBER, self.id));
        T::read(&value).map(Some).ok_or_else(wrong)
    }

    /// Sets its value in `model`, which then has it once. All other properties stay as they are.
    ///
    /// # Errors
    /// The model's member is not a list.
    pub fn set(self, model: &mut impl Model, value: impl Into<T>) -> Result<(), JsonError> {
        let mut properties = properties(model, T::MEMBER)?;
        let value = Some(value.into().write());
        let known = properties.iter().enumerate().find_map(|(at, json)| Some((at, self.read(json)?)));
        let (at, property) = known.unwrap_or_else(|| {
            let property = Property { id: Some(self.id.to_owned()), ..Property::default() };
            (properties.len(), property)
        });
        let property = Json::from_writable(&Property { value, ..property });
        properties.splice(at..properties.len().min(at + 1), [property]);
        let mut open = OpenModel::of(model);
        open.put(T::MEMBER, &Json::from_writable(&properties));
        open.settle();
        Ok(())
    }

    /// This property, if `json` is it.
    fn read(self, json: &Json) -> Option<Property> {
        let property: Property = from_str(json.as_str()).ok()?;
        let is_it = property.id.as_deref().is_some_and(|id| Id::of(id) == Id::of(self.id));
        is_it.then_some(property)
    }
}

impl<T: PropertyValue> ExtendedProperty<T> {
    /// A condition on its value, for `$filter`.
    pub fn filter(self) -> PropertyComparison<T> {
        PropertyComparison(self)
    }
}

/// The properties in the member `name` of any model; none where it has no such member.
fn properties(model: &dyn Model, name: &str) -> Result<Vec<Json>, JsonError> {
    let member = crate::model::member(model, name).filter(|json| !json.is_null());
    member.map_or(Ok(Vec::new()), |json| from_str(json.as_str()))
}

/// What an id means: its type, and a tag, or a namespace with a name or a number. Names are case-sensitive.
#[derive(PartialEq)]
struct Id {
    ty: String,
    rest: Vec<String>,
}

impl Id {
    fn of(text: &str) -> Self {
        let mut words = text.split_ascii_whitespace();
        let ty = words.next().unwrap_or_default().to_ascii_lowercase();
        let mut is_name = false;
        let rest = words.map(|word| {
            let same = if is_name { word.to_owned() } else { canonical(word) };
            is_name |= same == "name";
            same
        });
        Self { ty, rest: rest.collect() }
    }
}

/// A word of an id that is not a name: a tag without its zeros, all others in lower case.
fn canonical(word: &str) -> String {
    let word = word.to_ascii_lowercase();
    match word.strip_prefix("0x").and_then(|tag| u32::from_str_radix(tag, 16).ok()) {
        Some(tag) => format!("{tag:#x}"),
        None => word,
    }
}

/// The property on the left of a comparison.
pub struct PropertyComparison<T>(ExtendedProperty<T>);

/// A condition on an extended property; it stands alone in `$filter`, or with the conditions of any model.
#[derive(Clone, Debug)]
pub struct PropertyFilter(String);

macro_rules! comparisons {
    ($($name:ident $docs:literal;)*) => {$(
        #[doc = $docs]
        pub fn $name(self, value: impl Operand<T>) -> PropertyFilter {
            self.compared(stringify!($name), &value.literal())
        }
    )*};
}

impl<T: PropertyValue> PropertyComparison<T> {
    comparisons! {
        eq "It equals `value`.";
        ne "It differs from `value`.";
        lt "It is less than `value`.";
        le "It is `value` or less.";
        gt "It is greater than `value`.";
        ge "It is `value` or greater.";
    }

    fn compared(self, operator: &str, literal: &str) -> PropertyFilter {
        let value = match T::CAST {
            Some(ty) => format!("cast(ep/value,{ty})"),
            None => "ep/value".to_owned(),
        };
        self.holds(&format!("{value} {operator} {literal}"))
    }

    fn holds(self, condition: &str) -> PropertyFilter {
        let (member, id) = (<T as PropertyValues>::MEMBER, quoted(self.0.id));
        PropertyFilter(format!("{member}/any(ep:ep/id eq {id} and {condition})"))
    }
}

impl PropertyComparison<String> {
    /// It begins with `text`.
    pub fn starts_with(self, text: impl AsRef<str>) -> PropertyFilter {
        self.holds(&format!("startswith(ep/value,{})", quoted(text.as_ref())))
    }

    /// It has `text` somewhere.
    pub fn contains(self, text: impl AsRef<str>) -> PropertyFilter {
        self.holds(&format!("contains(ep/value,{})", quoted(text.as_ref())))
    }
}

impl From<PropertyFilter> for String {
    fn from(filter: PropertyFilter) -> Self {
        filter.0
    }
}

impl<M> From<PropertyFilter> for Filter<M> {
    fn from(filter: PropertyFilter) -> Self {
        Self::new(filter.0)
    }
}

/// Extended properties for `$expand`; those of one kind are one entry of it.
#[derive(Clone, Debug)]
pub struct ExpandedProperties(Vec<(&'static str, &'static str)>);

impl ExpandedProperties {
    /// These and `others`.
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    fn of(&self, member: &str) -> Option<String> {
        let ids = self.0.iter().filter(|(of, _)| *of == member).map(|(_, id)| format!("id eq {}", quoted(id)));
        let ids: Vec<_> = ids.collect();
        (!ids.is_empty()).then(|| format!("{member}($filter={})", ids.join(" or ")))
    }
}

impl Entries<Expand> for ExpandedProperties {
    fn entries(self) -> Vec<String> {
        let members = [<String as PropertyValues>::MEMBER, <Vec<String> as PropertyValues>::MEMBER];
        members.into_iter().filter_map(|member| self.of(member)).collect()
    }
}

/// In a tuple with the fields of a model: `(Message::ATTACHMENTS, SIZE.expand().into())`.
impl<M> From<ExpandedProperties> for Expansion<M> {
    fn from(properties: ExpandedProperties) -> Self {
        Self::entry(properties.entries().join(","))
    }
}

impl<T> Clone for ExtendedProperty<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for ExtendedProperty<T> {}

impl<T> fmt::Debug for ExtendedProperty<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ExtendedProperty").field(&self.id).finish()
    }
}

impl<T> fmt::Debug for PropertyComparison<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PropertyComparison").field(&self.0.id).finish()
    }
}
