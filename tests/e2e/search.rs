//! Searching: results from the API or from the cache, on any replica, within the day's quota.

use std::time::{Duration, Instant};

use matinee_tests::client::Answer;
use matinee_tests::commands::add;
use matinee_tests::process::shown_secrets;
use matinee_tests::youtube::{Mood, Video};
use matinee_tests::{Deployment, Kind, Person, stories};
use serde_json::Value;

use crate::stage::{Pair, figure};

stories!(
    results_are_those_of_the_contract,
    pages_follow_each_other,
    the_same_words_are_asked_for_once,
    fifty_at_once_are_one_call,
    a_result_goes_into_the_queue,
    links_have_durations_and_playlists_are_told_apart,
    wrong_questions_are_refused
);

/// Two people, at different gateways where there are two.
async fn two(deployment: &Deployment) -> [Person; 2] {
    [Person::guest(deployment.gateway(0), "Ada").await, Person::guest(deployment.gateway(1), "Bob").await]
}

fn path(words: &str, more: &str) -> String {
    format!("/api/search/youtube?q={}{more}", words.replace(' ', "%20"))
}

fn items(body: &Value) -> Vec<Value> {
    body["items"].as_array().expect("items").clone()
}

/// Seconds of `Retry-After`.
fn retry_after(answer: &matinee_tests::client::Answer) -> u64 {
    answer.headers.get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok()).expect("Retry-After")
}

async fn results_are_those_of_the_contract(deployment: &Deployment) {
    let [ada, _] = two(deployment).await;
    let youtube = &deployment.youtube;
    youtube.put(Video { seconds: 3723, ..Video::new("otterotter1", "Otters <3 & \"friends\"") });
    youtube.put(Video { embeddable: false, ..Video::new("otterotter2", "Otters of somebody else") });
    youtube.put(Video { live: "upcoming", ..Video::new("otterotter3", "Otters tomorrow") });
    youtube.put(Video { live: "live", ..Video::new("otterotter4", "Otters live") });
    let found = ada.get(&path("otters", "")).await.expect(200);
    let items = items(&found.body);
    assert_eq!(items.len(), 20);
    let by_id = |id: &str| items.iter().find(|item| item["video_id"] == id);
    let expected = serde_json::json!({
        "video_id": "otterotter1",
        "title": "Otters <3 & \"friends\"",
        "channel": "Tom & Jerry's",
        "duration": 3723.0,
        "thumbnail_url": "https://i.ytimg.com/vi/otterotter1/mqdefault.jpg",
        "url": "https://www.youtube.com/watch?v=otterotter1",
        "live": false,
    });
    assert_eq!(by_id("otterotter1"), Some(&expected));
    assert!(by_id("otterotter2").is_none(), "what may not be shown elsewhere is left out");
    assert!(by_id("otterotter3").is_none(), "what has not begun is left out");
    let live = by_id("otterotter4").expect("a stream");
    assert_eq!((&live["live"], &live["duration"]), (&Value::Bool(true), &serde_json::json!(0.0)));
    assert_eq!(found.body["stale"], false);
    let nothing = ada.get(&path("nothing at all", "")).await.expect(200);
    assert_eq!(nothing.body, serde_json::json!({ "items": [], "next_cursor": null, "stale": false }));
}

async fn pages_follow_each_other(deployment: &Deployment) {
    let people = two(deployment).await;
    let calls = deployment.youtube.searched("badgers");
    let (mut seen, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let answer = people[pages % 2].get(&path("badgers", &format!("&limit=30{cursor}"))).await.expect(200);
        seen.extend(items(&answer.body).iter().map(|item| item["video_id"].as_str().expect("an id").to_owned()));
        pages += 1;
        match answer.body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
        assert!(pages < 20, "it ends");
    }
    let all = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((seen.len(), all), (120, 120), "everything once");
    assert_eq!(deployment.youtube.searched("badgers") - calls, 3, "a call for fifty, whoever asks for how many");
    let stranger = people[0].get(&path("weasels", &cursor)).await;
    stranger.refused(422, "invalid_argument");
}

