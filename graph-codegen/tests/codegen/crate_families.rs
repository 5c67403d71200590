//! The features of a crate for types that come in the place of a base: which there are, what each brings, and where the types
//! are that a user named.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use crate::crate_layout::check_feature;
use crate::support::Folder;

/// Two segments that send an attachment, one that answers a type that derives from it, and one with neither. What derives from
/// an attachment spans namespaces, derives further, and mentions a base of its own.
const DESCRIPTION: &str = "\
openapi: 3.0.3
info: {title: Mail, version: '1'}
paths:
  /mails:
    post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.mail'}}}}, responses: {'204': {description: done}}}
  /notes:
    post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.note'}}}}, responses: {'204': {description: done}}}
  /photos:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.photo'}}}}}}
  /photos/rolls:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.roll'}}}}}}
  /tables:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/microsoft.graph.table'}}}}}}
components:
  schemas:
    microsoft.graph.entity: {type: object, properties: {id: {type: string}}}
    microsoft.graph.table: {type: object, properties: {legs: {type: integer}, of: {$ref: '#/components/schemas/microsoft.graph.wood'}, with: {$ref: '#/components/schemas/microsoft.graph.nail'}}}
    microsoft.graph.roll: {type: object, properties: {of: {$ref: '#/components/schemas/microsoft.graph.wood'}, with: {$ref: '#/components/schemas/microsoft.graph.nail'}}}
    microsoft.graph.wood: {type: object, properties: {tree: {type: string}}}
    microsoft.graph.nail: {type: object, properties: {length: {type: integer}}}
    microsoft.graph.mail: {type: object, properties: {attachments: {type: array, items: {$ref: '#/components/schemas/microsoft.graph.attachment'}}, sender: {$ref: '#/components/schemas/microsoft.graph.sender'}}}
    microsoft.graph.sender: {type: object, properties: {name: {type: string}}}
    microsoft.graph.note: {type: object, properties: {of: {$ref: '#/components/schemas/microsoft.graph.attachment'}}}
    microsoft.graph.attachment: {allOf: [{$ref: '#/components/schemas/microsoft.graph.entity'}, {type: object, properties: {name: {type: string}}}]}
    microsoft.graph.file: {allOf: [{$ref: '#/components/schemas/microsoft.graph.attachment'}, {type: object, properties: {seal: {$ref: '#/components/schemas/microsoft.graph.seal'}}}]}
    microsoft.graph.photo: {allOf: [{$ref: '#/components/schemas/microsoft.graph.file'}, {type: object, properties: {lens: {$ref: '#/components/schemas/microsoft.graph.lens'}}}]}
    microsoft.graph.shop.item: {allOf: [{$ref: '#/components/schemas/microsoft.graph.attachment'}, {type: object, properties: {part: {$ref: '#/components/schemas/microsoft.graph.shop.part'}, of: {$ref: '#/components/schemas/microsoft.graph.wood'}}}]}
    microsoft.graph.shop.part: {type: object, properties: {size: {type: integer}}}
    microsoft.graph.shop.gear: {allOf: [{$ref: '#/components/schemas/microsoft.graph.shop.part'}, {type: object, properties: {teeth: {type: integer}, of: {$ref: '#/components/schemas/microsoft.graph.wood'}}}]}
    microsoft.graph.seal: {type: object, properties: {mark: {type: string}}}
    microsoft.graph.lens: {type: object, properties: {glass: {type: string}}}
    microsoft.graph.lonely: {type: object, properties: {}}
    microsoft.graph.hermit: {allOf: [{$ref: '#/components/schemas/microsoft.graph.lonely'}, {type: object, properties: {cave: {$ref: '#/components/schemas/microsoft.graph.seal'}}}]}
";

const SETTINGS: &str = "spec = 'api.yaml'\noutput = 'out'\nlayout = 'crate'\n[package]\nname = 'mail'\n";

/// A generated crate: its features, and when the types of `models` are compiled.
struct Made {
    features: BTreeMap<String, Vec<String>>,
    gates: BTreeMap<String, BTreeSet<String>>,
    said: String,
    folder: Folder,
}

