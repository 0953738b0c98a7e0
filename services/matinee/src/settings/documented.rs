//! What keys there are: those of the defaults' text, the commented-out ones included.

use std::collections::BTreeMap;

use toml::{Table, Value};

/// Every key with an example of its value, by its path.
#[derive(Debug)]
pub(crate) struct Documented(BTreeMap<String, Value>);

impl Documented {
    /// Reads `text`, of which `active` are the keys that are not commented out.
    pub(crate) fn read(text: &str, active: &Table) -> Self {
        let mut keys = BTreeMap::new();
        collect("", active, &mut keys);
        let mut section = String::new();
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                name.trim().clone_into(&mut section);
            } else if let Some((name, value)) = line.strip_prefix('#').and_then(commented) {
                keys.entry(join(&section, &name)).or_insert(value);
            }
        }
        Self(keys)
    }

    /// Whether `key` may be set.
    pub(crate) fn contains(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// An example of the value of `key`.
    pub(crate) fn example(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// Whether there are keys below `key`.
    pub(crate) fn is_table(&self, key: &str) -> bool {
        let below = format!("{key}.");
        self.0.range(below.clone()..).next().is_some_and(|(first, _)| first.starts_with(&below))
    }

    /// The key that was probably meant.
    pub(crate) fn nearest(&self, key: &str) -> Option<&str> {
        let scored = self.0.keys().map(|known| (strsim::normalized_damerau_levenshtein(known, key), known));
        let (score, known) = scored.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
        (score > 0.7).then_some(known)
    }
}

/// `key = value` out of a comment; `None` for prose.
fn commented(line: &str) -> Option<(String, Value)> {
    let line = line.trim();
    let (name, _) = line.split_once('=')?;
    let name = name.trim();
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        return None;
    }
    let mut table: Table = line.parse().ok()?;
    table.remove(name).map(|value| (name.to_owned(), value))
}

fn collect(prefix: &str, table: &Table, keys: &mut BTreeMap<String, Value>) {
    for (name, value) in table {
        let key = join(prefix, name);
        match value {
            Value::Table(inner) => {
                // An inline table may be set as a whole; a section may not.
                if !prefix.is_empty() {
                    keys.insert(key.clone(), value.clone());
                }
                collect(&key, inner, keys);
            }
            value => drop(keys.insert(key, value.clone())),
        }
    }
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}
