//! What many stories begin with.

use std::io::Write;

use matinee_tests::client::{Settled, differences};
use matinee_tests::commands::add;
use matinee_tests::{Deployment, Person, Socket};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// A file that plays, as far as a server can tell: one is never asked for.
pub const CLIP: &str = "https://media.example.org/clip.mp4";

/// Prints a figure although the story passes, which hides what it prints.
pub fn figure(text: &str) {
    // Nobody may be reading.
    let _ = writeln!(std::io::stderr(), "figure: {text}");
}

/// Randomness for a story, from a seed that is printed: `TEST_SEED` repeats what one saw.
pub fn seeded(story: &str) -> StdRng {
    let given = std::env::var("TEST_SEED").ok().map(|seed| seed.parse().expect("TEST_SEED is a number"));
    let seed = given.unwrap_or_else(rand::random::<u64>);
    figure(&format!("{story}: TEST_SEED={seed}"));
    StdRng::seed_from_u64(seed)
}

/// Everybody has the same picture.
///
/// # Panics
/// If somebody has not.
pub fn alike(sockets: &[&Socket]) {
    for pair in sockets.windows(2) {
        let differences = differences(&pair[0].room.settled(), &pair[1].room.settled());
        assert!(differences.is_empty(), "two members see it otherwise: {differences:#?}");
    }
}

/// Two people in one room, on different gateways where there are two. The first made it and leads.
pub struct Pair {
    /// The room's id.
    pub room: String,
    /// Who made the room, at the first gateway.
    pub ada: Person,
    /// Their socket.
    pub a: Socket,
    /// Who came second, at the second gateway.
    pub bob: Person,
    /// Their socket.
    pub b: Socket,
}

impl Pair {
    /// Both have entered and see each other.
    pub async fn enter(deployment: &Deployment) -> Self {
        let ada = Person::guest(deployment.gateway(0), "Ada").await;
        let bob = Person::guest(deployment.gateway(1), "Bob").await;
        let room = ada.make_room().await;
        let mut a = ada.enter(&room).await;
        let mut b = bob.enter(&room).await;
        let (ada_member, bob_member) = (a.member().to_owned(), b.member().to_owned());
        for socket in [&mut a, &mut b] {
            socket.until("both are in", |socket| socket.room.members.len() == 2).await;
            socket.until("Ada leads", |socket| socket.room.leader == ada_member).await;
            assert!(socket.room.members.iter().any(|member| member.id == bob_member));
        }
        Self { room, ada, a, bob, b }
    }

    /// Both have entered, and a clip plays.
    pub async fn watching(deployment: &Deployment) -> Self {
        let mut pair = Self::enter(deployment).await;
        pair.a.does(add(CLIP)).await;
        pair.together().await;
        assert!(pair.b.playback().playing, "an idle room starts to play what is added");
        pair
    }

    /// Both have seen everything so far and have the same picture, and so does the server.
    pub async fn together(&mut self) {
        let head = self.a.room.revision.max(self.b.room.revision);
        self.a.reaches(head).await;
        self.b.reaches(head).await;
        self.a.agrees().await;
        self.b.agrees().await;
        if self.a.room.revision == self.b.room.revision {
            return alike(&[&self.a, &self.b]);
        }
        // Something happens by itself meanwhile; what people do is the same.
        assert_eq!(self.a.room.queue, self.b.room.queue);
        assert_eq!(self.a.room.policy, self.b.room.policy);
        assert_eq!(self.a.room.leader, self.b.room.leader);
        assert_eq!(self.a.room.chat, self.b.room.chat);
    }
}
