//! Builders, trees and models, declared and sent: what goes out is what a generated crate would send.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use graph_macros::{graph_action, graph_api, graph_builder, graph_model};
use graph_runtime::transport::{InMemoryTransport, Recorded};
use graph_runtime::{Client, Error};

graph_runtime::request_builder!(GraphClient, "");
graph_runtime::request_builder!(CallItemRequestBuilder, "/communications/calls/{call-id}");
graph_runtime::request_builder!(DriveItemItemRequestBuilder, "/drives/{drive-id}/items/{driveItem-id}");
graph_runtime::request_builder!(ReportsRequestBuilder, "/reports");

/// What comes back from muting.
#[graph_model(type_name = "#microsoft.graph.muteParticipantOperation", base = Entity)]
pub struct MuteParticipantOperation {
    pub client_context: Option<String>,
    /// A list of
    ///
    /// - *one*
    /// - [two](https://example.com)
    pub tags: Option<Vec<String>>,
}

/// What all derive from, as a generated crate has it.
#[graph_model(type_name = "#microsoft.graph.entity", name = "microsoft.graph.entity")]
pub struct Entity {
    pub id: Option<String>,
    #[graph(rename = "@odata.type")]
    pub odata_type: Option<String>,
}

graph_runtime::base!(Entity);

#[graph_action(POST "/communications/calls/{call-id}/microsoft.graph.mute" -> MuteParticipantOperation, on = CallItemRequestBuilder)]
pub struct MutePostRequestBody {
    pub client_context: Option<String>,
}

#[graph_builder(
    "/reports/managedDeviceEnrollmentAbandonmentDetails(skip={skip},top={top},filter='{filter}',skipToken='{skipToken}')",
    on = ReportsRequestBuilder,
    function,
    skip: i32 = "How many to skip.",
    top: i32
)]
impl EnrollmentAbandonmentDetailsRequestBuilder {
    pub fn get(&self) -> Bytes;
}

#[graph_model(type_name = "#microsoft.graph.participant")]
pub struct Participant {
    pub id: Option<String>,
    pub is_muted: Option<bool>,
}

#[graph_builder("/communications/calls/{call-id}/participants", on = CallItemRequestBuilder)]
impl ParticipantsRequestBuilder {
    /// Lists the participants.
    #[graph(query(select, expand, filter, orderby, search, top, skip, count), headers("ConsistencyLevel"))]
    pub fn get(&self, include_hidden: Option<bool>) -> [Participant];
    pub fn post(&self, body: Participant) -> Participant;
}

#[graph_builder("/communications/calls/{call-id}/participants/{participant-id}", on = ParticipantsRequestBuilder)]
impl ParticipantItemRequestBuilder {
    pub fn patch(&self, body: Participant) -> Participant;
    #[deprecated(note = "use `leave`")]
    #[graph(headers("If-Match"))]
    pub fn delete(&self);
}

#[graph_builder("/drives/{drive-id}/items/{driveItem-id}/content", on = DriveItemItemRequestBuilder)]
impl ContentRequestBuilder {
    #[graph(query(format))]
    pub fn get(&self) -> Bytes;
    #[graph(content_type = "application/octet-stream")]
    #[must_use]
    pub fn put(&self, body: Body) -> crate::trees::Participant;
    #[graph(sent = "text/plain", content_type = "text/plain")]
    pub fn put_text(&self, body: Body);
}

/// Steps between are made where `on` is further up.
#[graph_builder("/far/away/{place-id}/from(distance={distance})", on = GraphClient, function, distance: f64)]
impl FromRequestBuilder {
    #[graph(query(select))]
    pub fn get(&self, from: &str, to: Option<&[i32]>) -> Vec<String>;
}

#[graph_api("/privateStore", on = GraphClient)]
pub mod private_store {
    /// A helper that stays.
    pub fn of_the_user() -> Color {
        Color::from("red")
    }

    #[graph_builder("/shelves")]
    impl ShelvesRequestBuilder {
        #[graph(query(select, top))]
        pub fn get(&self) -> [Shelf];
        pub fn post(&self, body: Shelf) -> Shelf;
    }
    #[graph_builder("/shelves/{shelf-id}")]
    impl ShelfItemRequestBuilder {
        pub fn get(&self) -> Shelf;
        pub fn delete(&self);
    }

    /// A shelf.
    #[graph_model(base = Thing, type_name = "#private.shelf")]
    pub struct Shelf {
        pub name: Option<String>,
        pub color: Option<Color>,
        pub sizes: Option<Flags<Size>>,
        pub below: Option<Box<Shelf>>,
        #[doc(alias = "stock")]
        pub books: Option<Vec<models::Book>>,
    }

    #[graph_model(type_name = "#private.thing")]
    pub struct Thing {
        #[graph(uuid)]
        pub id: Option<String>,
        #[graph(rename = "@odata.type")]
        pub odata_type: Option<String>,
    }

    #[graph_enum]
    pub enum Color {
        Red,
        #[graph(rename = "dark-green")]
        Green,
    }

    #[graph_enum(flags)]
    pub enum Size {
        Small,
        Large,
    }

    pub mod models {
        #[graph_model(rename_all = "PascalCase")]
        pub struct Book {
            pub title: Option<String>,
            pub color: Option<Color>,
        }
    }
}

mod kept_inside {
    #[graph_macros::graph_builder("/inside/{id}", on = super::GraphClient, trait_name = Inside)]
    impl WithRequestBuilder {
        pub(crate) fn post(&self, body: Kept) -> Kept;
    }

    #[graph_macros::graph_model]
    pub(crate) struct Kept {
        pub(crate) name: Option<String>,
    }
}

