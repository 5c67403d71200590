//! A `curl` command, as documentation and browsers give it, as the HTTP request that it sends.

use std::fmt::Write as _;

use shlex::Shlex;

use super::faults::Faults;
use crate::diagnostics::Diagnostics;

/// Options with a value that say nothing of the request, as far as a snippet goes.
const WITH_VALUE: [&str; 18] = [
    "-o",
    "--output",
    "-m",
    "--max-time",
    "--connect-timeout",
    "-A",
    "--user-agent",
    "-e",
    "--referer",
    "-x",
    "--proxy",
    "-w",
    "--write-out",
    "--retry",
    "--retry-delay",
    "--cacert",
    "-b",
    "--cookie",
];
/// The same without a value.
const WITHOUT_VALUE: [&str; 26] = [
    "-s",
    "--silent",
    "-S",
    "--show-error",
    "-L",
    "--location",
    "-k",
    "--insecure",
    "-v",
    "--verbose",
    "-i",
    "--include",
    "-f",
    "--fail",
    "--fail-with-body",
    "--compressed",
    "-N",
    "--no-buffer",
    "--http1.1",
    "--http2",
    "-g",
    "--globoff",
    "-O",
    "--remote-name",
    "-sS",
    "-sSL",
];
/// Options whose value is the body, or a part of it.
const DATA: [&str; 6] = ["-d", "--data", "--data-raw", "--data-ascii", "--data-binary", "--json"];
/// The short options that a value may follow without a space.
const SHORT: [&str; 4] = ["-X", "-H", "-d", "-u"];

/// What a command says of its request.
#[derive(Default)]
struct Command {
    url: Option<String>,
    method: Option<String>,
    headers: Vec<String>,
    body: Option<String>,
    /// Whether the body is given by `--json`.
    is_json: bool,
    /// Whether the data goes into the query.
    is_get: bool,
    is_head: bool,
}

/// The HTTP request of `text`, if that is a `curl` command; `text` itself where it is not one.
///
/// Quotes, escapes and continued lines are those of a POSIX shell, which is what "copy as cURL" gives. Nothing is executed and
/// no file is read.
///
/// # Errors
/// What the command says that is not understood, or would take more than the text: all of it, each with its line.
pub fn request(text: &str) -> Result<String, Diagnostics> {
    let is_command =
        text.trim_start().strip_prefix("curl").is_some_and(|rest| rest.starts_with([' ', '\t', '\\', '\n']));
    if !is_command {
        return Ok(text.to_owned());
    }
    let mut faults = Faults::new(text, false);
    let mut words = words(text, &mut faults).into_iter().skip(1).peekable();
    let mut command = Command::default();
    while let Some((word, at)) = words.next() {
        command.take(&word, at, &mut || words.next(), &mut faults);
    }
    if command.url.is_none() {
        faults.error(0, "the command has no URL", "add the URL, such as `https://graph.microsoft.com/v1.0/me`");
    }
    faults.finish()?;
    Ok(command.http())
}

/// The words of the command, each with the place of its line.
fn words(text: &str, faults: &mut Faults<'_>) -> Vec<(String, usize)> {
    // As many bytes as before, so that places stay.
    let joined = text.replace("\\\r\n", "   ").replace("\\\n", "  ");
    if let Some(at) = joined.find(" $'") {
        faults.error(at + 1, "quotes of the form `$'..'` are not read", "write the text in plain quotes, `'..'`");
    }
    let mut shell = Shlex::new(&joined);
    let mut words = Vec::new();
    let mut from = 0;
    for word in shell.by_ref() {
        // Where the word begins: its first sign is looked for behind the last word.
        let first = word.split(char::is_whitespace).next().unwrap_or_default();
        let at = joined[from..].find(first).map_or(from, |found| from + found);
        from = at + first.len().min(joined.len() - at);
        words.push((word, at));
    }
    if shell.had_error {
        faults.error(from, "a quote or an escape has no end", "close the quote");
    }
    words
}

impl Command {
    /// Takes in the word at `at`; `next` is the one behind it.
    fn take(
        &mut self,
        word: &str,
        at: usize,
        next: &mut dyn FnMut() -> Option<(String, usize)>,
        faults: &mut Faults<'_>,
    ) {
        if !word.starts_with('-') {
            return self.locate(word, at, faults);
        }
        let (option, own) = split(word);
        if WITHOUT_VALUE.contains(&option) {
            return;
        }
        match option {
            "-G" | "--get" => self.is_get = true,
            "-I" | "--head" => self.is_head = true,
            _ => {
                let known = DATA.contains(&option) || WITH_VALUE.contains(&option);
                if !known && !["-X", "--request", "-H", "--header", "-u", "--user", "--url"].contains(&option) {
                    let help = "remove it, or write the request itself: a request line, headers, an empty line, a body";
                    return faults.error(at, format!("the option `{option}` of curl is not understood"), help);
                }
                match own.map(|own| (own.to_owned(), at)).or_else(next) {
                    Some((value, at)) => self.set(option, value, at, faults),
                    None => faults.error(at, format!("`{option}` has no value"), "write the value behind it"),
                }
            }
        }
    }

