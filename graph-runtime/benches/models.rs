//! Reading and writing a page of user-like objects: a model's functions against a serde derive that, too, keeps
//! unknown members. Run with `cargo bench -p graph-runtime --bench models`.

#![allow(clippy::disallowed_methods, reason = "what is read here is the program's own")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use graph_runtime::model::{AdditionalData, from_slice, to_vec};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const USERS: usize = 200;
const ROUNDS: usize = 2000;

/// The same user twice: as the generator writes it, and with derives.
macro_rules! user {
    ($($field:ident $wire:literal $type:ty;)*) => {
        struct User {
            $($field: Option<$type>,)*
            additional_data: AdditionalData,
        }

        graph_runtime::model! { User { $($wire => $field,)* } }

        #[derive(Serialize, Deserialize)]
        struct DerivedUser {
            $(
                #[serde(rename = $wire, skip_serializing_if = "Option::is_none")]
                $field: Option<$type>,
            )*
            #[serde(flatten)]
            additional_data: HashMap<String, Value>,
        }

        /// The declared names and their types.
        const MEMBERS: &[(&str, &str)] = &[$(($wire, stringify!($type)),)*];
    };
}

user! {
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
    principal "userPrincipalName" String; user_type "userType" String;
}

/// A page: half the declared members have a value, a quarter is absent and a quarter null, or absent as well without
/// `nulls`; two members are unknown.
fn page(nulls: bool) -> String {
    let mut page = String::from("[");
    for user in 0..USERS {
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
