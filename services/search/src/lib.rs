//! What a link is, and what YouTube has.
