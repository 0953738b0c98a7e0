//! What a room is, who may do what in it, who leads and who stays out, as stored.

use prost::Message;
use room_core as core;

/// What a room is.
#[derive(Clone, PartialEq, Message)]
pub struct About {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    visibility: String,
    #[prost(string, tag = "3")]
    password_hash: String,
    #[prost(bool, tag = "4")]
    persistent: bool,
    #[prost(string, optional, tag = "5")]
    owner: Option<String>,
    #[prost(string, tag = "6")]
    creator: String,
    #[prost(double, tag = "7")]
    created_at: f64,
    #[prost(bool, tag = "8")]
    closed: bool,
    #[prost(string, tag = "9")]
    address: String,
    #[prost(bool, tag = "10")]
    read_only: bool,
}

impl From<&core::About> for About {
    fn from(about: &core::About) -> Self {
        let password_hash = match &about.visibility {
            core::Visibility::Password { hash } => hash.clone(),
            core::Visibility::Public | core::Visibility::Unlisted => String::new(),
        };
        Self {
            name: about.name.clone(),
            visibility: about.visibility.as_str().to_owned(),
            password_hash,
            persistent: about.persistent,
            owner: about.owner.as_ref().map(ToString::to_string),
            creator: about.creator.to_string(),
            created_at: about.created_at,
            closed: about.closed,
            address: about.address.clone(),
            read_only: about.read_only,
        }
    }
}

impl From<About> for core::About {
    fn from(about: About) -> Self {
        let visibility = match about.visibility.as_str() {
            "public" => core::Visibility::Public,
            // A hash that is missing lets nobody in, rather than everybody.
            "password" => core::Visibility::Password { hash: about.password_hash },
            _ => core::Visibility::Unlisted,
        };
        Self {
            name: about.name,
            visibility,
            persistent: about.persistent,
            owner: about.owner.map(Into::into),
            creator: about.creator.into(),
            created_at: about.created_at,
            address: about.address,
            read_only: about.read_only,
            closed: about.closed,
        }
    }
}

/// Who may do what.
#[derive(Clone, PartialEq, Message)]
pub struct Policy {
    #[prost(string, tag = "1")]
    playback: String,
    #[prost(string, tag = "2")]
    queue: String,
    #[prost(string, tag = "3")]
    chat: String,
    #[prost(string, tag = "4")]
    timer: String,
    #[prost(string, tag = "5")]
    buffering: String,
    #[prost(string, tag = "6")]
    order: String,
    #[prost(string, tag = "7")]
    repeat: String,
    #[prost(uint32, tag = "8")]
    slow_mode: u32,
    #[prost(uint32, tag = "9")]
    members_max: u32,
}

impl From<&core::Policy> for Policy {
    fn from(policy: &core::Policy) -> Self {
        Self {
            playback: policy.playback.as_str().to_owned(),
            queue: policy.queue.as_str().to_owned(),
            chat: policy.chat.as_str().to_owned(),
            timer: policy.timer.as_str().to_owned(),
            buffering: policy.buffering.as_str().to_owned(),
            order: policy.order.as_str().to_owned(),
            repeat: policy.repeat.as_str().to_owned(),
            slow_mode: policy.slow_mode,
            members_max: policy.members_max,
        }
    }
}

impl From<Policy> for core::Policy {
    fn from(policy: Policy) -> Self {
        // A permission of a newer version that this one does not know is the strictest one.
        let permission = |name: &str| core::Permission::parse(name).unwrap_or(core::Permission::Leader);
        Self {
            playback: permission(&policy.playback),
            queue: permission(&policy.queue),
            chat: permission(&policy.chat),
            timer: permission(&policy.timer),
            buffering: core::Buffering::parse(&policy.buffering).unwrap_or(core::Buffering::Ignore),
            order: core::Order::parse(&policy.order).unwrap_or(core::Order::Manual),
            repeat: core::Loop::parse(&policy.repeat).unwrap_or(core::Loop::None),
            slow_mode: policy.slow_mode,
            members_max: policy.members_max,
        }
    }
}

/// Who leads.
#[derive(Clone, PartialEq, Message)]
pub struct Lead {
    #[prost(string, optional, tag = "1")]
    leader: Option<String>,
    #[prost(bool, tag = "2")]
    creator_expected: bool,
}

