// The map room: one map to look around in, to measure on, and to lay layers over.

import { distance } from "../maps/geodesic.js";
import { areas, ringOf, way } from "../maps/measures.js";
import { drawRoom } from "../maps/roommap.js";
import mapStyle from "../maps/svgmap.css";
import { dress, h, unique } from "../shared/dom.js";
import { guard } from "../shared/keys.js";
import { speaker } from "../shared/words.js";
import style from "./maproom.css";

/** @typedef {import("../maps/geodesic.js").Place} Place */

/**
 * What Python hands over: `MapRoom.spec`.
 *
 * @typedef {object} RoomSpec
 * @property {string} title
 * @property {string} subtitle
 * @property {string} source
 * @property {string} note
 * @property {import("../shared/words.js").Words} words
 * @property {{viewBox: string, title: string, shapes: import("../maps/svgmap.js").Shape[], regions: import("../maps/svgmap.js").Shape[]}} map
 * @property {import("../maps/roommap.js").Corner} corner
 * @property {{id: string, name: string, at: Place}[]} places
 * @property {{id: string, label: string, x: number, y: number, width: number}[]} looks
 * @property {string} look
 * @property {[number, number]} years
 * @property {number} year
 * @property {Record<string, {year: number, said: string}>} joined by country
 * @property {Record<string, {year: number, said: string}>} held by territory
 * @property {{d: string, said: string}} line
 * @property {{id: string, label: string, source: string, on: boolean}[]} layers
 */

/** @typedef {{spec: RoomSpec}} RoomModel */

const PLAY_MS = 350; // how long a year lasts while it plays
const CLOSER = 1.6;
const WIDEST = 1500; // kilometres of a ring
const STEP = 50;

/**
 * @param {HTMLElement} root
 * @param {RoomSpec} spec
 */
