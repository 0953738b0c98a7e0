//! Services behind the gateway, as small as a story needs them: a room is a member list and a
//! log of chat in the broker.

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use futures::{Stream, StreamExt};
use matinee_broker::{Commit, CommitOutcome, PartChange, SharedBroker};
use matinee_proto::rooms::v1 as rooms;
use matinee_proto::search::v1 as search;
use matinee_proto::sync::v1::client_frame::Command;
use matinee_proto::sync::v1::event::Event as Kind;
use matinee_proto::sync::v1::{ChatMessage, Chatted, Event, Item, Member, MemberKicked, Playback, Played, Room};
use matinee_proto::{Refusal, refusal};
use matinee_token::{Actor, Caller};
use parking_lot::Mutex;
use prost::Message as _;
use rooms::execute_request::Action;
use rooms::execute_response::Outcome;
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status, Streaming};

pub type Answer<T> = Result<Response<T>, Status>;

pub fn actor<T>(request: &Request<T>) -> Actor {
    let caller = request.extensions().get::<Caller>().expect("every call is guarded");
    caller.actor.clone().expect("a user acts")
}

pub fn refuse(code: &str) -> Status {
    refusal::Refusal::new(code, format!("refused: {code}")).into()
}

/// What becomes of a stream of commands, and how much of it.
#[derive(Clone, Copy, PartialEq)]
pub enum Fate {
    /// It is not opened.
    Refused,
    /// It ends in order, as that of a replica that stops.
    Ends,
    /// It breaks at the first request, unanswered.
    Breaks,
}

/// Rooms whose state is one part: who is in.
#[derive(Clone)]
pub struct FakeRooms {
    pub broker: SharedBroker,
    pub members: Arc<Mutex<HashMap<String, Vec<Member>>>>,
    /// Answers `connected` with the member, as rooms does; off: with the head alone.
    pub tells_member: Arc<AtomicBool>,
    /// What becomes of streams of commands, in turn; nothing more: they are served.
    pub fates: Arc<Mutex<VecDeque<Fate>>>,
    /// Answers to commands wait for a permit each.
    pub answers: Arc<Semaphore>,
    pub snapshots: Arc<AtomicU32>,
    pub disconnected: Arc<AtomicU32>,
    pub forwarded: Arc<AtomicU32>,
}

impl FakeRooms {
    pub fn new(broker: SharedBroker) -> Self {
        Self {
            broker,
            members: Arc::default(),
            tells_member: Arc::new(AtomicBool::new(true)),
            fates: Arc::default(),
            answers: Arc::new(Semaphore::new(1_000_000)),
            snapshots: Arc::default(),
            disconnected: Arc::default(),
            forwarded: Arc::default(),
        }
    }

    /// Whether this is what fate has for the stream now.
    fn meets(&self, fate: Fate) -> bool {
        self.fates.lock().pop_front_if(|next| *next == fate).is_some()
    }

    /// Publishes events, the way rooms would.
    pub async fn publish(&self, room: &str, events: Vec<Event>) -> u32 {
        loop {
            let state = self.broker.load(room).await.unwrap().expect("the room is live");
            let commit = Commit {
                room: room.to_owned(),
                epoch: state.head.epoch.clone(),
                version: state.version,
                now: self.broker.now(),
                events: events.iter().map(|event| event.encode_to_vec().into()).collect(),
                changes: vec![PartChange { name: "about".into(), value: Some("x".into()) }],
                ..Commit::default()
            };
            if let CommitOutcome::Committed { revision, .. } = self.broker.commit(commit).await.unwrap() {
                return revision;
            }
        }
    }

