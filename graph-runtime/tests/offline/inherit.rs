//! Inheritance: up without loss, down by `@odata.type`.

use graph_runtime::Patch;
use graph_runtime::model::{DowncastError, from_str, to_string};

use crate::support::directory::{DirectoryObject, Entity, Special, User};
use crate::support::printed::line_of;

const USER: &str = r##"{"@odata.type":"#microsoft.graph.user","id":"1","displayName":"Ada","jobTitle":null,
    "score":1.5,"x":1.10000000000000000000000000001,"businessPhones":["a",null],"manager":{"y":[ 2.50 ]}}"##;

#[test]
fn a_base_keeps_everything() {
    let user: User = from_str(USER).unwrap();
    let object = DirectoryObject::from(user.clone());
    assert_eq!(object.id.as_deref(), Some("1"));
    assert_eq!(object.additional_data.raw("x"), Some("1.10000000000000000000000000001"));
    assert_eq!(object.additional_data.raw("businessPhones"), Some(r#"["a",null]"#));
    assert_eq!(object.additional_data.raw("manager"), Some(r#"{"y":[ 2.50 ]}"#));
    assert!(object.additional_data.is_null("jobTitle"));
    let back: User = object.downcast().unwrap();
    assert_eq!(back, user);
    assert_eq!(to_string(&back).unwrap(), to_string(&user).unwrap());
    assert_eq!(DirectoryObject::from(back), object);
    let entity = Entity::from(user);
    assert_eq!(entity.additional_data.raw("@odata.type"), Some(r##""#microsoft.graph.user""##));
    assert_eq!(Entity::from(object), entity);
}

#[test]
fn the_type_is_said_unless_it_was() {
    let object = DirectoryObject::from(User::default());
    assert_eq!(object.odata_type.as_deref(), Some("#microsoft.graph.user"));
    let untyped: User = from_str(r#"{"@odata.type":null}"#).unwrap();
    assert_eq!(to_string(&Entity::from(untyped)).unwrap(), r##"{"@odata.type":"#microsoft.graph.user"}"##);
    let special = User { odata_type: Some("#microsoft.graph.special".to_owned()), ..User::default() };
    assert_eq!(DirectoryObject::from(special).odata_type.as_deref(), Some("#microsoft.graph.special"));
}

#[test]
fn a_derived_model_goes_where_its_base_is_asked_for() {
    let boss = User { id: Some("1".to_owned()), ..User::default() };
    let user: User = Patch::new().set(User::MANAGER, boss).build();
    assert_eq!(to_string(&user).unwrap(), r##"{"manager":{"@odata.type":"#microsoft.graph.user","id":"1"}}"##);
}

#[test]
fn members_that_the_base_declares_otherwise_are_kept() {
    let text = r#"{"deletedDateTime":5}"#;
    let special: Special = from_str(text).unwrap();
    let object = DirectoryObject::from(special);
    assert_eq!((object.deleted.as_ref(), object.additional_data.raw("deletedDateTime")), (None, Some("5")));
    let expected = r##"{"@odata.type":"#microsoft.graph.special","deletedDateTime":5}"##;
    assert_eq!(to_string(&object).unwrap(), expected);
}

#[test]
fn only_an_object_of_the_type_comes_down() {
    let read = |text: &str| from_str::<DirectoryObject>(text).unwrap();
    let special = read(r#"{"@odata.type":"microsoft.graph.special","displayName":"x"}"#);
    assert!(special.is::<User>() && special.is::<Special>());
    assert_eq!(special.downcast::<User>().unwrap().display_name.as_deref(), Some("x"));

    let group = read(r##"{"@odata.type":"#microsoft.graph.group"}"##);
    assert!(!group.is::<User>());
    let error = group.downcast::<User>().unwrap_err();
    let expected = "the object is of type `#microsoft.graph.group`, not `#microsoft.graph.user`";
    assert_eq!(error.to_string(), expected);
    let user = read(r##"{"@odata.type":"#microsoft.graph.user"}"##);
    assert!(user.is::<User>() && !user.is::<Special>());

    assert_eq!(read("{}").downcast::<User>(), Err(DowncastError::NoType));
    assert_eq!(read(r#"{"@odata.type":null}"#).downcast::<User>(), Err(DowncastError::NoType));
    let entity: Entity = from_str(r##"{"@odata.type":"#microsoft.graph.user","score":"x"}"##).unwrap();
    let error = entity.downcast::<User>().unwrap_err();
    assert_eq!(line_of(&error), r#"the object does not fit the requested type: score: `"x"` is not a valid `f64`"#);
}
