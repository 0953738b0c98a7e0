//! What a crowd at the door does to a room: two hundred people log in at once while a room plays in
//! the same process, and the delay of that room's heartbeats is told before and during. A report
//! for people, on `TEST_MATINEE_BINARY` or what cargo builds: times of a shared machine pass or fail
//! nothing.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use matinee_tests::client::{PASSWORD, commands, http};
use matinee_tests::{Deployment, Kind, Person, Socket};
use serde_json::json;

/// Log-ins at once.
const CROWD: usize = 200;
/// How long somebody waits at the door.
const PATIENCE: Duration = Duration::from_secs(60);
/// Heartbeats listened to before.
const QUIET: usize = 50;

#[tokio::main]
async fn main() {
    let settings = [("LIMITS__ENABLED", "false"), ("GATEWAY__HEARTBEAT_SECONDS", "0.2")];
    let deployment = Deployment::start_with(Kind::Embedded, &settings);
    let base = deployment.url();
    let ada = Person::account(&base, "Ada").await;
    let room = ada.make_room().await;
    let mut socket = ada.enter(&room).await;
    socket.does(commands::add("https://media.example.org/clip.mp4")).await;
    socket.does(commands::play()).await;
    let mut before = Vec::new();
    for _ in 0..QUIET {
        before.push(delay(&mut socket).await);
    }
    let begun = Instant::now();
    // Another account: of one with too many sessions the first ones end.
    let name = Person::account(&base, "Bob").await.name;
    let client = http();
    let login = || log_in(client.clone(), format!("{base}/api/auth/login"), name.clone());
    let crowd: Vec<_> = (0..CROWD).map(|_| tokio::spawn(login())).collect();
    let mut during = Vec::new();
    while crowd.iter().any(|login| !login.is_finished()) {
        during.push(delay(&mut socket).await);
    }
    let took = begun.elapsed();
    let (mut times, mut let_in, mut sent_away) = (Vec::new(), 0, 0);
    for login in crowd {
        let (status, again, time) = login.await.expect("a log-in ends");
        times.push(time);
        let_in += usize::from(status == 200);
        sent_away += again;
    }
    let took = took.as_secs_f64();
    println!("{CROWD} log-ins at once: {let_in} let in within {took:.1} s, {sent_away} times told to come back later");
    println!("until somebody was in: {}", spread(times));
    println!("heartbeat delay before, {} of them: {}", before.len(), spread(before));
    println!("heartbeat delay during, {} of them: {}", during.len(), spread(during));
}

/// Milliseconds from when a heartbeat was made until it was here. Both clocks are this computer's.
async fn delay(socket: &mut Socket) -> f64 {
    let beat = socket.heartbeat().await;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    now.as_secs_f64() * 1000.0 - beat.server_time
}

/// Logs in, and comes back when told to; the last status, how often it was told so, and milliseconds.
async fn log_in(client: reqwest::Client, url: String, name: String) -> (u16, usize, f64) {
    let begun = Instant::now();
    let mut sent_away = 0;
    loop {
        let body = json!({ "username": name, "password": PASSWORD });
        let answer = client.post(&url).json(&body).timeout(PATIENCE).send().await;
        let answer = answer.expect("the gateway answers");
        let status = answer.status().as_u16();
        let after = answer.headers().get("retry-after").and_then(|after| after.to_str().ok()?.parse().ok());
        match after.filter(|_| status == 503 && begun.elapsed() < PATIENCE) {
            Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
            None => return (status, sent_away, begun.elapsed().as_secs_f64() * 1000.0),
        }
        sent_away += 1;
    }
}

fn spread(mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).copied();
    let [median, most, last] = [50, 95, 100].map(|share| at(share).unwrap_or(f64::NAN));
    format!("median {median:.1} ms, 95 % within {most:.1} ms, the longest {last:.1} ms")
}
