//! The selected operations as declarations in Rust, for the macros.

use graph_declare::{print, settled};

use crate::config::Config;
use crate::diagnostics::Diagnostics;

/// Operations and types as declarations.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Declarations {
    /// The source: one module that `graph_api` declares.
    pub source: String,
    /// How many operations there are.
    pub operations: usize,
    /// What would be generated otherwise than the description says.
    pub warnings: Diagnostics,
}

impl Config {
    /// The selected operations and the types that they mention, declared in a module called `name`. What the macros make of
    /// it is what [`generate`](Self::generate) makes of the description, but for other ways to the same builders (`me()`).
    ///
    /// # Errors
    /// All that is wrong with the settings or the descriptions.
    pub fn declarations(&self, name: &str) -> Result<Declarations, Diagnostics> {
        let (api, checked, warnings) = self.api()?;
        let operations = checked.operations().count();
        Ok(Declarations { source: print(&settled(api, &checked), name), operations, warnings })
    }
}
