import assert from "node:assert/strict";
import { test } from "node:test";
import { nextShape } from "../../../lessons/kit/web/maps/neighbours.js";

const [poland, ukraine, portugal, russia, sea] = [
  { id: "POL", name: "Poland", x: 10, y: 10 },
  { id: "UKR", name: "Ukraine", x: 20, y: 12 },
  { id: "PRT", name: "Portugal", x: 0, y: 30 },
  { id: "RUS", name: "Russia", x: 40, y: 0 },
  { id: "AZO", name: "Åland", x: 12, y: 40 },
];
const shapes = [poland, ukraine, portugal, russia, sea];

test("an arrow goes to the nearest in its direction", () => {
  assert.equal(nextShape(shapes, poland, "ArrowRight"), ukraine);
  assert.equal(nextShape(shapes, ukraine, "ArrowLeft"), poland);
  assert.equal(nextShape(shapes, ukraine, "ArrowRight"), russia);
  assert.equal(nextShape(shapes, russia, "ArrowUp"), null);
});

test("a letter goes to the next name, round and round", () => {
  assert.equal(nextShape(shapes, poland, "p"), portugal);
  assert.equal(nextShape(shapes, portugal, "P"), poland);
  assert.equal(nextShape(shapes, poland, "q"), null);
});

test("Home and End go to the first and last by name", () => {
  assert.equal(nextShape(shapes, ukraine, "Home"), sea);
  assert.equal(nextShape(shapes, poland, "End"), ukraine);
  assert.equal(nextShape(shapes, poland, "Tab"), null);
});
