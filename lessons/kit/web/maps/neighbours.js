// Going from shape to shape on a map by keys.

/** @typedef {{id: string, name: string, x: number, y: number}} Spot */

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/**
 * Give the shape that a key leads to: the nearest in the arrow's direction, the next with that
 * initial letter, the first or the last by name.
 *
 * @template {Spot} T
 * @param {T[]} shapes
 * @param {T} from
 * @param {string} key
 * @returns {T | null}
 */
export function nextShape(shapes, from, key) {
  if (key in ARROWS) return nearest(shapes, from, ARROWS[key]);
  const byName = [...shapes].sort((a, b) => a.name.localeCompare(b.name));
  if (key === "Home") return byName[0];
  if (key === "End") return byName[byName.length - 1];
  if (key.length !== 1) return null;
  const after = byName.indexOf(from) + 1;
  const inTurn = [...byName.slice(after), ...byName.slice(0, after)];
  const letter = key.toLowerCase();
  return inTurn.find((shape) => shape.name.toLowerCase().startsWith(letter)) ?? null;
}

/**
 * @template {Spot} T
 * @param {T[]} shapes
 * @param {T} from
 * @param {[number, number]} direction
 * @returns {T | null}
 */
function nearest(shapes, from, [right, down]) {
  let best = null;
  let least = Number.POSITIVE_INFINITY;
  for (const shape of shapes) {
    const ahead = (shape.x - from.x) * right + (shape.y - from.y) * down;
    const aside = Math.abs((shape.x - from.x) * down) + Math.abs((shape.y - from.y) * right);
    if (shape === from || ahead <= 0 || aside > 1.2 * ahead) continue;
    const cost = ahead + 2 * aside;
    if (cost < least) [best, least] = [shape, cost];
  }
  return best;
}
