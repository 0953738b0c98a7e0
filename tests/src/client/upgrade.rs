//! Opening a socket: what a browser asks for, and what it may be told instead.

use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error as WsError, http};

use super::{Joined, Socket};

/// How frames are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subprotocol {
    /// proto3 JSON in text frames.
    Json,
    /// Protobuf in binary frames.
    Binary,
    /// None is asked for; the server speaks JSON.
    Unnamed,
}

/// What an upgrade asks for.
#[derive(Clone, Debug)]
pub struct Upgrade {
    url: String,
    subprotocol: Subprotocol,
    headers: Vec<(&'static str, String)>,
}

impl Upgrade {
    /// To this URL, as JSON.
    #[must_use]
    pub fn to(url: impl Into<String>) -> Self {
        Self { url: url.into(), subprotocol: Subprotocol::Json, headers: Vec::new() }
    }

    /// With the ticket from joining.
    #[must_use]
    pub fn ticket(joined: &Joined) -> Self {
        Self::to(format!("{}?ticket={}", joined.ws_url, joined.ticket))
    }

    /// With what a socket needs to come back at the gateway `base`.
    #[must_use]
    pub fn resume(base: &str, socket: &Socket) -> Self {
        Self::resume_from(base, socket, socket.room.revision)
    }

    /// The same, as one that has seen less.
    #[must_use]
    pub fn resume_from(base: &str, socket: &Socket, revision: u32) -> Self {
        let (base, room) = (base.replacen("http", "ws", 1), &socket.room);
        let token = &socket.welcome.resume;
        Self::to(format!("{base}/api/rooms/{}/ws?resume={token}&epoch={}&revision={revision}", room.id, room.epoch))
    }

    /// In this subprotocol.
    #[must_use]
    pub fn speaking(mut self, subprotocol: Subprotocol) -> Self {
        self.subprotocol = subprotocol;
        self
    }

    /// With another header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Opens it; the status if that is refused.
    ///
    /// # Errors
    /// The status of the refusal.
    ///
    /// # Panics
    /// If nothing answers.
    pub async fn open(self) -> Result<Socket, u16> {
        let mut request = self.url.as_str().into_client_request().expect("a URL");
        let headers = request.headers_mut();
        let asked = match self.subprotocol {
            Subprotocol::Json => Some("matinee.v1.json"),
            Subprotocol::Binary => Some("matinee.v1.proto"),
            Subprotocol::Unnamed => None,
        };
        if let Some(asked) = asked {
            headers.insert(http::header::SEC_WEBSOCKET_PROTOCOL, http::HeaderValue::from_static(asked));
        }
        for (name, value) in &self.headers {
            headers.insert(*name, value.parse().expect("a header"));
        }
        match tokio_tungstenite::connect_async(request).await {
            Ok((stream, response)) => {
                let agreed = response.headers().get(http::header::SEC_WEBSOCKET_PROTOCOL);
                assert_eq!(agreed.and_then(|agreed| agreed.to_str().ok()), asked, "the subprotocol asked for");
                Ok(Socket::new(stream, self.subprotocol == Subprotocol::Binary))
            }
            Err(WsError::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{}: {error}", self.url),
        }
    }
}
