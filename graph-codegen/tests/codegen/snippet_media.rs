//! `snippet` of requests in other media types than the first of their operation.

use graph_codegen::Config;
use graph_codegen::snippet::Style;

use crate::support::Folder;

/// The operations of mail, as Microsoft describes them: in one dialect the actions have a namespace, and one shares its body.
const MAIL: &str = "\
openapi: 3.0.3
info: {title: Mail, version: v1.0}
servers: [{url: https://graph.microsoft.com/v1.0}]
paths:
  '/users/{user-id}/messages': {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.message'}}}}, responses: {2XX: {description: Done.}}}}
  '/users/{user-id}/mailFolders/{mailFolder-id}/messages': {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.message'}}}}, responses: {2XX: {description: Done.}}}}
  '/users/{user-id}/sendMail': {post: {requestBody: {$ref: '#/components/requestBodies/sendMailRequestBody'}, responses: {2XX: {description: Done.}}}}
ACTIONS
components:
  requestBodies:
    sendMailRequestBody: {content: {application/json: {schema: {type: object, properties: {saveToSentItems: {type: boolean}}}}}}
  schemas:
    microsoft.graph.message: {type: object, properties: {subject: {type: string}}}
";

/// A description with several media types.
const PAGES: &str = include_str!("../../../tests/goldens/media/input.yaml");

const ACTIONS: [&str; 6] = ["reply", "replyAll", "forward", "createReply", "createReplyAll", "createForward"];

/// Writes snippets for the description `text`.
fn snippets(text: &str) -> graph_codegen::Snippets {
    let folder = Folder::new("media");
    folder.write("api.yaml", text);
    Config::new().spec(folder.path("api.yaml")).snippets().unwrap_or_else(|found| panic!("{found}"))
}

/// The code for `request`, or what is wrong with it.
fn code(snippets: &graph_codegen::Snippets, request: &str) -> Result<String, String> {
    snippets.of(request, &Style::default()).map(|snippet| snippet.to_string()).map_err(|found| found.to_string())
}

/// The code on one line, without `use` lines.
fn line(snippets: &graph_codegen::Snippets, request: &str) -> String {
    let code = code(snippets, request).unwrap_or_else(|found| panic!("{request}:\n{found}"));
    let lines = code.lines().filter(|line| !line.starts_with("use ")).map(str::trim);
    lines.collect::<Vec<_>>().join(" ").replace(" .", ".").trim().to_owned()
}

fn mail(namespace: &str) -> String {
    let action = |action: &str, folder: &str| {
        let path = format!("/users/{{user-id}}{folder}/messages/{{message-id}}/{namespace}{action}");
        let schema = "{type: object, properties: {comment: {type: string}}}";
        let body = format!("requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}");
        let mark = "x-ms-docs-operation-type: action";
        format!("  '{path}': {{post: {{{body}, responses: {{2XX: {{description: Done.}}}}, {mark}}}}}")
    };
    let folders = ["", "/mailFolders/{mailFolder-id}"];
    let actions = ACTIONS.iter().flat_map(|name| folders.map(|folder| action(name, folder)));
    MAIL.replace("ACTIONS", &actions.collect::<Vec<_>>().join("\n"))
}

#[test]
fn a_message_in_mime_format_is_what_the_pages_show() {
    let actions = ACTIONS.iter().map(|action| format!("messages/1/{action}"));
    let paths: Vec<_> = ["messages", "sendMail"].map(str::to_owned).into_iter().chain(actions).collect();
    for namespace in ["", "microsoft.graph."] {
        let snippets = snippets(&mail(namespace));
        for path in &paths {
            for prefix in ["me", "users/ada", "me/mailFolders/inbox"] {
                if prefix.ends_with("inbox") && path == "sendMail" {
                    continue;
                }
                // Pages break the text into lines.
                let request = format!(
                    "POST https://graph.microsoft.com/v1.0/{prefix}/{path}\nContent-type: text/plain\n\nU3ViamVj\ndDogaGk=\n"
                );
                let line = line(&snippets, &request);
                let body = "let body = Binary::from(\"U3ViamVjdDogaGk=\"); ";
                assert!(line.starts_with(body) && line.ends_with(".post_text(body).await?;"), "{request}{line}");
            }
        }
    }
}

#[test]
fn json_is_still_what_a_message_is_by_itself() {
    let snippets = snippets(&mail(""));
    for content_type in ["", "Content-Type: application/json\n"] {
        let line = line(&snippets, &format!("POST /me/messages\n{content_type}\n{{\"subject\": \"hi\"}}"));
        assert!(line.ends_with(".post(body).await?;"), "{line}");
    }
}

#[test]
fn text_that_is_not_encoded_and_types_that_are_not_described_are_told() {
    let snippets = snippets(&mail(""));
    for (request, expected) in [
        ("POST /me/messages\nContent-Type: text/plain\n\nSubject: hi\n", "the operation takes base64 text"),
        ("POST /me/messages\nContent-Type: text/plain\n\nabcde\n", "the operation takes base64 text"),
        (
            "POST /me/messages\nContent-Type: text/csv\n\na\n",
            "the operation takes `application/json` or `text/plain`, not `text/csv`",
        ),
    ] {
        let found = code(&snippets, request).expect_err(request);
        assert!(found.contains(expected) && found.contains("--> request:"), "{found}");
    }
}

#[test]
fn each_media_type_is_sent_by_its_method() {
    let snippets = snippets(PAGES);
    for (content_type, body, expected) in [
        (
            "text/html",
            "<p>",
            "let body = Body::from(\"<p>\"); let answer = graph.pages().post_html(body, \"x\").await?;",
        ),
        (
            "Text/HTML; charset=utf-8",
            "<p>",
            ".post_html(body, \"x\").header(\"Content-Type\", \"Text/HTML; charset=utf-8\")",
        ),
        ("image/png", "PNG", ".post_image(body, \"image/png\", \"x\").await?;"),
        ("multipart/form-data; boundary=\"a b\"", "--a b--", ".post_form_data(body, \"a b\", \"x\").await?;"),
        ("application/vnd.draft+json", "{\"title\": \"t\"}", ".post_draft(body, \"x\").await?;"),
        ("application/json", "{\"title\": \"t\"}", ".post(body, \"x\").await?;"),
    ] {
        let line = line(&snippets, &format!("POST /pages?boundary=x\nContent-Type: {content_type}\n\n{body}"));
        assert!(line.contains(expected), "{line}");
    }
    let put = line(&snippets, "PUT /pages\nContent-Type: image/gif\n\nGIF");
    assert!(put.ends_with(".put(body, \"image/gif\").await?;"), "{put}");
    let merge = line(&snippets, "PATCH /pages\nContent-Type: application/merge-patch+json\n\n{\"title\": null}");
    assert!(merge.contains(".patch_merge_patch(body)"), "{merge}");
    let found =
        code(&snippets, "POST /pages?boundary=x\nContent-Type: multipart/form-data\n\nx").expect_err("no boundary");
    assert!(found.contains("what the boundary between the parts of the body is"), "{found}");
}

#[test]
fn each_media_type_is_asked_for_by_its_method() {
    let snippets = snippets(PAGES);
    for (accept, expected) in [
        ("text/html", "let answer = graph.pages().get_html(\"x\").await?;"),
        ("text/plain", "graph.pages().get_text(\"x\").await?;"),
        ("text/html;q=1", "graph.pages().get_html(\"x\").header(\"Accept\", \"text/html;q=1\").await?;"),
        ("application/json;q=1", "graph.pages().get(\"x\").header(\"Accept\", \"application/json;q=1\").await?;"),
        ("application/json", "graph.pages().get(\"x\").await?;"),
        ("text/csv", "graph.pages().get(\"x\").header(\"Accept\", \"text/csv\").await?;"),
    ] {
        let line = line(&snippets, &format!("GET /pages?boundary=x\nAccept: {accept}\n"));
        assert!(line.ends_with(expected), "{line}");
    }
    // A range that has what is asked for, and the first where that has it, too.
    let ranges =
        PAGES.replace("text/plain: {schema: {type: integer, format: int32}}", "'image/*': {}\n            '*/*': {}");
    let ranges = self::snippets(&ranges);
    for (accept, expected) in [("image/png", ".get_image("), ("a/b", ".get_any("), ("application/json", ".get(")] {
        let line = line(&ranges, &format!("GET /pages?boundary=x\nAccept: {accept}\n"));
        assert!(line.contains(expected), "{line}");
    }
    let post = |content_type, body| {
        format!("POST /pages?boundary=x\nAccept: text/html\nContent-Type: {content_type}\n\n{body}")
    };
    let line_of = |request: String| line(&snippets, &request);
    let json = line_of(post("application/json", "{\"title\": \"t\"}"));
    assert!(json.ends_with(".post_for_html(body, \"x\").await?;"), "{json}");
    let both = line_of(post("text/html", "<p>"));
    assert!(
        both.ends_with(".post_html(body, \"x\").header(\"Accept\", \"text/html\").read_as::<Bytes>().await?;"),
        "{both}"
    );
}
