// A question on screen. Python sends `view` (what may be seen before an answer) and `state`
// (where the learner stands); the card sends back what the learner does, and Python marks it.
// Inputs are built once and only ever written to, so focus never drops.

import { dress, h, icon, unique } from "../shared/dom.js";
import { newId } from "../shared/ids.js";
import { guard } from "../shared/keys.js";
import { ICONS } from "../shared/verdicts.js";
import { speaker } from "../shared/words.js";
import style from "./card.css";
import { same } from "./same.js";

/** @typedef {import("./states.js").CardModel} CardModel */
/** @typedef {import("./states.js").State} State */
/** @typedef {import("./states.js").Kind} Kind */
/** @typedef {import("./kinds/kind.js").MakeAnswer} MakeAnswer */

const PATIENCE = 5000; // milliseconds until the card says that Python hasn't answered
const PAUSE = 600; // milliseconds without a change until what stands there is kept as a draft

/**
 * Draw a question.
 *
 * @param {import("@anywidget/types").RenderProps<CardModel>} props
 * @param {Partial<Record<Kind, MakeAnswer>>} kinds
 */
export function showQuestion({ model, el }, kinds) {
  const view = model.get("view");
  const say = speaker(model.get("words"));
  const name = unique();
  let editing = true; // is there something that Python hasn't marked?
  let settled = 0; // the attempt that this view has taken over
  let waiting = 0; // the timer of a message that Python hasn't answered
  let pausing = 0; // the timer of a draft that isn't sent
  /** @type {{event: string, response: import("./states.js").Response} | null} */
  let press = null; // the press that Python hasn't answered: sent again, it is the same attempt

  /** @param {Record<string, unknown>} attributes */
  const button = (attributes) => h("button", { type: "button", class: "rc-button", ...attributes });
  const said = h("p", { class: "rc-said", role: "status" });
  const trouble = h("p", { class: "rc-trouble", role: "alert", hidden: true });
  const past = h("p", { class: "rc-small rc-past", text: say("past"), hidden: true });
  const result = h("div", { class: "rc-result", role: "status", hidden: true });
  const extras = h("div", { class: "rc-extras", "aria-live": "polite" });
  const tries = h("p", { class: "rc-small rc-tries" });
  const main = button({ class: "rc-button rc-main", on: { click: act } });
  const hint = button({ on: { click: () => request(hint, "hint") } });
  const tell = button({ text: say("show"), on: { click: () => request(tell, "answer") } });
  const make = kinds[view.kind];
  if (!make) throw new Error(`No card for the kind ${view.kind}.`);
  const answer = make(view, {
    name,
    changed,
    check,
    say,
    tell: (text) => {
      said.textContent = text;
    },
  });

  function changed() {
    editing = true;
    model.set("typed", { response: answer.read(), by: name }); // other views of this card follow
    clearTimeout(pausing);
    pausing = window.setTimeout(keepDraft, PAUSE);
    paint();
  }

  function keepDraft() {
    pausing = 0;
    send({ do: "draft", response: answer.read() });
  }

  function act() {
    if (editing) return check();
    editing = true;
    paint();
    answer.focus();
  }

  /**
   * @param {HTMLElement} node
   * @param {"hint" | "answer"} what
   */
  function request(node, what) {
    if (node.getAttribute("aria-disabled") !== "true") ask({ do: what });
  }

  function check() {
    const response = answer.read();
    if (!press || !same(press.response, response)) press = { event: newId(), response };
    clearTimeout(pausing);
    pausing = 0;
    ask({ do: "check", ...press });
  }

  /** @param {import("./messages.js").ToQuestion} message */
  function send(message) {
    model.send(message);
  }

  /** @param {import("./messages.js").ToQuestion} message */
  function ask(message) {
    if (waiting) return;
    trouble.hidden = true;
    waiting = window.setTimeout(complain, PATIENCE, say("no-python"));
    try {
      send(message);
    } catch {
      complain(say("no-python"));
    }
  }

  /** @param {string} text */
  function complain(text) {
    clearTimeout(waiting);
    waiting = 0;
    trouble.textContent = text;
    trouble.hidden = false;
  }

  /** Python answered: show it, and take over its response unless that is being changed. */
  function answered() {
    const asked = waiting; // or another view of this card did
    clearTimeout(waiting);
    waiting = 0;
    press = null;
    const state = model.get("state");
    const before = extras.childElementCount;
    answer.reveal?.(state.rubric);
    if (state.attempts !== settled) settle(state);
    show(state);
    paint();
    const news = extras.childElementCount > before ? extras.lastElementChild : result;
    if (asked) news?.scrollIntoView({ block: "nearest" }); // on a small screen it may lie below
  }

  /** @param {State} state */
  function settle(state) {
    const typed = model.get("typed");
    editing = !state.attempts || Boolean(typed && !same(typed.response, state.response));
    if (!editing) answer.write(state.response);
    settled = state.attempts;
  }

  /** @param {State} state */
  function show(state) {
    if (state.error) complain(state.error);
    else trouble.hidden = true;
    result.hidden = !state.verdict;
    if (state.verdict) {
      result.dataset.verdict = state.verdict;
      result.replaceChildren(
        h(
          "p",
          { class: "rc-verdict" },
          icon(ICONS[state.verdict]),
          h("span", { text: say(state.verdict) }),
        ),
        h("div", { class: "rc-feedback", html: state.feedback }),
      );
    }
    for (const { label, html } of state.extras.slice(extras.children.length)) {
      const words = h("div", { html });
      extras.append(
        h("div", { class: "rc-extra" }, h("p", { class: "rc-label", text: label }), words),
      );
    }
    tries.textContent = state.tries;
  }

  function paint() {
    const state = model.get("state");
    const words = view.keeps ? ["keep", "change"] : ["check", "again"];
    main.textContent = say(words[editing ? 0 : 1]);
    past.hidden = !editing || !state.attempts || state.verdict === "not attempted";
    result.classList.toggle("rc-old", !past.hidden);
    answer.judge?.(editing || state.verdict === "not attempted" ? {} : state.parts);
    const left = view.hints - state.hinted;
    hint.hidden = !view.hints;
    hint.textContent = left
      ? say("hint", { number: state.hinted + 1, of: view.hints })
      : say("no-hints");
    hint.setAttribute("aria-disabled", String(!left));
    tell.hidden = !state.tell;
    tell.setAttribute("aria-disabled", String(state.told));
  }

  function follow() {
    const typed = model.get("typed");
    if (!typed || typed.by === name) return;
    answer.write(typed.response);
    editing = true;
    paint();
  }

  const root = h(
    "div",
    { class: `rc-card rc-kind-${view.kind}` },
    h(
      "p",
      { class: "rc-head" },
      h("b", { text: view.label }),
      h("span", { text: say(view.kind), id: `${name}-task` }),
    ),
    h(
      "fieldset",
      { class: "rc-question", "aria-describedby": `${name}-task` },
      h(
        "legend",
        { class: "rc-prompt" },
        h("div", { role: "heading", "aria-level": 3, html: view.prompt }),
      ),
      answer.node,
    ),
    h("div", { class: "rc-actions" }, main, hint, tell),
    said,
    trouble,
    past,
    result,
    answer.after ?? "",
    extras,
    tries,
  );
  guard(root);
  dress("card", style);

  const state = model.get("state");
  if (state.draft !== null && !model.get("typed")) {
    model.set("typed", { response: state.draft, by: "" });
  }
  const typed = model.get("typed");
  answer.reveal?.(state.rubric);
  answer.write(typed ? typed.response : state.response);
  settle(state);
  show(state);
  paint();
  el.append(root);

  model.on("change:state", answered);
  model.on("change:typed", follow);
  return () => {
    if (pausing) keepDraft();
    clearTimeout(pausing);
    clearTimeout(waiting);
    model.off("change:state", answered);
    model.off("change:typed", follow);
  };
}
