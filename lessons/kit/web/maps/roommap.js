// A large map to look around in: closer, aside, from country to country; and what is drawn on it.

import { h, s } from "../shared/dom.js";
import { onGround, onMap } from "./laea.js";
import { fitting } from "./names.js";
import { nextShape } from "./neighbours.js";
import { drawShape, hatching, idOf, inReadingOrder, setApart, TabStop } from "./shapes.js";
import { around, aside, closer, kept } from "./zoom.js";

/** @typedef {import("./geodesic.js").Place} Place */
/** @typedef {import("./svgmap.js").Shape} Shape */
/** @typedef {import("./zoom.js").View} View */
/** @typedef {import("./shapes.js").Drawn} Drawn */
/** @typedef {{left: number, top: number, unit: number}} Corner the map's upper left corner in metres
 *  of the projection, and how many metres one unit has */

/**
 * @typedef {object} RoomOptions
 * @property {string} label what the whole map is called
 * @property {(id: string) => string} said what a shape is, in a sentence
 * @property {(spot: Place, id: string | null) => void} [onSpot] called with a place that was pressed
 */

const NAME = 14; // how large a name is on the screen, in pixels
const STEP = 1.6; // how much closer one press looks
const GRID = 60; // spots from left to right of the whole map
const SLIP = 6; // a pointer that moved less, in pixels, has pressed

/**
 * @param {{viewBox: string, shapes: Shape[], regions: Shape[]}} map
 * @param {Corner} corner
 * @param {{id: string, name: string, at: Place}[]} places
 * @param {RoomOptions} options
 */
