//! `find`, `tree` and `explain` as their users meet them.

use serde_json::Value;

use crate::support::{DESCRIPTION, Folder, program};

/// Calls, chats and a type with a derived one.
const CALLS: &str = "\
openapi: 3.0.3
info: {title: Calls, version: '1'}
paths:
  /communications/calls/{call-id}:
    get:
      summary: Get a call
      externalDocs: {url: 'https://example.com/call-get'}
      parameters:
      - {name: call-id, in: path, required: true, schema: {type: string}}
      - {name: $select, in: query, style: form, explode: false, schema: {type: array, items: {type: string}}}
      - {name: If-Match, in: header, schema: {type: string}}
      responses:
        '200':
          description: A call.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/microsoft.graph.call'}
  /communications/calls/{call-id}/microsoft.graph.reject:
    post:
      summary: Invoke action reject
      description: Enable a bot to turn down a call.
      operationId: communications.calls.call.reject
      parameters:
      - {name: call-id, in: path, required: true, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                reason: {$ref: '#/components/schemas/microsoft.graph.rejectReason'}
                callbackUri: {type: string}
      responses:
        '204': {description: Done.}
      x-ms-docs-operation-type: action
  /chats/{chat-id}:
    delete:
      summary: Delete a chat
      deprecated: true
      parameters:
      - {name: chat-id, in: path, required: true, schema: {type: string}}
      responses:
        '204': {description: Done.}
components:
  schemas:
    microsoft.graph.rejectReason: {type: string, enum: [none, busy], description: Why.}
    microsoft.graph.entity:
      type: object
      required: ['@odata.type']
      properties:
        id: {type: string}
        '@odata.type': {type: string}
      discriminator:
        propertyName: '@odata.type'
        mapping:
          '#microsoft.graph.call': '#/components/schemas/microsoft.graph.call'
    microsoft.graph.call:
      allOf:
      - $ref: '#/components/schemas/microsoft.graph.entity'
      - type: object
        properties:
          reason: {$ref: '#/components/schemas/microsoft.graph.rejectReason'}
          '@odata.type': {type: string, default: '#microsoft.graph.call'}
";

/// A folder with the description, and settings that name it.
fn calls(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("api.yaml", CALLS);
    folder.write("graph-codegen.toml", "spec = \"api.yaml\"\n");
    folder
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn an_operation_is_found_by_words_of_its_path_its_summary_and_its_text() {
    let folder = calls("find");
    let first = |words: &[&str]| {
        let run = folder.run(&[&["find"], words].concat());
        assert_eq!(run.code, 0, "{run:?}");
        run.stdout.lines().next().unwrap_or_default().to_owned()
    };
    let reject = "POST /communications/calls/{call-id}/microsoft.graph.reject";
    assert_eq!(first(&["reject", "call"]), reject);
    assert_eq!(first(&["CALLS", "reject"]), reject);
    assert_eq!(first(&["post", "bot"]), reject, "the method, and the description");
    assert_eq!(first(&["turn down"]), reject, "several words in one argument");
    assert_eq!(first(&["get", "call"]), "GET /communications/calls/{call-id}");
    assert_eq!(first(&["delete", "chat"]), "DELETE /chats/{chat-id} (deprecated)");
    assert_eq!(first(&["reject", "reason"]), "type microsoft.graph.rejectReason");
}

#[test]
fn what_is_found_is_counted_and_limited() {
    let folder = calls("find-limit");
    let run = folder.run(&["find", "call", "--limit", "1"]);
    assert_eq!(run.stdout.lines().filter(|line| !line.starts_with(' ')).count(), 1, "{run:?}");
    let all = json(&folder.run(&["find", "call", "--json"]).stdout);
    let total = all["hits"].as_array().expect("a list").len();
    assert!(total > 1 && all["total"] == total, "{all}");
    assert_eq!(run.stderr, format!("{total} found; {} more with `--limit {total}`\n", total - 1));
}

#[test]
fn what_the_settings_leave_out_is_found_and_marked() {
    let folder = calls("find-selected");
    folder.write("graph-codegen.toml", "spec = \"api.yaml\"\ninclude = \"/chats/**\"\n");
    let hits = json(&folder.run(&["find", "reject", "call", "--json"]).stdout);
    assert_eq!((&hits["hits"][0]["kind"], &hits["hits"][0]["selected"]), (&"operation".into(), &false.into()));
    assert!(folder.run(&["find", "reject", "call"]).stdout.contains("reject (not selected)\n"));
}

#[test]
fn a_word_that_nothing_has_is_told_with_its_neighbors() {
    let folder = calls("find-nothing");
    let run = folder.run(&["find", "rejekt", "call"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("no operation and no type has the word `rejekt`"), "{run:?}");
    assert!(run.stderr.contains("did you mean `reject`?"), "{run:?}");
    let apart = folder.run(&["find", "reject", "chat"]);
    assert!(apart.stderr.contains("no operation and no type has all of `reject chat`"), "{apart:?}");
    assert_eq!(folder.run(&["find", "--", "{}"]).code, 1, "no word at all");
    assert_eq!(folder.run(&["find"]).code, 2);
}

#[test]
fn the_tree_has_methods_and_counts_down_to_its_depth() {
    let folder = calls("tree");
    let run = folder.run(&["tree"]);
    let expected = "/\n├── chats\n│   └── {chat-id} DELETE\n└── communications\n    └── calls (+2)\n";
    assert_eq!((run.code, run.stdout.as_str()), (0, expected), "{run:?}");
    let part = folder.run(&["tree", "/communications/calls/{id}/reject"]);
    assert_eq!(part.stdout, "/communications/calls/{call-id}/microsoft.graph.reject POST\n");
    let tree = json(&folder.run(&["tree", "communications", "--depth", "1", "--json"]).stdout);
    assert_eq!((&tree["segment"], &tree["operations"]), (&"/communications".into(), &2.into()));
    assert_eq!(tree["children"][0]["hidden"], 1);
}

#[test]
fn a_path_that_is_not_there_is_told_with_its_neighbors() {
    let folder = calls("tree-nothing");
    let run = folder.run(&["tree", "/comunications/calls"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("there is no path `/comunications`"), "{run:?}");
    assert!(run.stderr.contains("did you mean `communications`?"), "{run:?}");
    let below = folder.run(&["tree", "/communications/xyz"]);
    assert!(below.stderr.contains("`/communications` does not go on with `xyz`"), "{below:?}");
    assert!(below.stderr.contains("it goes on with `calls`"), "{below:?}");
}

#[test]
fn an_operation_is_explained_as_it_is_called() {
    let folder = calls("explain");
    let run = folder.run(&["explain", "POST", "/communications/calls/{id}/reject"]);
    assert_eq!(run.code, 0, "{run:?}");
    for line in [
        "POST /communications/calls/{call-id}/microsoft.graph.reject\n",
        "  Enable a bot to turn down a call.\n",
        "  call        graph.communications().calls().by_call_id(call_id).reject().post(body)\n",
        "  builder     communications::calls::item::reject::RejectRequestBuilder\n",
        "  body        RejectPostRequestBody\n",
        "              reason       reason: models::RejectReason\n",
        "              callbackUri  callback_uri: String\n",
        "  answer      nothing\n",
        "  feature     `communications`\n",
        "  brings      1 type with 2 members; checked in under a second\n",
        "  corrected   call_reject_callback_is_https: ",
    ] {
        assert!(run.stdout.contains(line), "{line}\n{}", run.stdout);
    }
    let get = folder.run(&["explain", "/communications/calls/{call-id}#GET"]).stdout;
    for line in ["  options     $select\n", "  headers     If-Match\n", "  docs        https://example.com/call-get\n"]
    {
        assert!(get.contains(line), "{line}\n{get}");
    }
    let off = folder.run(&["explain", "/**/reject", "--without-fixup", "call_reject_callback_is_https"]).stdout;
    assert!(off.contains("POST ") && !off.contains("corrected"), "{off}");
}

#[test]
fn a_type_is_explained_with_what_it_is_made_of_and_where_it_is_used() {
    let folder = calls("explain-type");
    let facts = |name: &str| {
        let run = folder.run(&["explain", name, "--json"]);
        assert_eq!(run.code, 0, "{run:?}");
        json(&run.stdout)[0].clone()
    };
    let call = facts("microsoft.graph.call");
    for name in ["call", "Call", "models::Call"] {
        assert_eq!(facts(name), call, "{name}");
    }
    assert_eq!((&call["rust"], &call["shape"]), (&"models::Call".into(), &"struct".into()));
    assert_eq!(call["ancestors"][0], "models::Entity");
    assert_eq!(call["operations"]["first"][0], "GET /communications/calls/{call-id}");
    let fields: Vec<_> = call["members"].as_array().expect("a list").iter().map(|one| one["field"].clone()).collect();
    assert!(fields.contains(&"reason".into()) && fields.contains(&"id".into()), "{fields:?}");

    let reason = facts("RejectReason");
    assert_eq!((&reason["shape"], &reason["doc"]), (&"enum".into(), &"Why.".into()));
    assert_eq!(reason["values"][1], serde_json::json!(["busy", "RejectReason::Busy"]));
    assert_eq!(reason["types"]["count"], 2, "a model, and the body of an action: {reason}");
    assert_eq!(facts("entity")["derived"][0], "microsoft.graph.call");
    assert_eq!(facts("RejectPostRequestBody")["name"], Value::Null);
}

#[test]
fn what_is_not_there_is_told_with_its_neighbors() {
    let folder = calls("explain-nothing");
    for (wanted, message, help) in [
        ("microsoft.graph.cal", "select no type `microsoft.graph.cal`", "did you mean `microsoft.graph.call`?"),
        ("/communications/calls/{id}/rejct", "select no operation", "microsoft.graph.reject`"),
        ("Xylophone", "select no type `Xylophone`", "look for it with `graph-codegen find Xylophone`"),
    ] {
        let run = folder.run(&["explain", wanted]);
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.stderr.contains(message) && run.stderr.contains(help), "{run:?}");
    }
}

#[test]
fn what_is_kept_is_told_again_until_something_changes() {
    let folder = calls("explain-kept");
    let explain = |arguments: &[&str]| {
        let mut program = program();
        program.env("GRAPH_CODEGEN_CACHE", folder.path("cache")).current_dir(folder.path(""));
        let output = program.args(["explain"]).args(arguments).output().expect("the program was built");
        (String::from_utf8(output.stdout).expect("UTF-8"), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    let fresh = explain(&["call"]);
    let kept = folder.files("cache");
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(explain(&["call"]), fresh);
    assert_eq!(explain(&["RejectReason", "--no-cache"]), explain(&["RejectReason"]));
    assert_eq!(folder.files("cache"), kept, "the same answers every question");
    // It is read: another text is told.
    let (path, text) = &kept[0];
    let path = format!("cache/{}", path.display());
    folder.write(&path, &text.replace("Why.", "How."));
    assert!(explain(&["RejectReason"]).0.contains("How."));
    // And not when it is broken, or anything has changed.
    folder.write(&path, "[");
    assert_eq!(explain(&["call"]), fresh);
    folder.write("api.yaml", &CALLS.replace("Why.", "Wherefore."));
    assert!(explain(&["RejectReason"]).0.contains("Wherefore."));
    assert!(explain(&["RejectReason", "--exclude", "/chats/**"]).0.contains("Wherefore."));
}

#[test]
fn a_generated_crate_tells_what_its_features_cost() {
    let folder = calls("explain-cost");
    let run = |arguments: &[&str]| {
        let mut program = program();
        program.env("GRAPH_CODEGEN_CACHE", folder.path("cache")).current_dir(folder.path("")).args(arguments);
        String::from_utf8(program.output().expect("the program was built").stdout).expect("UTF-8")
    };
    folder.write("graph-codegen.toml", "spec = \"api.yaml\"\noutput = \"all\"\nlayout = \"crate\"\n");
    assert!(!run(&["explain", "call"]).contains(" lines ("));
    run(&["generate"]);
    assert!(run(&["explain", "call"]).contains("`communications`: 2 operations, "), "{}", run(&["explain", "call"]));
}

#[test]
fn a_description_at_fault_is_told() {
    let folder = Folder::new("find-faulty");
    folder.write("api.yaml", "openapi: 2.0\npaths: [");
    for command in [&["find", "call"][..], &["tree"], &["explain", "call"]] {
        let run = folder.run(&[command, &["--spec", "api.yaml"]].concat());
        assert_eq!(run.code, 1, "{run:?}");
        assert!(run.stderr.contains("--> api.yaml"), "{run:?}");
    }
    folder.write("api.yaml", DESCRIPTION);
    assert_eq!(folder.run(&["find", "thing", "--spec", "api.yaml"]).code, 0);
}
