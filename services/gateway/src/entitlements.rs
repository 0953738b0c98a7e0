//! What users' plans unlock, as sockets are told: in WELCOME, and by FEATURES when it changes.
//!
//! Nothing is enforced here: rooms asks billing itself. What is told may therefore be late, but it
//! must not stay wrong. A plan that changes while a socket is being let in is looked at again once
//! the socket can be found, and after notices may have been missed all plans are.

use std::collections::HashSet;
use std::sync::Arc;

use matinee_proto::billing::v1::{Entitlements, GetEntitlementsRequest};
use matinee_proto::sync::v1::server_frame::Frame;
use matinee_proto::sync::v1::{Features, Limits};

use crate::Gateway;
use crate::sockets::Registered;

/// Whoever has no account: they have nothing to pay with, so billing is asked once for all of them.
pub(crate) const NOBODY: &str = "";

impl Gateway {
    /// What the plan of a user, or of [`NOBODY`], unlocks, remembered for seconds; `None` if billing
    /// does not answer: a socket is not refused for that.
    pub(crate) async fn entitlements(&self, user: &str) -> Option<Arc<Entitlements>> {
        if let Some(known) = self.plans().get(user).await {
            return Some(known);
        }
        let request = GetEntitlementsRequest { user_id: user.to_owned() };
        let answer = self.services().get_entitlements(None, request).await.ok()?;
        let entitlements = Arc::new(answer.entitlements?);
        self.plans().insert(user.to_owned(), entitlements.clone()).await;
        Some(entitlements)
    }

    /// The limits that hold for whoever is entitled to this.
    pub(crate) fn limits_of(&self, entitlements: Option<&Entitlements>) -> Limits {
        let limits = self.limits();
        let plan = entitlements.and_then(|entitlements| entitlements.limits);
        let count = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        let within = |most: u32, plan: Option<u32>| plan.filter(|plan| *plan > 0).map_or(most, |plan| plan.min(most));
        Limits {
            frame_bytes: count(limits.frame_bytes),
            nickname: count(limits.nickname),
            chat: count(limits.chat),
            room_name: count(limits.room_name),
            members_max: within(limits.members, plan.map(|plan| plan.members_max)),
            queue_max: within(count(limits.queue), plan.map(|plan| plan.queue_max)),
            playlists_max: plan.map_or(0, |plan| plan.playlists_max),
        }
    }

    /// Somebody's plan is another now: asks for it and tells their sockets.
    pub(crate) async fn plan_changed(&self, user: String) {
        self.plans().invalidate(&user).await;
        if self.sockets().of_user(&user).is_empty() {
            return;
        }
        let gateway = self.clone();
        // Notices must not wait for billing.
        self.tasks().spawn(async move { gateway.tell_plan(&user).await });
    }

    /// Looks at the plan of whoever was just let in: it may have changed since WELCOME was written.
    pub(crate) async fn plan_since_welcome(&self, user: &str) {
        if !self.plans().contains_key(user) {
            self.tell_plan(user).await;
        }
    }

    /// Looks at everybody's plan, because a change may have been missed.
    pub(crate) fn plans_may_have_changed(&self) {
        let users: HashSet<Arc<str>> = self.sockets().all().iter().map(|socket| socket.user.clone()).collect();
        if users.is_empty() {
            return;
        }
        self.plans().invalidate_all();
        let gateway = self.clone();
        self.tasks().spawn(async move {
            for user in users {
                if gateway.stopping().is_cancelled() {
                    return;
                }
                gateway.tell_plan(&user).await;
            }
        });
    }

    async fn tell_plan(&self, user: &str) {
        let _last = self.0.telling.lock().await;
        let Some(entitlements) = self.entitlements(user).await else { return };
        let features = Features {
            plan: entitlements.plan.clone(),
            features: entitlements.features.clone(),
            limits: Some(self.limits_of(Some(&entitlements))),
        };
        for socket in self.sockets().of_user(user) {
            if is_news(&socket, &entitlements) {
                socket.outlet.send(Frame::Features(features.clone()));
            }
        }
    }
}

/// Whether a socket was told something else before; it is taken to know this from now on.
fn is_news(socket: &Registered, entitlements: &Arc<Entitlements>) -> bool {
    let told = socket.entitled.lock().replace(entitlements.clone());
    told.is_none_or(|told| {
        (&told.plan, &told.features, &told.limits) != (&entitlements.plan, &entitlements.features, &entitlements.limits)
    })
}
