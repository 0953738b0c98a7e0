//! Long imports, and what becomes of them when whoever does them dies: deployments of their own,
//! because others must not meet a slow YouTube, or servers that end.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use matinee_tests::youtube::{Playlist, Video};
use matinee_tests::{Deployment, Kind, Person, Socket};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::figure;

/// Everything may take this long on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// Items of a page, which is a step of an import.
const PAGE: u64 = 50;
/// What a list of a thousand consists of: every twentieth is there twice, every twentieth gone, and
/// every fiftieth private.
const WHOLE: usize = 1_000;
const TWICE: u64 = 50;
const UNAVAILABLE: u64 = 70;

/// Puts a list of a thousand at YouTube, of which nobody knows anything yet; the ids of those that
/// can be played, in order. Their ids begin with these eight characters.
fn a_thousand(deployment: &Deployment, list: &str) -> Vec<String> {
    let id = |number: usize| format!("{list}{number:03}");
    let youtube = &deployment.youtube;
    let (mut videos, mut playable) = (Vec::new(), Vec::new());
    for number in 0..WHOLE {
        match number {
            _ if number % 20 == 19 => videos.push(id(number - 1)),
            _ if number % 20 == 7 => videos.push(id(number)),
            _ => {
                let privacy = if number % 50 == 25 { "private" } else { "public" };
                let title = format!("Part {number}");
                youtube.put(Video { privacy, ..Video::new(&id(number), &title) });
                videos.push(id(number));
                if privacy == "public" {
                    playable.push(id(number));
                }
            }
        }
    }
    youtube.put_playlist(&format!("PL{list}"), Playlist { title: "A thousand".to_owned(), private: false, videos });
    playable
}

fn link(list: &str) -> String {
    format!("https://www.youtube.com/playlist?list={list}")
}

fn count(import: &Value, field: &str) -> u64 {
    import[field].as_u64().unwrap_or_else(|| panic!("no {field} in {import}"))
}

