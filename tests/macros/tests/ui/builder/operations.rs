//! Mistakes in builders and their operations.

use graph_macros::{graph_builder, graph_model};

#[graph_model]
pub struct Participant {
    pub id: Option<String>,
}

#[graph_builder("/a/f(skip={skip})", functoin, skip: Participant, tops: i32)]
impl ARequestBuilder {
    #[graph(query(slect, top, top), header("If-Match"))]
    pub fn get(&self, hidden: Option<Participant>) -> [Participant];
    pub fn gte(&self) -> Participant;
    pub fn post(&self, body: Participant) -> Participant;
    pub fn post(&self, body: Participant) -> Participant;
}

#[graph_builder("/b")]
impl BRequestBuilder {
    pub fn get(&self, body: Participant);
    #[graph(multipart = "multipart/form-data")]
    pub fn post(&self, body: Participant);
    #[graph(content_type = "text/plain")]
    pub fn put(&self);
    #[graph(sent = "text/plain")]
    pub fn patch_text(&self, body: Body);
    pub fn delete(&self) {}
}

#[graph_builder(on = BRequestBuilder)]
impl CRequestBuilder {
    pub fn get(&self);
}

#[graph_builder("/d")]
impl DRequestBuilder {
    pub fn get() -> Participant;
}

#[graph_builder("/e")]
pub struct E {
    pub id: Option<String>,
}

fn main() {}
