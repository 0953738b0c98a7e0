//! Who is active, inboxes, and who may speak to whom.

use std::time::Duration;

use matinee_broker::{
    Delivered, Direct, INBOX_KEPT, Known, Letter, Place, Published, SharedBroker, Subscription, User, UserChanges,
    UserLease,
};

use super::{Stage, bytes, next};

const LEASE: Duration = Duration::from_secs(45);
const NOW: Duration = Duration::ZERO;

fn user(id: &str) -> User {
    User { id: id.into(), name: id.to_uppercase().into(), folded: format!("folded {id}").into() }
}

fn lease(id: &str, gateway: &str, rooms: &[&str]) -> UserLease {
    let rooms = rooms.iter().map(|room| (*room).into()).collect();
    UserLease { user: user(id), gateway: gateway.into(), rooms }
}

fn named(ids: &[&str]) -> Vec<(String, String)> {
    ids.iter().map(|id| ((*id).to_owned(), id.to_uppercase())).collect()
}

/// Says something; the message id, or why not.
async fn say(broker: &SharedBroker, from: &str, to: &str, command: &str) -> Delivered {
    let direct = Direct {
        from: from.to_owned(),
        to: to.to_owned(),
        command: command.to_owned(),
        body: bytes(&format!("{from} says {command}")),
    };
    broker.send_direct(&direct).await.unwrap()
}

async fn said(broker: &SharedBroker, from: &str, to: &str, command: &str) -> String {
    match say(broker, from, to, command).await {
        Delivered::Accepted(message) => message,
        other => panic!("{from} to {to}: {other:?}"),
    }
}

/// Reads changes until everybody of interest has been told of; which they were.
async fn changes(watching: &mut Subscription, count: usize) -> UserChanges {
    let mut seen = UserChanges::default();
    while seen.joined.len() + seen.left.len() < count {
        if let Published::Transient(body) = next(watching).await {
            let UserChanges { joined, left } = UserChanges::read(&body);
            seen.joined.extend(joined);
            seen.left.extend(left);
        }
    }
    seen
}

pub async fn users_come_and_go_once(stage: &Stage) {
    let mut watching = stage.b.watch_users().await.unwrap();
    stage.a.renew_users(&[lease("ann", "g1", &[]), lease("bob", "g1", &[])], LEASE).await.unwrap();
    stage.b.renew_users(&[lease("ann", "g2", &[])], LEASE).await.unwrap();
    stage.a.renew_users(&[lease("ann", "g1", &[])], LEASE).await.unwrap();
    assert_eq!(stage.b.find_user("ann", "").await.unwrap(), Known::Active(user("ann")));
    assert_eq!(stage.b.find_user("", "folded bob").await.unwrap(), Known::Active(user("bob")));
    assert_eq!(stage.b.find_user("cid", "folded cid").await.unwrap(), Known::Unknown);
    stage.a.close_user("ann", "g1", NOW).await.unwrap();
    assert_eq!(stage.a.find_user("ann", "").await.unwrap(), Known::Active(user("ann")), "there is the other gateway");
    stage.a.close_user("nobody", "g1", NOW).await.unwrap();
    stage.b.close_user("ann", "g2", NOW).await.unwrap();
    stage.b.close_user("bob", "g1", NOW).await.unwrap();
    let seen = changes(&mut watching, 4).await;
    assert_eq!((seen.joined, seen.left), (named(&["ann", "bob"]), named(&["ann", "bob"])));
    assert_eq!(stage.a.find_user("ann", "").await.unwrap(), Known::Away(user("ann")));
    stage.a.note_user(&user("cid")).await.unwrap();
    assert_eq!(stage.b.find_user("", "folded cid").await.unwrap(), Known::Away(user("cid")));
    assert!(watching.try_recv().is_none(), "a name is no coming");
}

