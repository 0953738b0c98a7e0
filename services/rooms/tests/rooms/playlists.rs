//! Playlists, and imports that go on whatever becomes of who began them.

use std::sync::Arc;

use matinee_broker::{Memory, SharedBroker};
use matinee_proto::Refusal;
use matinee_proto::rooms::v1 as proto;
use matinee_proto::rooms::v1::{Import, NewPlaylistItem, Playlist, StartImportRequest};

use crate::frames::add;
use crate::house::{House, PATIENCE, code};

fn emptied() -> SharedBroker {
    Arc::new(Memory::new())
}

fn links(names: &[&str]) -> Vec<NewPlaylistItem> {
    let link = |name: &&str| NewPlaylistItem { id: String::new(), url: format!("https://clips.example/{name}") };
    names.iter().map(link).collect()
}

async fn create(house: &House, user: &str, name: &str, items: Vec<NewPlaylistItem>) -> Result<Playlist, Refusal> {
    let asked = proto::CreatePlaylistRequest { name: name.to_owned(), items, room_id: String::new() };
    let made = house.ask(user, asked, |mut rooms, call| async move { rooms.create_playlist(call).await }).await;
    made.map(|answer| answer.playlist.expect("the answer has it"))
}

async fn get(house: &House, user: &str, id: &str) -> Result<Playlist, Refusal> {
    let asked = proto::GetPlaylistRequest { playlist_id: id.to_owned() };
    let found = house.ask(user, asked, |mut rooms, call| async move { rooms.get_playlist(call).await }).await;
    found.map(|answer| answer.playlist.expect("the answer has it"))
}

async fn update(house: &House, asked: proto::UpdatePlaylistRequest) -> Result<Playlist, Refusal> {
    let changed = house.ask("Anna", asked, |mut rooms, call| async move { rooms.update_playlist(call).await }).await;
    changed.map(|answer| answer.playlist.expect("the answer has it"))
}

async fn start(house: &House, user: &str, asked: StartImportRequest) -> Result<Import, Refusal> {
    let begun = house.ask(user, asked, |mut rooms, call| async move { rooms.start_import(call).await }).await;
    begun.map(|answer| answer.import.expect("the answer has it"))
}

