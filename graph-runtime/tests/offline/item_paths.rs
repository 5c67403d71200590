//! Paths that stand for others, and items and sites that are found by their paths.

use std::fmt::Write as _;

use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{Bytes, Client, Error, Method, Request, Route, StaticToken};

use crate::support::printed::line_of;
use crate::support::ready;

const BETA: &str = "https://graph.microsoft.com/beta";
const DRIVE: &str = "/drives/{drive%2Did}";
const ROOT: &str = "/drives/{drive%2Did}/root";
const ITEM: &str = "/drives/{drive%2Did}/items/{driveItem%2Did}";
const SITE: &str = "/sites/{site%2Did}";
const CONTENT: &str = "{+baseurl}/drives/{drive%2Did}/items/{driveItem%2Did}/content";
const ITEM_ITSELF: &str = "{+baseurl}/drives/{drive%2Did}/items/{driveItem%2Did}{?%24expand,%24select}";
const DELTA: &str = "{+baseurl}/drives/{drive%2Did}/items/{driveItem%2Did}/delta(){?%24top}";

fn transport() -> InMemoryTransport {
    InMemoryTransport::new(|_| graph_runtime::http::Response::new(Bytes::from_static(b"{}")))
}

fn start() -> Route {
    Client::builder().token(StaticToken::new("secret")).transport(transport()).build().unwrap().route()
}

/// The drive `d!1`.
fn drive() -> Route {
    start().with("drive%2Did", "d!1")
}

/// The path and query of what `template` makes at `route`.
fn target(route: &Route, template: &'static str) -> Result<String, Error> {
    let url = Request::<()>::get(route, template).url()?;
    Ok(url.strip_prefix(BETA).expect("the base URL").to_owned())
}

#[test]
fn paths_stand_for_others_in_a_row() {
    let me = start().standing_for("/users/{user%2Did}", "/me");
    let ada = start().with("user%2Did", "ada@contoso.example");
    let drive = |owner: &Route| owner.standing_for(DRIVE, "/users/{user%2Did}/drive");
    let children = "{+baseurl}/drives/{drive%2Did}/root/children{?%24top}";
    assert_eq!(target(&drive(&me), children).unwrap(), "/me/drive/root/children");
    assert_eq!(target(&drive(&ada), children).unwrap(), "/users/ada%40contoso.example/drive/root/children");
    assert_eq!(target(&drive(&me).with("x", 1), "{+baseurl}/drives/{drive%2Did}").unwrap(), "/me/drive");
    // What is described there goes on as it is described.
    assert_eq!(target(&drive(&me), "{+baseurl}/users/{user%2Did}/drive").unwrap(), "/me/drive");
    let site = start().with("site%2Did", "root").standing_for(DRIVE, "/sites/{site%2Did}/drives/{drive%2Did}");
    assert_eq!(target(&site.with("drive%2Did", "b!2"), children).unwrap(), "/sites/root/drives/b%212/root/children");
}

#[test]
fn an_item_is_found_by_its_path() {
    let file = "/docs/C# files/a b%.txt";
    let encoded = "docs/C%23%20files/a%20b%25.txt";
    let by_root = drive().addressed_by_path(ITEM, ROOT, file);
    let by_item = drive().with("driveItem%2Did", "01A").addressed_by_path(ITEM, ITEM, file);
    let own = start().standing_for("/users/{user%2Did}", "/me").standing_for(DRIVE, "/users/{user%2Did}/drive");
    let special = own.with("driveItem%2Did", "approot");
    let special = special.addressed_by_path(ITEM, "/drives/{drive%2Did}/special/{driveItem%2Did}", file);
    for (route, place) in [
        (by_root, "/drives/d%211/root"),
        (by_item, "/drives/d%211/items/01A"),
        (own.addressed_by_path(ITEM, ROOT, file), "/me/drive/root"),
        (special, "/me/drive/special/approot"),
    ] {
        assert_eq!(target(&route, CONTENT).unwrap(), format!("{place}:/{encoded}:/content"));
        assert_eq!(target(&route, DELTA).unwrap(), format!("{place}:/{encoded}:/delta()"));
        // Nothing follows, so there is no second colon.
        assert_eq!(target(&route, ITEM_ITSELF).unwrap(), format!("{place}:/{encoded}"));
        let selected = Request::<()>::get(&route, ITEM_ITSELF).parameter("%24select", "id").query("a", "b").url();
        assert_eq!(selected.unwrap(), format!("{BETA}{place}:/{encoded}?$select=id&a=b"));
    }
}

