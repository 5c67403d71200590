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
#[cfg(feature = "cli")]
pub mod diff;
mod digest;
#[cfg(feature = "cli")]
pub mod explain;
mod generate;
pub mod inventory;
pub mod lower;
mod output;
mod overrides;
#[cfg(feature = "cli")]
mod reading;
mod render;
mod report;
mod run;
#[cfg(feature = "cli")]
pub mod settings;
mod snapshot;
pub mod snippet;
pub mod spec;
#[cfg(feature = "update")]
mod update;

pub use config::{Config, Layout, Package, Stage};
#[cfg(feature = "cli")]
pub use declare::Declarations;
#[cfg(feature = "cli")]
pub use describe::{Described, describe};
pub use diagnostics::Diagnostics;
#[cfg(feature = "cli")]
pub use diff::Diff;
pub use generate::Sliced;
pub use graph_emit::diagnostic::Severity;
pub use inventory::Inventory;
pub use output::Change;
pub use overrides::{OperationOverride, Said, TypeOverride};
pub use report::{FeatureCost, Report, Size};
pub use snapshot::Snapshot;
#[cfg(feature = "cli")]
pub use snapshot::SnapshotError;
pub use snippet::{Snippet, Snippets};
#[cfg(feature = "update")]
pub use update::{Update, Updated};
