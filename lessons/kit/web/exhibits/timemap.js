// A map with a year slider: who belongs to a group at the end of each year.
// Everything happens in the browser; the kernel is only told, if there is one.

import { drawMap } from "../maps/svgmap.js";
import { dress, h, unique } from "../shared/dom.js";
import { guard } from "../shared/keys.js";
import { speaker } from "../shared/words.js";
import style from "./timemap.css";

/** @typedef {{from: number | null, to: number | null, text: string}} Line what is true in a span */

/**
 * What Python says of a time map: `TimeMap.spec`.
 *
 * @typedef {object} Spec
 * @property {import("../shared/words.js").Words} words
 * @property {import("../maps/svgmap.js").SvgMap} map
 * @property {Record<string, string>} labels
 * @property {string} title
 * @property {string} subtitle
 * @property {string} group
 * @property {[number, number]} years
 * @property {number} year
 * @property {{id: string, year: number, said: string}[]} events
 * @property {{year: number, text: string}[]} rounds
 * @property {{id: string, from: number, part: string, said: string}[]} pieces
 * @property {{id: string, label: string, lines: Line[]}[]} views
 * @property {Line[]} limits
 * @property {{after: number, text: string} | null} later
 * @property {string[][]} rows
 * @property {string} source
 */

/** @typedef {{spec: Spec, year: number, viewpoint: string}} TimeMapModel */

