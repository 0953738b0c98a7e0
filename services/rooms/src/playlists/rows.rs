//! The tables `playlists` and `playlist_items`.

use matinee_database::{Store, Transaction};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use super::{Entry, Playlist};
use crate::saved::{Result, media};

/// Items written by one statement: twelve parameters each, and SQLite takes 32,766.
const ITEMS_AT_ONCE: usize = 200;
const COLUMNS: &str = "id, name, version, item_count, created_at, updated_at";

/// Where a page begins: after this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// When it was last changed.
    pub updated_at: i64,
    /// Its id.
    pub id: String,
}

fn playlist(row: &AnyRow) -> Result<Playlist, sqlx::Error> {
    Ok(Playlist {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        version: row.try_get("version")?,
        item_count: row.try_get("item_count")?,
        created_at: row.try_get("created_at")?,
        updated_at: row.try_get("updated_at")?,
    })
}

fn entry(row: &AnyRow) -> Result<Entry, sqlx::Error> {
    Ok(Entry::new(row.try_get("item_id")?, media(row)?))
}

/// Playlists of a user, the last changed first.
pub async fn of_user(store: &Store, user: &str, after: Option<&Place>, limit: u32) -> Result<Vec<Playlist>> {
    let place = if after.is_some() { " AND (updated_at < $3 OR (updated_at = $4 AND id < $5))" } else { "" };
    let sql = format!(
        "SELECT {COLUMNS} FROM playlists WHERE owner_id = $1{place} ORDER BY updated_at DESC, id DESC LIMIT $2"
    );
    let mut select = sqlx::query(AssertSqlSafe(sql)).bind(user).bind(i64::from(limit));
    if let Some(Place { updated_at, id }) = after {
        select = select.bind(updated_at).bind(updated_at).bind(id);
    }
    let rows = store.read("playlists", select.fetch_all(store.pool())).await?;
    Ok(rows.iter().map(playlist).collect::<Result<_, _>>()?)
}

