//! Mail.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Outcome, paths, value_of};
use crate::spec::document::Item;
use crate::spec::output::Slice;
use crate::spec::select::Selection;

/// What is done with a message that exists. `createMessage` is a `POST` to the messages themselves.
const ACTIONS: [&str; 6] = ["reply", "replyAll", "forward", "createReply", "createReplyAll", "createForward"];

/// A message may be sent in MIME format, as text that encodes it in base64, wherever the pages of its operations say so: of the
/// user, and in a folder of theirs.
pub fn messages_can_be_mime(slice: &mut Slice, _: &Selection) -> Outcome {
    let shared = shared_bodies(slice);
    let mut outcome = Outcome::NoTarget;
    for (_, item) in paths(slice).filter(|(path, _)| takes_mime(path)) {
        let Some(body) = item.pointer_mut("/post/requestBody") else { continue };
        // Other operations may share the body of one, so this one gets its own.
        let own = body.get("$ref").and_then(Value::as_str).and_then(|reference| shared.get(reference));
        let mut own = own.unwrap_or(body).clone();
        let content = own.get_mut("content").and_then(Value::as_object_mut);
        let added = content.map_or(Outcome::NoTarget, add_mime);
        if added == Outcome::Applied {
            *body = own;
        }
        outcome = outcome.with(added);
    }
    outcome
}

/// The bodies that the operations refer to, by the reference.
fn shared_bodies(slice: &mut Slice) -> BTreeMap<String, Value> {
    let reference = |item: &Value| item.pointer("/post/requestBody/$ref")?.as_str().map(str::to_owned);
    let references = paths(slice).filter(|(path, _)| takes_mime(path)).filter_map(|(_, item)| reference(item));
    let references: Vec<_> = references.collect();
    let body = |reference: String| {
        let item = Item::at(reference.strip_prefix('#')?)?;
        let body = value_of(slice, &item)?.clone();
        Some((reference, body))
    };
    references.into_iter().filter_map(body).collect()
}

fn add_mime(content: &mut Map<String, Value>) -> Outcome {
    if content.contains_key("text/plain") {
        return Outcome::NotNeeded;
    }
    let description = "The message in MIME format (RFC 2045), headers included, as base64 text.";
    let schema = json!({ "type": "string", "format": "byte", "description": description });
    content.insert("text/plain".to_owned(), json!({ "schema": schema }));
    Outcome::Applied
}

/// Whether the operation at `path`, in either dialect, is one that takes a message.
fn takes_mime(path: &str) -> bool {
    let segments: Vec<_> = path.trim_start_matches('/').split('/').collect();
    let (["me", own @ ..] | ["users", _, own @ ..]) = segments.as_slice() else { return false };
    match own {
        ["sendMail" | "microsoft.graph.sendMail"] => true,
        ["messages", rest @ ..] | ["mailFolders", _, "messages", rest @ ..] => match rest {
            [] => true,
            [_, action] => ACTIONS.contains(&action.trim_start_matches("microsoft.graph.")),
            _ => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::Outcome;
    use super::super::tests::{outcome, slice};
    use super::ACTIONS;
    use crate::spec::document::Item;

    const NAME: &str = "messages_can_be_mime";

    fn item() -> Value {
        let content = json!({ "application/json": { "schema": { "type": "object" } } });
        json!({ "get": {}, "post": { "requestBody": { "content": content } } })
    }

    #[test]
    fn every_documented_operation_takes_mime_in_both_dialects() {
        let folders = ["", "/mailFolders/{mailFolder-id}"];
        let messages = ["/me", "/users/{user-id}"].map(|user| folders.map(|folder| format!("{user}{folder}/messages")));
        let messages: Vec<_> = messages.into_iter().flatten().collect();
        let actions = ACTIONS.into_iter().flat_map(|action| [action.to_owned(), format!("microsoft.graph.{action}")]);
        let actions: Vec<_> = actions.collect();
        let on_messages = messages
            .iter()
            .flat_map(|messages| actions.iter().map(move |action| format!("{messages}/{{message-id}}/{action}")));
        let sent = ["/me/sendMail", "/users/{user-id}/microsoft.graph.sendMail"].map(str::to_owned);
        for path in on_messages.chain(messages.iter().cloned()).chain(sent) {
            let mut slice = slice(vec![(Item::path(&path), item())]);
            assert_eq!(outcome(NAME, &mut slice), Outcome::Applied, "{path}");
            let content = &slice.entries[0].value["post"]["requestBody"]["content"];
            assert_eq!(content["text/plain"]["schema"]["format"], "byte");
            assert!(content.as_object().is_some_and(|content| content.keys().eq(["application/json", "text/plain"])));
            assert_eq!(outcome(NAME, &mut slice), Outcome::NotNeeded, "{path}");
        }
    }

    #[test]
    fn a_shared_body_becomes_one_of_its_own() {
        let component = Item::component("requestBodies", "sendMailRequestBody");
        let body = item()["post"]["requestBody"].clone();
        let reference =
            json!({ "post": { "requestBody": { "$ref": "#/components/requestBodies/sendMailRequestBody" } } });
        let paths = ["/users/{user-id}/sendMail", "/other"].map(|path| (Item::path(path), reference.clone()));
        let mut slice = slice(paths.into_iter().chain([(component, body.clone())]).collect());
        assert_eq!(outcome(NAME, &mut slice), Outcome::Applied);
        let [mail, other, shared] = &slice.entries[..] else { panic!("three entries") };
        let content = mail.value["post"]["requestBody"]["content"].as_object().expect("a body in place");
        assert_eq!(content["application/json"], body["content"]["application/json"]);
        assert!(content.contains_key("text/plain"));
        assert_eq!((&other.value, &shared.value), (&reference, &body));
    }

    #[test]
    fn other_messages_and_other_actions_do_not() {
        for path in [
            "/groups/{group-id}/team/primaryChannel/messages",
            "/users/{user-id}/chats/{chat-id}/messages",
            "/users/{user-id}/messages/{message-id}/send",
            "/users/{user-id}/messages/{message-id}/attachments",
            "/users/{user-id}/events/{event-id}/forward",
            "/users/{user-id}/mailFolders/{mailFolder-id}/childFolders/{mailFolder-id1}/messages",
            "/chats/{chat-id}/messages/{chatMessage-id}/reply",
        ] {
            let mut slice = slice(vec![(Item::path(path), item())]);
            assert_eq!(outcome(NAME, &mut slice), Outcome::NoTarget, "{path}");
            assert_eq!(slice.entries[0].value, item());
        }
    }
}
