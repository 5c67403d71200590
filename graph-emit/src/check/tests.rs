//! What `check` makes of small APIs, and what it says of faulty ones.

use super::{check, check_with};
use crate::checked::{Argument, Builder, Checked, Options, Returns, Shape, Type};
use crate::diagnostic::{Diagnostics, Severity};
use crate::ir::fixture::{api, component, field, key, literal, node, nowhere, operation, other_body, query, segment};
use crate::ir::{
    Api, Body, Constraint, ContentType, Custom, Doc, Enum, Field, Method, Node, Operation, OtherAnswer, Primitive,
    Response, Struct, TypeDef, TypeKind, TypeName, TypeRef, Variant,
};
use crate::names::{Book, Recorded};

const STRING: TypeRef = TypeRef::Primitive(Primitive::String);

fn named(name: &str) -> TypeRef {
    TypeRef::Named(format!("microsoft.graph.{name}"))
}

fn object(base: Option<&str>, fields: Vec<Field>) -> TypeKind {
    TypeKind::Struct(Struct { base: base.map(|name| format!("microsoft.graph.{name}")), fields, ..Struct::default() })
}

fn inline(fields: Vec<Field>) -> TypeRef {
    let name = TypeName { wire: String::new(), namespace: Vec::new(), name: String::new(), rust: None };
    TypeRef::Inline(Box::new(TypeDef {
        name,
        doc: Doc::default(),
        deprecated: None,
        kind: object(None, fields),
        custom: Custom::default(),
        origin: nowhere(),
    }))
}

fn enumeration(values: &[&str]) -> TypeKind {
    let variant = |wire: &&str| Variant {
        wire: (*wire).to_owned(),
        name: None,
        rust: None,
        doc: Doc::default(),
        origin: spec(wire),
    };
    TypeKind::Enum(Enum { variants: values.iter().map(variant).collect(), flags: false })
}

fn spec(pointer: &str) -> crate::origin::Origin {
    crate::origin::Origin::spec(&"test.yaml".into(), pointer)
}

fn checked(api: &Api) -> (Checked, Vec<String>) {
    let mut found = Diagnostics::new();
    let checked = check(api, &mut found);
    let messages = found.iter().map(|diagnostic| diagnostic.message.clone()).collect();
    (checked.unwrap_or_else(|| panic!("{found:?}")), messages)
}

fn errors(api: &Api) -> Vec<String> {
    let mut found = Diagnostics::new();
    assert!(check(api, &mut found).is_none());
    let errors = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.map(|diagnostic| diagnostic.message.clone()).collect()
}

fn only_child(builder: &Builder) -> &Builder {
    &builder.children[0].builder
}

fn field_names(ty: &Type) -> Vec<String> {
    match &ty.shape {
        Shape::Struct(fields) => fields.iter().map(|field| field.name.to_string()).collect(),
        Shape::Enum(variants) => variants.iter().map(|variant| variant.name.to_string()).collect(),
        Shape::Alias(_) => Vec::new(),
    }
}

fn post(body: TypeRef, response: Response) -> Operation {
    Operation {
        body: Some(Body::Json { ty: body, content_type: None }),
        response,
        ..operation(Method::Post, Vec::new())
    }
}

fn below(parent: Node, children: Vec<Node>) -> Node {
    Node { children, ..parent }
}

#[test]
fn inline_types_are_named_after_their_place() {
    let body = inline(vec![field("reason", STRING), field("address", inline(vec![field("city", STRING)]))]);
    let answer = Response::Value(inline(vec![field("value", STRING)]));
    let reject = node(literal("reject"), vec![post(body, answer)]);
    let (checked, _) = checked(&api(vec![below(node(key("call-id"), Vec::new()), vec![reject])], Vec::new()));
    let reject = only_child(only_child(&checked.root));
    let names: Vec<_> = reject.types.iter().map(|ty| ty.name.to_string()).collect();
    assert_eq!(names, ["RejectPostRequestBodyAddress", "RejectPostRequestBody", "RejectPostResponse"]);
    assert_eq!(reject.path, "/{call%2Did}/reject");
    assert_eq!(reject.display_path, "/{call-id}/reject");
}

#[test]
fn members_of_ancestors_come_first_and_once() {
    let types = vec![
        component("entity", object(None, vec![field("id", STRING)])),
        component("user", object(Some("directoryObject"), vec![field("name", STRING), field("id", STRING)])),
        component("directoryObject", object(Some("entity"), vec![field("deletedDateTime", STRING)])),
    ];
    let (checked, _) = checked(&api(Vec::new(), types));
    let user = checked.models.types.iter().find(|ty| ty.name == "User").expect("user is a model");
    assert_eq!(field_names(user), ["id", "deleted_date_time", "name"]);
}

