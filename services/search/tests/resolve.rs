//! Links resolved as gateways ask for them, against a real HTTP server that stands for YouTube
//! and Vimeo.

mod provider;

use std::time::{Duration, Instant};

use matinee_broker::SharedBroker;
use matinee_proto::search::v1::search_client::SearchClient;
use matinee_proto::search::v1::{Media, ResolveMediaRequest};
use matinee_proto::{Refusal, Transport, transport};
use matinee_search::{Config, DEFAULTS, SearchService};
use matinee_token::InternalKey;
use provider::{Answer, Provider};
use secrecy::SecretString;
use tonic::Code;

const VIDEO: &str = "https://www.youtube.com/watch?v=dQw4w9WgXcQ";

#[derive(Debug, serde::Deserialize)]
struct File {
    search: Config,
}

fn defaults() -> Config {
    toml::from_str::<File>(DEFAULTS).expect("the defaults are valid").search
}

/// The defaults, but with a provider on loopback.
fn asking(provider: &Provider) -> Config {
    Config {
        oembed_url: format!("http://{}/oembed", provider.address),
        vimeo_oembed_url: format!("http://{}/vimeo", provider.address),
        ..defaults()
    }
}

async fn broker() -> SharedBroker {
    let config = matinee_broker::Config { url: None, ..matinee_broker::Config::with_url("") };
    matinee_broker::open(&config).await.expect("memory")
}

fn key() -> InternalKey {
    InternalKey::new(SecretString::from("0123456789abcdef0123456789abcdef")).expect("long enough")
}

fn service(config: Config, broker: &SharedBroker) -> SearchClient<Transport> {
    // Fails when another test was first, which is just as well.
    drop(rustls::crypto::ring::default_provider().install_default());
    let service = SearchService::new(config, broker.clone()).expect("valid");
    SearchClient::new(transport::local(service.server(key())))
}

async fn resolve(client: &SearchClient<Transport>, url: &str) -> Result<Media, Refusal> {
    let request = key().authorize(ResolveMediaRequest { url: url.to_owned() }, "gateway", "search", None);
    match client.clone().resolve_media(request).await {
        Ok(answer) => Ok(answer.into_inner().media.expect("filled in")),
        Err(status) => Err(Refusal::from_status(&status)),
    }
}

fn found() -> Answer {
    Answer::json(
        200,
        r#"{"title":"Never Gonna Give You Up","author_name":"Rick Astley","thumbnail_url":"https://i.ytimg.com/vi/dQw4w9WgXcQ/hq.jpg","html":"<iframe>"}"#,
    )
}

#[tokio::test]
async fn a_youtube_link_gets_its_title_and_is_asked_for_once() {
    let provider = Provider::start(found()).await;
    let (broker, config) = (broker().await, asking(&provider));
    let client = service(config.clone(), &broker);
    let media = resolve(&client, "https://youtu.be/dQw4w9WgXcQ?t=1m5s").await.expect("it is found");
    let expected = Media {
        provider: "youtube".to_owned(),
        media_id: "dQw4w9WgXcQ".to_owned(),
        url: VIDEO.to_owned(),
        title: "Never Gonna Give You Up".to_owned(),
        channel: "Rick Astley".to_owned(),
        duration: 0.0,
        thumbnail_url: "https://i.ytimg.com/vi/dQw4w9WgXcQ/hq.jpg".to_owned(),
        live: false,
        start: 65.0,
        kind: "video".to_owned(),
        playlist_id: String::new(),
    };
    assert_eq!(media, expected);
    let asked = "/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DdQw4w9WgXcQ&format=json";
    assert_eq!(provider.requests(), [asked], "the canonical link is asked for");

    assert_eq!(resolve(&client, VIDEO).await.expect("found"), Media { start: 0.0, ..expected.clone() });
    // Another replica has nothing in its memory, but the same broker.
    let other = service(config, &broker);
    assert_eq!(resolve(&other, VIDEO).await.expect("found").title, expected.title);
    assert_eq!(provider.requests().len(), 1);
}