export function showMapRoom(root, spec) {
  const say = speaker(spec.words);
  const [first, last] = spec.years;
  let year = spec.year;
  const on = new Set(spec.layers.filter((layer) => layer.on).map(({ id }) => id));
  /** @type {Record<"from" | "to", {name: string, at: Place} | null>} */
  const ends = { from: null, to: null };
  /** @type {"from" | "to"} */
  let next = "from";

  /** @param {string} id */
  const said = (id) => {
    const shape = spec.map.shapes.find((one) => one.id === id);
    const name = shape?.name ?? "";
    const held = spec.held[id];
    if (held) return held.year <= year ? held.said : say("piece", { name });
    if (!on.has("nato")) return name;
    const joined = spec.joined[id];
    if (joined && joined.year <= year) return say("inside", { name, joined: joined.said });
    return say("outside", { name, year: String(year) });
  };
  const room = drawRoom(spec.map, spec.corner, spec.places, {
    label: say("map", { title: spec.map.title }),
    said,
    onSpot: (at, id) => {
      if (!pick.checked) return;
      const name = spec.map.shapes.find((one) => one.id === id)?.name;
      setEnd(next, { name: name ? say("point-in", { name }) : say("point-at-sea"), at });
      next = next === "from" ? "to" : "from";
    },
  });

  // Looking around.
  /** @param {string} text @param {string} name @param {() => void} act */
  const button = (text, name, act) =>
    h("button", { type: "button", text, title: name, "aria-label": name, on: { click: act } });
  const goTo = list(say("go"), spec.looks, (id) => {
    const look = spec.looks.find((one) => one.id === id);
    if (look) room.goTo(look);
  });
  goTo.select.value = spec.look;
  const around = h(
    "div",
    { class: "room-bar" },
    goTo.label,
    button("+", say("closer"), () => room.zoom(CLOSER)),
    button("−", say("further"), () => room.zoom(1 / CLOSER)),
  );

  // Layers, each with its key and its source.
  const layers = spec.layers.map((layer) => {
    const box = h("input", { type: "checkbox", checked: layer.on });
    box.checked = layer.on;
    box.addEventListener("change", () => {
      if (box.checked) on.add(layer.id);
      else on.delete(layer.id);
      show();
    });
    return h(
      "label",
      { class: "room-layer" },
      box,
      h("span", { class: `room-swatch is-${layer.id}` }),
      h("span", {}, h("span", { text: layer.label }), " ", h("small", { text: layer.source })),
    );
  });
  const range = h("input", { type: "range", min: first, max: last, step: 1, value: year });
  const shownYear = h("output", { class: "room-year" });
  let playing = 0;
  const play = h("button", { type: "button" });
  const slide = h(
    "div",
    { class: "room-bar room-years" },
    play,
    h("label", {}, say("year"), " ", range),
    shownYear,
  );
  const state = h("p", { class: "room-state" });

  // The tape.
  const named = [
    { id: "", label: say("choose") },
    ...spec.places.map(({ id, name }) => ({ id, label: name })),
  ];
  /** @param {"from" | "to"} which */
  const end = (which) =>
    list(say(which), named, (id) => {
      const place = spec.places.find((one) => one.id === id);
      setEnd(which, place ? { name: place.name, at: place.at } : null);
    });
  const from = end("from");
  const to = end("to");
  const pick = h("input", { type: "checkbox" });
  const length = h("p", { class: "room-said", role: "status" });
  /** @param {"from" | "to"} which @param {{name: string, at: Place} | null} place */
  function setEnd(which, place) {
    ends[which] = place;
    const known = spec.places.find((one) => one.name === place?.name);
    (which === "from" ? from : to).select.value = known?.id ?? "";
    const { from: a, to: b } = ends;
    room.draw("room-tape", a && b ? way(a.at, b.at, room.spot) : "");
    for (const [kind, one] of /** @type {const} */ ([
      ["room-from", a],
      ["room-to", b],
    ])) {
      room.draw(kind, one ? ringOf(one.at, 12, room.spot).d : "");
    }
    if (!a || !b) {
      length.textContent = a || b ? say("other-end", { name: (a ?? b)?.name ?? "" }) : "";
      return;
    }
    const km = Math.round(distance(a.at, b.at));
    length.textContent = say("distance", { from: a.name, to: b.name, km });
  }

  // The ring.
  const centre = list(say("around"), named, measure);
  const far = h("input", { type: "range", min: STEP, max: WIDEST, step: STEP, value: 200 });
  const shownFar = h("output", {});
  const found = h("ul", { class: "room-found" });
  const within = h("p", { class: "room-said", role: "status" });
  far.addEventListener("input", () => {
    shownFar.textContent = say("km", { km: Number(far.value) });
  });
  far.addEventListener("change", () => measure());
  function measure() {
    const place = spec.places.find((one) => one.id === centre.select.value);
    const km = Number(far.value);
    shownFar.textContent = say("km", { km });
    if (!place) {
      room.draw("room-ring", "");
      within.textContent = "";
      found.replaceChildren();
      return;
    }
    const { points, d } = ringOf(place.at, km, room.spot);
    const ring = room.draw("room-ring", d);
    const inside = (/** @type {number} */ x, /** @type {number} */ y) =>
      ring.isPointInFill(new DOMPoint(x, y));
    const shares = areas(points, room.countryAt, inside, spec.corner.unit / 1000);
    const { width, height } = room.whole;
    const beyond = points.some(([x, y]) => x < 0 || y < 0 || x > width || y > height);
    within.textContent = say(beyond ? "within-beyond" : "within", {
      km,
      name: place.name,
    });
    found.replaceChildren(
      ...shares.map(({ id, area }) => {
        const name = spec.map.shapes.find((one) => one.id === id)?.name ?? say("sea");
        return h("li", { text: say("area", { name, area: rounded(area) }) });
      }),
    );
  }

  /** Show the layers and the year that are chosen. */
  function show() {
    range.value = String(year);
    shownYear.textContent = String(year);
    slide.hidden = !on.has("nato") && !on.has("ground");
    let members = 0;
    for (const { id, part_of } of spec.map.shapes) {
      const joined = spec.joined[part_of ?? id]?.year ?? Number.POSITIVE_INFINITY;
      room.setClass(id, "is-in", on.has("nato") && joined <= year);
      room.setClass(id, "is-new", on.has("nato") && joined === year);
      const held = (spec.held[id]?.year ?? Number.POSITIVE_INFINITY) <= year;
      room.setClass(id, "is-hatched", on.has("ground") && held);
    }
    for (const one of Object.values(spec.joined)) if (one.year <= year) members += 1;
    state.textContent = on.has("nato") ? say("state", { year: String(year), count: members }) : "";
    range.setAttribute("aria-valuetext", String(year));
    room.draw("room-line", on.has("line") ? spec.line.d : "");
    room.showRegions(on.has("regions"));
    room.showPlaces(on.has("places"));
    room.rename();
  }
  function pause() {
    clearInterval(playing);
    playing = 0;
    play.textContent = say("play");
  }
  play.addEventListener("click", () => {
    if (playing) return pause();
    if (year >= last) year = first - 1;
    play.textContent = say("pause");
    playing = window.setInterval(() => {
      if (!frame.isConnected || year >= last) return pause();
      year += 1;
      show();
    }, PLAY_MS);
  });
  range.addEventListener("input", () => {
    if (playing) pause();
    year = Number(range.value);
    show();
  });

  const frame = h(
    "section",
    { class: "room", "aria-label": spec.title },
    h("p", { class: "room-title", role: "heading", "aria-level": 3, text: spec.title }),
    h("p", { class: "room-subtitle", text: spec.subtitle }),
    h(
      "div",
      { class: "room-table" },
      h("div", {}, around, room.element, slide, state),
      h(
        "div",
        { class: "room-side" },
        group(
          say("tape"),
          from.label,
          to.label,
          h("label", { class: "room-layer" }, pick, h("span", { text: say("pick") })),
          length,
        ),
        group(
          say("ring"),
          centre.label,
          h("label", {}, say("far"), " ", far, " ", shownFar),
          within,
          found,
        ),
        group(say("layers"), ...layers),
      ),
    ),
    h("p", { class: "room-hint", text: say("hint") }),
    h("p", { class: "room-note", text: spec.note }),
    h("p", { class: "room-source", text: spec.source }),
  );
  guard(frame);
  dress("map", mapStyle);
  dress("room", style);
  root.replaceChildren(frame);
  pause();
  show();
  measure();
  const start = spec.looks.find((one) => one.id === spec.look);
  if (start) room.goTo(start);
  return { stop: pause };
}

/** @param {string} title @param {...(Node | string)} parts */
const group = (title, ...parts) =>
  h("fieldset", { class: "room-group" }, h("legend", { text: title }), ...parts);

/**
 * @param {string} title
 * @param {{id: string, label: string}[]} options
 * @param {(id: string) => void} choose
 */
function list(title, options, choose) {
  const id = unique("list");
  const select = h("select", { id });
  select.append(...options.map((option) => new Option(option.label, option.id)));
  select.addEventListener("change", () => choose(select.value));
  return {
    select,
    label: h("p", { class: "room-list" }, h("label", { for: id, text: title }), select),
  };
}

/**
 * Two figures are as many as a sample of a ring is worth.
 *
 * @param {number} area
 */
const rounded = (area) => {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(area, 1))) - 1);
  return Math.round(area / step) * step;
};

/** @type {import("@anywidget/types").Render<RoomModel>} */
function render({ model, el }) {
  const shown = showMapRoom(el, model.get("spec"));
  return () => shown.stop();
}

export default { render };
