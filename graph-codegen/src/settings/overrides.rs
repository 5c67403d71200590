//! The tables `types` and `operations`: each text is kept with its place, because whether it fits shows when the descriptions
//! are read.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;

use super::{SettingsFile, names_in};
use crate::config::Config;
use crate::diagnostics::Place;
use crate::overrides::{OperationOverride, Said, TypeOverride};
use crate::spec::Position;

impl SettingsFile<'_> {
    /// `config` with the overrides of types in `value`.
    pub(super) fn types(&mut self, value: &Spanned<DeValue<'_>>, mut config: Config) -> Config {
        for (name, span, table) in self.tables(value) {
            let mut wanted = TypeOverride::default();
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "rename" => wanted.rename = self.said(value),
                    "replace" => wanted.replace = self.said(value),
                    "derive" => wanted.derive = self.all_said(value),
                    "attributes" => wanted.attributes = self.all_said(value),
                    "omit" => wanted.omit = self.boolean(value).unwrap_or_default(),
                    "members" => wanted.members = self.by_name(value),
                    unknown => self.unknown(unknown, key.span(), &names_in("types")),
                }
            }
            if wanted.omit && table.len() > 1 {
                let message = format!("`{name}` is left out, so nothing else can be wanted of it");
                self.report(Some(span.clone()), &message, "take `omit` or the other keys out");
            }
            config = config.override_type(self.placed(name, span), wanted);
        }
        config
    }

    /// `config` with the overrides of operations in `value`.
    pub(super) fn operations(&mut self, value: &Spanned<DeValue<'_>>, mut config: Config) -> Config {
        for (name, span, table) in self.tables(value) {
            let mut wanted = OperationOverride::default();
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "rename" => wanted.rename = self.said(value),
                    "attributes" => wanted.attributes = self.all_said(value),
                    "omit" => wanted.omit = self.boolean(value).unwrap_or_default(),
                    unknown => self.unknown(unknown, key.span(), &names_in("operations")),
                }
            }
            if wanted.omit && table.len() > 1 {
                let message = format!("`{name}` is left out, so nothing else can be wanted of it");
                self.report(Some(span.clone()), &message, "take `omit` or the other keys out");
            }
            config = config.override_operation(self.placed(name, span), wanted);
        }
        config
    }

    /// A text with its place.
    fn said(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Said> {
        let text = self.text(value)?;
        Some(self.placed(text, value.span()))
    }

    /// A list of texts, or one.
    fn all_said(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Said> {
        match value.get_ref() {
            DeValue::Array(values) => values.iter().filter_map(|value| self.said(value)).collect(),
            _ => self.said(value).into_iter().collect(),
        }
    }

    /// Texts by names.
    fn by_name(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<(Said, Said)> {
        let Some(table) = value.get_ref().as_table() else {
            self.mistyped(value, "a table");
            return Vec::new();
        };
        let pair = |(key, value): (&Spanned<_>, _)| {
            let key = self.placed(<std::borrow::Cow<'_, str>>::clone(key.get_ref()).into_owned(), key.span());
            Some((key, self.said(value)?))
        };
        table.iter().filter_map(pair).collect()
    }

    fn placed(&self, text: String, span: Range<usize>) -> Said {
        let position = Position::of(self.text, span.start);
        Said::at(text, Place::in_text(&self.path.to_string_lossy(), Some((self.text, position))))
    }
}
