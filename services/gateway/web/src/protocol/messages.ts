// Generated from proto/matinee/sync/v1 by generate/messages.js. Do not edit.

/** A room, whole: what a SNAPSHOT carries and what a client needs to start from nothing. */
export interface Room {
  /** Readable and random, for example `amber-otter-4821`. */
  id: string;
  /** Changes whenever continuity may have been lost; revisions count within one epoch. */
  epoch: string;
  /** Revision of the last event that is part of this state. */
  revision: number;
  /** 1–80 characters. */
  name: string;
  /** Where a browser opens the room. */
  url: string;
  /** `public`, `unlisted` or `password`. */
  visibility: string;
  /** Whether the room belongs to an account and outlives its visitors. */
  persistent: boolean;
  /** User id of the owner; empty when nobody owns it. */
  owner_id: string;
  /** Member id of the leader; empty only while nobody is in. */
  leader: string;
  policy?: Policy | null;
  playback?: Playback | null;
  /** What plays next, in order. The playing item is not part of it. */
  queue: Item[];
  /** All members up to 200, else the first 100 and the receiver. */
  members: Member[];
  /** How many are in, also when `members` is cut. */
  member_count: number;
  timer?: Timer | null;
  /** The last messages, oldest first, at most 100. */
  chat: ChatMessage[];
  created_at: number;
  /** What played before, oldest first, at most 50; any of it plays again by its item's `url`. */
  history: HistoryEntry[];
  /** The owner's plan does not keep rooms any more: queue and settings stay as they are. */
  read_only: boolean;
  /** Another name in links, chosen by the owner; empty without one. */
  address: string;
  /** How many want to skip what plays, and how many it takes; absent while nobody does. */
  skip?: SkipVotes | null;
}

/** How many want to skip what plays, and how many it takes. Another video begins without votes. */
export interface SkipVotes {
  votes: number;
  needed: number;
}

/** Something that played: what it was, and how it gave way to what came after it. */
export interface HistoryEntry {
  /** As it was then, `votes` 0. It may be in the queue again, under the same id, when the room loops. */
  item?: Item | null;
  /** Seconds into the item when it gave way. */
  position: number;
  /** When it gave way. */
  at: number;
}

/**
 * The playback anchor: nothing ticks. While `playing` and not `waiting`, the position now is
 * `position + (now − at) / 1000 · rate`; otherwise it is `position`.
 */
export interface Playback {
  /** What plays; null while the room is idle. */
  item?: Item | null;
  playing: boolean;
  /** Seconds into the item at the instant `at`. */
  position: number;
  /** 0.25–4, 1 is normal speed. */
  rate: number;
  at: number;
  /** True while a start waits for members that are still loading. */
  waiting: boolean;
  /**
   * Of a live stream, which has no position that means the same to everybody: seconds behind its
   * edge at which all watch; 0 = as near as the stream lets players. Each item begins with 0.
   */
  live_offset: number;
}

/** Something that can be played. */
export interface Item {
  id: string;
  /** `youtube`, `vimeo`, `file` (mp4, webm, mp3, m4a) or `hls`. */
  provider: string;
  /** The provider's own id; for files and HLS the URL. */
  media_id: string;
  url: string;
  title: string;
  channel: string;
  /** Seconds; 0 = unknown. */
  duration: number;
  thumbnail_url: string;
  live: boolean;
  /** Member id of who added it. */
  added_by: string;
  votes: number;
}

/** Somebody in a room. One member may have several connections. */
export interface Member {
  id: string;
  user_id: string;
  /** 1–32 characters, unique in the room without regard to case. */
  nickname: string;
  /** `leader`, `moderator` or `member`. */
  role: string;
  guest: boolean;
  avatar_url: string;
  joined_at: number;
  /** How this member's player is: `ready`, `buffering`, `ad`, `blocked`, `error` or `ended`. */
  state: string;
  muted: boolean;
}

/** Who may do what, and how the room behaves. */
export interface Policy {
  /** Each of the four: `leader`, `moderators` or `anyone`. */
  playback: string;
  queue: string;
  chat: string;
  timer: string;
  /** Mid-play buffering of a member: `ignore` or `wait`. */
  buffering: string;
  /** Order of the queue: `manual` or `votes`. */
  order: string;
  /** `none`, `one` or `all`. */
  loop: string;
  /** Seconds between two messages of one member; 0 = off. */
  slow_mode: number;
  members_max: number;
}

