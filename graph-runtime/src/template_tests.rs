//! Tests of URL templates: the RFC's own examples for the operators in use, and what OData adds.

use super::{Giver, TemplateError, decode, expand};
use crate::Parameter;

fn list(entries: &[&str]) -> Parameter {
    Parameter::List(entries.iter().map(ToString::to_string).collect())
}

fn url_with(template: &str, variables: &[(&str, Parameter)]) -> Result<String, TemplateError> {
    let lookup = |_: Giver, name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
    expand(template, "", &lookup)
}

/// The variables of RFC 6570 section 3.2, as far as they are needed.
fn rfc(template: &str) -> String {
    let text = |text: &str| Parameter::from(text);
    let variables = [
        ("var", text("value")),
        ("hello", text("Hello World!")),
        ("path", text("/foo/bar")),
        ("base", text("http://example.com/home/")),
        ("half", text("50%")),
        ("x", text("1024")),
        ("y", text("768")),
        ("empty", text("")),
        ("list", list(&["red", "green", "blue"])),
        ("empty_list", list(&[])),
    ];
    url_with(template, &variables).unwrap()
}

#[test]
fn rfc_6570_simple_expansion() {
    assert_eq!(rfc("{var}"), "value");
    assert_eq!(rfc("{hello}"), "Hello%20World%21");
    assert_eq!(rfc("{half}"), "50%25");
    assert_eq!(rfc("O{empty}X"), "OX");
    assert_eq!(rfc("{list}"), "red,green,blue");
}

#[test]
fn rfc_6570_reserved_expansion() {
    assert_eq!(rfc("{+hello}"), "Hello%20World!");
    assert_eq!(rfc("{+half}"), "50%25");
    assert_eq!(rfc("{+base}index"), "http://example.com/home/index");
    assert_eq!(rfc("up{+path}{var}/here"), "up/foo/barvalue/here");
}

#[test]
fn rfc_6570_query_expansion() {
    assert_eq!(rfc("{?x,y}"), "?x=1024&y=768");
    assert_eq!(rfc("{?x,y,empty}"), "?x=1024&y=768&empty=");
    assert_eq!(rfc("{?x,y,undef}"), "?x=1024&y=768");
    assert_eq!(rfc("{?undef,y}"), "?y=768");
    assert_eq!(rfc("{?list}"), "?list=red,green,blue");
    assert_eq!(rfc("{?list*}"), "?list=red&list=green&list=blue");
    assert_eq!(rfc("{?empty_list,x}{?empty_list*}"), "?x=1024");
    assert_eq!(rfc("?fixed=yes{&x}"), "?fixed=yes&x=1024");
}

#[test]
fn names_are_looked_up_encoded_and_sent_decoded() {
    let variables = [("call%2Did", Parameter::from("a/b")), ("%24select", list(&["id", "x,y"]))];
    let url = url_with("/calls/{call%2Did}{?%24select,%24top}", &variables);
    assert_eq!(url.as_deref(), Ok("/calls/a%2Fb?$select=id,x%2Cy"));
}

#[test]
fn the_path_of_a_template_is_for_people() {
    let table = [
        ("{+baseurl}/users/{user%2Did}{?%24select}", "/users/{user-id}"),
        ("{+baseurl}/$ref?@id={%40id}{&%24top}", "/$ref"),
        ("{+baseurl}", ""),
    ];
    for (template, path) in table {
        assert_eq!(super::path(template), path);
    }
}

#[test]
fn values_are_encoded_as_utf8_in_upper_case() {
    assert_eq!(url_with("{v}", &[("v", "ä~é%".into())]).as_deref(), Ok("%C3%A4~%C3%A9%25"));
}

#[test]
fn apostrophes_are_doubled_in_odata_strings_only() {
    let variables = [("path", "it's".into())];
    assert_eq!(url_with("/f(path='{path}')", &variables).as_deref(), Ok("/f(path='it%27%27s')"));
    assert_eq!(url_with("/f(path={path})", &variables).as_deref(), Ok("/f(path=it%27s)"));
}

#[test]
fn keys_that_address_another_resource_are_refused() {
    for key in ["", ".", ".."] {
        let refused = Err(TemplateError::NotASegment("user-id".to_owned()));
        assert_eq!(url_with("/users/{user%2Did}", &[("user%2Did", key.into())]), refused);
        assert_eq!(url_with("/users/{user%2Did}/x", &[("user%2Did", key.into())]), refused);
        assert_eq!(url_with("/users/{user%2Did}{?x}", &[("user%2Did", key.into())]), refused);
        assert!(url_with("/delta(token='{token}')", &[("token", key.into())]).is_ok());
    }
    assert_eq!(url_with("/users/{id}", &[("id", "...".into())]).as_deref(), Ok("/users/..."));
}

