//! `cargo run -p matinee-gateway --example openapi > docs/openapi.json`: the document that
//! `GET /api/openapi.json` answers with, for reading without a server.

fn main() {
    println!("{:#}", matinee_gateway::openapi());
}
