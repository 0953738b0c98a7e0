//! The end of a process. The first SIGTERM or SIGINT stops it in order; a second one is somebody
//! who has waited long enough, and ends it at once with exit code 1.

use tokio::signal::unix::{SignalKind, signal};

/// Waits for the first signal; from then on a second one ends the process.
pub(crate) async fn requested() -> std::io::Result<&'static str> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let name = tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
    };
    tokio::spawn(async move {
        let second = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        };
        tracing::warn!(signal = second, "told to stop again: stopping at once");
        std::process::exit(1);
    });
    Ok(name)
}
