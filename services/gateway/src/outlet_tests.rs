//! The outlet over a real connection on loopback.

use super::*;
use std::time::Duration;

use matinee_proto::sync::v1::Pong;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

async fn pair(limit: usize) -> (Outlet, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (client, accepted) = tokio::join!(TcpStream::connect(listener.local_addr().unwrap()), listener.accept());
    let server = accepted.unwrap().0;
    server.writable().await.unwrap();
    (Outlet::new(server, Codec::Json, limit), client.unwrap())
}

/// Drives the outlet as its socket's task would, until it is done.
async fn drive(outlet: &Outlet) -> Drained {
    std::future::poll_fn(|cx| match outlet.poll_drain(cx) {
        Drained::Open | Drained::Closing => Poll::Pending,
        done => Poll::Ready(done),
    })
    .await
}

async fn read_all(mut client: TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    client.read_to_end(&mut bytes).await.unwrap();
    bytes
}

/// Splits what was read into WebSocket frames: opcode and payload.
fn frames(mut bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut frames = Vec::new();
    while !bytes.is_empty() {
        let (length, header) = match bytes[1] {
            126 => (usize::from(u16::from_be_bytes([bytes[2], bytes[3]])), 4),
            127 => (u64::from_be_bytes(bytes[2..10].try_into().unwrap()) as usize, 10),
            length => (usize::from(length), 2),
        };
        frames.push((bytes[0] & 15, bytes[header..header + length].to_vec()));
        bytes = &bytes[header + length..];
    }
    frames
}

#[tokio::test]
async fn writes_at_once_and_in_order() {
    let (outlet, client) = pair(1 << 20).await;
    outlet.push(&[Codec::Json.wrap(b"one")]);
    outlet.push(&[Codec::Json.wrap(b"two"), Codec::Json.wrap(b"three")]);
    outlet.control(&crate::codec::ping());
    outlet.close(Close::Left, "left", 0.0);
    outlet.push(&[Codec::Json.wrap(b"too late")]);
    assert_eq!(drive(&outlet).await, Drained::Closed);
    drop(outlet);
    let got = frames(&read_all(client).await);
    let texts: Vec<&[u8]> = got[..3].iter().map(|(_, payload)| &payload[..]).collect();
    assert_eq!(texts, [b"one".as_slice(), b"two", b"three"]);
    assert_eq!(got[3].0, 9);
    assert!(String::from_utf8_lossy(&got[4].1).contains(r#""GOODBYE":{"code":1000"#));
    assert_eq!((got[5].0, &got[5].1[..2]), (8, &1000u16.to_be_bytes()[..]));
    assert_eq!(got.len(), 6);
}

#[tokio::test]
async fn what_the_kernel_does_not_take_waits_and_arrives_whole() {
    let (outlet, client) = pair(64 << 20).await;
    let sent: Vec<Bytes> = (0..300u32).map(|n| Codec::Json.wrap(&vec![n as u8; 50_000])).collect();
    sent.chunks(3).for_each(|some| outlet.push(some));
    outlet.close(Close::Restart, "restart", 1.0);
    let (done, bytes) = tokio::join!(
        async {
            let done = drive(&outlet).await;
            drop(outlet);
            done
        },
        read_all(client)
    );
    assert_eq!(done, Drained::Closed);
    let got = frames(&bytes);
    assert_eq!(got.len(), 302);
    assert!(got[..300].iter().enumerate().all(|(n, (_, payload))| *payload == vec![n as u8; 50_000]));
}

#[tokio::test]
async fn who_does_not_read_is_closed_with_whole_frames() {
    let (outlet, client) = pair(100_000).await;
    for _ in 0..2_000 {
        outlet.push(&[Codec::Json.wrap(&[b'x'; 10_000])]);
    }
    assert_ne!(outlet.phase(), Phase::Open);
    let (_, bytes) = tokio::join!(
        async {
            tokio::time::timeout(Duration::from_secs(10), drive(&outlet)).await.unwrap();
            drop(outlet);
        },
        read_all(client)
    );
    let got = frames(&bytes);
    let (close, goodbye) = (&got[got.len() - 1], &got[got.len() - 2]);
    assert_eq!((close.0, &close.1[..2]), (8, &1013u16.to_be_bytes()[..]));
    assert!(String::from_utf8_lossy(&goodbye.1).contains(r#""code":1013"#));
    assert!(got[..got.len() - 2].iter().all(|(_, payload)| payload.len() == 10_000));
}

#[test]
fn refusals_have_close_codes() {
    for (code, close) in [
        ("room_not_found", 4004),
        ("banned", 4003),
        ("forbidden", 4003),
        ("unauthenticated", 4001),
        ("rate_limited", 4008),
        ("unavailable", 1013),
        ("contended", 1013),
        ("something_new", 4000),
    ] {
        assert_eq!(Close::of_refusal(code).code(), close, "{code}");
    }
}

#[tokio::test]
async fn what_is_held_goes_out_with_the_next_or_when_flushed() {
    let (outlet, mut client) = pair(1 << 20).await;
    let pong = |id: &str| server_frame::Frame::Pong(Pong { id: id.to_owned(), client_time: 0.0, server_time: 0.0 });
    outlet.hold(pong("first"));
    assert_eq!(client.try_read(&mut [0; 16]).unwrap_err().kind(), ErrorKind::WouldBlock);
    outlet.push(&[Codec::Json.wrap(b"event")]);
    outlet.hold(pong("second"));
    outlet.hold(pong("third"));
    outlet.flush();
    outlet.flush();
    outlet.hold(pong("fourth"));
    outlet.close(Close::Left, "left", 0.0);
    outlet.hold(pong("too late"));
    assert_eq!(drive(&outlet).await, Drained::Closed);
    drop(outlet);
    let mut bytes = Vec::new();
    client.read_to_end(&mut bytes).await.unwrap();
    let got: Vec<String> =
        frames(&bytes).into_iter().map(|(_, payload)| String::from_utf8_lossy(&payload).into_owned()).collect();
    let wanted = ["first", "event", "second", "third", "fourth", "GOODBYE", "left"];
    assert_eq!(got.len(), wanted.len(), "{got:?}");
    assert!(got.iter().zip(wanted).all(|(got, wanted)| got.contains(wanted)), "{got:?}");
}

#[test]
fn the_asyncapi_document_says_the_same_of_close_codes() {
    let document: serde_json::Value = serde_json::from_str(matinee_proto::ASYNCAPI).unwrap();
    let documented = document["x-close-codes"].as_array().unwrap().iter();
    let documented: Vec<_> =
        documented.map(|close| (close["code"].as_u64().unwrap(), close["meaning"].as_str().unwrap())).collect();
    let ours: Vec<_> = Close::ALL.iter().map(|(close, meaning)| (u64::from(close.code()), meaning.trim())).collect();
    assert_eq!(ours, documented);
}
