//! What lies in the store, and refusals at the door.

use std::time::Duration;

use matinee_broker::{BrokerError, Config, Rate};

use super::{open, room};
use crate::cases::{committed, load, on, set};
use crate::support::{RedisServer, free_port};

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_named_as_published_and_run_out() {
    let server = RedisServer::start(&[]).await;
    let broker = open(&server.url()).await;
    let (id, state) = room(&broker).await;
    let mut commit = on(&id, &state, &["two"]);
    commit.changes = vec![set("a", "a2")];
    committed(&broker, commit).await;
    let rate = Rate { burst: 1, interval: Duration::from_secs(60) };
    broker.take_token("guests:10.0.0.1", rate).await.unwrap();
    broker.claim("name/ann", "s1", Duration::from_secs(60)).await.unwrap();
    broker.cache("search:abc", "x".into(), Duration::from_secs(60)).await.unwrap();
    let mut keys: Vec<String> = server.command(&["KEYS", "*"]).await.unwrap();
    keys.sort();
    let in_room = keys.iter().find(|key| key.contains(":room:")).unwrap();
    let tag = in_room.split(':').nth(1).unwrap().to_owned();
    assert!(tag.starts_with("{p") && tag.ends_with('}'));
    let of_room = |what: &str| format!("matinee:{tag}:room:{id}{what}");
    let mut expected = vec![
        format!("matinee:{tag}:dirty"),
        "matinee:claim:name/ann".into(),
        "matinee:rate:guests:10.0.0.1".into(),
        "matinee:search:abc".into(),
    ];
    expected.extend(["", ":chat", ":events", ":ids", ":versions"].map(of_room));
    expected.sort();
    assert_eq!(keys, expected);
    for what in ["", ":chat", ":events", ":ids", ":versions"] {
        let ttl: i64 = server.command(&["PTTL", &of_room(what)]).await.unwrap();
        assert!((86_000_000..=86_400_000).contains(&ttl), "{what} {ttl}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn flushed_scripts_are_sent_again() {
    let server = RedisServer::start(&[]).await;
    let broker = open(&server.url()).await;
    let (id, state) = room(&broker).await;
    server.command::<()>(&["SCRIPT", "FLUSH"]).await.unwrap();
    committed(&broker, on(&id, &state, &["two"])).await;
    server.command::<()>(&["SCRIPT", "FLUSH"]).await.unwrap();
    let heads = broker.heads(&[id.clone(), "no-such-room".into()]).await.unwrap();
    assert_eq!(heads, [Some(load(&broker, &id).await.head), None]);
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let nowhere = Config::with_url(&format!("redis://:hush@127.0.0.1:{}", free_port()));
    let error = matinee_broker::open(&nowhere).await.err().expect("nobody listens there");
    assert!(matches!(error, BrokerError::Unavailable(_)));
    assert!(!format!("{error} {nowhere:?}").contains("hush"));
    let error = matinee_broker::open(&Config::with_url("amqp://host")).await.err().expect("no broker of ours");
    assert!(matches!(error, BrokerError::Url(_)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_and_databases_are_used() {
    let server = RedisServer::start(&[]).await;
    server.command::<()>(&["CONFIG", "SET", "requirepass", "open sesame"]).await.unwrap();
    let url = format!("redis://:open%20sesame@127.0.0.1:{}/5", server.port());
    let broker = open(&url).await;
    let (id, _) = room(&broker).await;
    let mut subscription = broker.subscribe(&id).await.unwrap();
    super::arrives(&broker, &id, &mut subscription).await;
    let wrong = Config::with_url(&format!("redis://:wrong@127.0.0.1:{}", server.port()));
    assert!(matinee_broker::open(&wrong).await.is_err());
}
