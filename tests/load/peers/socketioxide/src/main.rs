//! Rooms of socketioxide, as its documentation shows them; several processes by its Redis adapter.
//! `--port PORT` and, to run as one of several, `--redis URL`.

use std::error::Error;
use std::net::SocketAddr;

use axum::Router;
use axum::serve::ListenerExt as _;
use serde_json::{Value, json};
use socketioxide::SocketIo;
use socketioxide::adapter::Adapter;
use socketioxide::extract::{Data, Extension, SocketRef};
use socketioxide_redis::drivers::redis::redis_client as redis;
use socketioxide_redis::{RedisAdapter, RedisAdapterCtr};
use tokio::net::{TcpListener, TcpSocket};

/// The room that a socket is in.
#[derive(Clone)]
struct Room(String);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let option = |name: &str| std::env::args().skip_while(|argument| argument != name).nth(1);
    let port: u16 = option("--port").ok_or("--port is missing")?.parse()?;
    let builder = SocketIo::builder();
    let app = match option("--redis") {
        None => {
            let (layer, io) = builder.build_layer();
            io.ns("/", on_connect);
            Router::new().layer(layer)
        }
        Some(url) => {
            let client = redis::Client::open(format!("{url}?protocol=resp3"))?;
            let adapter = RedisAdapterCtr::new_with_redis(&client).await?;
            let (layer, io) = builder.with_adapter::<RedisAdapter<_>>(adapter).build_layer();
            io.ns("/", on_connect).await?;
            Router::new().layer(layer)
        }
    };
    // Without TCP_NODELAY it would wait for acknowledgements, and with tokio's backlog refuse a crowd.
    let listener = listen(SocketAddr::from(([127, 0, 0, 1], port)))?.tap_io(|tcp| {
        let _ = tcp.set_nodelay(true);
    });
    axum::serve(listener, app).await?;
    Ok(())
}

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(address)?;
    socket.listen(4096)
}

async fn on_connect<A: Adapter>(socket: SocketRef<A>) {
    socket.on("join", async |socket: SocketRef<A>, Data(room): Data<String>| {
        socket.join(room.clone());
        socket.extensions.insert(Room(room.clone()));
        let members = socket.within(room).local().sockets().len();
        let _ = socket.emit("state", &json!({ "members": members }));
    });
    socket.on("act", async |socket: SocketRef<A>, Extension(Room(room)): Extension<Room>, Data(action): Data<Value>| {
        let _ = socket.to(room).emit("act", &action).await;
    });
}
