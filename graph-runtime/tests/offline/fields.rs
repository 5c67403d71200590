//! Field keys: what they put into query options, filters and patches.

use graph_runtime::model::{AdditionalData, Binary, Date, DateTimeOffset, Duration, Guid, TimeOfDay, to_string};
use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{Client, Field, Filter, Method, Patch, Request, options};
use serde_json::json;

use crate::support::RejectReason;
use crate::support::directory::{Address, DirectoryObject, User};

enum All {}
impl options::Expand for All {}
impl options::Filter for All {}
impl options::Orderby for All {}
impl options::Select for All {}

/// The decoded query of a request.
fn query(build: impl FnOnce(Request<(), All>) -> Request<(), All>) -> String {
    let client = Client::builder().transport(InMemoryTransport::json(200, "{}")).build().unwrap();
    let request = Request::new(&client.route(), Method::GET, "{+baseurl}/users");
    let url = build(request).url().unwrap();
    let query = url.split_once('?').unwrap().1;
    query.replace("%20", " ").replace("%28", "(").replace("%29", ")").replace("%3D", "=").replace("%3B", ";")
}

#[test]
fn options_take_fields_and_texts() {
    assert_eq!(query(|request| request.select(User::ID)), "$select=id");
    assert_eq!(query(|request| request.select((User::ID, User::LOGINS))), "$select=id,logins");
    assert_eq!(query(|request| request.select([User::ID, User::DISPLAY_NAME])), "$select=id,displayName");
    assert_eq!(query(|request| request.select(["id", "mail"])), "$select=id,mail");
    assert_eq!(query(|request| request.select(vec!["id".to_owned()])), "$select=id");
    assert_eq!(query(|request| request.select(&["id", "mail"][..])), "$select=id,mail");
    assert_eq!(query(|request| request.orderby(User::ID.desc())), "$orderby=id desc");
    let order = (User::ADDRESS.then(Address::CITY).desc(), User::ID);
    assert_eq!(query(|request| request.orderby(order)), "$orderby=address%2Fcity desc,id");
    assert_eq!(query(|request| request.expand((User::MANAGER, User::DIRECT_REPORTS))), "$expand=manager,directReports");
}

#[test]
fn expansions_have_options_of_their_own() {
    let manager = User::MANAGER.with().select((User::ID, User::DISPLAY_NAME)).option("$levels", "max");
    let reports = User::DIRECT_REPORTS.with().filter(User::LOGINS.gt(3)).orderby(User::ID.desc()).top(5);
    let nested = User::MANAGER.with().expand(reports);
    assert_eq!(query(|request| request.expand(User::MANAGER.with())), "$expand=manager");
    let expected = "$expand=manager($select=id%2CdisplayName;$levels=max)".replace('$', "%24").replacen("%24", "$", 1);
    assert_eq!(query(|request| request.expand(manager)), expected);
    let expected = "manager($expand=directReports($filter=logins gt 3;$orderby=id desc;$top=5))";
    assert_eq!(String::from(nested), expected);
}

#[test]
fn a_sixteen_tuple_is_a_selection() {
    let f = User::ID;
    let url = query(|request| request.select((f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, User::QUOTA)));
    assert_eq!(url, format!("$select={}quota", "id,".repeat(15)));
}

/// OData 4.01 ABNF, `primitiveLiteral`.
#[test]
fn literals_are_those_of_odata() {
    let guid = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";
    let cases: Vec<(Filter<User>, String)> = vec![
        (User::DISPLAY_NAME.eq("O'Neil"), "displayName eq 'O''Neil'".to_owned()),
        (User::DISPLAY_NAME.ne(String::from("a")), "displayName ne 'a'".to_owned()),
        (User::ENABLED.eq(true), "accountEnabled eq true".to_owned()),
        (User::LOGINS.lt(-5), "logins lt -5".to_owned()),
        (User::QUOTA.le(i64::MAX), format!("quota le {}", i64::MAX)),
        (User::SCORE.gt(0.5), "score gt 0.5".to_owned()),
        (User::SCORE.ge(f64::NEG_INFINITY), "score ge -INF".to_owned()),
        (User::SCORE.eq(f64::NAN), "score eq NaN".to_owned()),
        (User::BALANCE.eq("1.50".parse::<graph_runtime::model::Decimal>().unwrap()), "balance eq 1.50".to_owned()),
        (User::BIRTHDAY.eq(Date::from("1815-12-10")), "birthday eq 1815-12-10".to_owned()),
        (User::CREATED.ge("2026-11-23T08:30:00.5+01:00"), "createdDateTime ge 2026-11-23T08:30:00.5+01:00".to_owned()),
        (User::SHIFT.eq(Duration::from("PT8H")), "shift eq duration'PT8H'".to_owned()),
        (User::TENANT_ID.eq(guid), format!("tenantId eq {guid}")),
        (User::TENANT_ID.eq(&guid.to_owned()), format!("tenantId eq {guid}")),
        (User::REASON.eq(RejectReason::Busy), "reason eq 'busy'".to_owned()),
        (User::REASONS.has(RejectReason::Busy), "reasons has 'busy'".to_owned()),
        (Field::new("bytes").eq(Binary::from("+/8=")), "bytes eq binary'-_8='".to_owned()),
        (Field::new("time").eq(TimeOfDay::from("08:30:00")), "time eq 08:30:00".to_owned()),
        (User::JOB_TITLE.is_null(), "jobTitle eq null".to_owned()),
        (User::JOB_TITLE.is_not_null(), "jobTitle ne null".to_owned()),
        (User::LOGINS.is_in([1, 2]), "logins in (1,2)".to_owned()),
        (User::DISPLAY_NAME.is_in(["a", "b'"]), "displayName in ('a','b''')".to_owned()),
        (User::DISPLAY_NAME.is_in([""; 0]), "false".to_owned()),
        (User::DISPLAY_NAME.starts_with("a'"), "startswith(displayName,'a''')".to_owned()),
        (User::DISPLAY_NAME.ends_with("b"), "endswith(displayName,'b')".to_owned()),
        (User::DISPLAY_NAME.contains("c"), "contains(displayName,'c')".to_owned()),
        (User::ADDRESS.then(Address::CITY).eq("Turin"), "address/city eq 'Turin'".to_owned()),
    ];
    for (filter, expected) in cases {
        assert_eq!(filter.to_string(), expected);
    }
}

