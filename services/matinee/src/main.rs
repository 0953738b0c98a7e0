//! The one binary: any set of roles, from one process that needs nothing to many that share Redis
//! and PostgreSQL. [`roles`] decides what runs here, [`wiring`] connects it, [`serve`] starts and
//! stops it; [`settings`] and [`config`] say what was set, and where.

use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use matinee_database::Database;

use crate::cli::{Choice, Cli, Command};
use crate::config::Loaded;
use crate::failure::Failure;
use crate::health::Question;
use crate::telemetry::Exporting;

mod admin;
mod cli;
mod config;
mod failure;
mod files;
mod greeting;
mod health;
mod listeners;
mod roles;
mod serve;
mod settings;
mod shutdown;
mod telemetry;
mod wiring;

/// Messages come and go by the ten thousand a second, each of a few small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    // First, because TLS of every library asks for it. It fails only where one is installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("matinee: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), Failure> {
    if let Command::DefaultConfig = cli.command {
        print!("{}", config::defaults());
        return Ok(());
    }
    if let Command::Metrics = cli.command {
        print!("{}", telemetry::reference());
        return Ok(());
    }
    let loaded = Loaded::read(cli.config.as_deref(), std::env::vars())?;
    match cli.command {
        Command::DefaultConfig | Command::Metrics => Ok(()),
        Command::CheckConfig => {
            print!("{}", loaded.settings.to_masked_toml());
            Ok(())
        }
        Command::Health { live } => {
            let question = if live { Question::Live } else { Question::Ready };
            health::check(loaded.config.admin.listen, question).await
        }
        Command::Migrate => {
            telemetry::start(loaded.config.log, None);
            migrate(loaded).await
        }
        Command::RotateKeys { revoke } => {
            telemetry::start(loaded.config.log, None);
            rotate_keys(loaded, revoke).await
        }
        Command::Serve { roles } => {
            let exporting = Exporting::start(&loaded.config.telemetry, &loaded.settings, &service_name(&roles))?;
            telemetry::start(loaded.config.log, exporting.as_ref());
            let metrics = telemetry::metrics().map_err(|error| Failure::part("metrics", error))?;
            let served = serve::serve(loaded, &roles, metrics).await;
            if let Some(exporting) = exporting {
                exporting.finish().await;
            }
            served
        }
    }
}

/// What the process is called in telemetry: by the roles that were asked for.
fn service_name(roles: &[Choice]) -> String {
    let names = roles.iter().filter_map(ValueEnum::to_possible_value);
    let names: Vec<String> = names.map(|name| name.get_name().to_owned()).filter(|name| name != "all").collect();
    if names.is_empty() { "matinee".to_owned() } else { format!("matinee-{}", names.join("-")) }
}

/// Puts a new signing key into the database; replicas take it up within seconds.
async fn rotate_keys(loaded: Loaded, revoke: bool) -> Result<(), Failure> {
    let opened = Database::open(&loaded.config.database).await;
    let database = opened.map_err(|error| Failure::database(&loaded.settings, &error))?;
    let rotated = matinee_auth::rotate_keys(&loaded.config.auth, &database, revoke).await;
    let kid = rotated.map_err(|error| Failure::part("auth", error))?;
    database.close().await;
    println!("{kid}");
    Ok(())
}

/// Brings every service's tables up to date. Starting does so too; as a job of its own it can run
/// with rights that the servers do not have.
async fn migrate(loaded: Loaded) -> Result<(), Failure> {
    let opened = Database::open(&loaded.config.database).await;
    let database = opened.map_err(|error| Failure::database(&loaded.settings, &error))?;
    matinee_auth::migrate(&database).await.map_err(|error| Failure::part("auth", error))?;
    matinee_rooms::migrate(&database).await.map_err(|error| Failure::part("rooms", error))?;
    matinee_billing::migrate(&database).await.map_err(|error| Failure::part("billing", error))?;
    database.close().await;
    tracing::info!("the database is up to date");
    Ok(())
}
