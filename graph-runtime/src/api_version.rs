//! The versions of the API.

/// A version of the API, which bindings are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ApiVersion {
    /// What is meant for production: `v1.0`.
    V1,
    /// What is still to change: `beta`.
    Beta,
}

impl ApiVersion {
    pub(crate) const ALL: [Self; 2] = [Self::V1, Self::Beta];

    /// The version as URLs write it: `v1.0`, `beta`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}
