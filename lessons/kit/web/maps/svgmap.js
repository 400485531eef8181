// Draws a map as inline SVG that can be read, focused and chosen from.

import { dress, s } from "../shared/dom.js";
import { box, fitting } from "./names.js";
import { nextShape } from "./neighbours.js";
import { drawShape, hatching, idOf, inReadingOrder, TabStop } from "./shapes.js";
import style from "./svgmap.css";

/**
 * @typedef {object} Shape
 * @property {string} id
 * @property {string} name
 * @property {string} d
 * @property {number} x where a name stands
 * @property {number} y
 * @property {string} [part_of] the id of the country that a disputed piece belongs to
 */

/**
 * A map of `atlas.svg_map`.
 *
 * @typedef {object} SvgMap
 * @property {string} id
 * @property {string} title
 * @property {string} viewBox "0 0 w h"
 * @property {Shape[]} shapes painted in their order
 * @property {{d: string}[]} [context] the land around, which can be neither read nor chosen
 */

/**
 * @typedef {object} Options
 * @property {string} [label] what the whole map is called (else the map's title)
 * @property {boolean} [selectable] a click chooses a shape
 * @property {boolean} [focusable] one tab stop for the whole map; arrow keys go to the neighbour
 *   in that direction, a letter to the next name, Enter or Space chooses
 * @property {Record<string, string>} [labels] text to write on the map, by id
 * @property {boolean} [named] write the names of all shapes, as many as fit
 * @property {(id: string) => void} [onSelect]
 * @property {(id: string | null) => void} [onPoint] called with an id on hover or focus, with null
 *   when it ends
 */

const NAME = 13; // how large a name is on the screen, in pixels

/** @typedef {import("./shapes.js").Drawn} Drawn */

/**
 * @param {SvgMap} map
 * @param {Options} options
 */
export function drawMap(map, options = {}) {
  const { label = map.title, selectable, focusable, onSelect, onPoint } = options;
  const { labels = {}, named = false } = options;
  dress("map", style);
  const svg = s("svg", {
    viewBox: map.viewBox,
    class: `map${selectable ? " is-selectable" : ""}`,
    role: focusable ? "group" : "img",
    "aria-label": label,
  });
  const [left, top, width, height] = map.viewBox.split(/[\s,]+/).map(Number);
  const pattern = hatching(svg, width / 160);
  s("rect", { x: left, y: top, width, height, class: "map-sea" }, svg);

  /** @type {Map<string, Drawn>} */
  const shapes = new Map();
  const land = s("g", {}, svg);
  for (const { d } of map.context ?? []) s("path", { d, class: "map-context" }, land);
  for (const shape of focusable ? inReadingOrder(map.shapes) : map.shapes) {
    const drawn = drawShape(shape, land, pattern);
    const { node } = drawn;
    if (!focusable && !selectable) node.setAttribute("aria-hidden", "true");
    if (focusable) {
      node.setAttribute("role", selectable ? "button" : "img");
      node.setAttribute("aria-label", shape.name);
      node.setAttribute("tabindex", "-1");
    }
    if (!onPoint) s("title", {}, node).textContent = shape.name;
    shapes.set(shape.id, drawn);
  }
  const around = s("path", { class: "map-outline", "aria-hidden": "true" }, svg);
  const ring = s("path", { class: "map-ring", "aria-hidden": "true" }, svg);
  const names = s("g", { class: "map-labels", "aria-hidden": "true" }, svg);
  /** Write the names that fit; to be called when the drawing has another size. */
  const name = () => {
    const scale = Math.min(svg.clientWidth / width, svg.clientHeight / height);
    if (!scale) return;
    const seen = { left, top, width, height, scale };
    const there = Object.entries(labels).flatMap(([id, text]) => {
      const shape = shapes.get(id);
      const half = (text.length * NAME) / 4 / scale; // beside the edge it moves inwards
      const x = Math.max(left + half, Math.min(left + width - half, shape?.x ?? 0));
      return shape ? [{ id, text, x, y: shape.y, room: 0 }] : [];
    });
    const taken = there.map((each) => box(each, seen, NAME));
    const free = [...shapes.values()].filter(({ id, part_of }) => !part_of && !(id in labels));
    const all = free.map(({ id, name: text, x, y, node }) => ({
      id,
      text,
      x,
      y,
      room: node.getBBox().width,
    }));
    const shown = fitting(all, seen, NAME, taken);
    const texts = [...shown, ...there].map(({ text, x, y }) => {
      const node = s("text", { x, y, "font-size": NAME / scale, "stroke-width": 3 / scale });
      node.textContent = text;
      return node;
    });
    names.replaceChildren(...texts);
  };
  if (named) new ResizeObserver(name).observe(svg);

  /** @type {string | null} */
  let chosen = null;
  /** @param {string} id */
  const select = (id) => {
    if (chosen) setClass(chosen, "is-selected", false);
    chosen = shapes.has(id) ? id : null;
    if (chosen) setClass(chosen, "is-selected", true);
  };
  /**
   * @param {string} id
   * @param {string} name
   */
  const setClass = (id, name, on = true) => {
    const shape = shapes.get(id);
    if (!shape) return;
    shape.node.classList.toggle(name, on);
    shape.lines.classList.toggle(name, on);
    if (selectable && focusable && name === "is-selected") {
      shape.node.setAttribute("aria-pressed", String(on));
    }
  };
  /**
   * @param {string} id
   * @param {string} text
   */
  const setName = (id, text) => shapes.get(id)?.node.setAttribute("aria-label", text);
  /** @param {string[]} ids */
  const outline = (ids) =>
    around.setAttribute("d", ids.map((id) => shapes.get(id)?.d ?? "").join(""));
  /** @param {string | null} id */
  const choose = (id) => {
    if (selectable && id && onSelect) onSelect(id);
  };
  /** @param {string | null} id */
  const point = (id) => {
    ring.setAttribute("d", (id && shapes.get(id)?.d) || "");
    onPoint?.(id);
  };

  const stop = new TabStop(shapes);
  /** @param {string} id */
  const focus = (id) => shapes.get(id)?.node.focus({ preventScroll: true });

  svg.addEventListener("click", (event) => choose(idOf(event)));
  if (onPoint || selectable) {
    svg.addEventListener("pointerover", (event) => point(idOf(event)));
    svg.addEventListener("pointerleave", () =>
      point(svg.contains(document.activeElement) ? stop.id : null),
    );
  }
  if (focusable) {
    stop.moveTo(map.shapes.find((shape) => !shape.part_of)?.id);
    svg.addEventListener("focusin", (event) => {
      const id = idOf(event);
      if (!id) return; // Chromium stops at the drawing itself on the way back
      stop.moveTo(id);
      point(id);
    });
    svg.addEventListener("focusout", () => point(null));
    svg.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === "Enter" || event.key === " ") {
        choose(stop.id);
        event.preventDefault();
        return;
      }
      const from = stop.shape;
      const next = from && nextShape([...shapes.values()], from, event.key);
      if (!next) return;
      event.preventDefault();
      focus(next.id);
    });
  }
  return { element: svg, select, setClass, setName, outline, focus };
}
