//! Playlists, and loading them into a room.

use std::time::{Duration, Instant};

use matinee_tests::client::PATIENCE;
use matinee_tests::commands::add;
use matinee_tests::{Deployment, Person, Socket, stories};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::CLIP;

/// The import once it is over.
async fn over(person: &Person, begun: &Value) -> Value {
    let id = begun["id"].as_str().expect("an import has an id");
    let deadline = Instant::now() + PATIENCE;
    loop {
        let import = person.get(&format!("/api/imports/{id}")).await.expect(200).body;
        if import["status"] != "running" {
            return import;
        }
        assert!(Instant::now() < deadline, "the import ends: {import}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn clip(number: usize) -> String {
    format!("https://media.example.org/clip-{number}.mp4")
}

async fn a_playlist_goes_into_a_room(deployment: &Deployment) {
    let ada = Person::account(deployment.gateway(0), "Ada").await;
    let guest = Person::guest(deployment.gateway(1), "Carol").await;
    guest.get("/api/playlists").await.refused(403, "forbidden");
    let items: Vec<Value> = (0..3).map(|number| json!({ "url": clip(number) })).collect();
    let made = ada.post("/api/playlists", json!({ "name": "Evening", "items": items })).await.expect(201);
    assert_eq!(made.headers["etag"], "\"1\"");
    let (id, first) = (made.text("/id"), made.text("/items/0/id"));
    assert_eq!(made.body["items"][2]["provider"], "file");
    let there = ada.at(deployment.gateway(1));
    let path = format!("/api/playlists/{id}");
    let read = there.get(&path).await.expect(200);
    assert_eq!(read.headers["etag"], "\"1\"");
    let wanted = json!({ "name": "Night", "items": [{ "url": clip(9) }, { "id": first }] });
    let changed = there.request(Method::PUT, &path, Some(wanted)).await.expect(200);
    assert_eq!((changed.text("/name"), changed.text("/items/1/id")), ("Night".to_owned(), first));
    let listed = ada.get("/api/playlists").await.expect(200);
    assert_eq!(
        (listed.text("/items/0/name"), listed.body["items"][0]["item_count"].as_u64()),
        ("Night".into(), Some(2))
    );
    guest.get(&path).await.refused(403, "forbidden");
    Person::account(deployment.gateway(0), "Bob").await.get(&path).await.refused(404, "playlist_not_found");
    ada.post("/api/playlists", json!({ "name": "", "items": [] })).await.refused(422, "invalid_argument");

    let room = ada.make_room().await;
    let import = format!("/api/rooms/{room}/queue/import");
    ada.post(&import, json!({ "playlist_id": id })).await.refused(403, "forbidden");
    let mut socket = ada.enter(&room).await;
    let begun = ada.post(&import, json!({ "playlist_id": id })).await;
    assert!(matches!(begun.status, 200 | 202), "{}", begun.body);
    let done = over(&there, &begun.body).await;
    assert_eq!((done["status"].as_str(), done["added"].as_u64()), (Some("done"), Some(2)), "{done}");
    let both = |socket: &Socket| socket.room.queue.len() == 1 && socket.playback().item.is_some();
    socket.until("both are there", both).await;
    assert_eq!(socket.playback().item.map(|item| item.url), Some(clip(9)), "an idle room plays the first");
    let again = over(&ada, &ada.post(&import, json!({ "playlist_id": id })).await.body).await;
    assert_eq!((again["added"].as_u64(), again["duplicates"].as_u64()), (Some(0), Some(2)));
    ada.post(&import, json!({})).await.refused(422, "invalid_argument");
    ada.post(&import, json!({ "playlist_id": "nothing" })).await.refused(404, "playlist_not_found");

    socket.does(add(CLIP)).await;
    let links = format!("{}\n\n{}\nhttps://example.org/page\n", clip(20), clip(21));
    let appended = ada.post(&format!("{path}/import"), json!({ "links": links })).await;
    let appended = over(&ada, &appended.body).await;
    assert_eq!((appended["added"].as_u64(), appended["total"].as_u64()), (Some(2), Some(3)), "{appended}");
    assert_eq!(appended["problems"][0]["url"], "https://example.org/page");
    let kept = over(&ada, &ada.post(&format!("{path}/import"), json!({ "room_id": room })).await.body).await;
    assert_eq!((kept["added"].as_u64(), kept["duplicates"].as_u64()), (Some(1), Some(2)), "{kept}");
    let text = matinee_tests::client::http().get(format!("{}{path}/links", ada.base())).bearer_auth(&ada.token);
    let text = text.send().await.expect("it answers").text().await.expect("it is text");
    assert_eq!(text.lines().collect::<Vec<_>>(), [&clip(9), &clip(0), &clip(20), &clip(21), CLIP]);
    ada.request(Method::DELETE, &path, None).await.expect(204);
    ada.get(&path).await.refused(404, "playlist_not_found");
}

stories!(a_playlist_goes_into_a_room);