/** The shared focus timer, with its settings. */
export interface Timer {
  /** `idle`, `focus`, `short_break` or `long_break`. */
  phase: string;
  running: boolean;
  /** Seconds left when this was said; while it runs, `ends_at` tells at any time. */
  remaining: number;
  /** When the phase ends; 0 while it does not run. */
  ends_at: number;
  /** Focus phases finished since the last long break. */
  cycle: number;
  /** Seconds, at least 1. */
  focus: number;
  short_break: number;
  long_break: number;
  /** Focus phases before a long break. */
  cycles: number;
  auto_start: boolean;
  /** What the start of a phase does to the video: `none`, `play` or `pause`. */
  focus_action: string;
  break_action: string;
}

/** A message to everybody in the room. */
export interface ChatMessage {
  id: string;
  /** Member id. */
  from: string;
  /** The sender's nickname at that moment, for when they have left. */
  nickname: string;
  /** 1–500 characters, rendered as text. */
  text: string;
  at: number;
  /** Id of the message that this one answers; empty if none. */
  reply_to: string;
  /** Emoji to the ids of the members who reacted with it. */
  reactions: Record<string, string[]>;
}

/** What ServerFrame may carry: exactly one of these. */
export interface ServerFrameContent {
  WELCOME: Welcome;
  SNAPSHOT: Snapshot;
  EVENT: Event;
  ACK: Ack;
  ERROR: Error;
  HEARTBEAT: Heartbeat;
  PONG: Pong;
  FEATURES: Features;
  STATUSES: Statuses;
  USERS: Users;
  DIRECT_MESSAGE: DirectMessage;
  GOODBYE: Goodbye;
}

/** One frame to a client. */
export interface ServerFrame extends Partial<ServerFrameContent> {
}

/** The first frame: who the client is here and what holds. */
export interface Welcome {
  member_id: string;
  /** Token for coming back with `?resume=`. */
  resume: string;
  server_time: number;
  /** Seconds between two HEARTBEATs. */
  heartbeat: number;
  /** Seconds for which a dropped member is waited for. */
  grace: number;
  limits?: Limits | null;
  /** What the member's plan unlocks. */
  features: string[];
}

/** What a client should not exceed. */
export interface Limits {
  frame_bytes: number;
  /** Characters. */
  nickname: number;
  chat: number;
  room_name: number;
  members_max: number;
  queue_max: number;
  playlists_max: number;
}

/** Everything, to start from. */
export interface Snapshot {
  epoch: string;
  revision: number;
  room?: Room | null;
}

/** What Event may carry: exactly one of these. */
export interface EventContent {
  PLAY: Played;
  PAUSE: Paused;
  SEEK: Sought;
  SET_RATE: RateSet;
  CHANGE_VIDEO: VideoChanged;
  UPDATE_QUEUE: QueueUpdated;
  VOTES: Votes;
  ITEM_UPDATED: ItemUpdated;
  MEMBER_JOINED: MembersJoined;
  MEMBER_LEFT: MemberLeft;
  MEMBER_RENAMED: MemberRenamed;
  MEMBER_UPDATED: MemberUpdated;
  LEADER_CHANGED: LeaderChanged;
  MEMBER_KICKED: MemberKicked;
  POLICY_CHANGED: PolicyChanged;
  CHAT: Chatted;
  REACTION: Reaction;
  TIMER: TimerChanged;
  ROOM_UPDATED: RoomUpdated;
  ROOM_CLOSED: RoomClosed;
}

/** One event of a room: `revision` is the last one plus one, always. */
export interface Event extends Partial<EventContent> {
  epoch: string;
  revision: number;
  at: number;
  /** Member id of who did it; empty when the room itself did. */
  by: string;
  /** Id of the command that made it; empty when none did. */
  id: string;
}

/** The command with that id was accepted. */
export interface Ack {
  id: string;
  /** The last revision that the command made, or the head if it changed nothing. */
  revision: number;
}

/** The frame with that id was refused; nothing changed. */
export interface Error {
  /** Empty when the frame had no readable id. */
  id: string;
  /** One of the named codes, for example `not_leader`. */
  code: string;
  detail: string;
  /** Seconds after which it is worth trying again; 0 = not by itself. */
  retry_after: number;
}

/** Head, player and timer at a regular interval. */
export interface Heartbeat {
  server_time: number;
  epoch: string;
  revision: number;
  playing: boolean;
  position: number;
  timer?: Timer | null;
}

/** The answer to PING. */
export interface Pong {
  id: string;
  client_time: number;
  server_time: number;
}

/** What the member's plan unlocks has changed. */
export interface Features {
  plan: string;
  features: string[];
  limits?: Limits | null;
}

/** How each one's player is: unrevisioned, at most once a second a room. */
export interface Statuses {
  statuses: MemberStatus[];
}

/** How one member's player is. */
export interface MemberStatus {
  member_id: string;
  state: string;
  /** Seconds ahead of (positive) or behind (negative) the room. */
  offset: number;
}

