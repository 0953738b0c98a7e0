//! What a `database.url` names.

use std::fs::OpenOptions;
use std::path::PathBuf;

use sqlx::any::AnyConnectOptions;
use sqlx::{AnyConnection, ConnectOptions, Connection};
use url::Url;

use crate::{DatabaseError, Dialect, PATIENCE};

/// A database's address, understood.
#[derive(Clone, Debug)]
pub(crate) struct Location {
    pub(crate) dialect: Dialect,
    /// For people: the file, or host and name, never user and password.
    pub(crate) place: String,
    pub(crate) options: AnyConnectOptions,
    file: Option<PathBuf>,
}

impl Location {
    pub(crate) fn parse(url: &str) -> Result<Self, DatabaseError> {
        match url.split_once(':') {
            Some(("sqlite", rest)) => Self::sqlite(rest),
            Some(("postgres" | "postgresql", _)) => Self::postgres(url),
            _ => Err(DatabaseError::Url("neither sqlite://<file> nor postgres://<host>/<name>".to_owned())),
        }
    }

    fn sqlite(rest: &str) -> Result<Self, DatabaseError> {
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let path = rest.strip_suffix("?mode=rwc").unwrap_or(rest);
        if path.contains('?') {
            return Err(DatabaseError::Url("a SQLite URL takes no parameters".to_owned()));
        }
        if path.is_empty() || path.ends_with('/') || path == ":memory:" {
            return Err(DatabaseError::Url("a SQLite URL names a file".to_owned()));
        }
        let file = std::path::absolute(path).map_err(|error| DatabaseError::Url(error.to_string()))?;
        let encoded = Url::from_file_path(&file).map_err(|()| DatabaseError::Url("not a file name".to_owned()))?;
        let options = connect_options(&format!("sqlite://{}?mode=rwc", encoded.path()))?;
        Ok(Self { dialect: Dialect::Sqlite, place: file.display().to_string(), options, file: Some(file) })
    }

    fn postgres(url: &str) -> Result<Self, DatabaseError> {
        let options = connect_options(url)?;
        let parsed = &options.database_url;
        let host = parsed.host_str().unwrap_or("localhost");
        let port = parsed.port().map(|port| format!(":{port}")).unwrap_or_default();
        let place = format!("postgres://{host}{port}{}", parsed.path());
        Ok(Self { dialect: Dialect::Postgres, place, options, file: None })
    }

    /// Why no connection comes about: a pool goes on trying and then says only that time is up.
    pub(crate) async fn why_not(&self) -> sqlx::Error {
        let tried = tokio::time::timeout(PATIENCE, AnyConnection::connect_with(&self.options)).await;
        tried.ok().and_then(Result::err).unwrap_or(sqlx::Error::PoolTimedOut)
    }

    /// Makes a SQLite file and its directory. The file holds keys and people's addresses, so
    /// nobody but the one who runs matinee may read it; SQLite makes its log likewise.
    pub(crate) fn prepare(&self) -> std::io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        if let Some(directory) = file.parent() {
            std::fs::create_dir_all(directory)?;
        }
        let mut create = OpenOptions::new();
        create.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut create, 0o600);
        match create.open(file) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    }
}

fn connect_options(url: &str) -> Result<AnyConnectOptions, DatabaseError> {
    let url = Url::parse(url).map_err(|error| DatabaseError::Url(error.to_string()))?;
    AnyConnectOptions::from_url(&url).map_err(|error| DatabaseError::Url(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_file() {
        let here = std::env::current_dir().unwrap();
        for (url, file) in [
            ("sqlite://data/matinee.db", here.join("data/matinee.db")),
            ("sqlite:matinee.db", here.join("matinee.db")),
            ("sqlite:///var/lib/A b%/ü.db?mode=rwc", PathBuf::from("/var/lib/A b%/ü.db")),
        ] {
            let location = Location::parse(url).unwrap();
            assert_eq!((location.dialect, location.file), (Dialect::Sqlite, Some(file)), "{url}");
        }
    }

    #[test]
    fn names_a_server_without_its_password() {
        for scheme in ["postgres", "postgresql"] {
            let location = Location::parse(&format!("{scheme}://ada:hunter2@db:5433/matinee?sslmode=require")).unwrap();
            assert_eq!(location.dialect, Dialect::Postgres);
            assert_eq!(location.place, "postgres://db:5433/matinee");
        }
    }

    #[test]
    fn refuses_the_rest_by_the_name_of_the_key_and_without_the_value() {
        for url in [
            "",
            "hunter2",
            "mysql://hunter2",
            "sqlite:",
            "sqlite::memory:",
            "sqlite://hunter2/",
            "sqlite://a?x=hunter2",
        ] {
            let error = Location::parse(url).unwrap_err().to_string();
            assert!(error.starts_with("database.url: ") && !error.contains("hunter2"), "{url}: {error}");
        }
        let error = Location::parse("postgres://ada:hunter2@[/x").unwrap_err().to_string();
        assert!(error.starts_with("database.url: ") && !error.contains("hunter2"), "{error}");
    }
}
