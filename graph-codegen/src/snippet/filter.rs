//! `$filter` as an expression of field keys (OData 4.01 ABNF, `boolCommonExpr`), where it is one of the kinds that they
//! have; otherwise its text.

use graph_emit::checked::{Kind, Shape, Ty};
use graph_emit::ir::{Primitive, split_outside};
use graph_emit::names;
use proc_macro2::{Group, Ident, Literal, TokenStream, TokenTree};
use quote::quote;

use super::entries::{Expressions, may_be_typed};
use super::fields::by_name;
use super::types::Found;

/// How deep parentheses and lambdas may be nested in what becomes an expression.
const DEEPEST: usize = 32;

/// The comparisons that are methods of field keys.
const COMPARISONS: [&str; 7] = ["eq", "ne", "lt", "le", "gt", "ge", "has"];

/// What the paths of an expression begin at.
#[derive(Clone)]
enum Scope<'c> {
    /// The members of a model.
    Model(Found<'c>),
    /// The variable of a lambda, for values of this type.
    Variable(String, Ty),
}

/// What is compared: an expression, and the type of its values.
struct Operand {
    tokens: TokenStream,
    ty: Ty,
}

impl<'c> Expressions<'_, 'c> {
    /// The argument of `filter` for the condition `text` on a `model`.
    pub fn filter(&mut self, text: &str, model: Option<&Found<'c>>) -> TokenStream {
        let model = model.filter(|_| may_be_typed(text));
        let typed = self.attempt(|this| this.or(text, &Scope::Model(model?.clone()), 0));
        typed.unwrap_or_else(|| quote! { #text })
    }

    fn or(&mut self, text: &str, scope: &Scope<'c>, depth: usize) -> Option<TokenStream> {
        self.joined(text, "or", &names::fixed("or"), |this, part| {
            this.joined(part, "and", &names::fixed("and"), |this, part| this.unary(part, scope, depth))
        })
    }

    /// The conditions between each `word` of `text`, joined by the method of that name.
    fn joined(
        &mut self,
        text: &str,
        word: &str,
        method: &Ident,
        mut part: impl FnMut(&mut Self, &str) -> Option<TokenStream>,
    ) -> Option<TokenStream> {
        let parts: Option<Vec<_>> = split_words(text, word).into_iter().map(|one| part(self, one)).collect();
        parts?.into_iter().reduce(|all, next| {
            let all = as_receiver(all);
            quote! { #all.#method(#next) }
        })
    }

    fn unary(&mut self, text: &str, scope: &Scope<'c>, depth: usize) -> Option<TokenStream> {
        let text = text.trim();
        if depth > DEEPEST {
            return None;
        }
        let behind_not = text.strip_prefix("not").filter(|rest| rest.starts_with([' ', '(']));
        if let Some(rest) = behind_not {
            // OData's `not` binds stronger than a comparison: `not a eq null` compares `not a`.
            let rest = rest.trim_start();
            let inner = match parenthesized(rest) {
                Some(inner) => self.or(inner, scope, depth + 1),
                None => self.call(rest, scope, depth),
            };
            let condition = inner?;
            return Some(quote! { !#condition });
        }
        if let Some(inner) = parenthesized(text) {
            return self.or(inner, scope, depth + 1);
        }
        self.call(text, scope, depth).or_else(|| self.comparison(text, scope))
    }

    /// `startswith(path,'text')` and the like, and `path/any(x:condition)`.
    fn call(&mut self, text: &str, scope: &Scope<'c>, depth: usize) -> Option<TokenStream> {
        let (name, arguments) = text.strip_suffix(')')?.split_once('(')?;
        if let Some((path, lambda)) = name.rsplit_once('/') {
            let method = match lambda {
                "any" => names::fixed("any"),
                "all" => names::fixed("all"),
                _ => return None,
            };
            return self.lambda(path, &method, arguments, scope, depth);
        }
        let method = match name.to_ascii_lowercase().as_str() {
            "startswith" => names::fixed("starts_with"),
            "endswith" => names::fixed("ends_with"),
            "contains" => names::fixed("contains"),
            _ => return None,
        };
        let [path, text] = split_outside(arguments, ',')[..] else { return None };
        let Operand { tokens, ty } = self.operand(path.trim(), scope)?;
        let text = quoted(text.trim()).filter(|_| matches!(ty, Ty::Scalar(Primitive::String)))?;
        Some(quote! { #tokens.#method(#text) })
    }

    fn lambda(
        &mut self,
        path: &str,
        method: &Ident,
        arguments: &str,
        scope: &Scope<'c>,
        depth: usize,
    ) -> Option<TokenStream> {
        let (variable, condition) = arguments.split_once(':')?;
        let (variable, Operand { tokens, ty }) = (variable.trim(), self.operand(path, scope)?);
        let Ty::List(item) = ty else { return None };
        // The one name that a closure in generated text may have, so that nothing of the request becomes an identifier. A
        // lambda inside would hide it.
        let Scope::Model(_) = scope else { return None };
        let inner = Scope::Variable(variable.to_owned(), *item);
        let condition = self.or(condition, &inner, depth + 1)?;
        let condition = with_clones(condition);
        Some(quote! { #tokens.#method(|x| #condition) })
    }

    /// `path operator literal`.
    fn comparison(&mut self, text: &str, scope: &Scope<'c>) -> Option<TokenStream> {
        let (path, rest) = text.split_once(char::is_whitespace)?;
        let (operator, literal) = rest.trim_start().split_once(|sign: char| sign.is_whitespace() || sign == '(')?;
        let is_list = operator == "in";
        let Operand { tokens, ty } = self.operand(path, scope)?;
        if is_list {
            let list = rest.trim_start().strip_prefix("in")?.trim();
            let values = split_outside(parenthesized(list)?, ',').into_iter();
            let values: Option<Vec<_>> = values.map(|value| self.literal(value.trim(), &ty)).collect();
            let values = values.filter(|values| !values.is_empty())?;
            return Some(quote! { #tokens.is_in([#(#values),*]) });
        }
        let literal = literal.trim();
        match (operator, literal) {
            ("eq", "null") => return Some(quote! { #tokens.is_null() }),
            ("ne", "null") => return Some(quote! { #tokens.is_not_null() }),
            _ => {}
        }
        let is_flags = ty.kind() == Some(Kind::Flags);
        let method = COMPARISONS.into_iter().find(|known| *known == operator && (*known == "has") == is_flags)?;
        let method = names::fixed(method);
        let value = self.literal(literal, &ty)?;
        Some(quote! { #tokens.#method(#value) })
    }

    /// What `path` names in `scope`.
    fn operand(&mut self, path: &str, scope: &Scope<'c>) -> Option<Operand> {
        let (path, counts) = match path.strip_suffix("/$count") {
            Some(list) => (list, true),
            None => (path, false),
        };
        let operand = match scope {
            Scope::Model(model) => {
                let key = self.key(model, path)?;
                Operand { tokens: key.tokens, ty: key.ty }
            }
            Scope::Variable(variable, ty) if path == variable => Operand { tokens: quote! { x }, ty: ty.clone() },
            Scope::Variable(variable, ty) => {
                let path = path.strip_prefix(variable.as_str())?.strip_prefix('/')?;
                let model = self.types.of(ty).filter(|_| ty.kind() == Some(Kind::Struct))?;
                let key = self.key(&model, path)?;
                let inner = key.tokens;
                Operand { tokens: quote! { x.then(#inner) }, ty: key.ty }
            }
        };
        if !counts {
            return Some(operand);
        }
        let tokens = matches!(operand.ty, Ty::List(_)).then_some(operand.tokens)?;
        Some(Operand { tokens: quote! { #tokens.count() }, ty: Ty::Scalar(Primitive::Int64) })
    }

    /// The literal `text` as a value that a field of the type `ty` is compared with; `None` where the field would write it
    /// otherwise.
    fn literal(&mut self, text: &str, ty: &Ty) -> Option<TokenStream> {
        let Ty::Scalar(primitive) = ty else { return self.enum_value(&quoted(text)?, ty) };
        match primitive {
            Primitive::String => quoted(text).map(|text| quote! { #text }),
            Primitive::Boolean => text.parse::<bool>().ok().map(|value| quote! { #value }),
            Primitive::Int32 => text.parse().ok().map(Literal::i32_unsuffixed).map(|value| quote! { #value }),
            Primitive::Int64 => text.parse().ok().map(Literal::i64_suffixed).map(|value| quote! { #value }),
            Primitive::Guid if is_guid(text) => Some(quote! { #text }),
            Primitive::Date | Primitive::DateTimeOffset | Primitive::TimeOfDay if is_moment(text) => {
                Some(quote! { #text })
            }
            _ => None,
        }
    }

    fn enum_value(&mut self, text: &str, ty: &Ty) -> Option<TokenStream> {
        let found = self.types.of(ty)?;
        let Shape::Enum(variants) = &found.ty.shape else { return None };
        let variant = by_name(variants, text, |variant| &variant.wire)?;
        if variant.wire != text {
            self.told.respelled.push((text.to_owned(), variant.wire.clone()));
        }
        let (ty, variant) = (self.imports.api(&found.module, &found.ty.name), &variant.name);
        Some(quote! { #ty::#variant })
    }
}

/// `condition` as what a method is called on. A `!` would take the method's result.
fn as_receiver(condition: TokenStream) -> TokenStream {
    match condition.clone().into_iter().next() {
        Some(TokenTree::Punct(sign)) if sign.as_char() == '!' => quote! { (#condition) },
        _ => condition,
    }
}

/// The condition of a lambda with a clone for each use of its variable but the last, for a use takes it.
fn with_clones(condition: TokenStream) -> TokenStream {
    let mut uses_left = uses(condition.clone());
    cloned(condition, &mut uses_left)
}

/// How often the variable of a lambda is used.
fn uses(condition: TokenStream) -> usize {
    let of = |token: TokenTree| match token {
        TokenTree::Group(group) => uses(group.stream()),
        token => usize::from(is_variable(&token)),
    };
    condition.into_iter().map(of).sum()
}

fn cloned(condition: TokenStream, uses_left: &mut usize) -> TokenStream {
    let each = |token: TokenTree| match token {
        TokenTree::Group(group) => {
            let inner = cloned(group.stream(), uses_left);
            TokenStream::from(TokenTree::Group(Group::new(group.delimiter(), inner)))
        }
        token if is_variable(&token) => {
            *uses_left -= 1;
            if *uses_left > 0 {
                quote! { #token.clone() }
            } else {
                TokenStream::from(token)
            }
        }
        token => TokenStream::from(token),
    };
    condition.into_iter().map(each).collect()
}

fn is_variable(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Ident(name) if name == "x")
}

/// The pieces of `text` between each `word` that stands alone, in no quotes and no parentheses.
fn split_words<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    for piece in split_outside(text, ' ') {
        let end = at + piece.len();
        if piece == word {
            pieces.push(&text[start..at]);
            start = end;
        }
        at = (end + 1).min(text.len());
    }
    pieces.push(&text[start..]);
    pieces
}

/// What stands in the parentheses around all of `text`.
fn parenthesized(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    let mut depth = 0_usize;
    let mut is_quoted = false;
    for sign in inner.chars() {
        match sign {
            '\'' => is_quoted = !is_quoted,
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    (depth == 0 && !is_quoted).then_some(inner)
}

/// The text of a string literal (ABNF `string`).
pub fn quoted(text: &str) -> Option<String> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let is_one = inner.split("''").all(|part| !part.contains('\''));
    is_one.then(|| inner.replace("''", "'"))
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_moment(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"-:.+TZtz".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::{parenthesized, quoted, split_words};

    #[test]
    fn words_in_quotes_and_parentheses_join_nothing() {
        let text = "a eq ' or ' or (b or c) or d/any(x:x or y)";
        assert_eq!(split_words(text, "or"), ["a eq ' or ' ", " (b or c) ", " d/any(x:x or y)"]);
        assert_eq!(split_words("order eq 1", "or"), ["order eq 1"]);
    }

    #[test]
    fn parentheses_go_around_all_or_nothing() {
        assert_eq!(parenthesized("(a or (b))"), Some("a or (b)"));
        for other in ["(a) or (b)", "a", "(a", "('a)'"] {
            assert_eq!(parenthesized(other), None, "{other}");
        }
        assert_eq!(parenthesized("(a eq ')')"), Some("a eq ')'"));
    }

    #[test]
    fn a_string_literal_is_one_literal() {
        assert_eq!(quoted("'it''s'").as_deref(), Some("it's"));
        for other in ["'a' or 'b'", "a", "'a", "'a'b'"] {
            assert_eq!(quoted(other), None, "{other}");
        }
    }
}
