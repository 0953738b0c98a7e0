//! The one binary: any set of roles, from one process that needs nothing to many that share Redis
//! and PostgreSQL. [`roles`] decides what runs here, [`wiring`] connects it, [`serve`] starts and
//! stops it; [`settings`] and [`config`] say what was set, and where.

use std::process::ExitCode;

use clap::Parser;
use matinee_database::Database;

use crate::cli::{Cli, Command};
use crate::config::Loaded;
use crate::failure::Failure;
use crate::health::Question;

mod admin;
mod cli;
mod config;
mod failure;
mod greeting;
mod health;
mod listeners;
mod roles;
mod serve;
mod settings;
mod shutdown;
mod telemetry;
mod wiring;

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
    let loaded = Loaded::read(cli.config.as_deref(), std::env::vars())?;
    match cli.command {
        Command::DefaultConfig => Ok(()),
        Command::CheckConfig => {
            print!("{}", loaded.settings.to_masked_toml());
            Ok(())
        }
        Command::Health { live } => {
            let question = if live { Question::Live } else { Question::Ready };
            health::check(loaded.config.admin.listen, question).await
        }
        Command::Migrate => {
            telemetry::log(loaded.config.log);
            migrate(loaded).await
        }
        Command::RotateKeys { revoke } => {
            telemetry::log(loaded.config.log);
            rotate_keys(loaded, revoke).await
        }
        Command::Serve { roles } => {
            telemetry::log(loaded.config.log);
            let metrics = telemetry::metrics().map_err(|error| Failure::part("metrics", error))?;
            serve::serve(loaded, &roles, metrics).await
        }
    }
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
