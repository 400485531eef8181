import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { handIn, xapiResponse } from "../../../lessons/kit/web/pages/handin.js";
import { blake2b } from "../../../lessons/kit/web/record/blake2b.js";
import { newEvent, pack, unpack } from "../../../lessons/kit/web/record/row.js";

const FORMAT = readFileSync(new URL("../../../docs/format.md", import.meta.url), "utf8");
const attempt = /```json attempt\n(.+)\n```/.exec(FORMAT)?.[1] ?? "";

test("a hash is that of Python's hashlib", () => {
  const bytes = (/** @type {number} */ n) => new Uint8Array(n).map((_, i) => i % 251);
  assert.equal(blake2b(bytes(0), 8), "e4a6a0577479b2b4");
  assert.equal(blake2b(bytes(128), 8), "c2d13df1b6617e82");
  assert.equal(blake2b(bytes(1000), 8), "669ca836a838577f");
});

test("a row that Python packed is read, and one sign more or less is refused", () => {
  assert.equal(unpack(attempt).question, "how-many");
  assert.equal(unpack(attempt.replace("right", "wrong")), null);
  assert.equal(unpack(attempt.slice(0, -1)), null);
});

test("what is packed is read again, in any letters", () => {
  const row = { response: { text: "Київ “так”" }, score: 0 };
  assert.deepEqual(unpack(pack(row)), row);
});

test("an event is a UUID", () => {
  assert.match(newEvent(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("responses are written as xAPI does", () => {
  assert.equal(xapiResponse("order", ["b", "a"]), "b[,]a");
  assert.equal(xapiResponse("match", { a: "x", b: "y" }), "a[.]x[,]b[.]y");
  assert.equal(xapiResponse("short", { text: "So", rubric: [] }), "So");
});

test("a hand-in counts attempts and leaves out what is torn", () => {
  const learner = { id: "140e513d1d9c3912", nickname: "Red Fox", user: "", sign_in: 1 };
  const about = { kit: "0.1.0", lessons: ["the_toll"], nobody: "learner" };
  const made = JSON.parse(handIn(learner, [attempt, attempt.slice(1)], about, new Date(0)));
  assert.equal(made.left_out, 1);
  assert.equal(made.statements.length, 1);
  assert.equal(
    made.statements[0].context.extensions["https://reading-a-crisis.invalid/attempt"],
    1,
  );
});
