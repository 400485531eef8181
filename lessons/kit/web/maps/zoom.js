// What of a map is seen: looking closer, further, and aside, without leaving the map.

/** @typedef {{x: number, y: number, width: number, height: number}} View in the map's units */

const CLOSEST = 24; // times

/**
 * Keep a view inside the whole map, and no closer than is of use.
 *
 * @param {View} view
 * @param {View} whole
 * @param {number} ratio height over width of the window that the map is seen through
 * @returns {View}
 */
export function kept(view, whole, ratio = whole.height / whole.width) {
  const most = Math.min(whole.width, whole.height / ratio);
  const width = Math.min(most, Math.max(whole.width / CLOSEST, view.width));
  const height = width * ratio;
  const within = (
    /** @type {number} */ at,
    /** @type {number} */ low,
    /** @type {number} */ high,
  ) => Math.min(high, Math.max(low, at));
  return {
    x: within(view.x, whole.x, whole.x + whole.width - width),
    y: within(view.y, whole.y, whole.y + whole.height - height),
    width,
    height,
  };
}

/**
 * Go to a part of the map: all of it is seen, with what lies beside it.
 *
 * @param {View} part
 * @param {View} whole
 * @param {number} ratio
 * @returns {View}
 */
export function around(part, whole, ratio) {
  const width = Math.max(part.width, part.height / ratio);
  const [x, y] = [part.x + part.width / 2, part.y + part.height / 2];
  const view = kept({ ...part, width }, whole, ratio);
  return kept({ ...view, x: x - view.width / 2, y: y - view.height / 2 }, whole, ratio);
}

/**
 * Look closer (times above one) or further, with one spot staying where it is.
 *
 * @param {View} view
 * @param {View} whole
 * @param {number} times
 * @param {{x: number, y: number}} spot
 * @returns {View}
 */
export function closer(view, whole, times, spot) {
  const ratio = view.height / view.width;
  const { width } = kept({ ...view, width: view.width / times }, whole, ratio);
  const share = width / view.width;
  const x = spot.x - (spot.x - view.x) * share;
  const y = spot.y - (spot.y - view.y) * share;
  return kept({ x, y, width, height: width * ratio }, whole, ratio);
}

/**
 * Look aside.
 *
 * @param {View} view
 * @param {View} whole
 * @param {number} right in parts of the view
 * @param {number} down
 */
export const aside = (view, whole, right, down) =>
  kept(
    { ...view, x: view.x + right * view.width, y: view.y + down * view.height },
    whole,
    view.height / view.width,
  );
