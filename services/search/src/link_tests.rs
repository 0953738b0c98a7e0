//! Every form of a link, and every form that is refused.

use super::*;

fn parse(text: &str) -> Result<Link, Unsupported> {
    Link::parse(text, &MediaHosts::default())
}

#[test]
fn youtube_in_all_its_forms() {
    for (text, start) in [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", 0.0),
        ("http://youtube.com/watch?v=dQw4w9WgXcQ", 0.0),
        ("HTTPS://WWW.YOUTUBE.COM/watch?v=dQw4w9WgXcQ", 0.0),
        ("  https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&feature=share \n", 0.0),
        ("https://music.youtube.com/watch?v=dQw4w9WgXcQ&list=RDAMVM", 0.0),
        ("https://youtu.be/dQw4w9WgXcQ", 0.0),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc&t=43", 43.0),
        ("youtu.be/dQw4w9WgXcQ?t=1m", 60.0),
        ("www.youtube.com/watch?v=dQw4w9WgXcQ#t=1h2m3s", 3723.0),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1h2m3s", 3723.0),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=90s", 90.0),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=2m", 120.0),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1:02:03", 3723.0),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&time_continue=7", 7.0),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=-5", 0.0),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=inf", 0.0),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1e9", 0.0),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=99999999999", 0.0),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=", 0.0),
        ("https://www.youtube.com/embed/dQw4w9WgXcQ?start=30&autoplay=1", 30.0),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", 0.0),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", 0.0),
        ("https://www.youtube.com/live/dQw4w9WgXcQ?feature=share", 0.0),
        ("https://www.youtube.com/v/dQw4w9WgXcQ", 0.0),
        ("https://www.youtube.com/watch/dQw4w9WgXcQ", 0.0),
        ("https://gaming.youtube.com/watch?v=dQw4w9WgXcQ&start=12", 12.0),
    ] {
        let link = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(link, Link::to(Kind::YouTube { id: "dQw4w9WgXcQ".to_owned() }, start), "{text}");
        assert_eq!(link.kind.url(), "https://www.youtube.com/watch?v=dQw4w9WgXcQ");
    }
}

#[test]
fn playlists_alone_and_besides_a_video() {
    for text in [
        "https://www.youtube.com/playlist?list=PLabc-_123",
        "m.youtube.com/playlist?list=PLabc-_123&si=x",
        "https://music.youtube.com/playlist?list=PLabc-_123",
        "https://www.youtube.com/embed/videoseries?list=PLabc-_123",
    ] {
        let link = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(link, Link::to(Kind::Playlist { id: "PLabc-_123".to_owned() }, 0.0), "{text}");
        assert_eq!((link.kind.provider(), link.list()), ("youtube", Some("PLabc-_123")));
        assert_eq!(link.kind.url(), "https://www.youtube.com/playlist?list=PLabc-_123");
    }
    for (text, list) in [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PLabc&index=3", Some("PLabc")),
        ("https://youtu.be/dQw4w9WgXcQ?list=PLabc", Some("PLabc")),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=RDdQw4w9WgXcQ", None),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=%20", None),
    ] {
        let link = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((link.kind.media_id(), link.list()), ("dQw4w9WgXcQ", list), "{text}");
    }
}

#[test]
fn vimeo_in_all_its_forms() {
    for (text, hash, start) in [
        ("https://vimeo.com/76979871", None, 0.0),
        ("http://www.vimeo.com/76979871#t=1m2s", None, 62.0),
        ("vimeo.com/76979871", None, 0.0),
        ("https://vimeo.com/76979871/abcdef1234", Some("abcdef1234"), 0.0),
        ("https://player.vimeo.com/video/76979871?h=abcdef1234", Some("abcdef1234"), 0.0),
        ("https://player.vimeo.com/video/76979871", None, 0.0),
        ("https://vimeo.com/channels/staffpicks/76979871", None, 0.0),
        ("https://vimeo.com/groups/shortfilms/videos/76979871", None, 0.0),
        ("https://vimeo.com/showcase/123/video/76979871", None, 0.0),
    ] {
        let link = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let kind = Kind::Vimeo { id: "76979871".to_owned(), hash: hash.map(str::to_owned) };
        assert_eq!(link, Link::to(kind, start), "{text}");
    }
    let unlisted = parse("https://player.vimeo.com/video/76979871?h=abc").expect("valid");
    assert_eq!(unlisted.kind.url(), "https://vimeo.com/76979871/abc");
}

#[test]
fn direct_files_and_hls() {
    for (text, provider, url, name, start) in [
        ("https://cdn.example.com/a/clip.mp4", "file", "https://cdn.example.com/a/clip.mp4", "clip.mp4", 0.0),
        ("http://example.com/clip.WEBM?x=1#t=9.5,20", "file", "http://example.com/clip.WEBM?x=1", "clip.WEBM", 9.5),
        ("https://example.com:443/a.ogv", "file", "https://example.com/a.ogv", "a.ogv", 0.0),
        ("https://93.184.216.34/song.mp3", "file", "https://93.184.216.34/song.mp3", "song.mp3", 0.0),
        (
            "https://example.com/My%20Film%C3%A9.m4a",
            "file",
            "https://example.com/My%20Film%C3%A9.m4a",
            "My Filmé.m4a",
            0.0,
        ),
        (
            "https://live.example.com/x/master.m3u8?token=1",
            "hls",
            "https://live.example.com/x/master.m3u8?token=1",
            "master.m3u8",
            0.0,
        ),
        ("/sample.mp4", "file", "/sample.mp4", "sample.mp4", 0.0),
    ] {
        let link = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((link.kind.provider(), link.kind.media_id(), link.start), (provider, url, start), "{text}");
        assert_eq!(link.kind.url(), url);
        let (Kind::File { name: found, .. } | Kind::Hls { name: found, .. }) = link.kind else { panic!("{text}") };
        assert_eq!(found, name);
    }
}

