//! The tables `rooms` and `queue_items`.

use matinee_database::{DatabaseError, Store, Transaction};
use matinee_proto::Refusal;
use room_core::{Item, Media};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::document::Document;
use super::{Result, SavedError};

/// Items written by one statement: thirteen parameters each, and SQLite takes 32,766.
const ITEMS_AT_ONCE: usize = 200;
/// Rooms that stay of one user that are looked at.
const PERSISTENT_MAX: i64 = 1_000;

/// Where a page of somebody's rooms begins: after this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// When it was made.
    pub created_at: i64,
    /// Its id.
    pub id: String,
}

/// A room in its owner's list.
#[derive(Debug)]
pub struct Own {
    /// The room.
    pub document: Document,
    /// Items of its queue.
    pub queue_count: u32,
    /// When somebody was last in it.
    pub used_at: i64,
    /// When it is forgotten unless somebody comes; 0 = never.
    pub expires_at: i64,
    /// The place after it.
    pub place: Page,
}

/// An address that somebody else has is a refusal; anything else passes.
pub fn address_taken(error: SavedError) -> Refusal {
    match error {
        SavedError::Database(error) if error.is_unique_violation() => {
            Refusal::new("address_taken", "this address belongs to another room")
        }
        other => other.into(),
    }
}

/// Writes rooms in one transaction, each only if this is newer than what is there; those that are
/// closed go.
pub async fn write(store: &Store, documents: &[Document]) -> Result<()> {
    let mut sorted: Vec<&Document> = documents.iter().collect();
    // Two replicas that write the same rooms must not wait for each other crosswise.
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    let mut transaction = store.begin().await?;
    for document in sorted {
        if document.closed {
            delete_one(&mut transaction, &document.id).await?;
        } else {
            write_one(&mut transaction, document).await?;
        }
    }
    Ok(transaction.commit().await?)
}

/// What is written of the address is nothing: it changes by [`set_address`] alone.
async fn write_one(transaction: &mut Transaction, document: &Document) -> Result<()> {
    let before: Option<(i64, String)> = sqlx::query_as("SELECT version, queue_digest FROM rooms WHERE id = $1")
        .bind(&document.id)
        .fetch_optional(&mut **transaction)
        .await?;
    if before.as_ref().is_some_and(|(version, _)| *version >= document.version) {
        return Ok(());
    }
    let written = put(transaction, document, "").await?;
    let same_queue = before.is_some_and(|(_, digest)| digest == document.queue_digest);
    if written && !same_queue {
        write_queue(transaction, document).await?;
    }
    Ok(())
}

/// Inserts a room or updates an older one; whether it was written.
async fn put(transaction: &mut Transaction, document: &Document, address: &str) -> Result<bool> {
    let put = sqlx::query(
        "INSERT INTO rooms (id, version, owner_id, host_id, address, name, persistent, state, queue_digest, queue_count, \
         created_at, saved_at, used_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, owner_id = excluded.owner_id, \
         host_id = excluded.host_id, name = excluded.name, persistent = excluded.persistent, state = excluded.state, \
         queue_digest = excluded.queue_digest, queue_count = excluded.queue_count, saved_at = excluded.saved_at, \
         used_at = excluded.used_at, expires_at = excluded.expires_at WHERE rooms.version < excluded.version",
    );
    let put = put.bind(&document.id).bind(document.version).bind(&document.owner).bind(&document.host);
    let put = put.bind(address).bind(&document.name).bind(i64::from(document.persistent)).bind(&document.state);
    let put = put.bind(&document.queue_digest).bind(i64::try_from(document.queue.len()).unwrap_or(i64::MAX));
    let put = put.bind(document.created_at).bind(document.saved_at).bind(document.used_at).bind(document.expires_at);
    Ok(put.execute(&mut **transaction).await?.rows_affected() == 1)
}