const YEAR_MS = 350; // while it plays, a year lasts this long …
const ROUND_MS = 2500; // … and a round this long, for those who prefer no motion

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
  const say = speaker(spec.words);
  const { group } = spec;
  const [first, last] = spec.years;
  const stop = spec.later?.after ?? last; // where playing ends; what came later is asked for
  const [, , wide, high] = spec.map.viewBox.split(/[\s,]+/).map(Number);
  const joined = new Map(spec.events.map((event) => [event.id, event]));
  const pieces = new Map(spec.pieces.map((piece) => [piece.id, piece]));
  /** @type {string | null} */
  let pointed = null;
  let timer = 0;
  let goal = stop;

  /**
   * @param {string} text
   * @param {() => void} act
   */
  const button = (text, act) => h("button", { type: "button", text, on: { click: act } });
  const back = button(say("back"), () => step(-1));
  const play = button("", () => (timer ? pause() : start(stop)));
  const later = button("", () => start(last));
  const forth = button(say("forth"), () => step(1));
  const range = h("input", { type: "range", min: first, max: last, step: 1 });
  const shown = h("span", { class: "timemap-year" });
  const slide = h("label", { class: "timemap-slide" }, say("year"), range, shown);
  const buttons = [back, play, forth, ...(stop < last ? [later] : [])];
  const bar = h("div", { class: "timemap-bar" }, ...buttons, slide);

  const state = h("p", { class: "timemap-state" });
  const round = h("p", { class: "timemap-round", role: "status" });
  const detail = h("p", { class: "timemap-detail", text: say("hint") });
  const drawn = drawMap(spec.map, {
    label: say("map", { title: spec.map.title }),
    focusable: true,
    labels: spec.labels,
    named: true,
    onPoint: (id) => {
      pointed = id;
      detail.textContent = id ? said(id) : say("hint");
    },
  });

  const swatches = ["in", "new", "out", ...(spec.pieces.length ? ["hatched"] : [])];
  const key = h(
    "ul",
    { class: "timemap-key" },
    ...swatches.map((name) =>
      h(
        "li",
        {},
        h("span", { class: `timemap-swatch is-${name}` }),
        h("span", { text: say(`key-${name}`, { group }) }),
      ),
    ),
  );
  const radios = unique("view");
  const views = h(
    "fieldset",
    { class: "timemap-views" },
    h("legend", { text: say("borders") }),
    ...spec.views.map(({ id, label }) =>
      h(
        "label",
        {},
        h("input", {
          type: "radio",
          name: radios,
          value: id,
          on: { change: () => show(year, id) },
        }),
        ` ${label}`,
      ),
    ),
  );
  const line = h("p", { class: "timemap-line" });
  const limits = h("ul", { class: "timemap-limits" });
  const twin = h(
    "details",
    {},
    h("summary", { text: say("dates") }),
    h(
      "div",
      { class: "timemap-table" },
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ...["country", "joined", "round"].map((name) =>
              h("th", { scope: "col", text: say(name) }),
            ),
          ),
        ),
        h(
          "tbody",
          {},
          ...spec.rows.map((row) => h("tr", {}, ...row.map((text) => h("td", { text })))),
        ),
      ),
    ),
  );
  const frame = h(
    "section",
    { class: "timemap", "aria-label": spec.title },
    h("p", { class: "timemap-title", role: "heading", "aria-level": 3, text: spec.title }),
    h("p", { class: "timemap-subtitle", text: spec.subtitle }),
    bar,
    h(
      "div",
      { class: "timemap-sheet", style: `--ratio: ${wide / high}` },
      h("div", { class: "timemap-map" }, drawn.element),
      h("div", { class: "timemap-side" }, state, round, detail, key, views, line, limits),
    ),
    h("p", { class: "timemap-source", text: spec.source }),
    twin,
  );

  /** @param {string} id */
  const joinedIn = (id) => joined.get(id)?.year ?? Number.POSITIVE_INFINITY;
  /** @param {{from: number | null, to: number | null}} each */
  const within = (each) => (each.from ?? first) <= year && year <= (each.to ?? last);
  /** @param {string} id */
  const said = (id) => {
    const name = spec.map.shapes.find((each) => each.id === id)?.name ?? "";
    const piece = pieces.get(id);
    if (piece) return year >= piece.from ? piece.said : say("piece", { name, part: piece.part });
    const event = joinedIn(id) <= year ? joined.get(id) : undefined;
    if (event) return say("inside", { name, joined: event.said });
    return say("outside", { name, group, year: String(year) });
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
    tell();
    back.disabled = !spec.rounds.some((each) => each.year < year);
    forth.disabled = !spec.rounds.some((each) => each.year > year);
    later.disabled = year >= last;
    for (const radio of views.querySelectorAll("input")) radio.checked = radio.value === view;
    onChange?.(year, view);
  }

  /** Say in words what the map shows. */
  function tell() {
    const count = spec.events.filter((event) => event.year <= year).length;
    const latest = spec.rounds.filter((each) => each.year <= year).pop();
    const when = { year: String(year), count, group, later: spec.later?.text ?? "" };
    setText(state, say(year > stop ? "state-later" : "state", when));
    setText(round, latest ? latest.text : "");
    range.setAttribute("aria-valuetext", say("value", when));
    const words = spec.views.find((each) => each.id === view)?.lines.find(within);
    setText(line, words ? words.text : "");
    limits.replaceChildren(...spec.limits.filter(within).map(({ text }) => h("li", { text })));
    if (pointed) detail.textContent = said(pointed);
  }

  /** @param {number} by */
  function step(by) {
    const years = spec.rounds.map((each) => each.year);
    const next =
      by > 0 ? years.find((each) => each > year) : years.filter((each) => each < year).pop();
    if (next) show(next);
  }

  /** Play up to a year: from where the slider stands, or from the start if it is past that.
   *
   * @param {number} to
   */
  function start(to) {
    if (timer) pause();
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    goal = to;
    if (year >= goal) show(first);
    timer = window.setInterval(
      () => {
        if (!frame.isConnected || year >= goal) return pause();
        if (!calm) show(year + 1);
        else if (spec.rounds.some((each) => each.year > year && each.year <= goal)) step(1);
        else show(goal);
        if (year >= goal) pause();
      },
      calm ? ROUND_MS : YEAR_MS,
    );
    label();
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    label();
  }

  function label() {
    const years = { first: String(first), stop: String(stop), last: String(last) };
    play.textContent = say(timer ? "pause" : "play");
    play.setAttribute("aria-label", say(timer ? "pause-name" : "play-name", years));
    later.textContent = say("later");
    later.setAttribute("aria-label", say("later-name", years));
  }

  range.addEventListener("input", () => {
    if (timer) pause();
    show(range.value);
  });
  guard(frame);
  dress("timemap", style);
  label();
  show(year, view);
  root.replaceChildren(frame);
  return { set: show, stop: pause };
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
