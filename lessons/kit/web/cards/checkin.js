// The check-in: progress, marks, what to look at again, and the hand-in button. Python works it
// out; this draws it as text. The buttons stay in place, so that focus does too.

import { dress, h, icon } from "../shared/dom.js";
import { guard } from "../shared/keys.js";
import { ICONS } from "../shared/verdicts.js";
import { speaker } from "../shared/words.js";
import cardStyle from "./card.css";
import style from "./checkin.css";

/** @typedef {import("./states.js").Row} Row */
/** @typedef {import("./states.js").CheckInModel} CheckInModel */
/** @typedef {import("../shared/words.js").Say} Say */

/**
 * @param {Say} say
 * @param {string} label
 * @param {{done: number, total: number}} progress
 */
const meter = (say, label, { done, total }) =>
  h(
    "div",
    { class: "rc-meter" },
    h("span", { text: label }),
    h("progress", { value: done, max: total || 1, "aria-label": label }),
    h("span", { class: "rc-count", text: say("done", { done, total }) }),
  );

/**
 * @param {Say} say
 * @param {Row["verdict"]} verdict
 */
const standing = (say, verdict) =>
  verdict
    ? h(
        "span",
        { class: "rc-standing", "data-verdict": verdict },
        icon(ICONS[verdict]),
        say(verdict),
      )
    : h("span", { class: "rc-standing", text: say("open") });

/**
 * @param {Say} say
 * @param {Row[]} rows
 */
function table(say, rows) {
  const head = ["question", "standing", "section", "tries", "first", "best"];
  return h(
    "div",
    { class: "rc-scroll", tabindex: "0", role: "group", "aria-label": say("all") },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h("tr", {}, ...head.map((name) => h("th", { scope: "col", text: say(name) }))),
      ),
      h(
        "tbody",
        {},
        ...rows.map((row) =>
          h(
            "tr",
            {},
            h("th", { scope: "row", text: `${row.number}. ${row.prompt}` }),
            h("td", {}, standing(say, row.verdict)),
            h("td", { text: row.section }),
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
 * @param {Say} say
 * @param {string} title
 * @param {Row[]} rows
 */
function list(say, title, rows) {
  if (!rows.length) return "";
  const lines = rows.map(({ section, number, prompt }) =>
    h("li", { text: say("where", { section, number, prompt }) }),
  );
  return h("div", {}, h("h4", { text: title }), h("ul", {}, ...lines));
}

/**
 * @param {Say} say
 * @param {CheckInModel["state"]["polls"]} found
 */
function polls(say, found) {
  const lines = found.map((poll) =>
    h("li", {
      text: poll.told
        ? `${poll.prompt} ${poll.told}`
        : say(poll.first === poll.now ? "same" : "changed", { ...poll }),
    }),
  );
  if (!lines.length) return "";
  return h("div", {}, h("h4", { text: say("thought") }), h("ul", {}, ...lines));
}

/**
 * @param {Say} say
 * @param {CheckInModel["state"]["course"]} lessons
 */
function course(say, lessons) {
  if (lessons.length < 2) return "";
  const bars = lessons.map((lesson) =>
    meter(say, lesson.here ? say("here", { title: lesson.title }) : lesson.title, lesson),
  );
  return h("div", {}, h("h4", { text: say("course") }), ...bars);
}

/** @type {import("@anywidget/types").Render<CheckInModel>} */
function render({ model, el }) {
  const say = speaker(model.get("words"));
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
  const retry = button(say("retry"), "retry");
  const root = h(
    "section",
    { class: "rc-panel", "aria-label": say("name") },
    body,
    h(
      "div",
      { class: "rc-actions" },
      button(say("hand-in"), "hand in", "rc-button rc-main"),
      retry,
      button(say("refresh"), "refresh"),
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
      h("h3", { text: say("title", { title: state.title }) }),
      meter(say, say("answered"), state),
      state.notice ? h("p", { class: "rc-trouble", text: state.notice }) : "",
      list(say, say("look-again"), again),
      polls(say, state.polls),
      h("h4", { text: say("all") }),
      table(say, state.rows),
      course(say, state.course),
    );
    retry.setAttribute("aria-disabled", String(!state.done));
    said.textContent = state.said;
  }
  paint();
  el.append(root);
  model.on("change:state", paint);
  return () => model.off("change:state", paint);
}

export default { render };
