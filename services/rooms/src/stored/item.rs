//! Items, as stored.

use std::sync::Arc;

use prost::Message;
use room_core as core;

/// An item.
#[derive(Clone, PartialEq, Message)]
pub struct Item {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(string, tag = "2")]
    provider: String,
    #[prost(string, tag = "3")]
    media_id: String,
    #[prost(string, tag = "4")]
    url: String,
    #[prost(string, tag = "5")]
    title: String,
    #[prost(string, tag = "6")]
    channel: String,
    #[prost(double, tag = "7")]
    duration: f64,
    #[prost(string, tag = "8")]
    thumbnail_url: String,
    #[prost(bool, tag = "9")]
    live: bool,
    #[prost(double, tag = "10")]
    start: f64,
    #[prost(string, tag = "11")]
    added_by: String,
}

impl From<&core::Item> for Item {
    fn from(item: &core::Item) -> Self {
        let media = &item.media;
        Self {
            id: item.id.to_string(),
            provider: media.provider.clone(),
            media_id: media.media_id.clone(),
            url: media.url.clone(),
            title: media.title.clone(),
            channel: media.channel.clone(),
            duration: media.duration,
            thumbnail_url: media.thumbnail_url.clone(),
            live: media.live,
            start: media.start,
            added_by: item.added_by.to_string(),
        }
    }
}

impl From<Item> for core::Item {
    fn from(item: Item) -> Self {
        Self {
            id: item.id.into(),
            media: core::Media {
                provider: item.provider,
                media_id: item.media_id,
                url: item.url,
                title: item.title,
                channel: item.channel,
                duration: item.duration,
                thumbnail_url: item.thumbnail_url,
                live: item.live,
                start: item.start,
            },
            added_by: item.added_by.into(),
        }
    }
}

/// Items in order.
#[derive(Clone, PartialEq, Message)]
pub struct Items {
    #[prost(message, repeated, tag = "1")]
    items: Vec<Item>,
}

impl From<&[Arc<core::Item>]> for Items {
    fn from(items: &[Arc<core::Item>]) -> Self {
        Self { items: items.iter().map(|item| Item::from(item.as_ref())).collect() }
    }
}

impl From<Items> for Vec<Arc<core::Item>> {
    fn from(items: Items) -> Self {
        items.items.into_iter().map(|item| Arc::new(item.into())).collect()
    }
}
