//! Sessions that have ended and of which gateways are to be told.
//!
//! That a session has ended is written with its end, in one transaction, and forgotten when the
//! broker has taken the notice. So a broker that cannot be reached, or a replica that stops between
//! the two, delays the end of sockets until some replica looks here again, and no longer.

use matinee_database::Store;
use sqlx::AnyConnection;

/// Notes an end that is about to be committed.
pub(crate) async fn note(connection: &mut AnyConnection, session: &str, now: i64) -> Result<(), sqlx::Error> {
    let insert = "INSERT INTO ended_sessions (session_id, ended_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    sqlx::query(insert).bind(session).bind(now).execute(connection).await?;
    Ok(())
}

/// Forgets ends of which gateways have been told.
pub(crate) async fn forget(store: &Store, sessions: &[String]) -> matinee_database::Result<()> {
    let mut transaction = store.begin().await?;
    for session in sessions {
        let delete = sqlx::query("DELETE FROM ended_sessions WHERE session_id = $1");
        delete.bind(session).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

/// Ends noted before an instant that are there still, at most so many.
pub(crate) async fn untold(store: &Store, before: i64, limit: i64) -> matinee_database::Result<Vec<String>> {
    let select = "SELECT session_id FROM ended_sessions WHERE ended_at <= $1 ORDER BY ended_at LIMIT $2";
    Ok(sqlx::query_scalar(select).bind(before).bind(limit).fetch_all(store.pool()).await?)
}