async fn the_same_words_are_asked_for_once(deployment: &Deployment) {
    let [ada, bob] = two(deployment).await;
    let first = ada.get(&path("Red  Pandas", "")).await.expect(200);
    for words in ["red pandas", " RED pandas ", "ＲＥＤ pandas"] {
        for person in [&ada, &bob] {
            assert_eq!(person.get(&path(words, "")).await.expect(200).body, first.body, "{words}");
        }
    }
    assert_eq!(deployment.youtube.searched("red pandas"), 1);
}

async fn fifty_at_once_are_one_call(deployment: &Deployment) {
    let people = two(deployment).await;
    let many = (0..50).map(|number| {
        let person = &people[number % 2];
        async move { person.get(&path("capybaras at once", "")).await }
    });
    for answer in futures::future::join_all(many).await {
        assert_eq!(items(&answer.expect(200).body).len(), 20);
    }
    assert_eq!(deployment.youtube.searched("capybaras at once"), 1);
}

async fn a_result_goes_into_the_queue(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    let found = pair.ada.get(&path("lemurs", "")).await.expect(200);
    let first = items(&found.body).remove(0);
    pair.a.does(add(first["url"].as_str().expect("a link"))).await;
    pair.a.until("it plays", |socket| socket.playback().item.is_some()).await;
    let item = pair.a.playback().item.expect("an item");
    assert_eq!((item.title.as_str(), item.media_id.as_str()), (str(&first, "title"), str(&first, "video_id")));
    assert_eq!(first["duration"], item.duration);
    assert!(item.duration > 0.0);
    pair.together().await;
    assert_eq!(deployment.oembed.asked(&item.media_id), 0, "what the search said is known");
}

fn str<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("no {field} in {value}"))
}

async fn links_have_durations_and_playlists_are_told_apart(deployment: &Deployment) {
    let mut pair = Pair::enter(deployment).await;
    deployment.youtube.put(Video { seconds: 77, ..Video::new("durationdu1", "Long") });
    deployment.youtube.put(Video { embeddable: false, ..Video::new("durationdu2", "Closed") });
    let resolve = async |url: &str| pair.ada.get(&format!("/api/media/resolve?url={url}")).await;
    let known = resolve("https://youtu.be/durationdu1?t=1m").await.expect(200).body;
    assert_eq!((&known["duration"], &known["start"], &known["kind"]), (&77.0.into(), &60.0.into(), &"video".into()));
    resolve("https://youtu.be/durationdu2").await.refused(422, "unsupported_url");
    let list = resolve("https://www.youtube.com/playlist?list=PLresolved").await.expect(200).body;
    assert_eq!((str(&list, "kind"), str(&list, "media_id")), ("playlist", "PLresolved"));
    let both = resolve("https://www.youtube.com/watch?v=durationdu1%26list=PLresolved").await.expect(200).body;
    assert_eq!((str(&both, "kind"), str(&both, "playlist_id")), ("video", "PLresolved"));
    let refusal = pair.a.ask(add("https://www.youtube.com/playlist?list=PLresolved")).await.expect_err("not one video");
    assert_eq!(refusal.code, "unsupported_url");
}

async fn wrong_questions_are_refused(deployment: &Deployment) {
    let [ada, _] = two(deployment).await;
    let long = "x".repeat(201);
    for query in
        ["", "q=", "q=%20", "q=x&limit=0", "q=x&limit=51", "q=x&limit=a", "q=x&cursor=nonsense", &format!("q={long}")]
    {
        ada.get(&format!("/api/search/youtube?{query}")).await.refused(422, "invalid_argument");
    }
    let stranger = matinee_tests::client::http();
    let answer = stranger.get(format!("{}/api/search/youtube?q=x", deployment.url())).send().await.expect("an answer");
    assert_eq!(answer.status(), 401);
}

/// Deployments of their own, because these change what all others depend on.
mod alone {
    use super::*;

    /// How long a replica may take to ask again after it has given up for a while.
    const PATIENCE: Duration = Duration::from_secs(60);

