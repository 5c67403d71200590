//! What Microsoft's Python client puts on the wire: each of its requests made by ours, and compared.
//!
//! A thousand of them are compiled against the whole of beta, so they are run by name:
//! `cargo test --release --package graph-tests --test wire -- --ignored --nocapture`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use graph_codegen::snippet::Style;
use graph_codegen::{Config, Snippet, Snippets};
use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{Client, Method, Parameter, Request};
use graph_tests::compare::{decoded, encoded, same_json, same_text, share};
use graph_tests::reference::reference;
use graph_tests::whole::{Call, Sent, Whole, settings};
use serde_json::{Map, Value};

/// The share of the requests above suspicion that must be the same, in percent.
const GOAL: f64 = 99.5;

/// How many requests are compiled.
const COMPILED: usize = 1000;

/// What chooses them.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// The version in the paths of the table.
const BASE_URL: &str = "http://127.0.0.1:8080/beta";

#[test]
#[ignore = "reads the whole description: run by name"]
fn urls_are_those_of_the_python_sdk() {
    let (Some(settings), Some(rows)) = (settings(), rows()) else { return };
    let inventory = settings.inventory().unwrap_or_else(|found| panic!("{found}"));
    let templates: BTreeMap<_, _> = inventory
        .entries
        .iter()
        .map(|entry| ((entry.path.as_str(), entry.method), entry.url_template.as_str()))
        .collect();
    let transport = InMemoryTransport::json(204, "");
    let client = Client::builder().base_url(BASE_URL).allow_loopback_http().transport(transport);
    let client = client.build().expect("the settings are valid");
    let mut tally = Tally::default();
    for row in rows.iter().filter(|row| row.get("suspect").is_none()) {
        let key = (text(&row["spec_path"]), text(&row["method"]));
        let fault = match templates.get(&key) {
            Some(template) => url_difference(&client, template, row),
            None => "no such operation".to_owned(),
        };
        tally.add(&fault, row);
    }
    tally.conclude("URLs");
}

#[test]
#[ignore = "compiles the whole of beta: run by name"]
fn compiled_requests_are_those_of_the_python_sdk() {
    let (Some(settings), Some(rows)) = (settings(), rows()) else { return };
    let snippets = settings.snippets().unwrap_or_else(|found| panic!("{found}"));
    let chosen = chosen(rows.iter().filter(|row| row.get("suspect").is_none()).collect());
    let mut tally = Tally::default();
    let mut made: Vec<(&Value, Snippet)> = Vec::new();
    for row in chosen {
        match snippet(&snippets, row) {
            Ok(snippet) => made.push((row, snippet)),
            Err(cause) => tally.add(&cause, row),
        }
    }
    let calls: Vec<_> = made.iter().map(|(_, snippet)| Call { snippet, answer: None, is_read: false }).collect();
    let outcomes = whole(&settings).run("wire", &calls, BASE_URL).unwrap_or_else(|said| panic!("{said}"));
    for outcome in outcomes {
        let row = made[outcome.number].0;
        let fault = match &outcome.sent {
            Some(sent) => request_difference(sent, row),
            None => outcome.error.unwrap_or_else(|| "nothing was sent".to_owned()),
        };
        tally.add(&fault, row);
    }
    tally.conclude("compiled requests");
}

fn whole(settings: &Config) -> Whole {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("whole");
    Whole::make(&folder, settings).expect("the folder for temporary files can be written to")
}

fn rows() -> Option<Vec<Value>> {
    let file = reference("oracle/wire-beta.jsonl")?;
    let text = fs::read_to_string(file).expect("the table can be read");
    Some(text.lines().map(|line| serde_json::from_str(line).expect("a row is a line of JSON")).collect())
}

/// Rows in an order that only the seed decides, as many as are compiled.
fn chosen(mut rows: Vec<&Value>) -> Vec<&Value> {
    let mut state = SEED;
    let mut next = |below: usize| {
        // xorshift64 (Marsaglia, "Xorshift RNGs", 2003).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("it is below a usize")
    };
    for place in 0..COMPILED.min(rows.len()) {
        let other = place + next(rows.len() - place);
        rows.swap(place, other);
    }
    rows.truncate(COMPILED);
    rows
}

