//! The other side: a mailbox on this machine, which tells its changes as the documentation of delta functions says, throttles a
//! third of its requests, and forgets how far its callers are when told to.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

use crate::sync::{EVENTS, FOLDERS, messages_of};

/// A mailbox. Clones are the same one.
#[derive(Clone)]
pub struct Mailbox(Arc<Mutex<Inside>>);

/// What a test wants to know of each request, before and after it is answered.
type Watch = Box<dyn FnMut() -> bool + Send>;

struct Inside {
    collections: BTreeMap<String, Collection>,
    random: fastrand::Rng,
    /// Counts changes, of whatever there is.
    version: u64,
    /// Which links are known: of each number, those of this one.
    era: u64,
    retry_after: u32,
    requests: usize,
    watch: Option<Watch>,
    base_url: String,
}

/// By id what there is and was; and the ids by the version of their last change.
#[derive(Default)]
struct Collection {
    objects: BTreeMap<String, Object>,
    changes: BTreeMap<u64, String>,
}

struct Object {
    version: u64,
    /// Its members, each with the version that it is of; none where it was removed.
    members: Option<BTreeMap<&'static str, (u64, Value)>>,
}

/// What a link holds: which changes were known when the round began, the version that it began at, and the last one that was told.
#[derive(Clone, Copy)]
struct Cursor {
    era: u64,
    known: u64,
    begun: u64,
    told: u64,
}

impl Mailbox {
    /// An empty mailbox; what is random in it comes from `seed`.
    pub fn new(seed: u64) -> Self {
        let inside = Inside {
            collections: [FOLDERS, EVENTS].map(|name| (name.to_owned(), Collection::default())).into(),
            random: fastrand::Rng::with_seed(seed),
            version: 0,
            era: 0,
            retry_after: 0,
            requests: 0,
            watch: None,
            base_url: String::new(),
        };
        Self(Arc::new(Mutex::new(inside)))
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds folders with messages, `messages` of them in all and half of them in the first folder, and a tenth as many events.
    pub fn fill(&self, folders: usize, messages: usize) {
        let mut inside = self.inside();
        for _ in 0..folders {
            inside.add_folder();
        }
        let all = inside.folders();
        for number in 0..messages {
            let folder = if number % 2 == 0 { 0 } else { number / 2 % all.len() };
            inside.add(&messages_of(&all[folder]));
        }
        for _ in 0..messages / 10 {
            inside.add(EVENTS);
        }
    }

    /// So many changes at random: objects that are new, changed, cleared in part, moved or removed, or have a member of another
    /// type than is described; folders come and go.
    pub fn change(&self, changes: usize) {
        let mut inside = self.inside();
        for _ in 0..changes {
            inside.change();
        }
    }

    /// Forgets how far its callers are: their links are answered 410.
    pub fn forget_links(&self) {
        self.inside().era += 1;
    }

    /// Says this wait when it throttles, in seconds.
    pub fn retry_after(&self, seconds: u32) {
        self.inside().retry_after = seconds;
    }

    /// How many requests have come.
    pub fn requests(&self) -> usize {
        self.inside().requests
    }

    /// Calls `watch` with each request, before it is answered; where that gives `false`, no answer comes.
    pub fn watch(&self, watch: impl FnMut() -> bool + Send + 'static) {
        self.inside().watch = Some(Box::new(watch));
    }

    /// Shows the members of each object that is there, with its collection and id.
    pub fn each(&self, mut show: impl FnMut(&str, &str, Map<String, Value>)) {
        for (name, collection) in &self.inside().collections {
            for (id, object) in &collection.objects {
                if let Some(members) = &object.members {
                    let members = members.iter().map(|(name, (_, value))| ((*name).to_owned(), value.clone()));
                    show(name, id, members.collect());
                }
            }
        }
    }

    /// Starts the server on a free port and gives the base URL to send to.
    pub async fn start(&self) -> io::Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base_url = format!("http://{}/v1.0", listener.local_addr()?);
        self.inside().base_url.clone_from(&base_url);
        let router = Router::new().fallback(answer).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(base_url)
    }
}

