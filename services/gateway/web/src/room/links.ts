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
