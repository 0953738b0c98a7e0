//! Who may do what, and how the room behaves.

/// Who may use a capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Only the leader.
    Leader,
    /// The leader and the moderators.
    Moderators,
    /// Everybody in the room.
    Anyone,
}

/// What a permission is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Capability {
    /// Play, pause, seek, rate, change, skip, vote to skip.
    Playback,
    /// Everything about the queue.
    Queue,
    /// Messages and reactions.
    Chat,
    /// The focus timer.
    Timer,
}

/// What happens when a member's player runs dry in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Buffering {
    /// Nothing: they catch up by themselves.
    Ignore,
    /// The room waits a moment, see [`crate::WAIT_MAX`] and [`crate::WAIT_AGAIN`].
    Wait,
}

/// How the queue is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// By hand.
    Manual,
    /// By votes; among equals, the order in which they came.
    Votes,
}

/// What follows when an item has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Loop {
    /// The next item, or nothing.
    None,
    /// The same again.
    One,
    /// The next item; the ended one goes to the end of the queue.
    All,
}

/// Who may do what, and how the room behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Who may control what plays.
    pub playback: Permission,
    /// Who may change the queue.
    pub queue: Permission,
    /// Who may talk.
    pub chat: Permission,
    /// Who may use the timer.
    pub timer: Permission,
    /// What buffering members do to the others.
    pub buffering: Buffering,
    /// How the queue is ordered.
    pub order: Order,
    /// What follows an item.
    pub repeat: Loop,
    /// Seconds between two messages of one ordinary member; 0 = off.
    pub slow_mode: u32,
    /// Members that the room takes; the limits may be lower.
    pub members_max: u32,
}

impl Default for Policy {
    /// Everybody may do everything, as people who share a link expect; the leader can take the
    /// controls with one switch.
    fn default() -> Self {
        Self {
            playback: Permission::Anyone,
            queue: Permission::Anyone,
            chat: Permission::Anyone,
            timer: Permission::Anyone,
            buffering: Buffering::Ignore,
            order: Order::Manual,
            repeat: Loop::None,
            slow_mode: 0,
            members_max: 1_000,
        }
    }
}

impl Policy {
    /// Who may use a capability.
    #[must_use]
    pub fn permission(&self, capability: Capability) -> Permission {
        match capability {
            Capability::Playback => self.playback,
            Capability::Queue => self.queue,
            Capability::Chat => self.chat,
            Capability::Timer => self.timer,
        }
    }
}

/// The fields of a [`Policy`] that are to change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyChange {
    /// See [`Policy::playback`].
    pub playback: Option<Permission>,
    /// See [`Policy::queue`].
    pub queue: Option<Permission>,
    /// See [`Policy::chat`].
    pub chat: Option<Permission>,
    /// See [`Policy::timer`].
    pub timer: Option<Permission>,
    /// See [`Policy::buffering`].
    pub buffering: Option<Buffering>,
    /// See [`Policy::order`].
    pub order: Option<Order>,
    /// See [`Policy::repeat`].
    pub repeat: Option<Loop>,
    /// See [`Policy::slow_mode`].
    pub slow_mode: Option<u32>,
    /// See [`Policy::members_max`].
    pub members_max: Option<u32>,
}

macro_rules! names {
    ($($kind:ident { $($variant:ident = $name:literal),+ })+) => {$(
        impl $kind {
            /// The name in the contract.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The one of that name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    )+};
}

names! {
    Permission { Leader = "leader", Moderators = "moderators", Anyone = "anyone" }
    Buffering { Ignore = "ignore", Wait = "wait" }
    Order { Manual = "manual", Votes = "votes" }
    Loop { None = "none", One = "one", All = "all" }
}