impl From<&core::Lead> for Lead {
    fn from(lead: &core::Lead) -> Self {
        Self { leader: lead.leader.as_ref().map(ToString::to_string), creator_expected: lead.creator_expected }
    }
}

impl From<Lead> for core::Lead {
    fn from(lead: Lead) -> Self {
        Self { leader: lead.leader.map(Into::into), creator_expected: lead.creator_expected }
    }
}

/// Who wants to skip.
#[derive(Clone, PartialEq, Message)]
pub struct Skip {
    #[prost(string, repeated, tag = "1")]
    members: Vec<String>,
}

impl From<&core::SkipVotes> for Skip {
    fn from(skip: &core::SkipVotes) -> Self {
        Self { members: skip.0.iter().map(ToString::to_string).collect() }
    }
}

impl From<Skip> for core::SkipVotes {
    fn from(skip: Skip) -> Self {
        Self(skip.members.into_iter().map(Into::into).collect())
    }
}

/// Who stays out.
#[derive(Clone, PartialEq, Message)]
pub struct Bans {
    #[prost(message, repeated, tag = "1")]
    bans: Vec<Ban>,
}

#[derive(Clone, PartialEq, Message)]
struct Ban {
    #[prost(string, tag = "1")]
    user: String,
    #[prost(string, tag = "2")]
    device: String,
    #[prost(string, tag = "3")]
    nickname: String,
    #[prost(double, tag = "4")]
    at: f64,
}

impl From<&core::Bans> for Bans {
    fn from(bans: &core::Bans) -> Self {
        let one = |ban: &core::Ban| Ban {
            user: ban.user.to_string(),
            device: ban.device.clone(),
            nickname: ban.nickname.clone(),
            at: ban.at,
        };
        Self { bans: bans.0.iter().map(one).collect() }
    }
}

impl From<Bans> for core::Bans {
    fn from(bans: Bans) -> Self {
        let one =
            |ban: Ban| core::Ban { user: ban.user.into(), device: ban.device, nickname: ban.nickname, at: ban.at };
        Self(bans.bans.into_iter().map(one).collect())
    }
}

/// Who moderates whenever they are in.
#[derive(Clone, PartialEq, Message)]
pub struct Moderators {
    #[prost(string, repeated, tag = "1")]
    users: Vec<String>,
}

impl From<&core::Moderators> for Moderators {
    fn from(moderators: &core::Moderators) -> Self {
        Self { users: moderators.0.iter().map(ToString::to_string).collect() }
    }
}

impl From<Moderators> for core::Moderators {
    fn from(moderators: Moderators) -> Self {
        Self(moderators.users.into_iter().map(Into::into).collect())
    }
}

/// Who is gone.
#[derive(Clone, PartialEq, Message)]
pub struct Departures {
    #[prost(message, repeated, tag = "1")]
    departures: Vec<Departure>,
}

#[derive(Clone, PartialEq, Message)]
struct Departure {
    #[prost(string, tag = "1")]
    member: String,
    #[prost(string, tag = "2")]
    user: String,
    #[prost(string, tag = "3")]
    reason: String,
    #[prost(double, tag = "4")]
    at: f64,
    #[prost(bool, tag = "5")]
    muted: bool,
    #[prost(string, tag = "6")]
    grant: String,
}

impl From<&core::Departures> for Departures {
    fn from(departures: &core::Departures) -> Self {
        let one = |departure: &core::Departure| Departure {
            member: departure.member.to_string(),
            user: departure.user.to_string(),
            reason: departure.reason.as_str().to_owned(),
            at: departure.at,
            muted: departure.muted,
            grant: departure.grant.as_str().to_owned(),
        };
        Self { departures: departures.0.iter().map(one).collect() }
    }
}

impl From<Departures> for core::Departures {
    fn from(departures: Departures) -> Self {
        let one = |departure: Departure| core::Departure {
            member: departure.member.into(),
            user: departure.user.into(),
            // A reason of a newer version is the one that keeps a resume out.
            reason: core::Reason::parse(&departure.reason).unwrap_or(core::Reason::Kicked),
            at: departure.at,
            muted: departure.muted,
            grant: core::Grant::parse(&departure.grant).unwrap_or_default(),
        };
        Self(departures.departures.into_iter().map(one).collect())
    }
}
