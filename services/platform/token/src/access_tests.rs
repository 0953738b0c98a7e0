use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::get_current_timestamp;
use serde_json::{Value, json};

use super::*;

/// The example of RFC 8037, appendix A.1, as PKCS#8 PEM.
const ED25519: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
";

fn claims() -> AccessClaims {
    let now = get_current_timestamp();
    AccessClaims {
        sub: "user".to_owned(),
        sid: "session".to_owned(),
        name: "Ada \"L\" 👩‍🚀".to_owned(),
        guest: true,
        scope: None,
        device: "device".to_owned(),
        iat: now,
        exp: now + 600,
    }
}

fn verifier(keys: &[&SigningKey]) -> Verifier {
    Verifier::from_jwks(&jwks(keys.iter().map(|key| key.public()))).unwrap()
}

/// A token with any header and claims, signed by `key` whatever they say.
fn forged(header: &Value, claims: &Value, key: &EncodingKey, algorithm: Algorithm) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

fn issued() -> Value {
    serde_json::to_value(Issued { iss: ISSUER, aud: ISSUER, claims: &claims() }).unwrap()
}

fn with(mut value: Value, key: &str, changed: Value) -> Value {
    value[key] = changed;
    value
}

#[test]
fn reads_what_was_signed() {
    let key = SigningKey::generate();
    let claims = claims();
    let read = verifier(&[&key]).verify(&key.sign(&claims)).unwrap();
    assert_eq!(read, claims);
    assert_eq!(read.actor().session_id, "session");
}

#[test]
fn a_kept_key_is_the_same_key() {
    let key = SigningKey::generate();
    let kept = SigningKey::from_pem(key.to_pem().expose_secret()).unwrap();
    assert_eq!(kept, key);
    assert_eq!(kept.kid(), key.kid());
    assert!(verifier(&[&key]).verify(&kept.sign(&claims())).is_ok());
    assert_ne!(SigningKey::generate().kid(), key.kid());
}

#[test]
fn eddsa_keys_sign_too_and_thumbprints_are_those_of_the_standard() {
    let key = SigningKey::from_pem(ED25519).unwrap();
    assert_eq!(key.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "RFC 8037, appendix A.3");
    let other = SigningKey::generate();
    let verifier = verifier(&[&key, &other]);
    let claims = claims();
    assert_eq!(verifier.verify(&key.sign(&claims)), Ok(claims.clone()));
    assert_eq!(verifier.verify(&other.sign(&claims)), Ok(claims));
}

#[test]
fn key_sets_show_public_halves_only() {
    let key = SigningKey::generate();
    let set: Value = serde_json::from_str(&jwks([key.public()])).unwrap();
    let members: Vec<_> = set["keys"][0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    assert_eq!((&set["keys"][0]["alg"], &set["keys"][0]["use"]), (&json!("ES256"), &json!("sig")));
    assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.kid()));
}

#[test]
fn refuses_alg_none() {
    let key = SigningKey::generate();
    for alg in ["none", "None", "NONE"] {
        let header = json!({"alg": alg, "typ": "JWT", "kid": key.kid()});
        let signed = forged(&header, &issued(), &key.0.encoding, Algorithm::ES256);
        let bare = format!("{}.", signed.rsplit_once('.').unwrap().0);
        assert_eq!(verifier(&[&key]).verify(&signed), Err(TokenError::Invalid));
        assert_eq!(verifier(&[&key]).verify(&bare), Err(TokenError::Invalid));
    }
}

#[test]
fn refuses_hmac_with_the_public_key() {
    let key = SigningKey::generate();
    let header = json!({"alg": "HS256", "typ": "JWT", "kid": key.kid()});
    let public = DecodingKey::from_jwk(&key.public().0).unwrap();
    let secrets =
        [public.try_get_as_bytes().unwrap().to_vec(), serde_json::to_vec(key.public()).unwrap(), key.kid().into()];
    for secret in secrets {
        let token = forged(&header, &issued(), &EncodingKey::from_secret(&secret), Algorithm::HS256);
        assert_eq!(verifier(&[&key]).verify(&token), Err(TokenError::Invalid));
    }
}

