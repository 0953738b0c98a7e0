// What the browser remembers. Storage may be forbidden (private windows, embedded pages): then
// things are remembered for as long as the page lives.

function guarded(pick: () => Storage): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const memory = new Map<string, string>();
  const attempt = <T>(work: (storage: Storage) => T, otherwise: () => T): T => {
    try {
      return work(pick());
    } catch {
      return otherwise();
    }
  };
  return {
    getItem: (key) =>
      attempt<string | null>(
        (s) => s.getItem(key),
        () => memory.get(key) ?? null,
      ),
    setItem: (key, value) =>
      attempt<void>(
        (s) => s.setItem(key, value),
        () => void memory.set(key, value),
      ),
    removeItem: (key) =>
      attempt<void>(
        (s) => s.removeItem(key),
        () => void memory.delete(key),
      ),
  };
}

/** Outlives the tab. */
export const lasting = guarded(() => localStorage);
/** Ends with the tab. */
export const ofTab = guarded(() => sessionStorage);
