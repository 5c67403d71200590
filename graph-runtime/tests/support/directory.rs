//! Models that derive from each other, as the generator writes them.

use graph_runtime::model::{AdditionalData, Date, DateTimeOffset, Decimal, Duration, Flags, Guid, Json};

use super::RejectReason;

/// Writes a model as the generator does, with a key for each member.
macro_rules! models {
    ($($name:ident { $($field:ident $key:ident $wire:literal $member:ty, $type:ty;)* })*) => {$(
        pub struct $name {
            $(pub $field: Option<$member>,)*
            pub additional_data: AdditionalData,
        }

        graph_runtime::model! { $name { $($wire => $field: $key as $type,)* } }
    )*};
}

models! {
    Entity {
        id ID "id" String, String;
    }
    DirectoryObject {
        odata_type ODATA_TYPE "@odata.type" String, String;
        id ID "id" String, String;
        deleted DELETED "deletedDateTime" DateTimeOffset, DateTimeOffset;
    }
    User {
        odata_type ODATA_TYPE "@odata.type" String, String;
        id ID "id" String, String;
        deleted DELETED "deletedDateTime" String, String;
        display_name DISPLAY_NAME "displayName" String, String;
        job_title JOB_TITLE "jobTitle" String, String;
        enabled ENABLED "accountEnabled" bool, bool;
        logins LOGINS "logins" i32, i32;
        quota QUOTA "quota" i64, i64;
        score SCORE "score" f64, f64;
        balance BALANCE "balance" Decimal, Decimal;
        birthday BIRTHDAY "birthday" Date, Date;
        created CREATED "createdDateTime" DateTimeOffset, DateTimeOffset;
        shift SHIFT "shift" Duration, Duration;
        phones BUSINESS_PHONES "businessPhones" Vec<String>, Vec<String>;
        reason REASON "reason" RejectReason, RejectReason;
        reasons REASONS "reasons" Flags<RejectReason>, Flags<RejectReason>;
        tenant TENANT_ID "tenantId" String, Guid;
        manager MANAGER "manager" Box<DirectoryObject>, DirectoryObject;
        reports DIRECT_REPORTS "directReports" Vec<User>, Vec<User>;
        address ADDRESS "address" Box<Address>, Address;
        settings SETTINGS "settings" Json, Json;
    }
    Special {
        odata_type ODATA_TYPE "@odata.type" String, String;
        display_name DISPLAY_NAME "displayName" String, String;
    }
    Address {
        city CITY "city" String, String;
    }
}

graph_runtime::base!(Entity);
graph_runtime::base!(DirectoryObject);
graph_runtime::base!(User);
graph_runtime::derived!(
    DirectoryObject,
    "#microsoft.graph.directoryObject",
    ["#microsoft.graph.user", "#microsoft.graph.special"],
    Entity
);
graph_runtime::derived!(User, "#microsoft.graph.user", ["#microsoft.graph.special"], DirectoryObject, Entity);
graph_runtime::derived!(Special, "#microsoft.graph.special", [], User, DirectoryObject, Entity);
