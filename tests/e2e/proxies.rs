//! Matinee behind each of the proxies that `deploy/` has a file for, as that file configures it:
//! people meet over two gateways, what is silent is kept open, a gateway that stops is left.

use std::time::Duration;

use matinee_tests::commands::{pause, play};
use matinee_tests::process::until;
use matinee_tests::servers::Front;
use matinee_tests::{Deployment, Edge, Person, Socket, Upgrade};
use tokio::time::Instant;

use crate::stage::{CLIP, alike};

/// Seconds of silence after which the proxy cuts, in place of those of its file.
const CUT: u32 = 3;
/// More than twice that.
const SILENCE: Duration = Duration::from_secs(7);
/// People who come until both gateways have one.
const CROWD: usize = 24;
/// How long a gateway may take to stop in order.
const STOP: Duration = Duration::from_secs(60);

/// What keeps sockets open, in the same proportion to that: pings go out with a HEARTBEAT.
const KEPT: [(&str, &str); 2] = [("GATEWAY__HEARTBEAT_SECONDS", "1"), ("GATEWAY__PING_SECONDS", "1")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_haproxy() {
    behind(Front::Haproxy).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_nginx() {
    behind(Front::Nginx).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_envoy() {
    behind(Front::Envoy).await;
}

async fn behind(front: Front) {
    // One at a time: three deployments would only take each other's time.
    static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _alone = ALONE.lock().await;
    let edge = Edge { front, gateways: 2, idle: Some(CUT) };
    let deployment = Deployment::behind(edge, &KEPT);
    let ada = Person::guest(&deployment.url(), "Ada").await;
    let room = ada.make_room().await;
    let mut sockets = vec![ada.enter(&room).await];
    while sockets.len() < 2 || spread(&deployment).await.contains(&0) {
        assert!(sockets.len() < CROWD, "{front:?} sends everybody to one gateway: {:?}", spread(&deployment).await);
        sockets.push(Person::guest(&deployment.url(), "Guest").await.enter(&room).await);
    }
    meet(&mut sockets).await;
    silence_keeps(&mut sockets).await;
    meet(&mut sockets).await;
    a_gateway_stops(&deployment, &mut sockets).await;
    meet(&mut sockets).await;
    // Everybody who comes now finds the other gateway.
    for number in 0..6 {
        let guest = Person::guest(&deployment.url(), &format!("Late {number}")).await;
        sockets.push(guest.enter(&room).await);
    }
    meet(&mut sockets).await;
}

/// Open sockets of each gateway.
async fn spread(deployment: &Deployment) -> [u32; 2] {
    let http = matinee_tests::client::http();
    let mut counts = [0; 2];
    for (number, count) in counts.iter_mut().enumerate() {
        let admin = deployment.gateway_role(number).admin();
        let metrics = http.get(format!("http://127.0.0.1:{admin}/metrics")).send().await.expect("it answers");
        let metrics = metrics.text().await.expect("text");
        let line = metrics.lines().find_map(|line| line.strip_prefix("matinee_gateway_sockets "));
        *count = line.map_or(0, |number| number.trim().parse().expect("a number"));
    }
    counts
}

/// Everybody says something and hears everybody; all have the same picture.
async fn meet(sockets: &mut [Socket]) {
    let mut head = 0;
    for (number, socket) in sockets.iter_mut().enumerate() {
        head = socket.says(&format!("number {number} is here")).await;
    }
    for socket in &mut *sockets {
        socket.reaches(head).await;
    }
    alike(&sockets.iter().collect::<Vec<_>>());
}

/// Nobody does anything for longer than the proxy allows, and nobody is cut off.
async fn silence_keeps(sockets: &mut [Socket]) {
    let until = Instant::now() + SILENCE;
    let quiet = sockets.iter_mut().map(|socket| async move {
        while socket.read(until).await {}
        assert_eq!(socket.closed, None, "silence was cut");
    });
    futures::future::join_all(quiet).await;
}

/// The first gateway is told to stop: its people come back by the same way, and miss nothing.
async fn a_gateway_stops(deployment: &Deployment, sockets: &mut [Socket]) {
    let on_first = spread(deployment).await[0] as usize;
    deployment.gateway_role(0).process().signal("TERM");
    // While it tells them, the others go on.
    let mut ended = Vec::new();
    let deadline = Instant::now() + STOP;
    while ended.len() < on_first {
        assert!(Instant::now() < deadline, "{} of {on_first} were told to come back", ended.len());
        for (number, socket) in
            sockets.iter_mut().enumerate().filter(|(number, _)| !ended.contains(number)).collect::<Vec<_>>()
        {
            let soon = Instant::now() + Duration::from_millis(20);
            while socket.read(soon).await {}
            if socket.closed.is_some() {
                assert_eq!(socket.closed, Some(1012), "told, not cut");
                ended.push(number);
            }
        }
    }
    for number in ended {
        let lost = &sockets[number];
        let wait = lost.goodbye.as_ref().expect("it said so before").retry_after;
        assert!(wait > 0.0 && wait <= 5.0, "{wait}");
        tokio::time::sleep(Duration::from_secs_f64(wait)).await;
        let room = lost.room.clone();
        let mut back = Upgrade::resume(&deployment.url(), lost).open().await.expect("the other gateway takes it");
        back.room = room;
        sockets[number] = back;
    }
    until("the gateway has stopped", STOP, || deployment.gateway_role(0).process().has_ended());
    let [leader, ..] = sockets else { panic!("somebody is there") };
    leader.does(matinee_tests::commands::add(CLIP)).await;
    leader.does(pause()).await;
    leader.does(play()).await;
}
