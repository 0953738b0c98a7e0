//! The documents of the API: committed, served, and the same.

use serde_json::Value;

use crate::house::House;

/// What is committed as `docs/<name>`.
fn committed(name: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[tokio::test]
async fn what_is_committed_is_what_is_served() {
    let house = House::open().await;
    for name in ["openapi.json", "asyncapi.json"] {
        let answer = house.get(&format!("/api/{name}")).await;
        assert_eq!(answer.headers()["content-type"], "application/json");
        let served: Value = answer.json().await.unwrap();
        // Not assert_eq: the difference would be thousands of lines.
        assert!(served == committed(name), "docs/{name} differs from what is served; run `make documents`");
    }
}

#[test]
fn every_operation_says_what_it_does_and_how_it_fails() {
    let document = matinee_gateway::openapi();
    let mut ids = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let what = format!("{method} {path}");
            assert!(operation["summary"].as_str().is_some_and(|summary| summary.ends_with('.')), "{what}: no summary");
            assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{what}: its id is another's");
            assert!(operation.get("security").is_some(), "{what}: whose is it?");
            for (status, response) in operation["responses"].as_object().unwrap() {
                assert!(!response["description"].as_str().unwrap().is_empty(), "{what}: {status}");
                let problem = response["content"].get("application/problem+json").is_some();
                assert_eq!(problem, status.as_str() >= "400", "{what}: {status}");
            }
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let Some(name) = body.as_str().and_then(|name| name.rsplit('/').next()) else { continue };
            let schema = &document["components"]["schemas"][name];
            assert!(schema["examples"].is_array(), "{what}: {name} has no example");
        }
    }
}