#[test]
fn names_that_meet_are_told_apart_by_rule() {
    let members = vec![
        field("summary", STRING),
        field("_summary", STRING),
        field("additionalData", STRING),
        field("type", STRING),
    ];
    let mut fields = members;
    for member in &mut fields {
        member.origin = spec(&member.wire);
    }
    let types = vec![
        component("searchHit", object(None, fields)),
        component("category", enumeration(&["remoteControl", "remote_Control", "unknownValue", "self", "5g", "5g"])),
    ];
    let (checked, messages) = checked(&api(Vec::new(), types));
    let [category, hit] = checked.models.types.as_slice() else { panic!("two types") };
    assert_eq!(field_names(hit), ["summary", "search_hit_summary", "additional_data_property", "r#type"]);
    assert_eq!(field_names(category), ["RemoteControl", "RemoteControl2", "UnknownValue2", "SelfValue", "FiveG"]);
    assert_eq!(messages.len(), 4, "each is reported: {messages:?}");
}

#[test]
fn two_segments_with_one_name_are_an_error() {
    let nodes = vec![node(literal("fooBar"), Vec::new()), node(literal("foo_bar"), Vec::new())];
    assert_eq!(
        errors(&api(nodes, Vec::new())),
        ["two operations want the name `foo_bar`: the segment `foo_bar` has it already"]
    );
}

#[test]
fn a_segment_that_leads_elsewhere_is_an_error() {
    for text in ["..", ".", "q?x=1", "f#g", "a b", "a\\b", "\n"] {
        let found = errors(&api(vec![node(literal(text), Vec::new())], Vec::new()));
        assert!(found.len() == 1 && found[0].starts_with("the path segment"), "{text}: {found:?}");
    }
    for segment in [literal("$count"), literal("delta()"), key("odd name?"), literal("...")] {
        assert!(check(&api(vec![node(segment, Vec::new())], Vec::new()), &mut Diagnostics::new()).is_some());
    }
}

#[test]
fn several_mistakes_are_found_at_once() {
    let types = vec![
        component("a", object(Some("b"), Vec::new())),
        component("b", object(Some("a"), Vec::new())),
        component("c", object(None, vec![field("gone", named("gone"))])),
        component("d", TypeKind::Alias(named("d"))),
    ];
    let found = errors(&api(Vec::new(), types));
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[0].contains("`microsoft.graph.a` inherits from"), "{found:?}");
    assert!(found[2].contains("`microsoft.graph.gone` is not a type"), "{found:?}");
}

#[test]
fn collections_and_their_pages_are_known_by_their_members() {
    let list = || TypeRef::List(Box::new(STRING));
    let (value, link) = (|| field("value", list()), || field("@odata.nextLink", STRING));
    let kinds = [
        ("page", object(None, vec![link(), value(), field("@odata.count", STRING)])),
        ("delta", object(None, vec![value(), field("@odata.deltaLink", STRING)])),
        ("derived", object(Some("links"), vec![value()])),
        ("renamed", object(None, vec![field("value", named("list")), link()])),
        ("whole", object(None, vec![value(), field("@odata.count", STRING)])),
        ("part", object(None, vec![value(), link(), field("more", STRING)])),
        ("other", object(Some("thing"), vec![value(), link()])),
        ("single", object(None, vec![field("value", STRING), link()])),
    ];
    let expected = [
        ("page", true, Some(1)),
        ("delta", true, Some(0)),
        ("derived", true, Some(1)),
        ("renamed", true, Some(0)),
        ("whole", true, None),
        ("part", false, None),
        ("other", false, None),
        ("single", false, None),
    ];
    let get = |name| Operation { response: Response::Value(named(name)), ..operation(Method::Get, Vec::new()) };
    let nodes = expected.map(|(name, ..)| node(literal(name), vec![get(name)])).into();
    let helpers = [
        ("links", object(None, vec![link()])),
        ("list", TypeKind::Alias(list())),
        ("thing", object(None, vec![field("more", STRING)])),
    ];
    let types = kinds.into_iter().chain(helpers).map(|(name, kind)| component(name, kind)).collect();
    let (checked, _) = checked(&api(nodes, types));
    for (name, is_collection, page) in expected {
        let wire = format!("microsoft.graph.{name}");
        let ty = checked.models.types.iter().find(|ty| ty.wire.as_deref() == Some(&wire)).expect("it is a model");
        assert_eq!(ty.page, page, "{name}");
        let Shape::Struct(fields) = &ty.shape else { panic!("a struct") };
        assert_eq!(fields.iter().all(|field| field.key.is_none()), is_collection, "{name}");
        let child = checked.root.children.iter().find(|child| child.step == name).expect("it is a step");
        let returns = &child.builder.operations[0].returns;
        assert_eq!(matches!(returns, Returns::Collection(_)), is_collection, "{name}");
    }
}

