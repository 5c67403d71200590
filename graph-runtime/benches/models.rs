//! Reading and writing a page of user-like objects, and reading a page of changed and removed messages: a model's functions against a serde derive that, too, keeps
//! unknown members. Run with `cargo bench -p graph-runtime --bench models`.

#![allow(clippy::disallowed_methods, reason = "what is read here is the program's own")]
#![allow(clippy::struct_field_names, reason = "the members are called so on the wire")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use graph_runtime::model::{AdditionalData, DeltaItem, from_slice, to_vec};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const ITEMS: usize = 200;
const ROUNDS: usize = 2000;

/// The same object twice: as the generator writes it, and with derives.
macro_rules! twins {
    ($name:ident $derived:ident $($field:ident $wire:literal $type:ty $(, $derived_type:ty)?;)*) => {
        struct $name {
            $($field: Option<$type>,)*
            additional_data: AdditionalData,
        }

        graph_runtime::model! { $name { $($wire => $field,)* } }

        #[derive(Serialize, Deserialize)]
        struct $derived {
            $(
                #[serde(rename = $wire, skip_serializing_if = "Option::is_none")]
                $field: Option<one_of!($type $(, $derived_type)?)>,
            )*
            #[serde(flatten)]
            additional_data: HashMap<String, Value>,
        }
    };
}

/// The type of the derived twin, where it is another one.
macro_rules! one_of {
    ($type:ty) => {
        $type
    };
    ($type:ty, $derived_type:ty) => {
        $derived_type
    };
}

twins! {
    User DerivedUser
    id "id" String; about_me "aboutMe" String; account_enabled "accountEnabled" bool; age_group "ageGroup" String;
    birthday "birthday" String; business_phones "businessPhones" Vec<String>; city "city" String;
    company_name "companyName" String; consent "consentProvidedForMinor" String; country "country" String;
    created "createdDateTime" String; creation_type "creationType" String; department "department" String;
    device_limit "deviceEnrollmentLimit" i32; display_name "displayName" String; employee_id "employeeId" String;
    employee_type "employeeType" String; external "externalUserState" String; fax "faxNumber" String;
    given_name "givenName" String; hire_date "hireDate" String; im "imAddresses" Vec<String>;
    interests "interests" Vec<String>; is_resource "isResourceAccount" bool; job_title "jobTitle" String;
    mail "mail" String; mail_nickname "mailNickname" String; mobile "mobilePhone" String; my_site "mySite" String;
    office "officeLocation" String; sync "onPremisesSyncEnabled" bool; other_mails "otherMails" Vec<String>;
    policies "passwordPolicies" String; postal_code "postalCode" String; language "preferredLanguage" String;
    show "showInAddressList" bool; state "state" String; street "streetAddress" String; surname "surname" String;
    principal "userPrincipalName" String; kind "userType" String;
}

/// The declared names of a user and their types.
const MEMBERS: &[(&str, &str)] = &[
    ("id", "String"),
    ("aboutMe", "String"),
    ("accountEnabled", "bool"),
    ("ageGroup", "String"),
    ("birthday", "String"),
    ("businessPhones", "Vec<String>"),
    ("city", "String"),
    ("companyName", "String"),
    ("consentProvidedForMinor", "String"),
    ("country", "String"),
    ("createdDateTime", "String"),
    ("creationType", "String"),
    ("department", "String"),
    ("deviceEnrollmentLimit", "i32"),
    ("displayName", "String"),
    ("employeeId", "String"),
    ("employeeType", "String"),
    ("externalUserState", "String"),
    ("faxNumber", "String"),
    ("givenName", "String"),
    ("hireDate", "String"),
    ("imAddresses", "Vec<String>"),
    ("interests", "Vec<String>"),
    ("isResourceAccount", "bool"),
    ("jobTitle", "String"),
    ("mail", "String"),
    ("mailNickname", "String"),
    ("mobilePhone", "String"),
    ("mySite", "String"),
    ("officeLocation", "String"),
    ("onPremisesSyncEnabled", "bool"),
    ("otherMails", "Vec<String>"),
    ("passwordPolicies", "String"),
    ("postalCode", "String"),
    ("preferredLanguage", "String"),
    ("showInAddressList", "bool"),
    ("state", "String"),
    ("streetAddress", "String"),
    ("surname", "String"),
    ("userPrincipalName", "String"),
    ("userType", "String"),
];

