use super::*;

#[derive(Deserialize)]
struct File {
    auth: Config,
}

fn read(text: &str) -> Result<Config, toml::de::Error> {
    toml::from_str::<File>(text).map(|file| file.auth)
}

fn defaults() -> Config {
    read(DEFAULTS).unwrap()
}

#[test]
fn the_default_file_is_the_default() {
    let config = defaults();
    assert_eq!((config.listen.port(), config.url.as_deref()), (50051, None));
    let lifetimes = config.check().unwrap().lifetimes;
    let hour = 3_600_000;
    let expected =
        Lifetimes { access_s: 600, guest_idle: 24 * hour, account_idle: 30 * 24 * hour, account_max: 90 * 24 * hour };
    assert_eq!(lifetimes, expected);
    // What is commented out is understood too.
    let keys = ["url", "signing_key", "smtp_url", "mail_from", "client_id", "client_secret", "issuer"];
    let all =
        keys.iter().fold(DEFAULTS.to_owned(), |text, key| text.replace(&format!("# {key} ="), &format!("{key} =")));
    let config = read(&all).unwrap();
    assert!(config.url.is_some() && config.signing_key.is_some() && config.smtp_url.is_some());
    assert!(config.google.client_secret.is_some() && config.oidc.issuer.is_some());
    assert!(!format!("{config:?}").contains("password") && !format!("{config:?}").contains("from the"));
    assert!(!format!("{config:?}").contains("signing-key.pem"), "a secret is not shown");
}

#[test]
fn what_makes_no_sense_is_refused_by_its_key() {
    let with = |change: fn(&mut Config)| {
        let mut config = defaults();
        change(&mut config);
        config.check().unwrap_err().to_string()
    };
    assert!(with(|config| config.guest_idle_hours = f64::NAN).starts_with("auth.guest_idle_hours: "));
    assert_eq!(with(|config| config.access_seconds = 0), "auth.access_seconds: 0 is not between 30 and 3600");
    assert!(with(|config| config.guest_idle_hours = 0.0).starts_with("auth.guest_idle_hours: "));
    assert!(with(|config| config.account_idle_days = 1e9).starts_with("auth.account_idle_days: "));
    assert_eq!(with(|config| config.account_max_days = 29.0), "auth.account_max_days: 29 is not between 30 and 3650");
    let missing = with(|config| config.signing_key = Some("/nowhere/key.pem".into()));
    assert!(missing.starts_with("auth.signing_key: ") && !missing.contains("nowhere"), "{missing}");
    assert!(with(|config| config.smtp_url = Some("hunter2".into())).starts_with("auth.smtp_url: "));
    assert!(with(|config| config.smtp_url = Some("smtp://mail.example".into())).starts_with("auth.mail_from: "));
    assert!(with(|config| config.google.client_secret = Some("x".into())).starts_with("auth.google.client_id: "));
    assert!(with(|config| config.oidc.client_id = Some("x".into())).starts_with("auth.oidc.issuer: "));
    let plain = with(|config| {
        config.oidc.client_id = Some("x".into());
        config.oidc.issuer = Some("http://id.example".into());
    });
    assert!(plain.starts_with("auth.oidc.issuer: "), "{plain}");
    assert!(read(&format!("{DEFAULTS}\nsingle = true")).unwrap_err().to_string().contains("single"));
}
