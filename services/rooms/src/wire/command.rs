//! A client's frame as what the rules understand.

use matinee_proto::Refusal;
use matinee_proto::sync::v1::client_frame::Command as Asked;
use matinee_proto::sync::v1::{self as sync, change_video};
use matinee_token::names;
use rand::{Rng, RngExt};
use room_core::{self as core, Command};
use unicode_normalization::UnicodeNormalization;

use crate::ident;

/// Bytes of an id that somebody refers to.
const ID_MAX: usize = 64;

/// What a frame asks for.
#[derive(Debug, PartialEq)]
pub enum Wanted {
    /// Something the rules judge at once.
    Command(Command),
    /// Something to do with links, which must be resolved first.
    Links {
        /// In this order, at least one.
        links: Vec<String>,
        /// What with them.
        purpose: Purpose,
    },
    /// How the sender's player is.
    Report(core::Report),
}

/// What links are wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Into the queue.
    Add {
        /// In front of it.
        next: bool,
    },
    /// To be played now.
    Change,
}

/// Reads a command. Randomness is for fresh ids and the shuffle.
///
/// # Errors
/// `invalid_argument`, or `unknown_command` for what is not a room's business.
pub fn command(asked: Asked, random: &mut impl Rng) -> Result<Wanted, Refusal> {
    Ok(Wanted::Command(match asked {
        Asked::Play(sync::Play { position }) => Command::Play { position },
        Asked::Pause(sync::Pause { position }) => Command::Pause { position },
        Asked::Seek(sync::Seek { live_offset: Some(offset), .. }) => Command::SeekLive { offset },
        Asked::Seek(sync::Seek { timestamp, live_offset: None }) => Command::Seek { timestamp },
        Asked::SetRate(sync::SetRate { rate }) => Command::SetRate { rate },
        Asked::ChangeVideo(change) => return change_video(change),
        Asked::Skip(_) => Command::Skip,
        Asked::VoteSkip(_) => Command::VoteSkip,
        Asked::Add(add) => return self::add(add),
        Asked::Remove(remove) => Command::Remove { item: id(remove.item_id)?.into() },
        Asked::Move(sync::Move { item_id, index }) => {
            Command::Move { item: id(item_id)?.into(), index: index as usize }
        }
        Asked::Shuffle(_) => Command::Shuffle { seed: random.random() },
        Asked::Clear(_) => Command::Clear,
        Asked::Vote(sync::Vote { item_id, up }) => Command::Vote { item: id(item_id)?.into(), up },
        Asked::Undo(_) => Command::Undo,
        Asked::Status(status) => return report(status).map(Wanted::Report),
        Asked::Chat(sync::Chat { text, reply_to }) => {
            let reply_to = reply_to.filter(|id| !id.is_empty()).map(id).transpose()?.map(Into::into);
            Command::Chat { message: ident::fresh(random).into(), text, reply_to }
        }
        Asked::React(sync::React { message_id, emoji, remove }) => {
            Command::React { message: id(message_id)?.into(), emoji, remove: remove.unwrap_or_default() }
        }
        Asked::TimerConfigure(settings) => Command::TimerConfigure(timer_settings(settings)?),
        Asked::TimerStart(_) => Command::TimerStart,
        Asked::TimerPause(_) => Command::TimerPause,
        Asked::TimerReset(_) => Command::TimerReset,
        Asked::TimerSkip(_) => Command::TimerSkip,
        other => return members(other).map(Wanted::Command),
    }))
}

/// Commands about members and policy.
fn members(asked: Asked) -> Result<Command, Refusal> {
    Ok(match asked {
        Asked::Rename(sync::Rename { nickname, member_id }) => Command::Rename {
            nickname: self::nickname(&nickname)?,
            member: member_id.filter(|id| !id.is_empty()).map(id).transpose()?.map(Into::into),
        },
        Asked::TransferLeader(to) => Command::TransferLeader { member: id(to.member_id)?.into() },
        Asked::SetRole(sync::SetRole { member_id, role }) => {
            Command::SetRole { member: id(member_id)?.into(), grant: named(&role, core::Grant::parse, "role")? }
        }
        Asked::Kick(sync::Kick { member_id, ban }) => Command::Kick { member: id(member_id)?.into(), ban },
        Asked::Unban(unban) => Command::Unban { user: id(unban.user_id)?.into() },
        Asked::Mute(sync::Mute { member_id, muted }) => Command::Mute { member: id(member_id)?.into(), muted },
        Asked::SetPolicy(set) => Command::SetPolicy(policy(set.policy.unwrap_or_default())?),
        Asked::Leave(_) => Command::Leave,
        _ => return Err(Refusal::new("unknown_command", "a room does not know this command")),
    })
}

/// A nickname as it goes into the rules: composed, without what cannot be seen, and with
/// look-alike forms (full-width letters and the like) replaced by the plain ones.
///
/// # Errors
/// `invalid_argument` if nothing or too much is left.
pub fn nickname(typed: &str) -> Result<String, Refusal> {
    let invalid = |error: names::NameError| Refusal::new("invalid_argument", error.to_string());
    // Bounded before it is normalized, which may make it longer.
    if typed.len() > names::NAME_MAX * 64 {
        return Err(invalid(names::NameError::TooLong));
    }
    names::clean(&typed.nfkc().collect::<String>()).map_err(invalid)
}

