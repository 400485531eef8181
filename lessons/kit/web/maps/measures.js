// What the map room measures: a way between two places, and the land within a ring.

import { arrival } from "./geodesic.js";

/** @typedef {import("./geodesic.js").Place} Place */
/** @typedef {(at: Place) => [number, number]} Spot where a place lies on the map, in its units */

const ROUND = 5; // degrees between two points of a ring
const STEPS = 48; // of a way
const GRID = 72; // samples across a ring

/** @param {number[][]} points */
const path = (points) => `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L")}`;

/**
 * Draw the shortest way over the ground.
 *
 * @param {Place} from
 * @param {Place} to
 * @param {Spot} spot
 */
export function way(from, to, spot) {
  const [a, b] = [unit(from), unit(to)];
  const apart = Math.acos(Math.min(1, a[0] * b[0] + a[1] * b[1] + a[2] * b[2]));
  if (apart === 0) return path([spot(from), spot(to)]);
  const points = [];
  for (let n = 0; n <= STEPS; n += 1) {
    const [left, right] = [Math.sin(apart * (1 - n / STEPS)), Math.sin((apart * n) / STEPS)];
    const [x, y, z] = a.map((one, k) => (one * left + b[k] * right) / Math.sin(apart));
    const lat = (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI;
    points.push(spot({ lon: (Math.atan2(y, x) * 180) / Math.PI, lat }));
  }
  return path(points);
}

/** @param {Place} place */
function unit({ lon, lat }) {
  const [east, north] = [(lon * Math.PI) / 180, (lat * Math.PI) / 180];
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)];
}

/**
 * Give the points of a ring, in the map's units.
 *
 * @param {Place} centre
 * @param {number} far in kilometres
 * @param {Spot} spot
 */
export function ringOf(centre, far, spot) {
  const points = [];
  for (let bearing = 0; bearing < 360; bearing += ROUND) {
    points.push(spot(arrival(centre, bearing, far)));
  }
  return { points, d: `${path(points)}Z` };
}

/**
 * Share out the area of a ring by country. The map keeps areas true, so each sample of a grid over
 * it stands for the same area.
 *
 * @param {[number, number][]} points of the ring, in the map's units
 * @param {(x: number, y: number) => string | undefined} countryAt
 * @param {(x: number, y: number) => boolean} inside
 * @param {number} unit kilometres of one unit
 * @returns {{id: string | undefined, area: number}[]} square kilometres, the largest first
 */
export function areas(points, countryAt, inside, unit) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const step = (Math.max(...xs) - left) / GRID;
  const counts = new Map();
  let all = 0;
  for (let x = left + step / 2; x < Math.max(...xs); x += step) {
    for (let y = top + step / 2; y < Math.max(...ys); y += step) {
      if (!inside(x, y)) continue;
      all += 1;
      const id = countryAt(x, y);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  const whole = enclosed(points) * unit ** 2;
  return [...counts]
    .map(([id, count]) => ({ id, area: (whole * count) / all }))
    .sort((a, b) => b.area - a.area);
}

/** @param {[number, number][]} points */
export function enclosed(points) {
  const twice = points.reduce((sum, [x, y], n) => {
    const [nextX, nextY] = points[(n + 1) % points.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}
