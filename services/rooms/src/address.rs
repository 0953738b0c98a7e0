//! Room ids that people can read out: `amber-otter-4821`. Random, so that an unlisted room is
//! found by its link alone; a taken one is drawn again.

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};

const ADJECTIVES: &[&str] = &[
    "amber", "ancient", "arctic", "autumn", "bold", "brave", "breezy", "bright", "brisk", "calm", "cheery", "clever",
    "cloudy", "coral", "cosmic", "cosy", "crimson", "crisp", "curious", "daring", "dawn", "deep", "dusty", "eager",
    "early", "easy", "emerald", "fancy", "fast", "fearless", "fluffy", "fond", "free", "fresh", "frosty", "gentle",
    "gilded", "glad", "golden", "grand", "happy", "hazel", "hidden", "humble", "indigo", "ivory", "jade", "jolly",
    "keen", "kind", "late", "lilac", "lively", "lucky", "lunar", "magic", "mellow", "merry", "mighty", "misty",
    "modest", "mossy", "neat", "nimble", "noble", "olive", "opal", "patient", "pearl", "playful", "polar", "proud",
    "quick", "quiet", "rapid", "rosy", "royal", "ruby", "rustic", "sandy", "scarlet", "serene", "shiny", "silent",
    "silver", "sleepy", "smooth", "snowy", "solar", "spring", "starry", "steady", "still", "stormy", "summer", "sunny",
    "swift", "tidy", "tiny", "velvet", "violet", "vivid", "warm", "wild", "winter", "wise", "witty", "young",
];

const ANIMALS: &[&str] = &[
    "alpaca", "badger", "bat", "bear", "beaver", "bee", "bison", "bobcat", "camel", "cat", "cheetah", "clam", "cobra",
    "condor", "crab", "crane", "cricket", "crow", "deer", "dingo", "dolphin", "donkey", "dove", "duck", "eagle", "eel",
    "egret", "elk", "emu", "falcon", "ferret", "finch", "firefly", "fox", "frog", "gecko", "gibbon", "giraffe", "goat",
    "goose", "hamster", "hare", "hawk", "hedgehog", "heron", "hippo", "horse", "ibex", "ibis", "iguana", "jackal",
    "jaguar", "kiwi", "koala", "lark", "lemur", "leopard", "lion", "lizard", "llama", "lobster", "lynx", "macaw",
    "magpie", "marmot", "mole", "moose", "moth", "mouse", "newt", "octopus", "oriole", "osprey", "otter", "owl", "ox",
    "panda", "panther", "parrot", "pelican", "penguin", "pigeon", "pony", "puffin", "puma", "quail", "rabbit",
    "raccoon", "raven", "robin", "salmon", "seal", "shark", "sheep", "skunk", "sloth", "snail", "sparrow", "spider",
    "squid", "stork", "swan", "tiger", "toad", "toucan", "trout", "turtle", "viper", "walrus", "weasel", "whale",
    "wolf", "wombat", "wren", "yak", "zebra",
];

/// Draws a room id.
pub fn draw(random: &mut impl Rng) -> String {
    let adjective = ADJECTIVES.choose(random).expect("there are adjectives");
    let animal = ANIMALS.choose(random).expect("there are animals");
    format!("{adjective}-{animal}-{:04}", random.random_range(0..10_000))
}

/// Words that are, or may become, something else in links.
const RESERVED: &[&str] = &[
    "about",
    "account",
    "admin",
    "api",
    "app",
    "assets",
    "billing",
    "contact",
    "create",
    "docs",
    "help",
    "home",
    "imprint",
    "join",
    "legal",
    "login",
    "logout",
    "matinee",
    "new",
    "plans",
    "playlists",
    "privacy",
    "register",
    "rooms",
    "search",
    "settings",
    "signup",
    "static",
    "status",
    "support",
    "terms",
    "user",
    "users",
    "www",
];
/// Characters of a chosen address.
const CHOSEN_MAX: usize = 40;

/// Checks an address that somebody chose for a room. What looks like an id is none, so that a
/// chosen address never stands in the way of a drawn one.
///
/// # Errors
/// What is wrong with it.
pub fn chosen(address: &str) -> Result<(), &'static str> {
    if !plausible(address) || address.len() > CHOSEN_MAX {
        return Err("3–40 lower-case letters, digits and hyphens");
    }
    if address.starts_with('-') || address.ends_with('-') || address.contains("--") {
        return Err("hyphens stand between letters or digits");
    }
    if RESERVED.contains(&address) {
        return Err("this word is reserved");
    }
    if drawn(address) {
        return Err("this could be the id of another room");
    }
    Ok(())
}

/// Whether this looks like an id that was drawn.
pub fn drawn(id: &str) -> bool {
    let mut words = id.split('-');
    let is_word = |word: Option<&str>| word.is_some_and(|word| word.bytes().all(|b| b.is_ascii_lowercase()));
    let is_number =
        |word: Option<&str>| word.is_some_and(|word| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()));
    is_word(words.next()) && is_word(words.next()) && is_number(words.next()) && words.next().is_none()
}

/// Whether this can be a room id at all: `^[a-z0-9-]{3,64}$`.
pub fn plausible(id: &str) -> bool {
    (3..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    #[test]
    fn what_is_drawn_is_readable_and_plausible() {
        let mut random = StdRng::seed_from_u64(7);
        for _ in 0..1_000 {
            let id = draw(&mut random);
            assert!(plausible(&id) && drawn(&id), "{id}");
            assert_eq!(id.split('-').count(), 3, "{id}");
        }
        for bad in ["", "ab", "Amber", "a b c", "ä-b-c", &"x".repeat(65)] {
            assert!(!plausible(bad), "{bad}");
        }
    }

    #[test]
    fn an_address_is_chosen_within_limits() {
        for good in ["films", "ada-and-bob", "room-42", "a1b", "amber-otter-482"] {
            assert_eq!(chosen(good), Ok(()), "{good}");
        }
        for bad in ["ab", "Films", "api", "-films", "films-", "a--b", "amber-otter-4821", &"x".repeat(41), "fi lms"] {
            assert!(chosen(bad).is_err(), "{bad}");
        }
    }
}