/// A room's name as it goes into the rules, which measure it.
///
/// # Errors
/// `invalid_argument` if it is absurdly long.
pub fn room_name(typed: &str, most: usize) -> Result<String, Refusal> {
    if typed.len() > most.saturating_mul(64) {
        return Err(Refusal::new("invalid_argument", format!("a room's name has 1 to {most} characters")));
    }
    Ok(typed.nfc().collect())
}

fn change_video(change: sync::ChangeVideo) -> Result<Wanted, Refusal> {
    match change.target {
        Some(change_video::Target::ItemId(item)) => {
            Ok(Wanted::Command(Command::ChangeVideo(core::Target::Queued(id(item)?.into()))))
        }
        Some(change_video::Target::Url(url)) => Ok(Wanted::Links { links: vec![url], purpose: Purpose::Change }),
        None => Err(Refusal::new("invalid_argument", "give an item_id or a url")),
    }
}

fn add(add: sync::Add) -> Result<Wanted, Refusal> {
    let links: Vec<String> = add.url.into_iter().chain(add.urls).collect();
    if links.is_empty() {
        return Err(Refusal::new("invalid_argument", "give a url or urls"));
    }
    Ok(Wanted::Links { links, purpose: Purpose::Add { next: add.next.unwrap_or_default() } })
}

fn report(status: sync::Status) -> Result<core::Report, Refusal> {
    Ok(core::Report {
        state: named(&status.state, core::PlayerState::parse, "state")?,
        item: id(status.item_id)?.into(),
        position: status.position,
        at: status.at,
        duration: status.duration,
    })
}

fn policy(change: sync::PolicyChange) -> Result<core::PolicyChange, Refusal> {
    fn field<T>(name: Option<String>, parse: fn(&str) -> Option<T>, what: &'static str) -> Result<Option<T>, Refusal> {
        name.map(|name| named(&name, parse, what)).transpose()
    }
    Ok(core::PolicyChange {
        playback: field(change.playback, core::Permission::parse, "playback")?,
        queue: field(change.queue, core::Permission::parse, "queue")?,
        chat: field(change.chat, core::Permission::parse, "chat")?,
        timer: field(change.timer, core::Permission::parse, "timer")?,
        buffering: field(change.buffering, core::Buffering::parse, "buffering")?,
        order: field(change.order, core::Order::parse, "order")?,
        repeat: field(change.r#loop, core::Loop::parse, "loop")?,
        slow_mode: change.slow_mode,
        members_max: change.members_max,
    })
}

fn timer_settings(settings: sync::TimerConfigure) -> Result<core::TimerSettings, Refusal> {
    Ok(core::TimerSettings {
        focus: settings.focus,
        short_break: settings.short_break,
        long_break: settings.long_break,
        cycles: settings.cycles,
        auto_start: settings.auto_start,
        focus_action: named(&settings.focus_action, core::PhaseAction::parse, "focus_action")?,
        break_action: named(&settings.break_action, core::PhaseAction::parse, "break_action")?,
    })
}

fn named<T>(name: &str, parse: fn(&str) -> Option<T>, what: &'static str) -> Result<T, Refusal> {
    parse(name).ok_or_else(|| Refusal::new("invalid_argument", format!("{what} has no such value")))
}

fn id(id: String) -> Result<String, Refusal> {
    if id.len() > ID_MAX {
        return Err(Refusal::new("invalid_argument", format!("an id has at most {ID_MAX} characters")));
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    fn read(asked: Asked) -> Result<Wanted, String> {
        command(asked, &mut StdRng::seed_from_u64(3)).map_err(|refusal| refusal.code)
    }

    #[test]
    fn links_wait_and_everything_else_does_not() {
        let add = sync::Add { url: Some("a".into()), urls: vec!["b".into()], next: Some(true) };
        let links = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(read(Asked::Add(add)), Ok(Wanted::Links { links, purpose: Purpose::Add { next: true } }));
        assert_eq!(read(Asked::Add(sync::Add::default())), Err("invalid_argument".to_owned()));
        let item = sync::ChangeVideo { target: Some(change_video::Target::ItemId("i1".into())) };
        let queued = Command::ChangeVideo(core::Target::Queued("i1".into()));
        assert_eq!(read(Asked::ChangeVideo(item)), Ok(Wanted::Command(queued)));
    }

    #[test]
    fn unknown_names_are_refused() {
        let status = sync::Status { state: "asleep".into(), ..Default::default() };
        assert_eq!(read(Asked::Status(status)), Err("invalid_argument".to_owned()));
        let policy = sync::PolicyChange { playback: Some("nobody".into()), ..Default::default() };
        assert_eq!(
            read(Asked::SetPolicy(sync::SetPolicy { policy: Some(policy) })),
            Err("invalid_argument".to_owned())
        );
        let role = sync::SetRole { member_id: "m".into(), role: "leader".into() };
        assert_eq!(read(Asked::SetRole(role)), Err("invalid_argument".to_owned()));
        assert_eq!(read(Asked::Ping(sync::Ping::default())), Err("unknown_command".to_owned()));
        let long = sync::Remove { item_id: "x".repeat(65) };
        assert_eq!(read(Asked::Remove(long)), Err("invalid_argument".to_owned()));
    }

    #[test]
    fn nicknames_are_cleaned() {
        assert_eq!(nickname(" \u{202e}Ａnna  B ").as_deref(), Ok("Anna B"));
        assert_eq!(nickname("\u{200b}").map_err(|refusal| refusal.code), Err("invalid_argument".to_owned()));
        assert_eq!(nickname(&"x".repeat(33)).map_err(|refusal| refusal.code), Err("invalid_argument".to_owned()));
    }
}
