//! `cargo run -p matinee-proto-codegen`: writes what is made from the contract where it is committed.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let proto = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    matinee_proto_codegen::generate(&proto, &proto.join("src/gen"))
}