export function drawRoom(map, corner, places, { label, said, onSpot }) {
  const [x, y, width, height] = map.viewBox.split(/[\s,]+/).map(Number);
  const whole = { x, y, width, height };
  let view = whole;

  const svg = s("svg", { class: "map room-map", role: "group", "aria-label": label });
  const pattern = hatching(svg, 1);
  s("rect", { x, y, width, height, class: "map-sea" }, svg);
  const land = s("g", {}, svg);
  /** @type {Map<string, Drawn>} */
  const shapes = new Map();
  const inOrder = inReadingOrder(map.shapes);
  for (const shape of inOrder) {
    const one = drawShape(shape, land, pattern);
    one.node.setAttribute("role", "img");
    one.node.setAttribute("tabindex", "-1");
    shapes.set(shape.id, one);
  }
  const regions = s("g", { class: "room-regions", "aria-hidden": "true" }, svg);
  for (const { d } of map.regions) s("path", { d }, regions);
  const drawn = s("g", { class: "room-drawn", "aria-hidden": "true" }, svg);
  const ring = s("path", { class: "map-ring", "aria-hidden": "true" }, svg);
  const dots = s("g", { class: "room-dots", "aria-hidden": "true" }, svg);
  const names = s("g", { class: "map-labels", "aria-hidden": "true" }, svg);
  const tip = h("p", { class: "room-tip", hidden: true });
  const element = h("div", { class: "room-sheet" }, svg, tip);
  let showsPlaces = true;
  let showsRegions = false;

  /** @param {Place} at @returns {[number, number]} in the map's units */
  const spot = (at) => {
    const [east, north] = onMap(at);
    return [(east - corner.left) / corner.unit, (corner.top - north) / corner.unit];
  };
  /** @param {number} across @param {number} down */
  const ground = (across, down) =>
    onGround(corner.left + across * corner.unit, corner.top - down * corner.unit);
  /** Where each country lies, on a coarse grid: to name it where its middle is out of sight.
   * @type {Map<string, {x: number, y: number}[]>} */
  const spots = new Map();
  const countryAt = (/** @type {number} */ across, /** @type {number} */ down) => {
    const at = new DOMPoint(across, down);
    return [...shapes.values()].find((one) => !one.part_of && one.node.isPointInFill(at))?.id;
  };
  const findSpots = () => {
    const step = width / GRID;
    for (let across = step / 2; across < width; across += step) {
      for (let down = step / 2; down < height; down += step) {
        const id = countryAt(across, down);
        if (id) spots.set(id, [...(spots.get(id) ?? []), { x: across, y: down }]);
      }
    }
    name();
  };
  const cities = places.map((place) => {
    const [across, down] = spot(place.at);
    return { ...place, across, down };
  });

  /** Write what fits: places first, then countries, the widest first. */
  function name() {
    const scale = svg.clientWidth / view.width;
    if (!scale) return;
    const seen = { left: view.x, top: view.y, width: view.width, height: view.height, scale };
    const mark = 4 / scale;
    setApart(pattern, 7 / scale);
    const shown = showsPlaces ? cities : [];
    dots.replaceChildren(
      ...shown.map((one) => s("circle", { cx: one.across, cy: one.down, r: mark })),
    );
    const beside = shown.map(({ id, name: text, across, down }) => {
      const half = (text.length * NAME * 0.29 + 8) / scale;
      return { id, text, x: across + half, y: down, room: Number.MAX_SAFE_INTEGER };
    });
    const inside = [...shapes.values(), ...(showsRegions ? map.regions : [])]
      .filter(({ part_of }) => !part_of)
      .map((one) => ({
        id: one.id,
        text: one.name,
        ...seenSpot(one, spots.get(one.id) ?? [], view),
        room: "node" in one ? /** @type {Drawn} */ (one).node.getBBox().width : 1e4 / scale / NAME,
      }));
    names.replaceChildren(
      ...fitting([...beside, ...inside], seen, NAME).map(({ id, text, x: at, y: down }) => {
        const size = { "font-size": NAME / scale, "stroke-width": 3.5 / scale };
        const kind = shapes.has(id) ? "is-country" : "is-place";
        const node = s("text", { x: at, y: down, class: kind, ...size });
        node.textContent = text;
        return node;
      }),
    );
  }

  const ratio = () => svg.clientHeight / svg.clientWidth || height / width;
  /** @param {View} next */
  function look(next) {
    view = kept(next, whole, ratio());
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
    name();
  }
  const middle = () => ({ x: view.x + view.width / 2, y: view.y + view.height / 2 });
  /** @param {{clientX: number, clientY: number}} event */
  const under = ({ clientX, clientY }) => {
    const box = svg.getBoundingClientRect();
    return {
      x: view.x + ((clientX - box.left) / box.width) * view.width,
      y: view.y + ((clientY - box.top) / box.height) * view.height,
    };
  };

  /**
   * Tell what a shape is, near the pointer or on the shape itself.
   *
   * @param {string | null} id
   * @param {{clientX: number, clientY: number}} [near]
   */
  function tell(id, near) {
    const shape = id ? shapes.get(id) : undefined;
    ring.setAttribute("d", shape?.d ?? "");
    tip.hidden = !shape;
    if (!shape || !id) return;
    tip.textContent = said(id);
    const box = svg.getBoundingClientRect();
    const at = near ?? {
      clientX: box.left + ((shape.x - view.x) / view.width) * box.width,
      clientY: box.top + ((shape.y - view.y) / view.height) * box.height,
    };
    const left = Math.min(Math.max(0, at.clientX - box.left + 14), box.width - tip.offsetWidth);
    const below = at.clientY - box.top + 18;
    const fits = below + tip.offsetHeight < box.height;
    tip.style.left = `${Math.max(0, left)}px`;
    tip.style.top = `${Math.max(0, fits ? below : below - tip.offsetHeight - 34)}px`;
  }

  // Pointers: one moves the map, two look closer, one that stays where it is has pressed.
  /** @type {Map<number, PointerEvent>} */
  const held = new Map();
  let moved = 0;
  svg.addEventListener("pointerdown", (event) => {
    held.set(event.pointerId, event);
    moved = 0;
  });
  svg.addEventListener("pointermove", (event) => {
    const before = held.get(event.pointerId);
    if (!before) return tell(idOf(event), event);
    const step = Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    moved += step;
    if (moved < SLIP) return;
    svg.setPointerCapture(event.pointerId);
    const other = [...held.values()].find((one) => one.pointerId !== event.pointerId);
    if (other) {
      const wide = (/** @type {PointerEvent} */ one) =>
        Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      look(closer(view, whole, wide(event) / Math.max(1, wide(before)), under(other)));
    } else {
      const [from, to] = [under(before), under(event)];
      look({ ...view, x: view.x + from.x - to.x, y: view.y + from.y - to.y });
    }
    held.set(event.pointerId, event);
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    svg.addEventListener(end, (event) => held.delete(event.pointerId));
  }
  svg.addEventListener("pointerleave", () => held.size || tell(null));
  svg.addEventListener("click", (event) => {
    if (moved >= SLIP) return;
    const at = under(event);
    tell(idOf(event), event);
    onSpot?.(ground(at.x, at.y), idOf(event));
  });
  svg.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !svg.contains(document.activeElement)) return; // the page scrolls
      event.preventDefault();
      look(closer(view, whole, event.deltaY < 0 ? STEP : 1 / STEP, under(event)));
    },
    { passive: false },
  );

  // Keys: one tab stop; arrows and letters go from country to country.
  const stop = new TabStop(shapes);
  stop.moveTo(shapes.has("UKR") ? "UKR" : inOrder[0]?.id);
  svg.addEventListener("focusin", (event) => {
    const id = idOf(event);
    if (!id) return;
    stop.moveTo(id);
    tell(id);
  });
  svg.addEventListener("focusout", () => tell(null));
  /** @type {Record<string, [number, number]>} */
  const ways = {
    ArrowLeft: [-0.25, 0],
    ArrowRight: [0.25, 0],
    ArrowUp: [0, -0.25],
    ArrowDown: [0, 0.25],
  };
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const from = stop.shape;
    if (event.shiftKey && event.key in ways) look(aside(view, whole, ...ways[event.key]));
    else if (event.key === "+" || event.key === "=") look(closer(view, whole, STEP, middle()));
    else if (event.key === "-") look(closer(view, whole, 1 / STEP, middle()));
    else if (event.key === "0") look(whole);
    else if ((event.key === "Enter" || event.key === " ") && from) {
      onSpot?.(ground(from.x, from.y), from.id);
    } else {
      const next = from && nextShape([...shapes.values()], from, event.key);
      if (!next) return;
      const there = shapes.get(next.id);
      const seen =
        there &&
        there.x > view.x &&
        there.x < view.x + view.width &&
        there.y > view.y &&
        there.y < view.y + view.height;
      if (there && !seen) {
        look({ ...view, x: there.x - view.width / 2, y: there.y - view.height / 2 });
      }
      there?.node.focus({ preventScroll: true });
    }
    event.preventDefault();
  });

  for (const { id, node } of shapes.values()) node.setAttribute("aria-label", said(id));
  look(whole);
  setTimeout(findSpots);
  new ResizeObserver(() => look(around(view, whole, ratio()))).observe(svg);

  return {
    element,
    /** @param {{x: number, y: number, width: number}} part */
    goTo: (part) =>
      look(around({ ...part, height: (part.width * height) / width }, whole, ratio())),
    whole,
    /** @param {number} times */
    zoom: (times) => look(closer(view, whole, times, middle())),
    /** @param {Place} at */
    spot,
    /** @param {boolean} on */
    showPlaces: (on) => {
      showsPlaces = on;
      name();
    },
    /** @param {boolean} on */
    showRegions: (on) => {
      showsRegions = on;
      regions.classList.toggle("is-shown", on);
      name();
    },
    /** Say again what each shape is. */
    rename: () => {
      for (const { id, node } of shapes.values()) node.setAttribute("aria-label", said(id));
    },
    /**
     * @param {string} id
     * @param {string} kind
     * @param {boolean} on
     */
    setClass: (id, kind, on) => {
      const shape = shapes.get(id);
      shape?.node.classList.toggle(kind, on);
      shape?.lines.classList.toggle(kind, on);
    },
    /** The country at a spot of the map, in its units; none at sea.
     *
     * @param {number} across
     * @param {number} down
     */
    countryAt,
    /**
     * Draw a line on the map, in place of the one of the same name.
     *
     * @param {string} kind
     * @param {string} d
     */
    draw: (kind, d) => {
      const there = drawn.querySelector(`.${kind}`) ?? s("path", { class: kind }, drawn);
      there.setAttribute("d", d);
      return /** @type {SVGPathElement} */ (there);
    },
  };
}

/**
 * Give the spot for a name: the middle of what is named, or, where that is out of sight, the middle
 * of the part that is seen.
 *
 * @param {{x: number, y: number}} middle
 * @param {{x: number, y: number}[]} spots where it lies
 * @param {View} view
 */
function seenSpot({ x, y }, spots, view) {
  const inside = (/** @type {{x: number, y: number}} */ at) =>
    at.x > view.x && at.x < view.x + view.width && at.y > view.y && at.y < view.y + view.height;
  const seen = inside({ x, y }) ? [] : spots.filter(inside);
  if (!seen.length) return { x, y };
  const mean = (/** @type {"x" | "y"} */ way) =>
    seen.reduce((sum, at) => sum + at[way], 0) / seen.length;
  const [left, top] = [mean("x"), mean("y")];
  const far = (/** @type {{x: number, y: number}} */ at) => Math.hypot(at.x - left, at.y - top);
  return seen.reduce((best, at) => (far(at) < far(best) ? at : best));
}