#[test]
fn options_of_odata_are_shared_and_others_are_the_operations_own() {
    let nodes = vec![
        node(literal("a"), vec![operation(Method::Get, vec![query("$top", false), query("$select", false)])]),
        node(literal("b"), vec![operation(Method::Get, vec![query("$select", false), query("$top", false)])]),
        node(literal("c"), vec![operation(Method::Get, vec![query("$top", false), query("includeHidden", false)])]),
        node(literal("d"), vec![operation(Method::Get, vec![query("start", true)])]),
    ];
    let (checked, _) = checked(&api(nodes, Vec::new()));
    let sets: Vec<_> = checked.option_sets.iter().map(|set| set.name.to_string()).collect();
    assert_eq!(sets, ["SelectTopOptions"]);
    let operation = |at: usize| &checked.root.children[at].builder.operations[0];
    let Options::Own(own) = &operation(2).options else { panic!("own options") };
    assert_eq!(
        (own.name.to_string(), own.setters_trait.to_string()),
        ("CGetOptions".to_owned(), "SetCGetOptions".to_owned())
    );
    assert!(matches!(operation(3).options, Options::None));
    assert_eq!(operation(3).arguments[0].variable, "start");
}

#[test]
fn constraints_are_seen_from_the_types_above() {
    let constrained =
        Field { constraints: vec![Constraint::StartsWith("https://".to_owned())], ..field("uri", STRING) };
    let types = vec![
        component(
            "outer",
            object(None, vec![field("list", TypeRef::List(Box::new(named("derived")))), field("other", STRING)]),
        ),
        component("derived", object(Some("inner"), Vec::new())),
        component("inner", object(None, vec![constrained])),
    ];
    let (checked, _) = checked(&api(Vec::new(), types));
    let outer = checked.models.types.iter().find(|ty| ty.name == "Outer").expect("outer is a model");
    let Shape::Struct(fields) = &outer.shape else { panic!("a struct") };
    assert_eq!(fields.iter().map(|field| field.nested_constraints).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_type_and_a_namespace_of_one_name_have_modules_of_their_own() {
    let mut nested = component("case", object(None, Vec::new()));
    nested.name.namespace = vec!["security".to_owned()];
    nested.name.wire = "microsoft.graph.security.case".to_owned();
    let (checked, _) = checked(&api(Vec::new(), vec![component("security", object(None, Vec::new())), nested]));
    assert_eq!(checked.models.children[0].module, "security");
    assert_eq!(checked.models.types[0].module, "security_type");
    assert_eq!(checked.models.types[0].name, "Security");
}

/// The names of arguments, each argument in one word.
fn argument_names(arguments: &[Argument]) -> Vec<String> {
    arguments.iter().map(|argument| argument.name.to_string()).collect()
}

/// An API whose one node is a function with these arguments and these required options.
fn function(path: &str, options: &[&str]) -> Api {
    let options = options.iter().map(|name| query(name, true)).collect();
    api(vec![Node { is_function: true, ..node(segment(path), vec![operation(Method::Get, options)]) }], Vec::new())
}

fn checked_with(api: &Api, book: &Book) -> Checked {
    let mut found = Diagnostics::new();
    check_with(api, book, &mut found).unwrap_or_else(|| panic!("{found:?}"))
}

#[test]
fn arguments_stand_in_the_order_of_the_path_and_of_the_description() {
    let (checked, _) = checked(&function("f(start={start},end={end})", &["to", "from"]));
    let child = &checked.root.children[0];
    assert_eq!(argument_names(&child.arguments), ["start", "end"]);
    assert_eq!(argument_names(&child.builder.operations[0].arguments), ["to", "from"]);
}

#[test]
fn an_order_once_given_is_kept_and_newcomers_go_last() {
    let book = Book::default();
    checked_with(&function("f(start={start},end={end})", &["to", "from"]), &book);
    let again = checked_with(&function("f(start={start},end={end})", &["at", "from", "to"]), &book);
    assert_eq!(argument_names(&again.root.children[0].builder.operations[0].arguments), ["to", "from", "at"]);
    let first = checked_with(&function("f(start={start},end={end})", &["from"]), &book);
    assert_eq!(argument_names(&first.root.children[0].builder.operations[0].arguments), ["from"]);
    let last = checked_with(&function("f(start={start},end={end})", &["from", "to", "at"]), &book);
    assert_eq!(argument_names(&last.root.children[0].builder.operations[0].arguments), ["to", "from", "at"]);
}

#[test]
fn an_order_that_a_lock_has_rules_that_of_the_path() {
    let entry = |key: &str, names: &[&str], below| Recorded {
        key: key.to_owned().into(),
        names: names.iter().map(|name| (*name).to_owned().into()).collect(),
        below,
    };
    let arguments = entry("()", &["end", "start"], Vec::new());
    let call = entry("/f(start={start},end={end})", &["f", "FRequestBuilder", "f"], vec![arguments]);
    let book = Book::of(&[entry("paths", &[], vec![call])]);
    let checked = checked_with(&function("f(start={start},end={end})", &[]), &book);
    assert_eq!(argument_names(&checked.root.children[0].arguments), ["end", "start"]);
}

#[test]
fn names_of_arguments_do_not_depend_on_their_order() {
    for path in ["f(a-b={a-b},a_b={a_b})", "f(a_b={a_b},a-b={a-b})"] {
        let (checked, _) = checked(&function(path, &[]));
        let argument = checked.root.children[0].arguments.iter().find(|argument| argument.variable == "a%2Db");
        assert_eq!(argument.expect("it is there").name.to_string(), "a_b", "{path}");
    }
}

/// The short steps of functions and collections beside each other, by their segments.
fn short_steps(segments: &[&str], book: &Book) -> Vec<String> {
    let node = |text: &&str| Node { is_function: text.contains('('), ..node(segment(text), Vec::new()) };
    let checked = checked_with(&api(segments.iter().map(node).collect(), Vec::new()), book);
    let short = |text: &&str| {
        let child = checked.root.children.iter().find(|child| child.segment.text() == **text).expect("a child");
        child.short_step.as_ref().map_or("-".to_owned(), ToString::to_string)
    };
    segments.iter().map(short).collect()
}

#[test]
fn a_function_has_a_short_step_where_nobody_else_wants_it() {
    let table: [(&[&str], &[&str]); 6] = [
        (&["a.b.list(x={x})"], &["list"]),
        (&["list(x={x})", "list(y={y})"], &["-", "-"]),
        (&["list(x={x})", "list()"], &["-", "-"]),
        (&["list(x={x})", "list"], &["-", "-"]),
        (&["a.list(x={x})", "b.list(x={x})", "c(x={x})"], &["-", "-", "c"]),
        (&["a.list(x={x},y=@y)", "list()"], &["a_list_with_x", "-"]),
    ];
    for (segments, expected) in table {
        assert_eq!(short_steps(segments, &Book::default()), expected, "{segments:?}");
    }
}

#[test]
fn a_short_step_once_given_stays() {
    let book = Book::default();
    assert_eq!(short_steps(&["list(x={x})"], &book), ["list"]);
    assert_eq!(short_steps(&["list(x={x})", "list(y={y})"], &book), ["list", "-"]);
    assert_eq!(short_steps(&["list(y={y})"], &book), ["-"]);
}

#[test]
fn keys_in_parentheses_have_no_short_step() {
    let (checked, _) = checked(&api(vec![node(segment("applications(appId='{appId}')"), Vec::new())], Vec::new()));
    assert!(checked.root.children[0].short_step.is_none());
}

#[test]
fn a_key_keeps_its_step_when_the_description_calls_it_otherwise() {
    let book = Book::default();
    checked_with(&api(vec![node(key("id"), Vec::new())], Vec::new()), &book);
    let again = checked_with(&api(vec![node(key("key"), Vec::new())], Vec::new()), &book);
    assert_eq!(again.root.children[0].step.to_string(), "by_id");
    assert_eq!(again.root.children[0].arguments[0].variable, "key");
}

/// `POST` of JSON, and of these media types; its answer may be asked for in these.
fn several(sent: &[&str], asked: &[&str]) -> Operation {
    let bytes = |media_type: &&str| other_body(media_type, Body::Bytes(ContentType::Fixed((*media_type).to_owned())));
    let answer = |media_type: &&str| OtherAnswer { media_type: (*media_type).to_owned(), response: Response::Bytes };
    let (other_bodies, other_answers) = (sent.iter().map(bytes).collect(), asked.iter().map(answer).collect());
    Operation { other_bodies, other_answers, ..post(STRING, Response::None) }
}

/// The methods for other media types of the one operation below these siblings.
fn other_methods(operation: &Operation, siblings: &[&str], book: &Book) -> Vec<String> {
    let siblings = siblings.iter().map(|text| node(segment(text), Vec::new())).collect();
    let pages = below(node(literal("pages"), vec![operation.clone()]), siblings);
    let checked = checked_with(&api(vec![pages], Vec::new()), book);
    only_child(&checked.root).operations[0].others.iter().map(|other| other.name.to_string()).collect()
}

#[test]
fn each_other_media_type_has_a_method_of_its_own() {
    let several = several(&["text/plain", "text/xml", "application/xml"], &["text/plain", "application/pdf"]);
    let names = ["post_text", "post_text_xml", "post_application_xml", "post_for_text", "post_for_pdf"];
    assert_eq!(other_methods(&several, &[], &Book::default()), names);
    let get = Operation { method: Method::Get, body: None, other_bodies: Vec::new(), ..several };
    assert_eq!(other_methods(&get, &[], &Book::default()), ["get_text", "get_pdf"]);
}

#[test]
fn a_step_has_its_name_before_a_method_for_a_media_type() {
    let text = several(&["text/plain"], &[]);
    assert_eq!(other_methods(&text, &["postText"], &Book::default()), ["post_text2"]);
    // It keeps the name that it was given, and a newcomer gets another.
    let book = Book::default();
    assert_eq!(other_methods(&text, &["postText"], &book), ["post_text2"]);
    assert_eq!(other_methods(&text, &[], &book), ["post_text2"]);
    let book = Book::default();
    assert_eq!(other_methods(&text, &[], &book), ["post_text"]);
    assert_eq!(other_methods(&text, &["postText"], &book), ["post_text"]);
    assert_eq!(other_methods(&several(&["text/html", "text/plain"], &[]), &[], &book), ["post_html", "post_text"]);
}

#[test]
fn a_name_that_a_lock_gives_twice_is_an_error() {
    let entry = |key: &str, names: &[&str], below| Recorded {
        key: key.to_owned().into(),
        names: names.iter().map(|name| (*name).to_owned().into()).collect(),
        below,
    };
    let below = vec![entry("POST text/plain", &["post"], Vec::new())];
    let book =
        Book::of(&[entry("paths", &[], vec![entry("/pages", &["pages", "PagesRequestBuilder", "pages"], below)])]);
    let mut found = Diagnostics::new();
    let api = api(vec![node(literal("pages"), vec![several(&["text/plain"], &[])])], Vec::new());
    assert!(check_with(&api, &book, &mut found).is_none());
    assert!(found.iter().any(|one| one.message == "two methods want the name `post`"), "{found:?}");
}

#[test]
fn types_in_place_are_named_after_their_media_type() {
    let json = |ty| Body::Json { ty, content_type: Some("application/vnd.x+json".to_owned()) };
    let other = other_body("application/vnd.x+json", json(inline(vec![field("b", STRING)])));
    let answer = Response::Value(inline(vec![field("c", STRING)]));
    let operation = Operation {
        other_bodies: vec![other],
        other_answers: vec![OtherAnswer { media_type: "application/vnd.x+json".to_owned(), response: answer }],
        ..post(inline(vec![field("a", STRING)]), Response::None)
    };
    let book = Book::default();
    let checked = checked_with(&api(vec![node(literal("pages"), vec![operation.clone()])], Vec::new()), &book);
    let names: Vec<_> = only_child(&checked.root).types.iter().map(|ty| ty.name.to_string()).collect();
    assert_eq!(names, ["PagesPostRequestBody", "PagesPostXRequestBody", "PagesPostXResponse"]);
    // Another type with the same short name changes the words, and not what was named by them.
    let xml = other_body("application/vnd.x+xml", Body::Bytes(ContentType::Given(Vec::new())));
    let other_bodies = operation.other_bodies.iter().cloned().chain([xml]).collect();
    let again = Operation { other_bodies, ..operation };
    let checked = checked_with(&api(vec![node(literal("pages"), vec![again])], Vec::new()), &book);
    let again: Vec<_> = only_child(&checked.root).types.iter().map(|ty| ty.name.to_string()).collect();
    assert_eq!(again, names);
    let methods = &only_child(&checked.root).operations[0].others;
    let methods: Vec<_> = methods.iter().map(|other| other.name.to_string()).collect();
    assert_eq!(methods, ["post_x", "post_vnd_x_xml", "post_for_x"]);
}
