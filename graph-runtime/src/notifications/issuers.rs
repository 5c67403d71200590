//! Who signs the tokens of notifications, cloud by cloud.

use crate::Cloud;

/// The issuers of tokens about calls, in the global cloud.
///
/// <https://learn.microsoft.com/microsoftteams/platform/bots/calls-and-meetings/call-notifications#authenticate-the-callback>
///
/// For other clouds Microsoft documents none. What bots get for messages there is another service's, and no substitute: in
/// the government cloud its issuer was seen not to be that of calls
/// (<https://github.com/microsoftgraph/microsoft-graph-comms-samples/issues/865>).
pub(super) const OF_CALLS: [&str; 2] = ["https://api.botframework.com", "https://graph.microsoft.com"];

/// The issuers of tokens that come with resource data, for a tenant of `cloud`: the identity platform, by version 1.0 and 2.0.
///
/// <https://learn.microsoft.com/answers/questions/1190472/what-are-the-token-issuers-for-the-sovereign-cloud>
pub(super) fn of_subscriptions(cloud: Cloud, tenant: &str) -> [String; 2] {
    let (v1, v2) = match cloud {
        Cloud::Global => ("sts.windows.net", "login.microsoftonline.com"),
        Cloud::UsGovernment | Cloud::UsGovernmentDod => ("sts.windows.net", "login.microsoftonline.us"),
        Cloud::China => ("sts.chinacloudapi.cn", "login.partner.microsoftonline.cn"),
    };
    [format!("https://{v1}/{tenant}/"), format!("https://{v2}/{tenant}/v2.0")]
}

/// The OpenID configuration of the identity platform of `cloud`.
///
/// <https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud#microsoft-entra-authentication-endpoints>
pub(super) const fn configuration_of_subscriptions(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Global => "https://login.microsoftonline.com/common/.well-known/openid-configuration",
        Cloud::UsGovernment | Cloud::UsGovernmentDod => {
            "https://login.microsoftonline.us/common/.well-known/openid-configuration"
        }
        Cloud::China => "https://login.partner.microsoftonline.cn/common/.well-known/openid-configuration",
    }
}
