//! Documented HTTP examples of Graph beta: made into snippets, compiled, run, and compared with the pages.
//!
//! They compile the whole of beta, so they are run by name:
//! `cargo test --release --package graph-tests --test documented -- --ignored --nocapture`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use graph_codegen::snippet::Style;
use graph_codegen::{Config, Severity, Snippet, Snippets};
use graph_runtime::transport::{Body, ReqwestTransport, Transport};
use graph_tests::compare::{decoded, options, same_json, same_text};
use graph_tests::reference::reference;
use graph_tests::whole::{Call, Outcome, Whole, settings};
use graph_tests::{Answer, Arrived, Loopback};
use serde_json::Value;

/// The share of the pages' requests that must leave as the page shows them, in percent.
const REQUESTS: f64 = 99.0;

/// The share of the pages' answers that must survive being read and written, in percent.
const ANSWERS: f64 = 100.0;

/// The share of the pages' requests that need no leniency, in percent.
const TAKEN: f64 = 99.5;

/// A page's example.
struct Example {
    row: Value,
    /// What was made of its request, or why nothing was.
    snippet: Result<Snippet, String>,
}

/// What came out, by cause, with an example of each.
#[derive(Default)]
struct Tally(BTreeMap<String, (usize, String)>);

#[test]
#[ignore = "compiles the whole of beta: run by name"]
fn the_whole_of_beta_compiles_without_a_warning() {
    let Some(settings) = settings() else { return };
    whole(&settings).build("graph-beta").unwrap_or_else(|said| panic!("{said}"));
}

#[tokio::test]
#[ignore = "compiles the whole of beta: run by name"]
async fn documented_requests_leave_and_documented_answers_are_read_as_the_pages_show_them() {
    let (Some(settings), Some(rows)) = (settings(), reference("oracle/doc-examples-beta.jsonl")) else { return };
    let snippets = settings.snippets().unwrap_or_else(|found| panic!("{found}"));
    let mut requests = Tally::default();
    let examples: Vec<_> = rows_of(&rows)
        .into_iter()
        .filter(is_comparable)
        .filter(|row| !is_misspelt(row))
        .map(|row| Example { snippet: snippet(&snippets, &row), row })
        .collect();
    let outcomes = run(&settings, &examples).await;
    let mut answers = Tally::default();
    for (place, example) in examples.iter().enumerate() {
        let Some((outcome, arrived)) = outcomes.get(&place) else {
            requests.add(example.snippet.as_ref().err().map_or("not run", String::as_str), &example.row);
            continue;
        };
        requests.add(&difference(example, outcome, arrived.as_ref()), &example.row);
        if is_readable(&example.row) {
            answers.add(&answer_difference(example, outcome), &example.row);
        }
    }
    requests.conclude("requests", REQUESTS);
    answers.conclude("answers", ANSWERS);
}

/// A page shows what works, so what it shows is a snippet without a word of leniency.
#[test]
#[ignore = "reads the whole of beta: run by name"]
fn documented_requests_are_taken_as_they_are() {
    let (Some(settings), Some(rows)) = (settings(), reference("oracle/doc-examples-beta.jsonl")) else { return };
    let snippets = settings.snippets().unwrap_or_else(|found| panic!("{found}"));
    let mut taken = Tally::default();
    for row in rows_of(&rows).into_iter().filter(is_comparable) {
        let made = snippets.of(&request(&row), &Style::default());
        let cause = made.err().and_then(|found| {
            let errors = found.iter().filter(|one| one.severity == Severity::Error);
            errors.map(|one| without_names(&one.message)).next()
        });
        taken.add(&cause.unwrap_or_default(), &row);
    }
    taken.conclude("taken as they are", TAKEN);
}

fn whole(settings: &Config) -> Whole {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("whole");
    Whole::make(&folder, settings).expect("the folder for temporary files can be written to")
}

fn rows_of(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).expect("the examples can be read");
    text.lines().map(|line| serde_json::from_str(line).expect("an example is a line of JSON")).collect()
}

/// Whether the description has the operation, and declares all of the body.
fn is_comparable(row: &Value) -> bool {
    let is_matched = matches!(row["how"].as_str(), Some("direct" | "me"));
    is_matched && (row["body_kind"] == "none" || row["body_known"] == true)
}

/// Whether the description declares all of the answer, and the page gives no member a value of another JSON type, such as
/// `"Boolean"` for true or false; strings that are only of another form are read as they are.
fn is_readable(row: &Value) -> bool {
    let mut contradictions = row["response_types"].as_array().into_iter().flatten();
    let is_form = |found: &str| found.starts_with("string ");
    row["response_known"] == true && contradictions.all(|one| one[2].as_str().is_some_and(is_form))
}

