//! What an operator sees: health, metrics, errors that say what is wrong.

use std::process::Command;
use std::time::Duration;

use matinee_tests::process::{Program, folder, free_port, until};
use matinee_tests::servers::{Redis, binary};
use matinee_tests::{Deployment, Person, stories};

stories!(admin_is_apart_from_the_public_listener, the_binary_asks_how_its_server_is);

async fn admin_is_apart_from_the_public_listener(deployment: &Deployment) {
    let admin = deployment.gateway_role(0).admin();
    let http = matinee_tests::client::http();
    let get = async |url: String| {
        let response = http.get(url).send().await.expect("it answers");
        (response.status().as_u16(), response.text().await.expect("text"))
    };
    assert_eq!(get(format!("http://127.0.0.1:{admin}/healthz")).await.0, 200);
    let (status, body) = get(format!("http://127.0.0.1:{admin}/readyz")).await;
    assert_eq!(status, 200, "{body}");
    Person::guest(deployment.gateway(0), "Metric").await;
    let (status, metrics) = get(format!("http://127.0.0.1:{admin}/metrics")).await;
    assert_eq!(status, 200);
    assert!(metrics.contains("matinee_build_info"), "{metrics}");
    for path in ["healthz", "readyz", "metrics"] {
        let (_, body) = get(format!("{}/{path}", deployment.gateway(0))).await;
        assert!(!body.contains("matinee_build_info") && !body.contains("\"ready\""), "{path} is public");
    }
}

async fn the_binary_asks_how_its_server_is(deployment: &Deployment) {
    let listen = format!("127.0.0.1:{}", deployment.gateway_role(0).admin());
    let here = [("MATINEE_ADMIN__LISTEN", listen.as_str())];
    let (code, said, errors) = matinee(&["health"], &here);
    assert_eq!(code, 0, "{errors}");
    assert!(said.contains("\"ready\":true"), "{said}");
    let (code, said, _) = matinee(&["health", "--live"], &here);
    assert_eq!((code, said.trim()), (0, "ok"));
}

#[test]
fn a_server_that_cannot_work_lives_and_is_not_ready() {
    let [public, admin] = [free_port(), free_port()].map(|port| format!("127.0.0.1:{port}"));
    let here = [("MATINEE_ADMIN__LISTEN", admin.as_str())];
    let (code, _, errors) = matinee(&["health", "--live"], &here);
    assert_eq!(code, 1, "nobody is there");
    assert!(errors.contains("health: ") && errors.contains(&admin), "{errors}");

    let mut redis = Redis::start();
    let environment = [
        ("MATINEE_GATEWAY__LISTEN", public.as_str()),
        ("MATINEE_ADMIN__LISTEN", &admin),
        ("MATINEE_BROKER__URL", &redis.url()),
        ("MATINEE_DATABASE__URL", &format!("sqlite://{}", folder("health").join("matinee.db").display())),
        ("MATINEE_INTERNAL__KEY", "0123456789abcdef0123456789abcdef"),
    ];
    let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let server = Program::new("matinee", binary()).arguments(["serve"]).environment(environment).start();
    until("it is ready", Duration::from_secs(60), || matinee(&["health"], &here).0 == 0);
    redis.process().kill();
    until("it is not ready", Duration::from_secs(60), || matinee(&["health"], &here).0 == 1);
    let (_, _, errors) = matinee(&["health"], &here);
    assert!(errors.contains("503") && errors.contains("\"broker\":false"), "{errors}");
    assert_eq!(matinee(&["health", "--live"], &here).0, 0, "a restart would not bring Redis back");
    drop(server);
}

/// Runs the binary with these variables; exit code and what it said.
pub fn matinee(arguments: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
    let mut command = Command::new(binary());
    command.args(arguments).current_dir(folder("matinee")).env_clear().envs(variables.iter().copied());
    let output = command.output().expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_printed_defaults_are_the_defaults() {
    let (code, defaults, _) = matinee(&["default-config"], &[]);
    assert_eq!(code, 0);
    let file = folder("config").join("matinee.toml");
    std::fs::write(&file, &defaults).expect("written");
    let (code, with_file, errors) = matinee(&["check-config", "--config", &file.display().to_string()], &[]);
    assert_eq!(code, 0, "{errors}");
    assert_eq!(with_file, matinee(&["check-config"], &[]).1);
    for section in ["admin", "gateway", "limits", "auth", "rooms", "search", "billing", "broker", "database"] {
        assert!(defaults.contains(&format!("[{section}]")), "{section}");
    }
}

#[test]
fn a_wrong_setting_is_named() {
    for (variable, value, expected) in [
        ("MATINEE_GATEWAY__LISTEN", "everywhere", "gateway.listen: "),
        ("MATINEE_GATEWAY__LISEN", "127.0.0.1:1", "did you mean MATINEE_GATEWAY__LISTEN?"),
        ("MATINEE_INTERNAL__KEY", "short", "internal.key: has fewer than 32"),
        ("MATINEE_PUBLIC_URL", "matinee.example", "public_url: "),
        ("MATINEE_BILLING__STRIPE_PRICES", "gold", "billing.stripe_prices: "),
    ] {
        let (code, _, errors) = matinee(&["check-config"], &[(variable, value)]);
        assert_eq!(code, 1, "{variable}");
        assert!(errors.contains(expected) && errors.contains(variable), "{variable}={value}: {errors}");
        assert!(!errors.contains("panicked"), "{errors}");
    }
    let (code, shown, _) = matinee(&["check-config"], &[("MATINEE_INTERNAL__KEY", "0123456789abcdef0123456789abcdef")]);
    assert_eq!(code, 0);
    assert!(!shown.contains("0123456789abcdef"));
}

#[test]
fn what_is_missing_at_the_start_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("bound").to_string();
    let (code, _, errors) = matinee(&["serve"], &[("MATINEE_GATEWAY__LISTEN", &address)]);
    assert_eq!(code, 1);
    assert!(errors.contains("gateway.listen: ") && errors.contains("in use"), "{errors}");

    let (admin, nowhere) = (format!("127.0.0.1:{}", free_port()), format!("redis://127.0.0.1:{}", free_port()));
    let gateway = format!("127.0.0.1:{}", free_port());
    let here = [("MATINEE_GATEWAY__LISTEN", gateway.as_str()), ("MATINEE_ADMIN__LISTEN", admin.as_str())];
    let key = ("MATINEE_INTERNAL__KEY", "0123456789abcdef0123456789abcdef");
    let (code, _, errors) = matinee(&["serve"], &[here[0], here[1], key, ("MATINEE_BROKER__URL", &nowhere)]);
    assert_eq!(code, 1);
    assert!(errors.contains("broker.url: ") && errors.contains("MATINEE_BROKER__URL"), "{errors}");
    let database = format!("postgres://nobody:hunter2@127.0.0.1:{}/x", free_port());
    let (code, _, errors) = matinee(&["serve"], &[here[0], here[1], ("MATINEE_DATABASE__URL", &database)]);
    assert_eq!(code, 1);
    assert!(errors.contains("database.url") && !errors.contains("hunter2"), "{errors}");
    let (code, _, errors) = matinee(&["serve", "rooms"], &[here[1]]);
    assert_eq!(code, 1);
    assert!(errors.contains("broker.url: must be set"), "{errors}");
}
