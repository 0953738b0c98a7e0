//! Plans and entitlements.