impl Made {
    /// The crate of `description`, with `settings` before the others.
    fn of(description: &str, settings: &str) -> Self {
        let folder = Folder::new("families");
        folder.write("api.yaml", description);
        folder.write("graph-codegen.toml", &format!("{settings}{SETTINGS}"));
        let run = folder.run(&["generate"]);
        assert_eq!(run.code, 0, "{run:?}");
        let manifest: toml::Table = folder.text("out/Cargo.toml").parse().expect("it is TOML");
        let pulled = |value: &toml::Value| {
            value.as_array().into_iter().flatten().filter_map(|it| Some(it.as_str()?.to_owned())).collect()
        };
        let features = manifest["features"].as_table().expect("a table");
        let features = features.iter().map(|(name, value)| (name.clone(), pulled(value))).collect();
        let mut gates = BTreeMap::new();
        for (path, text) in folder.files("out/src/api") {
            let path = path.to_string_lossy().into_owned();
            if path.starts_with("models") {
                gates.extend(gated(
                    &text,
                    path.trim_start_matches("models").trim_start_matches('/').trim_end_matches(".rs"),
                ));
            }
        }
        Self { features, gates, said: run.stderr, folder }
    }

    /// The names of the features of families.
    fn families(&self) -> Vec<&str> {
        self.features.keys().map(String::as_str).filter(|name| name.starts_with("derived-")).collect()
    }

    /// The types of `models` that `features` compile.
    fn compiled(&self, features: &[&str]) -> BTreeSet<&str> {
        let mut on = BTreeSet::new();
        let mut open: Vec<_> = features.to_vec();
        while let Some(feature) = open.pop() {
            if on.insert(feature) {
                let pulled = self.features.get(feature).unwrap_or_else(|| panic!("there is no `{feature}`"));
                open.extend(pulled.iter().map(String::as_str).filter(|name| !name.contains('/')));
            }
        }
        let is_on = |gate: &BTreeSet<String>| gate.iter().any(|name| on.contains(name.as_str()));
        self.gates.iter().filter(|(_, gate)| is_on(gate)).map(|(name, _)| name.as_str()).collect()
    }

    /// What `feature` compiles that `beside` does not.
    fn adds(&self, feature: &str, beside: &str) -> Vec<&str> {
        let (both, one) = (self.compiled(&[feature, beside]), self.compiled(&[beside]));
        both.difference(&one).copied().collect()
    }

    fn docs(&self, module: &str) -> String {
        self.folder.text(&format!("out/src/api/models/{module}.rs")).replace("\n/// ", " ")
    }
}

/// The private modules that `text` declares, one per type, with their features.
fn gated(text: &str, namespace: &str) -> Vec<(String, BTreeSet<String>)> {
    let lines: Vec<_> = text.lines().collect();
    let module = |line: &str| line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned);
    let path = |module: String| if namespace.is_empty() { module } else { format!("{namespace}::{module}") };
    let declared = lines.iter().enumerate().filter_map(|(at, line)| Some((at, path(module(line)?))));
    declared
        .map(|(at, path)| {
            let start = lines[..at].iter().rposition(|line| line.starts_with("#[cfg")).expect("each has a gate");
            let gate = lines[start..at].concat();
            (path, gate.split('"').skip(1).step_by(2).map(str::to_owned).collect())
        })
        .collect()
}

