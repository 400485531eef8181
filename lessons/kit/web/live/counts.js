// How a class answered one question, drawn: bars side by side for two votes, dots for numbers, a map
// with what was chosen. Nobody is named.

import { h, s } from "../shared/dom.js";

/**
 * @typedef {{text: string, right: boolean, votes: number[], misconception: string, tell: string}} Bar
 * @typedef {{id: string, kind: string, prompt: string, section: number, voted: number[], right: number[],
 *   bars: Bar[], dots: number[][], ends: number[], unit: string, wrong: Bar[]}} Count
 * @typedef {import("../shared/words.js").Say} Say
 */

/**
 * Draw the answers as bars.
 *
 * @param {Say} say
 * @param {Count} count
 * @param {{marks: boolean}} how `marks`: say which is right
 */
export function bars(say, count, { marks }) {
  const rows = count.bars.map((bar) => {
    const tracks = bar.votes.map((votes, round) => {
      const share = count.voted[round] ? votes / count.voted[round] : 0;
      return h(
        "span",
        { class: `vote vote-${round + 1}` },
        h(
          "span",
          { class: "track" },
          h("span", { class: "fill", style: `inline-size:${share * 100}%` }),
        ),
        h("span", { class: "number", text: String(votes) }),
      );
    });
    const known = ["right", "partly", "wrong"].includes(bar.text) && !bar.tell;
    const words = h("span", { class: "words", text: known ? say(bar.text) : bar.text });
    if (marks && bar.right) words.append(" ", h("b", { class: "is-right", text: say("is_right") }));
    return h("li", { class: marks && bar.right ? "bar-row right" : "bar-row" }, words, ...tracks);
  });
  const rounds = count.voted.length > 1;
  return h(
    "div",
    { class: "counts" },
    rounds
      ? h(
          "p",
          { class: "rounds" },
          h("span", { class: "swatch vote-1" }),
          ` ${say("vote_1")}  `,
          h("span", { class: "swatch vote-2" }),
          ` ${say("vote_2")}`,
        )
      : "",
    h("ul", {}, ...rows),
  );
}

const WIDTH = 800;
const DOT = 7;
const EDGE = 40;

/**
 * Draw numbers that were given as dots on a line, and where the right one lies.
 *
 * @param {Say} say
 * @param {Count} count
 */
export function dots(say, count) {
  const values = count.dots.at(-1) ?? [];
  const all = [...values, ...count.ends].sort((a, b) => a - b);
  const low = all[Math.floor(all.length * 0.05)] ?? 0;
  const high = all[Math.ceil(all.length * 0.95) - 1] ?? 1;
  const from = Math.min(low, ...count.ends);
  const to = Math.max(high, ...count.ends);
  const at = (/** @type {number} */ value) =>
    EDGE + ((Math.min(to, Math.max(from, value)) - from) / (to - from || 1)) * (WIDTH - 2 * EDGE);
  /** @type {Map<number, number>} */
  const piled = new Map();
  const places = values.map((value) => {
    const x = Math.round(at(value) / (2 * DOT)) * 2 * DOT;
    piled.set(x, (piled.get(x) ?? 0) + 1);
    return [x, piled.get(x) ?? 1];
  });
  const height = Math.max(4, ...piled.values()) * 2 * DOT + 60;
  const floor = height - 40;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const ends = [...new Set(count.ends)].map((each) => number.format(each)).join("–");
  const label = say("dots", { count: values.length, answer: `${ends} ${count.unit}`.trim() });
  const svg = s("svg", {
    viewBox: `0 0 ${WIDTH} ${height}`,
    class: "dots",
    role: "img",
    "aria-label": label,
  });
  const band = {
    x: at(count.ends[0] ?? from) - 3,
    y: 0,
    width: at(count.ends.at(-1) ?? from) - at(count.ends[0] ?? from) + 6,
    height: floor,
  };
  s("rect", { ...band, class: "true" }, svg);
  s("line", { x1: EDGE, x2: WIDTH - EDGE, y1: floor, y2: floor, class: "axis" }, svg);
  for (const [x, n] of places)
    s("circle", { cx: x, cy: floor - (2 * n - 1) * DOT, r: DOT - 1 }, svg);
  for (const [value, anchor] of /** @type {[number, string][]} */ ([
    [from, "start"],
    [to, "end"],
  ])) {
    const text = s("text", { x: at(value), y: height - 10, "text-anchor": anchor }, svg);
    text.textContent = number.format(value);
  }
  return h("figure", { class: "dots-figure" }, svg, h("figcaption", { text: label }));
}

/**
 * Draw the map that was asked about, darker where more chose.
 *
 * @param {Say} say
 * @param {any} map as the question shows it
 * @param {Count} count
 */
export function clicks(say, map, count) {
  const votes = new Map(count.bars.map((bar) => [bar.text, bar]));
  const most = Math.max(1, ...count.bars.map((bar) => bar.votes.at(-1) ?? 0));
  const svg = s("svg", {
    viewBox: map.viewBox,
    class: "clicks",
    role: "img",
    "aria-label": say("clicks"),
  });
  for (const shape of map.context ?? []) s("path", { d: shape.d, class: "context" }, svg);
  for (const shape of map.shapes) {
    const bar = votes.get(shape.name);
    const share = (bar?.votes.at(-1) ?? 0) / most;
    const path = s("path", { d: shape.d, class: bar?.right ? "chosen right" : "chosen" }, svg);
    path.style.fillOpacity = String(share);
  }
  for (const shape of map.shapes) {
    const bar = votes.get(shape.name);
    if (!bar) continue;
    const text = s("text", { x: shape.x, y: shape.y, "text-anchor": "middle" }, svg);
    text.textContent = String(bar.votes.at(-1) ?? 0);
  }
  return svg;
}
