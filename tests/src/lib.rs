//! The harness and the story tests.
