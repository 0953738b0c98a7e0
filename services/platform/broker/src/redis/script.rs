//! The scripts, and calls of them.

use std::sync::LazyLock;
use std::time::Duration;

use ::redis::{Cmd, cmd};
use bytes::Bytes;
use metrics::Histogram;

macro_rules! scripts {
    ($($name:ident $file:literal $of_room:literal,)+) => {
        /// A script by name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Script { $($name),+ }

        /// Their names, in the order of [`Script`].
        const NAMES: &[&str] = &[$($file),+];
        const SOURCES: &[(&str, bool)] = &[$((include_str!(concat!("scripts/", $file, ".lua")), $of_room)),+];
    };
}

scripts! {
    Create "create" true,
    Load "load" true,
    Head "head" true,
    Replay "replay" true,
    Commit "commit" true,
    Remove "remove" false,
    Unload "unload" false,
    ClaimDirty "claim_dirty" false,
    Saved "saved" false,
    OpenConnection "open_connection" true,
    CloseConnection "close_connection" true,
    RenewConnections "renew_connections" true,
    ForgetConnections "forget_connections" true,
    Connections "connections" true,
    ClaimWakeups "claim_wakeups" false,
    Claim "claim" false,
    Release "release" false,
    TakeToken "take_token" false,
    Spend "spend" false,
    TakeShare "take_share" false,
    RenewShare "renew_share" false,
    ListRoom "list_room" false,
    UnlistRoom "unlist_room" false,
    Directory "directory" false,
    Users "users" false,
    RenewUser "renew_user" false,
    Deliver "deliver" false,
    Block "block" false,
}

fn histogram(operation: &'static str) -> Histogram {
    metrics::histogram!("db_client_operation_duration_seconds", "db_system_name" => "redis", "db_operation_name" => operation)
}

/// What scripts of rooms share.
const ROOM: &str = include_str!("scripts/room.lua");

/// All scripts, as sent to the server.
#[derive(Debug)]
pub(super) struct Scripts {
    sharded: bool,
    /// Code and its hash, in the order of [`Script`].
    loaded: Vec<(String, String)>,
}

impl Scripts {
    /// With `sharded`, publications go to sharded channels.
    pub(super) fn new(sharded: bool) -> Self {
        let code = |(body, of_room): &(&str, bool)| {
            let code = match of_room {
                true => format!("local publish = '{}'\n{ROOM}\n{body}", publish(sharded)),
                false => (*body).to_owned(),
            };
            let hash = ::redis::Script::new(&code).get_hash().to_owned();
            (code, hash)
        };
        Self { sharded, loaded: SOURCES.iter().map(code).collect() }
    }

    /// Whether publications go to sharded channels.
    pub(super) fn sharded(&self) -> bool {
        self.sharded
    }

    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        self.loaded.iter().map(|(code, _)| code.as_str())
    }
}

/// The command that publishes.
pub(super) fn publish(sharded: bool) -> &'static str {
    if sharded { "SPUBLISH" } else { "PUBLISH" }
}

/// What is called: a script, whose first argument is the run id of the server, or a plain command.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Script(Script),
    Command(&'static str),
}

/// A call, ready to be sent to whoever owns its slot.
#[derive(Debug)]
pub(super) struct Call {
    what: What,
    pub(super) slot: u16,
    keys: Vec<String>,
    arguments: Vec<Bytes>,
    /// May be sent again when it is unknown whether it was carried out.
    pub(super) repeatable: bool,
}

impl Call {
    pub(super) fn script(script: Script, slot: u16, keys: Vec<String>) -> Self {
        Self { what: What::Script(script), slot, keys, arguments: Vec::new(), repeatable: false }
    }

    pub(super) fn command(command: &'static str, slot: u16, key: impl Into<String>) -> Self {
        let keys = vec![key.into()];
        Self { what: What::Command(command), slot, keys, arguments: Vec::new(), repeatable: false }
    }

    /// A command without a key, for the owner of a slot.
    pub(super) fn bare(command: &'static str, slot: u16) -> Self {
        Self { what: What::Command(command), slot, keys: Vec::new(), arguments: Vec::new(), repeatable: true }
    }

    /// What is called: a script's name, or a command.
    pub(super) fn name(&self) -> &'static str {
        match self.what {
            What::Script(script) => NAMES[script as usize],
            What::Command(command) => command,
        }
    }

    /// The command that carries it.
    pub(super) fn operation(&self) -> &'static str {
        match self.what {
            What::Script(_) => "EVALSHA",
            What::Command(command) => command,
        }
    }

    /// Notes how long the answer took. Handles of scripts are kept: it is the path of every command.
    pub(super) fn took(&self, duration: Duration) {
        static SCRIPTS: LazyLock<Vec<Histogram>> = LazyLock::new(|| NAMES.iter().map(|name| histogram(name)).collect());
        match self.what {
            What::Script(script) => SCRIPTS[script as usize].record(duration),
            What::Command(command) => histogram(command).record(duration),
        }
    }

    /// Appends an argument.
    pub(super) fn arg(mut self, argument: impl Into<Bytes>) -> Self {
        self.push(argument);
        self
    }

    /// Appends a number.
    pub(super) fn number(self, number: impl ToString) -> Self {
        self.arg(number.to_string())
    }

    pub(super) fn push(&mut self, argument: impl Into<Bytes>) {
        self.arguments.push(argument.into());
    }

    pub(super) fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// The command for a server with this run id; `whole` sends the script itself instead of its hash.
    pub(super) fn packed(&self, scripts: &Scripts, run_id: &str, whole: bool) -> Cmd {
        let mut packed;
        match self.what {
            What::Script(script) => {
                let (code, hash) = &scripts.loaded[script as usize];
                packed = if whole { cmd("EVAL") } else { cmd("EVALSHA") };
                packed.arg(if whole { code } else { hash }).arg(self.keys.len()).arg(&self.keys).arg(run_id);
            }
            What::Command(command) => {
                packed = cmd(command);
                packed.arg(&self.keys);
            }
        }
        for argument in &self.arguments {
            packed.arg(&argument[..]);
        }
        packed
    }
}
