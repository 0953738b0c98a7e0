//! Which node of a Cluster owns which slot.

use std::sync::Arc;

use ::redis::{RedisResult, Value, from_redis_value};

/// Ranges of slots and the addresses (`host:port`) of their primaries, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SlotMap(Vec<(u16, u16, Arc<str>)>);

impl SlotMap {
    /// Reads the answer to `CLUSTER SLOTS` of the node at `host`. A node that does not know its own
    /// name leaves it empty: it is the one that was asked.
    pub(super) fn read(answer: Value, host: &str) -> RedisResult<Self> {
        let mut ranges = Vec::new();
        for range in from_redis_value::<Vec<Vec<Value>>>(answer)? {
            let mut fields = range.into_iter();
            let mut next = || fields.next().unwrap_or(Value::Nil);
            let (first, last) = (from_redis_value(next())?, from_redis_value(next())?);
            let primary: Vec<Value> = from_redis_value(next())?;
            let mut primary = primary.into_iter();
            let named: Option<String> = from_redis_value(primary.next().unwrap_or(Value::Nil))?;
            let port: u16 = from_redis_value(primary.next().unwrap_or(Value::Nil))?;
            let host = named.as_deref().filter(|name| !name.is_empty() && *name != "?").unwrap_or(host);
            ranges.push((first, last, format!("{host}:{port}").into()));
        }
        ranges.sort();
        Ok(Self(ranges))
    }

    /// Who owns a slot.
    pub(super) fn owner(&self, slot: u16) -> Option<&Arc<str>> {
        let after = self.0.partition_point(|(first, _, _)| *first <= slot);
        self.0[..after].last().filter(|(_, last, _)| slot <= *last).map(|(_, _, address)| address)
    }

    /// All owners.
    pub(super) fn owners(&self) -> impl Iterator<Item = &Arc<str>> {
        self.0.iter().map(|(_, _, address)| address)
    }
}

/// Host and port of an address.
pub(super) fn split(address: &str) -> Option<(&str, u16)> {
    let (host, port) = address.rsplit_once(':')?;
    Some((host, port.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(first: i64, last: i64, host: &str, port: i64) -> Value {
        let node = Value::Array(vec![Value::BulkString(host.into()), Value::Int(port)]);
        Value::Array(vec![Value::Int(first), Value::Int(last), node])
    }

    #[test]
    fn slots_have_owners() {
        let answer = Value::Array(vec![range(100, 16383, "b", 2), range(0, 49, "", 1)]);
        let map = SlotMap::read(answer, "asked").unwrap();
        let owner = |slot| map.owner(slot).map(|address| &**address);
        assert_eq!((owner(0), owner(49), owner(50)), (Some("asked:1"), Some("asked:1"), None));
        assert_eq!((owner(99), owner(100), owner(16383)), (None, Some("b:2"), Some("b:2")));
        assert_eq!(SlotMap::default().owner(7), None);
        assert_eq!(split("::1:6379"), Some(("::1", 6379)));
    }
}
