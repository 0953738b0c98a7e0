//! The gateway over real sockets, with a broker in memory and services that do what the story
//! needs: what the edge adds is tested here, what rooms decide is tested there.

mod billing;
mod documents;
mod fake_auth;
mod fake_billing;
mod fakes;
mod house;
mod http;
mod limits;
mod resume;
mod sockets;
mod talk;
