//! Bodies and answers in several media types, over a real socket: what is sent, what is asked for, and how it is read.

use axum::http::StatusCode;
use graph_runtime::model::Binary;
use graph_runtime::transport::Body;
use graph_runtime::{Bytes, Client, Request, Response, Retry, StaticToken};
use graph_tests::{Answer, Arrived, Loopback};

use crate::compiled_goldens::media::GraphClient;
use crate::compiled_goldens::media::models::Page;
use crate::compiled_goldens::media::pages::{PagesPostDraftRequestBody, PagesRequestBuilder};

/// What `make` asks of a service that gives `answer`, and what comes of it.
async fn exchange<T: Response, Q>(
    answer: Answer,
    make: impl FnOnce(PagesRequestBuilder) -> Request<T, Q>,
) -> (Arrived, T) {
    let graph = Loopback::start(answer).await.expect("a port is free");
    let client = Client::builder().root_url(graph.root_url()).allow_loopback_http().retry(Retry::none());
    let client = client.token(StaticToken::new("secret")).build().expect("the settings are valid");
    let read = make(GraphClient::new(client).pages()).await.unwrap_or_else(|error| panic!("{error}"));
    (graph.received().remove(0), read)
}

/// A request as `METHOD`, `Content-Type`, `Accept` and body.
fn shown(arrived: &Arrived) -> [String; 4] {
    let header = |name: &str| arrived.headers.get(name).map(|value| value.to_str().expect("it is ASCII").to_owned());
    let (sent, asked) = (header("content-type").unwrap_or_default(), header("accept").unwrap_or_default());
    [arrived.method.to_string(), sent, asked, String::from_utf8_lossy(&arrived.body).into_owned()]
}

fn page() -> Page {
    Page { title: Some("t".to_owned()), ..Page::default() }
}

const JSON: &str = "application/json";

/// Sends a body by the method that `make` calls, and compares what arrived.
macro_rules! sends {
    ($make:expr, [$($expected:expr),*]) => {
        let (arrived, _) = exchange(Answer::accepted(), $make).await;
        assert_eq!(shown(&arrived), [$($expected),*]);
    };
}

#[tokio::test]
async fn each_body_leaves_in_its_own_media_type() {
    sends!(|pages| pages.post(page(), "x"), ["POST", JSON, JSON, r#"{"title":"t"}"#]);
    sends!(|pages| pages.post_html(Body::from("<p>"), "x"), ["POST", "text/html", JSON, "<p>"]);
    let draft = || PagesPostDraftRequestBody { title: Some("d".to_owned()), ..Default::default() };
    sends!(|pages| pages.post_draft(draft(), "x"), ["POST", "application/vnd.draft+json", JSON, r#"{"title":"d"}"#]);
    sends!(|pages| pages.post_image(Body::from("GIF"), "image/gif", "x"), ["POST", "image/gif", JSON, "GIF"]);
    // The description has a segment `postText`, whose step has the name.
    let mime = || Binary::from_bytes("Subject: hi");
    sends!(|pages| pages.post_text2(mime(), "x"), ["POST", "text/plain", JSON, "U3ViamVjdDogaGk="]);
    sends!(
        |pages| pages.post_form_data(Body::from("--a b--"), "a b", "x"),
        ["POST", "multipart/form-data; boundary=\"a b\"", JSON, "--a b--"]
    );
    sends!(|pages| pages.put(Body::from("PNG"), "image/png"), ["PUT", "image/png", JSON, "PNG"]);
    let patch = ["PATCH", "application/json-patch+json", JSON, r#"[{"title":"t"}]"#];
    sends!(|pages| pages.patch(vec![page()]), [patch[0], patch[1], patch[2], patch[3]]);
    let merge = ["PATCH", "application/merge-patch+json", JSON, r#"{"title":"t"}"#];
    sends!(|pages| pages.patch_merge_patch(page()), [merge[0], merge[1], merge[2], merge[3]]);
}

#[tokio::test]
async fn each_answer_is_asked_for_and_read_as_what_it_is() {
    let answer = |content_type, body| Answer { status: StatusCode::OK, content_type, body };
    let (arrived, read) = exchange(answer("text/html", "<p>"), |pages| pages.get_html("x").top(1)).await;
    assert_eq!((shown(&arrived), read), (["GET", "", "text/html", ""].map(str::to_owned), Bytes::from("<p>")));
    assert_eq!(arrived.target, "/beta/pages?boundary=x&$top=1");
    let (arrived, read) = exchange(answer("text/plain", "7"), |pages| pages.get_text("x")).await;
    assert_eq!((shown(&arrived)[2].as_str(), read), ("text/plain", 7));
    let summary = answer("application/vnd.summary+json", r#"{"count": 2}"#);
    let (arrived, read) = exchange(summary, |pages| pages.get_summary("x")).await;
    assert_eq!((shown(&arrived)[2].as_str(), read.count), ("application/vnd.summary+json", Some(2)));
    let (arrived, read) = exchange(answer("text/html", "<p>"), |pages| pages.post_for_html(page(), "x")).await;
    assert_eq!(shown(&arrived), ["POST", JSON, "text/html", r#"{"title":"t"}"#]);
    assert_eq!(read, Bytes::from("<p>"));
    // What has no method: a body in one media type, and its answer in another.
    let both =
        |pages: PagesRequestBuilder| pages.post_html(Body::from("<p>"), "x").accept("text/html").read_as::<Bytes>();
    let (arrived, read) = exchange(answer("text/html", "<i>"), both).await;
    assert_eq!(shown(&arrived), ["POST", "text/html", "text/html", "<p>"]);
    assert_eq!(read, Bytes::from("<i>"));
}