/// In what the URL of `template` with the row's values differs from the row's; empty where it does not.
fn url_difference(client: &Client, template: &str, row: &Value) -> String {
    let args = row["args"].as_object().into_iter().flatten();
    // A test may leak what a program has as literals.
    let keep = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let route = args.fold(client.route(), |route, (name, value)| route.with(keep(variable(name)), plain(value)));
    let method: Method = text(&row["method"]).parse().expect("the table has methods");
    let query = row["query_in"].as_object().into_iter().flatten();
    let request = query
        .fold(Request::<()>::new(&route, method, keep(template.to_owned())), |request, (name, value)| {
            request.parameter(keep(variable(name)), parameter(value))
        });
    match request.url() {
        Ok(url) => target_difference(url.trim_start_matches("http://127.0.0.1:8080"), row),
        Err(error) => error.to_string(),
    }
}

fn target_difference(target: &str, row: &Value) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let wanted = row.get("path_rfc6570").unwrap_or(&row["sent"]["path"]);
    let wanted = text(wanted);
    // What separates parts is not decoded: a slash within a segment and a comma within an entry must be encoded.
    let is_same_path = same_parts(path, wanted, '/');
    let (query, wanted_query) = (sorted(query), sorted(text(&row["sent"]["query"])));
    let is_same =
        |(one, other): (&(String, &str), &(String, &str))| one.0 == other.0 && same_parts(one.1, other.1, ',');
    let is_same_query = query.len() == wanted_query.len() && query.iter().zip(&wanted_query).all(is_same);
    match (is_same_path, is_same_query) {
        (true, true) => "",
        (false, true) => "path",
        (true, false) => "query",
        (false, false) => "path and query",
    }
    .to_owned()
}

/// Whether the parts of `one` and `other` between `separator`s mean the same.
fn same_parts(one: &str, other: &str, separator: char) -> bool {
    let parts = |text: &str| text.split(separator).map(decoded).collect::<Vec<_>>();
    let (one, other) = (parts(one), parts(other));
    one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| same_text(one, other))
}

/// The options of a query by name, their values as they are sent.
fn sorted(query: &str) -> Vec<(String, &str)> {
    let options = query.split('&').filter(|option| !option.is_empty());
    let mut options: Vec<_> = options
        .map(|option| option.split_once('=').unwrap_or((option, "")))
        .map(|(name, value)| (decoded(name), value))
        .collect();
    options.sort();
    options
}

/// In what a request differs from the row's; empty where it does not.
fn request_difference(sent: &Sent, row: &Value) -> String {
    let target = target_difference(sent.url.trim_start_matches("http://127.0.0.1:8080"), row);
    let headers = &row["sent"]["headers"];
    let is_same_header = |name: &str| {
        let plain = |value: &str| value.replace(' ', "").to_lowercase();
        sent.header(name).map(plain) == headers[name].as_str().map(plain)
    };
    let faults = [
        (target.is_empty(), target.as_str()),
        (sent.method == text(&row["method"]), "method"),
        (is_same_header("accept"), "accept"),
        (is_same_header("content-type"), "content-type"),
        (is_same_body(sent, row), "body"),
    ];
    faults.iter().filter(|(is_same, _)| !is_same).map(|(_, what)| *what).collect::<Vec<_>>().join(" and ")
}

fn is_same_body(sent: &Sent, row: &Value) -> bool {
    let wanted = &row["sent"];
    if let Some(bytes) = wanted.get("body_base64") {
        return sent.body == text(bytes).as_bytes();
    }
    let Some(wanted) = wanted.get("body") else { return sent.body.is_empty() };
    let mut wanted = wanted.clone();
    for pointer in row["sdk_adds"].as_array().into_iter().flatten().map(text) {
        remove(&mut wanted, pointer);
    }
    serde_json::from_slice(&sent.body).is_ok_and(|body: Value| same_json(&body, &wanted))
}

