//! What the emitter writes for small APIs, as tokens.

use quote::quote;

use super::{Module, emit};
use crate::check::check;
use crate::diagnostic::Diagnostics;
use crate::ir::fixture::{api, component, field, key, literal, node, operation, query};
use crate::ir::{
    Api, Body, Constraint, Deprecation, Field, Method, Node, Operation, Primitive, Response, Struct, TypeKind, TypeRef,
};

const STRING: TypeRef = TypeRef::Primitive(Primitive::String);

fn emitted(api: &Api) -> Module {
    let mut found = Diagnostics::new();
    emit(&check(api, &mut found).unwrap_or_else(|| panic!("{found:?}")))
}

fn module<'a>(root: &'a Module, path: &[&str]) -> &'a Module {
    path.iter().fold(root, |module, name| {
        module.children.iter().find(|child| child.name == name).unwrap_or_else(|| panic!("no module `{name}`"))
    })
}

fn text(module: &Module) -> String {
    module.items.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn assert_contains(module: &Module, expected: &proc_macro2::TokenStream) {
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
    let root = emitted(&api(vec![calls], Vec::new()));
    let item = module(&root, &["calls", "item"]);
    assert_contains(
        item,
        &quote! {
            #[deprecated(note = "use `/b`")]
            pub fn delete(&self, id: &str) -> Request<()> {
                Request::new(&self.route, Method::DELETE, "{+baseurl}/calls/{call%2Did}?@id={%40id}").parameter("%40id", id)
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
fn a_model_reads_writes_and_checks_its_members() {
    let uri =
        Field { constraints: vec![Constraint::StartsWith("https://".to_owned())], ..field("callbackUri", STRING) };
    let kind = TypeKind::Struct(Struct { base: None, fields: vec![uri, field("type", STRING)] });
    let root = emitted(&api(Vec::new(), vec![component("hook", kind)]));
    let hook = module(&root, &["models", "hook"]);
    assert!(!hook.public);
    assert_contains(
        hook,
        &quote! { match name {
            "callbackUri" => value.read(&mut self.callback_uri),
            "type" => value.read(&mut self.r#type),
            _ => value.undeclared(),
        } },
    );
    assert_contains(
        hook,
        &quote! { object.member("callbackUri", &self.callback_uri)?; object.member("type", &self.r#type) },
    );
    assert_contains(hook, &quote! { found.starts_with("callbackUri", self.callback_uri.as_deref(), "https://"); });
    assert_contains(module(&root, &["models"]), &quote! { pub use self::hook::Hook; });
}

#[test]
fn modules_import_what_they_use_and_hand_models_down() {
    let page = component("page", TypeKind::Struct(Struct::default()));
    let get = Operation {
        response: Response::Value(TypeRef::Named(page.name.wire.clone())),
        ..operation(Method::Get, Vec::new())
    };
    let a = Node { children: vec![node(literal("b"), vec![get])], ..node(literal("a"), Vec::new()) };
    let root = emitted(&api(vec![a, node(literal("c"), Vec::new())], vec![page]));
    assert_contains(module(&root, &["a"]), &quote! { use super::models; });
    assert_contains(module(&root, &["a", "b"]), &quote! { use ::graph_runtime::{Method, Request, Route}; });
    assert_contains(module(&root, &["a", "b"]), &quote! { -> Request<models::Page> });
    assert!(!text(module(&root, &["c"])).contains("models"));
    assert!(!text(&root).contains("use super"));
}

#[test]
fn hostile_text_stays_in_its_literal() {
    let hostile = "\"] pub fn evil() {} /* \u{202e} */ // \n`{}`";
    let mut ty = component("x", TypeKind::Struct(Struct { base: None, fields: vec![field(hostile, STRING)] }));
    ty.doc.text = hostile.to_owned();
    ty.doc.link = Some("https://a/)\n[x](y".to_owned());
    let body = Operation {
        body: Some(Body::Bytes { content_type: Some(hostile.to_owned()) }),
        ..operation(Method::Put, Vec::new())
    };
    let root = emitted(&api(vec![node(literal("x"), vec![Operation { path: hostile.to_owned(), ..body }])], vec![ty]));
    for path in [["models", "x"].as_slice(), &["x"]] {
        let tokens: proc_macro2::TokenStream = module(&root, path).items.iter().cloned().collect();
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
