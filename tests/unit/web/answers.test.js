import assert from "node:assert/strict";
import { test } from "node:test";
import { typed } from "../../../lessons/kit/web/cards/kinds/number.js";
import { same } from "../../../lessons/kit/web/cards/same.js";

test("a number is sent as it was typed", () => {
  assert.equal(typed(" 2,4 "), "2,4");
  assert.equal(typed("20–30"), "20–30");
  assert.equal(typed("٣"), "٣"); // Python reads it
  assert.equal(typed("0"), "0");
  assert.equal(typed("   "), null);
});

test("pairs are the same in whatever order they were chosen", () => {
  assert.ok(same({ a: "1", b: "2" }, { b: "2", a: "1" }));
  assert.ok(!same({ a: "1", b: "2" }, { a: "1" }));
});

test("an order is another order", () => {
  assert.ok(same(["a", "b"], ["a", "b"]));
  assert.ok(!same(["a", "b"], ["b", "a"]));
  assert.ok(!same(null, []));
});
