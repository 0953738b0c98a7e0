//! A story per file.
