//! The API for reading: one page made from the OpenAPI and the AsyncAPI document, without scripts.
//!
//! A page of Swagger UI would add 4.3 MB to the binary, one of RapiDoc 0.9 MB and 127 packages to
//! what builds it; neither shows the socket. This one is text that is made when it is first asked
//! for, works on a phone, in the dark and under the strictest policy, and can be searched.

use std::fmt::Write;
use std::sync::LazyLock;

use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;
use http::header::CACHE_CONTROL;
use serde_json::Value;

static PAGE: LazyLock<Bytes> = LazyLock::new(|| {
    let socket = serde_json::from_str(matinee_proto::ASYNCAPI).expect("the AsyncAPI document is JSON");
    page(&super::document(), &socket).into()
});

/// The page.
pub(super) async fn show() -> Response {
    ([(CACHE_CONTROL, "no-cache")], Html(PAGE.clone())).into_response()
}

fn page(api: &Value, socket: &Value) -> String {
    let tags: Vec<&str> = list(&api["tags"]).filter_map(|tag| tag["name"].as_str()).collect();
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Matinee: the API</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\"><style>{}</style></head><body>\
         <header><h1>Matinee: the API</h1>{}<p>For programs: <a href=\"/api/openapi.json\">OpenAPI 3.1</a> of what \
         is here, <a href=\"/api/asyncapi.json\">AsyncAPI 3</a> of the socket.</p></header><nav aria-label=\"Sections\">",
        concat!(include_str!("../../web/src/theme.css"), include_str!("docs.css")),
        paragraphs(&api["info"]["description"]),
    );
    for name in tags.iter().chain(&["socket", "types"]) {
        let _ = write!(html, "<a href=\"#{name}\">{name}</a>");
    }
    html.push_str("</nav><main>");
    for tag in list(&api["tags"]) {
        let name = tag["name"].as_str().unwrap_or_default();
        let _ = write!(html, "<section id=\"{name}\"><h2>{name}</h2>{}", paragraphs(&tag["description"]));
        for (path, item) in entries(&api["paths"]) {
            for (method, operation) in entries(item).filter(|(_, operation)| operation["tags"][0] == name) {
                html.push_str(&self::operation(path, method, operation));
            }
        }
        html.push_str("</section>");
    }
    let _ = write!(html, "<section id=\"socket\"><h2>Socket</h2>{}</section>", self::socket(socket));
    html.push_str("<section id=\"types\"><h2>Types</h2>");
    for (name, schema) in entries(&api["components"]["schemas"]).chain(entries(&socket["components"]["schemas"])) {
        let _ = write!(
            html,
            "<details id=\"type-{name}\"><summary><code>{name}</code><span>{}</span></summary><div>{}</div></details>",
            inline(text(&schema["description"])),
            fields(schema) + &examples(&schema["examples"]),
        );
    }
    html + "</section></main></body></html>"
}

fn operation(path: &str, method: &str, operation: &Value) -> String {
    let mut inner = text(&operation["description"]).to_owned();
    inner = inner.split_once('\n').map_or_else(String::new, |(_, rest)| paragraphs(&rest.into()));
    inner += match text(&operation["security"].to_string().into()) {
        "[]" => "<p>Open to everybody.</p>",
        security if security.contains("{}") => "<p>With or without an access token.</p>",
        _ => "<p>Needs an access token.</p>",
    };
    let parameters: String = list(&operation["parameters"])
        .map(|parameter| {
            let required = parameter["required"] == true;
            let place = text(&parameter["in"]);
            row(text(&parameter["name"]), &kind(&parameter["schema"]), place, required, &parameter["description"])
        })
        .collect();
    if !parameters.is_empty() {
        let _ = write!(inner, "<h3>Parameters</h3><dl>{parameters}</dl>");
    }
    for (_, content) in entries(&operation["requestBody"]["content"]) {
        let _ = write!(inner, "<h3>Body</h3><p>{}</p>", kind(&content["schema"]));
    }
    inner.push_str("<h3>Answers</h3><dl>");
    for (status, response) in entries(&operation["responses"]) {
        let schema = entries(&response["content"]).next().map(|(_, content)| kind(&content["schema"]));
        let what = schema.unwrap_or_else(|| "no body".to_owned());
        let _ =
            write!(inner, "<dt>{status}<small>{what}</small></dt><dd>{}</dd>", inline(text(&response["description"])));
    }
    inner.push_str("</dl>");
    format!(
        "<details id=\"{}\"><summary><b class=\"{method}\">{}</b><code>{}</code><span>{}</span></summary>\
         <div>{inner}</div></details>",
        text(&operation["operationId"]),
        method.to_uppercase(),
        escaped(path),
        inline(text(&operation["summary"])),
    )
}

