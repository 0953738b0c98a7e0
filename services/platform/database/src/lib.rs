//! Opens SQLite or PostgreSQL by URL and runs a service's migrations.
