import assert from "node:assert/strict";
import { test } from "node:test";
import { speaker } from "../../../lessons/kit/web/shared/words.js";

const english = speaker({
  language: "en",
  check: "Check",
  hint: "Hint ({number} of {of})",
  left: { one: "{count} claim", other: "{count} claims" },
});
const ukrainian = speaker({
  language: "uk",
  left: { one: "{count} заява", few: "{count} заяви", many: "{count} заяв" },
});

test("words are filled", () => {
  assert.equal(english("check"), "Check");
  assert.equal(english("hint", { number: 2, of: 3 }), "Hint (2 of 3)");
});

test("numbers and plurals are the language's", () => {
  assert.equal(english("left", { count: 1 }), "1 claim");
  assert.equal(english("left", { count: 13400 }), "13,400 claims");
  assert.equal(ukrainian("left", { count: 1 }), "1 заява");
  assert.equal(ukrainian("left", { count: 22 }), "22 заяви");
  assert.equal(ukrainian("left", { count: 11 }), "11 заяв");
  assert.equal(ukrainian("left", { count: 12.5 }), "12,5 заяв"); // no form of its own: the last
});

test("a slip in the code is no silent gap", () => {
  assert.throws(() => english("chek"), /no words for chek/);
  assert.throws(() => english("hint", { number: 2 }), /need a value for of/);
});