async fn answer(State(mailbox): State<Mailbox>, uri: Uri, headers: HeaderMap) -> Response<Body> {
    // Taken out meanwhile: it may look at the mailbox.
    let watch = mailbox.inside().watch.take();
    if let Some(mut watch) = watch {
        let answers = watch();
        mailbox.inside().watch.get_or_insert(watch);
        if !answers {
            return std::future::pending().await;
        }
    }
    mailbox.inside().answer(&uri, &headers)
}

impl Inside {
    fn answer(&mut self, uri: &Uri, headers: &HeaderMap) -> Response<Body> {
        self.requests += 1;
        if self.random.u8(..3) == 0 {
            let mut throttled = error(StatusCode::TOO_MANY_REQUESTS, "TooManyRequests");
            throttled.headers_mut().insert("retry-after", self.retry_after.into());
            return throttled;
        }
        let preference = |name: &str| {
            let values = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
            values.flat_map(|value| value.split(',')).find_map(|value| value.trim().strip_prefix(name)?.parse().ok())
        };
        let size: usize = preference("odata.maxpagesize=").unwrap_or(10);
        let path = uri.path().trim_start_matches("/v1.0/me/").trim_end_matches("/delta()");
        let name = match path.strip_prefix("mailFolders/").and_then(|path| path.strip_suffix("/messages")) {
            Some(folder) => messages_of(folder),
            None => if path == "mailFolders" { FOLDERS } else { EVENTS }.to_owned(),
        };
        let known = uri.query().and_then(|query| query.split_once("token=")).map(|(_, token)| Cursor::parse(token));
        let cursor = match known {
            Some(Some(cursor)) if cursor.era == self.era => cursor,
            Some(_) => {
                let code = if self.random.bool() { "SyncStateNotFound" } else { "resyncRequired" };
                return error(StatusCode::GONE, code);
            }
            None => Cursor { era: self.era, known: 0, begun: self.version, told: 0 },
        };
        let Some(collection) = self.collections.get(&name) else {
            return error(StatusCode::NOT_FOUND, "ErrorItemNotFound");
        };
        let (items, link) = collection.page(cursor, self.version, size);
        let (name, option) =
            if link.1 { ("@odata.deltaLink", "$deltatoken") } else { ("@odata.nextLink", "$skiptoken") };
        let url = format!("{}/me/{path}/delta()?{option}={}", self.base_url, link.0);
        json_answer(StatusCode::OK, &json!({"value": items, name: url}))
    }

    fn folders(&self) -> Vec<String> {
        let folders = self.collections[FOLDERS].objects.iter();
        folders.filter(|(_, folder)| folder.members.is_some()).map(|(id, _)| id.clone()).collect()
    }

    fn add_folder(&mut self) {
        let folder = self.add(FOLDERS);
        self.collections.insert(messages_of(&folder), Collection::default());
    }

    /// Adds an object; its id is new.
    fn add(&mut self, collection: &str) -> String {
        let id = format!("{}{:08}", collection.as_bytes()[0] as char, self.version + 1);
        let text = format!("{:x}", self.random.u64(..));
        let members = match collection {
            FOLDERS => vec![("displayName", json!(text)), ("parentFolderId", Value::Null)],
            EVENTS => vec![("subject", json!(text)), ("isCancelled", json!(false))],
            _ => vec![
                ("subject", json!(text)),
                ("isRead", json!(false)),
                ("receivedDateTime", json!("2027-01-01T08:00:00Z")),
            ],
        };
        self.tell(collection, &id, Some(members));
        id
    }