async fn write_queue(transaction: &mut Transaction, document: &Document) -> Result<()> {
    let clear = sqlx::query("DELETE FROM queue_items WHERE room_id = $1").bind(&document.id);
    clear.execute(&mut **transaction).await?;
    for (chunk, items) in document.queue.chunks(ITEMS_AT_ONCE).enumerate() {
        let row = |number: usize| {
            let parameters: Vec<String> = (1..=13).map(|column| format!("${}", number * 13 + column)).collect();
            format!("({})", parameters.join(", "))
        };
        let rows: Vec<String> = (0..items.len()).map(row).collect();
        let sql = format!(
            "INSERT INTO queue_items (room_id, place, item_id, provider, media_id, url, title, channel, duration, \
             thumbnail_url, live, start_at, added_by) VALUES {}",
            rows.join(", ")
        );
        let mut insert = sqlx::query(AssertSqlSafe(sql));
        for (number, item) in items.iter().enumerate() {
            let place = i64::try_from(chunk * ITEMS_AT_ONCE + number).unwrap_or(i64::MAX);
            let media = &item.media;
            insert = insert.bind(&document.id).bind(place).bind(item.id.as_str()).bind(&media.provider);
            insert = insert.bind(&media.media_id).bind(&media.url).bind(&media.title).bind(&media.channel);
            insert = insert.bind(media.duration).bind(&media.thumbnail_url).bind(i64::from(media.live));
            insert = insert.bind(media.start).bind(item.added_by.as_str());
        }
        insert.execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Writes a room that nobody has made yet, with its address; `None` if the id is taken.
pub async fn insert(store: &Store, document: &Document) -> Result<Option<()>> {
    let mut transaction = store.begin().await?;
    let exists = sqlx::query_scalar::<_, i64>("SELECT version FROM rooms WHERE id = $1").bind(&document.id);
    if exists.fetch_optional(&mut *transaction).await?.is_some() {
        return Ok(None);
    }
    put(&mut transaction, document, &document.address).await?;
    write_queue(&mut transaction, document).await?;
    transaction.commit().await?;
    Ok(Some(()))
}

const COLUMNS: &str = "id, version, owner_id, host_id, address, name, persistent, state, queue_digest, queue_count, \
     created_at, saved_at, used_at, expires_at";

fn document(row: &AnyRow) -> Result<Document, sqlx::Error> {
    Ok(Document {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        owner: row.try_get("owner_id")?,
        host: row.try_get("host_id")?,
        address: row.try_get("address")?,
        name: row.try_get("name")?,
        persistent: row.try_get::<i64, _>("persistent")? != 0,
        closed: false,
        state: row.try_get("state")?,
        queue_digest: row.try_get("queue_digest")?,
        queue: Vec::new(),
        created_at: row.try_get("created_at")?,
        saved_at: row.try_get("saved_at")?,
        used_at: row.try_get("used_at")?,
        expires_at: row.try_get("expires_at")?,
    })
}

/// What a row of `queue_items` or `playlist_items` says of what is to be played.
pub fn media(row: &AnyRow) -> Result<Media, sqlx::Error> {
    Ok(Media {
        provider: row.try_get("provider")?,
        media_id: row.try_get("media_id")?,
        url: row.try_get("url")?,
        title: row.try_get("title")?,
        channel: row.try_get("channel")?,
        duration: row.try_get("duration")?,
        thumbnail_url: row.try_get("thumbnail_url")?,
        live: row.try_get::<i64, _>("live")? != 0,
        start: row.try_get("start_at")?,
    })
}

fn item(row: &AnyRow) -> Result<Item, sqlx::Error> {
    let (id, added_by): (String, String) = (row.try_get("item_id")?, row.try_get("added_by")?);
    Ok(Item { id: id.into(), media: media(row)?, added_by: added_by.into() })
}

/// A room with its queue, both as of one commit.
pub async fn load(store: &Store, room: &str) -> Result<Option<Document>> {
    store.read("rooms", find(store, room)).await
}

async fn find(store: &Store, room: &str) -> Result<Option<Document>> {
    let mut connection = store.pool().begin().await?;
    let sql = format!("SELECT {COLUMNS} FROM rooms WHERE id = $1{}", store.for_update());
    let row = sqlx::query(AssertSqlSafe(sql)).bind(room).fetch_optional(&mut *connection).await?;
    let Some(row) = row else { return Ok(None) };
    let mut document = document(&row)?;
    let items = sqlx::query("SELECT * FROM queue_items WHERE room_id = $1 ORDER BY place").bind(room);
    let items = items.fetch_all(&mut *connection).await?;
    document.queue = items.iter().map(item).collect::<Result<_, _>>()?;
    Ok(Some(document))
}

pub async fn has(store: &Store, room: &str) -> Result<bool> {
    let row = sqlx::query_scalar::<_, i64>("SELECT version FROM rooms WHERE id = $1").bind(room);
    Ok(store.read("rooms", row.fetch_optional(store.pool())).await?.is_some())
}

pub async fn of_address(store: &Store, address: &str) -> Result<Option<String>> {
    let row = sqlx::query_scalar("SELECT id FROM rooms WHERE address = $1 AND address <> ''").bind(address);
    Ok(store.read("rooms", row.fetch_optional(store.pool())).await?)
}

pub async fn set_address(store: &Store, room: &str, address: &str) -> Result<()> {
    let mut transaction = store.begin().await?;
    let set = sqlx::query("UPDATE rooms SET address = $1 WHERE id = $2").bind(address).bind(room);
    set.execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

pub async fn delete(store: &Store, rooms: &[String]) -> Result<()> {
    let mut transaction = store.begin().await?;
    for room in rooms {
        delete_one(&mut transaction, room).await?;
    }
    Ok(transaction.commit().await?)
}

async fn delete_one(transaction: &mut Transaction, room: &str) -> Result<(), DatabaseError> {
    sqlx::query("DELETE FROM rooms WHERE id = $1").bind(room).execute(&mut **transaction).await?;
    Ok(())
}

/// Rooms that expired before an instant, with the instants at which they did.
pub async fn expired(store: &Store, before: i64, limit: i64) -> Result<Vec<(String, i64)>> {
    let expired = sqlx::query_as(
        "SELECT id, expires_at FROM rooms WHERE expires_at > 0 AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
    );
    Ok(expired.bind(before).bind(limit).fetch_all(store.pool()).await?)
}

/// Ends rooms whose expiry is still this one, and puts off that of the others.
pub async fn expire(store: &Store, gone: &[(String, i64)], live: &[(String, i64)], until: i64) -> Result<()> {
    let mut transaction = store.begin().await?;
    for (room, at) in gone {
        let delete = sqlx::query("DELETE FROM rooms WHERE id = $1 AND expires_at = $2").bind(room).bind(at);
        delete.execute(&mut *transaction).await?;
    }
    for (room, at) in live {
        let later = sqlx::query("UPDATE rooms SET expires_at = $1 WHERE id = $2 AND expires_at = $3");
        later.bind(until).bind(room).bind(at).execute(&mut *transaction).await?;
    }
    Ok(transaction.commit().await?)
}

pub async fn of_user(store: &Store, user: &str, after: Option<&Page>, limit: u32, now: i64) -> Result<Vec<Own>> {
    let place = if after.is_some() { " AND (created_at < $4 OR (created_at = $5 AND id < $6))" } else { "" };
    let sql = format!(
        "SELECT {COLUMNS} FROM rooms WHERE host_id = $1 AND (expires_at = 0 OR expires_at > $2){place} \
         ORDER BY created_at DESC, id DESC LIMIT $3"
    );
    let mut select = sqlx::query(AssertSqlSafe(sql)).bind(user).bind(now).bind(i64::from(limit));
    if let Some(Page { created_at, id }) = after {
        select = select.bind(created_at).bind(created_at).bind(id);
    }
    let rows = store.read("rooms", select.fetch_all(store.pool())).await?;
    let own = |row: &AnyRow| {
        let document = document(row)?;
        Ok(Own {
            queue_count: u32::try_from(row.try_get::<i64, _>("queue_count")?).unwrap_or(u32::MAX),
            used_at: document.used_at,
            expires_at: document.expires_at,
            place: Page { created_at: document.created_at, id: document.id.clone() },
            document,
        })
    };
    rows.iter().map(own).collect()
}

pub async fn persistent_of(store: &Store, user: &str) -> Result<Vec<String>> {
    let select = sqlx::query_scalar("SELECT id FROM rooms WHERE owner_id = $1 AND persistent = 1 ORDER BY id LIMIT $2");
    Ok(select.bind(user).bind(PERSISTENT_MAX).fetch_all(store.pool()).await?)
}

/// All rooms that belong to a user, some at a time.
pub async fn all_of(store: &Store, user: &str, limit: i64) -> Result<Vec<String>> {
    let select = sqlx::query_scalar("SELECT id FROM rooms WHERE host_id = $1 OR owner_id = $2 ORDER BY id LIMIT $3");
    Ok(select.bind(user).bind(user).bind(limit).fetch_all(store.pool()).await?)
}
