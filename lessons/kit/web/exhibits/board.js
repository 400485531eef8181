// A table whose rows are chosen by lists. Text is only ever set as text.

import { dress } from "../shared/dom.js";
import { guard } from "../shared/keys.js";
import { speaker } from "../shared/words.js";
import style from "./board.css";

/**
 * @typedef {object} Filter
 * @property {string} label
 * @property {string[]} options
 * @property {string[][]} values the values of each row
 */

/**
 * @typedef {object} BoardModel
 * @property {import("../shared/words.js").Words} words
 * @property {{title: string, subtitle: string, noun: string, note: string, source: string}} texts
 * @property {string[]} columns
 * @property {string[][]} rows
 * @property {Filter[]} filters
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} words
 * @param {object} props
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function make(tag, words, props = {}) {
  const node = document.createElement(tag);
  node.textContent = words;
  return Object.assign(node, props);
}

/**
 * @param {Filter} filter
 * @param {string} all
 * @param {() => void} choose
 */
function list(filter, all, choose) {
  const label = make("label", `${filter.label} `);
  const select = document.createElement("select");
  select.append(new Option(all, ""), ...filter.options.map((value) => new Option(value, value)));
  select.addEventListener("change", choose);
  label.append(select);
  return { label, select };
}

/** @param {string[][]} rows */
function body(rows) {
  const part = document.createElement("tbody");
  for (const [name, ...cells] of rows) {
    const row = part.insertRow();
    row.append(make("th", name, { scope: "row" }), ...cells.map((cell) => make("td", cell)));
  }
  return part;
}

/**
 * @param {string[]} columns
 * @param {string[][]} rows
 * @param {string} title
 */
function table(columns, rows, title) {
  const node = document.createElement("table");
  node.append(make("caption", title));
  const head = node.createTHead().insertRow();
  head.append(...columns.map((column) => make("th", column, { scope: "col" })));
  node.append(body(rows));
  return node;
}

/** @type {import("@anywidget/types").Render<BoardModel>} */
function render({ model, el }) {
  const say = speaker(model.get("words"));
  const texts = model.get("texts");
  const noun = texts.noun;
  const filters = model.get("filters");
  const rows = table(model.get("columns"), model.get("rows"), texts.title);
  const lists = filters.map((filter) => list(filter, say("all"), choose));
  const reset = make("button", say("show-all"), { type: "button" });
  const said = make("p", "", { className: "board-said" });
  const form = make("div", "", { className: "board-lists" });
  const frame = make("div", "", { className: "board-frame", tabIndex: 0 });
  said.setAttribute("role", "status");
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", say("frame", { title: texts.title, noun }));
  form.setAttribute("role", "group");
  form.setAttribute("aria-label", say("lists", { noun }));

  function choose() {
    const bodyRows = [...rows.tBodies[0].rows];
    bodyRows.forEach((row, place) => {
      row.hidden = !filters.every((filter, n) => {
        const wanted = lists[n].select.value;
        return wanted === "" || filter.values[place].includes(wanted);
      });
    });
    const left = bodyRows.filter((row) => !row.hidden).length;
    said.textContent =
      left === 0 ? say("none", { noun }) : say("left", { left, all: bodyRows.length, noun });
    frame.scrollTop = 0;
  }

  reset.addEventListener("click", () => {
    for (const { select } of lists) select.value = "";
    choose();
  });
  form.append(...lists.map(({ label }) => label), reset);
  frame.append(rows);
  el.classList.add("board");
  el.append(
    make("p", texts.title, { className: "board-title", role: "heading", ariaLevel: "3" }),
    make("p", texts.subtitle, { className: "board-subtitle" }),
    form,
    said,
    frame,
    ...(texts.note ? [make("p", texts.note)] : []),
    make("p", texts.source, { className: "board-source" }),
  );
  choose();
  guard(el);
  dress("board", style);
}

export default { render };
