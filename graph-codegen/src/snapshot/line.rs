//! Lines of a snapshot: a key and words, and the shorter forms of both.

use crate::output::lock::{expanded, quoted, shortened};

/// A line with all that is below it, while it is written; a level is sorted by its keys.
pub struct Block {
    key: String,
    text: String,
}

impl Block {
    /// The line `key` and `words`, `depth` spaces in, above `below`.
    pub fn new(depth: usize, key: &str, words: &[String], below: Vec<Self>) -> Self {
        let mut text = " ".repeat(depth);
        text.push_str(&quoted(key));
        for word in words.iter().filter(|word| !word.is_empty()) {
            text.push(' ');
            text.push_str(word);
        }
        text.push('\n');
        append(below, &mut text);
        Self { key: key.to_owned(), text }
    }
}

/// Writes `blocks` to `text`, sorted.
pub fn append(mut blocks: Vec<Block>, text: &mut String) {
    blocks.sort_by(|one, other| one.key.cmp(&other.key));
    text.extend(blocks.into_iter().map(|block| block.text));
}

/// `name` as it is written behind `key`: in short where it follows from that.
pub fn short(name: &str, key: &str) -> String {
    let plain = plain(key);
    let (sign, rest) = shortened(name, plain.as_deref().unwrap_or(key));
    format!("{sign}{rest}")
}

/// What `word` behind `key` stands for.
pub fn long(word: &str, key: &str) -> String {
    expanded(word, plain(key).as_deref().unwrap_or(key))
}

/// `@odata.type` as `odataType`, of which the rules for plain keys make `odata_type`; `None` for any other kind of key.
fn plain(key: &str) -> Option<String> {
    let (first, rest) = key.strip_prefix('@')?.split_once('.')?;
    let mut letters = rest.chars();
    let capital = letters.next()?.to_ascii_uppercase();
    Some(format!("{first}{capital}{}", letters.as_str()))
}

/// The names of a segment: its module, its builder, and the step with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The module.
    pub module: String,
    /// The type.
    pub builder: String,
    /// `by_call_id(call_id:str)`.
    pub step: String,
}

impl Names {
    /// The names that most segments have, which are written as `*`: they follow from the key `/calls`, `/delta()`, `/$count`
    /// or `/{call-id}`.
    pub fn regular(key: &str) -> Option<Self> {
        let text = key.strip_prefix('/')?;
        let Some(variable) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) else {
            let plain = text.strip_suffix("()").unwrap_or(text);
            let plain = plain.strip_prefix('$').unwrap_or(plain);
            let [module, builder] = ["~", "^RequestBuilder"].map(|word| long(word, plain));
            let is_plain = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_alphanumeric());
            return is_plain.then(|| Self { step: format!("{module}()"), module, builder });
        };
        let words: Vec<_> = variable.split('-').collect();
        let is_plain =
            words.iter().all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let snake: Vec<_> = words.iter().map(|word| long("~", word)).collect();
        let snake = snake.join("_");
        let named = if words.len() > 1 && words.last() == Some(&"id") { &words[..words.len() - 1] } else { &words };
        let camel: String = named.iter().map(|word| long("^", word)).collect();
        let (builder, step) = (format!("{camel}ItemRequestBuilder"), format!("by_{snake}({snake}:str)"));
        is_plain.then(|| Self { module: "item".to_owned(), builder, step })
    }

    /// The words behind `key`.
    pub fn words(&self, key: &str) -> Vec<String> {
        if Self::regular(key).as_ref() == Some(self) {
            return vec!["*".to_owned()];
        }
        [&self.module, &self.builder].map(|name| short(name, key)).into_iter().chain([self.step.clone()]).collect()
    }
}

/// What the keys of most types begin with, which is left out.
const GRAPH: &str = "microsoft.graph.";

/// The key of a type as it is written: without what most begin with, and behind `:` where it does not begin so.
pub fn short_key(key: &str) -> String {
    let named = key.starts_with('.');
    key.strip_prefix(GRAPH).map_or_else(|| if named { key.to_owned() } else { format!(":{key}") }, str::to_owned)
}

/// The key that was written as `key`.
#[cfg(feature = "cli")]
pub fn long_key(key: &str) -> String {
    match key.strip_prefix(':') {
        Some(key) => key.to_owned(),
        None if key.starts_with('.') => key.to_owned(),
        None => format!("{GRAPH}{key}"),
    }
}

#[cfg(all(test, feature = "cli"))]
mod tests {
    use super::{Names, long, long_key, short, short_key};

    #[test]
    fn short_forms_are_read_as_what_they_stand_for() {
        for (name, key, word) in
            [("odata_type", "@odata.type", "~"), ("Call", "microsoft.graph.call", "^"), ("x", "y", "x")]
        {
            assert_eq!((short(name, key), long(word, key)), (word.to_owned(), name.to_owned()), "{key}");
        }
        for (key, word) in [("microsoft.graph.call", "call"), ("Trip", ":Trip"), (".Inner", ".Inner")] {
            assert_eq!((short_key(key), long_key(word)), (word.to_owned(), key.to_owned()));
        }
    }

    #[test]
    fn names_that_follow_from_the_key_are_a_star() {
        for (key, names) in [
            ("/calls", ["calls", "CallsRequestBuilder", "calls()"]),
            ("/{call-id}", ["item", "CallItemRequestBuilder", "by_call_id(call_id:str)"]),
            ("/{driveItem-id}", ["item", "DriveItemItemRequestBuilder", "by_drive_item_id(drive_item_id:str)"]),
            ("/$count", ["count", "CountRequestBuilder", "count()"]),
            ("/incidentReport()", ["incident_report", "IncidentReportRequestBuilder", "incident_report()"]),
            ("/deviceManagement", ["device_management", "DeviceManagementRequestBuilder", "device_management()"]),
        ] {
            let [module, builder, step] = names.map(str::to_owned);
            let names = Names { module, builder, step };
            assert_eq!(names.words(key), ["*"], "{key}");
            assert_eq!(Names::regular(key), Some(names), "{key}");
        }
        let odd = Names { module: "item".into(), builder: "Odd".into(), step: "by_id(id:i32)".into() };
        assert_eq!(odd.words("/{id}"), ["item", "Odd", "by_id(id:i32)"]);
    }
}
