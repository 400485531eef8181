// A map for the mouse and a native list for the keyboard that say the same.

import { drawMap } from "./svgmap.js";

/**
 * @typedef {object} Options
 * @property {string} label
 * @property {string} said what a screen reader says of the map
 * @property {string[]} [value] ids
 * @property {(ids: string[]) => void} [onChange]
 */

/**
 * @param {import("./svgmap.js").SvgMap} map
 * @param {Options} options
 */
export function pickPlace(map, { label, said, value = [], onChange }) {
  const element = document.createElement("div");
  element.className = "map-pick";
  const list = document.createElement("select");
  // A disputed piece is no place to choose of its own: it is hatched, and belongs to its country.
  const pieces = map.shapes.filter((shape) => map.shapes.some(({ id }) => id === shape.part_of));
  /** @param {string} id */
  const whole = (id) => pieces.find((piece) => piece.id === id)?.part_of ?? id;
  const places = map.shapes.filter((shape) => !pieces.includes(shape));
  list.size = Math.min(places.length, 9);
  list.setAttribute("aria-label", label);
  for (const shape of places.sort((a, b) => a.name.localeCompare(b.name))) {
    list.add(new Option(shape.name, shape.id));
  }
  const drawn = drawMap(map, {
    label: said,
    selectable: true,
    onSelect: (id) => {
      list.value = whole(id);
      changed();
    },
  });
  const chosen = () => [...list.selectedOptions].map((option) => option.value);
  const paint = () => {
    for (const { id } of map.shapes)
      drawn.setClass(id, "is-selected", chosen().includes(whole(id)));
  };
  const changed = () => {
    paint();
    onChange?.(chosen());
  };
  /** @param {string[]} ids */
  const set = (ids) => {
    for (const option of list.options) option.selected = ids.includes(option.value);
    paint();
  };
  list.addEventListener("change", changed);
  for (const { id } of pieces) drawn.setClass(id, "is-hatched");
  set(value);
  element.append(drawn.element, list);
  return { element, value: chosen, set };
}
