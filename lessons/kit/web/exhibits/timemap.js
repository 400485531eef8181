// A map with a year slider: who belongs to a group at the end of each year.
// Everything happens in the browser; the kernel is only told, if there is one.

import { drawMap } from "../maps/svgmap.js";
import { dress } from "../shared/dom.js";
import { guard } from "../shared/keys.js";
import style from "./timemap.css";

/** @typedef {{from: number | null, to: number | null, text: string}} Line what is true in a span */

/**
 * What Python says of a time map: `TimeMap.spec`.
 *
 * @typedef {object} Spec
 * @property {import("../maps/svgmap.js").SvgMap} map
 * @property {Record<string, string>} labels
 * @property {string} title
 * @property {string} subtitle
 * @property {[number, number]} years
 * @property {number} year
 * @property {{id: string, year: number, said: string}[]} events
 * @property {{year: number, text: string}[]} rounds
 * @property {{id: string, from: number, part: string, said: string}[]} pieces
 * @property {{id: string, label: string, lines: Line[]}[]} views
 * @property {Line[]} limits
 * @property {{after: number, text: string} | null} later
 * @property {string} state
 * @property {string} many
 * @property {string} outside
 * @property {string} hint
 * @property {[string, string][]} key
 * @property {string[]} columns
 * @property {string[][]} rows
 * @property {string} source
 */

/** @typedef {{spec: Spec, year: number, viewpoint: string}} TimeMapModel */

const YEAR_MS = 350; // while it plays, a year lasts this long …
const ROUND_MS = 2500; // … and a round this long, for those who prefer no motion

/**
 * Make an element and put it into another.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} cls
 * @param {string} text
 * @param {Element} [parent]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function make(tag, cls, text, parent) {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (text) node.textContent = text;
  parent?.append(node);
  return node;
}

/** A live region speaks when its text changes: leave it alone when it does not.
 *
 * @param {HTMLElement} node
 * @param {string} text
 */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Draw a time map.
 *
 * @param {Element} root
 * @param {Spec} spec
 * @param {{year?: number, view?: string, onChange?: (year: number, view: string) => void}} options
 */
