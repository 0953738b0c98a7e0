//! The operator's guide on backups, done as it says, with its own commands: what was there when the
//! backup was made is there afterwards on a new database, and nothing else.

use std::path::Path;
use std::process::Command;

use matinee_tests::client::PASSWORD;
use matinee_tests::commands::{add, pause};
use matinee_tests::process::folder;
use matinee_tests::stripe::Fates;
use matinee_tests::{Kind, Person};
use reqwest::Method;
use serde_json::json;
use tokio::time::{Duration, Instant, sleep};

use crate::shop::{Shop, has_plan, subscription};
use crate::stage::CLIP;

const GUIDE: &str = include_str!("../../docs/operators.md");
const SECOND: &str = "https://media.example.org/second.mp4";
const SAVED: Duration = Duration::from_secs(30);

/// A command of the guide, by how it begins.
fn guide(begins: &str) -> &'static str {
    let code = GUIDE.split('`').skip(1).step_by(2).find(|code| code.starts_with(begins));
    code.unwrap_or_else(|| panic!("the guide has no {begins}"))
}

/// Runs a command as somebody types it in a folder.
fn typed(command: &str, folder: &Path, variables: &[(&str, &str)]) {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(folder).envs(variables.iter().copied());
    let output = shell.output().expect("there is a shell");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}: {}\n{errors}", output.status);
}

/// Backs up what `folder` or this PostgreSQL holds, while it is in use.
fn back_up(shop: &Shop, folder: &Path) {
    match shop.deployment.postgres() {
        None => typed(guide("sqlite3 "), folder, &[]),
        Some(postgres) => typed(guide("pg_dump "), folder, &[("DATABASE_URL", &postgres.url())]),
    }
}

/// Stops everything, loses the database, brings the backup back, starts everything.
fn restore(shop: &Shop, folder: &Path) {
    shop.deployment.stop();
    let restored = shop.deployment.postgres().map(|postgres| {
        let database = postgres.another("restored");
        typed(&guide("pg_restore ").replace('…', &format!("\"{database}\"")), folder, &[]);
        database
    });
    if let Some(database) = restored {
        return shop.deployment.start_again(&[("DATABASE__URL", &database)]);
    }
    for suffix in ["", "-wal", "-shm"] {
        let path = folder.join(format!("data/matinee.db{suffix}"));
        assert!(!suffix.is_empty() || path.exists(), "this is not the database");
        // The last process to close it may have tidied the others up.
        let _ = std::fs::remove_file(path);
    }
    std::fs::rename(folder.join("matinee-backup.db"), folder.join("data/matinee.db")).expect("there is a backup");
    shop.deployment.start_again(&[]);
}

async fn a_backup_brings_everything_back(kind: Kind) {
    let folder = folder("backup");
    std::fs::create_dir(folder.join("data")).expect("it is new");
    let file = format!("sqlite://{}", folder.join("data/matinee.db").display());
    // No key by the operator: that in the database comes back, too.
    let mut settings = vec![("AUTH__SIGNING_KEY", ""), ("LIMITS__ENABLED", "false")];
    if kind == Kind::Embedded {
        settings.push(("DATABASE__URL", &file));
    }
    let shop = Shop::open(kind, 11, Fates::default(), &settings);
    let base = shop.deployment.gateway(0);
    let (ada, dora) = (Person::account(base, "Ada").await, Person::account(base, "Dora").await);
    shop.buys(&ada, "plus").await;
    let paid = shop.buys(&dora, "pro").await;
    let list = json!({ "name": "Evening", "items": [{ "url": CLIP }, { "url": SECOND }] });
    let playlist = format!("/api/playlists/{}", ada.post("/api/playlists", list).await.expect(201).text("/id"));
    let listed = ada.get(&playlist).await.expect(200).body;
    let made = ada.post("/api/rooms", json!({ "name": "Films", "persistent": true })).await.expect(201);
    let room = made.text("/room/id");
    let mut socket = ada.enter(&room).await;
    for link in [CLIP, SECOND] {
        socket.does(add(link)).await;
    }
    socket.does(pause()).await;
    let position = socket.playback().position;
    is_saved(&ada, 1).await;

    tokio::task::block_in_place(|| back_up(&shop, &folder));
    let late = Person::account(base, "Late").await;
    ada.request(Method::DELETE, &playlist, None).await.expect(204);
    socket.does(add(SECOND)).await;
    is_saved(&ada, 2).await;
    socket.close().await;
    shop.stripe.cancel_now(&paid).expect("it runs");
    has_plan(&dora, "free").await;
    tokio::task::block_in_place(|| restore(&shop, &folder));

    assert_eq!(subscription(&ada).await["plan"], "plus", "with the access token of before");
    ada.request(Method::POST, "/api/auth/refresh", None).await.expect(200);
    Person::log_in(base, &ada.name).await;
    let body = json!({ "username": late.name, "password": PASSWORD });
    Person::send(base, "/api/auth/login", &body, &[]).await.refused(401, "invalid_credentials");
    assert_eq!(ada.get(&playlist).await.expect(200).body, listed);
    let mut socket = ada.enter(&room).await;
    let queue: Vec<_> = socket.room.queue.iter().map(|item| item.url.clone()).collect();
    assert_eq!((queue, socket.room.name.as_str()), (vec![SECOND.to_owned()], "Films"));
    assert_eq!((socket.playback().playing, socket.playback().position), (false, position));
    socket.says("we are back").await;
    // What happened to payments after the backup is found at Stripe.
    has_plan(&dora, "free").await;
}

/// Waits until the database has so many items in the queue of the one room.
async fn is_saved(person: &Person, items: u32) {
    let deadline = Instant::now() + SAVED;
    while person.get("/api/users/me/rooms").await.expect(200).body["items"][0]["queue_count"] != items {
        assert!(Instant::now() < deadline, "the room is not saved");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_backed_up_while_it_is_used() {
    a_backup_brings_everything_back(Kind::Embedded).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_is_dumped_while_it_is_used() {
    a_backup_brings_everything_back(Kind::Scaled).await;
}
