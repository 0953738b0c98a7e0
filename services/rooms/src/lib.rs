//! Rooms: load, apply, commit; presence and wake-ups.