#[test]
fn faults_are_named() {
    assert_eq!(url_with("/{user%2Did}", &[]), Err(TemplateError::Missing("user-id".into())));
    for template in ["/{open", "/{}", "/{#fragment}", "/{/segment}"] {
        assert!(matches!(url_with(template, &[]), Err(TemplateError::Malformed(_))), "{template}");
    }
}

#[test]
fn decoding_leaves_what_is_no_escape() {
    assert_eq!(decode("%24a%2D%zz%2"), "$a-%zz%2");
    assert_eq!(decode("%é"), "%é");
}

/// A small generator of repeatable pseudo-random numbers (xorshift), so that a failure can be run again.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (limit as u64)).unwrap()
    }

    fn text(&mut self, alphabet: &[char]) -> String {
        let length = self.below(12);
        (0..length).map(|_| alphabet[self.below(alphabet.len())]).collect()
    }
}

#[test]
fn any_key_comes_back_whole_and_never_leaves_its_segment() {
    let alphabet: Vec<char> =
        "ab09-._~!$&'()*+,;=:@/?#[]{}%25 \\\"\u{0}\u{7f}\u{e9}\u{20ac}\u{1f600}".chars().collect();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..20_000 {
        let key = numbers.text(&alphabet);
        let Ok(url) = url_with("/a/{key}/b", &[("key", key.as_str().into())]) else {
            assert!(matches!(key.as_str(), "" | "." | ".."), "{key:?} was refused");
            continue;
        };
        let segments: Vec<&str> = url.split('/').collect();
        assert_eq!(segments.len(), 4, "{key:?} became {url}");
        assert!(segments[2].bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)), "{url}");
        assert_eq!(decode(segments[2]), key);
    }
}

#[test]
fn any_template_gives_a_url_or_an_error() {
    let alphabet: Vec<char> = "ab{}{}?&+*,/%24#'é".chars().collect();
    let mut numbers = Numbers(0x0123_4567_89ab_cdef);
    let variables = [("a", Parameter::from("1")), ("b", list(&["2", "3"]))];
    for _ in 0..20_000 {
        let template = numbers.text(&alphabet);
        if let Ok(url) = url_with(&template, &variables) {
            assert!(!url.contains('{'), "{template} became {url}");
        }
    }
}

#[test]
fn arguments_that_may_be_left_out_are_given_inline() {
    let text = |text: &str| Parameter::from(text);
    let both = [("user", text("it's")), ("top", text("5")), ("tenant%2Did", text("x"))];
    for (template, variables, expected) in [
        ("/f({@'user',top})", &both[..0], "/f()"),
        ("/f({@'user',top})", &both[..1], "/f(user='it%27%27s')"),
        ("/f({@'user',top})", &both[1..2], "/f(top=5)"),
        ("/f({@'user',top}){?x}", &both[..2], "/f(user='it%27%27s',top=5)"),
        ("/f(a='b'{@'user',who=tenant%2Did})/g", &both[2..], "/f(a='b',who=x)/g"),
    ] {
        assert_eq!(url_with(template, variables).unwrap(), expected, "{template}");
    }
    let template = "{+baseurl}/f(a='{a}'{@'user',who=tenant%2Did}){?x*}";
    assert_eq!(super::variables(template).collect::<Vec<_>>(), ["baseurl", "a", "user", "tenant%2Did", "x"]);
    assert_eq!(super::path(template), "/f(a='{a}',user,who=tenant-id)");
}

#[test]
fn a_key_and_an_option_of_one_name_are_two_values() {
    let (key, option) = (Parameter::from("1"), Parameter::from("2"));
    let lookup = |giver: Giver, _: &str| Some(if giver == Giver::Route { &key } else { &option });
    for (template, expected) in [
        ("/a/{id}{?id}", "/a/1?id=2"),
        ("/a/{id}?id={id}{&id}", "/a/1?id=2&id=2"),
        ("/a/{id}/f({@'id'})", "/a/1/f(id='2')"),
    ] {
        assert_eq!(expand(template, "", &lookup).unwrap(), expected);
    }
}
