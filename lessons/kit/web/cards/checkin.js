// The check-in: progress, marks, what to look at again, and the hand-in button. Python works it
// out; this draws it as text. The buttons stay in place, so that focus does too.

import { dress, h, icon, unique } from "../shared/dom.js";
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
  return lessons.map((lesson) =>
    meter(say, lesson.here ? say("here", { title: lesson.title }) : lesson.title, lesson),
  );
}

/**
 * What stands folded until somebody wants to see it.
 *
 * @param {string} title
 */
const folded = (title) => h("details", {}, h("summary", { text: title }), h("div"));

/**
 * @param {HTMLElement} details
 * @param {...(Node | string)} content
 */
function fill(details, ...content) {
  details.querySelector("div")?.replaceChildren(...content);
}

/**
 * The question who the file is from.
 *
 * @param {Say} say
 * @param {(name: string) => void} write
 */
function asking(say, write) {
  const id = unique();
  const go = () => write(input.value);
  const input = h("input", {
    id,
    type: "text",
    class: "rc-name",
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": `${id}-why`,
    dir: "auto",
    on: { keydown: (event) => event.key === "Enter" && !event.isComposing && go() },
  });
  /** @param {string} text @param {string} name @param {() => void} click */
  const button = (text, name, click) =>
    h("button", { type: "button", class: name, text, on: { click } });
  return h(
    "div",
    { class: "rc-asking", hidden: true },
    h("label", { for: id, class: "rc-label", text: say("ask") }),
    h(
      "div",
      { class: "rc-line" },
      input,
      button(say("write"), "rc-button rc-main", go),
      button(say("skip"), "rc-button", () => write("")),
    ),
    h("p", { id: `${id}-why`, class: "rc-small", text: say("why") }),
  );
}

/**
 * Let the browser save a file.
 *
 * @param {string} name
 * @param {BlobPart} bytes
 */
function save(name, bytes) {
  const href = URL.createObjectURL(new Blob([bytes], { type: "application/json" }));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** @type {import("@anywidget/types").Render<CheckInModel>} */
function render({ model, el }) {
  const say = speaker(model.get("words"));
  const body = h("div", { class: "rc-body" });
  const more = h("div", { class: "rc-body" });
  const all = folded(say("all"));
  const lessons = folded(say("course"));
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
  const keep = button(say("save"), "save");
  const ask = asking(say, (name) => model.send({ do: "hand in", name }));
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
    h("div", { class: "rc-actions" }, keep),
    ask,
    more,
    all,
    lessons,
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
    );
    more.replaceChildren(list(say, say("look-again"), again), polls(say, state.polls));
    fill(all, table(say, state.rows));
    fill(lessons, ...course(say, state.course));
    lessons.hidden = state.course.length < 2;
    retry.setAttribute("aria-disabled", String(!state.done));
    said.textContent = state.said;
    keep.hidden = !state.file;
    const asked = ask.hidden && state.asks;
    ask.hidden = !state.asks;
    if (asked) ask.querySelector("input")?.focus();
  }
  /** @param {{ save?: string }} message @param {DataView[]} [buffers] */
  function hear({ save: name }, [bytes] = []) {
    if (name && bytes) save(name, /** @type {BlobPart} */ (bytes));
  }
  paint();
  el.append(root);
  model.on("change:state", paint);
  model.on("msg:custom", hear);
  return () => {
    model.off("change:state", paint);
    model.off("msg:custom", hear);
  };
}

export default { render };