#[tokio::test]
async fn a_vimeo_link_is_asked_for_at_vimeo() {
    let answer = Answer::json(200, r#"{"title":"The New Vimeo Player","author_name":"Vimeo","duration":62}"#);
    let provider = Provider::start(answer).await;
    let client = service(asking(&provider), &broker().await);
    let media = resolve(&client, "https://vimeo.com/76979871/abc123").await.expect("it is found");
    assert_eq!((media.provider.as_str(), media.media_id.as_str()), ("vimeo", "76979871"));
    assert_eq!((media.title.as_str(), media.duration), ("The New Vimeo Player", 62.0));
    assert_eq!(media.url, "https://vimeo.com/76979871/abc123");
    assert_eq!(provider.requests(), ["/vimeo?url=https%3A%2F%2Fvimeo.com%2F76979871%2Fabc123&format=json"]);
}

#[tokio::test]
async fn however_many_ask_at_once_the_provider_is_asked_once() {
    let provider = Provider::start(found().after(Duration::from_millis(200))).await;
    let client = service(asking(&provider), &broker().await);
    let mut askers = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let client = client.clone();
        askers.spawn(async move { resolve(&client, VIDEO).await });
    }
    let answers = askers.join_all().await;
    assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|media| media.channel == "Rick Astley")));
    assert_eq!(provider.requests().len(), 1);
}

