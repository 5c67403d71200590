//! The national clouds Microsoft Graph is served from.

/// A Microsoft Graph deployment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cloud {
    /// The worldwide service.
    #[default]
    Global,
    /// The US government cloud, level 4.
    UsGovernment,
    /// The US government cloud, level 5 (Department of Defense).
    UsGovernmentDod,
    /// China, operated by 21Vianet.
    China,
}

impl Cloud {
    pub(crate) const ALL: [Self; 4] = [Self::Global, Self::UsGovernment, Self::UsGovernmentDod, Self::China];

    /// The host of the service.
    pub const fn host(self) -> &'static str {
        match self {
            Self::Global => "graph.microsoft.com",
            Self::UsGovernment => "graph.microsoft.us",
            Self::UsGovernmentDod => "dod-graph.microsoft.us",
            Self::China => "microsoftgraph.chinacloudapi.cn",
        }
    }
}
