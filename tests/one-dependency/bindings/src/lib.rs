//! Declarations with the bindings as the only dependency, in edition 2021.
#![deny(warnings, missing_docs, unsafe_code, clippy::pedantic)]

use graph_beta::communications::calls::item::CallItemRequestBuilder;
use graph_beta::graph_builder;

/// Mutes the bot.
#[graph_beta::graph_action(POST "/communications/calls/{call-id}/mute" -> MuteParticipantOperation, on = CallItemRequestBuilder)]
pub struct MutePostRequestBody {
    /// A text that comes back.
    pub client_context: Option<String>,
}

/// What comes back.
#[graph_beta::graph_model(type_name = "#microsoft.graph.muteParticipantOperation")]
pub struct MuteParticipantOperation {
    /// The text.
    pub client_context: Option<String>,
    /// How it went.
    pub status: Option<Status>,
}

/// How it went.
#[graph_beta::graph_enum]
pub enum Status {
    /// It went well.
    Completed,
}

/// How loud it is.
#[derive(Clone, PartialEq, Eq, Hash, graph_beta::GraphEnum)]
pub enum Volume {
    /// Not at all.
    Silent,
    /// A value that came later.
    UnknownValue(graph_beta::graph_runtime::model::UnknownValue),
}

#[graph_builder("/communications/calls/{call-id}/audio", on = CallItemRequestBuilder)]
impl AudioRequestBuilder {
    /// Gets it.
    #[graph(query(select), headers("If-Match"))]
    pub fn get(&self, since: Option<DateTimeOffset>) -> [MuteParticipantOperation];
}

/// A tree of one's own.
#[graph_beta::graph_api("/privateStore", on = graph_beta::GraphClient)]
pub mod private_store {
    #[graph_builder("/shelves/{shelf-id}")]
    impl ShelfItemRequestBuilder {
        /// Gets it.
        pub fn get(&self) -> Shelf;
    }

    /// A shelf.
    #[graph_model]
    pub struct Shelf {
        /// Its name.
        #[graph(max_length = 8)]
        pub name: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use std::future::{Future, IntoFuture};
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use graph_beta::graph_runtime::mock::MockGraph;
    use graph_beta::GraphClient;

    use super::{
        AudioStep, MuteAction, MuteParticipantOperation, MutePostRequestBody, PrivateStoreSteps, Status, Volume,
    };

    fn ready<F: IntoFuture>(future: F) -> F::Output {
        match pin!(future.into_future()).as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => panic!("a mock answers at once"),
        }
    }

    #[test]
    fn what_is_declared_is_sent() {
        let mock = MockGraph::new();
        let graph = GraphClient::new(mock.client());
        let call = graph.communications().calls().by_call_id("c");
        let mute = || call.mute().post(MutePostRequestBody { client_context: Some("x".into()), ..Default::default() });
        let completed = MuteParticipantOperation { status: Some(Status::Completed), ..Default::default() };
        mock.expect(mute()).returns(completed.clone());
        assert_eq!(ready(mute()).expect("it is expected"), completed);
        let audio = call.audio().get().select([MuteParticipantOperation::STATUS]).url().expect("it has all arguments");
        assert!(audio.ends_with("/communications/calls/c/audio?$select=status"), "{}", audio);
        let shelf = graph.private_store().shelves().by_shelf_id("s").get().url().expect("it has all arguments");
        assert!(shelf.ends_with("/privateStore/shelves/s"), "{}", shelf);
        assert_eq!(Volume::from("silent"), Volume::Silent);
    }
}
