// Names on a map: as many as fit without touching each other, at any size and zoom.

/** @typedef {{id: string, text: string, x: number, y: number, room: number}} Name `room` is how
 *  wide its shape is, in the map's units; the widest are placed first */

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box in pixels */

/**
 * What of the map is seen, in its units, and how many pixels one unit has.
 *
 * @typedef {object} Window
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 * @property {number} scale
 */

const LETTER = 0.58; // how wide a letter is on average, in parts of its size
const LINE = 1.25; // how high a line is
const GAP = 3; // pixels between two names
const OVERHANG = 1.25; // a name may be this much wider than its shape

/**
 * Give the room that a name takes.
 *
 * @param {Name} name
 * @param {Window} seen
 * @param {number} size of the letters, in pixels
 * @returns {Box}
 */
export function box(name, seen, size) {
  const x = (name.x - seen.left) * seen.scale;
  const y = (name.y - seen.top) * seen.scale;
  const half = (name.text.length * LETTER * size) / 2;
  return {
    left: x - half,
    top: y - (LINE * size) / 2,
    right: x + half,
    bottom: y + (LINE * size) / 2,
  };
}

/**
 * @param {Box} a
 * @param {Box} b
 */
const touches = (a, b) =>
  a.left < b.right + GAP &&
  b.left < a.right + GAP &&
  a.top < b.bottom + GAP &&
  b.top < a.bottom + GAP;

/**
 * Choose the names that are shown: those with the most room first, none over another, none over
 * the edge, and none that is much wider than what it names.
 *
 * @param {Name[]} names
 * @param {Window} seen
 * @param {number} size of the letters, in pixels
 * @param {Box[]} taken what is already there
 * @returns {Name[]}
 */
export function fitting(names, seen, size, taken = []) {
  const right = seen.width * seen.scale;
  const bottom = seen.height * seen.scale;
  const there = [...taken];
  const shown = [];
  for (const name of [...names].sort((a, b) => b.room - a.room)) {
    const mine = box(name, seen, size);
    if (mine.left < 0 || mine.top < 0 || mine.right > right || mine.bottom > bottom) continue;
    if (mine.right - mine.left > OVERHANG * name.room * seen.scale) continue;
    if (there.some((other) => touches(mine, other))) continue;
    there.push(mine);
    shown.push(name);
  }
  return shown;
}
