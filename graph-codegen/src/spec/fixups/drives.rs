//! Drives of `OneDrive` and `SharePoint`, their items, and sites by their paths.
//!
//! Descriptions have all below `/drives/{drive-id}`, and below the drive of a user, a group or a site nothing: it would be the
//! same once more for each. That items and sites have paths is in no description. So these corrections add no paths. They say
//! what stands for what, and the builders are those that are there.

use graph_emit::ir::Steps;

use super::{Outcome, paths};
use crate::spec::output::Slice;
use crate::spec::select::Selection;

/// A path that the service also knows by another one, which descriptions leave out: see [`graph_emit::ir::Shortcut`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// The path of the builder that has the steps.
    pub at: String,
    /// What URLs begin with.
    pub short: String,
    /// The path that it stands for.
    pub path: String,
    /// The steps.
    pub steps: Steps,
    /// What the step means; empty where each is called after what it leads to.
    pub doc: &'static str,
}

/// The path of every drive.
const DRIVE: &str = "/drives/{drive-id}";
/// The drives that are described without what is below them.
const LEAVES: [&str; 6] = [
    "/users/{user-id}/drive",
    "/groups/{group-id}/drive",
    "/groups/{group-id}/sites/{site-id}/drive",
    "/sites/{site-id}/drive",
    "/sites/{site-id}/drives/{drive-id}",
    "/sites/{site-id}/lists/{list-id}/drive",
];
/// A special folder, which is described without most of what is below it.
const SPECIAL: &str = "/drives/{drive-id}/special/{driveItem-id}";
/// Where drives are described with what is below them.
const OWNERS: [&str; 3] = ["", "/users/{user-id}", "/groups/{group-id}"];
/// What an item of a drive is found by.
const ITEM: &str = "items/{driveItem-id}";
/// The items of a drive below which others have paths.
const FOLDERS: [&str; 3] = ["root", ITEM, "special/{driveItem-id}"];
/// The path of every site.
const SITE: &str = "/sites/{site-id}";

const ITEM_DOC: &str = "Goes on to the item at `path` below here. Write names as the service shows them, with a slash between them: \
                        `docs/a 100%.txt`. They are encoded, and what no name can be is an error when the request is sent.";
const SITE_DOC: &str = "Goes on to a site by its `host`, such as `contoso.sharepoint.com`, and its `path` there, such as \
                        `/sites/marketing`.";

/// All of them.
pub fn stand_ins() -> Vec<StandIn> {
    drives().into_iter().chain(items()).chain(sites()).collect()
}

/// The drive of a user, a group or a site goes on as `/drives/{drive-id}` does, and a special folder as an item does.
pub fn drives_go_on(slice: &mut Slice, _: &Selection) -> Outcome {
    add(slice, drives())
}

/// An item of a drive is found by its path below the root, a special folder or another item.
pub fn items_have_paths(slice: &mut Slice, _: &Selection) -> Outcome {
    add(slice, items())
}

/// A site is found by its host and its path.
pub fn sites_have_paths(slice: &mut Slice, _: &Selection) -> Outcome {
    add(slice, sites())
}

fn drives() -> Vec<StandIn> {
    let item = format!("{DRIVE}/{ITEM}");
    let places = LEAVES.map(|at| (at, DRIVE)).into_iter().chain([(SPECIAL, item.as_str())]);
    let below = |(at, path): (&str, &str)| StandIn {
        at: at.to_owned(),
        short: at.to_owned(),
        path: path.to_owned(),
        steps: Steps::Below,
        doc: "",
    };
    places.map(below).collect()
}

fn items() -> Vec<StandIn> {
    let by_path = |drive: &str, folder: &str| StandIn {
        at: format!("{drive}/{folder}"),
        short: format!("{drive}/{folder}"),
        path: format!("{drive}/{ITEM}"),
        steps: Steps::ByPath { step: "itemWithPath", key: None },
        doc: ITEM_DOC,
    };
    let drives = OWNERS.into_iter().map(|owner| format!("{owner}{DRIVE}"));
    drives.flat_map(|drive| FOLDERS.map(|folder| by_path(&drive, folder))).collect()
}

fn sites() -> Vec<StandIn> {
    let steps = Steps::ByPath { step: "byPath", key: Some("host") };
    let (short, path) = (SITE.to_owned(), SITE.to_owned());
    vec![StandIn { at: "/sites".to_owned(), short, path, steps, doc: SITE_DOC }]
}

