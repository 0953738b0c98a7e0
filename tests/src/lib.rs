//! The harness: real servers as child processes, and a client that speaks the public contract.
//!
//! Nothing here pretends. A [`Deployment`] is the binary `matinee`, once as one process and once
//! split into its roles behind HAProxy, on a real Redis and PostgreSQL; the stand-ins [`oembed`] and
//! [`youtube`] are for a site that tests must not ask. A story is written once and runs on both.
//!
//! Everything started here ends with the test process, however that ends: see [`process`].

pub mod client;
pub mod deployment;
mod loopback;
pub mod mail;
pub mod oembed;
pub mod openid;
pub mod otlp;
pub mod process;
pub mod servers;
pub mod stripe;
pub mod youtube;

pub use client::{Person, Refusal, Socket, Subprotocol, Upgrade, commands};
pub use deployment::{Deployment, Edge, Kind};

/// Makes two tests of every named story, `async fn(&Deployment)`: on one process and scaled out.
#[macro_export]
macro_rules! stories {
    ($($story:ident),+ $(,)?) => {
        mod embedded {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let watched = $crate::deployment::watched($crate::Kind::Embedded);
                super::$story(&watched).await;
            })+
        }
        mod scaled {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let watched = $crate::deployment::watched($crate::Kind::Scaled);
                super::$story(&watched).await;
            })+
        }
    };
}
