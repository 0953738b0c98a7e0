// The configuration reference says what the program does.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { PATH, defaults, reference } from "../src/configuration.js";

test("the configuration reference is what the program's defaults make; else run `make documents`", async () => {
  assert.equal(await readFile(PATH, "utf8"), reference(await defaults()));
});

test("it has every key once, with its meaning", async () => {
  const text = await defaults();
  const keys = text.split("\n").filter((line) => /^(# )?[a-z][a-z0-9_]* = /.test(line));
  const rows = reference(text).split("\n").filter((line) => line.startsWith("| `MATINEE_"));
  assert.equal(rows.length, keys.length);
  assert.equal(new Set(rows.map((row) => row.split("`")[1])).size, keys.length);
  assert.deepEqual(rows.filter((row) => / \|  \|$/.test(row)), []);
});
