//! The comparisons of a field, each of which is a [`Filter`].

use std::marker::PhantomData;

use super::operand::quoted;
use super::{Field, Filter, Operand, Path};
use crate::model::{Flags, OpenEnum};

impl<M, T, P: Into<Path>> Field<M, T, P> {
    /// It equals `value`.
    pub fn eq(self, value: impl Operand<T>) -> Filter<M> {
        self.compared("eq", &value.literal())
    }

    /// It differs from `value`.
    pub fn ne(self, value: impl Operand<T>) -> Filter<M> {
        self.compared("ne", &value.literal())
    }

    /// It is less than `value`.
    pub fn lt(self, value: impl Operand<T>) -> Filter<M> {
        self.compared("lt", &value.literal())
    }

    /// It is `value` or less.
    pub fn le(self, value: impl Operand<T>) -> Filter<M> {
        self.compared("le", &value.literal())
    }

    /// It is greater than `value`.
    pub fn gt(self, value: impl Operand<T>) -> Filter<M> {
        self.compared("gt", &value.literal())
    }

    /// It is `value` or greater.
    pub fn ge(self, value: impl Operand<T>) -> Filter<M> {
        self.compared("ge", &value.literal())
    }

    /// It is one of `values`; never, if there are none.
    pub fn is_in<V: Operand<T>>(self, values: impl IntoIterator<Item = V>) -> Filter<M> {
        let literals: Vec<String> = values.into_iter().map(V::literal).collect();
        if literals.is_empty() {
            // A list without entries is no `listExpr`.
            return Filter::new("false".to_owned());
        }
        self.compared("in", &format!("({})", literals.join(",")))
    }

    /// It has no value.
    pub fn is_null(self) -> Filter<M> {
        self.compared("eq", "null")
    }

    /// It has a value.
    pub fn is_not_null(self) -> Filter<M> {
        self.compared("ne", "null")
    }

    fn compared(self, operator: &str, literal: &str) -> Filter<M> {
        Filter::new(format!("{} {operator} {literal}", String::from(self)))
    }
}

impl<M, P: Into<Path>> Field<M, String, P> {
    /// It begins with `text`.
    pub fn starts_with(self, text: impl AsRef<str>) -> Filter<M> {
        self.called("startswith", text.as_ref())
    }

    /// It ends with `text`.
    pub fn ends_with(self, text: impl AsRef<str>) -> Filter<M> {
        self.called("endswith", text.as_ref())
    }

    /// It has `text` somewhere.
    pub fn contains(self, text: impl AsRef<str>) -> Filter<M> {
        self.called("contains", text.as_ref())
    }

    fn called(self, function: &str, text: &str) -> Filter<M> {
        Filter::new(format!("{function}({},{})", String::from(self), quoted(text)))
    }
}

impl<M, E: OpenEnum, P: Into<Path>> Field<M, Flags<E>, P> {
    /// `flag` is set.
    pub fn has(self, flag: E) -> Filter<M> {
        self.compared("has", &flag.literal())
    }
}

impl<M, T, P: Into<Path>> Field<M, Vec<T>, P> {
    /// At least one element passes `test`.
    pub fn any(self, test: impl FnOnce(Field<M, T, Path>) -> Filter<M>) -> Filter<M> {
        self.lambda("any", test)
    }

    /// Every element passes `test`.
    pub fn all(self, test: impl FnOnce(Field<M, T, Path>) -> Filter<M>) -> Filter<M> {
        self.lambda("all", test)
    }

    /// How many elements there are, `$count`.
    pub fn count(self) -> Field<M, i64, Path> {
        self.step("$count")
    }

    fn lambda(self, function: &str, test: impl FnOnce(Field<M, T, Path>) -> Filter<M>) -> Filter<M> {
        let list = self.path.into();
        // A lambda inside a lambda needs a name of its own: `x`, `x1`, `x2`.
        let variable = if list.variables == 0 { "x".to_owned() } else { format!("x{}", list.variables) };
        let path = Path { text: variable.clone(), variables: list.variables + 1 };
        let test = test(Field { path, types: PhantomData });
        Filter::new(format!("{}/{function}({variable}:{test})", list.text))
    }
}