    async fn act(&self, request: &rooms::ExecuteRequest) -> Result<Outcome, Refusal> {
        let room = &request.room_id;
        let head = async || self.broker.load(room).await.ok().flatten().map(|state| state.head.revision);
        let head = head().await.ok_or_else(|| Refusal::new("room_not_found", "there is no such room"))?;
        let by = request.member_id.clone();
        let event = match &request.action {
            Some(Action::Connected(connected)) => {
                let known = self.members.lock().get(room).into_iter().flatten().find(|m| m.id == by).cloned();
                let member = match (known, &connected.returning) {
                    (Some(member), _) => member,
                    (None, Some(_)) => return Err(Refusal::new("member_not_found", "join again")),
                    (None, None) => return Err(Refusal::new("member_not_found", "not in this room")),
                };
                let member = self.tells_member.load(Ordering::Relaxed).then_some(member);
                return Ok(match member {
                    Some(member) => Outcome::Present(rooms::Present { revision: head, member: Some(member) }),
                    None => Outcome::Accepted(rooms::Accepted { revision: head }),
                });
            }
            Some(Action::Disconnected(_)) => {
                self.disconnected.fetch_add(1, Ordering::Relaxed);
                return Ok(Outcome::Accepted(rooms::Accepted { revision: head }));
            }
            Some(Action::Command(frame)) => {
                self.forwarded.fetch_add(1, Ordering::Relaxed);
                match &frame.command {
                    Some(Command::Chat(chat)) if chat.text == "shout" => {
                        return Err(Refusal::new("forbidden", "no shouting"));
                    }
                    Some(Command::Chat(chat)) => {
                        let message =
                            ChatMessage { text: chat.text.clone(), from: by.clone(), ..ChatMessage::default() };
                        Kind::Chat(Chatted { message: Some(message) })
                    }
                    Some(Command::Play(_)) => {
                        Kind::Play(Played { playback: Some(playing(self.broker.now())), position: 0.0 })
                    }
                    Some(Command::Kick(kick)) => {
                        self.members.lock().entry(room.clone()).or_default().retain(|m| m.id != kick.member_id);
                        Kind::MemberKicked(MemberKicked { member_id: kick.member_id.clone(), banned: false })
                    }
                    _ => return Ok(Outcome::Accepted(rooms::Accepted { revision: head })),
                }
            }
            None => return Err(Refusal::new("invalid_argument", "nothing to do")),
        };
        let id = match &request.action {
            Some(Action::Command(frame)) => frame.id.clone(),
            _ => String::new(),
        };
        let event = Event { by, id, at: self.broker.now(), event: Some(event), ..Event::default() };
        let revision = self.publish(room, vec![event]).await;
        self.answers.acquire().await.expect("it is never closed").forget();
        Ok(Outcome::Accepted(rooms::Accepted { revision }))
    }
}

pub fn playing(at: f64) -> Playback {
    let item = Item { id: "item".into(), ..Item::default() };
    Playback { item: Some(item), playing: true, position: 0.0, rate: 1.0, at, waiting: false, live_offset: 0.0 }
}

fn summary(id: &str) -> rooms::RoomSummary {
    rooms::RoomSummary { id: id.to_owned(), name: "A room".into(), members_max: 1000, ..rooms::RoomSummary::default() }
}

#[tonic::async_trait]
impl rooms::rooms_server::Rooms for FakeRooms {
    type ExecuteStream = Pin<Box<dyn Stream<Item = Result<rooms::ExecuteResponse, Status>> + Send>>;

    async fn create_room(&self, request: Request<rooms::CreateRoomRequest>) -> Answer<rooms::CreateRoomResponse> {
        actor(&request);
        let id = format!("amber-otter-{}", self.members.lock().len());
        self.members.lock().insert(id.clone(), Vec::new());
        self.broker.create(&id, vec![("about".into(), "x".into())], Vec::new()).await.unwrap();
        Ok(Response::new(rooms::CreateRoomResponse { room: Some(summary(&id)) }))
    }

    async fn get_room(&self, request: Request<rooms::GetRoomRequest>) -> Answer<rooms::GetRoomResponse> {
        let id = request.into_inner().room_id;
        if !self.members.lock().contains_key(&id) {
            return Err(refuse("room_not_found"));
        }
        Ok(Response::new(rooms::GetRoomResponse { room: Some(summary(&id)) }))
    }

