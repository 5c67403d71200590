//! Tests of the layout: how it looks, and that no token is lost.

use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

use super::{Formatter, Layout};
use crate::Config;

fn laid_out(tokens: TokenStream) -> String {
    Formatter::default().text(vec![tokens], Layout::ForReaders)
}

fn parsed(text: &str) -> TokenStream {
    text.parse().expect("the text is made of tokens")
}

/// The generated texts that are checked in.
fn goldens() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/goldens");
    let cases = std::fs::read_dir(folder).expect("the goldens are there").flatten();
    let texts = cases.filter_map(|case| std::fs::read_to_string(case.path().join("expected.rs")).ok());
    texts.collect()
}

/// What the tokens say: without the commas that may come and go, and with match arms that are not blocks.
fn essence(tokens: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    take_in(tokens, &mut words);
    words
}

fn take_in(tokens: TokenStream, words: &mut Vec<String>) {
    for tree in tokens {
        let is_arm = words.ends_with(&["=".to_owned(), ">".to_owned()]);
        match tree {
            TokenTree::Group(group) if is_arm && group.delimiter() == Delimiter::Brace => {
                take_in(group.stream(), words);
                words.push(",".to_owned());
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                words.push(open.to_owned());
                take_in(group.stream(), words);
                words.pop_if(|last| last == ",");
                words.push(close.to_owned());
            }
            TokenTree::Punct(sign) if sign.as_char() == ',' && words.last().is_some_and(|last| last == ",") => {}
            TokenTree::Literal(literal) => words.push(value(literal.to_string())),
            tree => words.push(tree.to_string()),
        }
    }
}

/// The value of a text; a comment comes back as a raw string. Other literals as they are.
fn value(literal: String) -> String {
    let is_plain = literal.starts_with('"') && !literal.contains('\\');
    if is_plain {
        return literal[1..literal.len() - 1].to_owned();
    }
    syn::parse_str::<syn::LitStr>(&literal).map_or(literal, |text| text.value())
}