/** Changes of the list of active users, to those who asked. */
export interface Users {
  joined: User[];
  left: User[];
}

/** Somebody who is logged in. */
export interface User {
  user_id: string;
  username: string;
}

/** A message from one user to another, shown to both. */
export interface DirectMessage {
  /** Rises within the receiver's inbox, so that a reconnect can ask for what came after. */
  message_id: string;
  from?: User | null;
  to?: User | null;
  text: string;
  at: number;
}

/** The server is about to close. */
export interface Goodbye {
  /** The close code that follows. */
  code: number;
  detail: string;
  /** Seconds to wait before coming back; 0 = do not come back. */
  retry_after: number;
}

/** Playing began. */
export interface Played {
  playback?: Playback | null;
  position: number;
}

/** Playing stopped. */
export interface Paused {
  playback?: Playback | null;
  position: number;
}

/** The position was moved. */
export interface Sought {
  playback?: Playback | null;
  position: number;
  timestamp: number;
}

/** The speed was changed. */
export interface RateSet {
  playback?: Playback | null;
  position: number;
}

/** Something else plays; without `item` nothing does. */
export interface VideoChanged {
  playback?: Playback | null;
  position: number;
  item?: Item | null;
  /**
   * What played until now, to be put at the end of `history`, of which the last 50 stay; left out
   * when nothing did, or when the same item starts over.
   */
  played?: HistoryEntry | null;
}

/** The queue, entire. */
export interface QueueUpdated {
  queue: Item[];
}

/**
 * Votes for an item of the queue or, with `skip`, for skipping what plays: somebody voted, or the
 * count is another because of who came, left or may control playback.
 */
export interface Votes {
  item_id: string;
  votes: number;
  skip?: SkipVotes | null;
}

/** More became known of an item, wherever it is: its title, its duration. */
export interface ItemUpdated {
  item?: Item | null;
}

/** Members came in. */
export interface MembersJoined {
  members: Member[];
}

/** A member is gone. */
export interface MemberLeft {
  member_id: string;
  /** `left`, `lost` or `kicked`. */
  reason: string;
}

/** A member has another nickname. */
export interface MemberRenamed {
  member_id: string;
  nickname: string;
}

/** Something else of a member changed: role, muted, avatar. */
export interface MemberUpdated {
  member?: Member | null;
}

/** Another member leads. */
export interface LeaderChanged {
  member_id: string;
}

/** A member was removed; MEMBER_LEFT with reason `kicked` follows. */
export interface MemberKicked {
  member_id: string;
  banned: boolean;
}

/** The policy, entire. */
export interface PolicyChanged {
  policy?: Policy | null;
}

/** Somebody said something. */
export interface Chatted {
  message?: ChatMessage | null;
}

/** Somebody reacted to a message. */
export interface Reaction {
  message_id: string;
  member_id: string;
  emoji: string;
  removed: boolean;
}

/** The timer, entire. */
export interface TimerChanged {
  timer?: Timer | null;
}

/** The room's own data changed. */
export interface RoomUpdated {
  name: string;
  visibility: string;
  persistent: boolean;
  owner_id: string;
  /** The owner's plan does not keep rooms any more: queue and settings stay as they are. */
  read_only: boolean;
  /** Another name in links; empty without one. */
  address: string;
}

/** The room is gone. */
export interface RoomClosed {
  reason: string;
}

/** What ClientFrame may carry: exactly one of these. */
export interface ClientFrameContent {
  PLAY: Play;
  PAUSE: Pause;
  SEEK: Seek;
  SET_RATE: SetRate;
  CHANGE_VIDEO: ChangeVideo;
  SKIP: Skip;
  VOTE_SKIP: VoteSkip;
  ADD: Add;
  REMOVE: Remove;
  MOVE: Move;
  SHUFFLE: Shuffle;
  CLEAR: Clear;
  VOTE: Vote;
  UNDO: Undo;
  RENAME: Rename;
  STATUS: Status;
  TRANSFER_LEADER: TransferLeader;
  SET_ROLE: SetRole;
  KICK: Kick;
  UNBAN: Unban;
  MUTE: Mute;
  SET_POLICY: SetPolicy;
  LEAVE: Leave;
  CHAT: Chat;
  REACT: React;
  DIRECT_MESSAGE: SendDirectMessage;
  BLOCK: Block;
  WATCH_USERS: WatchUsers;
  TIMER_CONFIGURE: TimerConfigure;
  TIMER_START: TimerStart;
  TIMER_PAUSE: TimerPause;
  TIMER_RESET: TimerReset;
  TIMER_SKIP: TimerSkip;
  PING: Ping;
  RESYNC: Resync;
}

