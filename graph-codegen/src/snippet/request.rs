//! One HTTP request as text: its parts, and where in the text each of them stands.

use std::ops::Range;

use super::faults::Faults;

/// A part of the text.
#[derive(Clone, Copy, Debug)]
pub struct Part<'t> {
    /// The part itself.
    pub text: &'t str,
    /// The byte it starts at.
    pub at: usize,
}

/// A request, taken apart but not understood.
#[derive(Debug)]
pub struct Request<'t> {
    /// The HTTP method.
    pub method: Part<'t>,
    /// What the request line names, without query.
    pub path: Part<'t>,
    /// The options behind the `?`, each still encoded.
    pub query: Vec<QueryOption<'t>>,
    /// The headers.
    pub headers: Vec<Header<'t>>,
    /// What stands behind the first empty line, if that is anything but blank.
    pub body: Option<Part<'t>>,
}

/// `name=value` of a query.
#[derive(Debug)]
pub struct QueryOption<'t> {
    /// What stands before the `=`.
    pub name: Part<'t>,
    /// What stands behind it.
    pub value: Part<'t>,
}

/// A header line.
#[derive(Debug)]
pub struct Header<'t> {
    /// What stands before the colon.
    pub name: Part<'t>,
    /// What stands behind it, without blanks around.
    pub value: Part<'t>,
}

impl Part<'_> {
    /// The part `range` of this part.
    fn slice(self, range: Range<usize>) -> Self {
        Self { text: &self.text[range.clone()], at: self.at + range.start }
    }

    /// The part without blanks around.
    fn trimmed(self) -> Self {
        let start = self.text.len() - self.text.trim_start().len();
        Self { text: self.text.trim(), at: self.at + start }
    }

    /// What stands before and behind the first `separator`.
    fn split_at(self, separator: char) -> Option<(Self, Self)> {
        let at = self.text.find(separator)?;
        Some((self.slice(0..at), self.slice(at + separator.len_utf8()..self.text.len())))
    }

    /// The parts between `separator`s.
    pub fn split(self, separator: char) -> impl Iterator<Item = Self> {
        let mut rest = Some(self);
        std::iter::from_fn(move || {
            let part = rest?;
            let Some((first, behind)) = part.split_at(separator) else { return rest.take() };
            rest = Some(behind);
            Some(first)
        })
    }
}

impl<'t> Request<'t> {
    /// The parts of `text`; `None`, and told in `faults`, where there is no request line.
    pub fn parse(text: &'t str, faults: &mut Faults<'_>) -> Option<Self> {
        let whole = Part { text, at: 0 };
        let start = text.len() - text.trim_start().len();
        let (head, body) = halves(whole.slice(start..text.len()));
        let mut lines = head.split('\n').map(Part::trimmed);
        let line = lines.next().filter(|line| !line.text.is_empty());
        let Some((method, target)) = line.and_then(request_line) else {
            let help = "begin with a method and a path, such as `GET /users?$top=5`; headers, an empty line and the \
                        body follow";
            faults.error(start, "there is no request line", help);
            return None;
        };
        // The end of the last line does not begin another line.
        let headers = lines.filter(|line| !line.text.is_empty()).filter_map(|line| header(line, faults)).collect();
        if let Some(at) = target.text.find('#') {
            // No request has a fragment (RFC 9110 section 7.1), so it is a name or value that was not encoded.
            faults.note(target.at + at, "", "`#` stands for itself here", "the snippet sends it as `%23`");
        }
        let (path, query) = target.split_at('?').map_or((target, None), |(path, query)| (path, Some(query)));
        let options = query.into_iter().flat_map(|query| query.split('&'));
        let query = options.filter(|option| !option.text.is_empty()).map(query_option).collect();
        let body = body.filter(|body| !body.text.trim().is_empty());
        Some(Self { method, path, query, headers, body })
    }

