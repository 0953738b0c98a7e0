//! E-mail addresses: what may be one, and when two are the same.

use lettre::Address;
use matinee_proto::refusal::FieldFault;
use unicode_normalization::UnicodeNormalization;

use crate::faults::fault;

/// Bytes of an address at most (RFC 5321, section 4.5.3.1.3, less the brackets).
const LENGTH_MAX: usize = 254;

/// An address as it is written and as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Email {
    pub(crate) shown: String,
    pub(crate) folded: String,
}

impl Email {
    /// Reads an address that stands in the field `email`. What a mail's header could be broken
    /// with (line ends, controls) is none.
    pub(crate) fn parse(text: &str) -> Result<Self, FieldFault> {
        let shown: String = text.trim().nfc().collect();
        if shown.is_empty() {
            return Err(fault("email", "required", "an e-mail address"));
        }
        if shown.len() > LENGTH_MAX {
            return Err(fault("email", "too_long", format!("at most {LENGTH_MAX} bytes")));
        }
        let invalid = || fault("email", "invalid", "not an e-mail address, as name@example.org");
        if shown.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(invalid());
        }
        let address: Address = shown.parse().map_err(|_| invalid())?;
        let plain = address.domain().chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.'));
        if !plain || (!address.domain().contains('.') && address.domain() != "localhost") {
            return Err(invalid());
        }
        let folded = fold(&shown);
        Ok(Self { shown, folded })
    }
}

/// What two addresses have in common if they are the same: compatibility forms and case do not
/// count. Some mail servers tell case apart; two accounts that differ by it alone would be a trap.
pub(crate) fn fold(address: &str) -> String {
    let lower = address.trim().nfkc().collect::<String>().to_lowercase();
    lower.nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_compared_without_case() {
        let ada = Email::parse("  Ada.L@Example.ORG ").unwrap();
        assert_eq!((ada.shown.as_str(), ada.folded.as_str()), ("Ada.L@Example.ORG", "ada.l@example.org"));
        assert_eq!(
            Email::parse("zoe\u{308}@example.org").unwrap().folded,
            Email::parse("ZOË@example.org").unwrap().folded
        );
        assert_eq!(fold("ａda@example.org"), "ada@example.org");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (text, code) in [
            ("", "required"),
            ("   ", "required"),
            ("ada", "invalid"),
            ("@example.org", "invalid"),
            ("ada@", "invalid"),
            ("ada@example", "invalid"),
            ("ada@example.org\r\nBcc: eve@example.org", "invalid"),
            ("ada@example.org\0", "invalid"),
            ("a da@example.org", "invalid"),
            ("ada@example.org%0d%0a", "invalid"),
            ("ada@exam ple.org", "invalid"),
            ("ada@example.org, eve@example.org", "invalid"),
            ("Ada <ada@example.org>", "invalid"),
        ] {
            assert_eq!(Email::parse(text).unwrap_err().code, code, "{text:?}");
        }
        let long = format!("{}@example.org", "a".repeat(300));
        assert_eq!(Email::parse(&long).unwrap_err().code, "too_long");
    }
}
