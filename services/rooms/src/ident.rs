//! Fresh ids: 96 random bits in 16 characters that need no escaping anywhere.

use rand::Rng;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Draws an id.
pub fn fresh(random: &mut impl Rng) -> String {
    let mut bits = [0; 16];
    random.fill_bytes(&mut bits);
    bits.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 63)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    #[test]
    fn fresh_ids_are_plain_and_differ() {
        let mut random = StdRng::seed_from_u64(1);
        let ids: std::collections::HashSet<String> = (0..1_000).map(|_| fresh(&mut random)).collect();
        assert_eq!(ids.len(), 1_000);
        assert!(
            ids.iter().all(|id| id.len() == 16 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)))
        );
    }
}
