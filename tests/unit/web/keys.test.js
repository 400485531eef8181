import assert from "node:assert/strict";
import { test } from "node:test";
import { verdict } from "../../../lessons/kit/web/shared/keys.js";

const BUTTON = { typed: false, list: false };
const FIELD = { typed: true, list: false };
const LIST = { typed: false, list: true };

/** @param {string} key */
const press = (key, held = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

test("JupyterLab's shortcuts stay out", () => {
  for (const key of ["d", "b", "ArrowUp", "Enter", "0"]) {
    for (const where of [BUTTON, FIELD, LIST]) assert.equal(verdict(press(key), where), "keep");
  }
});

test("Ctrl+S saves the notebook, Ctrl+Shift+S doesn't get out", () => {
  assert.equal(verdict(press("s", { ctrlKey: true }), FIELD), "pass");
  assert.equal(verdict(press("s", { metaKey: true }), BUTTON), "pass");
  assert.equal(verdict(press("s", { ctrlKey: true, shiftKey: true }), BUTTON), "keep");
  assert.equal(verdict(press("s"), BUTTON), "keep");
});

test("Escape leaves, but not from a field or a list", () => {
  assert.equal(verdict(press("Escape"), BUTTON), "leave");
  assert.equal(verdict(press("Escape"), FIELD), "keep");
  assert.equal(verdict(press("Escape"), LIST), "keep");
});

test("Ctrl+A marks a field's text, never the page", () => {
  assert.equal(verdict(press("a", { ctrlKey: true }), FIELD), "keep");
  assert.equal(verdict(press("a", { ctrlKey: true }), BUTTON), "stop");
  assert.equal(verdict(press("a", { ctrlKey: true }), LIST), "stop");
});