/// The import as it is once it has ended, or as wanted.
async fn import(house: &House, id: &str, wanted: impl Fn(&Import) -> bool) -> Import {
    let wait = async {
        loop {
            let asked = proto::GetImportRequest { import_id: id.to_owned() };
            let got = house.ask("Anna", asked, |mut rooms, call| async move { rooms.get_import(call).await }).await;
            let import = got.expect("it is there").import.expect("the answer has it");
            if wanted(&import) {
                return import;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE * 3, wait).await.expect("the import gets there")
}

fn ended(import: &Import) -> bool {
    import.status != "running"
}

fn titles(playlist: &Playlist) -> Vec<&str> {
    playlist.items.iter().map(|item| item.title.as_str()).collect()
}

async fn a_list_is_written_whole(url: &str) {
    let house = House::at(emptied(), url, |_, _| {}).await;
    assert_eq!(code(create(&house, "guest", "Mine", vec![]).await), "forbidden");
    assert_eq!(code(create(&house, "Anna", " ", vec![]).await), "invalid_argument");
    assert_eq!(code(create(&house, "Anna", "Mine", links(&["gone.mp4"])).await), "invalid_argument");
    let made = create(&house, "Anna", "Mine", links(&["one.mp4?seconds=60", "two.mp4", "down.mp4"])).await;
    let made = made.expect("it is made");
    assert_eq!((made.version, made.item_count), (1.0, 3));
    assert_eq!((made.items[0].provider.as_str(), made.items[0].duration), ("file", 60.0));
    assert_eq!(get(&house, "Anna", &made.id).await.expect("it is there"), made);
    assert_eq!(code(get(&house, "Bo", &made.id).await), "playlist_not_found", "it is Anna's");

    let id = |place: usize| NewPlaylistItem { id: made.items[place].id.clone(), url: String::new() };
    let items = [vec![id(1), id(0)], links(&["three.mp4", "two.mp4"])].concat();
    let change = proto::UpdatePlaylistRequest {
        playlist_id: made.id.clone(),
        name: Some("Ours".into()),
        items: Some(proto::PlaylistItems { items: items.clone() }),
        if_version: Some(1.0),
    };
    let changed = update(&house, change.clone()).await.expect("it is changed");
    assert_eq!(titles(&changed), ["two.mp4", "one.mp4?seconds=60", "three.mp4", "two.mp4"]);
    assert_eq!((changed.name.as_str(), changed.version), ("Ours", 2.0));
    assert_eq!(changed.items[0].id, made.items[1].id, "an item stays itself");
    assert_eq!(code(update(&house, change.clone()).await), "version_conflict");
    let renamed = proto::UpdatePlaylistRequest { items: None, if_version: None, ..change };
    let renamed = update(&house, proto::UpdatePlaylistRequest { name: Some("Yours".into()), ..renamed }).await;
    let renamed = renamed.expect("without a version the newest is changed");
    assert_eq!((renamed.items, renamed.name.as_str()), (changed.items, "Yours"));
    let many = vec![NewPlaylistItem { id: String::new(), url: "https://clips.example/x.mp4".into() }; 1_001];
    assert_eq!(code(create(&house, "Anna", "Too long", many).await), "invalid_argument");

    create(&house, "Freefree", "One", vec![]).await.expect("a free plan has one");
    assert_eq!(code(create(&house, "Freefree", "Two", vec![]).await), "feature_not_in_plan");
    let asked = |cursor: &str| proto::ListPlaylistsRequest { limit: 1, cursor: cursor.to_owned() };
    create(&house, "Anna", "Second", vec![]).await.expect("it is made");
    let list = |cursor: String| {
        let (house, asked) = (&house, asked(&cursor));
        async move { house.ask("Anna", asked, |mut rooms, call| async move { rooms.list_playlists(call).await }).await }
    };
    let first = list(String::new()).await.expect("they are listed");
    let second = list(first.next_cursor.clone()).await.expect("they are listed");
    assert_eq!((first.playlists[0].name.as_str(), second.playlists[0].name.as_str()), ("Second", "Yours"));
    assert_eq!(second.next_cursor, "");
}

async fn a_list_is_played_and_kept(url: &str) {
    let house = House::at(emptied(), url, |_, _| {}).await;
    let gateway = house.gateway(0).await;
    let room = house.room("Anna").await;
    let list = create(&house, "Anna", "Mine", links(&["one.mp4", "two.mp4", "two.mp4", "slow-down.mp4"])).await;
    let list = list.expect("it is made");
    let into = StartImportRequest { to_room_id: room.clone(), playlist_id: list.id.clone(), ..Default::default() };
    assert_eq!(code(start(&house, "Anna", into.clone()).await), "forbidden", "who is not in adds nothing");
    let anna = house.enter(&gateway, &room, "Anna").await;
    house.until(&room, |room| room.leader == anna.id).await;
    assert_eq!(code(start(&house, "Bo", into.clone()).await), "playlist_not_found");
    let begun = start(&house, "Anna", into).await.expect("it begins");
    let done = import(&house, &begun.id, ended).await;
    assert_eq!((done.status.as_str(), done.total, done.done, done.added, done.duplicates), ("done", 4, 4, 3, 1));
    assert_eq!(done.problems[0].reason, "duplicate");
    let now = house.snapshot(0, &room).await;
    assert_eq!(now.queue.len(), 2, "an idle room plays the first");
    assert_eq!(now.queue[0].added_by, anna.id);

    gateway.command(&anna, "a1", add("three.mp4")).await.expect("it is added");
    let asked = proto::CreatePlaylistRequest { name: "Evening".into(), items: vec![], room_id: room.clone() };
    let kept = house.ask("Anna", asked, |mut rooms, call| async move { rooms.create_playlist(call).await }).await;
    let kept = kept.expect("it is made").playlist.expect("the answer has it");
    assert_eq!(titles(&kept), ["one.mp4", "two.mp4", "https://clips.example/slow-down.mp4", "three.mp4"]);
    let into = StartImportRequest {
        to_playlist_id: list.id.clone(),
        links: vec!["https://clips.example/five.mp4".into(), "https://clips.example/gone.mp4".into()],
        ..Default::default()
    };
    let begun = start(&house, "Anna", into).await.expect("it begins");
    let done = import(&house, &begun.id, ended).await;
    assert_eq!((done.added, done.unavailable, done.problems[0].reason.as_str()), (1, 1, "unsupported_url"));
    assert_eq!(get(&house, "Anna", &list.id).await.expect("it is there").item_count, 5);
}

async fn long_lists_come_in_steps(url: &str) {
    let house = House::at(emptied(), url, |_, _| {}).await;
    let list = create(&house, "Anna", "Long", vec![]).await.expect("it is made").id;
    let from =
        |link: &str| StartImportRequest { to_playlist_id: list.clone(), url: link.to_owned(), ..Default::default() };
    assert_eq!(code(start(&house, "Anna", from("https://lists.example/no")).await), "unsupported_url");
    let begun = start(&house, "Anna", from("https://lists.example/1200")).await.expect("it begins");
    let done = import(&house, &begun.id, ended).await;
    assert_eq!((done.status.as_str(), done.title.as_str()), ("done", "A list"));
    assert_eq!((done.total, done.done, done.added), (1_000, 1_000, 800), "a thousand at most");
    assert_eq!((done.duplicates, done.unavailable, done.problems.len()), (100, 100, 200));
    assert_eq!(get(&house, "Anna", &list).await.expect("it is there").item_count, 800);

    // A queue takes what fits, and says so.
    let gateway = house.gateway(1).await;
    let room = house.room("Anna").await;
    house.enter(&gateway, &room, "Anna").await;
    let into = StartImportRequest { to_room_id: room.clone(), playlist_id: list, ..Default::default() };
    let begun = start(&house, "Anna", into).await.expect("it begins");
    let done = import(&house, &begun.id, ended).await;
    assert_eq!((done.status.as_str(), done.added, done.error_code.as_str()), ("done", 501, "queue_full"));
    assert_eq!(house.snapshot(0, &room).await.queue.len(), 500);
}

/// Everything that runs is killed in the middle, broker and all: the import ends all the same,
/// and each item is there once.
async fn an_import_survives_a_kill(url: &str) {
    let mut house = House::at(emptied(), url, |_, _| {}).await;
    let gateway = house.gateway(0).await;
    let asked = proto::CreateRoomRequest { persistent: Some(true), ..Default::default() };
    let room = house.room_as("Anna", asked).await.expect("it is made").id;
    house.enter(&gateway, &room, "Anna").await;
    let link = "https://lists.example/slow/300".to_owned();
    let into = StartImportRequest { to_room_id: room.clone(), url: link, ..Default::default() };
    let begun = start(&house, "Anna", into).await.expect("it begins");
    assert_eq!(begun.status, "running");
    house.search.release();
    house.search.release();
    let half = import(&house, &begun.id, |import| import.done >= 150).await;
    assert_eq!((half.done, half.total), (150, 300));
    house.kill();

    let house = House::at(emptied(), url, |_, _| {}).await;
    assert_eq!(house.snapshot(0, &room).await.queue.len(), 119, "what was done is there");
    let gateway = house.gateway(0).await;
    house.enter(&gateway, &room, "Anna").await;
    (0..10).for_each(|_| house.search.release());
    let done = import(&house, &begun.id, ended).await;
    assert_eq!((done.status.as_str(), done.done), ("done", 300));
    assert_eq!((done.added, done.duplicates, done.unavailable), (240, 30, 30), "nothing twice, nothing lost");
    let queue = house.snapshot(1, &room).await.queue;
    let different: std::collections::HashSet<_> = queue.iter().map(|item| &item.media_id).collect();
    assert_eq!((queue.len(), different.len()), (239, 239));

    let slow = "https://lists.example/slow/1000".to_owned();
    let into = StartImportRequest { to_room_id: room.clone(), url: slow, ..Default::default() };
    let begun = start(&house, "Anna", into).await.expect("it begins");
    let cancel = || proto::CancelImportRequest { import_id: begun.id.clone() };
    let cancelled = |user| house.ask(user, cancel(), |mut rooms, call| async move { rooms.cancel_import(call).await });
    assert_eq!(code(cancelled("Bo").await), "import_not_found");
    cancelled("Anna").await.expect("it stops");
    let after = import(&house, &begun.id, ended).await;
    assert_eq!(after.status, "cancelled");
}

macro_rules! playlist_stories {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                let folder = tempfile::tempdir().expect("there is room");
                let url = format!("sqlite://{}", folder.path().join("rooms.db").display());
                super::$story(&url).await;
            })+
        }

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn on_postgres() {
            let server = crate::saved::postgres::Postgres::start();
            $(
                println!("story {}", stringify!($story));
                $story(&server.database(stringify!($story))).await;
            )+
        }
    };
}

playlist_stories!(
    a_list_is_written_whole,
    a_list_is_played_and_kept,
    long_lists_come_in_steps,
    an_import_survives_a_kill
);
