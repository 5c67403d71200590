//! `Store`: the copy of the mailbox, and how far each collection of it is.
//!
//! A page and the link that follows it are written in one transaction. So whatever the program is killed in, the state is that
//! after some page, with the link to go on with; a page that was not written is asked for again.

use std::path::Path;

use redb::{
    Builder, Database, ReadableDatabase as _, ReadableTable as _, StorageBackend, Table, TableDefinition,
    WriteTransaction,
};
use serde_json::{Map, Value};

use crate::BoxError;

/// By collection and id: the generation that the object was last told in, and its members as JSON.
const OBJECTS: TableDefinition<(&str, &str), (u64, &[u8])> = TableDefinition::new("objects");
/// By collection: its [`Place`].
const PLACES: TableDefinition<&str, (u64, bool, &str)> = TableDefinition::new("places");
/// How much of the file is kept in memory, in bytes.
const CACHE: usize = 8 << 20;
/// How many objects are dropped in one transaction.
const SWEPT: usize = 1000;

/// How far a collection is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// How often all was read anew. What was told in an earlier generation alone is not there any more.
    pub generation: u64,
    /// Whether all that is there was told in this generation.
    pub is_swept: bool,
    /// What to ask with next: a next link or a delta link. None to begin with.
    pub link: Option<String>,
}

/// What a page tells of an object.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It has these members; others that it had stay.
    Put(String, Map<String, Value>),
    /// It is not there any more.
    Remove(String),
}

/// The copy of a mailbox, in a file.
pub struct Store(Database);

impl Store {
    /// Opens the file, or makes it.
    pub fn open(path: &Path) -> Result<Self, BoxError> {
        Self::prepared(Builder::new().set_cache_size(CACHE).create(path)?)
    }

    /// Opens what `backend` has; for tests, whose disks fail.
    pub fn with_backend(backend: impl StorageBackend) -> Result<Self, BoxError> {
        Self::prepared(Builder::new().set_cache_size(CACHE).create_with_backend(backend)?)
    }

    fn prepared(database: Database) -> Result<Self, BoxError> {
        let writing = database.begin_write()?;
        writing.open_table(OBJECTS)?;
        writing.open_table(PLACES)?;
        writing.commit()?;
        Ok(Self(database))
    }

    /// How far `collection` is.
    pub fn place(&self, collection: &str) -> Result<Place, BoxError> {
        let places = self.0.begin_read()?.open_table(PLACES)?;
        let place = places.get(collection)?;
        Ok(place.map_or_else(|| Place { is_swept: true, ..Place::default() }, |place| read_place(place.value())))
    }

    /// Writes a page of `collection` and the link that comes after it.
    pub fn apply(&self, collection: &str, changes: &[Change], link: &str) -> Result<(), BoxError> {
        let Place { generation, is_swept, .. } = self.place(collection)?;
        let writing = self.0.begin_write()?;
        {
            let mut objects = writing.open_table(OBJECTS)?;
            for change in changes {
                match change {
                    Change::Put(id, members) => put(&mut objects, (collection, id), generation, members)?,
                    Change::Remove(id) => drop(objects.remove((collection, id.as_str()))?),
                }
            }
        }
        write_place(&writing, collection, (generation, is_swept, link))?;
        Ok(writing.commit()?)
    }

    /// Has `collection` be read anew. What there is stays until all was read.
    pub fn start_afresh(&self, collection: &str) -> Result<(), BoxError> {
        let generation = self.place(collection)?.generation + 1;
        let writing = self.0.begin_write()?;
        write_place(&writing, collection, (generation, false, ""))?;
        Ok(writing.commit()?)
    }

    /// Drops what was told in earlier generations alone, after all of this one was read.
    pub fn sweep(&self, collection: &str) -> Result<(), BoxError> {
        let Place { generation, is_swept, link } = self.place(collection)?;
        if is_swept {
            return Ok(());
        }
        self.drop_objects(collection, |told_in| told_in < generation)?;
        let writing = self.0.begin_write()?;
        write_place(&writing, collection, (generation, true, link.as_deref().unwrap_or_default()))?;
        Ok(writing.commit()?)
    }

