//! `mailbox BASE_URL FILE` brings a file in step with the mailbox at a URL of this machine, and ends. Without arguments it shows
//! what it does with a mailbox of its own: `cargo run -p mailbox`.

use std::path::Path;

use graph_runtime::{Client, Error, Retry, StaticToken};
use mailbox::BoxError;
use mailbox::graph::GraphClient;
use mailbox::loopback::Mailbox;
use mailbox::store::Store;
use mailbox::sync::{EVENTS, FOLDERS, Period, synchronize};

const PERIOD: Period<'_> = Period("2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z");

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [base_url, file] => run(base_url, Path::new(file)).await.map(|_| ()),
        [] => show().await,
        _ => Err("usage: mailbox [BASE_URL FILE]".into()),
    }
}

async fn run(base_url: &str, file: &Path) -> Result<Store, BoxError> {
    let store = Store::open(file)?;
    synchronize(&GraphClient::new(client(base_url)?), &store, PERIOD).await?;
    Ok(store)
}

/// A real program leaves `base_url` and `allow_loopback_http` out, and asks its identity library for tokens.
fn client(base_url: &str) -> Result<Client, Error> {
    Client::builder()
        .base_url(base_url)
        .allow_loopback_http()
        .token(StaticToken::new("an access token"))
        .immutable_ids()
        .page_size(200)
        // A mailbox that is read as a whole is throttled often.
        .retry(Retry::default().max_retries(20))
        .build()
}

/// Brings a file in step with a mailbox, changes that, and does so again.
async fn show() -> Result<(), BoxError> {
    let mailbox = Mailbox::new(7);
    mailbox.fill(5, 1000);
    let base_url = mailbox.start().await?;
    let file = std::env::temp_dir().join(format!("mailbox-{}.redb", std::process::id()));
    for _ in 0..2 {
        let store = run(&base_url, &file).await?;
        let sizes = store.collections()?.into_iter().map(|name| Ok((store.ids(&name)?.len(), name)));
        for (size, name) in sizes.collect::<Result<Vec<_>, BoxError>>()? {
            println!("{name}: {size}");
        }
        let [folders, events] = [FOLDERS, EVENTS].map(|collection| store.place(collection));
        println!("from here on: {} and {}", folders?.link.unwrap_or_default(), events?.link.unwrap_or_default());
        println!("after {} requests\n", mailbox.requests());
        mailbox.change(10);
    }
    Ok(std::fs::remove_file(file)?)
}
