//! Dates, times, durations and GUIDs as the text they came as: lossless, and no failure over a missing offset.

/// Declares a text-backed scalar.
macro_rules! text_scalar {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The text as on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into_boxed_str())
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0.into_string()
            }
        }

        impl From<&$name> for crate::Parameter {
            fn from(value: &$name) -> Self {
                Self::from(value.as_str())
            }
        }

        impl From<$name> for crate::Parameter {
            fn from(value: $name) -> Self {
                Self::from(String::from(value))
            }
        }

        impl super::Value for $name {

            fn read(from: &mut dyn super::Reader) -> Result<Self, super::Fault> {
                from.string().map(Self::from)
            }

            fn write(&self, to: &mut dyn super::Writer) -> Result<(), super::Fault> {
                to.string(&self.0)
            }
        }

        crate::__serde_impls!($name);
    };
}
pub(super) use text_scalar;

text_scalar! {
    /// An instant, `Edm.DateTimeOffset`: RFC 3339 text such as `2026-11-23T08:30:00.0000000Z`.
    ///
    /// The text is kept as it came, with all its fraction digits, and compared as text. Parse it with the date crate of
    /// your choice: `value.as_str().parse::<jiff::Timestamp>()` for one.
    DateTimeOffset
}

text_scalar! {
    /// A calendar day, `Edm.Date`, such as `2026-11-23`.
    Date
}

text_scalar! {
    /// A time of day, `Edm.TimeOfDay`, such as `08:30:00.0000000`.
    TimeOfDay
}

text_scalar! {
    /// A span of time, `Edm.Duration`: ISO 8601 text such as `PT15S`.
    Duration
}

text_scalar! {
    /// A GUID, `Edm.Guid`, such as `87d349ed-44d7-43e1-9a83-5f2406dee5bd`: the type of a [`Field`](crate::Field) whose
    /// member is declared `format: uuid`.
    Guid
}
