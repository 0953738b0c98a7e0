// What somebody keeps: playlists, the rooms that are theirs, and imports that run on the server.
import type { RoomView } from './rooms';
import type { Session } from './session';

/** An item of a playlist. */
export interface PlaylistItem {
  id: string;
  url: string;
  /** The link while nothing is known. */
  title: string;
  channel: string;
  /** Seconds; 0 = unknown. */
  duration: number;
  thumbnail_url: string;
}

/** A playlist as lists tell it. */
export interface PlaylistHead {
  id: string;
  name: string;
  version: number;
  item_count: number;
}

/** A playlist with its items. */
export interface Playlist extends PlaylistHead {
  items: PlaylistItem[];
}

/** An item that was not added, and why. */
export interface ImportProblem {
  url: string;
  title: string;
  reason: 'duplicate' | 'unavailable' | 'unsupported_url' | 'queue_full' | 'playlist_full';
}

/** An import, as far as it has come. */
export interface Import {
  id: string;
  title: string;
  status: 'running' | 'done' | 'failed' | 'cancelled';
  /** 0 = not known yet. */
  total: number;
  /** Items looked at. */
  done: number;
  added: number;
  duplicates: number;
  unavailable: number;
  problems: ImportProblem[];
  error: { code: string; detail: string } | null;
}

/** A room of mine. */
export interface MyRoom extends RoomView {
  url: string;
  persistent: boolean;
  address?: string;
  queue_count: number;
}

/** A page of a list. */
export interface Paged<T> {
  items: T[];
  next_cursor: string | null;
}

const at = (path: string, cursor: string | null): string =>
  `${path}?${new URLSearchParams({ limit: '50', ...(cursor ? { cursor } : {}) })}`;
const one = (id: string): string => `/api/playlists/${encodeURIComponent(id)}`;

/** My playlists, the last changed first. */
export function playlists(session: Session, cursor: string | null): Promise<Paged<PlaylistHead>> {
  return session.request('GET', at('/api/playlists', cursor));
}

/** A playlist with its items. */
export function playlist(session: Session, id: string): Promise<Playlist> {
  return session.request('GET', one(id));
}

/** Makes a playlist, empty or from what plays and waits in a room. */
export function createPlaylist(session: Session, name: string, room: string | null): Promise<Playlist> {
  return session.request('POST', '/api/playlists', { name, ...(room ? { room_id: room } : {}) });
}

/** Renames, or gives the whole new order, of the list as it was in that version. */
export function changePlaylist(
  session: Session,
  id: string,
  change: { name?: string; items?: { id: string }[] },
  version: number,
): Promise<Playlist> {
  return session.request('PUT', one(id), change, undefined, { 'if-match': `"${version}"` });
}

/** Deletes a playlist. */
export function deletePlaylist(session: Session, id: string): Promise<void> {
  return session.request('DELETE', one(id));
}

/** Appends to a playlist: a YouTube playlist, links, or what a room has. */
export function importToPlaylist(
  session: Session,
  id: string,
  what: { url: string } | { links: string } | { room_id: string },
): Promise<Import> {
  return session.request('POST', `${one(id)}/import`, what);
}

/** Appends to a room's queue: a playlist of mine, or one of YouTube. */
export function importToQueue(
  session: Session,
  room: string,
  what: { playlist_id: string } | { url: string },
): Promise<Import> {
  return session.request('POST', `/api/rooms/${encodeURIComponent(room)}/queue/import`, what);
}

/** How far an import has come. */
export function importState(session: Session, id: string): Promise<Import> {
  return session.request('GET', `/api/imports/${encodeURIComponent(id)}`);
}

/** Ends an import; what was added stays. */
export function cancelImport(session: Session, id: string): Promise<void> {
  return session.request('DELETE', `/api/imports/${encodeURIComponent(id)}`);
}

/** Rooms that I own. */
export function myRooms(session: Session, cursor: string | null): Promise<Paged<MyRoom>> {
  return session.request('GET', at('/api/users/me/rooms', cursor));
}

/** Closes a room for good. */
export function deleteRoom(session: Session, id: string): Promise<void> {
  return session.request('DELETE', `/api/rooms/${encodeURIComponent(id)}`);
}