/// The request of a page as text.
fn request(row: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let headers = row["headers"].as_array().into_iter().flatten();
    let headers = headers.fold(String::new(), |all, header| {
        let (name, value) = (text(&header[0]), text(&header[1]));
        format!("{all}{name}: {value}\n")
    });
    let body = if row["body_kind"] == "none" { String::new() } else { row["body"].to_string() };
    format!("{} {}\n{headers}\n{body}", text(&row["method"]), text(&row["url"]))
}

/// The snippet for a page's request; what only the raw ways can send is sent by them.
fn snippet(snippets: &Snippets, row: &Value) -> Result<Snippet, String> {
    let strict = snippets.of(&request(row), &Style::default());
    let made = strict.or_else(|_| snippets.of(&request(row), &Style::default().lenient(true)));
    made.map_err(|found| found.iter().map(|one| without_names(&one.message)).next().unwrap_or_default())
}

/// A message without what is quoted in it, so that equal causes are counted together.
fn without_names(message: &str) -> String {
    message.split('`').step_by(2).collect::<Vec<_>>().join("..")
}

/// What became of each example that has a snippet, by its place: from the program, and over a socket.
async fn run(settings: &Config, examples: &[Example]) -> BTreeMap<usize, (Outcome, Option<Arrived>)> {
    let graph = Loopback::start(Answer::accepted()).await.expect("a port is free");
    let made: Vec<_> = examples
        .iter()
        .enumerate()
        .filter_map(|(place, example)| Some((place, example, example.snippet.as_ref().ok()?)))
        .collect();
    let calls: Vec<_> = made.iter().map(|(_, example, snippet)| call(example, snippet)).collect();
    let outcomes = whole(settings).run("documented", &calls, &graph.base_url());
    let outcomes = outcomes.unwrap_or_else(|said| panic!("{said}"));
    let transport = ReqwestTransport::new().expect("a transport without settings");
    let mut all = BTreeMap::new();
    for outcome in outcomes {
        let before = graph.received().len();
        if let Some(request) = outcome.sent.as_ref().and_then(graph_tests::whole::Sent::to_http) {
            drop(transport.send(request.map(Body::from)).await);
        }
        let arrived = graph.received().into_iter().nth(before);
        all.insert(made[outcome.number].0, (outcome, arrived));
    }
    all
}

fn call<'s>(example: &Example, snippet: &'s Snippet) -> Call<'s> {
    let is_read = is_readable(&example.row) && snippet.returns_json;
    let answer = is_read.then(|| example.row["response"]["body"].to_string());
    Call { snippet, answer, is_read }
}

/// In what the request that arrived differs from the page's; empty where it does not.
fn difference(example: &Example, outcome: &Outcome, arrived: Option<&Arrived>) -> String {
    let row = &example.row;
    let Some(arrived) = arrived else {
        return outcome.error.clone().unwrap_or_else(|| "nothing arrived".to_owned());
    };
    let (path, query) = halves(&arrived.target);
    let (wanted_path, wanted_query) = halves(row["url"].as_str().unwrap_or_default());
    let body = serde_json::from_slice(&arrived.body).unwrap_or(Value::Null);
    // What the page writes otherwise than it is declared is told in a note, and sent as declared.
    let is_as_shown = example.snippet.as_ref().is_ok_and(|snippet| snippet.warnings.is_empty());
    let same_path = |one: &str, other: &str| one == other || (!is_as_shown && one.eq_ignore_ascii_case(other));
    let faults = [
        (row["method"] == arrived.method.as_str(), "method"),
        (same_path(&whole_path(segments(path).skip(1)), &whole_path(segments(wanted_path))), "path"),
        (meant(query, is_as_shown) == meant(&wanted_query.replace(' ', "%20"), is_as_shown), "query"),
        (
            row["body_kind"] == "none"
                || same_json(&body, &row["body"])
                || (!is_as_shown && spelled_alike(&body, &row["body"])),
            "body",
        ),
    ];
    faults.iter().filter(|(is_same, _)| !is_same).map(|(_, what)| *what).collect::<Vec<_>>().join(" and ")
}

fn answer_difference(example: &Example, outcome: &Outcome) -> String {
    if example.snippet.as_ref().is_ok_and(|snippet| !snippet.returns_json) {
        return "the description has no answer".to_owned();
    }
    let Some(read) = &outcome.read else { return outcome.error.clone().unwrap_or_else(|| "not read".to_owned()) };
    let read: Value = serde_json::from_str(read).expect("what is written is JSON");
    if same_json(&read, &example.row["response"]["body"]) { String::new() } else { "written otherwise".to_owned() }
}

