//! The rules of a room: pure, std only.
