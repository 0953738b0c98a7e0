//! The one contract: messages and services of Matinee, their JSON, and how a service is reached.
//!
//! `gen/` is made from `matinee/*/v1/*.proto` by `cargo run -p matinee-proto-codegen`, is
//! committed, and a test makes it again and fails on any difference. [`transport`] makes a call
//! read the same whether the service is in this process or behind an address; [`Refusal`] is how
//! a service says no, with a code that reaches the browser unchanged.

pub mod refusal;
pub mod transport;

pub use refusal::Refusal;
pub use transport::Transport;

/// The AsyncAPI document of the WebSocket, made from `sync/v1`.
pub const ASYNCAPI: &str = include_str!("gen/asyncapi.json");

macro_rules! package {
    ($name:ident, $doc:literal, $($file:literal),+) => {
        #[doc = $doc]
        pub mod $name {
            /// Version 1.
            #[allow(missing_docs, clippy::all, clippy::pedantic)]
            #[rustfmt::skip]
            pub mod v1 {
                $(include!(concat!("gen/", $file));)+
            }
        }
    };
}

package!(auth, "Who somebody is.", "matinee.auth.v1.rs");
package!(billing, "Plans and entitlements.", "matinee.billing.v1.rs");
package!(rooms, "Rooms and their commands.", "matinee.rooms.v1.rs");
package!(search, "What a link is.", "matinee.search.v1.rs");
package!(sync, "What browsers and servers say to each other.", "matinee.sync.v1.rs", "matinee.sync.v1.serde.rs");