#[test]
fn a_family_costs_what_is_missing_beside_what_carries_its_base() {
    let made = Made::of(DESCRIPTION, "");
    assert_eq!(
        made.families(),
        ["derived-attachment", "derived-shop-part"],
        "and none of `entity`, `file` and `lonely`"
    );
    let missing = ["file", "lens", "photo", "seal", "shop::item", "shop::part", "wood"];
    assert_eq!(made.adds("derived-attachment", "mails"), missing);
    assert_eq!(made.adds("derived-attachment", "notes"), missing);
    // What another segment reaches does not bring that segment.
    assert_eq!(
        made.compiled(&["photos"]).into_iter().collect::<Vec<_>>(),
        ["attachment", "entity", "file", "lens", "nail", "photo", "roll", "seal", "wood"]
    );
    // Photos and tables share wood and nails, of which a family that these do not carry needs the one.
    assert!(made.families().iter().all(|family| !made.compiled(&[family]).contains("nail")));
    assert_eq!(made.adds("derived-attachment", "photos"), ["shop::item", "shop::part"]);
    assert!(!made.compiled(&["derived-attachment"]).contains("sender"), "nobody mentions it");
    assert_eq!(
        made.adds("derived-shop-part", "derived-attachment"),
        ["shop::gear"],
        "a base that only a family mentions"
    );
    // What nothing mentions is left for the feature of all.
    assert_eq!(made.gates["hermit"], BTreeSet::from(["unreached-models".to_owned()]));
    let all = made.compiled(&["unreached-models"]);
    assert!(made.families().iter().all(|family| made.compiled(&[family]).is_subset(&all)));
    assert_eq!(made.compiled(&["full"]).len(), made.gates.len());
}

#[test]
fn a_base_names_the_feature_of_its_family() {
    let made = Made::of(DESCRIPTION, "");
    let attachment =
        "3 types derive from it, 2 of them directly: `File`, `Item`. The feature `derived-attachment` brings them all.";
    assert!(made.docs("attachment").contains(attachment), "{}", made.docs("attachment"));
    assert!(
        made.docs("shop/part").contains("1 type derives from it: `Gear`. The feature `derived-shop-part` brings it.")
    );
    // Values are declared as neither of these, so that they have no feature.
    assert!(made.docs("file").contains("1 type derives from it: [`Photo`](super::Photo)."), "{}", made.docs("file"));
    assert!(made.docs("entity").contains("[`Attachment`](super::Attachment)."), "{}", made.docs("entity"));
    let readme = made.folder.text("out/README.md");
    assert!(readme.contains("features = [\"mails\"]") || readme.contains("features = [\"photos\"]"), "{readme}");
    assert!(
        readme.contains("`derived-attachment` brings all that derives from `microsoft.graph.attachment`"),
        "{readme}"
    );
    assert!(readme.contains("| `derived-shop-part` | 0 | 1 |"), "{readme}");
}

#[test]
fn a_description_that_grows_keeps_the_names_of_its_features() {
    let before = Made::of(DESCRIPTION, "");
    // A request reaches all that derives from the base, another base has its name, and a request mentions another base.
    let grown = DESCRIPTION
        .replace("{legs: {type: integer}, ", "{legs: {type: integer}, all: {$ref: '#/components/schemas/microsoft.graph.all'}, ")
        + "    microsoft.graph.all: {type: object, properties: {a: {$ref: '#/components/schemas/microsoft.graph.shop.gear'}, b: {$ref: '#/components/schemas/microsoft.graph.shopPart'}, c: {$ref: '#/components/schemas/microsoft.graph.file'}}}
    microsoft.graph.shopPart: {type: object, properties: {x: {type: string}}}
    microsoft.graph.shopPartOfTin: {allOf: [{$ref: '#/components/schemas/microsoft.graph.shopPart'}, {type: object, properties: {y: {type: string}}}]}
";
    let after = Made::of(&grown, "");
    assert_eq!(after.families(), ["derived-attachment", "derived-file", "derived-shop-part"]);
    for family in before.families() {
        assert!(before.compiled(&[family]).is_subset(&after.compiled(&[family])), "{family}");
    }
    let both = after.compiled(&["derived-shop-part"]);
    assert!(both.contains("shop::gear") && both.contains("shop_part_of_tin"), "one feature for two bases: {both:?}");
}

