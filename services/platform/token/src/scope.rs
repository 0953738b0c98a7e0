//! What a program may do with a token of somebody's: a few words, each of which opens some routes.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Who the user is.
    ProfileRead,
    /// The user's rooms.
    RoomsRead,
    /// Make, change and close rooms.
    RoomsWrite,
    /// Join rooms and act in them.
    RoomsJoin,
    /// The user's playlists.
    PlaylistsRead,
    /// Make, change and remove playlists.
    PlaylistsWrite,
    /// Search, and ask what a link is.
    MediaRead,
}

impl Scope {
    /// All of them.
    pub const ALL: [Scope; 7] = [
        Self::ProfileRead,
        Self::RoomsRead,
        Self::RoomsWrite,
        Self::RoomsJoin,
        Self::PlaylistsRead,
        Self::PlaylistsWrite,
        Self::MediaRead,
    ];

    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProfileRead => "profile:read",
            Self::RoomsRead => "rooms:read",
            Self::RoomsWrite => "rooms:write",
            Self::RoomsJoin => "rooms:join",
            Self::PlaylistsRead => "playlists:read",
            Self::PlaylistsWrite => "playlists:write",
            Self::MediaRead => "media:read",
        }
    }

    /// Reads one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text)
    }
}

/// Scopes as a token says them (RFC 8693, section 4.2): each once, in order, separated by spaces.
pub fn join(scopes: impl IntoIterator<Item = Scope>) -> String {
    let mut scopes: Vec<Scope> = scopes.into_iter().collect();
    scopes.sort_unstable();
    scopes.dedup();
    scopes.into_iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_back_and_nothing_else_is() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
        }
        for nonsense in ["", "rooms", "rooms:join ", "ROOMS:JOIN", "*"] {
            assert_eq!(Scope::parse(nonsense), None, "{nonsense}");
        }
        let twice = [Scope::RoomsJoin, Scope::ProfileRead, Scope::RoomsJoin];
        assert_eq!(join(twice), "profile:read rooms:join");
    }
}
