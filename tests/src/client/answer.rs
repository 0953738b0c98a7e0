//! What an HTTP request got.

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::process::watch_for_secrets;

/// A response, read whole.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The JSON, or null if it is none.
    pub body: Value,
}

impl Answer {
    /// Reads a response to its end.
    ///
    /// # Panics
    /// If its body does not arrive.
    pub async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("the body arrives");
        watch_for_secrets(&format!("{headers:?} {text}"), "an answer");
        Self { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::Null) }
    }

    /// A string of the body, by JSON pointer.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    #[track_caller]
    pub fn text(&self, pointer: &str) -> String {
        let found = self.body.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("no {pointer} in {} {}", self.status, self.body)).to_owned()
    }

    /// The same, if the status is the expected one.
    ///
    /// # Panics
    /// If it is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// Checks that this is a refusal as RFC 9457 wants it, with this status and code.
    ///
    /// # Panics
    /// If it is not.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) {
        let named = self.body.get("code").and_then(Value::as_str);
        assert_eq!((self.status, named), (status, Some(code)), "{}", self.body);
        let kind = self.headers.get("content-type").and_then(|kind| kind.to_str().ok());
        assert_eq!(kind, Some("application/problem+json"));
        assert_eq!(self.body["status"], status, "the body repeats the status");
        for field in ["type", "title", "detail", "instance"] {
            assert!(self.body[field].is_string(), "{field} is missing in {}", self.body);
        }
    }

    /// The value of a cookie that is set, with its attributes.
    #[must_use]
    pub fn cookies(&self) -> Vec<String> {
        let set = self.headers.get_all("set-cookie").into_iter();
        set.filter_map(|value| value.to_str().ok().map(str::to_owned)).collect()
    }
}