#[tokio::test]
async fn what_the_provider_refuses_is_refused_and_remembered() {
    for (status, reason) in [
        (400, "no such video"),
        (401, "may not be shown"),
        (403, "may not be shown"),
        (404, "no such video"),
        (410, "no such video"),
    ] {
        let provider = Provider::start(Answer::json(status, "nope")).await;
        let client = service(asking(&provider), &broker().await);
        for _ in 0..2 {
            let refusal = resolve(&client, VIDEO).await.expect_err("refused");
            assert_eq!(refusal.code, "unsupported_url");
            assert!(refusal.detail.contains(reason), "{status}: {refusal}");
        }
        assert_eq!(provider.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_asked_leaves_the_link_as_title() {
    let elsewhere = Provider::start(found()).await;
    let huge = format!(r#"{{"title":"{}"}}"#, "x".repeat(1 << 20));
    for (what, answer) in [
        ("error", Answer::json(500, "{}")),
        ("throttled", Answer::json(429, "{}")),
        ("redirect", Answer::json(302, "").header("location", &format!("http://{}/", elsewhere.address))),
        ("html", Answer::json(200, "<html>sorry</html>")),
        ("no title", Answer::json(200, r#"{"author_name":"x"}"#)),
        ("huge", Answer::json(200, &huge)),
        ("endless", Answer::endless()),
        ("no http", Answer::raw("SSH-2.0-sshd\r\n")),
        ("hangs up", Answer::raw("")),
    ] {
        let provider = Provider::start(answer).await;
        let client = service(asking(&provider), &broker().await);
        let link = "https://youtu.be/dQw4w9WgXcQ";
        let media = resolve(&client, link).await.unwrap_or_else(|refusal| panic!("{what}: {refusal}"));
        assert_eq!((media.title.as_str(), media.media_id.as_str()), (link, "dQw4w9WgXcQ"), "{what}");
        assert_eq!(media.thumbnail_url, "https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg", "{what}");
        // It is not remembered: the next one may be luckier.
        provider.answer(found());
        assert_eq!(resolve(&client, link).await.expect("found").title, "Never Gonna Give You Up", "{what}");
    }
    assert!(elsewhere.requests().is_empty(), "redirects are not followed");
}

#[tokio::test]
async fn a_slow_or_dead_provider_costs_no_more_than_the_timeout() {
    let provider = Provider::start(found().after(Duration::from_secs(60))).await;
    let config = Config { timeout_seconds: 0.3, ..asking(&provider) };
    let client = service(config.clone(), &broker().await);
    let began = Instant::now();
    assert_eq!(resolve(&client, VIDEO).await.expect("added all the same").title, VIDEO);
    assert!(began.elapsed() >= Duration::from_millis(300) && began.elapsed() < Duration::from_secs(10));

    provider.stop().await;
    let dead = service(config, &broker().await);
    assert_eq!(resolve(&dead, VIDEO).await.expect("added all the same").title, VIDEO);
}

#[tokio::test]
async fn direct_links_connect_to_nobody() {
    let provider = Provider::start(found()).await;
    let host = provider.address.to_string();
    let own = format!("http://{host}/clips/A%20film.webm#t=5");
    let client = service(asking(&provider), &broker().await);
    let refusal = resolve(&client, &own).await.expect_err("a private address");
    assert_eq!(refusal.code, "unsupported_url");
    for (url, media_id) in [("/sample.mp4", "/sample.mp4"), ("https://example.com/a.mp3", "https://example.com/a.mp3")]
    {
        let media = resolve(&client, url).await.expect("allowed");
        assert_eq!((media.provider.as_str(), media.media_id.as_str()), ("file", media_id));
        assert_eq!((media.url.as_str(), media.title.as_str()), (media_id, media_id.rsplit('/').next().expect("one")));
    }

    let client = service(Config { media_hosts: vec![host.clone()], ..asking(&provider) }, &broker().await);
    let media = resolve(&client, &own).await.expect("a configured host");
    assert_eq!(media.url, format!("http://{host}/clips/A%20film.webm"));
    assert_eq!((media.title.as_str(), media.start), ("A film.webm", 5.0));
    let playlist = resolve(&client, &format!("http://{host}/live.m3u8")).await.expect("a configured host");
    assert_eq!(playlist.provider, "hls");
    assert!(provider.requests().is_empty(), "nobody was asked");
}

#[tokio::test]
async fn refused_links_connect_to_nobody() {
    let provider = Provider::start(found()).await;
    let client = service(asking(&provider), &broker().await);
    let at_provider = format!("http://{}/watch?v=dQw4w9WgXcQ", provider.address);
    for url in ["", "cats", "ftp://example.com/a.mp4", "http://2130706433/a.mp4", "http://[::1]/a.mp4", &at_provider] {
        let refusal = resolve(&client, url).await.expect_err(url);
        assert_eq!(refusal.code, "unsupported_url", "{url}");
        assert!(!refusal.detail.is_empty());
    }
    assert!(provider.requests().is_empty());
}

#[tokio::test]
async fn strangers_are_turned_away() {
    let client = service(defaults(), &broker().await);
    let message = ResolveMediaRequest { url: "/sample.mp4".to_owned() };
    let status = client.clone().resolve_media(message.clone()).await.expect_err("no token");
    assert_eq!(status.code(), Code::Unauthenticated);
    let elsewhere = key().authorize(message, "gateway", "rooms", None);
    let status = client.clone().resolve_media(elsewhere).await.expect_err("for another service");
    assert_eq!(status.code(), Code::Unauthenticated);
}

#[test]
fn wrong_configuration_names_its_key() {
    for (config, complaint) in [
        (Config { oembed_url: "youtube".to_owned(), ..defaults() }, "search.oembed_url: "),
        (Config { vimeo_oembed_url: "ftp://vimeo.com/".to_owned(), ..defaults() }, "search.vimeo_oembed_url: "),
        (Config { youtube_url: String::new(), ..defaults() }, "search.youtube_url: "),
        (Config { media_hosts: vec!["http://nas".to_owned()], ..defaults() }, "search.media_hosts: `http://nas`"),
        (Config { timeout_seconds: 0.0, ..defaults() }, "search.timeout_seconds: "),
        (Config { timeout_seconds: f64::NAN, ..defaults() }, "search.timeout_seconds: "),
        (Config { cache_hours: -1.0, ..defaults() }, "search.cache_hours: "),
    ] {
        let error = config.validate().expect_err(complaint).to_string();
        assert!(error.starts_with(complaint), "{error}");
    }
    defaults().validate().expect("the defaults are valid");
}
