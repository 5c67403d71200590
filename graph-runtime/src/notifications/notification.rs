//! `ChangeNotification`: one notification, and what it is about.

use super::ClientState;
use super::resource_path::{key_of, last_key};
use crate::model::{
    AdditionalData, DateTimeOffset, Json, JsonError, Reader, UnknownValue, Value, from_member_str, from_str, look_into,
};

/// That a resource changed, or that something became of a subscription.
///
/// It reads [`changeNotification`][1], which subscriptions send, and [`commsNotification`][2], which calls send. Every
/// member may be missing, and whatever else the service says is in the additional data.
///
/// [1]: https://learn.microsoft.com/graph/api/resources/changenotification
/// [2]: https://learn.microsoft.com/graph/api/resources/commsnotification?view=graph-rest-beta
pub struct ChangeNotification {
    /// Its id, which tells a notification that comes again from a new one. Calls send none.
    pub id: Option<String>,
    /// The subscription that it belongs to.
    pub subscription_id: Option<String>,
    /// When that subscription ends, unless it is renewed.
    pub subscription_expiration_date_time: Option<DateTimeOffset>,
    /// The tenant in which something changed.
    pub tenant_id: Option<String>,
    /// The secret of the subscription; see [`is_from`](Self::is_from).
    pub client_state: Option<ClientState>,
    /// What became of the resource.
    pub change_type: Option<ChangeType>,
    /// What became of the subscription. Such a notification is about no resource.
    pub lifecycle_event: Option<LifecycleEvent>,
    /// The path of the resource, relative to the version; see [`resource_id`](Self::resource_id).
    pub resource: Option<String>,
    /// The same, as notifications about calls name it.
    pub resource_url: Option<String>,
    /// As much of the resource as is sent; see [`resource_as`](Self::resource_as).
    pub resource_data: Option<Json>,
    /// The resource, for the eyes of the subscriber.
    pub encrypted_content: Option<Box<EncryptedContent>>,
    /// What is not declared, kept as it came.
    pub additional_data: AdditionalData,
}

crate::model! {
    ChangeNotification {
        "id" => id,
        "subscriptionId" => subscription_id,
        "subscriptionExpirationDateTime" => subscription_expiration_date_time,
        "tenantId" => tenant_id,
        "clientState" => client_state,
        "changeType" => change_type,
        "lifecycleEvent" => lifecycle_event,
        "resource" => resource,
        "resourceUrl" => resource_url,
        "resourceData" => resource_data,
        "encryptedContent" => encrypted_content,
    }
}

impl ChangeNotification {
    /// Whether the notification has the secret of your subscription.
    ///
    /// One that has none, or an `expected` that is empty, is from nobody. The time that it takes does not tell how much of
    /// the secret was right.
    pub fn is_from(&self, expected: &ClientState) -> bool {
        !expected.is_empty() && self.client_state.as_ref() == Some(expected)
    }

    /// Whether it only tests that Event Hubs take notifications. Such a test comes with each new subscription and is to be ignored
    /// ([Microsoft: receiving notifications][1]); it has no client state of yours, and all that it tells is `NA`.
    ///
    /// [1]: https://learn.microsoft.com/graph/change-notifications-delivery-event-hubs#receiving-notifications
    pub fn is_validation(&self) -> bool {
        self.change_type.as_ref().is_some_and(|change| change.as_str().starts_with("Validation:"))
    }

    /// The resource that changed, as the model `T` of your bindings, or as a `Vec` of it where several changed at once.
    /// Nothing was sent about it: `None`.
    ///
    /// Its type is asked for with [`resource_type`](Self::resource_type); most services send a few members only.
    ///
    /// # Errors
    /// What was sent does not read as `T`.
    pub fn resource_as<T: Value>(&self) -> Result<Option<T>, JsonError> {
        let Some(data) = self.resource_data.as_ref().filter(|data| !data.is_null()) else { return Ok(None) };
        from_member_str(data.as_str(), "resourceData", None).map(Some)
    }

