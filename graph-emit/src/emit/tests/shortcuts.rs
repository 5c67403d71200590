//! Steps to builders of other paths.

use proc_macro2::TokenStream;
use quote::quote;

use super::{assert_contains, checked, module, text};
use crate::check::check;
use crate::diagnostic::Diagnostics;
use crate::emit::emit;
use crate::ir::fixture::{api, key, literal, node, nowhere, segment};
use crate::ir::{Api, Doc, Node, Segment, Shortcut, Steps};
use crate::names;

/// A shortcut on the client to a user.
fn shortcut(short: &str) -> Shortcut {
    Shortcut {
        at: String::new(),
        short: short.to_owned(),
        path: "/users/{user-id}".to_owned(),
        steps: Steps::ToPath,
        doc: Doc::text("It."),
        origin: nowhere(),
    }
}

/// A node of these below it.
fn parent(segment: Segment, children: Vec<Node>) -> Node {
    Node { children, ..node(segment, Vec::new()) }
}

#[test]
fn a_shortcut_stands_for_its_steps() {
    let users = parent(literal("users"), vec![node(key("user-id"), Vec::new())]);
    let shortcuts = vec![shortcut("/me"), Shortcut { path: "/people".to_owned(), ..shortcut("/you") }];
    let checked = checked(&Api { shortcuts, ..api(vec![users], Vec::new()) });
    let root = emit(&checked);
    assert_contains(
        &root,
        &quote! {
            pub fn me(&self,) -> users::item::UserItemRequestBuilder {
                users::item::UserItemRequestBuilder { route: self.route.standing_for("/users/{user%2Did}", "/me") }
            }
        },
    );
    assert!(!text(&root).contains("you"), "there is no such path");
}

/// An API with drives, of which that of a user has a root of its own, and sites.
fn drives() -> Api {
    let search = Node { is_function: true, ..node(segment("search(q='{q}')"), Vec::new()) };
    let items = parent(literal("items"), vec![node(key("item-id"), Vec::new())]);
    let drive = parent(key("drive-id"), vec![node(literal("root"), Vec::new()), items, search]);
    let own_drive = parent(literal("drive"), vec![node(literal("root"), Vec::new())]);
    let users = parent(literal("users"), vec![parent(key("user-id"), vec![own_drive])]);
    let sites = parent(literal("sites"), vec![node(key("site-id"), Vec::new())]);
    let one = |at: &str, short: &str, path: &str, steps| Shortcut {
        at: at.to_owned(),
        path: path.to_owned(),
        steps,
        doc: Doc::default(),
        ..shortcut(short)
    };
    let (own, item) = ("/users/{user-id}/drive", "/drives/{drive-id}/items/{item-id}");
    let by_path = |folder: &str| one(folder, folder, item, Steps::ByPath { step: "itemWithPath", key: None });
    let shortcuts = vec![
        one(own, own, "/drives/{drive-id}", Steps::Below),
        by_path("/drives/{drive-id}/root"),
        by_path(item),
        by_path("/drives/{drive-id}/elsewhere"),
        one("/sites", "/sites/{site-id}", "/sites/{site-id}", Steps::ByPath { step: "byPath", key: Some("host") }),
    ];
    Api { shortcuts, ..api(vec![parent(literal("drives"), vec![drive]), users, sites], Vec::new()) }
}

#[test]
fn a_path_goes_on_as_another_one_does() {
    let checked = checked(&drives());
    let root = emit(&checked);
    let own = module(&root, &["users", "item", "drive"]);
    for (name, target) in
        [("search", "search_with_q :: SearchWithQ"), ("search_with_q", "search_with_q :: SearchWithQ")]
    {
        let target: TokenStream =
            format!("super::super::super::drives::item::{target}RequestBuilder").parse().expect("a path");
        let name = names::value_ident(name);
        let route = quote! { self.route.with("q", q).standing_for("/drives/{drive%2Did}", "/users/{user%2Did}/drive") };
        assert_contains(own, &quote! { pub fn #name(&self, q: &str) -> #target { #target { route: #route } } });
    }
    assert_contains(
        own,
        &quote! { pub fn items(&self,) -> super::super::super::drives::item::items::ItemsRequestBuilder },
    );
    assert_contains(own, &quote! { pub fn root(&self,) -> root::RootRequestBuilder });
    assert_eq!(text(own).matches("fn root").count(), 1, "what is described is not there twice");
}

#[test]
fn what_has_a_path_has_a_step_that_takes_one() {
    let checked = checked(&drives());
    let root = emit(&checked);
    let item = "/drives/{drive%2Did}/items/{item%2Did}";
    let way = quote! { pub fn item_with_path(&self, path: &str) -> };
    let from_root = quote! {
        super::items::item::ItemItemRequestBuilder {
            route: self.route.addressed_by_path(#item, "/drives/{drive%2Did}/root", path)
        }
    };
    let from_item = quote! { ItemItemRequestBuilder { route: self.route.addressed_by_path(#item, #item, path) } };
    for (place, made) in
        [(&["drives", "item", "root"][..], from_root), (&["drives", "item", "items", "item"], from_item)]
    {
        assert_contains(module(&root, place), &way);
        assert_contains(module(&root, place), &made);
    }
    let site = "/sites/{site%2Did}";
    let by_path = quote! {
        pub fn by_path(&self, host: &str, path: &str) -> item::SiteItemRequestBuilder {
            item::SiteItemRequestBuilder { route: self.route.with("site%2Did", host).addressed_by_path(#site, #site, path) }
        }
    };
    assert_contains(module(&root, &["sites"]), &by_path);
}

#[test]
fn a_step_that_is_described_goes_before_a_shortcut() {
    let mut api = drives();
    let drive = &mut api.root.children[0].children[0];
    drive.children[0].children.push(node(literal("itemWithPath"), Vec::new()));
    let mut found = Diagnostics::new();
    let checked = check(&api, &mut found).expect("no error");
    let [told] = &found.iter().collect::<Vec<_>>()[..] else { panic!("{found:?}") };
    assert_eq!(told.message, "the name `item_with_path` is taken; `/drives/{drive-id}/root` is left out");
    let root = emit(&checked);
    let own = text(module(&root, &["drives", "item", "root"]));
    assert!(own.contains("fn item_with_path") && !own.contains("addressed_by_path"), "{own}");
}
