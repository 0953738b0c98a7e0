//! As many sockets as may be open, and one more.

use std::time::Duration;

use matinee_tests::client::{Answer, http};
use matinee_tests::process::{Process, Program, folder, free_port, until};
use matinee_tests::servers::{binary, fetch};
use matinee_tests::{Deployment, Kind, Person, Socket, Upgrade};

use crate::stage::Pair;

/// How long a lease and what follows from its end may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// An upgrade that is refused before the handshake; from this address, where a proxy is believed.
async fn refused(base: &str, room: &str, address: &str) -> Answer {
    let request = http().get(format!("{base}/api/rooms/{room}/ws?ticket=never-looked-at"));
    let request = request.header("connection", "upgrade").header("upgrade", "websocket");
    let request = request.header("sec-websocket-version", "13").header("sec-websocket-key", "bm90aGluZyBzZWNyZXQhIQ==");
    Answer::read(request.header("x-forwarded-for", address).send().await.expect("the gateway answers")).await
}

fn says_when_to_come_back(answer: &Answer) {
    let after = answer.headers.get("retry-after").and_then(|value| value.to_str().ok()?.parse::<u32>().ok());
    assert!(after.is_some_and(|seconds| seconds > 0), "{:?}", answer.headers);
}

/// Tries until a socket opens: the place of one that has closed is free a moment later. Until then the
/// answer is `full`.
async fn opens(person: &Person, room: &str, address: &str, full: u16) -> Socket {
    let patience = tokio::time::Instant::now() + PATIENCE;
    loop {
        let joined = person.join(room).await;
        let base = joined.ws_url.replacen("ws", "http", 1);
        let at = base.replacen(base.split("/api").next().expect("a URL has a host"), person.base(), 1);
        let upgrade = Upgrade::to(format!("{}?ticket={}", at.replacen("http", "ws", 1), joined.ticket));
        match upgrade.header("x-forwarded-for", address).open().await {
            Ok(socket) => return socket.entered().await,
            Err(status) => assert_eq!(status, full, "nothing else may be in the way"),
        }
        assert!(tokio::time::Instant::now() < patience, "it never opens");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What a gateway counts under a name.
fn counted(admin: u16, metric: &str) -> f64 {
    let text = fetch(&format!("http://127.0.0.1:{admin}"), "/metrics").expect("it answers");
    let line = text.lines().find_map(|line| line.strip_prefix(metric)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {metric}")).parse().expect("a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_has_so_many_over_all_gateways() {
    const HERE: &str = "127.0.0.1";
    const ELSEWHERE: &str = "203.0.113.7";
    let settings =
        [("LIMITS__SOCKETS_PER_ADDRESS", "4"), ("GATEWAY__LEASE_SECONDS", "3.0"), ("GATEWAY__RENEW_SECONDS", "0.5")];
    let deployment = Deployment::start_with(Kind::Scaled, &settings);
    let mut pair = Pair::enter(&deployment).await;
    let third = opens(&pair.ada, &pair.room, HERE, 429).await;
    let mut fourth = opens(&pair.bob, &pair.room, HERE, 429).await;
    for gateway in deployment.gateways() {
        let answer = refused(gateway, &pair.room, HERE).await;
        answer.refused(429, "too_many_sockets");
        says_when_to_come_back(&answer);
    }
    // Nobody else notices, and who comes from elsewhere gets in.
    pair.together().await;
    let cid = Person::guest(deployment.gateway(0), "Cid").await;
    let mut elsewhere = opens(&cid, &pair.room, ELSEWHERE, 429).await;
    pair.a.says("four of us are at home").await;
    elsewhere.until("it is heard", |socket| socket.room.chat.len() == 1).await;
    for number in [0, 1] {
        let admin = deployment.gateway_role(number).admin();
        assert!(counted(admin, r#"matinee_gateway_sockets_refused_total{bound="address"}"#) >= 1.0);
    }
    // What closes at one gateway is free at the other.
    fourth.close().await;
    let _again = opens(&pair.ada, &pair.room, HERE, 429).await;
    refused(deployment.gateway(1), &pair.room, HERE).await.refused(429, "too_many_sockets");
    // Three of the four were at the gateway that dies; they count until its leases run out.
    drop(third);
    deployment.gateway_role(0).process().kill();
    let dan = Person::guest(deployment.gateway(1), "Dan").await;
    let mut late = Vec::new();
    for _ in 0..3 {
        late.push(opens(&dan, &pair.room, HERE, 429).await);
    }
    refused(deployment.gateway(1), &pair.room, HERE).await.refused(429, "too_many_sockets");
    late[2].says("the others are gone").await;
    pair.b.until("it is heard", |socket| socket.room.chat.len() == 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_and_a_user_have_so_many() {
    let settings = [("LIMITS__SOCKETS_PER_GATEWAY", "4"), ("LIMITS__SOCKETS_PER_USER", "2")];
    let deployment = Deployment::start_with(Kind::Embedded, &settings);
    let mut pair = Pair::enter(&deployment).await;
    let mut second = pair.ada.enter(&pair.room).await;
    let joined = pair.ada.join(&pair.room).await;
    let mut third = Upgrade::ticket(&joined).open().await.expect("who it is shows after the handshake");
    assert_eq!(third.is_closed().await, 4008);
    let goodbye = third.goodbye.clone().expect("it says why");
    assert!(goodbye.retry_after > 0.0 && goodbye.detail.contains("user"), "{goodbye:?}");
    drop(third);
    let cid = Person::guest(deployment.gateway(0), "Cid").await;
    let _cid = opens(&cid, &pair.room, "127.0.0.1", 503).await;
    let answer = refused(deployment.gateway(0), &pair.room, "127.0.0.1").await;
    answer.refused(503, "gateway_full");
    says_when_to_come_back(&answer);
    pair.together().await;
    let admin = deployment.gateway_role(0).admin();
    for bound in ["gateway", "user"] {
        assert!(counted(admin, &format!("matinee_gateway_sockets_refused_total{{bound={bound:?}}}")) >= 1.0);
    }
    second.close().await;
    until("there is room again", PATIENCE, || counted(admin, "matinee_gateway_sockets") < 4.0);
    let mut back = opens(&pair.ada, &pair.room, "127.0.0.1", 503).await;
    back.says("one is as good as another").await;
    pair.b.until("it is heard", |socket| socket.room.chat.len() == 1).await;
}

/// A process that was given these limits of open files, and its ports.
fn with_files(limits: &str) -> (Process, String, u16) {
    let (port, admin) = (free_port(), free_port());
    let environment = [
        ("MATINEE_GATEWAY__LISTEN", format!("127.0.0.1:{port}")),
        ("MATINEE_ADMIN__LISTEN", format!("127.0.0.1:{admin}")),
        ("MATINEE_DATABASE__URL", format!("sqlite://{}", folder("files").join("matinee.db").display())),
        ("MATINEE_LIMITS__ENABLED", "false".to_owned()),
        ("MATINEE_LOG__FORMAT", "human".to_owned()),
    ];
    let arguments = [format!("--nofile={limits}"), binary().display().to_string(), "serve".to_owned()];
    let program = Program::new("matinee", "prlimit").arguments(arguments);
    let server = program.environment(environment.map(|(name, value)| (name.to_owned(), value))).start();
    until("it is ready", PATIENCE, || {
        fetch(&format!("http://127.0.0.1:{admin}"), "/readyz").is_some_and(|body| body.contains("\"ready\":true"))
    });
    (server, format!("http://127.0.0.1:{port}"), admin)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn as_many_files_are_open_as_the_system_allows() {
    const SOFT: usize = 256;
    const EACH: usize = 10;
    let (_server, base, admin) = with_files("256:4096");
    assert_eq!(counted(admin, "matinee_gateway_sockets_max"), 4096.0 - 512.0);
    let host = Person::guest(&base, "Host").await;
    let room = host.make_room().await;
    let mut sockets = vec![host.enter(&room).await];
    while sockets.len() <= SOFT + EACH {
        let guest = Person::guest(&base, "Guest").await;
        for _ in 0..EACH {
            sockets.push(guest.enter(&room).await);
        }
    }
    assert!(counted(admin, "matinee_gateway_sockets") > SOFT as f64);
    let mut last = sockets.pop().expect("there are many");
    last.says("we are all here").await;
    for socket in &mut sockets {
        socket.until("it is heard", |socket| socket.room.chat.len() == 1).await;
    }
}

#[test]
fn fewer_files_are_fewer_sockets() {
    let (server, _, admin) = with_files("256:256");
    assert_eq!(counted(admin, "matinee_gateway_sockets_max"), 128.0);
    assert!(server.log().contains("fewer sockets are taken"), "{}", server.log());
}
