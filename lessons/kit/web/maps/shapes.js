// The shapes of a map on the page: drawing them, telling which was meant, and the map's one tab stop.

import { s, unique } from "../shared/dom.js";

/** @typedef {import("./svgmap.js").Shape} Shape */
/** @typedef {Shape & {node: SVGPathElement, lines: SVGPathElement}} Drawn */

/**
 * Put countries in the order of their names, as they are read out, and pieces, which lie on them,
 * last.
 *
 * @param {Shape[]} shapes
 */
export function inReadingOrder(shapes) {
  const byName = [...shapes].sort((a, b) => a.name.localeCompare(b.name));
  return [...byName.filter((shape) => !shape.part_of), ...byName.filter((shape) => shape.part_of)];
}

/**
 * Draw a shape, and above it the lines that hatch it where a class says so.
 *
 * @param {Shape} shape
 * @param {SVGElement} land where it is drawn
 * @param {SVGElement} pattern from `hatching`
 * @returns {Drawn}
 */
export function drawShape(shape, land, pattern) {
  const node = s("path", { d: shape.d, class: "map-shape", "data-id": shape.id }, land);
  if (shape.part_of) node.classList.add("is-piece");
  const fill = `url(#${pattern.id})`;
  const lines = s("path", { d: shape.d, class: "map-hatch", fill }, land);
  return { ...shape, node, lines };
}

/**
 * Lay down the lines of a hatching.
 *
 * @param {SVGElement} svg
 * @param {number} apart how far they are from each other, in the map's units
 */
export function hatching(svg, apart) {
  const pattern = s(
    "pattern",
    { id: unique("hatch"), width: 1, height: 1, patternUnits: "userSpaceOnUse" },
    s("defs", {}, svg),
  );
  s("rect", { width: 0.32, height: 1, class: "map-hatch-line" }, pattern);
  setApart(pattern, apart);
  return pattern;
}

/**
 * @param {SVGElement} pattern
 * @param {number} apart
 */
export function setApart(pattern, apart) {
  pattern.setAttribute("patternTransform", `rotate(45) scale(${apart})`);
}

/** Give the id of the shape that an event is about.
 *
 * @param {Event} event
 * @returns {string | null}
 */
export function idOf(event) {
  const shape = /** @type {Element} */ (event.target).closest?.(".map-shape");
  return shape instanceof SVGElement ? (shape.dataset.id ?? null) : null;
}

/** The one tab stop that a map has: which of its shapes the Tab key comes to. */
export class TabStop {
  /** @param {Map<string, Drawn>} shapes */
  constructor(shapes) {
    this.shapes = shapes;
    /** @type {string | null} */
    this.id = null;
  }

  /** The shape it is at, if there is one. */
  get shape() {
    return this.id === null ? undefined : this.shapes.get(this.id);
  }

  /** @param {string | null | undefined} id */
  moveTo(id) {
    this.shape?.node.setAttribute("tabindex", "-1");
    this.id = id ?? null;
    this.shape?.node.setAttribute("tabindex", "0");
  }
}
