//! What the pretended YouTube has: videos, playlists, and for any words enough that fits them.

use std::collections::HashMap;

/// Results that any words find.
const FOUND: usize = 120;

/// A video.
#[derive(Clone, Debug)]
pub struct Video {
    /// Eleven characters.
    pub id: String,
    /// As its owner wrote it.
    pub title: String,
    /// Its channel.
    pub channel: String,
    /// Its length.
    pub seconds: u32,
    /// Whether it may be shown elsewhere.
    pub embeddable: bool,
    /// `public`, `unlisted` or `private`.
    pub privacy: &'static str,
    /// `none`, `live` or `upcoming`.
    pub live: &'static str,
}

impl Video {
    /// A public one of three minutes and some.
    #[must_use]
    pub fn new(id: &str, title: &str) -> Self {
        let (id, title, channel) = (id.to_owned(), title.to_owned(), "Tom & Jerry's".to_owned());
        Self { id, title, channel, seconds: 213, embeddable: true, privacy: "public", live: "none" }
    }
}

/// A playlist.
#[derive(Clone, Debug, Default)]
pub struct Playlist {
    /// Its name.
    pub title: String,
    /// Whether only its owner may read it.
    pub private: bool,
    /// Ids of its videos. Those that do not exist have been deleted.
    pub videos: Vec<String>,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Library {
    videos: HashMap<String, Video>,
    /// In the order in which they came: newer ones are found first.
    order: Vec<String>,
    pub(super) playlists: HashMap<String, Playlist>,
}

impl Library {
    pub(super) fn put(&mut self, video: Video) {
        if !self.videos.contains_key(&video.id) {
            self.order.insert(0, video.id.clone());
        }
        self.videos.insert(video.id.clone(), video);
    }

    pub(super) fn delete(&mut self, id: &str) {
        self.videos.remove(id);
        self.order.retain(|known| known != id);
    }

    pub(super) fn get(&self, id: &str) -> Option<&Video> {
        self.videos.get(id)
    }

    /// Public videos with all the words in their titles, and then made ones. `nothing` finds nothing.
    pub(super) fn find(&mut self, query: &str, embeddable: bool) -> Vec<Video> {
        let words: Vec<String> = query.to_lowercase().split_whitespace().map(str::to_owned).collect();
        if words.iter().any(|word| word == "nothing") {
            return Vec::new();
        }
        for number in 0..FOUND {
            let id = made_id(query, number);
            if !self.videos.contains_key(&id) {
                let title = format!("{query} — “part {number}” & <more>");
                let seconds = 30 + u32::try_from(number).unwrap_or_default();
                let made = Video { seconds, ..Video::new(&id, &title) };
                // Behind what somebody has put there.
                self.order.push(id.clone());
                self.videos.insert(id, made);
            }
        }
        let fits = |video: &&Video| {
            let title = video.title.to_lowercase();
            words.iter().all(|word| title.contains(word))
                && video.privacy == "public"
                && (video.embeddable || !embeddable)
        };
        self.order.iter().filter_map(|id| self.videos.get(id)).filter(fits).cloned().collect()
    }
}

/// An id that looks like one and is the same every time.
fn made_id(query: &str, number: usize) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in format!("{query}/{number}").bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    (0..11).map(|place| char::from(digits[(hash >> (place * 5)) as usize % digits.len()])).collect()
}
