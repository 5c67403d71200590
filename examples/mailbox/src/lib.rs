//! Keeps a copy of a mailbox in step: folders, messages and events, with state that survives being killed at any moment.
//!
//! [`sync`] has what is asked of Graph and in which order, [`store`] the state on disk, and [`loopback`] the other side, a mailbox
//! on this machine. The guide's chapter "Keep a mailbox in step" tells the rest.

pub mod loopback;
pub mod store;
pub mod sync;

/// The bindings: three delta functions, and what they need.
pub mod graph {
    graph_runtime::include_graph!("graph");
}

/// Why the mailbox is not in step: Graph, the disk, or a page that makes no sense.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
