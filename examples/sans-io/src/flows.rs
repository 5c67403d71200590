//! What a mail program does, in the order of a day: each line that sends is driven by the host.

use std::error::Error;

use graph_runtime::Client;
use graph_runtime::model::{Binary, DeltaItem};

use crate::graph::GraphClient;
use crate::graph::me::messages::item::r#move::MovePostRequestBody;
use crate::graph::models::Message;
use crate::host::drive;

/// A message as mail programs write it (RFC 5322).
const MIME: &str = "To: ada@contoso.com\r\nSubject: The engine\r\nContent-Type: text/plain\r\n\r\nIt runs.\r\n";

/// Tells what there is of folders, page after page, and gives the link to what will change from here on.
pub fn folders(graph: &GraphClient) -> Result<String, Box<dyn Error>> {
    let mut folders = graph.me().mail_folders().delta().get().items();
    while let Some(folder) = drive(folders.try_next())?? {
        match folder {
            DeltaItem::Present(folder) => println!("folder {}", folder.display_name.unwrap_or_default()),
            DeltaItem::Removed(folder) => println!("folder {} is gone", folder.id().unwrap_or_default()),
        }
    }
    let link = folders.delta_link().ok_or("the last page of a delta has a delta link")?;
    Ok(link.to_owned())
}

/// Tells what there is of messages in a folder, and gives the ids of those that were read.
pub fn messages(graph: &GraphClient, folder: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let messages = graph.me().mail_folders().by_mail_folder_id(folder).messages().delta().get();
    let mut messages = messages.select((Message::SUBJECT, Message::IS_READ)).page_size(50).items();
    let mut read = Vec::new();
    while let Some(message) = drive(messages.try_next())?? {
        // Of those that are gone, nothing is to be done.
        let Some(message) = message.into_present() else { continue };
        println!("message {}", message.subject.unwrap_or_default());
        if message.is_read == Some(true) {
            read.extend(message.id);
        }
    }
    Ok(read)
}

/// Writes a draft in MIME format and sends it; gives its id, which is immutable.
pub fn write(graph: &GraphClient) -> Result<String, Box<dyn Error>> {
    let draft = drive(graph.me().messages().post_text(Binary::from_bytes(MIME)))??;
    let id = draft.id.ok_or("a draft has an id")?;
    println!("draft {id}: {}", draft.subject.unwrap_or_default());
    drive(graph.me().messages().by_message_id(&id).send().post())??;
    Ok(id)
}

/// Moves a message to the archive.
pub fn file(graph: &GraphClient, id: &str) -> Result<(), Box<dyn Error>> {
    let body = MovePostRequestBody { destination_id: Some("archive".to_owned()), ..Default::default() };
    let moved = drive(graph.me().messages().by_message_id(id).r#move().post(body))??;
    println!("moved {}", moved.id.unwrap_or_default());
    Ok(())
}

/// Deletes messages, up to 20 in one exchange; one that is gone already is no failure.
pub fn delete(client: &Client, graph: &GraphClient, ids: &[String]) -> Result<(), Box<dyn Error>> {
    let mut batch = client.batch();
    let tickets: Vec<_> = ids.iter().map(|id| batch.add(graph.me().messages().by_message_id(id).delete())).collect();
    let mut answers = drive(batch.send())?;
    for (id, ticket) in ids.iter().zip(tickets) {
        match answers.take(ticket) {
            Ok(()) => println!("deleted {id}"),
            Err(error) if error.is_not_found() => println!("{id} was gone"),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
