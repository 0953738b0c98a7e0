//! Names of people: what is left of a name that somebody typed ([`clean`]), and when two names
//! are the same ([`fold`]). Shared by all who hand out, claim or renew names, because a name is
//! one person only as long as everybody folds alike.

use unicode_normalization::UnicodeNormalization;

/// Characters of a name at most.
pub const NAME_MAX: usize = 32;

/// Why a name cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing that can be seen is left of it.
    #[error("a name has at least one visible character")]
    Empty,
    /// It has more than [`NAME_MAX`] characters.
    #[error("a name has at most {NAME_MAX} characters")]
    TooLong,
}

/// A name as it is shown: composed (NFC), without control characters, invisible ones and
/// direction overrides, white space collapsed to single spaces and trimmed.
///
/// # Errors
/// Nothing visible is left, or more than [`NAME_MAX`] characters are.
pub fn clean(name: &str) -> Result<String, NameError> {
    let mut cleaned = String::new();
    let mut length = 0;
    let mut gap = false;
    for character in name.nfc() {
        if character.is_whitespace() {
            gap = true;
            continue;
        }
        if is_removed(character) {
            continue;
        }
        if gap && length > 0 {
            cleaned.push(' ');
            length += 1;
        }
        gap = false;
        cleaned.push(character);
        length += 1;
        if length > NAME_MAX {
            return Err(NameError::TooLong);
        }
    }
    if fold(&cleaned).is_empty() { Err(NameError::Empty) } else { Ok(cleaned) }
}

/// What two names have in common if they are the same name: compatibility forms, case, spaces and
/// joiners do not count.
#[must_use]
pub fn fold(name: &str) -> String {
    // Lower case can take a text out of its normal form (İ becomes i with a dot), hence twice.
    let lower = name.nfkc().collect::<String>().to_lowercase();
    let kept = lower.nfkc().filter(|&character| !is_removed(character) && !is_joiner(character));
    kept.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Control characters, direction marks, embeddings, overrides and isolates, and what takes no
/// space but is not needed to write a name.
fn is_removed(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}

/// Invisible, but part of emoji and of some scripts: kept in a name, ignored in comparing.
fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_what_cannot_be_seen() {
        for (typed, shown) in [
            ("Ada", "Ada"),
            ("  Ada \t\n  Lovelace ", "Ada Lovelace"),
            ("Ada\u{0}\u{7}\u{1b}[31m", "Ada[31m"),
            ("\u{202e}nimda\u{202c}", "nimda"),
            ("A\u{200b}d\u{feff}a", "Ada"),
            ("Zoe\u{308}", "Zoë"),
            ("👩\u{200d}🚀", "👩\u{200d}🚀"),
            ("<b>&\"'", "<b>&\"'"),
            ("علی\u{200c}رضا", "علی\u{200c}رضا"),
        ] {
            assert_eq!(clean(typed).as_deref(), Ok(shown), "{typed:?}");
        }
    }

    #[test]
    fn refuses_what_is_empty_or_too_long() {
        for nothing in ["", "   ", "\u{202e}\u{200b}", "\u{200d}", "\u{fe0f} \u{200c}", "\u{3164}", "\0"] {
            assert_eq!(clean(nothing), Err(NameError::Empty), "{nothing:?}");
        }
        assert_eq!(clean(&"ü".repeat(NAME_MAX)).as_deref(), Ok("ü".repeat(NAME_MAX).as_str()));
        assert_eq!(clean(&"ü".repeat(NAME_MAX + 1)), Err(NameError::TooLong));
        assert_eq!(clean(&"x ".repeat(NAME_MAX)), Err(NameError::TooLong));
        assert_eq!(clean(&format!("{}x{}", " ".repeat(500), "\u{200b}".repeat(500))).as_deref(), Ok("x"));
    }

    #[test]
    fn same_names_fold_alike() {
        for (one, other) in [
            ("Ada", "ADA"),
            ("Ｚoe", "zoe"),
            ("Zoe\u{308}", "ZOË"),
            ("ﬁn", "FIN"),
            ("Ada  L", "ada\u{a0}l"),
            ("A\u{200d}da", "ada"),
            ("İpek", "i̇pek"),
        ] {
            assert_eq!(fold(one), fold(other), "{one:?} {other:?}");
        }
        assert_ne!(fold("Ada"), fold("Adá"));
    }

    #[test]
    fn folding_and_cleaning_twice_change_nothing_more() {
        for name in ["  Ada \u{200b} L ", "ǅ İ ﬀ ſ", "①②", "\u{1F88}", "ﷺ", "½ x"] {
            let cleaned = clean(name).unwrap();
            assert_eq!(clean(&cleaned).as_deref(), Ok(cleaned.as_str()));
            assert_eq!(fold(&fold(&cleaned)), fold(&cleaned));
        }
    }
}