    async fn list_rooms(&self, request: Request<rooms::ListRoomsRequest>) -> Answer<rooms::ListRoomsResponse> {
        let rooms::ListRoomsRequest { limit, .. } = request.into_inner();
        let rooms = self.members.lock().keys().take(limit as usize).map(|id| summary(id)).collect();
        Ok(Response::new(rooms::ListRoomsResponse { rooms, next_cursor: "more".into() }))
    }

    async fn update_room(&self, _: Request<rooms::UpdateRoomRequest>) -> Answer<rooms::UpdateRoomResponse> {
        Err(refuse("not_leader"))
    }

    async fn delete_room(&self, _: Request<rooms::DeleteRoomRequest>) -> Answer<rooms::DeleteRoomResponse> {
        Ok(Response::new(rooms::DeleteRoomResponse {}))
    }

    async fn join_room(&self, request: Request<rooms::JoinRoomRequest>) -> Answer<rooms::JoinRoomResponse> {
        let who = actor(&request);
        let request = request.into_inner();
        let mut members = self.members.lock();
        let room = members.get_mut(&request.room_id).ok_or_else(|| refuse("room_not_found"))?;
        let id = format!("member-{}", who.username);
        if !room.iter().any(|member| member.id == id) {
            let nickname = request.nickname.unwrap_or(who.username);
            room.push(Member { id: id.clone(), user_id: who.user_id, nickname, ..Member::default() });
        }
        Ok(Response::new(rooms::JoinRoomResponse { member_id: id, room: Some(summary(&request.room_id)) }))
    }

    async fn leave_room(&self, request: Request<rooms::LeaveRoomRequest>) -> Answer<rooms::LeaveRoomResponse> {
        let who = actor(&request);
        let room = request.into_inner().room_id;
        self.members.lock().entry(room.clone()).or_default().retain(|member| member.user_id != who.user_id);
        Ok(Response::new(rooms::LeaveRoomResponse { room_id: room }))
    }

    async fn list_own_rooms(
        &self,
        request: Request<rooms::ListOwnRoomsRequest>,
    ) -> Answer<rooms::ListOwnRoomsResponse> {
        let who = actor(&request);
        let room = rooms::RoomSummary { owner_id: who.user_id, ..summary("amber-otter-0001") };
        let own = rooms::OwnRoom { room: Some(room), queue_count: 3, used_at: 5.0, expires_at: 0.0 };
        Ok(Response::new(rooms::ListOwnRoomsResponse { rooms: vec![own], next_cursor: String::new() }))
    }

    async fn forget_user(&self, request: Request<rooms::ForgetUserRequest>) -> Answer<rooms::ForgetUserResponse> {
        actor(&request);
        Ok(Response::new(rooms::ForgetUserResponse {}))
    }

    async fn list_playlists(&self, _: Request<rooms::ListPlaylistsRequest>) -> Answer<rooms::ListPlaylistsResponse> {
        Ok(Response::new(rooms::ListPlaylistsResponse::default()))
    }

    async fn create_playlist(&self, _: Request<rooms::CreatePlaylistRequest>) -> Answer<rooms::CreatePlaylistResponse> {
        Err(refuse("feature_not_in_plan"))
    }

    async fn get_playlist(&self, _: Request<rooms::GetPlaylistRequest>) -> Answer<rooms::GetPlaylistResponse> {
        Err(refuse("playlist_not_found"))
    }

    async fn update_playlist(&self, _: Request<rooms::UpdatePlaylistRequest>) -> Answer<rooms::UpdatePlaylistResponse> {
        Err(refuse("version_conflict"))
    }

    async fn delete_playlist(&self, _: Request<rooms::DeletePlaylistRequest>) -> Answer<rooms::DeletePlaylistResponse> {
        Ok(Response::new(rooms::DeletePlaylistResponse {}))
    }

    async fn start_import(&self, _: Request<rooms::StartImportRequest>) -> Answer<rooms::StartImportResponse> {
        Err(refuse("search_not_configured"))
    }

    async fn get_import(&self, _: Request<rooms::GetImportRequest>) -> Answer<rooms::GetImportResponse> {
        Err(refuse("import_not_found"))
    }

