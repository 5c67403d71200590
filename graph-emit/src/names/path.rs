//! A path and an attribute that a user writes into the settings, checked before anything is made of them.

use std::fmt;
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt as _, quote};

use super::{Name, fixed, parse};

/// A path of identifiers, such as `crate::money::Amount`, `serde::Serialize` or `Eq`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RustPath {
    /// Whether `crate` stands before the identifiers.
    is_own: bool,
    parts: Vec<Name>,
}

/// An attribute of an item, such as `#[serde(default)]`: one, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attribute(String);

/// Why a text is not a [`RustPath`] or an [`Attribute`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotRust(&'static str);

impl RustPath {
    /// Whether it says which crate it begins in, so that it means the same in every module.
    pub fn is_absolute(&self) -> bool {
        self.is_own || self.parts.len() > 1
    }

    /// Its last identifier.
    pub fn last(&self) -> &Name {
        self.parts.last().expect("invariant: a path has at least one identifier")
    }
}

impl FromStr for RustPath {
    type Err = NotRust;

    fn from_str(text: &str) -> Result<Self, NotRust> {
        let own = text.strip_prefix("crate::");
        let parts: Option<Vec<_>> = own.unwrap_or(text).split("::").map(parse).collect();
        let parts = parts.ok_or(NotRust("identifiers with `::` between them, such as `crate::money::Amount`"))?;
        Ok(Self { is_own: own.is_some(), parts })
    }
}

impl ToTokens for RustPath {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let parts = &self.parts;
        if self.is_own {
            let own = fixed("crate");
            tokens.append_all(quote! { #own:: });
        }
        tokens.append_all(quote! { #(#parts)::* });
    }
}

impl Attribute {
    /// `#[derive(..)]` of these traits.
    pub fn derive(traits: &[RustPath]) -> Self {
        Self(quote! { #[derive(#(#traits),*)] }.to_string())
    }
}

impl FromStr for Attribute {
    type Err = NotRust;

    fn from_str(text: &str) -> Result<Self, NotRust> {
        let wrong = NotRust("one attribute, such as `#[serde(default)]`");
        // A comment would go on behind the attribute where the code is on one line.
        let tokens: TokenStream = text.parse().map_err(|_| wrong)?;
        match &tokens.into_iter().collect::<Vec<_>>()[..] {
            [TokenTree::Punct(mark), TokenTree::Group(group)]
                if mark.as_char() == '#' && group.delimiter() == Delimiter::Bracket && !group.stream().is_empty() =>
            {
                Ok(Self(quote! { #mark #group }.to_string()))
            }
            _ => Err(wrong),
        }
    }
}

impl ToTokens for Attribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let parsed: TokenStream = self.0.parse().expect("invariant: it was made of tokens");
        tokens.append_all(parsed);
    }
}

/// What it should be.
impl fmt::Display for NotRust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NotRust {}

#[cfg(test)]
mod tests {
    use quote::ToTokens as _;

    use super::{Attribute, RustPath};

    #[test]
    fn a_path_is_made_of_identifiers() {
        for path in ["crate::a::B", "serde::Serialize", "Eq", "r#type::X"] {
            let parsed: RustPath = path.parse().expect(path);
            assert_eq!(parsed.to_token_stream().to_string().replace(' ', ""), path);
        }
        for path in ["", "a::", "::a", "crate", "super::a", "self::a", "a b", "a;b", "a<b>", "a::fn", "crate::crate"] {
            assert!(path.parse::<RustPath>().is_err(), "{path}");
        }
        let absolute =
            ["crate::A", "a::A", "A"].map(|path| path.parse::<RustPath>().is_ok_and(|path| path.is_absolute()));
        assert_eq!(absolute, [true, true, false]);
    }

    #[test]
    fn an_attribute_is_one_and_nothing_else() {
        for (text, expected) in
            [("#[a]", "# [a]"), ("#[doc = \"]\"]", "# [doc = \"]\"]"), ("#[a(b)] // x", "# [a (b)]")]
        {
            assert_eq!(text.parse::<Attribute>().expect(text).to_token_stream().to_string(), expected);
        }
        for text in ["", "a", "#[]", "#![a]", "#[a] fn b() {}", "#[a] #[b]", "#[a", "#(a)", "#[a]]"] {
            assert!(text.parse::<Attribute>().is_err(), "{text}");
        }
    }
}
