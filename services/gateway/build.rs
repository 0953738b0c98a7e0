//! The page is built by Vite into `web/dist` and embedded from there. Without it the crate must
//! compile all the same, so a placeholder says how to build it.

use std::path::Path;
use std::{env, fs};

const PLACEHOLDER: &str = "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Matinee</title>\n<p>The page has \
not been built. Run <code>make build</code>, or <code>npm ci &amp;&amp; npm run build</code> in \
<code>services/gateway/web</code>, and start again.</p></html>\n";

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let dist = Path::new(&root).join("web/dist");
    let index = dist.join("index.html");
    if !index.exists() {
        fs::create_dir_all(&dist).expect("web/dist can be made");
        fs::write(&index, PLACEHOLDER).expect("web/dist can be written");
    }
    println!("cargo::rerun-if-changed=web/dist");
}