/// Adds a playlist, unless the user has `most` already (0 = any number); whether it was added.
pub async fn create(store: &Store, user: &str, new: &Playlist, items: &[Entry], most: u32) -> Result<bool> {
    let mut transaction = store.begin().await?;
    let has: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM playlists WHERE owner_id = $1")
        .bind(user)
        .fetch_one(&mut *transaction)
        .await?;
    if most > 0 && has >= i64::from(most) {
        return Ok(false);
    }
    let insert = sqlx::query(
        "INSERT INTO playlists (id, owner_id, name, version, item_count, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    );
    let insert = insert.bind(&new.id).bind(user).bind(&new.name).bind(new.version).bind(new.item_count);
    insert.bind(new.created_at).bind(new.updated_at).execute(&mut *transaction).await?;
    write_items(&mut transaction, &new.id, items, 0).await?;
    transaction.commit().await?;
    Ok(true)
}

/// A playlist of this user with its items.
pub async fn get(store: &Store, user: &str, id: &str) -> Result<Option<(Playlist, Vec<Entry>)>> {
    store.read("playlists", find(store, user, id)).await
}

async fn find(store: &Store, user: &str, id: &str) -> Result<Option<(Playlist, Vec<Entry>)>> {
    let mut transaction = store.pool().begin().await?;
    let sql = format!("SELECT {COLUMNS} FROM playlists WHERE id = $1 AND owner_id = $2{}", store.for_update());
    let row = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(user).fetch_optional(&mut *transaction).await?;
    let Some(row) = row else { return Ok(None) };
    let rows = sqlx::query("SELECT * FROM playlist_items WHERE playlist_id = $1 ORDER BY place").bind(id);
    let rows = rows.fetch_all(&mut *transaction).await?;
    Ok(Some((playlist(&row)?, rows.iter().map(entry).collect::<Result<_, _>>()?)))
}

/// Writes a playlist of this user over the one of `version`; `false` if it is another one by now.
pub async fn update(
    store: &Store,
    user: &str,
    changed: &Playlist,
    items: Option<&[Entry]>,
    version: i64,
) -> Result<bool> {
    let mut transaction = store.begin().await?;
    let update = sqlx::query(
        "UPDATE playlists SET name = $1, version = $2, item_count = $3, updated_at = $4 \
         WHERE id = $5 AND owner_id = $6 AND version = $7",
    );
    let update = update.bind(&changed.name).bind(changed.version).bind(changed.item_count).bind(changed.updated_at);
    let updated = update.bind(&changed.id).bind(user).bind(version).execute(&mut *transaction).await?;
    if updated.rows_affected() == 0 {
        return Ok(false);
    }
    if let Some(items) = items {
        let clear = sqlx::query("DELETE FROM playlist_items WHERE playlist_id = $1").bind(&changed.id);
        clear.execute(&mut *transaction).await?;
        write_items(&mut transaction, &changed.id, items, 0).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

/// Appends items within a transaction that has read the playlist.
pub async fn append(transaction: &mut Transaction, playlist: &Playlist, items: &[Entry], now: i64) -> Result<()> {
    write_items(transaction, &playlist.id, items, playlist.item_count).await?;
    let count = playlist.item_count.saturating_add(i64::try_from(items.len()).unwrap_or(i64::MAX));
    let update =
        sqlx::query("UPDATE playlists SET version = version + 1, item_count = $1, updated_at = $2 WHERE id = $3");
    update.bind(count).bind(now).bind(&playlist.id).execute(&mut **transaction).await?;
    Ok(())
}

/// A playlist of this user and what its items are, locked until the transaction ends.
pub async fn locked(
    store: &Store,
    transaction: &mut Transaction,
    user: &str,
    id: &str,
) -> Result<Option<(Playlist, Vec<Entry>)>> {
    let sql = format!("SELECT {COLUMNS} FROM playlists WHERE id = $1 AND owner_id = $2{}", store.for_update());
    let row = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(user).fetch_optional(&mut **transaction).await?;
    let Some(row) = row else { return Ok(None) };
    let rows = sqlx::query("SELECT * FROM playlist_items WHERE playlist_id = $1 ORDER BY place").bind(id);
    let rows = rows.fetch_all(&mut **transaction).await?;
    Ok(Some((playlist(&row)?, rows.iter().map(entry).collect::<Result<_, _>>()?)))
}

/// Deletes a playlist of this user; whether there was one.
pub async fn delete(store: &Store, user: &str, id: &str) -> Result<bool> {
    let mut transaction = store.begin().await?;
    let delete = sqlx::query("DELETE FROM playlists WHERE id = $1 AND owner_id = $2").bind(id).bind(user);
    let deleted = delete.execute(&mut *transaction).await?.rows_affected();
    transaction.commit().await?;
    Ok(deleted == 1)
}

/// Deletes all playlists of a user.
pub async fn delete_all(store: &Store, user: &str) -> Result<()> {
    let mut transaction = store.begin().await?;
    sqlx::query("DELETE FROM playlists WHERE owner_id = $1").bind(user).execute(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

async fn write_items(transaction: &mut Transaction, playlist: &str, items: &[Entry], from: i64) -> Result<()> {
    for (chunk, entries) in items.chunks(ITEMS_AT_ONCE).enumerate() {
        let row = |number: usize| {
            let parameters: Vec<String> = (1..=12).map(|column| format!("${}", number * 12 + column)).collect();
            format!("({})", parameters.join(", "))
        };
        let rows: Vec<String> = (0..entries.len()).map(row).collect();
        let sql = format!(
            "INSERT INTO playlist_items (playlist_id, place, item_id, provider, media_id, url, title, channel, duration, \
             thumbnail_url, live, start_at) VALUES {}",
            rows.join(", ")
        );
        let mut insert = sqlx::query(AssertSqlSafe(sql));
        for (number, entry) in entries.iter().enumerate() {
            let place = i64::try_from(chunk * ITEMS_AT_ONCE + number).unwrap_or(i64::MAX).saturating_add(from);
            insert = insert.bind(playlist).bind(place).bind(&entry.id).bind(&entry.provider).bind(&entry.media_id);
            insert = insert.bind(&entry.url).bind(&entry.title).bind(&entry.channel).bind(entry.duration);
            insert = insert.bind(&entry.thumbnail_url).bind(i64::from(entry.live)).bind(entry.start);
        }
        insert.execute(&mut **transaction).await?;
    }
    Ok(())
}
