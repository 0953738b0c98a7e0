//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Watch together: rooms in which people watch video in step.
#[derive(Debug, Parser)]
#[command(name = "matinee", version, after_help = HELP)]
pub(crate) struct Cli {
    /// A TOML file laid over the defaults; the environment wins over it.
    #[arg(long, global = true, value_name = "FILE.toml", env = "MATINEE_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const HELP: &str = "Every key of `matinee default-config` may be set by a file or by the environment: \
[gateway] listen is MATINEE_GATEWAY__LISTEN. What is set decides; with nothing set, everything runs in \
this process at http://localhost:8080.";

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run one, several or all of the roles in this process.
    Serve {
        /// Which; none is all.
        #[arg(value_enum)]
        roles: Vec<Choice>,
    },
    /// Ask the server of this configuration, by its admin listener, whether it is ready; 0 is yes.
    Health {
        /// Ask only whether it lives.
        #[arg(long)]
        live: bool,
    },
    /// Bring the database up to date and exit.
    Migrate,
    /// Sign access tokens with a new key from now on; tokens of the old one stay good until they end.
    RotateKeys {
        /// Withdraw the old keys at once: everybody's access tokens have to be renewed.
        #[arg(long)]
        revoke: bool,
    },
    /// Say what is wrong with the configuration, or print what holds, secrets masked.
    CheckConfig,
    /// Print the commented defaults.
    DefaultConfig,
    /// Print what every metric says.
    Metrics,
}

/// A role, or all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Choice {
    /// Every role whose `url` is not set.
    All,
    /// HTTP, WebSocket and the page.
    Gateway,
    /// Rooms and their commands.
    Rooms,
    /// Guests, accounts and sessions.
    Auth,
    /// What links are.
    Search,
    /// Plans and entitlements.
    Billing,
}
