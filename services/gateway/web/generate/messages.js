// Writes src/protocol/messages.ts from proto/matinee/sync/v1. Run `npm run generate` after a
// change there; a test fails while the committed file differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from './proto.js';

/** @typedef {import('./proto.js').Field} Field */
/** @typedef {import('./proto.js').Message} Message */

export const CONTRACT = fileURLToPath(new URL('../../../../proto/matinee/sync/v1/', import.meta.url));
export const TARGET = fileURLToPath(new URL('../src/protocol/messages.ts', import.meta.url));

/** The files in the order in which they build on each other; commands come from the client. */
export const FILES = [
  { name: 'state.proto', fromClient: false },
  { name: 'event.proto', fromClient: false },
  { name: 'command.proto', fromClient: true },
];

/** @type {Record<string, string>} */
const SCALARS = { string: 'string', bool: 'boolean', double: 'number', uint32: 'number', int32: 'number' };

/** Frames and events name their content by the one field that is set. */
const ENVELOPES = new Set(['ClientFrame', 'ServerFrame', 'Event']);

/** @param {string[]} doc @param {string} indent */
function comment(doc, indent) {
  if (doc.length === 0) return '';
  if (doc.length === 1) return `${indent}/** ${doc[0]} */\n`;
  return `${indent}/**\n${doc.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

/** @param {Field} field @param {boolean} fromClient */
function member(field, fromClient) {
  const map = /^map<string, (.+)>$/.exec(field.type);
  const scalar = SCALARS[field.type];
  if (map) return { type: 'Record<string, string[]>', required: !fromClient };
  if (field.repeated) return { type: `${scalar ?? field.type}[]`, required: !fromClient };
  if (scalar) return { type: scalar, required: !field.optional && field.oneof === null };
  // The content of an envelope is required where it is listed; elsewhere a message may be missing.
  return fromClient ? { type: field.type, required: true } : { type: `${field.type} | null`, required: false };
}

/** @param {Message} message @param {boolean} fromClient */
function emit(message, fromClient) {
  const envelope = ENVELOPES.has(message.name);
  const plain = message.fields.filter((field) => !(envelope && field.oneof));
  const content = message.fields.filter((field) => envelope && field.oneof);
  let text = '\n';
  if (content.length > 0) {
    text += `/** What ${message.name} may carry: exactly one of these. */\nexport interface ${message.name}Content {\n`;
    for (const field of content) text += `${comment(field.doc, '  ')}  ${field.name}: ${field.type};\n`;
    text += '}\n\n';
  }
  text += comment(message.doc, '');
  if (plain.length === 0 && content.length === 0) {
    return `${text}export type ${message.name} = Record<string, never>;\n`;
  }
  const heritage = content.length > 0 ? ` extends Partial<${message.name}Content>` : '';
  text += `export interface ${message.name}${heritage} {\n`;
  for (const field of plain) {
    const { type, required } = member(field, fromClient);
    text += `${comment(field.doc, '  ')}  ${field.name}${required ? '' : '?'}: ${type};\n`;
  }
  return `${text}}\n`;
}

/** @returns {string} the text of src/protocol/messages.ts */
export function generate() {
  let text = '// Generated from proto/matinee/sync/v1 by generate/messages.js. Do not edit.\n';
  for (const { name, fromClient } of FILES) {
    for (const message of parse(readFileSync(CONTRACT + name, 'utf8'))) text += emit(message, fromClient);
  }
  return text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, generate());
