//! Members and how their players are, as stored.

use prost::Message;
use room_core as core;

use super::Nonsense;

/// A member.
#[derive(Clone, PartialEq, Message)]
pub struct Member {
    #[prost(string, tag = "1")]
    id: String,
    #[prost(string, tag = "2")]
    user: String,
    #[prost(string, tag = "3")]
    nickname: String,
    #[prost(bool, tag = "4")]
    guest: bool,
    #[prost(string, tag = "5")]
    avatar_url: String,
    #[prost(string, tag = "6")]
    device: String,
    #[prost(string, tag = "7")]
    grant: String,
    #[prost(bool, tag = "8")]
    muted: bool,
    #[prost(double, tag = "9")]
    since: f64,
    /// Left out until announced.
    #[prost(uint64, optional, tag = "10")]
    order: Option<u64>,
}

impl From<&core::Member> for Member {
    fn from(member: &core::Member) -> Self {
        let (since, order) = match member.standing {
            core::Standing::Reserved { since } => (since, None),
            core::Standing::Present { since, order } => (since, Some(order)),
        };
        Self {
            id: member.id.to_string(),
            user: member.user.to_string(),
            nickname: member.nickname.clone(),
            guest: member.guest,
            avatar_url: member.avatar_url.clone(),
            device: member.device.clone(),
            grant: member.grant.as_str().to_owned(),
            muted: member.muted,
            since,
            order,
        }
    }
}

impl From<Member> for core::Member {
    fn from(member: Member) -> Self {
        let since = member.since;
        Self {
            id: member.id.into(),
            user: member.user.into(),
            nickname: member.nickname,
            guest: member.guest,
            avatar_url: member.avatar_url,
            device: member.device,
            grant: core::Grant::parse(&member.grant).unwrap_or_default(),
            muted: member.muted,
            standing: match member.order {
                Some(order) => core::Standing::Present { since, order },
                None => core::Standing::Reserved { since },
            },
        }
    }
}

/// How a member's player is.
#[derive(Clone, PartialEq, Message)]
pub struct Report {
    #[prost(string, tag = "1")]
    state: String,
    #[prost(string, tag = "2")]
    item: String,
    #[prost(double, tag = "3")]
    position: f64,
    #[prost(double, tag = "4")]
    at: f64,
    #[prost(double, optional, tag = "5")]
    duration: Option<f64>,
}

impl From<&core::Report> for Report {
    fn from(report: &core::Report) -> Self {
        Self {
            state: report.state.as_str().to_owned(),
            item: report.item.to_string(),
            position: report.position,
            at: report.at,
            duration: report.duration,
        }
    }
}

impl TryFrom<Report> for core::Report {
    type Error = Nonsense;

    fn try_from(report: Report) -> Result<Self, Nonsense> {
        Ok(Self {
            state: core::PlayerState::parse(&report.state).ok_or(Nonsense("an unknown state of a player"))?,
            item: report.item.into(),
            position: report.position,
            at: report.at,
            duration: report.duration,
        })
    }
}
