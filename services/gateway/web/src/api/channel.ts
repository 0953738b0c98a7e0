// What the tabs of one browser tell each other of the session they share. It stays in memory: a
// message is gone once it was heard, and only pages of this origin hear it.
import type { Granted, User } from './session';

/** One message. */
export type Shared =
  { kind: 'granted'; granted: Granted } | { kind: 'user'; user: User } | { kind: 'ended'; session: string };

const NAME = 'matinee.session';

function isShared(data: unknown): data is Shared {
  return typeof data === 'object' && data !== null && 'kind' in data;
}

/** The other tabs, where the browser knows of them. */
export function otherTabs(): { tell: (shared: Shared) => void; listen: (hear: (shared: Shared) => void) => void } {
  if (!('BroadcastChannel' in globalThis)) return { tell: () => undefined, listen: () => undefined };
  const channel = new BroadcastChannel(NAME);
  return {
    tell: (shared) => channel.postMessage(shared),
    listen: (hear) => {
      channel.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (isShared(data)) hear(data);
      };
    },
  };
}
