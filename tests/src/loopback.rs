//! How stand-ins are served: on a free port of loopback, by a runtime of their own that outlives
//! the tests, whose runtimes end with them. All of it ends with the process.

use std::thread;

use axum::Router;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Handle};

/// A port that listens already, for those who have to know it before they can answer.
pub(crate) struct Loopback {
    /// The port.
    pub(crate) port: u16,
    listener: std::net::TcpListener,
}

impl Loopback {
    /// Takes a free port.
    pub(crate) fn bind() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let port = listener.local_addr().expect("it is bound").port();
        listener.set_nonblocking(true).expect("sockets can do that");
        Self { port, listener }
    }

    /// Answers by `router` from now on; the runtime that does.
    pub(crate) fn serve(self, router: Router) -> Handle {
        self.run(async move |listener| drop(axum::serve(listener, router).await))
    }

    /// The same by whatever `serve` makes of the port.
    pub(crate) fn run(self, serve: impl AsyncFnOnce(TcpListener) + Send + 'static) -> Handle {
        // With a worker, so that what is spawned on it by its handle runs as well.
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let handle = runtime.handle().clone();
        thread::spawn(move || {
            runtime.block_on(async {
                serve(TcpListener::from_std(self.listener).expect("it does not block")).await;
            });
        });
        handle
    }
}
