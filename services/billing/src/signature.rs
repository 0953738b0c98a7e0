//! `Stripe-Signature`: that a webhook is from Stripe, unchanged, and from now.
//!
//! The header is `t=<Unix seconds>,v1=<hex>,…`; each `v1` is the HMAC-SHA256 of `<t>.<body>` under
//! one of the endpoint's secrets. Other schemes (`v0`) prove nothing and are passed over. A
//! signature is compared in constant time, under every secret that is configured, so that a secret
//! can be replaced while both count.

use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Seconds by which Stripe's clock and ours may differ, either way; a copy that is older is a replay.
const TOLERANCE: i64 = 300;
/// Bytes of a header at most.
const HEADER_MAX: usize = 4096;
/// Signatures in one header that are looked at.
const SIGNATURES_MAX: usize = 8;

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unbelieved {
    /// There is no header, or it has no time or no `v1`.
    #[error("the signature header is missing or cannot be read")]
    Malformed,
    /// No `v1` is the body's under any of the secrets.
    #[error("the signature is not that of the body")]
    Wrong,
    /// It is from another time.
    #[error("the signature is too old or from the future")]
    Stale,
}

/// Checks the header of a webhook that arrived at `now`, Unix seconds.
pub(crate) fn verify(secrets: &[SecretString], header: &str, body: &[u8], now: i64) -> Result<(), Unbelieved> {
    if header.len() > HEADER_MAX {
        return Err(Unbelieved::Malformed);
    }
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let (_, time) = parts().find(|(name, _)| *name == "t").ok_or(Unbelieved::Malformed)?;
    let at: i64 = time.parse().map_err(|_| Unbelieved::Malformed)?;
    let signatures: Vec<[u8; 32]> =
        parts().filter(|(name, _)| *name == "v1").filter_map(|(_, hex)| decode(hex)).take(SIGNATURES_MAX).collect();
    if signatures.is_empty() {
        return Err(Unbelieved::Malformed);
    }
    let mut right = false;
    for secret in secrets {
        let mac = mac(secret.expose_secret().as_bytes(), time, body);
        for signature in &signatures {
            right |= mac.clone().verify_slice(signature).is_ok();
        }
    }
    match right {
        // Said only to whoever knows a secret.
        true if now.abs_diff(at) > TOLERANCE.unsigned_abs() => Err(Unbelieved::Stale),
        true => Ok(()),
        false => Err(Unbelieved::Wrong),
    }
}

fn mac(secret: &[u8], time: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key may have any length");
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

fn decode(hex: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000;
    const BODY: &[u8] = br#"{"id":"evt_1"}"#;

    fn secrets(names: &[&str]) -> Vec<SecretString> {
        names.iter().map(|name| SecretString::from(*name)).collect()
    }

    fn sign(secret: &str, time: i64, body: &[u8]) -> String {
        let bytes = mac(secret.as_bytes(), &time.to_string(), body).finalize().into_bytes();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn knows_a_signature_from_elsewhere() {
        // Made with `printf '1790000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test`.
        let v1 = "e32657f3e678d33b41ec084c16ac0e125d25480a06cb3902286dc5942c6fd259";
        assert_eq!(verify(&secrets(&["whsec_test"]), &format!("t={NOW},v1={v1}"), BODY, NOW), Ok(()));
    }

    #[test]
    fn takes_any_of_the_secrets_and_any_of_the_signatures() {
        let both = secrets(&["whsec_old", "whsec_new"]);
        for secret in ["whsec_old", "whsec_new"] {
            let right = sign(secret, NOW, BODY);
            assert_eq!(verify(&both, &format!("t={NOW},v1={right}"), BODY, NOW), Ok(()));
            let wrong = sign("whsec_other", NOW, BODY);
            assert_eq!(verify(&both, &format!("t={NOW}, v1={wrong}, v1={right}, v0=00"), BODY, NOW), Ok(()));
        }
        assert_eq!(verify(&[], &format!("t={NOW},v1={}", sign("", NOW, BODY)), BODY, NOW), Err(Unbelieved::Wrong));
    }

    #[test]
    fn refuses_what_is_not_from_stripe_or_not_from_now() {
        let known = secrets(&["whsec_1"]);
        let right = sign("whsec_1", NOW, BODY);
        let header = format!("t={NOW},v1={right}");
        for late in [-300, 0, 300] {
            assert_eq!(verify(&known, &header, BODY, NOW + late), Ok(()), "{late}");
        }
        for late in [-301, 301] {
            assert_eq!(verify(&known, &header, BODY, NOW + late), Err(Unbelieved::Stale), "{late}");
        }
        assert_eq!(verify(&known, &header, br#"{"id":"evt_2"}"#, NOW), Err(Unbelieved::Wrong));
        let moved = format!("t={},v1={right}", NOW + 1);
        assert_eq!(verify(&known, &moved, BODY, NOW), Err(Unbelieved::Wrong));
        let other = sign("whsec_2", NOW, BODY);
        assert_eq!(verify(&known, &format!("t={NOW},v1={other}"), BODY, NOW), Err(Unbelieved::Wrong));
        let long = format!("t={NOW},v1={right},x={}", "a".repeat(HEADER_MAX));
        for malformed in [
            "",
            "t",
            "v1=",
            &right,
            &format!("v1={right}"),
            &format!("t={NOW}"),
            &format!("t={NOW},v0={right}"),
            &format!("t=soon,v1={right}"),
            &format!("t={NOW},v1=zz"),
            &format!("t={NOW},v1=ééé{right}"),
            &long,
        ] {
            assert_eq!(verify(&known, malformed, BODY, NOW), Err(Unbelieved::Malformed), "{malformed}");
        }
    }
}
