//! What may be shown of a configuration: everything but secrets, which are known by their names
//! and by being the password of a URL, so that a new one is masked before anybody thinks of it.

use toml::{Table, Value};
use url::Url;

/// Shown in the place of a secret.
const MASK: &str = "********";

/// Whether the last part of `key` names a secret.
pub(crate) fn is_secret(key: &str) -> bool {
    let name = key.rsplit('.').next().unwrap_or(key);
    ["key", "secret", "password", "token", "headers"]
        .iter()
        .any(|kind| name == *kind || name.strip_suffix(kind).is_some_and(|before| before.ends_with('_')))
}

/// A copy of `table` without secrets.
pub(crate) fn masked(table: &Table) -> Table {
    let mask = |(name, value): (&String, &Value)| {
        let shown = match value {
            Value::Table(inner) => Value::Table(masked(inner)),
            _ if is_secret(name) => Value::String(MASK.to_owned()),
            Value::String(text) => Value::String(without_password(text)),
            value => value.clone(),
        };
        (name.clone(), shown)
    };
    table.iter().map(mask).collect()
}

/// A list of URLs (or anything else) without passwords in it.
fn without_password(text: &str) -> String {
    text.split(',').map(masked_url).collect::<Vec<_>>().join(",")
}

fn masked_url(text: &str) -> String {
    let with_password = Url::parse(text.trim()).ok().filter(|url| url.password().is_some());
    match with_password {
        // What cannot be masked in its place is not shown at all.
        Some(mut url) => url.set_password(Some(MASK)).map_or_else(|()| MASK.to_owned(), |()| url.to_string()),
        None => text.to_owned(),
    }
}
