//! `bind`: references to objects that are there already, `@odata.bind` (OData JSON 4.01, section 8.5).

use serde_json::Value as Tree;

use super::Field;
use crate::model::{AdditionalData, Json, Model};

/// What a navigation member of type `T` may be bound to: the URL of an object, or several if it is a list.
///
/// Microsoft Learn, "Create group", and "Create chat": a URL such as
/// `https://graph.microsoft.com/v1.0/directoryObjects/{id}`. [`Route::reference`](crate::Route::reference) makes one of an id.
#[diagnostic::on_unimplemented(
    message = "a member of type `{T}` cannot be bound to `{Self}`",
    note = "a member that is an object is bound to a URL, a list of objects to several: `bind(Group::MEMBERS, [url])`"
)]
pub trait References<T> {
    /// The value of the annotation.
    #[doc(hidden)]
    fn value(self) -> Json;
}

impl<T: Model, S: Into<String>> References<T> for S {
    fn value(self) -> Json {
        Json::from(Tree::String(self.into()))
    }
}

impl<T: Model, S: Into<String>, I: IntoIterator<Item = S>> References<Vec<T>> for I {
    fn value(self) -> Json {
        let urls = self.into_iter().map(|url| Tree::String(url.into()));
        Json::from(Tree::Array(urls.collect()))
    }
}

impl<M, T> Field<M, T> {
    /// The name of the annotation that binds this member.
    pub(super) fn bound(self) -> String {
        format!("{}@odata.bind", self.name())
    }
}

impl AdditionalData {
    /// The same, with a member that shall refer to objects that are there already, by their URLs: `members@odata.bind`.
    ///
    /// ```
    /// # use graph_runtime::{ApiVersion, Client, RequestBuilder, Route};
    /// # use graph_runtime::model::{AdditionalData, to_string};
    /// # use graph_runtime::transport::InMemoryTransport;
    /// # struct DirectoryObject { additional_data: AdditionalData }
    /// # graph_runtime::model! { DirectoryObject {} }
    /// # struct Group { display_name: Option<String>, members: Option<Vec<DirectoryObject>>, additional_data: AdditionalData }
    /// # graph_runtime::model! {
    /// #     Group { "displayName" => display_name, "members" => members: MEMBERS as Vec<DirectoryObject> }
    /// # }
    /// # let client = Client::builder().transport(InMemoryTransport::json(200, "{}")).build()?;
    /// # graph_runtime::request_builder!(GraphClient, "");
    /// # let graph = GraphClient { route: Route::of_version(client, ApiVersion::V1) };
    /// let ada = graph.route().reference("directoryObjects", "87d349ed-44d7-43e1-9a83-5f2406dee5bd");
    /// let group = Group {
    ///     display_name: Some("Engines".to_owned()),
    ///     additional_data: AdditionalData::new().bind(Group::MEMBERS, [ada]),
    ///     ..Default::default()
    /// };
    /// let url = "https://graph.microsoft.com/v1.0/directoryObjects/87d349ed-44d7-43e1-9a83-5f2406dee5bd";
    /// assert_eq!(to_string(&group)?, format!(r#"{{"displayName":"Engines","members@odata.bind":["{url}"]}}"#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn bind<M, T>(mut self, field: Field<M, T>, references: impl References<T>) -> Self {
        self.put(&field.bound(), &references.value());
        self
    }
}