    async fn cancel_import(&self, _: Request<rooms::CancelImportRequest>) -> Answer<rooms::CancelImportResponse> {
        Ok(Response::new(rooms::CancelImportResponse {}))
    }

    async fn list_bans(&self, request: Request<rooms::ListBansRequest>) -> Answer<rooms::ListBansResponse> {
        assert_eq!(actor(&request).username, "ada");
        Err(refuse("forbidden"))
    }

    async fn get_snapshot(&self, request: Request<rooms::GetSnapshotRequest>) -> Answer<rooms::GetSnapshotResponse> {
        self.snapshots.fetch_add(1, Ordering::Relaxed);
        let rooms::GetSnapshotRequest { room_id, member_id } = request.into_inner();
        let state = self.broker.load(&room_id).await.unwrap().ok_or_else(|| refuse("room_not_found"))?;
        // Shows two members, as a large room shows a hundred, and who asks.
        let all = self.members.lock().get(&room_id).cloned().unwrap_or_default();
        let mut members: Vec<Member> = all.iter().take(2).cloned().collect();
        if !members.iter().any(|member| member.id == member_id) {
            members.extend(all.iter().find(|member| member.id == member_id).cloned());
        }
        let room = Room {
            id: room_id,
            epoch: state.head.epoch.to_string(),
            revision: state.head.revision,
            member_count: u32::try_from(all.len()).unwrap(),
            members,
            playback: Some(playing(0.0)),
            ..Room::default()
        };
        Ok(Response::new(rooms::GetSnapshotResponse { room: Some(room) }))
    }

    async fn execute(&self, request: Request<Streaming<rooms::ExecuteRequest>>) -> Answer<Self::ExecuteStream> {
        if self.meets(Fate::Refused) {
            return Err(Status::unavailable("refused"));
        }
        if self.meets(Fate::Ends) {
            return Ok(Response::new(Box::pin(futures::stream::empty())));
        }
        let rooms = self.clone();
        let answers = request.into_inner().then(move |request| {
            let rooms = rooms.clone();
            async move {
                let request = request?;
                if rooms.meets(Fate::Breaks) {
                    return Err(Status::unavailable("broken"));
                }
                let outcome = rooms.act(&request).await.unwrap_or_else(|refusal| {
                    Outcome::Refused(rooms::Refused { code: refusal.code, detail: refusal.detail, retry_after: 0.0 })
                });
                Ok(rooms::ExecuteResponse { sequence: request.sequence, outcome: Some(outcome) })
            }
        });
        // A broken stream ends.
        let mut ended = false;
        let answers = answers.take_while(move |answer| {
            let go_on = !ended;
            ended = answer.is_err();
            std::future::ready(go_on)
        });
        Ok(Response::new(Box::pin(answers)))
    }
}

#[derive(Clone)]
pub struct FakeSearch;

#[tonic::async_trait]
impl search::search_server::Search for FakeSearch {
    async fn resolve_media(
        &self,
        request: Request<search::ResolveMediaRequest>,
    ) -> Answer<search::ResolveMediaResponse> {
        let url = request.into_inner().url;
        if !url.ends_with(".mp4") {
            return Err(refuse("unsupported_url"));
        }
        let media = search::Media { provider: "file".into(), url, ..search::Media::default() };
        Ok(Response::new(search::ResolveMediaResponse { media: Some(media) }))
    }

    async fn search_videos(
        &self,
        request: Request<search::SearchVideosRequest>,
    ) -> Answer<search::SearchVideosResponse> {
        let query = request.into_inner().query;
        if query == "nothing left" {
            let refusal = Refusal::new("quota_exhausted", "come back tomorrow");
            return Err(refusal.retry_after(std::time::Duration::from_secs(3600)).into());
        }
        let media = search::Media { media_id: "aaaaaaaaaa1".into(), title: query, ..search::Media::default() };
        let items = vec![media];
        Ok(Response::new(search::SearchVideosResponse { items, next_cursor: "more".into(), stale: true }))
    }

    async fn list_playlist(&self, _: Request<search::ListPlaylistRequest>) -> Answer<search::ListPlaylistResponse> {
        Err(refuse("search_not_configured"))
    }
}
