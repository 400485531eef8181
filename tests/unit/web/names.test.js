import assert from "node:assert/strict";
import { test } from "node:test";
import { box, fitting } from "../../../lessons/kit/web/maps/names.js";

const seen = { left: 0, top: 0, width: 100, height: 100, scale: 10 };
/**
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {number} room
 */
const name = (text, x, y, room) => ({ id: text, text, x, y, room });
/** @param {{text: string}[]} shown */
const texts = (shown) => shown.map(({ text }) => text);

test("the widest shape is named first, and nothing is written over it", () => {
  const names = [name("Small", 52, 50, 20), name("Large", 50, 50, 40), name("Away", 50, 80, 20)];
  assert.deepEqual(texts(fitting(names, seen, 13)), ["Large", "Away"]);
});

test("a name that is wider than its land waits until one comes nearer", () => {
  const names = [name("Luxembourg", 50, 50, 4)];
  assert.deepEqual(fitting(names, seen, 13), []);
  const near = { left: 45, top: 45, width: 10, height: 10, scale: 100 };
  assert.deepEqual(texts(fitting(names, near, 13)), ["Luxembourg"]);
});

test("no name runs over the edge or over what is there", () => {
  const edge = name("Portugal", 1, 50, 30);
  const free = name("Spain", 30, 50, 30);
  assert.deepEqual(texts(fitting([edge, free], seen, 13)), ["Spain"]);
  assert.deepEqual(fitting([free], seen, 13, [box(free, seen, 13)]), []);
});