twins! {
    EmailAddress DerivedEmailAddress name "name" String; address "address" String;
}

twins! {
    Recipient DerivedRecipient email_address "emailAddress" Box<EmailAddress>, Box<DerivedEmailAddress>;
}

twins! {
    ItemBody DerivedItemBody content_type "contentType" String; content "content" String;
}

twins! {
    Message DerivedMessage
    odata_type "@odata.type" String; id "id" String; change_key "changeKey" String; created "createdDateTime" String;
    modified "lastModifiedDateTime" String; categories "categories" Vec<String>; received "receivedDateTime" String;
    sent "sentDateTime" String; has_attachments "hasAttachments" bool; internet_message_id "internetMessageId" String;
    subject "subject" String; body_preview "bodyPreview" String; importance "importance" String;
    parent_folder_id "parentFolderId" String; conversation_id "conversationId" String;
    conversation_index "conversationIndex" String; is_receipt "isDeliveryReceiptRequested" bool;
    is_read_receipt "isReadReceiptRequested" bool; is_read "isRead" bool; is_draft "isDraft" bool;
    web_link "webLink" String; classification "inferenceClassification" String;
    body "body" Box<ItemBody>, Box<DerivedItemBody>; sender "sender" Box<Recipient>, Box<DerivedRecipient>;
    from "from" Box<Recipient>, Box<DerivedRecipient>; to "toRecipients" Vec<Recipient>, Vec<DerivedRecipient>;
    cc "ccRecipients" Vec<Recipient>, Vec<DerivedRecipient>; bcc "bccRecipients" Vec<Recipient>, Vec<DerivedRecipient>;
    reply_to "replyTo" Vec<Recipient>, Vec<DerivedRecipient>;
}

twins! {
    Changes DerivedChanges value "value" Vec<DeltaItem<Message>>, Vec<DerivedMessage>;
    delta_link "@odata.deltaLink" String;
}

/// A page of a delta: messages as Outlook sends them where bodies are not selected; every tenth is removed.
fn delta_page() -> String {
    let person = |name: &str| format!(r#"{{"emailAddress":{{"name":"{name}","address":"{name}@contoso.com"}}}}"#);
    let message = |number: usize| {
        let id = format!("AAMkAGI2TG93AAA{}{number:05}=", "x".repeat(100));
        if number % 10 == 9 {
            return format!(r#"{{"@removed":{{"reason":"deleted"}},"id":"{id}"}}"#);
        }
        let (ada, charles) = (person("ada"), person("charles"));
        let weaving = "It weaves algebraic patterns just as the loom weaves flowers. ".repeat(3);
        let message = format!(
            r##"{{"@odata.type":"#microsoft.graph.message","@odata.etag":"W/\"CQAAABYAAAD{number}\"","id":"{id}",
            "createdDateTime":"2026-11-23T08:30:00Z","lastModifiedDateTime":"2026-11-23T08:30:05Z",
            "changeKey":"CQAAABYAAAD{number}","categories":[],"receivedDateTime":"2026-11-23T08:30:01Z",
            "sentDateTime":"2026-11-23T08:30:00Z","hasAttachments":false,"internetMessageId":"<{number}@contoso.com>",
            "subject":"About engine {number}","bodyPreview":"{weaving}","importance":"normal","parentFolderId":"{id}",
            "conversationId":"{id}","conversationIndex":"AQHY","isDeliveryReceiptRequested":null,
            "isReadReceiptRequested":false,"isRead":true,"isDraft":false,
            "webLink":"https://outlook.office365.com/owa/?ItemID={number}","inferenceClassification":"focused",
            "sender":{ada},"from":{ada},
            "toRecipients":[{charles},{ada}],"ccRecipients":[],"bccRecipients":[],"replyTo":[],
            "flag":{{"flagStatus":"notFlagged"}}}}"##
        );
        message.lines().map(str::trim_start).collect()
    };
    let messages: Vec<_> = (0..ITEMS).map(message).collect();
    format!(
        r#"{{"value":[{}],"@odata.deltaLink":"https://graph.microsoft.com/v1.0/me/?$deltatoken=x"}}"#,
        messages.join(",")
    )
}