/// Takes out of `value` the member at `pointer`.
fn remove(value: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').unwrap_or(("", pointer));
    let name = name.replace("~1", "/").replace("~0", "~");
    if let Some(Value::Object(members)) = value.pointer_mut(parent) {
        members.remove(&name);
    }
}

/// The snippet for the row's request; additional members are not declared, so the raw ways send them.
fn snippet(snippets: &Snippets, row: &Value) -> Result<Snippet, String> {
    let style = Style::default().lenient(true);
    let made = snippets.of(&request(row), &style);
    made.map_err(|found| found.iter().map(|one| one.message.split('`').step_by(2).collect()).next().unwrap_or_default())
}

/// The row as the text of a request.
fn request(row: &Value) -> String {
    let query = row["query_in"].as_object().into_iter().flatten();
    let query: Vec<_> = query.map(|(name, value)| format!("{name}={}", encoded_option(value))).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    let head = format!("{} {}{mark}{}\n", text(&row["method"]), path(row), query.join("&"));
    let Some(body) = row.get("body_in") else { return head };
    match text(&body["kind"]) {
        "stream" => {
            // A request as text has no other bytes; what stands for the bytes is as good.
            let content_type = body["content_type"].as_str().unwrap_or("application/octet-stream");
            format!("{head}Content-Type: {content_type}\n\n{}", text(&body["value"]))
        }
        _ => format!("{head}\n{}", json(body)),
    }
}

/// The path with the row's values; those in quotes have their apostrophes doubled, as `OData` asks.
fn path(row: &Value) -> String {
    let described = text(&row["spec_path"]);
    row["args"].as_object().into_iter().flatten().fold(described.to_owned(), |path, (name, value)| {
        let value = plain(value);
        let quoted = format!("'{}'", encoded(&value.replace('\'', "''")));
        path.replace(&format!("'{{{name}}}'"), &quoted).replace(&format!("{{{name}}}"), &encoded(&value))
    })
}

/// A node of `body_in` as the JSON it stands for.
fn json(node: &Value) -> Value {
    let value = &node["value"];
    match text(&node["kind"]) {
        "object" => {
            let members = value.as_object().into_iter().flatten();
            Value::Object(members.map(|(name, node)| (name.clone(), json(node))).collect::<Map<_, _>>())
        }
        "list" => value.as_array().into_iter().flatten().map(json).collect(),
        "null" => Value::Null,
        _ => value.clone(),
    }
}

/// The variable of a URL template for the parameter `name` (RFC 6570 section 2.3).
fn variable(name: &str) -> String {
    encoded(name).replace('-', "%2D").replace('.', "%2E").replace('~', "%7E")
}

fn parameter(value: &Value) -> Parameter {
    match value {
        Value::Array(entries) => Parameter::List(entries.iter().map(plain).collect()),
        value => Parameter::Text(plain(value)),
    }
}

fn encoded_option(value: &Value) -> String {
    match value {
        Value::Array(entries) => entries.iter().map(|entry| encoded(&plain(entry))).collect::<Vec<_>>().join(","),
        value => encoded(&plain(value)),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What came out, by cause, with examples of each.
#[derive(Default)]
struct Tally(BTreeMap<String, (usize, String)>);

impl Tally {
    fn add(&mut self, cause: &str, row: &Value) {
        let (count, examples) = self.0.entry(cause.to_owned()).or_default();
        *count += 1;
        if *count <= 3 {
            let _ = write!(examples, "\n      {} {} {}", row["method"], row["spec_path"], row["variant"]);
        }
    }

    /// Prints the shares, and fails where too few are the same.
    fn conclude(mut self, what: &str) {
        let same = self.0.remove("").unwrap_or_default().0;
        let all = same + self.0.values().map(|(count, _)| count).sum::<usize>();
        println!("{what}: {same} of {all} are the same");
        for (cause, (count, examples)) in &self.0 {
            println!("  {count} {cause}{examples}");
        }
        let share = 100.0 * share(same, all);
        assert!(share >= GOAL, "{what}: {share:.2} % < {GOAL} %");
    }
}
