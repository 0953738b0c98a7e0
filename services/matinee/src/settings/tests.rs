use serde::Deserialize;

use super::*;

const DEFAULTS: &str = r#"
# Where to. Prose with an = sign = in it.
# public_url = "https://example.org"

[gateway]
listen = "127.0.0.1:8080"
# origins = ["https://example.org"]

[limits]
enabled = true
members = 10
frames = { burst = 60, per_second = 20.0 }

[internal]
# key = "secret"

[broker]
# url = "redis://127.0.0.1"
"#;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct All {
    public_url: Option<String>,
    gateway: Gateway,
    limits: Limits,
    internal: Internal,
    broker: Broker,
}

#[derive(Debug, Deserialize)]
struct Gateway {
    listen: std::net::SocketAddr,
    origins: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Limits {
    enabled: bool,
    members: u32,
    frames: Frames,
}

#[derive(Debug, Deserialize)]
struct Frames {
    burst: u32,
    per_second: f64,
}

#[derive(Debug, Deserialize)]
struct Internal {
    key: Option<secrecy::SecretString>,
}

#[derive(Debug, Deserialize)]
struct Broker {
    url: Option<String>,
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

fn environment(variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let mut settings = Settings::defaults(DEFAULTS);
    let owned = variables.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    settings.overlay_environment(owned).map(|()| settings)
}

fn refusal(variables: &[(&str, &str)]) -> String {
    match environment(variables) {
        Err(error) => error.to_string(),
        Ok(settings) => settings.deserialize::<All>().expect_err("it is refused").to_string(),
    }
}

#[test]
fn the_defaults_alone() {
    let all: All = Settings::defaults(DEFAULTS).deserialize().unwrap();
    assert_eq!((all.public_url, all.gateway.origins, all.broker.url), (None, None, None));
    assert!(all.internal.key.is_none());
}

#[test]
fn the_environment_wins_over_the_file_and_that_over_the_defaults() {
    let file = file("[gateway]\nlisten = \"0.0.0.0:1\"\n[limits]\nmembers = 5\nframes = { burst = 7 }\n");
    let mut settings = Settings::defaults(DEFAULTS);
    settings.overlay_file(file.path()).unwrap();
    let variables = [
        ("MATINEE_LIMITS__MEMBERS", "6"),
        ("MATINEE_LIMITS__ENABLED", "false"),
        ("MATINEE_LIMITS__FRAMES__PER_SECOND", "2"),
        ("MATINEE_PUBLIC_URL", "http://here"),
        ("MATINEE_GATEWAY__ORIGINS", "http://a, http://b"),
        ("MATINEE_BROKER__URL", ""),
        ("OTHER", "1"),
    ];
    settings.overlay_environment(variables.map(|(name, text)| (name.to_owned(), text.to_owned()))).unwrap();
    let all: All = settings.deserialize().unwrap();
    assert_eq!(all.gateway.listen.to_string(), "0.0.0.0:1");
    assert_eq!(all.gateway.origins.unwrap(), ["http://a", "http://b"]);
    assert_eq!(all.public_url.as_deref(), Some("http://here"));
    assert_eq!(all.limits.members, 6);
    assert!(!all.limits.enabled);
    assert_eq!((all.limits.frames.burst, all.limits.frames.per_second), (7, 2.0));
    assert_eq!(all.broker.url, None, "an empty variable is an unset one");
    assert!(settings.is_set("gateway.listen") && !settings.is_set("broker.url"));
}

#[test]
fn errors_name_the_key_and_where_it_came_from() {
    for (name, text, expected) in [
        (
            "MATINEE_LIMITS__ENABLED",
            "yes",
            "limits.enabled: \"yes\" is not true or false (set by MATINEE_LIMITS__ENABLED)",
        ),
        ("MATINEE_LIMITS__MEMBERS", "many", "limits.members: \"many\" is not a number"),
        ("MATINEE_LIMITS__MEMBERS", "1.5", "limits.members: "),
        ("MATINEE_LIMITS__MEMBERS", "-1", "limits.members: "),
        ("MATINEE_LIMITS__FRAMES", "7", "limits.frames: \"7\" is not a table"),
        ("MATINEE_GATEWAY__LISTEN", "8080", "(set by MATINEE_GATEWAY__LISTEN)"),
        ("MATINEE_GATEWAY__LISEN", "x", "gateway.lisen: there is no such key"),
        ("MATINEE_GATEWAY__LISEN", "x", "did you mean MATINEE_GATEWAY__LISTEN?"),
        ("MATINEE_GATEWAY_LISTEN", "x", "did you mean MATINEE_GATEWAY__LISTEN?"),
        ("MATINEE_GATEWAY", "x", "gateway: there is no such key"),
        ("MATINEE_INTERNAL__KEY_FILE", "/nowhere", "internal.key: /nowhere cannot be read"),
    ] {
        let error = refusal(&[(name, text)]);
        assert!(error.contains(expected), "{name}={text}: {error}");
    }
}

#[test]
fn errors_of_a_file_name_the_line_or_the_key() {
    for (text, expected) in [
        ("[gateway\nlisten = 1", "line 1: "),
        ("[gateway]\n\nlisten = ", "line 3: "),
        ("[gateway]\nlisten = 8080", "gateway.listen: invalid type: integer `8080`"),
        ("[gatway]\nlisten = \"x\"", "gatway: there is no such key"),
        ("[limits]\nframes = { bust = 1 }", "did you mean limits.frames.burst?"),
        ("gateway = 3", "gateway: there is no such key"),
    ] {
        let file = file(text);
        let mut settings = Settings::defaults(DEFAULTS);
        let outcome = settings.overlay_file(file.path()).and_then(|()| settings.deserialize::<All>().map(drop));
        let error = outcome.expect_err(text).to_string();
        assert!(error.contains(expected) && error.contains(file.path().to_str().unwrap()), "{text}: {error}");
    }
}

#[test]
fn a_secret_may_lie_in_a_file() {
    let secret = file("from a file\n");
    let settings = environment(&[("MATINEE_INTERNAL__KEY_FILE", secret.path().to_str().unwrap())]).unwrap();
    let all: All = settings.deserialize().unwrap();
    assert_eq!(secrecy::ExposeSecret::expose_secret(&all.internal.key.unwrap()), "from a file");
    let twice =
        refusal(&[("MATINEE_INTERNAL__KEY", "x"), ("MATINEE_INTERNAL__KEY_FILE", secret.path().to_str().unwrap())]);
    assert!(twice.contains("internal.key: is given twice, also set by MATINEE_INTERNAL__KEY"), "{twice}");
}

#[test]
fn secrets_are_shown_nowhere() {
    let settings =
        environment(&[("MATINEE_INTERNAL__KEY", "hunter2"), ("MATINEE_BROKER__URL", "redis://me:hunter2@host:6379")])
            .unwrap();
    let shown = settings.to_masked_toml();
    assert!(
        !shown.contains("hunter2") && shown.contains("key = \"********\"") && shown.contains("redis://me:"),
        "{shown}"
    );

    for broken in ["[internal]\nkey = [\"hunter2\"]", "[internal]\nkey = \"hunter2", "[internal]\nkey = hunter2"] {
        let file = file(broken);
        let mut settings = Settings::defaults(DEFAULTS);
        let outcome = settings.overlay_file(file.path()).and_then(|()| settings.deserialize::<All>().map(drop));
        let error = outcome.expect_err(broken).to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn what_kubernetes_adds_is_passed_over() {
    let settings = environment(&[
        ("MATINEE_GATEWAY_SERVICE_HOST", "10.0.0.1"),
        ("MATINEE_GATEWAY_PORT", "tcp://10.0.0.1:80"),
        ("MATINEE_GATEWAY_PORT_80_TCP_ADDR", "10.0.0.1"),
        ("MATINEE_GATEWAY_SERVICE_PORT_HTTP", "80"),
        ("MATINEE_CONFIG", "x.toml"),
    ]);
    assert!(settings.is_ok());
}