    fn set(&mut self, option: &str, value: String, at: usize, faults: &mut Faults<'_>) {
        match option {
            "-X" | "--request" => self.method = Some(value),
            "-H" | "--header" => self.headers.push(value.replace(['\r', '\n'], " ")),
            "--url" => self.locate(&value, at, faults),
            option if DATA.contains(&option) => self.send(option, &value, at, faults),
            // Who signs in is the client's business.
            _ => {}
        }
    }

    fn send(&mut self, option: &str, value: &str, at: usize, faults: &mut Faults<'_>) {
        if value.starts_with('@') && option != "--data-raw" {
            let message = format!("`{value}` is a file, and files are not read");
            return faults.error(at, message, "write the body in its place");
        }
        self.is_json |= option == "--json";
        match &mut self.body {
            Some(body) => {
                body.push_str(if option == "--json" { "" } else { "&" });
                body.push_str(value);
            }
            None => self.body = Some(value.to_owned()),
        }
    }

    fn locate(&mut self, url: &str, at: usize, faults: &mut Faults<'_>) {
        if self.url.is_some() {
            return faults.error(at, "the command has several URLs", "give one request at a time");
        }
        self.url = Some(url.replace(' ', "%20"));
    }

    /// The request as text.
    fn http(self) -> String {
        let Self { url, method, headers, mut body, is_json, is_get, is_head } = self;
        let mut url = url.unwrap_or_default();
        if let Some(query) = body.take_if(|_| is_get) {
            let sign = if url.contains('?') { '&' } else { '?' };
            let _ = write!(url, "{sign}{}", query.replace(' ', "%20"));
        }
        let usual = match (&body, is_head) {
            (_, true) => "HEAD",
            (Some(_), _) => "POST",
            (None, _) => "GET",
        };
        let mut text = format!("{} {url}\n", method.as_deref().unwrap_or(usual));
        let is_typed = headers.iter().any(|header| header.to_ascii_lowercase().starts_with("content-type:"));
        for header in &headers {
            let _ = writeln!(text, "{header}");
        }
        if is_json && !is_typed {
            text.push_str("Content-Type: application/json\n");
        }
        if let Some(body) = body {
            let _ = write!(text, "\n{body}\n");
        }
        text
    }
}

/// The option of `word`, and the value that stands in the same word.
fn split(word: &str) -> (&str, Option<&str>) {
    if word.starts_with("--") {
        return word.split_once('=').map_or((word, None), |(option, value)| (option, Some(value)));
    }
    let short = SHORT.into_iter().find(|short| word.starts_with(short) && word.len() > 2);
    short.map_or((word, None), |short| (short, Some(&word[2..])))
}

#[cfg(test)]
mod tests {
    use super::request;

    fn http(command: &str) -> String {
        request(command).unwrap_or_else(|found| panic!("{command}\n{found}"))
    }

    #[test]
    fn a_command_becomes_the_request_that_it_sends() {
        let post = "POST https://a.example/beta/me\nContent-Type: application/json\n\n{\"a\": \"it's\"}\n";
        for command in [
            "curl -X POST -H 'Content-Type: application/json' https://a.example/beta/me -d '{\"a\": \"it'\\''s\"}'",
            "curl https://a.example/beta/me \\\n  -HContent-Type:\\ application/json \\\r\n --data-raw \"{\\\"a\\\": \\\"it's\\\"}\"",
            "curl --json '{\"a\": \"it'\"'\"'s\"}' --request=POST --url=https://a.example/beta/me -sS --compressed -o out.json",
        ] {
            assert_eq!(http(command), post, "{command}");
        }
        assert_eq!(http("curl 'https://a.example/me?$top=5'"), "GET https://a.example/me?$top=5\n");
        assert_eq!(
            http("curl -G https://a.example/me -d '$top=5' -d '$skip=1'"),
            "GET https://a.example/me?$top=5&$skip=1\n"
        );
        assert_eq!(http("curl -XDELETE https://a.example/me -u a:b"), "DELETE https://a.example/me\n");
        assert_eq!(http("curl -I https://a.example/me"), "HEAD https://a.example/me\n");
    }

    #[test]
    fn what_is_not_a_command_stays_as_it_is() {
        for text in ["GET /me\n", "curly", "POST /curl\n\ncurl x", ""] {
            assert_eq!(http(text), text);
        }
    }

    #[test]
    fn what_is_not_understood_is_told_at_once_with_its_line() {
        let found = request("curl https://a.example/me \\\n --frobnicate \\\n -d @body.json https://b.example")
            .expect_err("faults");
        let told = found.to_string();
        for (message, line) in [
            ("the option `--frobnicate` of curl is not understood", "2:2"),
            ("`@body.json` is a file, and files are not read", "3:5"),
            ("the command has several URLs", "3:16"),
        ] {
            assert!(told.contains(message) && told.contains(line), "{message} {line}\n{told}");
        }
        for (command, message) in [
            ("curl", "curl"),
            ("curl -d x", "the command has no URL"),
            ("curl https://a.example -H", "`-H` has no value"),
            ("curl 'https://a.example", "a quote or an escape has no end"),
            ("curl https://a.example -d $'a\\nb'", "quotes of the form `$'..'` are not read"),
        ] {
            let told = request(command).unwrap_or_else(|found| found.to_string());
            assert!(told.contains(message), "{command}\n{told}");
        }
    }
}
