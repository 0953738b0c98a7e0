//! Settings from three layers: the documented defaults, a file, the environment.
//!
//! The layers are merged as text-like tables before any type is made of them, so that a whole
//! section is typed once, without a default hidden in code, and so that every error can name the
//! key *and* where its value came from. What keys there are is read from the defaults themselves,
//! commented-out ones included: a key that is not documented does not exist.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{DeserializeOwned, IntoDeserializer};
use toml::{Table, Value};

mod documented;
mod environment;
mod masked;

use documented::Documented;

/// Prefix of every environment variable of ours.
pub(crate) const PREFIX: &str = "MATINEE_";

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A configuration file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "set in {}", path.display()),
            Self::Environment(variable) => write!(f, "set by {variable}"),
        }
    }
}

/// What is wrong with the configuration. Texts never contain the value of a secret.
#[derive(Debug, thiserror::Error, PartialEq)]
pub(crate) enum SettingsError {
    /// A file cannot be read.
    #[error("{}: {problem}", path.display())]
    File { path: PathBuf, problem: String },
    /// A key that does not exist.
    #[error("{key}: there is no such key ({origin}){}", suggestion.as_ref().map(|s| format!("; did you mean {s}?")).unwrap_or_default())]
    Unknown { key: String, origin: Source, suggestion: Option<String> },
    /// A value that cannot be used.
    #[error("{key}: {problem} ({})", origin.as_ref().map_or_else(|| format!("{} sets it", environment::variable(key)), Source::to_string))]
    Invalid { key: String, problem: String, origin: Option<Source> },
}

/// The merged layers.
#[derive(Debug)]
pub(crate) struct Settings {
    table: Table,
    documented: Documented,
    origins: BTreeMap<String, Source>,
}

impl Settings {
    /// The defaults alone. They are part of the program, so that an error in them is ours.
    ///
    /// # Panics
    /// If `text` is not TOML.
    pub(crate) fn defaults(text: &str) -> Self {
        let table: Table = text.parse().expect("the defaults are TOML");
        let documented = Documented::read(text, &table);
        Self { table, documented, origins: BTreeMap::new() }
    }

    /// Lays the file at `path` over what is there.
    pub(crate) fn overlay_file(&mut self, path: &Path) -> Result<(), SettingsError> {
        let problem = |problem: String| SettingsError::File { path: path.to_owned(), problem };
        let text = std::fs::read_to_string(path).map_err(|error| problem(error.to_string()))?;
        // The message alone: the error's own text quotes the line, and that may hold a secret.
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let line = error.span().map(|span| 1 + text[..span.start].matches('\n').count());
            problem(format!("line {}: {}", line.unwrap_or(1), error.message()))
        })?;
        self.merge(String::new(), table, &Source::File(path.to_owned()))
    }

    fn merge(&mut self, prefix: String, table: Table, origin: &Source) -> Result<(), SettingsError> {
        for (name, value) in table {
            let key = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            match value {
                Value::Table(inner) if self.documented.is_table(&key) => self.merge(key, inner, origin)?,
                value => self.set(&key, value, origin.clone())?,
            }
        }
        Ok(())
    }

    /// Sets one documented key.
    fn set(&mut self, key: &str, value: Value, origin: Source) -> Result<(), SettingsError> {
        if !self.documented.contains(key) {
            return Err(self.unknown(key, origin));
        }
        let (mut table, mut path) = (&mut self.table, key);
        while let Some((head, rest)) = path.split_once('.') {
            let inner = table.entry(head).or_insert_with(|| Value::Table(Table::new()));
            let Value::Table(inner) = inner else {
                let problem = format!("{head} is not a section");
                return Err(SettingsError::Invalid { key: key.to_owned(), problem, origin: Some(origin) });
            };
            (table, path) = (inner, rest);
        }
        table.insert(path.to_owned(), value);
        self.origins.insert(key.to_owned(), origin);
        Ok(())
    }

    fn unknown(&self, key: &str, origin: Source) -> SettingsError {
        let suggestion = self.documented.nearest(key).map(|near| match &origin {
            Source::File(_) => near.to_owned(),
            Source::Environment(_) => environment::variable(near),
        });
        SettingsError::Unknown { key: key.to_owned(), origin, suggestion }
    }

    /// Whether somebody set `key`; the default alone does not count.
    pub(crate) fn is_set(&self, key: &str) -> bool {
        self.origins.contains_key(key)
    }

    /// An error about `key` that says where its value came from.
    pub(crate) fn invalid(&self, key: &str, problem: impl Into<String>) -> SettingsError {
        SettingsError::Invalid { key: key.to_owned(), problem: problem.into(), origin: self.origin(key) }
    }

    /// Where the value of `key`, or of the table around it, came from.
    fn origin(&self, key: &str) -> Option<Source> {
        let mut key = key;
        loop {
            if let Some(origin) = self.origins.get(key) {
                return Some(origin.clone());
            }
            key = key.rsplit_once('.')?.0;
        }
    }

    /// Makes the types.
    pub(crate) fn deserialize<T: DeserializeOwned>(&self) -> Result<T, SettingsError> {
        let deserializer = Value::Table(self.table.clone()).into_deserializer();
        serde_path_to_error::deserialize(deserializer).map_err(|error| {
            let key = error.path().to_string();
            let message = error.inner().message();
            let problem = match message {
                // What serde says quotes the value.
                _ if masked::is_secret(&key) => "is not what it should be",
                // All that the standard library says of a wrong address.
                "invalid socket address syntax" => "is not an IP address with a port, such as 127.0.0.1:8080",
                message => message,
            };
            self.invalid(&key, problem)
        })
    }

    /// The effective configuration as TOML, secrets masked.
    pub(crate) fn to_masked_toml(&self) -> String {
        toml::to_string_pretty(&masked::masked(&self.table)).expect("a table of TOML values is TOML")
    }
}

#[cfg(test)]
mod tests;
