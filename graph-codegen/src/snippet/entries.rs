//! The lists of `$select`, `$orderby` and `$expand`: field keys where the fields are known, and texts otherwise.

use graph_emit::checked::Ty;
use graph_emit::ir::split_outside;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::fields::{Key, Member, Unknown};
use super::imports::Imports;
use super::types::{Found, Types};

/// A tuple of more field keys is not an argument of the runtime's methods.
const MOST_KEYS: usize = 16;
/// The bytes of the longest text that becomes an expression. Servers refuse longer URLs, and the work grows with the square.
const LONGEST: usize = 8192;
/// How deep parentheses may be nested in such a text: each level is a level of calls here.
const DEEPEST: usize = 32;

/// Which list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Select,
    Orderby,
    Expand,
}

/// What was found on the way.
#[derive(Debug, Default)]
pub struct Told {
    /// Members that the type does not have.
    pub unknown: Vec<Unknown>,
    /// What was written in another case: as written, and as declared.
    pub respelled: Vec<(String, String)>,
}

/// What an expression over the members of a model is written with.
pub struct Expressions<'a, 'c> {
    /// The types of the API.
    pub types: &'a Types<'c>,
    /// The names in use.
    pub imports: &'a mut Imports,
    /// What was found.
    pub told: Told,
}

impl<'c> Expressions<'_, 'c> {
    /// The argument of the method for `list`, whose entries are in `text`: a field key, a tuple of them, or an array of
    /// texts where one entry has no key.
    pub fn entries(&mut self, list: List, text: &str, model: Option<&Found<'c>>) -> TokenStream {
        let entries: Vec<_> = split_outside(text, ',').into_iter().map(str::trim).collect();
        let model = model.filter(|_| may_be_typed(text));
        let typed = self.attempt(|this| {
            // All are looked at, so that all that is unknown is told.
            let keys: Vec<_> =
                entries.iter().map(|entry| model.and_then(|model| this.entry(list, entry, model))).collect();
            let keys = keys.into_iter().collect::<Option<Vec<_>>>()?;
            match keys.as_slice() {
                [only] => Some(only.clone()),
                keys => (keys.len() <= MOST_KEYS).then(|| quote! { (#(#keys),*) }),
            }
        });
        typed.unwrap_or_else(|| quote! { [#(#entries),*] })
    }

    /// What `write` makes; where it makes nothing, the names that it wanted to use are not imported, and what it respelled
    /// is not told.
    pub fn attempt(&mut self, write: impl FnOnce(&mut Self) -> Option<TokenStream>) -> Option<TokenStream> {
        let (imports, respelled) = (self.imports.clone(), self.told.respelled.len());
        let made = write(self);
        if made.is_none() {
            *self.imports = imports;
            self.told.respelled.truncate(respelled);
        }
        made
    }

    /// The field key of `entry`; `None` where only its text will do.
    fn entry(&mut self, list: List, entry: &str, model: &Found<'c>) -> Option<TokenStream> {
        match list {
            List::Select => self.key(model, entry).map(|key| key.tokens),
            List::Orderby => self.order(entry, model),
            List::Expand => self.expansion(entry, model),
        }
    }

    fn order(&mut self, entry: &str, model: &Found<'c>) -> Option<TokenStream> {
        let mut words = entry.split_whitespace();
        let (path, direction) = (words.next()?, words.next());
        let key = self.key(model, path)?.tokens;
        match (direction, words.next()) {
            (None | Some("asc"), None) => Some(key),
            (Some("desc"), None) => Some(quote! { #key.desc() }),
            _ => None,
        }
    }

    /// `manager`, or `manager($select=id;$levels=max)`.
    fn expansion(&mut self, entry: &str, model: &Found<'c>) -> Option<TokenStream> {
        let Some((path, options)) = entry.split_once('(') else { return self.key(model, entry).map(|key| key.tokens) };
        let Key { tokens, ty, .. } = self.key(model, path.trim())?;
        let related = match &ty {
            Ty::List(item) => self.types.of(item),
            ty => self.types.of(ty),
        };
        let options = split_outside(options.strip_suffix(')')?, ';').into_iter().map(str::trim);
        let calls: Option<Vec<_>> = options.map(|option| self.option(option, related.as_ref())).collect();
        let calls = calls?;
        Some(quote! { #tokens.with() #(#calls)* })
    }

    /// One option of an expansion as a call.
    fn option(&mut self, option: &str, related: Option<&Found<'c>>) -> Option<TokenStream> {
        let (name, value) = option.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        Some(match name.to_ascii_lowercase().as_str() {
            "$select" => {
                let entries = self.entries(List::Select, value, related);
                quote! { .select(#entries) }
            }
            "$orderby" => {
                let entries = self.entries(List::Orderby, value, related);
                quote! { .orderby(#entries) }
            }
            "$expand" => {
                let entries = self.entries(List::Expand, value, related);
                quote! { .expand(#entries) }
            }
            "$filter" => {
                let filter = self.filter(value, related);
                quote! { .filter(#filter) }
            }
            "$top" => {
                let top = Literal::i32_unsuffixed(value.parse().ok()?);
                quote! { .top(#top) }
            }
            _ => quote! { .option(#name, #value) },
        })
    }

    /// The key of the member that `path` names in a `model`; `None` where it has none, which is told where it should have.
    pub fn key(&mut self, model: &Found<'c>, path: &str) -> Option<Key> {
        match self.types.member(model, path, self.imports) {
            Member::Key(key) => {
                self.told.respelled.extend(key.respelled.iter().cloned());
                Some(key)
            }
            Member::Text => None,
            Member::Unknown(unknown) => {
                self.told.unknown.push(unknown);
                None
            }
        }
    }
}

/// Whether `text` is short and flat enough to become an expression; otherwise it stays text.
pub fn may_be_typed(text: &str) -> bool {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = depth.max(deepest);
    }
    text.len() <= LONGEST && deepest <= DEEPEST
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, LONGEST, may_be_typed};

    #[test]
    fn long_and_deep_texts_stay_texts() {
        let nested = |depth: usize| format!("{}{}", "(".repeat(depth), ")".repeat(depth));
        assert!(may_be_typed(&nested(DEEPEST)) && !may_be_typed(&nested(DEEPEST + 1)));
        assert!(may_be_typed(&"()".repeat(LONGEST / 2)) && !may_be_typed(&"a".repeat(LONGEST + 1)));
    }
}
