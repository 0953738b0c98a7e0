//! Names and messages as they come from people: cleaned, measured, compared.

use crate::Rejection;

/// Characters that change how what stands around them is shown, or that show nothing at all: bidi
/// controls, zero-width spaces, soft hyphens, tags. In a name they only serve to look like
/// somebody else. Joiners stay, because emoji and several scripts need them.
fn deceptive(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
        | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Joiners and variation selectors: kept in a name, ignored when two names are compared.
fn joining(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// A name without control and deceptive characters, with single spaces inside and none around.
///
/// # Errors
/// `invalid_argument` unless 1 to `max` characters are left, of which one can be seen.
pub fn name(raw: &str, max: usize, what: &'static str) -> Result<String, Rejection> {
    let kept: String = raw
        .chars()
        .filter(|c| !deceptive(*c) && (!c.is_control() || c.is_whitespace()))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let clean = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let seen = clean.chars().any(|c| !joining(c) && !c.is_whitespace());
    if !seen || clean.chars().count() > max {
        return Err(Rejection::invalid(format!("{what} has 1 to {max} characters that can be seen")));
    }
    Ok(clean)
}

/// What two names have in common that count as one. Compatibility forms (full-width letters and
/// the like) are the service's to normalize before a name gets here; case is ours.
pub(crate) fn fold(name: &str) -> String {
    name.chars().filter(|c| !joining(*c)).flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// A message without control characters except line breaks and tabs, trimmed.
///
/// # Errors
/// `invalid_argument` unless 1 to `max` characters are left.
pub(crate) fn message(raw: &str, max: usize) -> Result<String, Rejection> {
    let clean: String = raw.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let clean = clean.trim();
    if clean.is_empty() || clean.chars().count() > max {
        return Err(Rejection::invalid(format!("a message has 1 to {max} characters")));
    }
    Ok(clean.to_owned())
}

/// Characters of the longest emoji there is room for: families and flags of regions have ten.
const EMOJI_CHARS: usize = 16;

/// Whether this can pass as one emoji: short, without letters, spaces and controls. What exactly
/// Unicode calls an emoji changes every year, so it is left to the browsers.
pub(crate) fn is_emoji(text: &str) -> bool {
    // Emoji that Unicode counts among the letters: blood groups, regional indicators, ℹ and Ⓜ.
    let letter = |c: char| c.is_alphabetic() && !matches!(c, '\u{2139}' | '\u{24C2}' | '\u{1F100}'..='\u{1F1FF}');
    text.chars().count() <= EMOJI_CHARS
        && !text.is_ascii()
        && !text.chars().any(|c| c.is_control() || c.is_whitespace() || letter(c))
}