/// A page: half the declared members have a value, a quarter is absent and a quarter null, or absent as well without
/// `nulls`; two members are unknown.
fn page(nulls: bool) -> String {
    let mut page = String::from("[");
    for user in 0..ITEMS {
        page.push_str(if user == 0 { "{" } else { ",{" });
        for (index, (name, kind)) in MEMBERS.iter().enumerate() {
            match (index + user) % 4 {
                0 if nulls => write!(page, r#""{name}":null,"#).unwrap(),
                0 | 1 => {}
                _ => write!(page, r#""{name}":{},"#, example(kind, user)).unwrap(),
            }
        }
        write!(page, r#""@odata.type":"graph.user","extension_{user}":{{"value":[1,2,"three"]}}}}"#).unwrap();
    }
    page + "]"
}

fn example(kind: &str, user: usize) -> String {
    match kind {
        "bool" => "true".to_owned(),
        "i32" => user.to_string(),
        "String" => format!(r#""a text of usual length {user}""#),
        _ => format!(r#"["+49 30 {user}","second"]"#),
    }
}

fn main() {
    let text = delta_page();
    let read_delta = ratio(
        || from_slice::<Changes>(black_box(text.as_bytes())).unwrap(),
        || serde_json::from_slice::<DerivedChanges>(black_box(text.as_bytes())).unwrap(),
    );
    let text = page(true);
    let read = ratio(
        || from_slice::<Vec<User>>(black_box(text.as_bytes())).unwrap(),
        || serde_json::from_slice::<Vec<DerivedUser>>(black_box(text.as_bytes())).unwrap(),
    );
    // With explicit nulls, which models keep and a derive loses.
    let with_nulls: Vec<User> = from_slice(text.as_bytes()).unwrap();
    let text = page(false);
    let ours: Vec<User> = from_slice(text.as_bytes()).unwrap();
    let derived: Vec<DerivedUser> = serde_json::from_str(&text).unwrap();
    assert_eq!(to_vec(&ours).unwrap().len(), serde_json::to_vec(&derived).unwrap().len());
    let by_derive = || serde_json::to_vec(black_box(&derived)).unwrap();
    let write = ratio(|| to_vec(black_box(&ours)).unwrap(), by_derive);
    let write_with_nulls = ratio(|| to_vec(black_box(&with_nulls)).unwrap(), by_derive);
    println!("time of the derive / time of the model");
    println!("read: {read:.2}");
    println!("read a delta page: {read_delta:.2}");
    println!("write, the same bytes: {write:.2}");
    println!("write, with nulls: {write_with_nulls:.2}");
}

/// How much longer the peer takes than we, as the median of all rounds. Both take turns, in either order, so that whatever else
/// the machine does falls on both.
fn ratio<A, B>(ours: impl Fn() -> A, peer: impl Fn() -> B) -> f64 {
    let mut ratios: Vec<f64> = (0..ROUNDS)
        .map(|round| {
            if round % 2 == 0 {
                let ours = seconds(&ours);
                seconds(&peer) / ours
            } else {
                seconds(&peer) / seconds(&ours)
            }
        })
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios[ROUNDS / 2]
}

fn seconds<T>(work: impl Fn() -> T) -> f64 {
    let start = Instant::now();
    black_box(work());
    start.elapsed().as_secs_f64()
}