fn halves(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

/// The options of a query by what they mean: without the blanks and parentheses that typed expressions do not write, `asc`,
/// which is what is meant without it, and the name of a lambda's variable; what is not `as_shown` without case and `$`.
fn meant(query: &str, as_shown: bool) -> Vec<(String, String)> {
    let plain = |(name, value): (String, String)| {
        let name = if as_shown { name } else { format!("${}", name.trim_start_matches('$').to_ascii_lowercase()) };
        if !["$select", "$orderby", "$expand", "$filter"].contains(&name.as_str()) {
            return (name, value);
        }
        let mut value = value.replace(" asc", "");
        for lambda in ["any(", "all("] {
            let variable =
                value.split_once(lambda).and_then(|(_, rest)| Some(rest.split_once(':')?.0.trim().to_owned()));
            if let Some(variable) = variable {
                value = value.replace(&format!("{variable}:"), "x:").replace(&format!("{variable}/"), "x/");
                value = value.replace(&format!(":{variable} "), ":x ");
            }
        }
        let is_kept = |sign: &char| !sign.is_whitespace() && !"()".contains(*sign);
        let value: String = value.chars().filter(is_kept).collect();
        (
            name,
            if as_shown {
                value.replace("startsWith", "startswith").replace("endsWith", "endswith")
            } else {
                value.to_ascii_lowercase()
            },
        )
    };
    let mut options: Vec<_> = options(query).into_iter().map(plain).collect();
    options.sort();
    options
}

/// The segments of a path as one text, for a key may have slashes, too.
fn whole_path(segments: impl Iterator<Item = String>) -> String {
    segments.collect::<Vec<_>>().join("/")
}

/// Whether two values are the same but for the case of names and texts, and for quotes around what is no text.
fn spelled_alike(sent: &Value, shown: &Value) -> bool {
    match (sent, shown) {
        (Value::Object(sent), Value::Object(shown)) => {
            let other = |name: &str| shown.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
            sent.len() == shown.len()
                && sent.iter().all(|(name, value)| other(name).is_some_and(|(_, shown)| spelled_alike(value, shown)))
        }
        (Value::Array(sent), Value::Array(shown)) => {
            sent.len() == shown.len() && sent.iter().zip(shown).all(|(sent, shown)| spelled_alike(sent, shown))
        }
        (Value::String(sent), Value::String(shown)) => same_text(sent, shown) || sent.eq_ignore_ascii_case(shown),
        (sent, Value::String(shown)) => sent.to_string().eq_ignore_ascii_case(shown),
        (sent, shown) => same_json(sent, shown),
    }
}

/// The segments of a path, with functions and casts in one spelling.
fn segments(path: &str) -> impl Iterator<Item = String> {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.map(|segment| {
        let segment = decoded(segment).replace(", ", ",");
        let name = segment.strip_prefix("microsoft.graph.").or(segment.strip_prefix("graph.")).unwrap_or(&segment);
        name.strip_suffix("()").unwrap_or(name).to_owned()
    })
}

/// Whether the page spells a segment in another case than the description; it is said, and not counted.
fn is_misspelt(row: &Value) -> bool {
    let described = row["spec_path"].as_str().unwrap_or_default();
    let own = segments(halves(row["url"].as_str().unwrap_or_default()).0).collect::<Vec<_>>();
    let own = if row["how"] == "me" { [&["users".to_owned()], own.as_slice()].concat() } else { own };
    let is_other = |(own, described): (&String, String)| *own != described && own.eq_ignore_ascii_case(&described);
    let is_misspelt = own.iter().zip(segments(described)).any(is_other);
    if is_misspelt {
        println!("left out, for the page spells a name in another case: {}", row["url"]);
    }
    is_misspelt
}

impl Tally {
    fn add(&mut self, cause: &str, row: &Value) {
        let (count, example) = self.0.entry(cause.to_owned()).or_default();
        *count += 1;
        if *count <= 3 {
            let _ = write!(example, "\n      {} {}", row["id"], row["url"]);
        }
    }

    /// Prints the shares, and fails where too few are the same.
    fn conclude(mut self, what: &str, goal: f64) {
        let same = self.0.remove("").unwrap_or_default().0;
        let all = same + self.0.values().map(|(count, _)| count).sum::<usize>();
        println!("{what}: {same} of {all} as the pages show them");
        for (cause, (count, examples)) in &self.0 {
            println!("  {count} {cause}{examples}");
        }
        let share = 100.0 * graph_tests::compare::share(same, all);
        assert!(share >= goal, "{what}: {share:.2} % < {goal} %");
    }
}