#[test]
fn items_and_methods_are_set_apart() {
    let tokens = quote! {
        #![doc = " Docs."]
        use a::B;
        use c::D;
        pub mod x;
        pub mod y;
        #[doc = " A."]
        pub struct A { #[doc = " b"] pub b: i32, pub c: i32 }
        impl A {
            pub const C: i32 = 1;
            fn d() { if true { e(); } f(); }
            fn g() {}
        }
        const _: () = ();
    };
    let expected = "\
//! Docs.

use a::B;
use c::D;

pub mod x;
pub mod y;

/// A.
pub struct A {
    /// b
    pub b: i32,
    pub c: i32,
}

impl A {
    pub const C: i32 = 1;

    fn d() {
        if true {
            e();
        }
        f();
    }

    fn g() {}
}

const _: () = ();
";
    assert_eq!(laid_out(tokens), expected);
}

/// Rust as rustfmt has it.
const FORMATTED: &[&str] = &[
    // Operators in front of, behind and between operands.
    "fn f() {\n    let x = -1 + *a - &b * !c;\n    *x = a? as u8;\n    let y = &mut x[1..=2];\n}\n",
    "fn f() -> bool {\n    a < b && c >= d || e::<T>() != 0 .0\n}\n",
    // Generics, lifetimes, bounds.
    "impl<'a, T: ?Sized + 'a> A<'a, Vec<Vec<T>>> for B<dyn Fn(&'a T) -> u8> {}\n",
    "pub(crate) fn f<T>(self: &Self, x: <T as A>::B) -> Result<(), ::core::fmt::Error>;\n",
    "fn f() {\n    g(|a, b| a | b, move || c, &[1, 2], (x,));\n}\n",
    // Macros, values and blocks.
    "m!(A, \"b\");\n\nmacro_rules! m { () => {} }\n",
    "fn f() {\n    let a = A { b, c: 1, ..d };\n    if a == b {\n        c\n    } else {\n        d\n    }\n}\n",
    "#[a(b = \"c\")]\n#[derive(A)]\npub enum B {\n    #[c]\n    D,\n    E(F),\n    G { h: I },\n}\n",
    "/// A line.\n///\n/// \"Quoted\" \\ and é.\nmod a;\n",
];

#[test]
fn what_is_laid_out_stays_as_it_is() {
    for text in FORMATTED {
        assert_eq!(laid_out(parsed(text)), *text);
    }
    for golden in goldens() {
        let (_, text) = golden.split_once("\n\n").expect("a header, then an empty line");
        assert_eq!(laid_out(parsed(text)), text);
    }
}

#[test]
fn long_lines_are_broken_as_rustfmt_does() {
    let (a, b, c) = ("a".repeat(40), "b".repeat(40), "c".repeat(30));
    let table = [
        (
            format!("fn f({a}: A, {b}: B, {c}: C) -> D {{}}"),
            format!("fn f(\n    {a}: A,\n    {b}: B,\n    {c}: C,\n) -> D {{}}\n"),
        ),
        (format!("use a::{{{a}, {b}, {c}}};"), format!("use a::{{\n    {a}, {b},\n    {c},\n}};\n")),
        (format!("const A: () = m!({a}, {b}, {c});"), format!("const A: () = m!(\n    {a},\n    {b},\n    {c}\n);\n")),
        (
            format!("const A: () = match a {{ {a} => {b}(&mut self.{c}), _ => b }};"),
            format!("const A: () = match a {{\n    {a} => {{\n        {b}(&mut self.{c})\n    }}\n    _ => b,\n}};\n"),
        ),
        (
            format!("const A: () = {a}::new().{b}(1).{c}(2);"),
            format!("const A: () = {a}::new()\n    .{b}(1)\n    .{c}(2);\n"),
        ),
        (
            format!("const A: () = self.{a}.{b}(1).{c}(2);"),
            format!("const A: () = self.{a}\n    .{b}(1)\n    .{c}(2);\n"),
        ),
        (
            format!("const A: () = {a}({b}, {c}).{c}(2);"),
            format!("const A: () = {a}(\n    {b},\n    {c},\n)\n.{c}(2);\n"),
        ),
        (
            format!("const A: () = a.b({a}, {b}, {c});"),
            format!("const A: () = a.b(\n    {a},\n    {b},\n    {c},\n);\n"),
        ),
        (format!("const A: () = Some({a}({b}, {c}));"), format!("const A: () = Some({a}(\n    {b},\n    {c},\n));\n")),
    ];
    for (text, expected) in table {
        assert_eq!(laid_out(parsed(&text)), expected);
    }
}

/// Tokens that no emitter should make, or that look like something else.
const ODD: &[&str] = &[
    "fn",
    "# [doc = \"/ four slashes\"] mod a;",
    "# [doc = \"two\\nlines\"] mod a;",
    "# [doc = \"\\u{0}\"] # [doc] # [doc = a!()] # [doc = r\"raw\"] mod a;",
    "a - - b; a & & b; a < - b; / / x; / * x; = = ; : :: a; 1 . 2; x . 0 . 1; 1. .. 2; 1 .. 2; ! ! a; .. , .. ;",
    "a < b > c; a < (b, c) > (d,); (a,); [a,]; f(a,); m!(a,); m![a,]; m!{a,}; x[a]; (a) (b)",
    "{ a => b, c => { d }, e => { f }.g, }",
    "match a { b if c => d, e | f => match g { h => i }, J { .. } => K { l }, }",
    "for <'a> < 'a > r#fn r#type",
    "impl A for (B,) where C: D { type E = F; } struct G; struct H(I); union J { k: L }",
    "use a::{b::{c, d}, e::*, self}; pub use f as g; extern crate h; extern \"C\" { fn i(); }",
    "'a: loop { break 'a; } unsafe { x } async move { y }.await; let z = if a { b } else if c { d } else { e };",
    "$a @ ~",
    "if a == (B { c }) { d } while let Some(e) = f { g } for h in i {} return; return (j,); |k| (l,)",
];

#[test]
fn no_token_is_lost() {
    let odd = ODD.iter().map(ToString::to_string);
    for text in odd.chain(goldens()).chain(FORMATTED.iter().map(ToString::to_string)) {
        for text in
            [text.clone(), format!("impl A {{ {text} }}"), format!("fn f() {{ {text} }}"), format!("m!({text})")]
        {
            let printed = laid_out(parsed(&text));
            assert_eq!(essence(parsed(&printed)), essence(parsed(&text)), "{printed}");
        }
    }
}

/// `cargo test --release -p graph-codegen whole_of_beta -- --ignored`
#[test]
#[ignore = "takes two minutes in a debug build"]
fn no_token_of_the_whole_of_beta_is_lost() {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = std::env::var_os("GRAPH_SHARED").map_or_else(beside, std::path::PathBuf::from);
    let beta = shared.join("specs/graph/beta.yaml");
    if !beta.is_file() {
        println!("skipped: {} is missing", beta.display());
        return;
    }
    let output = std::env::temp_dir().join(format!("graph-codegen-tokens-{}.rs", std::process::id()));
    let config = Config::new().spec(beta).output(&output).layout(crate::Layout::File).format(false);
    let report = config.generate();
    let text = std::fs::read_to_string(&output);
    drop(std::fs::remove_file(&output));
    assert!(report.is_ok_and(|report| report.operations > 18_000));
    let tokens = parsed(&text.expect("it was written"));
    let printed = laid_out(tokens.clone());
    assert!(essence(parsed(&printed)) == essence(tokens));
}

#[test]
fn tokens_without_a_layout_are_left_for_the_compiler() {
    let text = Formatter::default().text(vec![quote! { fn f }, quote! { ( ) }], Layout::None);
    assert_eq!(text, "fn f ()");
}
