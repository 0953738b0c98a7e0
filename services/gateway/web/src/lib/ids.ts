// Ids of commands. `crypto.randomUUID` exists only in secure contexts, and a room opened on a
// LAN by plain http is none; `getRandomValues` is there always.

/** A new random id, unique per member across tabs: 32 hex digits. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
