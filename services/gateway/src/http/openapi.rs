//! The OpenAPI document, made from the handlers.
//!
//! A handler says what is its own. What any request may meet (a rate, a service that is away) and
//! what a name always means (`room_id`, `Idempotency-Key`) is added here, once for all.

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::Gateway;
use crate::problem::Problem;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Matinee",
        description = "Watch together, in step.\n\n\
            Errors are RFC 9457 problem documents (`application/problem+json`); `code` is what programs look at. \
            Every answer has the id of the request in `X-Request-Id`, which a problem repeats as `instance`.\n\n\
            `Authorization: Bearer …` takes the access token of a log-in, or the token of a program (`mtn_…`, made \
            under *Account*, with scopes). Durations are seconds, instants Unix milliseconds, ids opaque.\n\n\
            Lists come in pages: `next_cursor` of one is `cursor` of the next, and null at the end.\n\n\
            What is said in a room goes over its WebSocket: [the AsyncAPI document](/api/asyncapi.json) describes it.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "auth", description = "Guests, accounts, sessions, keys"),
        (name = "users", description = "The user themselves"),
        (name = "rooms", description = "Make, find, join, leave"),
        (name = "playlists", description = "Lists of links, kept by an account"),
        (name = "imports", description = "Many items into a queue or a playlist"),
        (name = "media", description = "What a link is, and what YouTube has"),
        (name = "billing", description = "Plans and payments"),
    ),
    components(schemas(Problem))
)]
struct Document;

