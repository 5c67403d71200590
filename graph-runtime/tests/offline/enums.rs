//! Enum values in another case: known, and back as they came.

use graph_runtime::model::{AdditionalData, Flags, UnknownValue, from_str, to_string};
use graph_runtime::{Field, Parameter, Patch};

use crate::support::{Call, RejectReason};

#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
enum Mode {
    Read,
    OtherRead,
    Write,
    Ue,
    UnknownValue(UnknownValue),
}

graph_runtime::open_enum! {
    Mode {
        "read" => Read,
        "Read" => OtherRead,
        "writeAll" => Write,
        "über" => Ue,
    }
}

struct Thing {
    mode: Option<Mode>,
    modes: Option<Vec<Vec<Mode>>>,
    flags: Option<Flags<Mode>>,
    inner: Option<Box<Thing>>,
    additional_data: AdditionalData,
}

graph_runtime::model! {
    Thing {
        "mode" => mode: MODE as Mode,
        "modes" => modes,
        "flags" => flags: FLAGS as Flags<Mode>,
        "inner" => inner,
    }
}

fn read(text: &str) -> Thing {
    from_str(text).unwrap()
}

#[test]
fn the_exact_value_comes_before_the_only_one_in_another_case() {
    assert_eq!(
        ["read", "Read", "writeAll", "WRITEALL"].map(Mode::from),
        [Mode::Read, Mode::OtherRead, Mode::Write, Mode::Write]
    );
    // Several match, none does, or only by more than ASCII.
    for unknown in ["READ", "writeal", "", "ÜBER", " writeAll"] {
        let mode = Mode::from(unknown);
        assert!(matches!(mode, Mode::UnknownValue(_)), "{unknown}");
        assert_eq!(mode.as_str(), unknown);
    }
}

/// Where a value stands in a list tells how it was spelled only as long as the list is the one that came.
#[test]
fn a_list_that_was_changed_is_spelled_as_declared() {
    let text = r#"{"modes":[["WRITEALL","writeAll","Read"],["WriteAll"]]}"#;
    let written = |change: &dyn Fn(&mut Vec<Mode>)| {
        let mut thing = read(text);
        change(&mut thing.modes.as_mut().unwrap()[0]);
        to_string(&thing).unwrap()
    };
    let first = |items: &str| format!(r#"{{"modes":[[{items}],["WriteAll"]]}}"#);
    assert_eq!(written(&|_| {}), text);
    assert_eq!(written(&|modes| drop(modes.remove(0))), first(r#""writeAll","Read""#));
    assert_eq!(written(&|modes| drop(modes.pop())), first(r#""writeAll","writeAll""#));
    assert_eq!(written(&|modes| modes.insert(0, Mode::Write)), first(r#""writeAll","writeAll","writeAll","Read""#));
    assert_eq!(written(&|modes| modes.rotate_right(1)), first(r#""Read","writeAll","writeAll""#));
    assert_eq!(written(&|modes| modes[2] = Mode::Read), first(r#""WRITEALL","writeAll","read""#));
    let mut thing = read(text);
    thing.modes.as_mut().unwrap().remove(0);
    assert_eq!(to_string(&thing).unwrap(), r#"{"modes":[["writeAll"]]}"#);
}

#[test]
fn a_spelling_goes_back_as_long_as_the_value_is_the_same() {
    let text = r#"{"mode":"WriteAll","modes":[["read","WRITEALL"],null,["writeall"]],"inner":{"mode":"writeALL"}}"#;
    let mut thing = read(text);
    assert_eq!(thing.mode, Some(Mode::Write));
    assert_eq!(thing.modes, Some(vec![vec![Mode::Read, Mode::Write], vec![Mode::Write]]));
    assert_eq!(
        (to_string(&thing).unwrap(), serde_json::to_string(&thing).unwrap()),
        (text.to_owned(), text.to_owned())
    );
    assert_eq!(thing.clone(), read(&text.to_lowercase().replace("writeall", "writeAll")), "a spelling is no value");

    thing.mode = Some(Mode::Read);
    thing.modes.as_mut().unwrap()[0].swap(0, 1);
    let expected = r#"{"mode":"read","modes":[["writeAll","read"],null,["writeall"]],"inner":{"mode":"writeALL"}}"#;
    assert_eq!(to_string(&thing).unwrap(), expected);
    thing.mode = None;
    thing.modes = Some(Vec::new());
    assert_eq!(to_string(&thing).unwrap(), r#"{"modes":[null],"inner":{"mode":"writeALL"}}"#);
    assert_eq!(to_string(&read(r#"{"mode":"WRITEALL","mode":"writeAll"}"#)).unwrap(), r#"{"mode":"writeAll"}"#);
    assert_eq!(read(r#"{"mode":"WRITEALL"}"#).additional_data.unread_items().count(), 0);
}

#[test]
fn flags_have_any_case_as_well() {
    let text = r#"{"flags":"WriteAll, read,writeall,elsewhere,"}"#;
    let mut thing = read(text);
    let flags = thing.flags.as_ref().unwrap();
    assert_eq!(*flags, Flags::from_iter([Mode::Write, Mode::Read, Mode::from("elsewhere")]));
    assert_eq!(to_string(&thing).unwrap(), text);
    assert_eq!(Parameter::from(flags.clone()), Parameter::from("writeAll,read,elsewhere"));
    thing.flags.as_mut().unwrap().remove(&Mode::Read);
    assert_eq!(to_string(&thing).unwrap(), r#"{"flags":"writeAll,elsewhere"}"#);
    for plain in [r#"{"flags":""}"#, r#"{"flags":"writeAll"}"#, r#"{"flags":" "}"#, r#"{"flags":"writeAll,writeAll"}"#]
    {
        assert_eq!(to_string(&read(plain)).unwrap(), plain);
    }
}

#[test]
fn everything_but_the_body_has_the_declared_spelling() {
    let mode = read(r#"{"mode":"WRITEALL"}"#).mode.unwrap();
    assert_eq!((mode.as_str(), mode.to_string()), ("writeAll", "writeAll".to_owned()));
    assert_eq!(Parameter::from(mode.clone()), Parameter::from("writeAll"));
    assert_eq!(Thing::MODE.eq(mode.clone()).to_string(), "mode eq 'writeAll'");
    assert_eq!(Thing::FLAGS.has(mode.clone()).to_string(), "flags has 'writeAll'");
    let patch: Thing = Patch::new().set(Thing::MODE, mode).build();
    assert_eq!(to_string(&patch).unwrap(), r#"{"mode":"writeAll"}"#);
    // What is given as text is sent as that.
    let field = Field::<Thing, String>::new("mode");
    assert_eq!(to_string(&Patch::new().set(field, "WRITEALL").build()).unwrap(), r#"{"mode":"WRITEALL"}"#);
}

#[test]
fn a_bare_value_needs_no_place_for_its_spelling() {
    assert_eq!(from_str::<Vec<RejectReason>>(r#"["BUSY","none"]"#).unwrap(), [RejectReason::Busy, RejectReason::None]);
    assert_eq!(from_str::<RejectReason>(r#""Busy""#).unwrap(), RejectReason::Busy);
    let call: Call = serde_json::from_str(r#"{"reason":"BUSY"}"#).unwrap();
    assert_eq!(serde_json::to_string(&call).unwrap(), r#"{"reason":"BUSY"}"#);
}