/// Adds those of `all` of which `slice` has both ends.
fn add(slice: &mut Slice, mut all: Vec<StandIn>) -> Outcome {
    all.retain(|stand_in| [&stand_in.at, &stand_in.path].into_iter().all(|end| is_there(slice, end)));
    let outcome = if all.is_empty() { Outcome::NoTarget } else { Outcome::Applied };
    slice.stand_ins.append(&mut all);
    outcome
}

/// Whether `slice` has `path`, or one below it.
fn is_there(slice: &mut Slice, path: &str) -> bool {
    paths(slice).any(|(own, _)| own.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use graph_emit::ir::Steps;
    use serde_json::json;

    use super::super::Outcome;
    use super::super::tests::{outcome, slice};
    use super::{DRIVE, FOLDERS, ITEM, LEAVES, OWNERS, SITE, StandIn, stand_ins};
    use crate::spec::document::Item;
    use crate::spec::output::Slice;

    /// A slice of these paths.
    fn slice_of(paths: &[&str]) -> Slice {
        slice(paths.iter().map(|path| (Item::path(*path), json!({ "get": {} }))).collect())
    }

    /// What the correction `name` makes stand for other paths in a slice of `paths`: `at`, and what it goes on as.
    fn made(name: &str, paths: &[&str]) -> (Outcome, Vec<(String, String)>) {
        let mut slice = slice_of(paths);
        let outcome = outcome(name, &mut slice);
        let own = |stand_in: &StandIn| (stand_in.steps == Steps::Below) == (name == "drives_go_on");
        let pair = |stand_in: StandIn| (stand_in.at, stand_in.path);
        (outcome, slice.stand_ins.into_iter().filter(own).map(pair).collect())
    }

    #[test]
    fn a_drive_goes_on_where_one_is_described_with_what_is_below_it() {
        for leaf in LEAVES {
            let (applied, pairs) = made("drives_go_on", &[leaf, "/drives/{drive-id}/root"]);
            assert_eq!((applied, pairs), (Outcome::Applied, vec![(leaf.to_owned(), DRIVE.to_owned())]), "{leaf}");
            for other in ["/drives", "/drives/{drive-id1}/root", "/users/{user-id}/drives/{drive-id}/root"] {
                assert_eq!(made("drives_go_on", &[leaf, other]), (Outcome::NoTarget, Vec::new()), "{leaf} {other}");
            }
        }
        for other in ["/users/{user-id}/drives", "/users/{user-id}/driveItems", "/me/drive", "/shares/{id}/drive"] {
            assert_eq!(made("drives_go_on", &[other, "/drives/{drive-id}"]).0, Outcome::NoTarget, "{other}");
        }
    }

    #[test]
    fn an_item_has_a_path_where_its_drive_is_described() {
        for owner in OWNERS {
            let item = format!("{owner}{DRIVE}/{ITEM}");
            for folder in FOLDERS {
                let at = format!("{owner}{DRIVE}/{folder}");
                let (applied, pairs) = made("drive_items_have_paths", &[&at, &format!("{item}/content")]);
                assert_eq!(applied, Outcome::Applied);
                assert!(pairs.contains(&(at.clone(), item.clone())), "{at}: {pairs:?}");
            }
            let root = format!("{owner}{DRIVE}/root");
            assert_eq!(made("drive_items_have_paths", &[&root]), (Outcome::NoTarget, Vec::new()));
        }
    }

    #[test]
    fn a_site_has_a_path_where_sites_are_described() {
        let (applied, pairs) = made("sites_have_paths", &["/sites/{site-id}/lists"]);
        assert_eq!((applied, pairs), (Outcome::Applied, vec![("/sites".to_owned(), SITE.to_owned())]));
        assert_eq!(made("sites_have_paths", &["/sites"]), (Outcome::NoTarget, Vec::new()));
    }

    /// What snippets go by is what the corrections make of a description that has everything.
    #[test]
    fn all_of_them_are_known() {
        let all = stand_ins();
        let paths: Vec<_> = all.iter().flat_map(|stand_in| [&*stand_in.at, &*stand_in.path]).collect();
        let mut slice = slice_of(&paths);
        assert_eq!(outcome("drives_go_on", &mut slice), Outcome::Applied);
        assert_eq!(slice.stand_ins, all);
    }
}
