// Links as people paste them: one, or a whole list with other words around it.

/** Links in one ADD; a frame takes 16 KiB at most. */
const PER_COMMAND = 50;
const BYTES_PER_COMMAND = 12_000;

/** The links in a text, in order. Words around them go; a text without any is taken at its word. */
export function linksIn(text: string): string[] {
  const parts = text.split(/\s+/).filter((part) => part !== '');
  const links = parts.filter((part) => /^(https?:\/\/|\/)\S/i.test(part));
  return links.length > 0 ? links : parts;
}

/** Whether a text is meant as a link, or a list of them, and not as words to search for. */
export function meansLinks(text: string): boolean {
  const parts = text.trim().split(/\s+/);
  if (parts.some((part) => /^(https?:\/\/|\/)\S/i.test(part))) return true;
  // People paste `youtu.be/…` without a scheme.
  return parts.length === 1 && /^([a-z][a-z0-9+.-]*:\S+|([a-z0-9-]+\.)+[a-z]{2,}\/\S*)$/i.test(parts[0] ?? '');
}

/** Whether a link is a YouTube playlist and no video of one: many items, which are imported and not added. */
export function isPlaylist(link: string): boolean {
  return /^(https?:\/\/)?([a-z]+\.)?youtube\.com\/(playlist|embed\/videoseries)\?(\S*&)?list=[\w-]{2,}/i.test(
    link.trim(),
  );
}

/** The links in portions that fit into one command each. */
export function portions(links: readonly string[]): string[][] {
  const all: string[][] = [];
  let size = Infinity;
  for (const link of links) {
    const bytes = new TextEncoder().encode(link).length + 4;
    const last = all.at(-1);
    if (!last || last.length >= PER_COMMAND || size + bytes > BYTES_PER_COMMAND) {
      all.push([link]);
      size = bytes;
    } else {
      last.push(link);
      size += bytes;
    }
  }
  return all;
}