#[test]
fn refuses_other_keys() {
    let (key, other) = (SigningKey::generate(), SigningKey::generate());
    assert_eq!(verifier(&[&key]).verify(&other.sign(&claims())), Err(TokenError::UnknownKey));
    let claiming = json!({"alg": "ES256", "typ": "JWT", "kid": key.kid()});
    let token = forged(&claiming, &issued(), &other.0.encoding, Algorithm::ES256);
    assert_eq!(verifier(&[&key]).verify(&token), Err(TokenError::Invalid));
    let anonymous = json!({"alg": "ES256", "typ": "JWT"});
    let token = forged(&anonymous, &issued(), &key.0.encoding, Algorithm::ES256);
    assert_eq!(verifier(&[&key]).verify(&token), Err(TokenError::Invalid));
    let embedded = with(claiming, "jwk", serde_json::to_value(other.public()).unwrap());
    let token = forged(&embedded, &issued(), &other.0.encoding, Algorithm::ES256);
    assert_eq!(verifier(&[&key]).verify(&token), Err(TokenError::Invalid));
}

#[test]
fn refuses_wrong_and_missing_claims() {
    let key = SigningKey::generate();
    let header = serde_json::to_value(&key.0.header).unwrap();
    let check = |claims: &Value| {
        let token = forged(&header, claims, &key.0.encoding, Algorithm::ES256);
        verifier(&[&key]).verify(&token)
    };
    assert!(check(&issued()).is_ok());
    for claim in ["iss", "aud"] {
        for wrong in [json!("somebody"), json!(""), json!(null), json!(["a"]), json!(7)] {
            assert_eq!(check(&with(issued(), claim, wrong.clone())), Err(TokenError::Invalid), "{claim} {wrong}");
        }
    }
    for claim in ["iss", "aud", "exp", "sub", "sid", "name", "guest", "device", "iat"] {
        let mut without = issued();
        without.as_object_mut().unwrap().remove(claim);
        assert_eq!(check(&without), Err(TokenError::Invalid), "{claim}");
    }
    for wrong in [json!("never"), json!(null), json!(-1)] {
        assert!(check(&with(issued(), "exp", wrong.clone())).is_err(), "{wrong}");
    }
}

#[test]
fn expires() {
    let key = SigningKey::generate();
    let old = AccessClaims { exp: get_current_timestamp() - 1, ..claims() };
    assert_eq!(verifier(&[&key]).verify(&key.sign(&old)), Err(TokenError::Expired));
}

#[test]
fn refuses_every_changed_character() {
    let key = SigningKey::generate();
    let verifier = verifier(&[&key]);
    let token = key.sign(&claims());
    // A few of the claims' characters are enough; the header and the signature are tried whole.
    for at in (0..token.len()).filter(|at| at % 3 == 0 || *at > token.len() - 90) {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'Q' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(verifier.verify(&changed).is_err(), "character {at}");
    }
    for nonsense in ["", ".", "..", "a.b.c", "\u{0}", &"x".repeat(100_000), &format!("{token}."), &token[1..]] {
        assert_eq!(verifier.verify(nonsense), Err(TokenError::Invalid));
    }
}

#[test]
fn refuses_what_is_no_key() {
    let rsa_header = "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----";
    let public = p256::SecretKey::from_slice(&[1; 32]).unwrap().public_key().to_string();
    for nonsense in ["", "hunter2", rsa_header, &public, "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----"] {
        assert_eq!(SigningKey::from_pem(nonsense).err(), Some(KeyError::Private), "{nonsense}");
    }
    for nonsense in ["", "{}", "[]", "{\"keys\":7}"] {
        assert_eq!(Verifier::from_jwks(nonsense).err(), Some(KeyError::Set), "{nonsense}");
    }
}

#[test]
fn passes_over_keys_that_are_not_for_our_signatures() {
    let key = SigningKey::generate();
    let mut set: Value = serde_json::from_str(&jwks([key.public()])).unwrap();
    let shared = json!({"kty": "oct", "alg": "HS256", "kid": "shared", "k": "c2VjcmV0"});
    set["keys"].as_array_mut().unwrap().push(shared);
    let verifier = Verifier::from_jwks(&set.to_string()).unwrap();
    let header = json!({"alg": "HS256", "typ": "JWT", "kid": "shared"});
    let token = forged(&header, &issued(), &EncodingKey::from_secret(b"secret"), Algorithm::HS256);
    assert_eq!(verifier.verify(&token), Err(TokenError::UnknownKey));
    assert!(verifier.verify(&key.sign(&claims())).is_ok());
}