    /// The value of the header `name`, the last one if it comes again.
    pub fn header(&self, name: &str) -> Option<&Header<'t>> {
        self.headers.iter().rfind(|header| header.name.text.eq_ignore_ascii_case(name))
    }
}

/// What stands before and behind the first empty line.
fn halves(text: Part<'_>) -> (Part<'_>, Option<Part<'_>>) {
    let empty = ["\n\n", "\n\r\n"].into_iter().filter_map(|empty| Some((text.text.find(empty)?, empty.len()))).min();
    match empty {
        Some((at, width)) => (text.slice(0..at), Some(text.slice(at + width..text.text.len()))),
        None => (text, None),
    }
}

/// Method and target. What people write down often has blanks in its query, so only the ends of the line are looked at.
fn request_line(line: Part<'_>) -> Option<(Part<'_>, Part<'_>)> {
    let (method, target) = line.split_at(' ')?;
    let target = target.trimmed();
    let version = target.text.rfind(" HTTP/").unwrap_or(target.text.len());
    let target = target.slice(0..version).trimmed();
    (!target.text.is_empty()).then_some((method, target))
}

fn header<'t>(line: Part<'t>, faults: &mut Faults<'_>) -> Option<Header<'t>> {
    if let Some((name, value)) = line.split_at(':') {
        return Some(Header { name: name.trimmed(), value: value.trimmed() });
    }
    faults.error(line.at, "this line is not a header", "write `Name: value`, and an empty line before the body");
    None
}

fn query_option(option: Part<'_>) -> QueryOption<'_> {
    let end = option.slice(option.text.len()..option.text.len());
    let (name, value) = option.split_at('=').unwrap_or((option, end));
    QueryOption { name, value }
}

/// The text behind the percent-encoding of `text` (RFC 3986 section 2.1). A plus is a plus, as OData has it.
pub fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        let escaped = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let value = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        plain.push(value.unwrap_or(byte));
        at += if value.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::faults::Faults;
    use super::{Request, decoded};

    #[test]
    fn a_request_has_its_parts_with_their_places() {
        let text = "\nPATCH /users/a%20b?$select=id&x HTTP/1.1\r\nIf-Match: *\r\n\r\n{\"a\": 1}\n";
        let mut faults = Faults::new(text, false);
        let request = Request::parse(text, &mut faults).expect("a request");
        assert_eq!((request.method.text, request.method.at), ("PATCH", 1));
        assert_eq!((request.path.text, request.path.at), ("/users/a%20b", 7));
        let query: Vec<_> = request.query.iter().map(|option| (option.name.text, option.value.text)).collect();
        assert_eq!(query, [("$select", "id"), ("x", "")]);
        assert_eq!(request.header("if-match").map(|header| header.value.text), Some("*"));
        let body = request.body.expect("a body");
        assert_eq!((body.text, &text[body.at..]), ("{\"a\": 1}\n", "{\"a\": 1}\n"));
    }

    #[test]
    fn blanks_in_a_target_belong_to_it() {
        let text = "GET /users?$filter=a eq 'b c'\n";
        let request = Request::parse(text, &mut Faults::new(text, false)).expect("a request");
        assert_eq!(request.query[0].value.text, "a eq 'b c'");
        assert!(request.body.is_none() && request.headers.is_empty());
    }

    #[test]
    fn what_is_no_request_is_told() {
        for (text, message) in [("", "no request line"), ("GET", "no request line"), ("GET /a\nx\n", "is not a header")]
        {
            let mut faults = Faults::new(text, false);
            let request = Request::parse(text, &mut faults);
            let found = faults.finish().expect_err("a fault").to_string();
            assert!(found.contains(message), "{text}: {found} {request:?}");
        }
    }

    #[test]
    fn escapes_are_decoded_and_a_plus_is_kept() {
        assert_eq!(decoded("a%20b+c%2Bd%zz%C3%A9%"), "a b+c+d%zzé%");
    }
}