    /// Drops all of `collection`, and at last its place.
    pub fn forget(&self, collection: &str) -> Result<(), BoxError> {
        self.drop_objects(collection, |_| true)?;
        let writing = self.0.begin_write()?;
        writing.open_table(PLACES)?.remove(collection)?;
        Ok(writing.commit()?)
    }

    /// Drops the objects whose generation `is_old`, a few in each transaction: it may be killed between them, and goes on.
    fn drop_objects(&self, collection: &str, is_old: impl Fn(u64) -> bool) -> Result<(), BoxError> {
        let mut after = None;
        loop {
            let mut old = Vec::new();
            let all = self.visit(collection, after.as_deref(), |id, told_in, _| {
                if is_old(told_in) {
                    old.push(id.to_owned());
                }
                Ok(old.len() < SWEPT)
            })?;
            let writing = self.0.begin_write()?;
            for id in &old {
                writing.open_table(OBJECTS)?.remove((collection, id.as_str()))?;
            }
            writing.commit()?;
            if all {
                return Ok(());
            }
            after = old.pop();
        }
    }

    /// The names of all collections of which something was read.
    pub fn collections(&self) -> Result<Vec<String>, BoxError> {
        let places = self.0.begin_read()?.open_table(PLACES)?;
        places.iter()?.map(|entry| Ok(entry?.0.value().to_owned())).collect()
    }

    /// The ids of the objects of `collection`.
    pub fn ids(&self, collection: &str) -> Result<Vec<String>, BoxError> {
        let mut ids = Vec::new();
        self.visit(collection, None, |id, _, _| {
            ids.push(id.to_owned());
            Ok(true)
        })?;
        Ok(ids)
    }

    /// Shows each object of `collection`, one after the other, with its id.
    pub fn each(&self, collection: &str, mut show: impl FnMut(&str, Map<String, Value>)) -> Result<(), BoxError> {
        self.visit(collection, None, |id, _, members| {
            show(id, serde_json::from_slice(members)?);
            Ok(true)
        })?;
        Ok(())
    }

    /// Shows id, generation and members of each object behind the id `after`, until there is none, or `show` says so with `false`.
    /// Gives whether all were shown.
    fn visit(
        &self,
        collection: &str,
        after: Option<&str>,
        mut show: impl FnMut(&str, u64, &[u8]) -> Result<bool, BoxError>,
    ) -> Result<bool, BoxError> {
        let objects = self.0.begin_read()?.open_table(OBJECTS)?;
        for entry in objects.range((collection, after.unwrap_or_default())..)? {
            let (key, value) = entry?;
            let (of, id) = key.value();
            if of != collection {
                break;
            }
            let (generation, members) = value.value();
            if after != Some(id) && !show(id, generation, members)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Puts members over those that the object had in this generation; those of an earlier one no longer count.
fn put(
    objects: &mut Table<'_, (&'static str, &'static str), (u64, &'static [u8])>,
    key: (&str, &str),
    generation: u64,
    members: &Map<String, Value>,
) -> Result<(), BoxError> {
    let mut all = match objects.get(key)?.map(|known| (known.value().0, serde_json::from_slice(known.value().1))) {
        Some((told_in, known)) if told_in == generation => known?,
        _ => Map::new(),
    };
    all.extend(members.clone());
    objects.insert(key, (generation, &*serde_json::to_vec(&all)?))?;
    Ok(())
}

fn read_place((generation, is_swept, link): (u64, bool, &str)) -> Place {
    Place { generation, is_swept, link: (!link.is_empty()).then(|| link.to_owned()) }
}

fn write_place(writing: &WriteTransaction, collection: &str, place: (u64, bool, &str)) -> Result<(), BoxError> {
    writing.open_table(PLACES)?.insert(collection, place)?;
    Ok(())
}
