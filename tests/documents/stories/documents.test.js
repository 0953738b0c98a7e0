// The committed documents, read by the tools of those who will use them.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { promisify } from "node:util";
import { Parser } from "@asyncapi/parser";
import Ajv from "ajv";

const run = promisify(execFile);
const docs = new URL("../../../docs/", import.meta.url).pathname;

test("the OpenAPI document has nothing for a linter to say", async () => {
  const redocly = new URL("../node_modules/.bin/redocly", import.meta.url).pathname;
  const quiet = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const cwd = new URL("..", import.meta.url).pathname;
  const { stdout, stderr } = await run(redocly, ["lint", `${docs}openapi.json`], { cwd, env: quiet }).catch((error) => error);
  assert.match(stderr + stdout, /Your API description is valid/);
  const { openapi } = JSON.parse(await readFile(`${docs}openapi.json`, "utf8"));
  assert.match(openapi, /^3\.1\./);
});

test("the AsyncAPI document is valid, and whole", async () => {
  const text = await readFile(`${docs}asyncapi.json`, "utf8");
  const { document, diagnostics } = await new Parser().parse(text);
  // Severity 0 and 1: errors and warnings.
  assert.deepEqual(diagnostics.filter(({ severity }) => severity < 2).map(({ message, path }) => `${path.join(".")}: ${message}`), []);
  const messages = document.messages().all();
  const count = (prefix) => messages.filter((message) => message.id().startsWith(prefix)).length;
  assert.equal(document.version(), "3.0.0");
  assert.ok(count("command.") > 30 && count("frame.") > 10 && count("event.") === 20);
});

test("every example is what its message allows", async () => {
  const document = JSON.parse(await readFile(`${docs}asyncapi.json`, "utf8"));
  const ajv = new Ajv({ strict: false });
  ajv.addSchema(document, "asyncapi");
  const wrong = [];
  for (const [id, { examples }] of Object.entries(document.components.messages)) {
    const fits = ajv.compile({ $ref: `asyncapi#/components/messages/${id}/payload` });
    for (const { name, payload } of examples) if (!fits(payload)) wrong.push(`${id} ${name}: ${ajv.errorsText(fits.errors)}`);
    // A schema that takes anything would hold nothing.
    assert.ok(!fits({ id: "c1", NOTHING: {} }), `${id} takes what is no frame`);
  }
  assert.deepEqual(wrong, []);
});
