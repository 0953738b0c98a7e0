// Whoever is woken finds what woke them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const top = new URL("../../../", import.meta.url).pathname;

test("the operator's guide explains every alert, and no other", async () => {
  const rules = await readFile(`${top}deploy/prometheus/alerts.rules.yml`, "utf8");
  const guide = await readFile(`${top}docs/operators.md`, "utf8");
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name).sort();
  const explained = [...guide.matchAll(/^\| `(Matinee\w+)` \|/gm)].map(([, name]) => name).sort();
  assert.ok(alerts.length > 0);
  assert.deepEqual(explained, alerts);
});
