// Reads the .proto files of the contract. They use a small part of the language on purpose
// (messages, oneofs, maps, comments), so a line reader suffices and the build needs no protoc.

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} type scalar, message name, or `map<string, …>`
 * @property {boolean} repeated
 * @property {boolean} optional
 * @property {string | null} oneof
 * @property {string[]} doc
 */
/**
 * @typedef {object} Message
 * @property {string} name
 * @property {string[]} doc
 * @property {Field[]} fields
 */

const MESSAGE = /^message (\w+) \{(\})?$/;
const ONEOF = /^oneof (\w+) \{$/;
const FIELD = /^(optional |repeated )?(map<[^>]+>|[\w.]+) (\w+) = \d+;/;

/**
 * @param {string} text of one .proto file
 * @returns {Message[]} in the order of the file
 */
export function parse(text) {
  /** @type {Message[]} */
  const messages = [];
  /** @type {Message | null} */
  let message = null;
  /** @type {string | null} */
  let oneof = null;
  /** @type {string[]} */
  let doc = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line.startsWith('//')) {
      doc.push(line.slice(2).trim());
      continue;
    }
    const start = MESSAGE.exec(line);
    const field = FIELD.exec(line);
    if (start) {
      message = { name: start[1] ?? '', doc, fields: [] };
      messages.push(message);
      if (start[2]) message = null;
    } else if (message && ONEOF.test(line)) {
      oneof = ONEOF.exec(line)?.[1] ?? null;
    } else if (message && field) {
      message.fields.push({
        name: field[3] ?? '',
        type: field[2] ?? '',
        repeated: field[1] === 'repeated ',
        optional: field[1] === 'optional ',
        oneof,
        doc,
      });
    } else if (line === '}') {
      if (oneof) oneof = null;
      else message = null;
    } else if (message && line !== '' && !line.startsWith('reserved ')) {
      throw new Error(`proto line not understood: ${line}`);
    }
    doc = [];
  }
  return messages;
}
