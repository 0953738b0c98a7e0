//! Reading what the scripts answer.

use std::str::FromStr;

use ::redis::Value;
use bytes::Bytes;

use crate::{BrokerError, Result};

/// Says that an answer was not understood.
pub(super) fn corrupt(what: &str) -> BrokerError {
    BrokerError::Corrupt(what.to_owned())
}

/// Items of an array, one after the other.
#[derive(Debug)]
pub(super) struct Reply(std::vec::IntoIter<Value>);

impl Reply {
    /// The items of an array.
    pub(super) fn new(value: Value) -> Result<Self> {
        match value {
            Value::Array(items) => Ok(Self(items.into_iter())),
            other => Err(corrupt(&format!("an array was expected, not {other:?}"))),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.len() == 0
    }

    fn next(&mut self) -> Result<Value> {
        self.0.next().ok_or_else(|| corrupt("the answer is too short"))
    }

    pub(super) fn array(&mut self) -> Result<Self> {
        Self::new(self.next()?)
    }

    /// Bytes or nothing.
    pub(super) fn optional(&mut self) -> Result<Option<Bytes>> {
        bytes(self.next()?)
    }

    pub(super) fn bytes(&mut self) -> Result<Bytes> {
        self.optional()?.ok_or_else(|| corrupt("a value is missing"))
    }

    pub(super) fn text(&mut self) -> Result<String> {
        text(&self.bytes()?)
    }

    /// A number, as one or as text.
    pub(super) fn number<T: FromStr>(&mut self) -> Result<T> {
        match self.next()? {
            Value::Int(number) => parse(&number.to_string()),
            other => parse(&text(&bytes(other)?.unwrap_or_default())?),
        }
    }

    /// All that is left, as bytes.
    pub(super) fn rest(mut self) -> Result<Vec<Bytes>> {
        let mut all = Vec::with_capacity(self.0.len());
        while !self.is_empty() {
            all.push(self.bytes()?);
        }
        Ok(all)
    }
}

/// A string or nothing.
pub(super) fn bytes(value: Value) -> Result<Option<Bytes>> {
    match value {
        Value::BulkString(bytes) => Ok(Some(bytes.into())),
        Value::SimpleString(text) => Ok(Some(text.into())),
        Value::Okay => Ok(Some(Bytes::from_static(b"OK"))),
        Value::Nil => Ok(None),
        other => Err(corrupt(&format!("a string was expected, not {other:?}"))),
    }
}

pub(super) fn text(bytes: &[u8]) -> Result<String> {
    String::from_utf8(bytes.to_vec()).map_err(|_| corrupt("a text is not UTF-8"))
}

pub(super) fn parse<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| corrupt(&format!("no number: {text:.40}")))
}
