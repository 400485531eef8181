import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { arrival, distance } from "../../../lessons/kit/web/maps/geodesic.js";
import { onGround, onMap } from "../../../lessons/kit/web/maps/laea.js";
import { around, aside, closer, kept } from "../../../lessons/kit/web/maps/zoom.js";

// Made by pyproj; test_on_the_ground.py holds the file to it.
const known = JSON.parse(readFileSync(new URL("on_the_ground.json", import.meta.url), "utf8"));
/** @param {[number, number]} at */
const place = ([lon, lat]) => ({ lon, lat });

test("distances are those of pyproj, to the metre", () => {
  for (const { from, to, km } of known.distances) {
    assert.ok(Math.abs(distance(place(from), place(to)) - km) < 0.001, `${from} to ${to}`);
  }
  assert.equal(distance(place([30, 50]), place([30, 50])), 0);
});

test("one arrives where pyproj does", () => {
  for (const { from, bearing, km, to } of known.arrivals) {
    const there = arrival(place(from), bearing, km);
    assert.ok(distance(there, place(to)) < 0.001, `${from}, ${bearing}°, ${km} km`);
  }
});

test("the projection is that of pyproj, there and back", () => {
  for (const { place: at, xy } of known.projected) {
    const [east, north] = onMap(place(at));
    assert.ok(Math.hypot(east - xy[0], north - xy[1]) < 0.01, `${at}`);
    assert.ok(distance(onGround(east, north), place(at)) < 0.001, `${at}`);
  }
  assert.deepEqual(onGround(4321000, 3210000), { lon: 10, lat: 52 });
});

const whole = { x: 0, y: 0, width: 1000, height: 840 };

test("what lies under the pointer stays there while one looks closer", () => {
  const spot = { x: 700, y: 300 };
  const view = closer(whole, whole, 4, spot);
  assert.equal(view.width, 250);
  assert.equal((spot.x - view.x) / view.width, 0.7);
  assert.deepEqual(closer(view, whole, 0.1, spot), whole);
});

test("a part of the map is seen whole through a window of another shape", () => {
  const part = { x: 400, y: 400, width: 200, height: 168 };
  const { x, y, width, height } = around(part, whole, 0.5);
  assert.deepEqual([width, height], [336, 168]);
  assert.deepEqual([x + width / 2, y + height / 2], [500, 484]);
});

test("nobody looks beyond the map, nor closer than is of use", () => {
  assert.deepEqual(kept({ x: -50, y: 900, width: 500, height: 420 }, whole), {
    x: 0,
    y: 420,
    width: 500,
    height: 420,
  });
  assert.equal(closer(whole, whole, 1000, { x: 0, y: 0 }).width, 1000 / 24);
  assert.equal(aside({ x: 0, y: 0, width: 100, height: 84 }, whole, 0.5, 0).x, 50);
});