pub async fn dead_gateways_take_their_users_along(stage: &Stage) {
    let mut watching = stage.a.watch_users().await.unwrap();
    stage.a.renew_users(&[lease("dee", "dead", &[])], Duration::from_millis(60)).await.unwrap();
    stage.b.renew_users(&[lease("eve", "alive", &[])], LEASE).await.unwrap();
    stage.b.close_user("eve", "alive", Duration::from_millis(200)).await.unwrap();
    stage.b.renew_users(&[lease("eve", "alive", &[])], LEASE).await.unwrap();
    stage.b.renew_users(&[lease("fay", "alive", &[])], LEASE).await.unwrap();
    stage.b.close_user("fay", "alive", Duration::from_millis(200)).await.unwrap();
    let left = async {
        let mut waiting = tokio::time::interval(Duration::from_millis(10));
        while stage.b.find_user("dee", "").await.unwrap() == Known::Active(user("dee"))
            || stage.b.find_user("fay", "").await.unwrap() == Known::Active(user("fay"))
        {
            waiting.tick().await;
            stage.b.sweep_users().await.unwrap();
        }
    };
    left.await;
    let seen = changes(&mut watching, 5).await;
    assert_eq!((seen.joined, seen.left), (named(&["dee", "eve", "fay"]), named(&["dee", "fay"])), "who is back stays");
    stage.a.close_user("eve", "alive", NOW).await.unwrap();
}

pub async fn a_new_name_replaces_the_old(stage: &Stage) {
    stage.a.note_user(&user("gus")).await.unwrap();
    let renamed = User { name: "August".into(), folded: "august".into(), ..user("gus") };
    let renewed = UserLease { user: renamed.clone(), gateway: "g1".into(), rooms: Vec::new() };
    stage.b.renew_users(&[renewed], LEASE).await.unwrap();
    assert_eq!(stage.a.find_user("", "august").await.unwrap(), Known::Active(renamed));
    assert_eq!(stage.a.find_user("", "folded gus").await.unwrap(), Known::Unknown);
    stage.a.close_user("gus", "g1", NOW).await.unwrap();
}

pub async fn active_users_in_pages(stage: &Stage) {
    let ids: Vec<String> = (0..7).map(|n| format!("page-{n}")).collect();
    let leases: Vec<_> = ids.iter().map(|id| lease(id, "g1", &[])).collect();
    stage.a.renew_users(&leases, LEASE).await.unwrap();
    let (mut seen, mut after, mut pages) = (Vec::new(), "page-".to_owned(), 0);
    loop {
        let page = stage.b.active_users(&after, 3).await.unwrap();
        assert!(page.users.len() <= 3);
        after = page.users.last().map(|(id, _)| id.clone()).unwrap_or_default();
        seen.extend(page.users);
        pages += 1;
        if !page.more {
            break;
        }
    }
    let expected: Vec<_> = ids.iter().map(|id| (id.clone(), id.to_uppercase())).collect();
    assert_eq!((seen, pages), (expected, 3));
    for id in &ids {
        stage.b.close_user(id, "g1", NOW).await.unwrap();
    }
    assert_eq!(stage.a.active_users("page-", 3).await.unwrap().users, []);
}

pub async fn a_message_is_in_both_inboxes_once(stage: &Stage) {
    stage.a.renew_users(&[lease("h1", "g1", &["shared-room"])], LEASE).await.unwrap();
    stage.b.renew_users(&[lease("h2", "g2", &["other-room", "shared-room"])], LEASE).await.unwrap();
    let first = said(&stage.a, "h1", "h2", "c1").await;
    assert_eq!(said(&stage.b, "h1", "h2", "c1").await, first, "the same command has no second effect");
    assert_eq!(stage.b.accepted_direct("h1", "c1").await.unwrap().as_ref(), Some(&first));
    assert_eq!(stage.b.accepted_direct("h2", "c1").await.unwrap(), None, "commands are their sender's");
    let second = said(&stage.b, "h1", "h2", "c2").await;
    let answer = said(&stage.b, "h2", "h1", "c1").await;
    for who in ["h1", "h2"] {
        let letters = stage.a.letters(who, Place::default()).await.unwrap();
        let messages: Vec<_> = letters.iter().map(|letter| letter.message.as_str()).collect();
        assert_eq!(messages, [&first, &second, &answer], "{who}");
        assert_eq!(letters[1].body, bytes("h1 says c2"));
        assert!(letters.is_sorted_by(|a, b| a.place < b.place), "places rise");
        let rest: Vec<Letter> = stage.b.letters(who, letters[0].place).await.unwrap();
        assert_eq!(rest, letters[1..]);
        let last = letters[2].place;
        assert_eq!(stage.b.letters(who, last).await.unwrap(), []);
        assert_eq!(stage.b.renew_users(&[lease(who, "g1", &[])], LEASE).await.unwrap(), [last]);
    }
    let place: Place = second.parse().unwrap();
    assert!(place > first.parse().unwrap(), "what the receiver sees rises");
    assert_eq!(stage.a.letters("h3", Place::default()).await.unwrap(), []);
}

