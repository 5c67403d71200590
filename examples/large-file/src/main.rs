//! Sends a file to a drive on the loopback interface, piece by piece, and fetches it again.
//!
//! Run it with `cargo run -p large-file`, or with the path of a file of yours behind `--`.

mod loopback;

use std::error::Error;
use std::path::{Path, PathBuf};

use graph_runtime::model::Json;
use graph_runtime::transfer::{Seekable, UploadSession};
use graph_runtime::{Bytes, Client, Method, StaticToken};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::fs::{self, File};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // A real program leaves `base_url` and `allow_loopback_http` out, and asks its identity library for tokens.
    let client = Client::builder()
        .base_url(loopback::start().await?)
        .allow_loopback_http()
        .token(StaticToken::new("an access token"))
        .build()?;
    let folder = std::env::temp_dir().join(format!("large-file-{}", std::process::id()));
    fs::create_dir_all(&folder).await?;
    let done = there_and_back(&client, &folder).await;
    fs::remove_dir_all(&folder).await?;
    done
}

async fn there_and_back(client: &Client, folder: &Path) -> Result<(), Box<dyn Error>> {
    let (sent, fetched) = (source(folder).await?, folder.join("fetched"));
    let item = upload(client, &sent).await?;
    println!("the drive has     {item}");
    let bytes = download(client, &fetched).await?;
    let same = fs::read(&sent).await? == fs::read(&fetched).await?;
    println!("the client has    {bytes} bytes again, {}", if same { "the same" } else { "but others" });
    Ok(())
}

/// The file of the first argument, or one of 32 MiB.
async fn source(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    if let Some(path) = std::env::args_os().nth(1) {
        return Ok(path.into());
    }
    let path = folder.join("sent");
    fs::write(&path, (0..4_u32 << 20).flat_map(|number| u64::from(number).to_le_bytes()).collect::<Vec<_>>()).await?;
    Ok(path)
}

async fn upload(client: &Client, path: &Path) -> Result<Json, Box<dyn Error>> {
    let create = client.request::<Json>(Method::POST, "/me/drive/root:/large.bin:/createUploadSession");
    let mut session = UploadSession::new(client, &create.await?)?;
    let file = Seekable::new(File::open(path).await?);
    let bar = bar("up");
    let shown = bar.clone();
    let upload = session.upload(file).on_progress(move |sent, total| {
        shown.set_length(total);
        shown.set_position(sent);
    });
    let item = upload.send().await?;
    bar.finish();
    Ok(item)
}

async fn download(client: &Client, path: &Path) -> Result<u64, Box<dyn Error>> {
    let content = client.request::<Bytes>(Method::GET, "/me/drive/root:/large.bin:/content");
    let bar = bar("down");
    let shown = bar.clone();
    let request = content.download().on_progress(move |given, total| {
        shown.set_length(total.unwrap_or(given));
        shown.set_position(given);
    });
    let bytes = request.await?.copy_to(&mut File::create(path).await?).await?;
    bar.finish();
    Ok(bytes)
}

fn bar(direction: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>17} {wide_bar} {bytes:>11} {bytes_per_sec:>13}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(0).with_style(style).with_message(direction)
}
