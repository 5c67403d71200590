//! `type` and `format` in one word.

use graph_emit::ir::Primitive;

/// The scalar of a `type` and a `format`; `None` when they name none.
///
/// Either spelling of an integer is met, `integer` or `number` with an integer's format, and a known format is enough
/// where the type is missing. A format that is not known leaves the plain type. Of an integer without a format
/// nothing says how large it is, so it gets the widest type.
pub(super) fn primitive(ty: Option<&str>, format: Option<&str>) -> Option<Primitive> {
    match (ty, format) {
        (None | Some("string"), Some("base64url")) | (Some(_) | None, Some("byte" | "binary")) => {
            Some(Primitive::Binary)
        }
        (Some("boolean"), _) => Some(Primitive::Boolean),
        (Some("string"), _) => Some(format.and_then(text).unwrap_or(Primitive::String)),
        (Some("integer"), _) => Some(format.and_then(number).unwrap_or(Primitive::Int64)),
        (Some("number"), _) => Some(format.and_then(number).unwrap_or(Primitive::Double)),
        (None, Some(format)) => text(format).or_else(|| number(format)),
        (Some(_), _) | (None, None) => None,
    }
}

fn text(format: &str) -> Option<Primitive> {
    Some(match format {
        "uuid" => Primitive::Guid,
        "date-time" => Primitive::DateTimeOffset,
        "date" => Primitive::Date,
        "time" => Primitive::TimeOfDay,
        "duration" => Primitive::Duration,
        _ => return None,
    })
}

fn number(format: &str) -> Option<Primitive> {
    Some(match format {
        "int8" => Primitive::Int8,
        "uint8" => Primitive::UInt8,
        "int16" => Primitive::Int16,
        // No wire type is unsigned beyond a byte, so these get the next one that holds them.
        "int32" | "uint16" => Primitive::Int32,
        "int64" | "uint32" => Primitive::Int64,
        "float" => Primitive::Float,
        "double" => Primitive::Double,
        "decimal" => Primitive::Decimal,
        _ => return None,
    })
}

/// The values that an integer of this kind can hold at all; `None` for everything that is not an integer.
#[allow(clippy::cast_precision_loss, reason = "descriptions write the bounds of int64 as rounded numbers, too")]
pub(super) fn integer_range(primitive: Primitive) -> Option<(f64, f64)> {
    match primitive {
        Primitive::Int8 => Some((f64::from(i8::MIN), f64::from(i8::MAX))),
        Primitive::UInt8 => Some((f64::from(u8::MIN), f64::from(u8::MAX))),
        Primitive::Int16 => Some((f64::from(i16::MIN), f64::from(i16::MAX))),
        Primitive::Int32 => Some((f64::from(i32::MIN), f64::from(i32::MAX))),
        Primitive::Int64 => Some((i64::MIN as f64, i64::MAX as f64)),
        Primitive::Boolean
        | Primitive::Float
        | Primitive::Double
        | Primitive::Decimal
        | Primitive::String
        | Primitive::Guid
        | Primitive::DateTimeOffset
        | Primitive::Date
        | Primitive::TimeOfDay
        | Primitive::Duration
        | Primitive::Binary => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_spelt_either_way() {
        for ty in ["integer", "number"] {
            assert_eq!(primitive(Some(ty), Some("int64")), Some(Primitive::Int64));
            assert_eq!(primitive(Some(ty), Some("uint8")), Some(Primitive::UInt8));
            assert_eq!(primitive(Some(ty), Some("int16")), Some(Primitive::Int16));
        }
    }

    #[test]
    fn a_type_without_format_is_the_common_one() {
        assert_eq!(primitive(Some("integer"), None), Some(Primitive::Int64));
        assert_eq!(primitive(Some("integer"), Some("unknown")), Some(Primitive::Int64));
        assert_eq!(primitive(Some("number"), None), Some(Primitive::Double));
        assert_eq!(primitive(Some("string"), Some("commonmark")), Some(Primitive::String));
        assert_eq!(primitive(None, None), None);
    }

    #[test]
    fn a_known_format_needs_no_type() {
        assert_eq!(primitive(None, Some("uuid")), Some(Primitive::Guid));
        assert_eq!(primitive(None, Some("decimal")), Some(Primitive::Decimal));
        assert_eq!(primitive(None, Some("html")), None);
    }

    #[test]
    fn bytes_are_bytes_whatever_the_type() {
        assert_eq!(primitive(Some("string"), Some("base64url")), Some(Primitive::Binary));
        assert_eq!(primitive(Some("object"), Some("binary")), Some(Primitive::Binary));
    }
}