#[test]
fn no_text_escapes_its_literal() {
    for text in ["x or true", "1 or 1 eq 1", "2026-01-01' or '", "accountEnabled", "", "null"] {
        let quoted = format!("'{}'", text.replace('\'', "''"));
        assert_eq!(User::TENANT_ID.eq(Guid::from(text)).to_string(), format!("tenantId eq {quoted}"));
        assert_eq!(User::CREATED.lt(DateTimeOffset::from(text)).to_string(), format!("createdDateTime lt {quoted}"));
        assert_eq!(User::SHIFT.lt(Duration::from(text)).to_string(), format!("shift lt duration{quoted}"));
        assert_eq!(User::REASON.eq(RejectReason::from(text)).to_string(), format!("reason eq {quoted}"));
    }
}

#[test]
fn conditions_are_put_in_parentheses_where_they_must() {
    let (a, b, c) = (|| User::LOGINS.eq(1), || User::LOGINS.eq(2), || User::LOGINS.eq(3));
    let printed = |filter: Filter<User>| filter.to_string().replace("logins eq ", "");
    assert_eq!(printed(a().and(b()).or(c())), "1 and 2 or 3");
    assert_eq!(printed(a().and(b().or(c()))), "1 and (2 or 3)");
    assert_eq!(printed(a().or(b()).and(c())), "(1 or 2) and 3");
    assert_eq!(printed(a().or(b()).or(c()).or(a())), "1 or 2 or 3 or 1");
    assert_eq!(printed(!a()), "not (1)");
    assert_eq!(printed((!a().or(b())).and(c())), "not (1 or 2) and 3");
}

#[test]
fn lists_are_asked_element_by_element() {
    let any = User::BUSINESS_PHONES.any(|phone| phone.starts_with("+49").or(phone_is(&User::ID)));
    assert_eq!(any.to_string(), "businessPhones/any(x:startswith(x,'+49') or id eq '1')");
    let nested = User::DIRECT_REPORTS.all(|report| {
        report.clone().then(User::ENABLED).eq(true).and(report.then(User::BUSINESS_PHONES).any(|phone| phone.eq("1")))
    });
    let expected = "directReports/all(x:x/accountEnabled eq true and x/businessPhones/any(x1:x1 eq '1'))";
    assert_eq!(nested.to_string(), expected);
    assert_eq!(User::BUSINESS_PHONES.count().ge(2).to_string(), "businessPhones/$count ge 2");
    assert_eq!(
        query(|request| request.filter(User::LOGINS.eq(1).or(User::LOGINS.eq(2)))),
        "$filter=logins eq 1 or logins eq 2"
    );
    assert_eq!(query(|request| request.filter("logins eq 1")), "$filter=logins eq 1");
}

fn phone_is(field: &Field<User, String>) -> Filter<User> {
    field.eq("1")
}

#[test]
fn a_patch_has_what_it_mentions() {
    let boss = DirectoryObject { id: Some("1".to_owned()), ..DirectoryObject::default() };
    let patch = Patch::new().set(User::DISPLAY_NAME, "x").null(User::JOB_TITLE).set(User::MANAGER, boss);
    let patch = patch.set(User::REASONS, [RejectReason::Busy].into_iter().collect::<graph_runtime::model::Flags<_>>());
    let patch = patch.set(User::TENANT_ID, "t").set(User::SETTINGS, json!({"a": 1.0}));
    let user: User = patch.build();
    assert_eq!(user.tenant.as_deref(), Some("t"));
    let expected = r#"{"displayName":"x","jobTitle":null,"reasons":"busy","tenantId":"t",
        "manager":{"id":"1"},"settings":{"a":1.0}}"#;
    let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
    assert_eq!(serde_json::to_value(&user).unwrap(), expected);
}

#[test]
fn the_last_change_of_a_field_counts() {
    let twice = |patch: Patch<User>| to_string(&patch.build()).unwrap();
    assert_eq!(twice(Patch::new().set(User::ID, "a").null(User::ID)), r#"{"id":null}"#);
    assert_eq!(twice(Patch::new().null(User::ID).set(User::ID, "a")), r#"{"id":"a"}"#);
    assert_eq!(twice(Patch::new()), "{}");
    let undeclared = Field::<User, i32>::new("other");
    assert_eq!(twice(Patch::new().set(undeclared, 1).null(undeclared)), r#"{"other":null}"#);
    assert_eq!(twice(Patch::new().set(Field::<User, i32>::new("id"), 1)), r#"{"id":1}"#);
}

#[test]
fn additional_data_is_written_as_a_literal() {
    let additional_data = AdditionalData::new().with("name", "Ada").with("n", 1).with("list", json!([null]));
    let manager = DirectoryObject { additional_data: additional_data.with_null("id"), ..DirectoryObject::default() };
    assert_eq!(to_string(&manager).unwrap(), r#"{"id":null,"name":"Ada","n":1,"list":[null]}"#);
}
