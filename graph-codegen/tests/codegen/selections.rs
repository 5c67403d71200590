//! Whatever is selected, every type that the code mentions is in it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use graph_codegen::{Config, Layout};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// How many selections are tried.
const SELECTIONS: usize = 40;

#[test]
fn every_mentioned_type_is_generated() {
    let Some(module) = reference("graph/beta/CloudCommunications.yml") else { return };
    let output = Path::new(env!("CARGO_TARGET_TMPDIR")).join("selections.rs");
    let config = Config::new().spec(&module).layout(Layout::File).format(false).output(&output);
    let all = config.inventory().unwrap_or_else(|found| panic!("{found}")).entries;
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for _ in 0..SELECTIONS {
        let chosen = (0..=random.below(5)).map(|_| &all[random.below(all.len())]);
        let patterns: Vec<_> = chosen.map(|entry| format!("{}#{}", entry.path, entry.method)).collect();
        let selected = patterns.iter().fold(config.clone(), Config::include);
        selected.generate().unwrap_or_else(|found| panic!("{patterns:?}: {found}"));
        let text = fs::read_to_string(&output).expect("it was written");
        let mut names = Names::default();
        names.read(TokenStream::from_str(&text).expect("it is Rust"), &[]);
        let lost: Vec<_> = names.mentioned.difference(&names.defined).collect();
        assert!(lost.is_empty() && !names.mentioned.is_empty(), "{patterns:?}: {lost:?}");
    }
}

fn reference(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: `{}` is not here", path.display());
    None
}

/// Numbers by xorshift: the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).expect("the bound is one")
    }
}

/// The types of the module `models`, as paths from it.
#[derive(Default)]
struct Names {
    defined: BTreeSet<String>,
    mentioned: BTreeSet<String>,
}

impl Names {
    /// Reads what stands in the modules `within`.
    fn read(&mut self, tokens: TokenStream, within: &[String]) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(word) if word == "models" => self.mention(&tokens[at + 1..]),
                TokenTree::Ident(word) if word == "use" => self.define(&tokens[at + 1..], within),
                TokenTree::Group(group) => {
                    let module = opened(&tokens[..at]).filter(|_| group.delimiter() == Delimiter::Brace);
                    let within: Vec<_> = within.iter().cloned().chain(module).collect();
                    self.read(group.stream(), &within);
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// `models` with a path behind it is a mention.
    fn mention(&mut self, behind: &[TokenTree]) {
        let path = path(behind);
        if !path.is_empty() {
            self.mentioned.insert(path.join("::"));
        }
    }

    /// `pub use self::user::User;` below `models` defines a type.
    fn define(&mut self, behind: &[TokenTree], within: &[String]) {
        let used = path(&[&separator(), behind].concat());
        let models = within.iter().position(|module| module == "models");
        if let (Some(models), [own, _, name]) = (models, used.as_slice())
            && own == "self"
        {
            self.defined.insert([&within[models + 1..], std::slice::from_ref(name)].concat().join("::"));
        }
    }
}

/// The words behind `::`, as far as they go on.
fn path(tokens: &[TokenTree]) -> Vec<String> {
    let is_colon = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ':');
    let words = tokens.chunks(3).map_while(|part| match part {
        [first, second, TokenTree::Ident(word)] if is_colon(first) && is_colon(second) => Some(word.to_string()),
        _ => None,
    });
    words.collect()
}

fn separator() -> Vec<TokenTree> {
    TokenStream::from_str("::").expect("it is Rust").into_iter().collect()
}

/// The name of the module whose braces come next.
fn opened(before: &[TokenTree]) -> Option<String> {
    match before {
        [.., TokenTree::Ident(word), TokenTree::Ident(name)] if word == "mod" => Some(name.to_string()),
        _ => None,
    }
}
