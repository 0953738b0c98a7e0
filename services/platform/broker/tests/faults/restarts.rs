//! Restarts and failovers: the store may have forgotten, so a new epoch begins before anything else happens.

use matinee_broker::{Claim, CommitOutcome, Published, Replay};

use super::{arrives, commits, healthy, open, room};
use crate::cases::{bytes, command, load, next, on, set};
use crate::support::sentinel::Watched;
use crate::support::{RedisServer, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_with_nothing_kept_forgets_rooms() {
    let mut server = RedisServer::start(&[]).await;
    let broker = open(&server.url()).await;
    let (id, state) = room(&broker).await;
    server.restart(false).await;
    let gone = eventually("it answers again", || async { broker.load(&id).await.ok() }).await;
    assert_eq!(gone, None);
    assert_eq!(broker.commit(on(&id, &state, &["x"])).await.unwrap(), CommitOutcome::Gone);
    assert_eq!(broker.heads(std::slice::from_ref(&id)).await.unwrap(), [None]);
    assert_eq!(broker.replay(&id, &state.head.epoch, 0).await.unwrap(), Replay::NoRoom);
    let (made, anew) = broker.create(&id, state.parts, vec![]).await.unwrap();
    assert!(made && anew.head.epoch != state.head.epoch);
    healthy(&broker, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_with_everything_kept_begins_an_epoch() {
    let mut server = RedisServer::start(&[]).await;
    let (broker, other) = (open(&server.url()).await, open(&server.url()).await);
    let (id, state) = room(&broker).await;
    let mut subscription = other.subscribe(&id).await.unwrap();
    server.restart(true).await;
    // Whoever judged under the old epoch is refused, although epoch and version are as they were.
    let mut stale = on(&id, &state, &["never"]);
    stale.changes = vec![set("a", "never")];
    let refused = eventually("it answers again", || async { broker.commit(stale.clone()).await.ok() }).await;
    assert_eq!(refused, CommitOutcome::Gone);
    healthy(&other, true).await;
    let anew = load(&broker, &id).await;
    assert_ne!(anew.head.epoch, state.head.epoch);
    assert_eq!((anew.head.revision, anew.version, &anew.chat), (0, state.version, &state.chat));
    assert_eq!(crate::cases::sorted(anew.parts.clone()), crate::cases::sorted(state.parts.clone()));
    assert_eq!(load(&other, &id).await.head, anew.head, "the same epoch for all");
    assert_eq!(broker.replay(&id, &state.head.epoch, 0).await.unwrap(), Replay::TooOld(anew.head.clone()));
    let mut told = Vec::new();
    while told.last() != Some(&Published::Reset(anew.head.clone())) {
        told.push(next(&mut subscription).await);
    }
    assert!(told.contains(&Published::Interrupted), "{told:?}");
    let mut repeated = on(&id, &anew, &["one again"]);
    repeated.commands = vec![command("m/1", 1)];
    let known = other.commit(repeated).await.unwrap();
    assert_eq!(known, CommitOutcome::Known(vec![(0, 0)]), "known still; no answer past the head");
    arrives(&broker, &id, &mut subscription).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_and_replay_begin_an_epoch_too() {
    let mut server = RedisServer::start(&[]).await;
    let broker = open(&server.url()).await;
    let (one, state) = room(&broker).await;
    server.restart(true).await;
    let rooms = [one.clone()];
    let heads = eventually("it answers again", || async { broker.heads(&rooms).await.ok() }).await;
    let head = heads[0].clone().unwrap();
    assert!(head.epoch != state.head.epoch && head.revision == 0);
    server.restart(true).await;
    let replay = || async { broker.replay(&one, &head.epoch, 0).await.ok() };
    let Replay::TooOld(after) = eventually("it answers again", replay).await else { panic!("nothing may be resumed") };
    assert_ne!(after.epoch, head.epoch);
    let (made, found) = broker.create(&one, vec![], vec![]).await.unwrap();
    assert!(!made);
    assert_eq!(found.head, after, "once per restart");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failover_is_followed() {
    let watched = Watched::start().await;
    let broker = open(&watched.url()).await;
    let (id, state) = room(&broker).await;
    let mut subscription = broker.subscribe(&id).await.unwrap();
    assert_eq!(broker.claim("name/ann", "s1", std::time::Duration::from_secs(60)).await.unwrap(), Claim::Granted);
    eventually("the replica has it all", || async {
        let offset = async |server: &RedisServer| {
            let info: String = server.command(&["INFO", "replication"]).await.ok()?;
            let offset = info.lines().find_map(|line| line.strip_prefix("master_repl_offset:"))?.to_owned();
            Some(offset)
        };
        let keys: usize = watched.servers[1].command(&["DBSIZE"]).await.ok()?;
        (keys > 0 && offset(&watched.servers[0]).await? == offset(&watched.servers[1]).await?).then_some(())
    })
    .await;
    watched.fail_over().await;
    eventually("another primary serves the room", || async {
        let (after, _) = commits(&broker, &id).await?;
        (after.head.epoch != state.head.epoch).then_some(())
    })
    .await;
    arrives(&broker, &id, &mut subscription).await;
    let info: String = watched.servers[1].command(&["INFO", "replication"]).await.unwrap();
    assert!(info.contains("role:master"), "{info}");
    assert_eq!(load(&broker, &id).await.chat, [bytes("hello")]);
    healthy(&broker, true).await;
}