    /// The type that the resource says it is of, such as `microsoft.graph.call`. Some services write `Microsoft.Graph.Message`.
    pub fn resource_type(&self) -> Option<String> {
        self.resource_text("@odata.type").map(|name| name.trim_start_matches('#').to_owned())
    }

    /// The id of the resource: the one that its data names, else the last of its path, decoded.
    ///
    /// There is none where a collection changed, or only a subscription.
    pub fn resource_id(&self) -> Option<String> {
        if self.resource_data.as_ref().is_some_and(|data| data.as_str().starts_with('[')) {
            return None;
        }
        self.resource_text("id").or_else(|| self.path().and_then(last_key))
    }

    /// The id behind a segment of the path: of `/communications/calls/{id}/participants`, the one of `calls`.
    pub fn key_of(&self, collection: &str) -> Option<String> {
        key_of(self.path()?, collection)
    }

    /// The path of the resource, whichever member has it.
    fn path(&self) -> Option<&str> {
        self.resource.as_deref().or(self.resource_url.as_deref())
    }

    /// A text that the resource has; the rest of it is not read.
    fn resource_text(&self, name: &str) -> Option<String> {
        let mut found = None;
        let find = &mut |member: &str, value: &mut dyn Reader| {
            if member == name {
                found = Some(value.json()?);
            }
            Ok(())
        };
        look_into(self.resource_data.as_ref()?.as_str(), &mut |data| data.object(find)).ok()?;
        from_str(found?.as_str()).ok().filter(|text: &String| !text.is_empty())
    }
}

/// What became of a resource.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChangeType {
    /// It is new.
    Created,
    /// It changed.
    Updated,
    /// It is gone.
    Deleted,
    /// A value that is newer than this crate.
    UnknownValue(UnknownValue),
}

crate::open_enum! {
    ChangeType {
        "created" => Created,
        "updated" => Updated,
        "deleted" => Deleted,
    }
}

/// What became of a subscription, and what to do about it ([Microsoft: lifecycle notifications][1]).
///
/// [1]: https://learn.microsoft.com/graph/change-notifications-lifecycle-events
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LifecycleEvent {
    /// Some notifications may not have been delivered: read the resources anew.
    Missed,
    /// The subscription is gone: subscribe again, and read what changed in the meantime.
    SubscriptionRemoved,
    /// The subscription is paused unless it is authorized again: `POST /subscriptions/{id}/reauthorize`, or renew it.
    ReauthorizationRequired,
    /// A value that is newer than this crate.
    UnknownValue(UnknownValue),
}

crate::open_enum! {
    LifecycleEvent {
        "missed" => Missed,
        "subscriptionRemoved" => SubscriptionRemoved,
        "reauthorizationRequired" => ReauthorizationRequired,
    }
}

/// A resource, encrypted with the certificate of the subscription ([Microsoft: `changeNotificationEncryptedContent`][1]).
///
/// [1]: https://learn.microsoft.com/graph/api/resources/changenotificationencryptedcontent
pub struct EncryptedContent {
    /// The resource as JSON, encrypted; in Base64.
    pub data: Option<String>,
    /// The key of `data`, encrypted with the public key of the certificate; in Base64.
    pub data_key: Option<String>,
    /// The HMAC of `data`; in Base64.
    pub data_signature: Option<String>,
    /// The name that the subscriber gave the certificate.
    pub encryption_certificate_id: Option<String>,
    /// The thumbprint of the certificate; in hexadecimal.
    pub encryption_certificate_thumbprint: Option<String>,
    /// What is not declared, kept as it came.
    pub additional_data: AdditionalData,
}

crate::model! {
    EncryptedContent {
        "data" => data,
        "dataKey" => data_key,
        "dataSignature" => data_signature,
        "encryptionCertificateId" => encryption_certificate_id,
        "encryptionCertificateThumbprint" => encryption_certificate_thumbprint,
    }
}
