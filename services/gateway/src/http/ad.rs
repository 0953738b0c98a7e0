//! The advertisement of the operator, as a document of its own: `/ad`.
//!
//! It is somebody else's code, so it gets nothing of ours. The document is sandboxed by its own
//! policy, however it is opened: an opaque origin without cookies or storage, which cannot navigate
//! the page around it. An operator's page at another address is framed once more inside, so that
//! the policy of our page needs to name nobody.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::header::CACHE_CONTROL;
use http::{HeaderValue, StatusCode};

use super::layer::Framed;
use crate::Gateway;
use crate::problem::Problem;

const POLICY: &str = "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
     script-src https: 'unsafe-inline'; style-src https: 'unsafe-inline'; img-src https: data:; font-src https: data:; \
     media-src https:; connect-src https:; frame-src https:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";
const STYLE: &str = "html,body{margin:0;height:100%;overflow:hidden;font:14px system-ui,sans-serif;color-scheme:light dark}\
     iframe{border:0;width:100%;height:100%;display:block}";

/// The advertisement; 404 where there is none.
pub(super) async fn show(State(gateway): State<Gateway>) -> Result<Response, Problem> {
    let listed = gateway.listed_plans().await?;
    let content = match (listed.ad_html.as_str(), listed.ad_url.as_str()) {
        ("", "") => return Err(Problem::not_found()),
        ("", url) => format!(
            "<iframe title=\"Advertisement\" sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox \
             allow-same-origin\" referrerpolicy=\"no-referrer\" src=\"{}\"></iframe>",
            attribute(url)
        ),
        (html, _) => html.to_owned(),
    };
    let page = format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><title>Advertisement</title><base target=\"_blank\">\
         <style>{STYLE}</style></head><body>{content}</body></html>"
    );
    let mut response = (StatusCode::OK, Html(page)).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response.extensions_mut().insert(Framed(HeaderValue::from_static(POLICY)));
    Ok(response)
}

/// Text as the value of an attribute.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}
