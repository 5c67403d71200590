//! Tokens to text. The only file that names `prettyplease` and `syn`.

use std::num::NonZero;
use std::thread;

use proc_macro2::TokenStream;

/// How the text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// As rustfmt would.
    ForReaders,
    /// Not at all: nobody reads it.
    None,
}

/// The texts of `files`, in their order; several threads share the work, for it is most of a run's time.
pub fn all<'a>(files: impl Iterator<Item = &'a TokenStream>, layout: Layout) -> Vec<String> {
    // Tokens cannot leave their thread, but their text can, and each file is parsed anyway.
    let texts: Vec<String> = files.map(ToString::to_string).collect();
    match layout {
        Layout::None => texts,
        Layout::ForReaders => {
            let threads = thread::available_parallelism().map_or(1, NonZero::get);
            let share = texts.len().div_ceil(threads).max(1);
            thread::scope(|scope| {
                let workers: Vec<_> = texts
                    .chunks(share)
                    .map(|chunk| scope.spawn(move || chunk.iter().map(|text| for_readers(text)).collect::<Vec<_>>()))
                    .collect();
                workers.into_iter().flat_map(|worker| worker.join().expect("formatting does not panic")).collect()
            })
        }
    }
}

/// The text as rustfmt would lay it out. Text that is not Rust would be a mistake of the emitter; it is left as it is, so
/// that the compiler can say where.
fn for_readers(text: &str) -> String {
    match syn::parse_file(text) {
        Ok(file) => spaced(&prettyplease::unparse(&file)),
        Err(_) => text.to_owned(),
    }
}

/// Puts the empty lines between items that `prettyplease` leaves out.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + text.len() / 16);
    let mut previous = "";
    for line in text.lines() {
        if wants_space(previous, line) {
            spaced.push('\n');
        }
        spaced.push_str(line);
        spaced.push('\n');
        previous = line;
    }
    spaced
}

/// Whether `line` begins an item behind the end of another one.
fn wants_space(previous: &str, line: &str) -> bool {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let (before, after) = (previous.trim_start(), line.trim_start());
    if indent(previous) != indent(line) || after.starts_with('}') {
        return false;
    }
    let is_listed = |line: &str| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        (line.starts_with("use ") || line.starts_with("mod ")) && line.ends_with(';')
    };
    let is_use = |line: &str| first_word(line) == "use" || line == "};";
    match before {
        _ if is_use(before) && first_word(after) == "use" => {
            before.starts_with("pub ") != after.starts_with("pub ") && before != "};"
        }
        _ if before.starts_with("//!") => !after.starts_with("//!"),
        _ if is_listed(before) && is_listed(after) => first_word(before) != first_word(after),
        _ => (before.ends_with('}') || is_listed(before) || before.ends_with(';')) && begins_item(after),
    }
}

/// `use` or `mod`, whether public or not.
fn first_word(line: &str) -> &str {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    line.split(' ').next().unwrap_or_default()
}

fn begins_item(line: &str) -> bool {
    ["///", "#[", "pub ", "fn ", "impl", "const ", "mod ", "use ", "::graph_runtime::"]
        .iter()
        .any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::{Layout, all};

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
        assert_eq!(all([&tokens].into_iter(), Layout::ForReaders), [expected]);
    }

    #[test]
    fn what_is_no_rust_is_left_for_the_compiler() {
        let tokens = quote! { fn };
        assert_eq!(all([&tokens].into_iter(), Layout::ForReaders), ["fn"]);
    }
}