#[test]
fn what_nearly_everything_derives_from_is_no_family() {
    let described = |bases: usize| {
        let root = "{allOf: [{$ref: '#/components/schemas/microsoft.graph.entity'}, {type: object, properties: {x: {type: string}}}]}";
        let mut text = DESCRIPTION
            .replace("{legs: {type: integer}, ", "{any: {$ref: '#/components/schemas/microsoft.graph.entity'}, ");
        for number in 0..bases {
            let derived = root.replace("entity", &format!("base{number}"));
            writeln!(text, "    microsoft.graph.base{number}: {root}\n    microsoft.graph.derived{number}: {derived}")
                .expect("text");
        }
        Made::of(&text, "").families().contains(&"derived-entity")
    };
    // Two bases derive from `entity` already: `attachment` and `file`.
    assert!(described(28));
    assert!(!described(29));
}

/// `description` with `count` bases more, each with a type that derives from it.
fn with_bases(description: &str, count: usize) -> String {
    let (mut text, mut members) = (description.to_owned(), String::new());
    for number in 0..count {
        let base = format!("microsoft.graph.base{number}");
        let reference = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
        writeln!(text, "    {base}: {{type: object, properties: {{x: {{type: string}}}}}}").expect("text");
        writeln!(text, "    {base}Derived: {{allOf: [{}, {{type: object}}]}}", reference(&base)).expect("text");
        write!(members, "m{number}: {}, ", reference(&base)).expect("text");
    }
    text.replace("{legs: {type: integer}, ", &format!("{{{members}"))
}

/// How many features the crate of the description has beside those of families and groups: those of the runtime, `default` among
/// them, `full`, four segments, and the feature of all that is left.
fn others() -> usize {
    let runtime: toml::Table = include_str!("../../../graph-runtime/Cargo.toml").parse().expect("it is TOML");
    runtime["features"].as_table().expect("a table").len() + 1 + 4 + 1
}

#[test]
fn there_are_no_more_features_than_registries_take() {
    let made = Made::of(&with_bases(DESCRIPTION, 300), "");
    assert_eq!(made.features.len(), 300);
    let (room, bases) = (300 - others(), 300 + 2);
    assert_eq!(made.families().len(), room);
    assert!(made.families().contains(&"derived-attachment"), "it has the most types");
    let told = format!("{} bases have none for what derives from them", bases - room);
    assert!(made.said.contains(&told), "{}", made.said);
    assert_eq!(made.compiled(&["full"]).len(), made.gates.len());
}

/// The group of the attachment has a stamp, which no attachment needs, and the stamp has ink, whose group there is no room for.
#[test]
fn a_family_that_pulls_in_a_group_brings_what_that_mentions() {
    let to = |name: &str| format!("{name}: {{$ref: '#/components/schemas/microsoft.graph.{name}'}}");
    let description = DESCRIPTION
        .replace(
            "mail: {type: object, properties: {",
            &format!("mail: {{type: object, properties: {{{}, ", to("stamp")),
        )
        .replace(
            "note: {type: object, properties: {",
            &format!("note: {{type: object, properties: {{{}, ", to("stamp")),
        )
        .replace(
            "roll: {type: object, properties: {",
            &format!("roll: {{type: object, properties: {{{}, ", to("stamp")),
        )
        .replace("{legs: {type: integer}, ", &format!("{{legs: {{type: integer}}, {}, ", to("ink")));
    let more = format!(
        "    microsoft.graph.stamp: {{type: object, properties: {{{}}}}}\n    microsoft.graph.ink: {{type: object, properties: \
         {{hue: {{type: string}}}}}}\n",
        to("ink")
    );
    let made = Made::of(&with_bases(&(description + &more), 300 - others() - 2 - 1), "");
    let groups: Vec<_> = made.features.keys().filter(|name| name.starts_with('_')).collect();
    assert_eq!(groups, ["_models-stamp"]);
    let compiled = made.compiled(&["derived-attachment"]);
    assert!(compiled.contains("stamp") && compiled.contains("ink"), "{compiled:?}");
}

#[test]
fn a_segment_cannot_have_the_name_of_a_family() {
    let made = Made::of(&DESCRIPTION.replace("/tables:", "/derivedAttachment:"), "");
    assert!(made.features.contains_key("derived-attachment-segment"), "{:?}", made.features);
    assert!(!made.compiled(&["derived-attachment"]).contains("table"));
}