fn socket(document: &Value) -> String {
    let channel = &document["channels"]["room"];
    let query = &channel["bindings"]["ws"]["query"];
    let mut html = format!(
        "{}<p><code>{}</code></p>{}",
        paragraphs(&document["info"]["description"]),
        escaped(text(&channel["address"])),
        fields(query),
    );
    for (prefix, title) in [
        ("command.", "What a client asks for"),
        ("frame.", "What the server says"),
        ("event.", "What happens in a room"),
    ] {
        let _ = write!(html, "<h3>{title}</h3>");
        let side = if prefix == "command." { "receive" } else { "send" };
        for (id, message) in entries(&document["components"]["messages"]).filter(|(id, _)| id.starts_with(prefix)) {
            let name = text(&message["name"]);
            let payload =
                if prefix == "event." { &message["payload"]["properties"]["EVENT"] } else { &message["payload"] };
            let payloads: String = list(&message["examples"]).map(|example| example_of(&example["payload"])).collect();
            let _ = write!(
                html,
                "<details id=\"{id}\"><summary><b class=\"{side}\">{name}</b><span>{}</span></summary>\
                 <div>{}{payloads}</div></details>",
                inline(text(&message["summary"])),
                fields(payload),
            );
        }
    }
    html.push_str("<h3>Close codes</h3><dl>");
    for close in list(&document["x-close-codes"]) {
        let again = if close["reconnect"] == true { "come back" } else { "stay away" };
        let _ = write!(
            html,
            "<dt>{}<small>{again}</small></dt><dd>{}</dd>",
            close["code"],
            inline(text(&close["meaning"]))
        );
    }
    html.push_str("</dl><h3>Subprotocols</h3><dl>");
    for (name, meaning) in entries(&document["x-subprotocols"]) {
        let _ = write!(html, "<dt><code>{name}</code></dt><dd>{}</dd>", inline(text(meaning)));
    }
    html + "</dl>"
}

/// The fields of an object, and of what it is made of besides.
fn fields(schema: &Value) -> String {
    let besides: String = list(&schema["allOf"])
        .map(
            |part| {
                if part.get("$ref").is_some() { format!("<p>All of {}, and:</p>", kind(part)) } else { fields(part) }
            },
        )
        .collect();
    let required: Vec<&str> = list(&schema["required"]).filter_map(Value::as_str).collect();
    let rows: String = entries(&schema["properties"])
        .map(|(name, field)| row(name, &kind(field), "", required.contains(&name), &described(field)))
        .collect();
    if rows.is_empty() && besides.is_empty() && schema["type"] != "object" {
        return format!("<p>{}</p>", kind(schema));
    }
    if rows.is_empty() { besides } else { format!("{besides}<dl>{rows}</dl>") }
}

/// What is said of a field, or of the type that it may have.
fn described(field: &Value) -> Value {
    let deeper = list(&field["oneOf"]).find_map(|choice| choice.get("description"));
    field.get("description").or(deeper).cloned().unwrap_or_default()
}

fn row(name: &str, kind: &str, place: &str, required: bool, description: &Value) -> String {
    let place = if place.is_empty() { String::new() } else { format!(", in the {place}") };
    let optional = if required { "" } else { ", optional" };
    let description = inline(text(description));
    format!("<dt><code>{}</code><small>{kind}{place}{optional}</small></dt><dd>{description}</dd>", escaped(name))
}

/// A type in a few words, with a link where it has a name.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#type-{name}\">{name}</a>");
    }
    let choices = if schema["oneOf"].is_array() { &schema["oneOf"] } else { &schema["type"] };
    let word = match choices {
        Value::Array(choices) => choices.iter().map(kind).collect::<Vec<_>>().join(" or "),
        _ if schema["enum"].is_array() => {
            list(&schema["enum"]).map(|value| format!("<code>{}</code>", escaped(text(value)))).collect()
        }
        Value::String(word) if word == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(word) => escaped(word),
        // A name of a type among several.
        _ => escaped(schema.as_str().unwrap_or("anything")),
    };
    let bound = |name: &str| schema[name].as_u64().map(|bound| bound.to_string()).unwrap_or_default();
    match (bound("minLength") + &bound("minimum"), bound("maxLength") + &bound("maximum")) {
        (_, most) if most.is_empty() => word,
        (least, most) => format!("{word}, {least}–{most}"),
    }
}

fn examples(examples: &Value) -> String {
    list(examples).map(example_of).collect()
}

fn example_of(example: &Value) -> String {
    format!("<pre tabindex=\"0\">{}</pre>", escaped(&format!("{example:#}")))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn paragraphs(value: &Value) -> String {
    let parts = text(value).split("\n\n").map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| format!("<p>{}</p>", inline(part))).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The little Markdown that descriptions use: `code`, *stress* and links to this server.
fn inline(text: &str) -> String {
    let mut html = String::new();
    for (index, part) in escaped(text).split('`').enumerate() {
        if index % 2 == 1 {
            let _ = write!(html, "<code>{part}</code>");
            continue;
        }
        for (index, part) in part.split('*').enumerate() {
            let part = linked(part);
            let _ = if index % 2 == 1 { write!(html, "<em>{part}</em>") } else { write!(html, "{part}") };
        }
    }
    html
}

fn linked(text: &str) -> String {
    let parts = text.split_once('[').and_then(|(before, rest)| {
        let (label, rest) = rest.split_once("](/")?;
        let (path, after) = rest.split_once(')')?;
        Some(format!("{before}<a href=\"/{path}\">{label}</a>{after}"))
    });
    parts.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text() {
        assert_eq!(inline("`a<b>` & *c* [d](/e) f"), "<code>a&lt;b&gt;</code> &amp; <em>c</em> <a href=\"/e\">d</a> f");
        assert_eq!(inline("no [link"), "no [link");
    }

    #[test]
    fn links_within_the_page_lead_somewhere() {
        let html = String::from_utf8(PAGE.to_vec()).unwrap();
        let targets: Vec<&str> = html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(targets.len() > 100, "{}", targets.len());
        for target in targets {
            assert!(html.contains(&format!(" id=\"{target}\"")), "#{target}");
        }
        for operation in ["createRoom", "takeStripeEvent", "command.CHAT", "frame.WELCOME", "event.UPDATE_QUEUE"] {
            assert!(html.contains(&format!("id=\"{operation}\"")), "{operation}");
        }
    }
}
