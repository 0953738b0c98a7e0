//! Regenerates what is made from `proto/` without protoc: protox reads the files, tonic-prost-build and
//! pbjson-build write. Committed output plus a test that runs this again means that a reader
//! needs no tool to see the types, and that they cannot drift from the contract.

mod asyncapi;

use std::error::Error;
use std::path::Path;

use prost::Message as _;
use prost_types::FileDescriptorSet;

/// The files of the contract, relative to the include root.
pub const FILES: [&str; 8] = [
    "matinee/auth/v1/auth.proto",
    "matinee/billing/v1/billing.proto",
    "matinee/rooms/v1/playlists.proto",
    "matinee/rooms/v1/rooms.proto",
    "matinee/search/v1/search.proto",
    "matinee/sync/v1/command.proto",
    "matinee/sync/v1/event.proto",
    "matinee/sync/v1/state.proto",
];

/// Reads the contract under `root`.
///
/// # Errors
/// A file that does not parse.
pub fn descriptors(root: &Path) -> Result<FileDescriptorSet, Box<dyn Error>> {
    Ok(protox::compile(FILES, [root])?)
}

/// Reads the contract under `root` and writes its Rust and the AsyncAPI document into `out`.
///
/// # Errors
/// A file that does not parse, an example that cannot be read, or a directory that cannot be written.
pub fn generate(root: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let descriptors = descriptors(root)?;
    let document = asyncapi::document(&descriptors, root)?;
    std::fs::write(out.join("asyncapi.json"), format!("{document:#}\n"))?;
    let encoded = descriptors.encode_to_vec();
    tonic_prost_build::configure()
        .out_dir(out)
        .bytes(".")
        .compile_well_known_types(true)
        .extern_path(".google.protobuf", "::pbjson_types")
        .emit_rerun_if_changed(false)
        .compile_fds(descriptors)?;
    pbjson_build::Builder::new()
        .register_descriptors(&encoded)?
        .out_dir(out)
        .extern_path(".google.protobuf", "::pbjson_types")
        .preserve_proto_field_names()
        .emit_fields()
        .ignore_unknown_fields()
        .build(&[".matinee.sync"])?;
    let json = out.join("matinee.sync.v1.serde.rs");
    std::fs::write(&json, null_when_absent(&std::fs::read_to_string(&json)?, "item"))?;
    Ok(())
}

/// proto3 JSON leaves an absent message out, even with defaults emitted. A browser is better
/// served by `"item": null`: the field is then always there.
fn null_when_absent(code: &str, field: &str) -> String {
    let absent_left_out = format!(
        "        if let Some(v) = self.{field}.as_ref() {{\n            struct_ser.serialize_field(\"{field}\", v)?;\n        }}\n"
    );
    assert!(code.contains(&absent_left_out), "the JSON code is not written as it was; see null_when_absent");
    code.replace(&absent_left_out, &format!("        struct_ser.serialize_field(\"{field}\", &self.{field})?;\n"))
}
