//! The environment layer: `MATINEE_<SECTION>__<KEY>`, and `…_FILE` for a value kept in a file.
//!
//! Two underscores separate, because keys contain single ones. A variable that is set but empty
//! counts as unset, as compose files write it. A text becomes the type that the documentation of
//! its key shows. Kubernetes puts `MATINEE_GATEWAY_SERVICE_HOST` and the like into every pod of a
//! namespace with such a service: those are not ours and are passed over.

use std::path::PathBuf;

use toml::{Table, Value};

use super::{PREFIX, Settings, SettingsError, Source, masked};

/// Variables of ours that are options of the command line.
const OPTIONS: [&str; 1] = ["MATINEE_CONFIG"];

/// The variable that sets `key`.
pub(crate) fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_uppercase())
}

impl Settings {
    /// Lays the variables of ours over what is there.
    pub(crate) fn overlay_environment(
        &mut self,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), SettingsError> {
        let mut ours: Vec<_> = variables.into_iter().filter(|(name, text)| is_ours(name) && !text.is_empty()).collect();
        // In order, so that a whole (`…FRAMES`) comes before its parts (`…FRAMES__BURST`).
        ours.sort();
        for (name, text) in ours {
            self.overlay_variable(name, text)?;
        }
        Ok(())
    }

    fn overlay_variable(&mut self, name: String, text: String) -> Result<(), SettingsError> {
        let key = name[PREFIX.len()..].to_lowercase().replace("__", ".");
        let file_key = key.strip_suffix("_file").filter(|_| !self.documented.contains(&key));
        let origin = Source::Environment(name);
        let (key, text) = match file_key {
            Some(key) => (key.to_owned(), read(key, PathBuf::from(text), &origin)?),
            None => (key, text),
        };
        if let Some(twice @ Source::Environment(_)) = self.origins.get(&key) {
            let problem = format!("is given twice, also {twice}");
            return Err(SettingsError::Invalid { key, problem, origin: Some(origin) });
        }
        let Some(example) = self.documented.example(&key) else { return Err(self.unknown(&key, origin)) };
        let value = parse(&text, example).map_err(|expected| {
            let shown = if masked::is_secret(&key) { "the value".to_owned() } else { format!("{text:?}") };
            let problem = format!("{shown} is not {expected}");
            SettingsError::Invalid { key: key.clone(), problem, origin: Some(origin.clone()) }
        })?;
        self.set(&key, value, origin)
    }
}

fn is_ours(name: &str) -> bool {
    let Some(rest) = name.strip_prefix(PREFIX) else { return false };
    let service_link = !rest.contains("__")
        && (rest.ends_with("_SERVICE_HOST")
            || rest.contains("_SERVICE_PORT")
            || rest.contains("_PORT_")
            || rest.ends_with("_PORT"));
    !service_link && !OPTIONS.contains(&name)
}

fn read(key: &str, path: PathBuf, origin: &Source) -> Result<String, SettingsError> {
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let problem = format!("{} cannot be read: {error}", path.display());
        SettingsError::Invalid { key: key.to_owned(), problem, origin: Some(origin.clone()) }
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Makes of `text` a value like `example`; the error says what it should have been.
fn parse(text: &str, example: &Value) -> Result<Value, &'static str> {
    Ok(match example {
        Value::String(_) => Value::String(text.to_owned()),
        // Which numbers will do is for the type to say: 15 may document a time that 0.5 is, too.
        Value::Integer(_) | Value::Float(_) => match text.parse() {
            Ok(whole) => Value::Integer(whole),
            Err(_) => Value::Float(text.parse().map_err(|_| "a number")?),
        },
        Value::Boolean(_) => Value::Boolean(text.parse().map_err(|_| "true or false")?),
        Value::Array(_) if !text.trim_start().starts_with('[') => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
        Value::Array(_) => toml_value(text).filter(Value::is_array).ok_or("a comma-separated list")?,
        Value::Table(_) => toml_value(text).filter(Value::is_table).ok_or("a table like { burst = 1 }")?,
        Value::Datetime(_) => toml_value(text).filter(Value::is_datetime).ok_or("a date and time")?,
    })
}

fn toml_value(text: &str) -> Option<Value> {
    format!("value = {text}").parse::<Table>().ok()?.remove("value")
}
