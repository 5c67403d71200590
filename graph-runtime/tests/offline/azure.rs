//! Credentials of Azure's SDK as token sources.

#![cfg(feature = "azure")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::time::OffsetDateTime;
use graph_runtime::http::{Response, StatusCode};
use graph_runtime::transport::InMemoryTransport;
use graph_runtime::{
    AzureToken, Bytes, Client, ClientBuilder, Cloud, Error, Method, Request, TokenRequest, TokenSource,
};

use crate::support::printed::line_of;
use crate::support::ready;

/// Gives `token-1`, `token-2` and so on, which expire at this time, and notes the scopes.
#[derive(Debug)]
struct Credential {
    expires_on: i64,
    asked: Mutex<Vec<Vec<String>>>,
}

impl Credential {
    fn new(expires_on: SystemTime) -> Arc<Self> {
        let since = expires_on.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        Arc::new(Self { expires_on: since.as_secs().try_into().unwrap(), asked: Mutex::default() })
    }

    fn asked(&self) -> Vec<Vec<String>> {
        self.asked.lock().unwrap().clone()
    }
}

#[async_trait::async_trait]
impl TokenCredential for Credential {
    async fn get_token(&self, scopes: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        let mut asked = self.asked.lock().unwrap();
        asked.push(scopes.iter().map(ToString::to_string).collect());
        if scopes.contains(&"forbidden") {
            return Err(azure_core::Error::with_message(azure_core::error::ErrorKind::Credential, "not signed in"));
        }
        let expires_on = OffsetDateTime::from_unix_timestamp(self.expires_on).unwrap();
        Ok(AccessToken::new(format!("token-{}", asked.len()), expires_on))
    }
}

fn in_an_hour() -> SystemTime {
    SystemTime::now() + Duration::from_secs(3600)
}

fn get(builder: ClientBuilder, transport: &InMemoryTransport, times: usize) -> Result<(), Error> {
    let client = builder.transport(transport.clone()).build().unwrap();
    (0..times).try_for_each(|_| ready(Request::<()>::new(&client.route(), Method::GET, "{+baseurl}/me")))
}

fn tokens(transport: &InMemoryTransport) -> Vec<String> {
    let token = |headers: &graph_runtime::http::HeaderMap| headers["authorization"].to_str().unwrap().to_owned();
    transport.requests().iter().map(|sent| token(&sent.headers)).collect()
}

#[test]
fn a_credential_is_asked_once_for_the_scope_of_the_cloud() {
    for cloud in [Cloud::Global, Cloud::UsGovernment, Cloud::UsGovernmentDod, Cloud::China] {
        let credential = Credential::new(in_an_hour());
        let transport = InMemoryTransport::json(200, "{}");
        get(Client::builder().credential(credential.clone()).cloud(cloud), &transport, 2).unwrap();
        assert_eq!(credential.asked(), [[format!("https://{}/.default", cloud.host())]]);
        assert_eq!(tokens(&transport), ["Bearer token-1", "Bearer token-1"]);
    }
}

#[test]
fn the_users_scopes_come_first() {
    let credential = Credential::new(in_an_hour());
    let builder = Client::builder().credential(credential.clone()).scopes(["User.Read", "Mail.Read"]);
    get(builder, &InMemoryTransport::json(200, "{}"), 1).unwrap();
    assert_eq!(credential.asked(), [["User.Read", "Mail.Read"]]);
}

#[test]
fn the_expiry_is_that_of_the_credential() {
    let expires_on = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    let credential = Credential::new(expires_on);
    let token = ready(AzureToken::new(credential.clone()).token(TokenRequest::default())).unwrap();
    assert_eq!((token.expose(), token.expires_on()), ("token-1", Some(expires_on)));
    // It is over, so every request asks anew.
    get(Client::builder().credential(credential.clone()), &InMemoryTransport::json(200, "{}"), 2).unwrap();
    assert_eq!(credential.asked().len(), 3);
}

#[test]
fn a_challenge_asks_the_credential_past_the_cache() {
    let transport = InMemoryTransport::new(|request| {
        let mut response = Response::new(Bytes::new());
        if request.headers()["authorization"] == "Bearer token-1" {
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            let challenge = r#"Bearer error="insufficient_claims", claims="eyJhIjoxfQ""#;
            response.headers_mut().insert("www-authenticate", challenge.parse().unwrap());
        }
        response
    });
    get(Client::builder().credential(Credential::new(in_an_hour())), &transport, 1).unwrap();
    assert_eq!(tokens(&transport), ["Bearer token-1", "Bearer token-2"]);
}

#[test]
fn the_credentials_error_is_told() {
    let builder = Client::builder().credential(Credential::new(in_an_hour())).scopes(["forbidden"]);
    let error = get(builder, &InMemoryTransport::json(200, "{}"), 1).unwrap_err();
    assert_eq!(line_of(&error), "GET /me: the token source gave no token: not signed in");
}

#[test]
fn a_credential_is_not_printed() {
    let token = AzureToken::new(Credential::new(in_an_hour()));
    assert_eq!(format!("{token:?}"), "AzureToken(..)");
}
