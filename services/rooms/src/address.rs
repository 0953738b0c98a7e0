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
            assert!(plausible(&id), "{id}");
            assert_eq!(id.split('-').count(), 3, "{id}");
        }
        for bad in ["", "ab", "Amber", "a b c", "ä-b-c", &"x".repeat(65)] {
            assert!(!plausible(bad), "{bad}");
        }
    }
}
