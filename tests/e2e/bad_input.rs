//! Wrong frames: each gets its named error or close code, nothing changes, nobody else notices.

use matinee_proto::sync::v1::server_frame::Frame;
use matinee_tests::commands::{add_all, chat, move_to, playback_by, ready, seek};
use matinee_tests::{Deployment, Subprotocol, Upgrade, stories};
use tokio_tungstenite::tungstenite::Message;

use crate::stage::{CLIP, Pair};

stories!(
    a_wrong_frame_is_refused_by_name,
    a_wrong_value_is_refused_by_name,
    a_frame_too_big_closes_its_socket_alone,
    binary_on_the_json_subprotocol_closes,
    too_many_frames_are_refused
);

async fn a_wrong_frame_is_refused_by_name(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let before = pair.a.room.clone();
    for (text, id, code) in [
        ("", "", "invalid_frame"),
        ("{", "", "invalid_frame"),
        ("null", "", "invalid_frame"),
        ("[1,2,3]", "", "invalid_frame"),
        ("\"PLAY\"", "", "invalid_frame"),
        (r#"{"PLAY":{}}"#, "", "invalid_frame"),
        (r#"{"id":"","PLAY":{}}"#, "", "invalid_frame"),
        (r#"{"id":7,"PLAY":{}}"#, "", "invalid_frame"),
        (r#"{"id":"w1"}"#, "w1", "unknown_command"),
        (r#"{"id":"w2","DANCE":{}}"#, "w2", "unknown_command"),
        (r#"{"id":"w3","MEMBER_LEFT":{"member_id":"x"}}"#, "w3", "unknown_command"),
        (r#"{"id":"w4","PLAY":{},"PAUSE":{}}"#, "w4", "invalid_frame"),
        (r#"{"id":"w5","SEEK":{"timestamp":"soon"}}"#, "w5", "invalid_frame"),
        (r#"{"id":"w6","SEEK":[]}"#, "w6", "invalid_frame"),
        (r#"{"id":"w7","MOVE":{"item_id":"x","index":-1}}"#, "w7", "invalid_frame"),
        (r#"{"id":"w8","MOVE":{"item_id":"x","index":1.5}}"#, "w8", "invalid_frame"),
        (r#"{"id":"w9","CHAT":{"text":{"a":1}}}"#, "w9", "invalid_frame"),
    ] {
        pair.a.send_text(text).await;
        let error = pair.a.frame("an ERROR", |frame| match frame {
            Frame::Error(error) => Some(error.clone()),
            _ => None,
        });
        let error = error.await;
        assert_eq!((error.id.as_str(), error.code.as_str()), (id, code), "{text}: {}", error.detail);
        assert!(!error.detail.is_empty());
    }
    let long = "x".repeat(65);
    pair.a.send_as(&long, chat("an id too long")).await;
    let code = pair.a.frame("ERROR", |frame| match frame {
        Frame::Error(error) => Some(error.code.clone()),
        _ => None,
    });
    assert_eq!(code.await, "invalid_frame");
    pair.together().await;
    assert_eq!((pair.a.room.revision, &pair.a.room.playback), (before.revision, &before.playback), "nothing changed");
    pair.a.says("and the socket still works").await;
    pair.together().await;
}

async fn a_wrong_value_is_refused_by_name(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let item = pair.a.playback().item.expect("an item").id;
    let now = pair.a.pings().await.server_time;
    pair.a.does(ready(&item, 0.0, now, 600.0)).await;
    pair.a.does(add_all(&[CLIP, "https://media.example.org/b.mp4"])).await;
    pair.together().await;
    let (before, queue) = (pair.a.room.revision, pair.a.queue());
    for timestamp in [-1.0, -0.001, 600.5, 1e300] {
        assert_eq!(pair.a.is_refused(seek(timestamp)).await, "invalid_argument", "SEEK to {timestamp}");
    }
    // JSON has no words for these; protobuf does.
    let joined = pair.ada.join(&pair.room).await;
    let mut binary =
        Upgrade::ticket(&joined).speaking(Subprotocol::Binary).open().await.expect("it opens").entered().await;
    for timestamp in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(binary.is_refused(seek(timestamp)).await, "invalid_argument", "SEEK to {timestamp}");
    }
    for text in [r#"{"id":"nan1","SEEK":{"timestamp":"NaN"}}"#, r#"{"id":"nan2","SEEK":{"timestamp":1e999}}"#] {
        pair.a.send_text(text).await;
        let id = &text[7..11];
        let code = pair.a.answer(id).await.expect_err(text).code;
        assert!(["invalid_argument", "invalid_frame"].contains(&code.as_str()), "{text}: {code}");
    }
    assert_eq!(pair.a.is_refused(move_to(&queue[0], 2)).await, "invalid_argument", "there are two items");
    assert_eq!(pair.a.is_refused(move_to(&queue[0], u32::MAX)).await, "invalid_argument");
    assert_eq!(pair.a.is_refused(move_to("nothing", 0)).await, "item_not_found");
    assert_eq!(pair.a.room.revision, before, "nothing changed");
    pair.together().await;
    assert_eq!(pair.b.queue(), queue);
}

async fn a_frame_too_big_closes_its_socket_alone(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let joined = pair.bob.join(&pair.room).await;
    let mut tab = Upgrade::ticket(&joined).open().await.expect("it opens").entered().await;
    tab.send_text(&format!(r#"{{"id":"big","CHAT":{{"text":"{}"}}}}"#, "x".repeat(20 * 1024))).await;
    assert_eq!(tab.is_closed().await, 1009);
    pair.b.says("this socket is another").await;
    pair.together().await;
    assert_eq!(pair.a.room.members.len(), 2);
}

async fn binary_on_the_json_subprotocol_closes(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let joined = pair.bob.join(&pair.room).await;
    let mut tab = Upgrade::ticket(&joined).speaking(Subprotocol::Json).open().await.expect("it opens").entered().await;
    tab.send_raw(Message::Binary(vec![10, 1, 65].into())).await;
    assert_eq!(tab.is_closed().await, 1003);
    pair.b.says("this socket is another").await;
    pair.together().await;
}

async fn too_many_frames_are_refused(deployment: &Deployment) {
    let mut pair = Pair::watching(deployment).await;
    let revision = pair.a.does(playback_by("leader")).await;
    pair.b.reaches(revision).await;
    let mut ids = Vec::new();
    for _ in 0..120 {
        ids.push(pair.b.send(seek(1.0)).await);
    }
    let mut limited = 0;
    for id in ids {
        let refusal = pair.b.answer(&id).await.expect_err("only the leader seeks");
        limited += usize::from(refusal.code == "rate_limited");
        assert!(["rate_limited", "not_leader"].contains(&refusal.code.as_str()), "{refusal:?}");
    }
    assert!((1..=70).contains(&limited), "{limited} of 120 were over the rate");
    let revision = pair.a.says("others are not held up").await;
    pair.b.reaches(revision).await;
    pair.a.agrees().await;
}
