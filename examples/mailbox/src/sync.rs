//! What is asked of Graph, and in which order, so that the [`Store`] is what the mailbox is.

use graph_runtime::model::{AdditionalData, DeltaItem, Model, Value, to_vec};
use graph_runtime::{Error, Page, Request};
use serde_json::Map;

use crate::BoxError;
use crate::graph::GraphClient;
use crate::graph::models::{MailFolder, Message};
use crate::store::{Change, Store};

/// The collection of all folders.
pub const FOLDERS: &str = "folders";
/// The collection of the events of the period.
pub const EVENTS: &str = "events";
/// What the collections of messages begin with; the id of their folder follows.
const MESSAGES: &str = "messages/";

/// A period of a calendar: its beginning and its end, in UTC.
#[derive(Clone, Copy, Debug)]
pub struct Period<'p>(pub &'p str, pub &'p str);

/// The collection of the messages in a folder.
pub fn messages_of(folder: &str) -> String {
    format!("{MESSAGES}{folder}")
}

/// Brings `store` in step with the mailbox: its folders, the messages of each, and the events of `period`.
///
/// It may be stopped or killed anywhere, and goes on from there the next time. `period` has to be the same each time: the delta
/// links have it within them.
///
/// # Errors
/// What Graph failed of, after the client's retries, or the disk.
pub async fn synchronize(graph: &GraphClient, store: &Store, period: Period<'_>) -> Result<(), BoxError> {
    let folders =
        || graph.me().mail_folders().delta().get().select((MailFolder::DISPLAY_NAME, MailFolder::PARENT_FOLDER_ID));
    round(store, FOLDERS, folders, |page| &page.additional_data).await?;
    for folder in store.ids(FOLDERS)? {
        let messages = graph.me().mail_folders().by_mail_folder_id(&folder).messages();
        let messages =
            || messages.delta().get().select((Message::SUBJECT, Message::IS_READ, Message::RECEIVED_DATE_TIME));
        match round(store, &messages_of(&folder), messages, |page| &page.additional_data).await {
            // The folder was deleted meanwhile, which the next run is told with the folders.
            Err(error) if of_graph(&error).is_some_and(Error::is_not_found) => {}
            done => done?,
        }
    }
    forget_folders(store)?;
    let Period(start, end) = period;
    let events = || graph.me().calendar_view().delta().get(start, end);
    round(store, EVENTS, events, |page| &page.additional_data).await
}

/// Drops the messages of folders that are not there any more.
fn forget_folders(store: &Store) -> Result<(), BoxError> {
    let folders = store.ids(FOLDERS)?;
    for collection in store.collections()? {
        if let Some(folder) = collection.strip_prefix(MESSAGES)
            && !folders.iter().any(|known| known == folder)
        {
            store.forget(&collection)?;
        }
    }
    Ok(())
}

/// Brings one collection in step: from where it is, or from the beginning if the service does not know that place any more.
async fn round<P, T, Q>(
    store: &Store,
    collection: &str,
    first: impl Fn() -> Request<P, Q>,
    rest: impl Fn(&P) -> &AdditionalData,
) -> Result<(), BoxError>
where
    P: Page<Item = DeltaItem<T>>,
    T: Model + Value,
{
    match pages(store, collection, first(), &rest).await {
        Err(error) if of_graph(&error).is_some_and(is_out_of_step) => {
            store.start_afresh(collection)?;
            pages(store, collection, first(), &rest).await?;
        }
        done => done?,
    }
    store.sweep(collection)
}

/// Writes page after page, each with the link that comes after it, up to the delta link. `rest` is what a page holds beside its
/// items.
async fn pages<P, T, Q>(
    store: &Store,
    collection: &str,
    first: Request<P, Q>,
    rest: impl Fn(&P) -> &AdditionalData,
) -> Result<(), BoxError>
where
    P: Page<Item = DeltaItem<T>>,
    T: Model + Value,
{
    let request = match store.place(collection)?.link {
        Some(link) => first.resume(link),
        None => first,
    };
    let mut pages = request.pages();
    while let Some(mut page) = pages.try_next().await? {
        let items = page.value_mut().take().unwrap_or_default();
        let mut changes = items.iter().map(change).collect::<Result<Vec<_>, _>>()?;
        // The copy is of JSON, so it also takes what is not of the type that the description says; each stood at its position.
        for item in rest(&page).unread_items() {
            let position = item.position().first().copied().unwrap_or_default();
            changes.insert(position.min(changes.len()), unread_change(serde_json::from_str(item.raw())?)?);
        }
        let link = pages.next_link().or(pages.delta_link()).ok_or("the last page has no delta link")?;
        store.apply(collection, &changes, link)?;
    }
    Ok(())
}

fn change<T: Model + Value>(item: &DeltaItem<T>) -> Result<Change, BoxError> {
    let id = item.id().ok_or("an item has no id")?.into_owned();
    Ok(match item {
        DeltaItem::Present(object) => Change::Put(id, serde_json::from_slice(&to_vec(object)?)?),
        DeltaItem::Removed(_) => Change::Remove(id),
    })
}

fn unread_change(object: Map<String, serde_json::Value>) -> Result<Change, BoxError> {
    let id = object.get("id").and_then(serde_json::Value::as_str).ok_or("an item has no id")?.to_owned();
    Ok(if object.contains_key("@removed") { Change::Remove(id) } else { Change::Put(id, object) })
}

fn of_graph(error: &BoxError) -> Option<&Error> {
    error.downcast_ref()
}

/// Whether the service does not know the place any more and all has to be read again (Microsoft Learn, "Use delta query to track
/// changes in Microsoft Graph data", "Synchronization reset"): 410, whatever its code, or one of the codes for it.
fn is_out_of_step(error: &Error) -> bool {
    let codes = ["syncStateNotFound", "resyncRequired"];
    error.is_gone() || error.code().is_some_and(|code| codes.iter().any(|known| known.eq_ignore_ascii_case(code)))
}
