//! What becomes of rooms when their owner's plan changes.
//!
//! A room that stays becomes read-only when the plan of its owner does not keep rooms any more,
//! and is as before once it does: nothing is deleted because somebody did not pay. `billing` says
//! so in a notice; live rooms hear of it here, the others find out when they are loaded.

use std::time::Duration;

use matinee_broker::Item;
use room_core::Internal;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

use crate::desk::Action;
use crate::entitlements::PERSISTENT_ROOMS;
use crate::service::RoomsService;

/// Pause before the broker is asked for notices again.
const PAUSE: Duration = Duration::from_secs(1);

/// What one replica tells all.
#[derive(Deserialize)]
struct Notice {
    /// User id.
    entitlements_changed: Option<String>,
}

/// Acts on notices until `shutdown`.
pub async fn heed(service: RoomsService, shutdown: CancellationToken) {
    tokio::select! {
        () = shutdown.cancelled() => {}
        () = listen(&service) => {}
    }
}

async fn listen(service: &RoomsService) {
    loop {
        match service.broker().notices().await {
            Ok(mut notices) => {
                while let Some(item) = notices.recv().await {
                    let Item::Value(notice) = item else { continue };
                    let Ok(Notice { entitlements_changed: Some(user) }) = serde_json::from_slice(&notice) else {
                        continue;
                    };
                    apply(service, &user).await;
                }
            }
            Err(error) => tracing::warn!(%error, "notices cannot be followed"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Asks what the plan gives now, and tells the user's live rooms.
async fn apply(service: &RoomsService, user: &str) {
    service.plans().forget(user).await;
    let Ok(persistent_rooms) = service.plans().has(user, PERSISTENT_ROOMS).await else { return };
    let told = async {
        let rooms = service.saved().persistent_of(user).await?;
        let heads = service.broker().heads(&rooms).await?;
        Ok::<_, crate::saved::SavedError>(rooms.into_iter().zip(heads).filter(|(_, head)| head.is_some()))
    };
    match told.await {
        Ok(live) => {
            for (room, _) in live {
                let entitled = Action::Internal(Internal::Entitled { persistent_rooms });
                if let Err(refusal) = service.desks().desk(&room).ask("".into(), entitled, None, |_| ()).await {
                    tracing::warn!(room.id = room, error = %refusal, "a room did not hear of its owner's plan");
                }
            }
        }
        Err(error) => tracing::warn!(%error, "rooms did not hear of their owner's plan"),
    }
}
