//! Snippets of requests by paths: drives that go on as others do, and items and sites that are found by their paths.

use std::path::PathBuf;

use graph_codegen::Config;
use graph_codegen::snippet::Style;

use crate::reference::{BETA, V1, reference};

/// A description with drives and sites, which the workspace has.
const DRIVES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/goldens/drives/input.yaml");

/// Requests as people write them, and the calls that send them.
const CALLS: &[(&str, &str)] = &[
    ("GET /me/drive", "me().drive().get()"),
    ("GET /me/drive/root/children", "me().drive().root().children().get()"),
    (
        "GET /users/ada/drive/items/7/children",
        "users().by_user_id(\"ada\").drive().items().by_drive_item_id(\"7\").children().get()",
    ),
    ("GET /users('ada')/drive/search(q='it''s')", "users().by_user_id(\"ada\").drive().search(\"it's\").get()"),
    ("GET /groups/g/drive/items/7", "groups().by_group_id(\"g\").drive().items().by_drive_item_id(\"7\").get()"),
    ("GET /sites/root/drive/root/children", "sites().by_site_id(\"root\").drive().root().children().get()"),
    (
        "PUT /me/drive/root:/FolderA/a.txt:/content\n\nx",
        "me().drive().root().item_with_path(\"FolderA/a.txt\").content().put(body)",
    ),
    (
        "PUT /drives/1/items/2:/x:/content\n\nx",
        "drives().by_drive_id(\"1\").items().by_drive_item_id(\"2\").item_with_path(\"x\").content().put(body)",
    ),
    ("GET /me/drive/root:/a", "me().drive().root().item_with_path(\"a\").get()"),
    ("GET /me/drive/root:/:/children", "me().drive().root().children().get()"),
    ("GET /me/drive/root:/a/:/children", "me().drive().root().item_with_path(\"a\").children().get()"),
    ("GET /sites/h.example:/:/lists", "sites().by_site_id(\"h.example\").lists().get()"),
    ("GET /me/drive/root:/a:", "me().drive().root().item_with_path(\"a\").get()"),
    ("GET /me/drive/root:/a?$select=id", "me().drive().root().item_with_path(\"a\").get().select(DriveItem::ID)"),
    (
        "POST /me/drive/root:/C%23%20Files/100%25.txt:/createUploadSession",
        "me().drive().root().item_with_path(\"C# Files/100%.txt\").create_upload_session().post(body)",
    ),
    ("GET /me/drive/root:/a:/microsoft.graph.delta()", "me().drive().root().item_with_path(\"a\").delta().get()"),
    (
        "GET /me/drive/special/approot:/a:/children",
        "me().drive().special().by_drive_item_id(\"approot\").item_with_path(\"a\").children().get()",
    ),
    ("GET /me/drive/special/music/children", "me().drive().special().by_drive_item_id(\"music\").children().get()"),
    (
        "GET /users/ada/drives/1/root:/a/b",
        "users().by_user_id(\"ada\").drives().by_drive_id(\"1\").root().item_with_path(\"a/b\").get()",
    ),
    // Slashes and colons in the text of an argument are part of it.
    ("GET /users('ada')/drive/search(q='c:/d')", "users().by_user_id(\"ada\").drive().search(\"c:/d\").get()"),
    ("GET /me/drive/search(q=%27a/b:/c%27)", "me().drive().search(\"a/b:/c\").get()"),
    (
        "GET /me/drive/root:/it's (b='c/d:/children",
        "me().drive().root().item_with_path(\"it's (b='c/d\").children().get()",
    ),
    ("GET /sites/h.example:/sites/a:/lists", "sites().by_path(\"h.example\", \"sites/a\").lists().get()"),
    ("GET /sites/h.example:/sites/a", "sites().by_path(\"h.example\", \"sites/a\").get()"),
    (
        "GET /sites/h.example:/sites/a:/drive/root:/b:/children",
        "sites().by_path(\"h.example\", \"sites/a\").drive().root().item_with_path(\"b\").children().get()",
    ),
];

