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

    /// The cloud with this host, if it is one of them.
    pub(crate) fn of_host(host: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cloud| cloud.host().eq_ignore_ascii_case(host))
    }

    /// The scope that asks for all permissions that the application was granted in this cloud, such as
    /// `https://graph.microsoft.com/.default`.
    pub fn default_scope(self) -> String {
        format!("https://{}/.default", self.host())
    }

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
