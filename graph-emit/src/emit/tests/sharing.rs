//! Builders that stand at several places, and are written once.

use quote::quote;

use super::{assert_contains, checked, module, text};
use crate::checked::{Builder, Gate};
use crate::emit::emit;
use crate::ir::fixture::{api, key, literal, node, operation, query};
use crate::ir::{Deprecation, Doc, Method, Node, Operation, Segment};
use crate::share::share;

/// A node of these below it.
fn parent(segment: Segment, children: Vec<Node>) -> Node {
    Node { children, ..node(segment, Vec::new()) }
}

/// `/messages/{message-id}/reply` below `segment`.
fn mailbox(segment: Segment, reply: Operation) -> Node {
    let message = parent(key("message-id"), vec![node(literal("reply"), vec![reply])]);
    let messages = Node {
        operations: vec![operation(Method::Get, vec![query("top", false)])],
        ..node(literal("messages"), Vec::new())
    };
    parent(segment, vec![Node { children: vec![message], ..messages }])
}

fn reply(text: &str) -> Operation {
    Operation { doc: Doc::text(text), ..operation(Method::Post, Vec::new()) }
}

/// The same mailbox of the signed-in user, of a user and of a group, but for what the operations are told to do.
fn mailboxes(of_group: Operation) -> crate::ir::Api {
    let me = mailbox(literal("me"), reply("Replies to mine."));
    let users = parent(literal("users"), vec![mailbox(key("user-id"), reply("Replies to a user's."))]);
    let groups = parent(literal("groups"), vec![mailbox(key("group-id"), of_group)]);
    api(vec![me, users, groups], Vec::new())
}

#[test]
fn what_is_the_same_is_written_at_its_shortest_path() {
    let mut checked = checked(&mailboxes(reply("Replies to a group's.")));
    share(&mut checked);
    let root = emit(&checked);
    let messages = module(&root, &["me", "messages"]);
    assert_contains(
        messages,
        &quote! { pub const PLACES: &[&str] = &["/me/messages", "/groups/{group-id}/messages", "/users/{user-id}/messages"]; },
    );
    assert_contains(messages, &quote! { Request::get(&self.route, "{?top}") });
    let reply = module(messages, &["item", "reply"]);
    assert_contains(reply, &quote! { super::super::PLACES, "/me/messages/{message-id}/reply" });
    assert_contains(reply, &quote! { Request::post(&self.route, "/{message%2Did}/reply") });
    let item = module(&root, &["users", "item"]);
    let line = item.children[0].use_line().map(|line| line.to_string());
    assert_eq!(line, Some(quote! { pub use super::super::me::messages; }.to_string()));
    let step = quote! {
        messages::MessagesRequestBuilder { route: self.route.clone().below("/users/{user%2Did}/messages") }
    };
    assert_contains(item, &step);
    assert!(!text(item).contains("PLACES"));
}

#[test]
fn what_a_caller_would_go_by_stays_apart() {
    let deprecated = Operation { deprecated: Some(Deprecation::default()), ..reply("") };
    let linked = Operation { doc: Doc { link: Some("https://example.com".to_owned()), ..Doc::default() }, ..reply("") };
    let option = operation(Method::Post, vec![query("now", false)]);
    for other in [deprecated, linked, option, operation(Method::Put, Vec::new())] {
        let mut checked = checked(&mailboxes(other));
        share(&mut checked);
        let reply = |of: &str| checked.root.children.iter().find(|child| child.step == of).map(|child| &child.builder);
        let shared = |builder: &Builder| builder.all().iter().filter(|builder| builder.is_shared).count();
        assert_eq!(reply("groups").map(shared), Some(0));
        assert_eq!(reply("users").map(shared), Some(1), "the outermost alone is told");
    }
}

#[test]
fn what_has_other_features_is_written_beside_the_tree() {
    let mut checked = checked(&mailboxes(reply("")));
    for child in &mut checked.root.children {
        child.gate = Gate(vec![child.step.to_string()]);
    }
    share(&mut checked);
    let root = emit(&checked);
    let messages = module(&root, &["shared", "messages"]);
    assert_eq!(messages.gate.0, ["groups", "me", "users"]);
    let line = module(&root, &["me"]).children[0].use_line().map(|line| line.to_string());
    assert_eq!(line, Some(quote! { pub use super::shared::messages; }.to_string()));
}