export function showTimeMap(root, spec, { year = spec.year, view = "un", onChange } = {}) {
  const [first, last] = spec.years;
  const joined = new Map(spec.events.map((event) => [event.id, event]));
  const pieces = new Map(spec.pieces.map((piece) => [piece.id, piece]));
  const frame = make("section", "timemap", "");
  frame.setAttribute("aria-label", spec.title);
  make("p", "timemap-title", spec.title, frame);
  make("p", "timemap-subtitle", spec.subtitle, frame);

  const bar = make("div", "timemap-bar", "", frame);
  /**
   * @param {string} text
   * @param {string} name
   * @param {() => void} act
   */
  const button = (text, name, act) => {
    const node = make("button", "", text, bar);
    node.type = "button";
    node.setAttribute("aria-label", name);
    node.title = name;
    node.addEventListener("click", act);
    return node;
  };
  const back = button("◂ Round", "Back to the round before", () => step(-1));
  const play = button("▶ Play", "Play the years", () => (timer ? stop() : start()));
  const forth = button("Round ▸", "On to the next round", () => step(1));
  const slide = make("label", "timemap-slide", "Year", bar);
  const range = make("input", "", "", slide);
  Object.assign(range, { type: "range", min: first, max: last, step: 1 });
  const shown = make("span", "timemap-year", "", slide);

  const state = make("p", "timemap-state", "", frame);
  const round = make("p", "timemap-round", "", frame);
  round.setAttribute("role", "status");

  const drawn = drawMap(spec.map, {
    label: `${spec.map.title}. The arrow keys go from country to country.`,
    focusable: true,
    labels: spec.labels,
    onPoint: (id) => {
      pointed = id;
      detail.textContent = id ? said(id) : spec.hint;
    },
  });
  frame.append(drawn.element);
  const detail = make("p", "timemap-detail", spec.hint, frame);
  const key = make("ul", "timemap-key", "", frame);
  for (const [cls, text] of spec.key) {
    const entry = make("li", "", "", key);
    make("span", `timemap-swatch ${cls}`, "", entry);
    entry.append(text);
  }

  const views = make("fieldset", "timemap-views", "", frame);
  make("legend", "", "Borders", views);
  const name = `view-${Math.random().toString(36).slice(2)}`;
  for (const each of spec.views) {
    const label = make("label", "", "", views);
    const radio = make("input", "", "", label);
    Object.assign(radio, { type: "radio", name, value: each.id, checked: each.id === view });
    radio.addEventListener("change", () => show(year, each.id));
    label.append(` ${each.label}`);
  }
  const line = make("p", "timemap-line", "", frame);
  const limits = make("ul", "timemap-limits", "", frame);
  make("p", "timemap-source", spec.source, frame);
  const twin = make("details", "", "", frame);
  make("summary", "", "The dates behind this map", twin);
  const table = make("table", "", "", make("div", "timemap-table", "", twin));
  const head = make("tr", "", "", make("thead", "", "", table));
  for (const text of spec.columns) make("th", "", text, head).scope = "col";
  const body = make("tbody", "", "", table);
  for (const row of spec.rows) {
    const line = make("tr", "", "", body);
    for (const text of row) make("td", "", text, line);
  }

  /** @type {string | null} */
  let pointed = null;
  let timer = 0;
  /** @param {string} id */
  const joinedIn = (id) => joined.get(id)?.year ?? Number.POSITIVE_INFINITY;
  /** @param {{from: number | null, to: number | null}} each */
  const within = (each) => (each.from ?? first) <= year && year <= (each.to ?? last);
  /** @param {string} id */
  const said = (id) => {
    const name = spec.map.shapes.find((each) => each.id === id)?.name ?? "";
    const piece = pieces.get(id);
    if (piece) return year >= piece.from ? piece.said : `${name}, ${piece.part}`;
    const event = joinedIn(id) <= year ? joined.get(id) : undefined;
    return `${name}: ${event?.said ?? spec.outside.replace("{year}", String(year))}`;
  };

  /** @param {number | string} newYear */
  function show(newYear, newView = view) {
    year = Math.max(first, Math.min(last, Number(newYear)));
    view = newView;
    range.value = String(year);
    shown.textContent = String(year);
    for (const shape of spec.map.shapes) {
      const country = shape.part_of || shape.id; // a piece counts with its country
      drawn.setClass(shape.id, "is-in", joinedIn(country) <= year);
      drawn.setClass(shape.id, "is-new", joinedIn(country) === year);
      drawn.setName(shape.id, said(shape.id));
    }
    drawn.outline(spec.events.filter((event) => event.year === year).map((event) => event.id));
    for (const piece of pieces.values()) {
      const held = year >= piece.from;
      drawn.setClass(piece.id, "is-hatched", held);
      drawn.setClass(piece.id, "is-apart", held && view === "control");
    }
    const count = spec.events.filter((event) => event.year <= year).length;
    const latest = spec.rounds.filter((each) => each.year <= year).pop();
    const when = spec.later && year > spec.later.after ? ` (${spec.later.text})` : "";
    setText(
      state,
      spec.state.replace("{year}", String(year)).replace("{count}", String(count)) + when,
    );
    setText(round, latest ? latest.text : "");
    range.setAttribute("aria-valuetext", `${year}: ${count} ${spec.many}`);
    const words = spec.views.find((each) => each.id === view)?.lines.find(within);
    setText(line, words ? words.text : "");
    limits.replaceChildren(...spec.limits.filter(within).map((each) => make("li", "", each.text)));
    back.disabled = !spec.rounds.some((each) => each.year < year);
    forth.disabled = !spec.rounds.some((each) => each.year > year);
    for (const radio of views.querySelectorAll("input")) radio.checked = radio.value === view;
    if (pointed) detail.textContent = said(pointed);
    onChange?.(year, view);
  }

  /** @param {number} by */
  function step(by) {
    const years = spec.rounds.map((each) => each.year);
    const next =
      by > 0 ? years.find((each) => each > year) : years.filter((each) => each < year).pop();
    if (next) show(next);
  }

  function start() {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (year >= last) show(first);
    timer = window.setInterval(
      () => {
        if (!frame.isConnected || year >= last) return stop();
        if (!calm) show(year + 1);
        else if (forth.disabled) show(last);
        else step(1);
      },
      calm ? ROUND_MS : YEAR_MS,
    );
    label("❚❚ Pause", "Pause");
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
    label("▶ Play", "Play the years");
  }

  /**
   * @param {string} text
   * @param {string} name
   */
  function label(text, name) {
    play.textContent = text;
    play.setAttribute("aria-label", name);
    play.title = name;
  }

  range.addEventListener("input", () => {
    if (timer) stop();
    show(range.value);
  });
  guard(frame);
  dress("timemap", style);
  show(year, view);
  root.replaceChildren(frame);
  return { set: show, stop };
}

/** @type {import("@anywidget/types").Render<TimeMapModel>} */
function render({ model, el }) {
  let waiting = 0; // one message when the slider rests, not one a year
  const save = () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => model.save_changes(), 300);
  };
  const shown = showTimeMap(el, model.get("spec"), {
    year: model.get("year"),
    view: model.get("viewpoint"),
    onChange: (year, view) => {
      if (year === model.get("year") && view === model.get("viewpoint")) return;
      model.set("year", year);
      model.set("viewpoint", view);
      save();
    },
  });
  const follow = () => shown.set(model.get("year"), model.get("viewpoint"));
  model.on("change:year change:viewpoint", follow);
  return () => {
    model.off("change:year change:viewpoint", follow);
    clearTimeout(waiting);
    shown.stop();
  };
}

export default { render };
