//! Asks the real Graph who is signed in with Azure's developer tools.
//!
//! Run it with `az login` and then `cargo run -p signed-in`.

use std::error::Error;

use azure_identity::DeveloperToolsCredential;
use graph_runtime::model::Json;
use graph_runtime::{Client, Request};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder().credential(DeveloperToolsCredential::new(None)?).build()?;
    let me = Request::<Json>::get(&client.route(), "{+baseurl}/me").await?;
    println!("{}", me.as_str());
    Ok(())
}
