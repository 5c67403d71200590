//! Drives that go on as another one does, and items and sites by their paths: the URLs that bindings make, and what is told of
//! the requests.

use graph_codegen::Config;
use graph_codegen::snippet::Style;
use graph_runtime::mock::MockGraph;
use graph_runtime::{Method, Request, RequestBuilder};

use super::compiled_goldens::drives::GraphClient;
use super::compiled_goldens::drives::drives::item::items::item::DriveItemItemRequestBuilder;
use super::compiled_goldens::drives::drives::item::items::item::create_upload_session::CreateUploadSessionPostRequestBody;
use super::compiled_goldens::drives::models::DriveItem;

fn graph(mock: &MockGraph) -> GraphClient {
    GraphClient::new(mock.client())
}

fn session() -> CreateUploadSessionPostRequestBody {
    CreateUploadSessionPostRequestBody::default()
}

/// The path and query of `request`.
fn target<T: graph_runtime::Response, Q>(request: &Request<T, Q>) -> String {
    let url = request.url().unwrap_or_else(|error| panic!("{error}"));
    url.strip_prefix("https://graph.microsoft.com/v1.0").expect("the base URL").to_owned()
}

#[test]
fn the_drives_of_users_groups_and_sites_go_on() {
    let graph = graph(&MockGraph::new());
    assert_eq!(target(&graph.me().drive().get()), "/me/drive");
    assert_eq!(target(&graph.me().drive().root().children().get()), "/me/drive/root/children");
    let ada = graph.users().by_user_id("ada@contoso.example").drive();
    assert_eq!(target(&ada.root().get().select(["id"])), "/users/ada%40contoso.example/drive/root?$select=id");
    let item = ada.items().by_drive_item_id("01A");
    assert_eq!(target(&item.children().get()), "/users/ada%40contoso.example/drive/items/01A/children");
    assert_eq!(target(&ada.search("it's").get()), "/users/ada%40contoso.example/drive/search(q='it%27%27s')");
    let group = graph.groups().by_group_id("7").drive();
    assert_eq!(target(&group.items().by_drive_item_id("01A").content().get()), "/groups/7/drive/items/01A/content");
    // What is described there is called as it is described.
    let own: super::compiled_goldens::drives::groups::item::drive::root::RootRequestBuilder = group.root();
    assert_eq!(target(&own.get()), "/groups/7/drive/root");
    let site = graph.sites().by_site_id("root").drive();
    assert_eq!(target(&site.root().children().get()), "/sites/root/drive/root/children");
}

#[test]
fn items_are_found_by_their_paths() {
    let graph = graph(&MockGraph::new());
    let file = "/docs/C# files/a b%.txt";
    let encoded = "docs/C%23%20files/a%20b%25.txt";
    let me = graph.me().drive();
    let special = me.special().by_drive_item_id("approot");
    for (item, place) in [
        (graph.drives().by_drive_id("1").root().item_with_path(file), "/drives/1/root"),
        (graph.drives().by_drive_id("1").items().by_drive_item_id("2").item_with_path(file), "/drives/1/items/2"),
        (me.root().item_with_path(file), "/me/drive/root"),
        (me.items().by_drive_item_id("2").item_with_path(file), "/me/drive/items/2"),
        (special.item_with_path(file), "/me/drive/special/approot"),
        (me.root().item_with_path("docs").item_with_path("C# files/a b%.txt"), "/me/drive/root"),
    ] {
        let item: DriveItemItemRequestBuilder = item;
        assert_eq!(target(&item.get()), format!("{place}:/{encoded}"));
        assert_eq!(target(&item.children().get()), format!("{place}:/{encoded}:/children"));
        assert_eq!(target(&item.content().put("x".into())), format!("{place}:/{encoded}:/content"));
        assert_eq!(
            target(&item.create_upload_session().post(session())),
            format!("{place}:/{encoded}:/createUploadSession")
        );
        assert_eq!(target(&item.delta().get()), format!("{place}:/{encoded}:/delta()"));
    }
    assert_eq!(target(&special.children().get()), "/me/drive/special/approot/children");
    // Where a user's drives are described with what is below them, those builders are called.
    let own = graph.users().by_user_id("ada").drives().by_drive_id("1").root().item_with_path("a.txt");
    assert_eq!(target(&own.get()), "/users/ada/drives/1/root:/a.txt");
}

#[test]
fn sites_are_found_by_their_host_and_path() {
    let graph = graph(&MockGraph::new());
    let site = graph.sites().by_path("contoso.sharepoint.com", "/sites/marketing");
    let place = "/sites/contoso.sharepoint.com:/sites/marketing";
    assert_eq!(target(&site.get()), place);
    assert_eq!(target(&site.lists().get()), format!("{place}:/lists"));
    let content = site.drive().root().item_with_path("a.txt").content();
    assert_eq!(target(&content.get()), format!("{place}:/drive/root:/a.txt:/content"));
}

/// A program's mock is told of the operation that is described, and a request by path is one of that operation.
#[tokio::test]
async fn a_request_by_path_is_one_of_the_operation_that_is_described() {
    let mock = MockGraph::new();
    let graph = graph(&mock);
    let item = || graph.me().drive().root().item_with_path("a.txt");
    mock.expect(item().get()).returns(DriveItem { id: Some("7".to_owned()), ..Default::default() });
    assert_eq!(item().get().await.expect("an item").id.as_deref(), Some("7"));
    let by_id = graph.drives().by_drive_id("1").items().by_drive_item_id("2").get();
    assert_eq!(item().get().url_template(), by_id.url_template());
    assert_eq!(mock.count(&Method::GET, by_id.url_template()), 1);
    assert!(DriveItemItemRequestBuilder::PATHS.contains("/drives/{drive-id}/items/{driveItem-id}"));
    let refused = graph.me().drive().root().item_with_path("a/../b").get().await.expect_err("not sent");
    let refused = refused.report().to_string();
    assert!(refused.starts_with("GET /drives/{drive-id}/items/{driveItem-id}: "), "{refused}");
    assert!(refused.contains("segment 2 of the path is `.` or `..`"), "{refused}");
}

/// The bindings and `snippet` have the rule for names each, and it is one.
#[test]
fn a_snippet_takes_the_names_that_bindings_take() {
    let graph = graph(&MockGraph::new());
    let config = Config::new().spec(concat!(env!("CARGO_MANIFEST_DIR"), "/goldens/drives/input.yaml"));
    // A slash parts names, and is within one only where a request has it encoded.
    let signs = (0..=127_u8).map(char::from).filter(|sign| *sign != '/');
    let names = signs.map(|sign| format!("a{sign}b")).chain([".", "..", "...", " a", "a ", "a"].map(str::to_owned));
    let mut taken = [0, 0];
    for name in names {
        let is_taken = graph.me().drive().root().item_with_path(&name).get().url().is_ok();
        let encoded: Vec<_> = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let snippet = config.snippet(&format!("GET /me/drive/root:/{}", encoded.concat()), &Style::default());
        assert_eq!(snippet.is_ok(), is_taken, "{name:?}");
        taken[usize::from(is_taken)] += 1;
    }
    assert!(taken.iter().all(|count| *count > 30), "{taken:?}");
}