/// What an import says until `wanted`; no number of it ever falls. Who is in a room meanwhile is heard of.
async fn followed_in(
    mut socket: Option<&mut Socket>,
    person: &Person,
    begun: &Value,
    wanted: impl Fn(&Value) -> bool,
) -> Vec<Value> {
    let path = format!("/api/imports/{}", begun["id"].as_str().expect("an import has an id"));
    let deadline = Instant::now() + PATIENCE;
    let mut told: Vec<Value> = vec![begun.clone()];
    loop {
        let answer = person.get(&path).await;
        // While rooms start again, nobody can say.
        if answer.status == 503 {
            assert!(Instant::now() < deadline, "somebody answers");
        } else {
            let import = answer.expect(200).body;
            let last = told.last().expect("there is one");
            for field in ["total", "done", "added", "duplicates", "unavailable"] {
                assert!(count(&import, field) >= count(last, field), "{field} fell: {last} → {import}");
            }
            if count(&import, "done") > count(last, "done") || import["status"] != last["status"] {
                told.push(import.clone());
            }
            if wanted(&import) {
                return told;
            }
        }
        assert!(Instant::now() < deadline, "it gets there: {:?}", told.last());
        if let Some(socket) = &mut socket {
            socket.pings().await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn followed(person: &Person, begun: &Value, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
    followed_in(None, person, begun, wanted).await
}

fn ended(import: &Value) -> bool {
    import["status"] != "running"
}

/// Kills every process that runs rooms, and starts them again.
fn kill_rooms(deployment: &Deployment) {
    match deployment.kind() {
        Kind::Embedded => {
            let mut all = deployment.gateway_role(0);
            all.process().kill();
            all.again();
        }
        Kind::Scaled => {
            let mut replicas = [deployment.service_role(6), deployment.service_role(7)];
            replicas.iter_mut().for_each(|replica| replica.process().kill());
            replicas.iter_mut().for_each(|replica| replica.again());
        }
    }
}

async fn ids_of(person: &Person, playlist: &str) -> Vec<String> {
    let list = person.get(&format!("/api/playlists/{playlist}")).await.expect(200).body;
    let items = list["items"].as_array().expect("it has items").clone();
    items.iter().map(|item| item["media_id"].as_str().expect("an id").to_owned()).collect()
}

async fn a_thousand_come_through_a_kill(kind: Kind) {
    let deployment = Deployment::start(kind);
    let playable = a_thousand(&deployment, "thousand");
    let ada = Person::account(deployment.gateway(0), "Ada").await;
    let made = ada.post("/api/playlists", json!({ "name": "A thousand" })).await.expect(201).text("/id");
    let import = format!("/api/playlists/{made}/import");
    deployment.youtube.take(Duration::from_millis(150));

    let began = Instant::now();
    let pages = deployment.youtube.calls("playlistItems");
    let begun = ada.post(&import, json!({ "url": link("PLthousand") })).await.expect(202).body;
    let told = followed(&ada, &begun, |import| count(import, "done") >= 5 * PAGE).await;
    let acknowledged = told.last().expect("it was told").clone();
    assert_eq!(acknowledged["status"], "running", "it is killed in the middle");
    kill_rooms(&deployment);
    let told = followed(&ada, &acknowledged, ended).await;
    let over = told.last().expect("it was told");
    assert_eq!((over["status"].as_str(), over["title"].as_str()), (Some("done"), Some("A thousand")), "{over}");
    assert_eq!((count(over, "total"), count(over, "done")), (WHOLE as u64, WHOLE as u64));
    assert_eq!((count(over, "duplicates"), count(over, "unavailable")), (TWICE, UNAVAILABLE));
    assert_eq!(count(over, "added"), playable.len() as u64);
    let problems = over["problems"].as_array().expect("what was left out is told");
    let of = |reason: &str| problems.iter().filter(|problem| problem["reason"] == reason).count() as u64;
    assert_eq!((of("duplicate"), of("unavailable")), (TWICE, UNAVAILABLE));
    let steps: HashSet<u64> = told.iter().map(|import| count(import, "done")).collect();
    assert!(steps.len() > 5 && steps.iter().all(|done| done % PAGE == 0), "progress is told by pages: {steps:?}");
    assert_eq!(ids_of(&ada, &made).await, playable, "each once, in order");
    let pages = deployment.youtube.calls("playlistItems") - pages;
    assert!((WHOLE as u64 / PAGE..=WHOLE as u64 / PAGE + 3).contains(&(pages as u64)), "{pages} pages were asked for");
    figure(&format!(
        "{kind:?}: 1000 items imported in {} ms through a kill -9 of all rooms after {}, {pages} pages of 50, {} added",
        began.elapsed().as_millis(),
        count(&acknowledged, "done"),
        count(over, "added"),
    ));
    a_queue_takes_what_fits(&deployment, &ada).await;
    who_cancels_keeps_what_is_there(&deployment, &ada).await;
}

/// Into a queue, through another kill: what was counted before is there, and nothing twice.
async fn a_queue_takes_what_fits(deployment: &Deployment, ada: &Person) {
    let playable = a_thousand(deployment, "queueing");
    let room = ada.make_room().await;
    let mut socket = ada.enter(&room).await;
    let import = format!("/api/rooms/{room}/queue/import");
    let begun = ada.post(&import, json!({ "url": link("PLqueueing") })).await.expect(202).body;
    let told = followed_in(Some(&mut socket), ada, &begun, |import| count(import, "done") >= 2 * PAGE).await;
    let acknowledged = told.last().expect("it was told").clone();
    kill_rooms(deployment);
    if deployment.kind() == Kind::Embedded {
        socket = ada.enter(&room).await;
    }
    let full = |socket: &Socket| socket.room.queue.len() as u64 + 1 >= count(&acknowledged, "added");
    socket.until("what was told is there", full).await;
    let told = followed_in(Some(&mut socket), ada, &acknowledged, ended).await;
    let over = told.last().expect("it was told");
    assert_eq!((over["status"].as_str(), over["error"]["code"].as_str()), (Some("done"), Some("queue_full")), "{over}");
    assert_eq!(count(over, "added"), 501, "one plays, five hundred wait");
    socket.until("the queue is full", |socket| socket.room.queue.len() == 500).await;
    let playing = socket.playback().item.map(|item| item.media_id);
    let queued = socket.room.queue.iter().map(|item| item.media_id.clone());
    assert_eq!(playing.into_iter().chain(queued).collect::<Vec<_>>(), playable[..501]);
    socket.agrees().await;
}

async fn who_cancels_keeps_what_is_there(deployment: &Deployment, ada: &Person) {
    let bob = Person::account(deployment.gateway(1), "Bob").await;
    let playable = a_thousand(deployment, "stopping");
    let made = ada.post("/api/playlists", json!({ "name": "Some" })).await.expect(201).text("/id");
    let path = format!("/api/playlists/{made}/import");
    let begun = ada.post(&path, json!({ "url": link("PLstopping") })).await.expect(202).body;
    followed(ada, &begun, |import| count(import, "done") >= PAGE).await;
    let import = format!("/api/imports/{}", begun["id"].as_str().expect("an id"));
    bob.request(Method::DELETE, &import, None).await.refused(404, "import_not_found");
    ada.request(Method::DELETE, &import, None).await.expect(204);
    let over = ada.get(&import).await.expect(200).body;
    assert_eq!(over["status"], "cancelled", "{over}");
    let kept = count(&over, "added");
    // Whatever step was being done has ended long before another import of as many pages has.
    deployment.youtube.put_playlist(
        "PLshort",
        Playlist { title: "Short".to_owned(), private: false, videos: vec![playable[0].clone()] },
    );
    for _ in 0..2 {
        let other = ada.post(&path, json!({ "url": link("PLshort") })).await.body;
        followed(ada, &other, ended).await;
    }
    let there = ids_of(ada, &made).await.len() as u64;
    assert!(there >= kept && there <= kept + PAGE, "{kept} were counted, {there} are there");
    assert_eq!(ada.get(&import).await.expect(200).body, over, "and nothing goes on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_one_process() {
    a_thousand_come_through_a_kill(Kind::Embedded).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn across_replicas() {
    a_thousand_come_through_a_kill(Kind::Scaled).await;
}
