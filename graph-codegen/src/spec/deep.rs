//! Whether a part that is nested deep fits the model, found from the inside out.
//!
//! `openapiv3` reads what does not fit once more at every level around it, so its time doubles with each level: a slip below
//! sixty schemas would take ages. Here each object is read once, without those below it.

use graph_emit::origin::escape_pointer_token;
use openapiv3::{Header, PathItem, Schema};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::grammar::{Kind, Rule};

/// Levels of mappings and lists up to which the time does not matter. Nearly everything that is described has fewer.
const SHALLOW: usize = 12;

/// A part that does not fit.
pub struct Unfit<'v> {
    /// The pointer to it.
    pub pointer: String,
    /// The key or the name that it has.
    pub key: String,
    pub value: &'v Value,
    pub kind: Kind,
}

/// The innermost part of `value`, a `kind`, that does not fit; none where `value` fits or is not deep.
pub fn unfit(value: &Value, kind: Kind) -> Option<Unfit<'_>> {
    if !is_deeper(value, SHALLOW) {
        return None;
    }
    let mut search = Search { pointer: String::new(), unfit: None };
    search.object(value, kind, "");
    search.unfit
}

fn is_deeper(value: &Value, levels: usize) -> bool {
    let below = |value: &Value| levels == 0 || is_deeper(value, levels - 1);
    match value {
        Value::Array(list) => list.iter().any(below),
        Value::Object(map) => map.values().any(below),
        _ => false,
    }
}

struct Search<'v> {
    pointer: String,
    unfit: Option<Unfit<'v>>,
}

impl<'v> Search<'v> {
    /// What stands for `value`, a `kind`, in the object around it.
    fn object(&mut self, value: &'v Value, kind: Kind, key: &str) -> Value {
        let Value::Object(map) = value else { return value.clone() };
        if kind.reference(value).is_some() {
            return value.clone();
        }
        let entries = map.iter().map(|(key, below)| {
            let below = self.at(key, |this| this.part(below, kind.rule(key), key));
            (key.clone(), below)
        });
        let own = Value::Object(entries.collect::<Map<_, _>>());
        let (fits, stand_in) = match kind {
            Kind::Schema => (Schema::deserialize(&own).is_ok(), json!({ "$ref": "" })),
            Kind::Header => (Header::deserialize(&own).is_ok(), json!({ "$ref": "" })),
            Kind::PathItem => (PathItem::deserialize(&own).is_ok(), json!({})),
            // The others contain themselves by way of these alone.
            _ => return own,
        };
        if !fits && self.unfit.is_none() {
            self.unfit = Some(Unfit { pointer: self.pointer.clone(), key: key.to_owned(), value, kind });
        }
        stand_in
    }

    fn part(&mut self, value: &'v Value, rule: Rule, key: &str) -> Value {
        match (rule, value) {
            (Rule::One(kind), value) => self.object(value, kind, key),
            (Rule::SchemaOrFlag, value) => self.object(value, Kind::Schema, key),
            (Rule::Many(kind), Value::Array(list)) => {
                let each = |(place, item): (usize, _)| self.at(&place.to_string(), |this| this.object(item, kind, key));
                list.iter().enumerate().map(each).collect()
            }
            (Rule::Named(kind), Value::Object(map)) => {
                let each =
                    |(name, item): (&String, _)| (name.clone(), self.at(name, |this| this.object(item, kind, name)));
                Value::Object(map.iter().map(each).collect())
            }
            // Any data fits where data is due.
            (Rule::Data, _) => Value::Null,
            (_, value) => value.clone(),
        }
    }

    fn at(&mut self, token: &str, work: impl FnOnce(&mut Self) -> Value) -> Value {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&escape_pointer_token(token));
        let value = work(self);
        self.pointer.truncate(length);
        value
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Kind, unfit};

    fn deep(mut schema: Value, levels: usize) -> Value {
        for level in 0..levels {
            schema = match level % 4 {
                0 => json!({ "allOf": [schema] }),
                1 => json!({ "type": "object", "properties": { "a/b": schema } }),
                2 => json!({ "type": "array", "items": schema }),
                _ => json!({ "additionalProperties": schema }),
            };
        }
        schema
    }

    #[test]
    fn a_slip_below_many_schemas_is_found_at_its_place() {
        let found = |schema: Value| {
            let schema = deep(schema, 60);
            unfit(&schema, Kind::Schema).map(|unfit| (schema.pointer(&unfit.pointer).cloned(), unfit.key))
        };
        for good in [json!({}), json!({ "type": "string", "x-a": [1] }), json!({ "$ref": "#/a", "type": 1 })] {
            assert_eq!(found(good), None);
        }
        for bad in [json!({ "type": 1 }), json!({ "nullable": "no" }), json!({ "maximum": "x" })] {
            assert_eq!(found(bad.clone()), Some((Some(bad), "allOf".to_owned())));
        }
    }

    #[test]
    fn headers_and_callbacks_may_be_deep_too() {
        let mut header = json!({ "schema": { "type": 1 } });
        let mut item = json!({ "get": 1 });
        for _ in 0..20 {
            header = json!({ "content": { "a": { "encoding": { "b": { "headers": { "c": header } } } } } });
            item = json!({ "get": { "responses": {}, "callbacks": { "d": { "e": item } } } });
        }
        assert_eq!(unfit(&header, Kind::Header).expect("it is at fault").value, &json!({ "type": 1 }));
        assert_eq!(unfit(&item, Kind::PathItem).expect("it is at fault").value, &json!({ "get": 1 }));
    }
}
