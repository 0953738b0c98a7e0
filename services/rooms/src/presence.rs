//! Who is still there: pure, over the leases of connections.
//!
//! A connection counts until its lease runs out; a member whose last one has ended is waited for
//! during the grace. Somebody who has joined but never connected holds one lease of a kind of
//! their own, [`RESERVATION`], and is dropped when it runs out.

use std::collections::HashMap;
use std::time::Duration;

use matinee_broker::{Lease, Millis};
use room_core::{MemberId, Room};

/// The connection id of the lease that stands for the first connection until there is one.
pub const RESERVATION: &str = "reservation";

/// What the leases of a room say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Review {
    /// Members to be gone.
    pub lost: Vec<MemberId>,
    /// Members who have a connection but are not announced.
    pub arrived: Vec<MemberId>,
    /// When to look again; `None` if there is nobody to look after.
    pub next: Option<Millis>,
}

/// Until when a member is there, by connections and by reservation.
#[derive(Clone, Copy, Default)]
struct Until {
    connected: Option<Millis>,
    reserved: Option<Millis>,
}

/// Reads the leases.
pub fn review(room: &Room, leases: &[Lease], now: Millis, grace: Duration) -> Review {
    let grace = grace.as_secs_f64() * 1e3;
    let untils = untils(leases);
    let mut review = Review::default();
    for member in room.members.all() {
        let until = untils.get(member.id.as_str()).copied().unwrap_or_default();
        let ends = match (member.is_present(), until) {
            (_, Until { connected: Some(until), .. }) => until + grace,
            (false, Until { reserved: Some(until), .. }) => until,
            // Announced without any lease: the store has lost it, and nobody renews it.
            _ => now,
        };
        if ends <= now {
            review.lost.push(member.id.clone());
            continue;
        }
        if !member.is_present() && until.connected.is_some_and(|until| until > now) {
            review.arrived.push(member.id.clone());
        }
        review.next = Some(review.next.map_or(ends, |next| next.min(ends)));
    }
    review
}

/// The connections of a member that count at `now`.
pub fn connections(leases: &[Lease], member: &str, now: Millis) -> usize {
    let counts = |lease: &&Lease| lease.member == member && lease.connection != RESERVATION && lease.until > now;
    leases.iter().filter(counts).count()
}

fn untils(leases: &[Lease]) -> HashMap<&str, Until> {
    let mut untils: HashMap<&str, Until> = HashMap::new();
    for lease in leases {
        let until = untils.entry(lease.member.as_str()).or_default();
        let slot = if lease.connection == RESERVATION { &mut until.reserved } else { &mut until.connected };
        *slot = Some(slot.map_or(lease.until, |other| other.max(lease.until)));
    }
    untils
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use room_core::{About, Grant, Member, Standing, Visibility};

    use super::*;

    const GRACE: Duration = Duration::from_secs(15);

    fn room(members: &[(&str, Option<u64>)]) -> Room {
        let mut room = Room::new(About {
            name: "Room".into(),
            visibility: Visibility::Unlisted,
            persistent: false,
            owner: None,
            creator: "u0".into(),
            created_at: 0.0,
            address: String::new(),
            read_only: false,
            closed: false,
        });
        for (id, order) in members {
            let standing = match order {
                Some(order) => Standing::Present { since: 0.0, order: *order },
                None => Standing::Reserved { since: 0.0 },
            };
            room.members.insert(Arc::new(Member {
                id: (*id).into(),
                user: (*id).into(),
                nickname: (*id).into(),
                guest: true,
                avatar_url: String::new(),
                device: String::new(),
                grant: Grant::Member,
                muted: false,
                standing,
            }));
        }
        room
    }

    fn lease(member: &str, connection: &str, until: Millis) -> Lease {
        Lease { member: member.into(), connection: connection.into(), until }
    }

    #[test]
    fn the_last_connection_counts_and_then_the_grace() {
        let room = room(&[("anna", Some(1))]);
        let leases = [lease("anna", "c1", 1_000.0), lease("anna", "c2", 5_000.0)];
        let waiting = review(&room, &leases, 19_999.0, GRACE);
        assert_eq!(waiting, Review { next: Some(20_000.0), ..Review::default() });
        let over = review(&room, &leases, 20_000.0, GRACE);
        assert_eq!(over, Review { lost: vec!["anna".into()], ..Review::default() });
    }

    #[test]
    fn a_reservation_holds_the_place_of_who_never_came() {
        let reserved = room(&[("anna", None)]);
        let leases = [lease("anna", RESERVATION, 60_000.0)];
        assert_eq!(review(&reserved, &leases, 59_000.0, GRACE).next, Some(60_000.0));
        assert_eq!(review(&reserved, &leases, 60_000.0, GRACE).lost, vec!["anna".into()]);
        let present = room(&[("anna", Some(1))]);
        assert_eq!(review(&present, &leases, 1_000.0, GRACE).lost, vec!["anna".into()], "it holds nobody who came");
    }

    #[test]
    fn whose_announcement_was_lost_is_announced() {
        let room = room(&[("anna", None), ("bo", Some(1))]);
        let leases = [lease("anna", "c1", 50_000.0), lease("bo", "c2", 60_000.0)];
        let review = review(&room, &leases, 10_000.0, GRACE);
        assert_eq!(review, Review { lost: vec![], arrived: vec!["anna".into()], next: Some(65_000.0) });
    }
}