pub async fn inboxes_are_bounded(stage: &Stage) {
    stage.a.renew_users(&[lease("i1", "g", &["r"]), lease("i2", "g", &["r"])], LEASE).await.unwrap();
    for n in 0..INBOX_KEPT + 5 {
        said(&stage.a, "i1", "i2", &format!("c{n}")).await;
    }
    let letters = stage.b.letters("i2", Place::default()).await.unwrap();
    assert_eq!((letters.len(), &letters[0].body), (INBOX_KEPT, &bytes("i1 says c5")));
}

pub async fn many_at_once_lose_nothing(stage: &Stage) {
    stage.a.renew_users(&[lease("j1", "g", &["r"]), lease("j2", "g", &["r"])], LEASE).await.unwrap();
    let talk = |broker: &SharedBroker, from: &'static str, to: &'static str| {
        let broker = broker.clone();
        async move {
            let mut ids = Vec::new();
            for n in 0..20 {
                ids.push(said(&broker, from, to, &format!("c{n}")).await);
            }
            ids
        }
    };
    let (one, other) = tokio::join!(talk(&stage.a, "j1", "j2"), talk(&stage.b, "j2", "j1"));
    for (who, theirs) in [("j1", &other), ("j2", &one)] {
        let letters = stage.a.letters(who, Place::default()).await.unwrap();
        assert_eq!(letters.len(), 40);
        let other = if who == "j1" { "j2" } else { "j1" };
        let heard = letters.iter().filter(|letter| letter.body.starts_with(other.as_bytes()));
        assert_eq!(heard.map(|letter| &letter.message).collect::<Vec<_>>(), theirs.iter().collect::<Vec<_>>());
    }
}

pub async fn strangers_and_the_blocked_are_not_heard(stage: &Stage) {
    stage.a.renew_users(&[lease("k1", "g", &["r1"]), lease("k2", "g", &["r2"])], LEASE).await.unwrap();
    assert_eq!(say(&stage.a, "k1", "k2", "c1").await, Delivered::Strangers);
    stage.b.renew_users(&[lease("k1", "g", &["r2"])], LEASE).await.unwrap();
    stage.a.block("k2", "k1", true).await.unwrap();
    stage.b.block("k2", "k1", true).await.unwrap();
    assert_eq!(say(&stage.b, "k1", "k2", "c1").await, Delivered::Blocked);
    assert_eq!(stage.a.letters("k2", Place::default()).await.unwrap(), []);
    assert_eq!(stage.a.letters("k1", Place::default()).await.unwrap(), []);
    stage.b.block("k2", "k1", false).await.unwrap();
    let heard = said(&stage.a, "k1", "k2", "c1").await;
    stage.a.block("k2", "k1", true).await.unwrap();
    assert_eq!(said(&stage.b, "k1", "k2", "c1").await, heard, "what was accepted keeps its answer");
    assert_eq!(say(&stage.b, "k1", "k2", "c2").await, Delivered::Blocked);
    said(&stage.b, "k2", "k1", "c1").await;
    // Who was in no room with them has been spoken to by a third, and may answer.
    assert_eq!(say(&stage.a, "k3", "k2", "c1").await, Delivered::Strangers);
    stage.a.renew_users(&[lease("k3", "g", &["r2"])], LEASE).await.unwrap();
    said(&stage.a, "k2", "k3", "c9").await;
    said(&stage.b, "k3", "k2", "c1").await;
}
