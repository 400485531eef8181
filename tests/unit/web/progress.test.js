// The lesson view counts each question once, wherever else its answer is shown.

import assert from "node:assert/strict";
import { test } from "node:test";

import { questions } from "../../../lessons/lab/view/progress.js";

const KIT = {
  a: 'the_call.ask("one")',
  b: 'the_call.ask("two")',
  c: "the_call.checkin()",
  d: 'the_call.ask("three")',
};

/** @type {(id: string, ...verdicts: string[]) => any} A cell with the results that its cards show. */
const cell = (id, ...verdicts) => ({
  model: { id },
  node: { querySelectorAll: () => verdicts.map((verdict) => ({ dataset: { verdict } })) },
});

test("an answer that the check-in shows again counts once", () => {
  const cells = [cell("a", "recorded"), cell("b", "not attempted"), cell("c", "recorded", "right")];
  assert.deepEqual(questions(KIT, cells), { done: 1, all: 3 });
});

test("a cell that a learner made or copied counts for nothing", () => {
  const cells = [cell("a", "wrong"), cell("mine", "right"), cell("d", "")];
  assert.deepEqual(questions(KIT, cells), { done: 1, all: 3 });
});