#[test]
fn what_is_no_video_is_refused() {
    let long = format!("https://example.com/{}.mp4", "a".repeat(2048));
    for text in [
        "",
        "   ",
        "cats",
        "https://",
        "https://www.youtube.com/",
        "https://www.youtube.com/watch",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXc%2F",
        "https://www.youtube.com/embed/videoseries",
        "https://www.youtube.com/playlist?list=",
        "https://www.youtube.com/playlist?list=RDdQw4w9WgXcQ",
        "https://www.youtube.com/playlist?list=a%2Fb",
        "https://www.youtube.com/embed/live_stream?channel=UC1",
        "https://www.youtube.com/playlist",
        "https://www.youtube.com/@somebody",
        "https://youtu.be/",
        "https://vimeo.com/",
        "https://vimeo.com/about",
        "https://vimeo.com/76979871/not-a-hash",
        "https://example.com/",
        "https://example.com/page.html",
        "https://example.com/mp4",
        "https://example.com/?file=clip.mp4",
        "example.com/clip.mp4",
        "/etc/passwd",
        "/sample.mp4?x",
        "/other.mp4",
        "//example.com/clip.mp4",
        "https://exa mple.com/clip.mp4",
        "https://example.com/cl\tip.mp4",
        "https://example.com\\clip.mp4",
        long.as_str(),
    ] {
        assert!(parse(text).is_err(), "{text:?} was accepted");
    }
}

#[test]
fn other_schemes_are_refused() {
    for text in [
        "javascript:alert(1)//clip.mp4",
        "javascript://example.com/%0aalert(1).mp4",
        "data:video/mp4;base64,AAAA",
        "file:///etc/clip.mp4",
        "ftp://example.com/clip.mp4",
        "blob:https://example.com/clip.mp4",
        "https:example.com/clip.mp4",
        "https:/example.com/clip.mp4",
        "ws://example.com/clip.mp4",
    ] {
        assert!(parse(text).is_err(), "{text:?} was accepted");
    }
}

#[test]
fn private_places_and_disguises_are_refused() {
    for host in [
        "localhost",
        "app.localhost",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "１２７.０.０.１",
        "%31%32%37.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "1572395042",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[fe80::1]",
        "[fd00::1]",
        "[2606:4700::1111]",
        "router",
        "nas.local",
        "nas.local.",
        "db.internal",
        "tv.home.arpa",
        "example.com:8080",
        "example.com:22",
        "me@example.com",
        "me:secret@example.com",
        "example.com@127.0.0.1",
        "@example.com",
    ] {
        for scheme in ["http", "https"] {
            let text = format!("{scheme}://{host}/clip.mp4");
            assert!(parse(&text).is_err(), "{text} was accepted");
        }
    }
}

#[test]
fn look_alikes_of_providers_are_refused() {
    for text in [
        "https://youtube.com.example.com/watch?v=dQw4w9WgXcQ",
        "https://www-youtube.com/watch?v=dQw4w9WgXcQ",
        "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.co/watch?v=dQw4w9WgXcQ",
        "https://example.com/youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com@example.com/watch?v=dQw4w9WgXcQ",
        "https://example.com#https://youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com:8443/watch?v=dQw4w9WgXcQ",
        "https://youtub\u{0435}.com/watch?v=dQw4w9WgXcQ",
        "https://yоutu.be/dQw4w9WgXcQ",
        "https://vimeo.com.example.com/76979871",
        "https://vimeo.com:81/76979871",
    ] {
        assert!(parse(text).is_err(), "{text} was accepted");
    }
}

#[test]
fn configured_hosts_are_allowed_for_direct_files_only() {
    let hosts = MediaHosts::parse(&["nas.local:8096", "192.168.1.5", "[::1]:80", "Media.Example.com:9000"]);
    let hosts = hosts.expect("valid");
    for (text, allowed) in [
        ("http://nas.local:8096/film.mp4", true),
        ("http://NAS.local:8096/film.mp4", true),
        ("http://nas.local/film.mp4", false),
        ("http://nas.local:8097/film.mp4", false),
        ("http://192.168.1.5/film.m3u8", true),
        ("https://192.168.1.5/film.m3u8", true),
        ("http://192.168.1.5:8080/film.m3u8", false),
        ("http://192.168.1.6/film.m3u8", false),
        ("http://[::1]/film.webm", true),
        ("https://[::1]/film.webm", false),
        ("https://media.example.com:9000/film.webm", true),
        ("http://nas.local:8096/admin.html", false),
        ("http://me@nas.local:8096/film.mp4", false),
        ("http://3232235781/film.mp4", false),
    ] {
        assert_eq!(Link::parse(text, &hosts).is_ok(), allowed, "{text}");
    }
    for entry in ["", "http://nas.local", "nas.local/films", "me@nas.local", "nas.local:99999", "nas local"] {
        let error = MediaHosts::parse(&[entry]).expect_err(entry);
        assert!(error.contains(&format!("`{entry}`")), "{error}");
    }
}
