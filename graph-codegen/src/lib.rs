//! Generates Rust bindings for Microsoft Graph from its OpenAPI description.

#[cfg(test)]
mod accounting;
mod cache;
#[cfg(feature = "cli")]
pub mod catalog;
mod config;
#[cfg(feature = "cli")]
mod declare;
#[cfg(feature = "cli")]
mod describe;
pub mod diagnostics;
mod digest;
#[cfg(feature = "cli")]
pub mod explain;
mod generate;
pub mod inventory;
pub mod lower;
mod output;
mod overrides;
mod render;
mod report;
#[cfg(feature = "cli")]
pub mod settings;
pub mod snippet;
pub mod spec;

pub use config::{Config, Layout, Package, Stage};
#[cfg(feature = "cli")]
pub use declare::Declarations;
#[cfg(feature = "cli")]
pub use describe::{Described, describe};
pub use diagnostics::Diagnostics;
pub use generate::Sliced;
pub use graph_emit::diagnostic::Severity;
pub use inventory::Inventory;
pub use output::Change;
pub use overrides::{OperationOverride, Said, TypeOverride};
pub use report::{FeatureCost, Report, Size};
pub use snippet::{Snippet, Snippets};