/// Asserts that `config` gives these calls.
fn assert_calls(config: &Config) {
    let squeezed = |code: &str| code.split_whitespace().collect::<String>();
    for (request, calls) in CALLS {
        let snippet = config.snippet(request, &Style::default()).unwrap_or_else(|error| panic!("{request}: {error}"));
        let expected = squeezed(&format!("graph.{calls}.await?;"));
        assert!(squeezed(&snippet.call).ends_with(&expected), "{request}: {snippet}");
    }
}

#[test]
fn requests_by_path_are_calls() {
    assert_calls(&Config::new().spec(DRIVES));
}

#[test]
#[ignore = "reads whole descriptions many times"]
fn requests_by_path_are_calls_of_microsofts_descriptions() {
    let known: Vec<PathBuf> = [BETA, V1].into_iter().filter_map(reference).collect();
    for spec in known {
        assert_calls(&Config::new().spec(spec));
    }
}

#[test]
fn a_path_where_nothing_has_one_is_told() {
    let config = Config::new().spec(DRIVES);
    for (request, segment) in [
        ("GET /me/drive:/a:/children", "drive"),
        ("GET /drives/1:/a", "1"),
        ("GET /me:/a", "me"),
        ("GET /me/drive/root/children:/a", "children"),
    ] {
        let found = config.snippet(request, &Style::default()).expect_err(request).to_string();
        assert!(found.contains(&format!("nothing is found by a path below `{segment}` here")), "{request}: {found}");
    }
    // A correction that is switched off is not used.
    let found = config.without_fixup("drive_items_have_paths").snippet("GET /drives/1/root:/a", &Style::default());
    assert!(found.expect_err("no step").to_string().contains("below `root` here"));
}

/// What the bindings refuse when the request is sent is refused here.
#[test]
fn what_no_name_of_a_path_can_be_is_told() {
    let config = Config::new().spec(DRIVES);
    for (request, part) in [
        ("GET /me/drive/root:/a/../b", "the path behind `root` has the segment `..`"),
        ("GET /me/drive/root:/%2E:/children", "the segment `.`"),
        ("GET /me/drive/root:/a:b.txt", "has the character `:`, as `a:b.txt` behind `root` does"),
        ("GET /drives/1/items/2:/x%2Fy:/children", "the character `/`, as `x/y` behind `2` does"),
        ("GET /sites/h.example:/a%3Fb:/lists", "the character `?`"),
        ("GET /me/drive/root:/a%20:/children", "the character ` `"),
    ] {
        let found = config.snippet(request, &Style::default()).expect_err(request).to_string();
        assert!(found.contains(part), "{request}: {found}");
    }
    let found =
        config.snippet("GET /me/drive/root:/a:/childre", &Style::default()).expect_err("no such step").to_string();
    assert!(found.contains("`childre` leads nowhere") && found.contains("did you mean `children`?"), "{found}");
}

#[test]
fn a_sign_that_would_begin_a_fragment_cuts_nothing_off() {
    let config = Config::new().spec(DRIVES);
    for (request, part) in [
        ("GET /me/drive/root:/C# Files/a.txt:/children", "item_with_path(\"C# Files/a.txt\").children().get()"),
        ("GET /users/a#b/drive", "by_user_id(\"a#b\").drive().get()"),
        ("GET /me/drive/root:/a?$select=id&x=C#", ".query(\"x\", \"C#\")"),
    ] {
        let snippet =
            config.snippet(request, &Style::default().lenient(true)).unwrap_or_else(|found| panic!("{found}"));
        let code: String = snippet.call.split_whitespace().collect();
        let part: String = part.split_whitespace().collect();
        assert!(code.contains(&part), "{request}: {snippet}");
        assert!(snippet.warnings.to_string().contains("`#` stands for itself here"), "{}", snippet.warnings);
    }
}