    async fn quota_gone(kind: Kind) {
        let settings = [("SEARCH__SEARCH_HOURS", "0.0003"), ("SEARCH__DAILY_SEARCHES", "4")];
        let deployment = Deployment::start_with(kind, &settings);
        let [ada, bob] = two(&deployment).await;
        let first = ada.get(&path("foxes", "")).await.expect(200);
        // Fresh for a second; then it is searched for again.
        let again = async || bob.get(&path("foxes", "")).await.expect(200).body;
        while deployment.youtube.searched("foxes") < 2 {
            assert_eq!(again().await["stale"], false);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        deployment.youtube.leave(0, 10_000);
        let refused = bob.get(&path("wolves", "")).await;
        refused.refused(503, "quota_exhausted");
        let left = retry_after(&refused);
        assert!(left > 0 && left <= 25 * 3600, "until midnight Pacific: {left}");
        let calls = deployment.youtube.calls("search");
        // What YouTube said holds on every replica, and what is known of before is shown.
        let stale = loop {
            let answer = again().await;
            if answer["stale"] == true {
                break answer;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        assert_eq!(stale["items"], first.body["items"]);
        ada.get(&path("hounds", "")).await.refused(503, "quota_exhausted");
        assert_eq!(deployment.youtube.calls("search"), calls, "nobody asks in vain");
        let resolved = ada.get("/api/media/resolve?url=https://youtu.be/aaaaaaaaaa1").await;
        resolved.expect(200);
    }

    async fn own_budget_gone(kind: Kind) {
        let settings = [("SEARCH__DAILY_SEARCHES", "3"), ("SEARCH__DAILY_SEARCHES_PER_USER", "2")];
        let deployment = Deployment::start_with(kind, &settings);
        let [ada, bob] = two(&deployment).await;
        ada.get(&path("one", "")).await.expect(200);
        ada.get(&path("two", "")).await.expect(200);
        let refused = ada.get(&path("three", "")).await;
        refused.refused(429, "rate_limited");
        assert!(retry_after(&refused) > 0);
        ada.get(&path("one", "")).await.expect(200);
        bob.get(&path("three", "")).await.expect(200);
        bob.get(&path("four", "")).await.refused(503, "quota_exhausted");
        ada.get(&path("three", "")).await.expect(200);
        assert_eq!(deployment.youtube.calls("search"), 3, "counted over all replicas");
    }

    async fn not_configured(kind: Kind) {
        let deployment = Deployment::start_with(kind, &[("SEARCH__YOUTUBE_API_KEY", "")]);
        let [ada, _] = two(&deployment).await;
        let refused = ada.get(&path("cats", "")).await;
        refused.refused(503, "search_not_configured");
        assert!(retry_after(&refused) > 0);
        ada.get("/api/media/resolve?url=https://youtu.be/aaaaaaaaaa1").await.expect(200);
        assert_eq!(deployment.youtube.calls("search") + deployment.youtube.calls("videos"), 0);
        let wrong = Deployment::start_with(kind, &[("SEARCH__YOUTUBE_API_KEY", "another")]);
        let [bob, _] = two(&wrong).await;
        bob.get(&path("cats", "")).await.refused(503, "search_not_configured");
    }

    /// Every line of whatever sees a request to YouTube; all lines of all crates take minutes.
    const LOUD: &str = "info,matinee_search=trace,reqwest=trace,hyper=trace,hyper_util=trace,h2=trace,rustls=trace";

    /// With every log line that there is, because that is where keys are found.
    async fn failures(kind: Kind) {
        let settings = [
            ("SEARCH__TIMEOUT_SECONDS", "0.5"),
            ("SEARCH__BREAKER_SECONDS", "1.0"),
            ("SEARCH__DAILY_SEARCHES", "10000"),
            ("SEARCH__DAILY_SEARCHES_PER_USER", "10000"),
            ("RUST_LOG", LOUD),
        ];
        let deployment = Deployment::start_with(kind, &settings);
        let youtube = deployment.youtube.clone();
        youtube.leave(10_000, 10_000);
        let [ada, bob] = two(&deployment).await;
        let elsewhere = format!("{}/search", deployment.url());
        let moods =
            [Mood::Status(500), Mood::Garbage, Mood::Hasty, Mood::Redirect(elsewhere), Mood::HangUp, Mood::Status(418)];
        for (number, mood) in moods.into_iter().enumerate() {
            youtube.be(mood.clone());
            let refused = ada.get(&path(&format!("failing {number}"), "")).await;
            refused.refused(503, "unavailable");
            assert!(retry_after(&refused) > 0, "{mood:?}");
            youtube.be(Mood::Well);
            recovers(&ada, &format!("after {number}")).await;
        }
        youtube.take(Duration::from_secs(5));
        bob.get(&path("slow", "")).await.refused(503, "unavailable");
        youtube.take(Duration::ZERO);
        youtube.be(Mood::Status(503));
        // By now both replicas have seen enough, or soon will have; then nobody is asked any more.
        for number in 0..12 {
            ada.get(&path(&format!("down {number}"), "")).await.refused(503, "unavailable");
        }
        let calls = youtube.calls("search");
        for number in 0..6 {
            ada.get(&path(&format!("down again {number}"), "")).await.refused(503, "unavailable");
        }
        let asked = youtube.calls("search") - calls;
        assert!(asked <= 4, "it is left alone, but for a try now and then: {asked}");
        youtube.be(Mood::Well);
        recovers(&ada, "well again").await;
        recovers(&bob, "well again, too").await;
        // Durations are worth less than results.
        youtube.leave(100, 0);
        let found = recovers(&bob, "without durations").await.body;
        assert_eq!((items(&found).len(), &items(&found)[0]["duration"]), (20, &serde_json::json!(0.0)));
        assert!(shown_secrets().is_empty(), "{:?}", shown_secrets());
    }

    /// Asks until there is an answer again, by whichever replica is asked.
    async fn recovers(person: &Person, words: &str) -> Answer {
        let patience = Instant::now() + PATIENCE;
        loop {
            let answer = person.get(&path(words, "")).await;
            if answer.status == 200 {
                return answer;
            }
            answer.refused(503, "unavailable");
            assert!(Instant::now() < patience, "{words}: nobody answers");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    macro_rules! both {
        ($($story:ident),+) => {
            mod embedded {
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $story() {
                    super::$story(super::Kind::Embedded).await;
                })+
            }
            mod scaled {
                $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $story() {
                    super::$story(super::Kind::Scaled).await;
                })+
            }
        };
    }
    /// A thousand searches by fifty people, whose words are as common as words are (Zipf).
    async fn a_thousand_searches(kind: Kind) {
        const WORDS: usize = 200;
        let deployment = Deployment::start_with(kind, &[("SEARCH__DAILY_SEARCHES_PER_USER", "3")]);
        let mut people = Vec::new();
        for number in 0..50 {
            people.push(Person::guest(deployment.gateway(number), "Zipf").await);
        }
        let weights: Vec<f64> = (1..=WORDS).map(|rank| 1.0 / rank as f64).collect();
        let whole: f64 = weights.iter().sum();
        let mut seed = 20_261_121_u64;
        let mut chance = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut pick = || {
            let mut left = chance() * whole;
            weights.iter().position(|weight| {
                left -= weight;
                left <= 0.0
            })
        };
        let words: Vec<usize> = (0..1_000).map(|_| pick().unwrap_or(WORDS - 1)).collect();
        let distinct = words.iter().collect::<std::collections::HashSet<_>>().len();
        let mut outcomes = std::collections::BTreeMap::<String, usize>::new();
        for (round, twenty) in words.chunks(20).enumerate() {
            let answers = twenty.iter().enumerate().map(|(at, rank)| {
                let person = &people[(round * 20 + at) % people.len()];
                async move { person.get(&path(&format!("zipf {rank}"), "")).await }
            });
            for answer in futures::future::join_all(answers).await {
                let code = answer.body["code"].as_str().unwrap_or("found").to_owned();
                assert!(answer.status == 200 || retry_after(&answer) > 0);
                *outcomes.entry(code).or_default() += 1;
            }
        }
        let (calls, found) = (deployment.youtube.calls("search"), outcomes["found"]);
        figure(&format!(
            "{kind:?}: 1000 searches of {distinct} different words by 50 people: {calls} calls of search.list, {} of \
             videos.list, {:.1} % of the answers without a call, outcomes {outcomes:?}",
            deployment.youtube.calls("videos"),
            (found - calls) as f64 / found as f64 * 100.0,
        ));
        assert!(calls <= 100, "never more than the day's budget");
        assert!(found >= 700 && calls <= distinct);
        let known = ["found", "quota_exhausted", "rate_limited"];
        assert!(outcomes.keys().all(|code| known.contains(&code.as_str())), "{outcomes:?}");
    }

    both!(quota_gone, own_budget_gone, not_configured, failures, a_thousand_searches);
}