/// What a parameter of a name is, wherever it stands: description, further schema, example.
const PARAMETERS: [(&str, &str, &str); 8] = [
    (
        "room_id",
        "Id of a room, or its address.",
        r#"{"pattern": "^[a-z0-9-]{3,64}$", "examples": ["amber-otter-4821"]}"#,
    ),
    ("session_id", "Id of a session.", r#"{"examples": ["01931f0e7d7b7c1f"]}"#),
    ("token_id", "Id of a token, not the token.", r#"{"examples": ["01931f0e7d7b7c1f"]}"#),
    ("id", "Its id.", r#"{"examples": ["01931f0e7d7b7c1f"]}"#),
    ("provider", "`google` or `oidc`.", r#"{"examples": ["google"]}"#),
    ("cursor", "`next_cursor` of the page before.", r#"{"maxLength": 512}"#),
    (
        "Idempotency-Key",
        "The same key with the same body within ten minutes gets the first answer again, with \
         `Idempotency-Replayed: true`.",
        r#"{"minLength": 1, "maxLength": 255}"#,
    ),
    ("Stripe-Signature", "Over the bytes of the body.", "{}"),
];

/// What a status means where the handler says nothing of it.
const MEANINGS: [(u16, &str); 19] = [
    (101, "The socket is open; what it says is in the AsyncAPI document."),
    (200, "Done."),
    (201, "Made."),
    (202, "It goes on."),
    (204, "Done."),
    (303, "Elsewhere."),
    (400, "`invalid_argument`: the body is no JSON."),
    (401, "`unauthenticated`: there is no token, or it does not count any more."),
    (402, "`feature_not_in_plan`"),
    (403, "`forbidden`"),
    (404, "`not_found`"),
    (409, "`contended`"),
    (412, "`version_conflict`"),
    (413, "`too_large`: the body is."),
    (415, "`unsupported_media_type`: the body is to be `application/json`."),
    (422, "`invalid_argument`: `errors` says what is wrong with which field."),
    (426, "`upgrade_required`"),
    (429, "`rate_limited`: `Retry-After` says when to come back."),
    (503, "`unavailable`: a service is away for the moment."),
];

/// The document without its paths.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    let mut document = Document::openapi();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT, or mtn_…")
        .description(Some("The access token of a log-in, or the token of a program."))
        .build();
    let cookie = ApiKeyValue::with_description(
        "matinee_refresh",
        "The refresh token of a browser: HttpOnly, sent to /api/auth alone.",
    );
    let schemes = &mut document.components.get_or_insert_default().security_schemes;
    schemes.insert("bearer".to_owned(), utoipa::openapi::RefOr::T(SecurityScheme::Http(bearer)));
    schemes.insert("refresh".to_owned(), utoipa::openapi::RefOr::T(SecurityScheme::ApiKey(ApiKey::Cookie(cookie))));
    document
}

/// The routes that give this document away, and the one of the sockets.
pub(crate) fn routes(document: utoipa::openapi::OpenApi) -> Router<Gateway> {
    let openapi: Bytes = complete(document).to_string().into();
    let serve = |text: Bytes| {
        let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")];
        get(async move || (headers, text).into_response())
    };
    Router::new()
        .route("/api/openapi.json", serve(openapi))
        .route("/api/asyncapi.json", serve(Bytes::from_static(matinee_proto::ASYNCAPI.as_bytes())))
}

/// Adds what all operations have in common.
pub(crate) fn complete(document: utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(document).expect("the document serializes");
    let schemas = document["components"]["schemas"].clone();
    let paths = document["paths"].as_object_mut().expect("it has paths");
    for (path, item) in paths {
        for (_, operation) in item.as_object_mut().expect("a path has operations") {
            let operation = operation.as_object_mut().expect("an operation");
            for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
                explain(parameter);
            }
            if let Some(body) = operation.get_mut("requestBody") {
                body["required"] = needed(body, &schemas).into();
            }
            let statuses = possible(path, operation);
            let responses = operation["responses"].as_object_mut().expect("an operation has responses");
            for status in statuses {
                responses.entry(status.to_string()).or_insert_with(|| json!({ "description": "" }));
            }
            for (status, response) in responses {
                describe(status.parse().expect("a status is a number"), response);
            }
        }
    }
    document
}

/// Whether there has to be a body: an empty one stands for `{}`.
fn needed(body: &Value, schemas: &Value) -> bool {
    let schema = body["content"]["application/json"]["schema"]["$ref"].as_str();
    let name = schema.and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    schema.is_none() || schemas[name]["required"].is_array()
}

/// The errors that an operation can answer with, whatever it does.
fn possible(path: &str, operation: &mut Map<String, Value>) -> Vec<u16> {
    let secured = match operation.get("security") {
        Some(security) => security.to_string().contains("bearer"),
        None => {
            // Open to everybody, said so.
            operation.insert("security".to_owned(), json!([]));
            false
        }
    };
    let mut statuses = vec![429, 503];
    if secured {
        statuses.extend([401, 403]);
    }
    if operation.contains_key("requestBody") {
        statuses.extend([400, 413, 415, 422]);
    }
    if operation.get("parameters").is_some_and(|parameters| parameters.to_string().contains("\"in\":\"query\"")) {
        statuses.push(422);
    }
    if operation.get("parameters").is_some_and(|parameters| parameters.to_string().contains("Idempotency-Key")) {
        statuses.extend([409, 422]);
    }
    if path.contains('{') {
        statuses.push(404);
    }
    statuses
}

fn explain(parameter: &mut Value) {
    let schema = &mut parameter["schema"];
    // What is optional is left out; there is no null in a query or a header.
    if let Some(kinds) = schema["type"].as_array() {
        schema["type"] = kinds.iter().find(|kind| *kind != "null").cloned().expect("a type besides null");
    }
    let known = PARAMETERS.into_iter().find(|(name, ..)| parameter["name"] == *name);
    if let Some((_, description, further)) = known {
        if parameter.get("description").is_none() {
            parameter["description"] = description.into();
        }
        let further: Map<String, Value> = serde_json::from_str(further).expect("it is JSON");
        parameter["schema"].as_object_mut().expect("a schema").extend(further);
    }
}

fn describe(status: u16, response: &mut Value) {
    if response["description"].as_str().unwrap_or_default().is_empty() {
        let meaning = MEANINGS.into_iter().find(|(known, _)| *known == status);
        response["description"] = meaning.map(|(_, meaning)| meaning).expect("every status has a meaning").into();
    }
    if status < 400 {
        return;
    }
    let example = example(status, response["description"].as_str().unwrap_or_default());
    response["content"] = json!({
        "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" }, "example": example }
    });
    if status == 429 || status == 503 {
        let seconds = json!({ "type": "integer", "minimum": 1 });
        response["headers"] = json!({ "Retry-After": { "description": "Seconds.", "schema": seconds } });
    }
}

/// A problem of that status, with the first code that its description names.
fn example(status: u16, description: &str) -> Value {
    let problem = Problem::of_status(StatusCode::from_u16(status).expect("a status"));
    let mut example = serde_json::to_value(problem.about("01931f0e7d7b7c1f")).expect("it serializes");
    if let Some(code) = description.split('`').nth(1) {
        example["code"] = code.into();
        example["detail"] = code.replace('_', " ").into();
    }
    if status == 422 {
        example["errors"] = json!([{ "field": "name", "code": "too_long", "detail": "1–80 characters" }]);
    }
    example
}
