//! What the emitter writes for small APIs, as tokens.

use quote::quote;

use super::{Module, emit};
use crate::check::check;
use crate::checked::Checked;
use crate::diagnostic::Diagnostics;
use crate::ir::fixture::{api, component, field, key, literal, node, operation, other_body, query};
use crate::ir::{
    Api, Body, Constraint, ContentType, Deprecation, Field, Method, Node, Operation, OtherAnswer, OtherBody, Primitive,
    Response, Struct, TypeDef, TypeKind, TypeRef,
};

mod sharing;
mod shortcuts;

const STRING: TypeRef = TypeRef::Primitive(Primitive::String);

fn checked(api: &Api) -> Checked {
    let mut found = Diagnostics::new();
    check(api, &mut found).unwrap_or_else(|| panic!("{found:?}"))
}

fn module<'m>(root: &'m Module<'m>, path: &[&str]) -> &'m Module<'m> {
    path.iter().fold(root, |module, name| {
        module.children.iter().find(|child| child.name == *name).unwrap_or_else(|| panic!("no module `{name}`"))
    })
}

fn text(module: &Module<'_>) -> String {
    module.items().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn assert_contains(module: &Module<'_>, expected: &proc_macro2::TokenStream) {
    let (text, expected) = (text(module), expected.to_string());
    assert!(text.contains(&expected), "{expected}\nis not in\n{text}");
}

#[test]
fn an_operation_is_a_method_of_its_builder() {
    let delete = Operation {
        deprecated: Some(Deprecation { description: Some("use `/b`".to_owned()), ..Deprecation::default() }),
        ..operation(Method::Delete, vec![query("@id", true)])
    };
    let calls = Node { children: vec![node(key("call-id"), vec![delete])], ..node(literal("calls"), Vec::new()) };
    let checked = checked(&api(vec![calls], Vec::new()));
    let root = emit(&checked);
    let item = module(&root, &["calls", "item"]);
    assert_contains(
        item,
        &quote! {
            #[deprecated(note = "use `/b`")]
            pub fn delete(&self, id: &str) -> Request<()> {
                Request::delete(&self.route, "{+baseurl}/calls/{call%2Did}?@id={%40id}").parameter("%40id", id)
            }
        },
    );
    assert_contains(
        module(&root, &["calls"]),
        &quote! {
            pub fn by_call_id(&self, call_id: &str) -> item::CallItemRequestBuilder {
                item::CallItemRequestBuilder { route: self.route.with("call%2Did", call_id) }
            }
        },
    );
}

#[test]
fn a_model_lists_its_members_with_their_keys_and_checks() {
    let uri =
        Field { constraints: vec![Constraint::StartsWith("https://".to_owned())], ..field("callbackUri", STRING) };
    let kind = TypeKind::Struct(Struct { fields: vec![uri, field("type", STRING)], ..Struct::default() });
    let checked = checked(&api(Vec::new(), vec![component("hook", kind)]));
    let root = emit(&checked);
    let hook = module(&root, &["models", "hook"]);
    assert!(!hook.public);
    assert_contains(
        hook,
        &quote! {
            ::graph_runtime::model! {
                Hook {
                    "callbackUri" => callback_uri: CALLBACK_URI as String,
                    "type" => r#type: TYPE as String,
                }
                check { "callbackUri" => callback_uri.starts_with("https://"), }
            }
        },
    );
    assert_contains(module(&root, &["models"]), &quote! { pub use self::hook::Hook; });
}

#[test]
fn a_derived_type_leads_up_and_its_ancestors_lead_down() {
    let object = |base: Option<&str>, name: &str| {
        let base = base.map(|base| format!("microsoft.graph.{base}"));
        let type_name = Some(format!("#microsoft.graph.{name}"));
        component(name, TypeKind::Struct(Struct { base, type_name, ..Struct::default() }))
    };
    let types = vec![object(None, "entity"), object(Some("entity"), "item"), object(Some("item"), "file")];
    let checked = checked(&api(Vec::new(), types));
    let root = emit(&checked);
    assert_contains(
        module(&root, &["models", "file"]),
        &quote! { ::graph_runtime::derived!(File, "#microsoft.graph.file", [], models::Item, models::Entity); },
    );
    assert_contains(
        module(&root, &["models", "item"]),
        &quote! {
            ::graph_runtime::derived!(Item, "#microsoft.graph.item", ["#microsoft.graph.file"], models::Entity);
            ::graph_runtime::base!(Item);
        },
    );
    assert_contains(module(&root, &["models", "entity"]), &quote! { ::graph_runtime::base!(Entity); });
}

#[test]
fn a_base_lists_what_derives_from_it() {
    let object = |base: Option<&str>, name: &str| {
        let base = base.map(|base| format!("microsoft.graph.{base}"));
        let type_name = Some(format!("#microsoft.graph.{name}"));
        component(name, TypeKind::Struct(Struct { base, type_name, ..Struct::default() }))
    };
    let docs = |types: Vec<TypeDef>, path: &[&str]| {
        let checked = checked(&api(Vec::new(), types));
        let text = text(module(&emit(&checked), path));
        let lines = text.split("# [doc = \" ").skip(1).filter_map(|line| line.split('"').next()).collect::<Vec<_>>();
        lines.join(" ")
    };
    let line = || vec![object(None, "entity"), object(Some("entity"), "item"), object(Some("item"), "file")];
    assert!(
        docs(line(), &["models", "entity"])
            .contains("2 types derive from it, 1 of them directly: [`Item`](super::Item).")
    );
    assert!(docs(line(), &["models", "item"]).contains("1 type derives from it: [`File`](super::File)."));
    assert!(!docs(line(), &["models", "file"]).contains("from it"));

    let mut many: Vec<_> = (10..41).map(|number| object(Some("entity"), &format!("item{number}"))).collect();
    many.push(object(None, "entity"));
    let docs = docs(many, &["models", "entity"]);
    assert!(docs.contains("31 types derive from it, such as [`Item10`](super::Item10), "), "{docs}");
    assert!(docs.contains("[`Item39`](super::Item39).") && !docs.contains("Item40"), "{docs}");
}

#[test]
fn a_base_finds_what_derives_from_it_in_other_namespaces() {
    let object = |base: Option<&str>, namespace: &[&str], name: &str| {
        let kind = Struct { base: base.map(str::to_owned), type_name: Some(format!("#{name}")), ..Struct::default() };
        let mut object = component(name, TypeKind::Struct(kind));
        object.name.namespace = namespace.iter().map(|part| (*part).to_owned()).collect();
        object
    };
    let base = Some("microsoft.graph.base");
    let types = vec![
        object(None, &["a"], "base"),
        object(base, &["a"], "one"),
        object(base, &[], "two"),
        object(base, &["b", "c"], "three"),
    ];
    let checked = checked(&api(Vec::new(), types));
    let root = emit(&checked);
    let text = text(module(&root, &["models", "a", "base"]));
    for link in ["super::One", "super::super::b::c::Three", "super::super::Two"] {
        assert!(text.contains(&format!("]({link})")), "{link}: {text}");
    }
}

#[test]
fn annotations_are_written_before_what_they_are_about() {
    let names = ["id", "children", "@x.y", "z@x.y", "@odata.type", "children@odata.count", "name", "children@x.y"];
    let fields = names.map(|name| field(name, STRING)).into();
    let ty = component("thing", TypeKind::Struct(Struct { fields, ..Struct::default() }));
    let text = text(module(&emit(&checked(&api(Vec::new(), vec![ty]))), &["models", "thing"]));
    let (_, list) = text.split_once("model !").expect("the list of members");
    let mut places: Vec<_> = names.map(|name| (list.find(&format!("{name:?} =>")), name)).into();
    places.sort_unstable();
    let order: Vec<_> = places.into_iter().map(|(place, name)| (place.is_some(), name)).collect();
    let expected = ["@odata.type", "@x.y", "id", "children@odata.count", "children@x.y", "children", "z@x.y", "name"];
    assert_eq!(order, expected.map(|name| (true, name)));
}

#[test]
fn a_page_of_a_collection_says_what_it_is_a_page_of() {
    let object = |base: Option<&str>, name: &str, fields| {
        let base = base.map(|base| format!("microsoft.graph.{base}"));
        component(name, TypeKind::Struct(Struct { base, fields, ..Struct::default() }))
    };
    let list = |item| field("value", TypeRef::List(Box::new(item)));
    let link = || field("@odata.nextLink", STRING);
    let item = TypeRef::Named("microsoft.graph.item".to_owned());
    let types = vec![
        object(None, "item", Vec::new()),
        object(None, "links", vec![link()]),
        object(Some("links"), "inherited", vec![list(item.clone())]),
        object(None, "declared", vec![list(STRING), field("@odata.deltaLink", STRING)]),
        object(None, "delta", vec![field("@odata.deltaLink", STRING), list(item.clone())]),
        object(None, "whole", vec![list(item.clone()), field("@odata.count", STRING)]),
        object(None, "part", vec![list(item), link(), field("name", STRING)]),
        object(None, "single", vec![field("value", STRING), link()]),
    ];
    let checked = checked(&api(Vec::new(), types));
    let root = emit(&checked);
    let models = |name| module(&root, &["models", name]);
    assert_contains(models("inherited"), &quote! { ::graph_runtime::page!(Inherited, value: models::Item); });
    assert_contains(models("declared"), &quote! { ::graph_runtime::page!(Declared, value: String); });
    // Objects of a delta are present or removed.
    assert_contains(models("delta"), &quote! { ::graph_runtime::page!(Delta, value: DeltaItem<models::Item>); });
    assert_contains(models("delta"), &quote! { pub value: Option<Vec<DeltaItem<models::Item> });
    assert_contains(models("declared"), &quote! { pub value: Option<Vec<String> });
    for name in ["links", "whole", "part", "single"] {
        assert!(!text(models(name)).contains("page !"), "{name}");
    }
}

#[test]
fn modules_import_what_they_use_and_hand_models_down() {
    let page = component("page", TypeKind::Struct(Struct::default()));
    let get = Operation {
        response: Response::Value(TypeRef::Named(page.name.wire.clone())),
        ..operation(Method::Get, Vec::new())
    };
    let a = Node { children: vec![node(literal("b"), vec![get])], ..node(literal("a"), Vec::new()) };
    let checked = checked(&api(vec![a, node(literal("c"), Vec::new())], vec![page]));
    let root = emit(&checked);
    assert_contains(module(&root, &["a"]), &quote! { use super::models; });
    assert_contains(module(&root, &["a", "b"]), &quote! { use ::graph_runtime::Request; });
    assert_contains(module(&root, &["a", "b"]), &quote! { -> Request<models::Page> });
    assert!(!text(module(&root, &["c"])).contains("models"));
    assert!(!text(&root).contains("use super"));
}

#[test]
fn each_body_is_sent_in_its_own_way() {
    let own = || "a/b".to_owned();
    let json = |content_type| Body::Json { ty: STRING, content_type };
    let given = Body::Bytes(ContentType::Given(vec!["a/*".to_owned()]));
    for (body, parameters, call) in [
        (json(None), quote! { body: String }, quote! { .json(&body) }),
        (json(Some(own())), quote! { body: String }, quote! { .json_as("a/b", &body) }),
        (Body::Bytes(ContentType::Fixed(own())), quote! { body: Body }, quote! { .bytes("a/b", body) }),
        (given, quote! { body: Body, content_type: &str }, quote! { .bytes(content_type, body) }),
        (Body::Base64 { content_type: own() }, quote! { body: Binary }, quote! { .base64("a/b", &body) }),
        (
            Body::Multipart { content_type: own() },
            quote! { body: Body, boundary: &str },
            quote! { .multipart("a/b", boundary, body) },
        ),
    ] {
        let put = Operation { body: Some(body), ..operation(Method::Put, Vec::new()) };
        let checked = checked(&api(vec![node(literal("a"), vec![put])], Vec::new()));
        let expected = quote! {
            pub fn put(&self, #parameters) -> Request<()> { Request::put(&self.route, "{+baseurl}/a") #call }
        };
        assert_contains(module(&emit(&checked), &["a"]), &expected);
    }
}

#[test]
fn an_answer_in_another_media_type_is_asked_for() {
    let other = OtherAnswer { media_type: "text/html".to_owned(), response: Response::Bytes };
    let get = Operation { other_answers: vec![other], ..operation(Method::Get, Vec::new()) };
    let checked = checked(&api(vec![node(literal("a"), vec![get])], Vec::new()));
    let expected = quote! {
        #[doc = " `GET `"]
        #[doc = ""]
        #[doc = " Asks for `text/html`."]
        pub fn get_html(&self,) -> Request<Bytes> { Request::get(&self.route, "{+baseurl}/a").accept("text/html") }
    };
    assert_contains(module(&emit(&checked), &["a"]), &expected);
}

#[test]
fn what_only_another_media_type_names_is_imported() {
    let page = || TypeRef::Named("microsoft.graph.page".to_owned());
    let body = Body::Json { ty: page(), content_type: Some("application/vnd.x+json".to_owned()) };
    let other = OtherBody { doc: "All *pages*.".to_owned(), ..other_body("application/vnd.x+json", body) };
    let first = Body::Json { ty: STRING, content_type: None };
    let put = Operation { body: Some(first), other_bodies: vec![other], ..operation(Method::Put, Vec::new()) };
    let page = component("page", TypeKind::Struct(Struct::default()));
    let checked = checked(&api(vec![node(literal("a"), vec![put])], vec![page]));
    assert_eq!(checked.operations().flat_map(crate::checked::Operation::sent_and_returned).count(), 2);
    let root = emit(&checked);
    assert_contains(module(&root, &["a"]), &quote! { use super::models; });
    assert_contains(module(&root, &["a"]), &quote! { pub fn put_x(&self, body: models::Page) });
    assert_contains(module(&root, &["a"]), &quote! { #[doc = " All \\*pages\\*."] #[doc = ""] #[doc = " `PUT `"] });
}

#[test]
fn hostile_text_stays_in_its_literal() {
    let hostile = "\"] pub fn evil() {} /* \u{202e} */ // \n`{}`";
    let mut ty = component("x", TypeKind::Struct(Struct { fields: vec![field(hostile, STRING)], ..Struct::default() }));
    ty.doc.text = hostile.to_owned();
    ty.doc.link = Some("https://a/)\n[x](y".to_owned());
    let body = Operation {
        body: Some(Body::Bytes(ContentType::Given(vec![hostile.to_owned()]))),
        other_bodies: vec![OtherBody {
            doc: hostile.to_owned(),
            ..other_body(hostile, Body::Bytes(ContentType::Fixed(hostile.to_owned())))
        }],
        ..operation(Method::Put, Vec::new())
    };
    let checked =
        checked(&api(vec![node(literal("x"), vec![Operation { path: hostile.to_owned(), ..body }])], vec![ty]));
    let root = emit(&checked);
    for path in [["models", "x"].as_slice(), &["x"]] {
        let tokens: proc_macro2::TokenStream = module(&root, path).items().into_iter().collect();
        let mut idents = Vec::new();
        collect_idents(tokens, &mut idents);
        assert!(!idents.iter().any(|ident| ident == "evil"), "{path:?}");
    }
}

fn collect_idents(tokens: proc_macro2::TokenStream, idents: &mut Vec<String>) {
    for token in tokens {
        match token {
            proc_macro2::TokenTree::Ident(ident) => idents.push(ident.to_string()),
            proc_macro2::TokenTree::Group(group) => collect_idents(group.stream(), idents),
            proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Literal(_) => {}
        }
    }
}
