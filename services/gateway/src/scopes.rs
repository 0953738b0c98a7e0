//! Which scope of a program's token opens which route. A route that is not named here is for people
//! alone: what is added later is closed to programs until somebody decides.

use http::Method;
use matinee_token::access::AccessClaims;
use matinee_token::scope::Scope;

/// Whether a token may be used for a route, by its pattern.
pub(crate) fn may(claims: &AccessClaims, method: &Method, route: &str) -> bool {
    claims.scope.is_none() || needed(method, route).is_some_and(|scope| claims.allows(scope))
}

/// What it takes; `None`: a person.
fn needed(method: &Method, route: &str) -> Option<Scope> {
    let reads = *method == Method::GET;
    let mut parts = route.strip_prefix("/api/")?.split('/');
    Some(match (parts.next()?, parts.next(), parts.next()) {
        ("users", Some("me"), None) | ("users", Some("active"), None) if reads => Scope::ProfileRead,
        ("users", Some("me"), Some("rooms")) if reads => Scope::RoomsRead,
        ("rooms", Some(_), Some("join" | "leave" | "ws")) => Scope::RoomsJoin,
        ("rooms", ..) if reads => Scope::RoomsRead,
        ("rooms", ..) => Scope::RoomsWrite,
        ("playlists", ..) if reads => Scope::PlaylistsRead,
        ("playlists" | "imports", ..) => Scope::PlaylistsWrite,
        ("search" | "media", ..) if reads => Scope::MediaRead,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_ask_for_their_scope() {
        for (method, route, scope) in [
            (Method::GET, "/api/users/me", Some(Scope::ProfileRead)),
            (Method::PATCH, "/api/users/me", None),
            (Method::DELETE, "/api/users/me", None),
            (Method::PUT, "/api/users/me/password", None),
            (Method::GET, "/api/users/me/sessions", None),
            (Method::POST, "/api/users/me/tokens", None),
            (Method::POST, "/api/auth/logout", None),
            (Method::POST, "/api/billing/checkout", None),
            (Method::GET, "/api/users/me/rooms", Some(Scope::RoomsRead)),
            (Method::POST, "/api/rooms", Some(Scope::RoomsWrite)),
            (Method::DELETE, "/api/rooms/{room_id}", Some(Scope::RoomsWrite)),
            (Method::POST, "/api/rooms/{room_id}/join", Some(Scope::RoomsJoin)),
            (Method::GET, "/api/rooms/{room_id}/ws", Some(Scope::RoomsJoin)),
            (Method::GET, "/api/playlists/{id}", Some(Scope::PlaylistsRead)),
            (Method::PUT, "/api/playlists/{id}", Some(Scope::PlaylistsWrite)),
            (Method::GET, "/api/media/resolve", Some(Scope::MediaRead)),
            (Method::GET, "/somewhere", None),
        ] {
            assert_eq!(needed(&method, route), scope, "{method} {route}");
        }
    }
}
