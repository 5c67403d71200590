//! What the spans are once `tracing-opentelemetry` has handed them to OpenTelemetry: numbers are numbers there.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use graph_runtime::transport::TransportErrorKind;
use opentelemetry::trace::{Event, Span, SpanBuilder, SpanContext, SpanKind, Status, Tracer};
use opentelemetry::{Context, KeyValue, Value};
use tracing_subscriber::layer::SubscriberExt as _;

use super::{Script, Turn, ready, request};

/// A tracer that keeps the spans that have ended, as an exporter gets them.
#[derive(Clone, Default)]
struct Exporter(Arc<Mutex<Vec<SpanBuilder>>>);

impl Tracer for Exporter {
    type Span = Exported;

    fn build_with_context(&self, builder: SpanBuilder, _: &Context) -> Exported {
        Exported { span: builder, context: SpanContext::NONE, exporter: self.clone() }
    }
}

struct Exported {
    span: SpanBuilder,
    context: SpanContext,
    exporter: Exporter,
}

impl Span for Exported {
    fn add_event_with_timestamp<T>(&mut self, name: T, timestamp: SystemTime, attributes: Vec<KeyValue>)
    where
        T: Into<Cow<'static, str>>,
    {
        self.span.events.get_or_insert_default().push(Event::new(name, timestamp, attributes, 0));
    }

    fn span_context(&self) -> &SpanContext {
        &self.context
    }

    fn is_recording(&self) -> bool {
        true
    }

    fn set_attribute(&mut self, attribute: KeyValue) {
        self.span.attributes.get_or_insert_default().push(attribute);
    }

    fn set_status(&mut self, _: Status) {}

    fn update_name<T: Into<Cow<'static, str>>>(&mut self, name: T) {
        self.span.name = name.into();
    }

    fn add_link(&mut self, _: SpanContext, _: Vec<KeyValue>) {}

    fn end_with_timestamp(&mut self, _: SystemTime) {
        self.exporter.0.lock().unwrap().push(self.span.clone());
    }
}

/// The one span of a request that goes so.
fn exported<const N: usize>(turns: [Turn; N]) -> SpanBuilder {
    let exporter = Exporter::default();
    let layer = tracing_opentelemetry::layer().with_tracer(exporter.clone());
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        drop(ready(request(Script::builder(turns))));
    });
    let mut spans = std::mem::take(&mut *exporter.0.lock().unwrap());
    assert_eq!(spans.len(), 1);
    spans.remove(0)
}

/// The attributes that tell of numbers.
fn numbers(attributes: &[KeyValue]) -> BTreeMap<&str, Value> {
    let names = ["http.response.status_code", "http.request.resend_count", "server.port", "delay_ms"];
    let told = attributes.iter().map(|attribute| (attribute.key.as_str(), attribute.value.clone()));
    told.filter(|(name, _)| names.contains(name)).collect()
}

#[test]
fn numbers_are_exported_as_numbers() {
    let turns = [Ok((429, "")), Err(TransportErrorKind::Connect), Ok((200, "{}"))];
    let span = exported(turns);
    let of_span = [("http.request.resend_count", 2), ("http.response.status_code", 200), ("server.port", 443)];
    assert_eq!(numbers(&span.attributes.unwrap()), of_span.map(|(name, value)| (name, Value::I64(value))).into());

    let events: Vec<_> = span.events.unwrap();
    let throttled = [("delay_ms", 7000), ("http.request.resend_count", 1), ("http.response.status_code", 429)];
    let unconnected = [("delay_ms", 10_000), ("http.request.resend_count", 2)];
    let number = |(name, value)| (name, Value::I64(value));
    let of_events = [throttled.map(number).into(), unconnected.map(number).into()];
    assert_eq!(events.iter().map(|event| numbers(&event.attributes)).collect::<Vec<_>>(), of_events);
}

#[test]
fn a_failure_has_its_status_as_a_number_and_its_type_as_text() {
    let span = exported([Ok((404, "{}"))]);
    let attributes = span.attributes.unwrap();
    assert_eq!(numbers(&attributes)["http.response.status_code"], Value::I64(404));
    let error_type = attributes.iter().find(|attribute| attribute.key.as_str() == "error.type").unwrap();
    assert_eq!(error_type.value, Value::from("404"), "the conventions say that it is text");
}

#[test]
fn the_fields_for_the_bridge_become_what_they_are_for() {
    let span = exported([Ok((200, "{}"))]);
    assert_eq!((&*span.name, span.span_kind), ("POST /users/{user-id}/calls", Some(SpanKind::Client)));
    let mut names = span.attributes.iter().flatten().map(|attribute| attribute.key.as_str());
    assert!(!names.any(|name| name.starts_with("otel.")));
}