#[test]
fn a_type_that_is_named_is_there_with_what_carries_its_base() {
    for (settings, comes, stays) in [
        (
            "include_type = ['microsoft.graph.shop.item']\n",
            &["shop::item", "shop::part"][..],
            &["file", "shop::gear"][..],
        ),
        ("include_type = ['microsoft.graph.photo']\n", &["file", "lens", "photo", "seal"], &["shop::item"]),
        (
            "include_derived = ['microsoft.graph.attachment']\n",
            &["file", "photo", "shop::item", "shop::part"],
            &["shop::gear"],
        ),
        ("include_derived = ['microsoft.graph.file']\n", &["file", "photo"], &["shop::item"]),
        (
            "include_derived = ['microsoft.graph.attachment', 'microsoft.graph.shop.part']\n",
            &["photo", "shop::item", "shop::gear"],
            &[],
        ),
    ] {
        let made = Made::of(DESCRIPTION, settings);
        for segment in ["mails", "notes"] {
            let compiled = made.compiled(&[segment]);
            assert!(comes.iter().all(|name| compiled.contains(name)), "{settings}{segment}: {compiled:?}");
            assert!(!stays.iter().any(|name| compiled.contains(name)), "{settings}{segment}: {compiled:?}");
        }
        for segment in ["tables", "photos"] {
            assert_eq!(
                made.compiled(&[segment]),
                Made::of(DESCRIPTION, "").compiled(&[segment]),
                "{settings}{segment}"
            );
        }
    }
    // Of a slice that has no other, and whose docs link them.
    let made = Made::of(DESCRIPTION, "include = '/notes'\ninclude_derived = ['microsoft.graph.attachment']\n");
    assert_eq!(made.compiled(&["notes"]).len(), made.gates.len());
    assert!(made.docs("attachment").contains("[`File`](super::File)"), "{}", made.docs("attachment"));
}

#[test]
fn a_type_that_is_named_and_fits_nowhere_has_a_feature_apart_from_all_others() {
    for (settings, types) in [
        ("include_derived = ['microsoft.graph.lonely']\n", &["hermit", "lonely", "seal"][..]),
        ("include_type = ['microsoft.graph.hermit']\n", &["hermit", "lonely", "seal"]),
        (
            "include_type = ['microsoft.graph.seal', 'microsoft.graph.shop.gear']\n",
            &["seal", "shop::gear", "shop::part"],
        ),
    ] {
        let made = Made::of(DESCRIPTION, settings);
        let compiled: Vec<_> = made.compiled(&["included-types"]).into_iter().collect();
        if settings.contains("seal") {
            // The photos reach the seal, so that it is there with them alone.
            assert_eq!(compiled, ["shop::gear", "shop::part", "wood"]);
            continue;
        }
        assert_eq!(compiled, types, "{settings}");
        assert!(made.compiled(&["unreached-models"]).is_superset(&made.compiled(&["included-types"])));
        assert_eq!(made.compiled(&["mails"]), Made::of(DESCRIPTION, "").compiled(&["mails"]));
    }
    assert!(!Made::of(DESCRIPTION, "").features.contains_key("included-types"));
}

/// Slow, since it runs Cargo: `cargo test --package graph-codegen --test codegen -- --ignored`.
#[test]
#[ignore = "runs cargo once per feature"]
fn each_family_compiles_alone_without_a_warning() {
    for settings in ["", "include_type = ['microsoft.graph.hermit']\n"] {
        let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/../graph-runtime");
        let made = Made::of(DESCRIPTION, settings);
        let manifest = format!("{settings}{SETTINGS}runtime-path = '{runtime}'\n");
        made.folder.write("graph-codegen.toml", &manifest);
        fs::remove_dir_all(made.folder.path("out")).expect("it is there");
        assert_eq!(made.folder.run(&["generate"]).code, 0);
        let passes_on = |pulled: &[String]| pulled.iter().any(|name| name.starts_with("graph-runtime/"));
        for (feature, _) in made.features.iter().filter(|(name, pulled)| !name.starts_with('_') && !passes_on(pulled)) {
            check_feature(&made.folder, feature);
        }
    }
}