#[test]
fn a_path_below_a_path_is_one_path() {
    let docs = drive().addressed_by_path(ITEM, ROOT, "docs");
    let file = docs.addressed_by_path(ITEM, ITEM, "/a/b").addressed_by_path(ITEM, ITEM, "c.txt");
    assert_eq!(target(&file, CONTENT).unwrap(), "/drives/d%211/root:/docs/a/b/c.txt:/content");
    let folder = drive().with("driveItem%2Did", "01A").addressed_by_path(ITEM, ITEM, "x");
    let below = folder.addressed_by_path(ITEM, ITEM, "y");
    assert_eq!(target(&below, CONTENT).unwrap(), "/drives/d%211/items/01A:/x/y:/content");
    // The folder is as it was.
    assert_eq!(target(&folder, CONTENT).unwrap(), "/drives/d%211/items/01A:/x:/content");
}

#[test]
fn a_site_is_found_by_its_host_and_path() {
    let by_path = |host: &str| start().with("site%2Did", host).addressed_by_path(SITE, SITE, "/sites/marketing");
    let site = by_path("contoso.sharepoint.com");
    let place = "/sites/contoso.sharepoint.com:/sites/marketing";
    assert_eq!(target(&site, "{+baseurl}/sites/{site%2Did}{?%24select}").unwrap(), place);
    assert_eq!(target(&site, "{+baseurl}/sites/{site%2Did}/lists").unwrap(), format!("{place}:/lists"));
    let item = site.standing_for(DRIVE, "/sites/{site%2Did}/drive").addressed_by_path(ITEM, ROOT, "a/b.txt");
    assert_eq!(target(&item, CONTENT).unwrap(), format!("{place}:/drive/root:/a/b.txt:/content"));
    for host in ["", ".", ".."] {
        let error = line_of(&target(&by_path(host), "{+baseurl}/sites/{site%2Did}/lists").unwrap_err());
        assert!(error.contains("the value of `site-id` must not be empty, `.` or `..`"), "{error}");
    }
}

/// All printable characters of ASCII that names may have, and some others.
fn names() -> impl Iterator<Item = String> {
    let signs = (' '..='~').chain(['é', '日', '😀', '\u{200b}']).filter(|sign| !"\"*:<>?/\\|".contains(*sign));
    signs.map(|sign| format!("a{sign}b{sign}{sign}c"))
}

#[test]
fn every_name_comes_through_as_it_is() {
    for name in names() {
        let path = format!("{name}/x/{name}");
        let url = target(&drive().addressed_by_path(ITEM, ROOT, &path), CONTENT).unwrap();
        let sent = url.strip_prefix("/drives/d%211/root:/").and_then(|rest| rest.strip_suffix(":/content")).unwrap();
        let unreserved = |sign: char| sign.is_ascii_alphanumeric() || "-._~/%".contains(sign);
        assert!(sent.chars().all(unreserved), "{sent}");
        let encoded = name.bytes().fold(String::new(), |mut text, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                write!(text, "%{byte:02X}").unwrap();
            }
            text
        });
        assert_eq!(sent, format!("{encoded}/x/{encoded}"));
    }
}

#[test]
fn what_no_name_is_is_not_sent() {
    let forbidden =
        "\"*:<>?\\|\n\0\u{7f}".chars().map(|sign| (format!("a/b{sign}c/d"), "segment 2 of the path has the character"));
    let others = [
        ("", "segment 1 of the path is empty"),
        ("/", "segment 1 of the path is empty"),
        ("//a", "segment 1 of the path is empty"),
        ("a//b", "segment 2 of the path is empty"),
        ("a/", "segment 2 of the path is empty; help: write `/folder/file.txt`"),
        ("a/../b", "segment 2 of the path is `.` or `..`"),
        (".", "segment 1 of the path is `.` or `..`"),
        (":", "segment 1 of the path has the character `:`"),
        ("a: /b", "without the colons around the path"),
        (" a", "segment 1 of the path begins or ends with a blank"),
        ("a/b ", "segment 2 of the path begins or ends with a blank"),
    ];
    let others = others.into_iter().map(|(path, fault)| (path.to_owned(), fault));
    for (path, fault) in forbidden.chain(others) {
        let transport = transport();
        let client = Client::builder().token(StaticToken::new("secret")).transport(transport.clone()).build().unwrap();
        let item = client.route().with("drive%2Did", "1").addressed_by_path(ITEM, ROOT, &path);
        let error = line_of(&ready(Request::<()>::new(&item, Method::GET, CONTENT)).unwrap_err());
        assert!(error.contains(fault) && error.contains("; help: "), "{path:?}: {error}");
        assert!(error.starts_with("GET /drives/{drive-id}/items/{driveItem-id}/content: "), "{error}");
        // What is below it has the same fault.
        let below = item.addressed_by_path(ITEM, ITEM, "x");
        assert!(target(&below, CONTENT).is_err(), "{path:?}");
        assert_eq!(transport.requests().len(), 0);
    }
}

#[test]
fn errors_and_routes_do_not_tell_the_path() {
    let route = drive().addressed_by_path(ITEM, ROOT, "Ada King/divorce:");
    let error = line_of(&target(&route, CONTENT).unwrap_err());
    for shown in [error, format!("{route:?}")] {
        assert!(!shown.contains("Ada") && !shown.contains("divorce"), "{shown}");
    }
}
