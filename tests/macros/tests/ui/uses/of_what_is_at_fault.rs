//! What is at fault is there all the same: there is no second error where it is used.

use graph_macros::{graph_action, graph_api, graph_builder, graph_model};
use graph_runtime::Client;

graph_runtime::request_builder!(CallItemRequestBuilder, "/communications/calls/{call-id}");

#[graph_builder("/communications/calls/{call-id}/participants", on = CallItemRequestBuilder)]
impl ParticipantsRequestBuilder {
    pub fn gte(&self) -> [Participant];
    pub fn invite(&self, body: Participant) -> Participant;
}

#[graph_model]
pub struct Participant {
    pub id: String,
    #[graph(renam = "muted")]
    pub is_muted: Option<bool>,
}

#[graph_action(PSOT "communications/calls/{call-id}/mute" -> Participant, on = CallItemRequestBuilder)]
pub struct MutePostRequestBody {
    pub client_context: Option<String>,
}

#[graph_api("/store", titel = "A store")]
pub mod store {
    #[graph_builder("/shelves")]
    impl ShelvesRequestBuilder {
        pub fn get(&self) -> [Shelf];
    }

    #[graph_model]
    pub struct Shelf {
        pub name: Option<String>,
    }
}

pub fn uses(call: &CallItemRequestBuilder, client: Client) {
    let _ = call.participants().get();
    let body = Participant { is_muted: Some(true), ..Default::default() };
    let _ = call.participants().invite(body);
    let _ = call.mute().post(MutePostRequestBody { client_context: None, ..Default::default() });
    let _ = store::GraphClient::new(client).store().shelves().get();
    let _ = store::Shelf::NAME;
}

fn main() {}
