//! Parameters as Stripe takes them: form-encoded, nested by brackets, as `items[0][price]=price_1`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Parameters by their whole names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads a query or a body.
    pub(super) fn parse(text: &str) -> Self {
        Self(url::form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// A parameter; empty counts as none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A number.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.parse().ok()
    }

    /// All of `name[…]`, by what stands in the last brackets.
    pub(super) fn below(&self, name: &str) -> Map<String, Value> {
        let inner = |key: &str| key.strip_prefix(name)?.strip_prefix('[')?.strip_suffix(']').map(str::to_owned);
        self.0.iter().filter_map(|(key, value)| Some((inner(key)?, Value::from(value.as_str())))).collect()
    }

    /// The values of a list, `name[0]`, `name[1]`…
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        self.below(name).values().filter_map(|value| value.as_str().map(str::to_owned)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_brackets_encoded_or_not() {
        let form =
            Form::parse("line_items%5B0%5D%5Bprice%5D=price_1&metadata[user]=u%201&types[0]=a&types[1]=b&limit=3&x=");
        assert_eq!(form.get("line_items[0][price]"), Some("price_1"));
        assert_eq!(form.below("metadata")["user"], "u 1");
        assert_eq!(form.list("types"), ["a", "b"]);
        assert_eq!((form.number("limit"), form.get("x")), (Some(3), None));
    }
}