/// What `send` sends, with its outcome.
fn sent<T>(answer: &'static str, send: impl AsyncFnOnce(GraphClient) -> Result<T, Error>) -> (T, Vec<String>) {
    let transport = InMemoryTransport::json(200, answer);
    let client = Client::builder().transport(transport.clone()).build().expect("the transport is all it needs");
    let graph = GraphClient { route: graph_runtime::Route::new(client) };
    let outcome = match pin!(send(graph)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome.expect("200 is a success"),
        Poll::Pending => panic!("the transport answers at once"),
    };
    let line = |request: &Recorded| {
        let url = request.url.strip_prefix("https://graph.microsoft.com/beta").unwrap_or(&request.url).to_owned();
        format!("{} {url} {}", request.method, String::from_utf8_lossy(&request.body)).trim_end().to_owned()
    };
    (outcome, transport.requests().iter().map(line).collect())
}

fn call(graph: &GraphClient) -> CallItemRequestBuilder {
    CallItemRequestBuilder { route: graph.route.with("call%2Did", "c") }
}

#[test]
fn an_action_answers_with_a_model_that_derives_from_a_given_one() {
    let (operation, lines) = sent(r#"{"id":"7","clientContext":"x"}"#, async |graph| {
        call(&graph)
            .mute()
            .post(MutePostRequestBody { client_context: Some("x".to_owned()), ..Default::default() })
            .await
    });
    assert_eq!(lines, [r#"POST /communications/calls/c/mute {"clientContext":"x"}"#]);
    assert_eq!(operation.client_context.as_deref(), Some("x"));
    let entity = Entity::from(operation);
    assert_eq!(entity.id.as_deref(), Some("7"));
    assert!(entity.is::<MuteParticipantOperation>());
}

#[test]
fn a_collection_has_options_and_pages() {
    let (page, lines) = sent(r#"{"value":[{"id":"1","isMuted":true}]}"#, async |graph| {
        call(&graph).participants().get().select(["id"]).top(2).include_hidden(true).items().try_collect().await
    });
    assert_eq!(lines, ["GET /communications/calls/c/participants?$select=id&$top=2&includeHidden=true"]);
    assert_eq!(page[0].is_muted, Some(true));
}

#[test]
fn steps_lead_on_from_declared_builders() {
    let ((), lines) = sent("", async |graph| {
        #[expect(deprecated, reason = "it is declared so")]
        call(&graph).participants().by_participant_id("p").delete().await
    });
    assert_eq!(lines, ["DELETE /communications/calls/c/participants/p"]);
}

#[test]
fn arguments_have_their_types_and_steps_between_are_made() {
    let (_, lines) = sent("[]", async |graph| {
        graph.far().away().by_place_id("x y").from(1.5).get("here").to(&[1, 2]).select(["a"]).await
    });
    assert_eq!(lines, ["GET /far/away/x%20y/from(distance=1.5)?from=here&$select=a&to=1,2"]);
    let (_, lines) = sent("", async |graph| {
        let reports = ReportsRequestBuilder { route: graph.route.clone() };
        reports.managed_device_enrollment_abandonment_details(1, 2, "f", "t").get().await
    });
    assert_eq!(
        lines,
        ["GET /reports/managedDeviceEnrollmentAbandonmentDetails(skip=1,top=2,filter='f',skipToken='t')"]
    );
}

#[test]
fn streams_go_both_ways_and_other_media_types_are_methods() {
    let ((), lines) = sent("{}", async |graph| {
        let item =
            DriveItemItemRequestBuilder { route: graph.route.with("drive%2Did", "d").with("driveItem%2Did", "i") };
        item.content().put("bytes".into()).await?;
        item.content().put_text("text".into()).await.map(drop)
    });
    assert_eq!(lines, ["PUT /drives/d/items/i/content bytes", "PUT /drives/d/items/i/content text"]);
}

#[test]
fn a_tree_of_ones_own_has_models_of_its_own() {
    use private_store::models::Book;
    use private_store::{Color, Shelf, Size, Thing};

    let (shelf, lines) =
        sent(r##"{"@odata.type":"#private.shelf","id":"1","color":"blue","sizes":"small,large"}"##, async |graph| {
            let book = Book { title: Some("T".to_owned()), color: Some(Color::Green), ..Default::default() };
            let shelf = Shelf { books: Some(vec![book]), below: Some(Box::default()), ..Default::default() };
            graph.private_store().shelves().post(shelf).await
        });
    assert_eq!(lines, [r#"POST /privateStore/shelves {"below":{},"books":[{"Title":"T","Color":"dark-green"}]}"#]);
    assert_eq!(shelf.color.as_ref().map(Color::as_str), Some("blue"));
    assert!(shelf.sizes.as_ref().is_some_and(|sizes| sizes.contains(&Size::Large)));
    let thing = Thing::from(shelf);
    assert_eq!(thing.downcast::<Shelf>().expect("it is one").id.as_deref(), Some("1"));
    assert_eq!(private_store::of_the_user(), Color::Red);
    let ((), lines) = sent("{}", async |graph| {
        graph.private_store().shelves().get().select(Shelf::NAME).top(3).await.map(drop)?;
        graph.private_store().shelves().by_shelf_id("s").delete().await
    });
    assert_eq!(lines, ["GET /privateStore/shelves?$select=name&$top=3", "DELETE /privateStore/shelves/s"]);
}

#[test]
fn what_is_declared_for_the_crate_alone_stays_in_it() {
    use kept_inside::{Inside as _, Kept};

    let (_, lines) = sent("{}", async |graph| {
        graph.inside().by_id("1").post(Kept { name: Some("n".to_owned()), ..Default::default() }).await
    });
    assert_eq!(lines, [r#"POST /inside/1 {"name":"n"}"#]);
}