/** One frame from a client: an id and exactly one command. */
export interface ClientFrame extends Partial<ClientFrameContent> {
  /**
   * 1–64 characters, random, unique per member across tabs. It is an idempotency key: the same
   * id again within ten minutes has no second effect and gets the first answer.
   */
  id: string;
}

/** Start playing from the anchor, or from where the sender is. */
export interface Play {
  position?: number;
}

/** Stop at the anchor's position, or at the sender's. */
export interface Pause {
  position?: number;
}

/**
 * Jump to `timestamp` seconds; or, in a live stream, to `live_offset` seconds behind its edge, and
 * stay so far behind it. Then `timestamp` does not count.
 */
export interface Seek {
  timestamp: number;
  /** 0–43,200; 0 = as near to the edge as the stream lets players. */
  live_offset?: number;
}

/** Speed for the whole room, 0.25–4. */
export interface SetRate {
  rate: number;
}

/** Play something else now: an item of the queue, or a link. */
export interface ChangeVideo {
  item_id?: string;
  url?: string;
}

/** On to the next item of the queue. */
export type Skip = Record<string, never>;

/** Vote to skip what plays; the majority of those present and allowed decides. */
export type VoteSkip = Record<string, never>;

/** Put links into the queue. An idle room starts to play. */
export interface Add {
  url?: string;
  urls?: string[];
  /** In front of the queue instead of at its end. */
  next?: boolean;
}

/** Take an item out of the queue. */
export interface Remove {
  item_id: string;
}

/** Put an item at `index`, counted from 0 in the queue without the item. */
export interface Move {
  item_id: string;
  index: number;
}

/** Shuffle the queue. */
export type Shuffle = Record<string, never>;

/** Empty the queue. */
export type Clear = Record<string, never>;

/** Vote for an item of the queue, or take the vote back. */
export interface Vote {
  item_id: string;
  up: boolean;
}

/** Undo the last queue or seek action of the sender (the leader: of anybody). */
export type Undo = Record<string, never>;

/** A new nickname for oneself, or (leader and moderators) for another. */
export interface Rename {
  nickname: string;
  member_id?: string;
}

/** How the sender's player is. */
export interface Status {
  /** `ready`, `buffering`, `ad`, `blocked`, `error` or `ended`. */
  state: string;
  item_id: string;
  /** Where the player is, seconds, at the instant `at` of the room clock. */
  position: number;
  at: number;
  /** What the player says the item's duration is, seconds. */
  duration?: number;
}

/** Hand the lead to another member. */
export interface TransferLeader {
  member_id: string;
}

/** Make somebody `moderator` or `member`. */
export interface SetRole {
  member_id: string;
  role: string;
}

/** Remove a member; with `ban`, account and device stay out. */
export interface Kick {
  member_id: string;
  ban: boolean;
}

/** Let a banned user in again. */
export interface Unban {
  user_id: string;
}

/** Silence a member, or end it. */
export interface Mute {
  member_id: string;
  muted: boolean;
}

/** Change the policy; what is left out stays. */
export interface SetPolicy {
  policy: PolicyChange;
}

/** The fields of Policy that are to change, see there. */
export interface PolicyChange {
  playback?: string;
  queue?: string;
  chat?: string;
  timer?: string;
  buffering?: string;
  order?: string;
  loop?: string;
  slow_mode?: number;
  members_max?: number;
}

/** Leave at once, without grace. */
export type Leave = Record<string, never>;

/** Say something to everybody in the room. */
export interface Chat {
  text: string;
  reply_to?: string;
}

/** React to a message, or take the reaction back. */
export interface React {
  message_id: string;
  emoji: string;
  remove?: boolean;
}

/** Say something to one user. */
export interface SendDirectMessage {
  /** User id or username. */
  to: string;
  text: string;
}

/** Refuse direct messages of a user, or accept them again. */
export interface Block {
  user_id: string;
  blocked: boolean;
}

/** Be told how the list of active users changes, or no longer. */
export interface WatchUsers {
  on: boolean;
}

/** Settings of the timer, which goes to `idle`. Seconds, at least 1. */
export interface TimerConfigure {
  focus: number;
  short_break: number;
  long_break: number;
  cycles: number;
  auto_start: boolean;
  focus_action: string;
  break_action: string;
}

/** Start or continue the timer. */
export type TimerStart = Record<string, never>;

/** Stop the timer where it is. */
export type TimerPause = Record<string, never>;

/** Back to `idle`. */
export type TimerReset = Record<string, never>;

/** On to the next phase. */
export type TimerSkip = Record<string, never>;

/** Ask for the room clock; answered by PONG. */
export interface Ping {
  /** The client's own clock, milliseconds, sent back unchanged. */
  client_time: number;
}

/** Ask for a SNAPSHOT. */
export type Resync = Record<string, never>;
