// The check-in: progress, marks, what to look at again, and the hand-in button. Python works it
// out; this draws it as text. The buttons stay in place, so that focus does too.

import { dress, h, icon } from "../shared/dom.js";
import { guard } from "../shared/keys.js";
import { ICONS, WORDS } from "../shared/verdicts.js";
import cardStyle from "./card.css";
import style from "./checkin.css";

/** @typedef {import("./states.js").Row} Row */
/** @typedef {import("./states.js").CheckInModel} CheckInModel */

/**
 * @param {string} label
 * @param {{done: number, total: number}} progress
 */
const meter = (label, { done, total }) =>
  h(
    "div",
    { class: "rc-meter" },
    h("span", { text: label }),
    h("progress", { value: done, max: total || 1, "aria-label": label }),
    h("span", { class: "rc-count", text: `${done} of ${total}` }),
  );

/** @param {Row["verdict"]} verdict */
const standing = (verdict) =>
  verdict
    ? h(
        "span",
        { class: "rc-standing", "data-verdict": verdict },
        icon(ICONS[verdict]),
        WORDS[verdict],
      )
    : h("span", { class: "rc-standing", text: "Still open" });

/** @param {Row[]} rows */
function table(rows) {
  const head = ["Question", "Section", "How it stands", "Tries", "First mark", "Best mark"];
  return h(
    "div",
    { class: "rc-scroll", tabindex: "0", role: "group", "aria-label": "All questions and marks" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col", text })))),
      h(
        "tbody",
        {},
        ...rows.map((row) =>
          h(
            "tr",
            {},
            h("th", { scope: "row", text: `${row.number}. ${row.prompt}` }),
            h("td", { text: row.section }),
            h("td", {}, standing(row.verdict)),
            h("td", { text: row.tries || "–" }),
            h("td", { text: row.first || "–" }),
            h("td", { text: row.best || "–" }),
          ),
        ),
      ),
    ),
  );
}

/**
 * @param {string} title
 * @param {Row[]} rows
 */
function list(title, rows) {
  if (!rows.length) return "";
  const lines = rows.map((row) =>
    h("li", { text: `Section ${row.section}, question ${row.number}: ${row.prompt}` }),
  );
  return h("div", {}, h("h4", { text: title }), h("ul", {}, ...lines));
}

/** @param {CheckInModel["state"]["polls"]} found */
function polls(found) {
  const lines = found.map(({ prompt, first, now }) =>
    h("li", {
      text:
        first === now
          ? `${prompt} You said: ${first}.`
          : `${prompt} At first: ${first}. Now: ${now}.`,
    }),
  );
  if (!lines.length) return "";
  return h("div", {}, h("h4", { text: "What you thought" }), h("ul", {}, ...lines));
}

/** @param {CheckInModel["state"]["course"]} lessons */
function course(lessons) {
  if (lessons.length < 2) return "";
  const bars = lessons.map((lesson) =>
    meter(lesson.title + (lesson.here ? " (this lesson)" : ""), lesson),
  );
  return h("div", {}, h("h4", { text: "The whole course" }), ...bars);
}

/** @type {import("@anywidget/types").Render<CheckInModel>} */
function render({ model, el }) {
  const body = h("div", { class: "rc-body" });
  const said = h("p", { class: "rc-told", role: "status" });
  /**
   * @param {string} text
   * @param {string} what
   */
  const button = (text, what, name = "rc-button") =>
    h("button", {
      type: "button",
      class: name,
      text,
      on: { click: () => model.send({ do: what }) },
    });
  const retry = button("Retry what I missed", "retry");
  const root = h(
    "section",
    { class: "rc-panel", "aria-label": "Check-in" },
    body,
    h(
      "div",
      { class: "rc-actions" },
      button("Write my hand-in file", "hand in", "rc-button rc-main"),
      retry,
      button("Refresh", "refresh"),
    ),
    said,
  );
  guard(root);
  dress("card", cardStyle);
  dress("checkin", style);

  function paint() {
    const state = model.get("state");
    const again = state.rows.filter(({ verdict }) => verdict === "wrong" || verdict === "partly");
    body.replaceChildren(
      h("h3", { text: `Check-in: ${state.title}` }),
      meter("Questions answered", state),
      state.notice ? h("p", { class: "rc-trouble", text: state.notice }) : "",
      list("Look at again", again),
      polls(state.polls),
      h("h4", { text: "All questions and marks" }),
      table(state.rows),
      course(state.course),
    );
    retry.setAttribute("aria-disabled", String(!state.missed));
    said.textContent = state.said;
  }
  paint();
  el.append(root);
  model.on("change:state", paint);
  return () => model.off("change:state", paint);
}

export default { render };