    fn change(&mut self) {
        let names: Vec<_> = self.collections.keys().cloned().collect();
        let name = names[self.random.usize(..names.len())].clone();
        let kind = self.random.u8(..10);
        let there = self.collections[&name].objects.iter().filter(|(_, object)| object.members.is_some());
        let ids: Vec<_> = there.map(|(id, _)| id.clone()).collect();
        let id = if ids.is_empty() { None } else { Some(ids[self.random.usize(..ids.len())].clone()) };
        match (id, kind) {
            (None, _) | (_, 0..3) if name == FOLDERS => self.add_folder(),
            (None, _) | (_, 0..3) => drop(self.add(&name)),
            (Some(id), 3..5) => {
                self.tell(&name, &id, None);
                if name == FOLDERS {
                    self.collections.remove(&messages_of(&id));
                }
            }
            (Some(id), 5) if name.starts_with("messages/") => self.move_message(&name, &id),
            (Some(id), _) => {
                let member = if name == FOLDERS { "displayName" } else { "subject" };
                let value = match self.random.u8(..4) {
                    0 => Value::Null,
                    // Not what the description says, which services do at times.
                    1 => json!(self.random.u32(..)),
                    _ => json!(format!("{:x}", self.random.u64(..))),
                };
                self.tell(&name, &id, Some(vec![(member, value)]));
            }
        }
    }

    /// Moves a message to a folder, where it keeps its immutable id.
    fn move_message(&mut self, from: &str, id: &str) {
        let folders = self.folders();
        let to = messages_of(&folders[self.random.usize(..folders.len())]);
        let members = self.collections[from].objects[id].members.as_ref();
        let members = members.map(|members| members.iter().map(|(name, (_, value))| (*name, value.clone())).collect());
        self.tell(from, id, None);
        self.tell(&to, id, members);
    }

    /// Notes a change: members that are new, or that the object is removed.
    fn tell(&mut self, collection: &str, id: &str, members: Option<Vec<(&'static str, Value)>>) {
        self.version += 1;
        let version = self.version;
        let Collection { objects, changes } = self.collections.get_mut(collection).expect("it is there");
        let known = objects.remove(id);
        if let Some(known) = &known {
            changes.remove(&known.version);
        }
        let members = members.map(|new| {
            let mut all = known.and_then(|known| known.members).unwrap_or_default();
            all.extend(new.into_iter().map(|(name, value)| (name, (version, value))));
            all
        });
        objects.insert(id.to_owned(), Object { version, members });
        changes.insert(version, id.to_owned());
    }
}

impl Collection {
    /// The next items, and what the link after them holds: whether it is a delta link, too. Of what was known before the round, only
    /// members that have changed come.
    fn page(&self, cursor: Cursor, now: u64, size: usize) -> (Vec<Value>, (String, bool)) {
        let Cursor { era, known, begun, told } = cursor;
        let mut items = Vec::new();
        for (version, id) in self.changes.range(told + 1..) {
            if items.len() == size {
                let last = version - 1;
                return (items, (format!("{era}-{known}-{begun}-{last}"), false));
            }
            match &self.objects[id].members {
                Some(members) => {
                    let changed = members.iter().filter(|(_, (version, _))| *version > known);
                    let changed = changed.map(|(name, (_, value))| ((*name).to_owned(), value.clone()));
                    items.push(Value::Object([("id".to_owned(), json!(id))].into_iter().chain(changed).collect()));
                }
                // Who reads all for the first time need not hear of what was gone before.
                None if known == 0 && *version <= begun => {}
                None => items.push(json!({"id": id, "@removed": {"reason": "deleted"}})),
            }
        }
        (items, (format!("{era}-{now}-{now}-{now}"), true))
    }
}

impl Cursor {
    fn parse(token: &str) -> Option<Self> {
        let mut numbers = token.split('-').map(|number| number.parse().ok());
        let mut next = || numbers.next()?;
        Some(Self { era: next()?, known: next()?, begun: next()?, told: next()? })
    }
}

fn error(status: StatusCode, code: &str) -> Response<Body> {
    json_answer(status, &json!({"error": {"code": code, "message": "as it was to be"}}))
}

fn json_answer(status: StatusCode, body: &Value) -> Response<Body> {
    let answer = Response::builder().status(status).header("content-type", "application/json");
    answer.body(body.to_string().into()).expect("status and header are valid")
}
