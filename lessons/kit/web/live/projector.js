// What the whole room sees: how to join, a question with its exhibit, how many have answered, and,
// once the teacher reveals it, how.

import { look } from "../pages/bar.js";
import { h } from "../shared/dom.js";
import { speaker } from "../shared/words.js";
import { bars, clicks, dots } from "./counts.js";
import { watch } from "./watch.js";

/** @type {any} */
const page = JSON.parse(document.getElementById("projector-parts")?.textContent ?? "{}");
const say = speaker(page.words);
const stage = /** @type {HTMLElement} */ (document.querySelector("[data-stage]"));
const foot = /** @type {HTMLElement} */ (document.querySelector("[data-foot]"));
let drawn = "";

/** @param {any} state */
function show(state) {
  const now = JSON.stringify(state);
  if (now === drawn) return;
  drawn = now;
  document.body.dataset.screen = state.paused ? "paused" : state.screen;
  foot.textContent = say("here", { here: state.here, joined: state.joined });
  if (state.paused) stage.replaceChildren(h("h1", { text: say("eyes_up") }));
  else if (state.screen === "question" && state.question)
    stage.replaceChildren(...question(state.question));
  else if (state.screen === "wall") stage.replaceChildren(...wall(state.wall ?? []));
  else if (state.screen === "sure") stage.replaceChildren(...sure(state.sure ?? []));
  else stage.replaceChildren(...join(state));
  fit();
}

const LARGEST = 28;
const SMALLEST = 24; // what can be read from the back row

/** Take the largest letters with which all of it can be seen. */
function fit() {
  const root = document.documentElement;
  for (let size = LARGEST; size >= SMALLEST; size--) {
    document.body.style.setProperty("--size", `${size}px`);
    if (root.scrollHeight <= root.clientHeight) return;
  }
}

/** @param {any} state */
function join(state) {
  const qr = h("div", { class: "qr", role: "img", "aria-label": say("qr") });
  qr.innerHTML = page.qr;
  const how = h(
    "div",
    { class: "how" },
    h("p", { text: say("open") }),
    h("p", { class: "address", dir: "ltr" }, page.address),
    h("p", { text: say("type_code") }),
    h("p", { class: "code", dir: "ltr" }, page.code),
  );
  const names = h(
    "p",
    { class: "names" },
    ...state.names.map((/** @type {string} */ name) => h("bdi", { text: name })),
  );
  return [h("h1", { text: page.title }), h("div", { class: "join" }, qr, how), names];
}

/** @param {any} state */
function question(state) {
  const asked = page.questions.find((/** @type {any} */ each) => each.id === state.id);
  const head = h("h1", { class: "prompt", html: asked.prompt });
  const votes = h("p", {
    class: "voted",
    text: say(state.open ? "voted" : "voted_closed", { count: state.voted }),
  });
  if (state.round > 1) votes.prepend(h("b", { class: "round", text: say("second") }), " · ");
  const left = h("div", { class: "left" }, head, votes, answers(asked, state));
  if (state.count || !asked.exhibit) return [left];
  const right = h("div", { class: "right", html: asked.exhibit });
  for (const each of right.querySelectorAll("details, .exhibit-note, .part > :not(figure)"))
    each.remove();
  return [h("div", { class: "two" }, left, right)];
}

/** @param {any} asked @param {any} state */
function answers(asked, state) {
  if (!state.count) {
    if (asked.map) return clicks(say, asked.map, { ...EMPTY });
    return h(
      "ul",
      { class: "options" },
      ...asked.options.map((/** @type {string} */ html) => h("li", { html })),
    );
  }
  if (asked.map) return clicks(say, asked.map, state.count);
  if (state.count.dots.length && state.count.ends.length) return dots(say, state.count);
  return bars(say, state.count, { marks: true });
}

/** @type {import("./counts.js").Count} */
const EMPTY = {
  id: "",
  kind: "",
  prompt: "",
  section: 0,
  voted: [],
  right: [],
  bars: [],
  dots: [],
  ends: [],
  unit: "",
  wrong: [],
};

/** @param {string[]} texts */
const wall = (texts) => [
  h("h1", { text: say("wall") }),
  h("ul", { class: "wall" }, ...texts.map((text) => h("li", { text }))),
];

/** @param {{claim: string, steps: number[]}[]} claims */
const sure = (claims) => [
  h("h1", { text: say("sure") }),
  h(
    "ul",
    { class: "sure" },
    ...claims.map(({ claim, steps }) =>
      h(
        "li",
        {},
        h("span", { class: "words", text: claim }),
        h(
          "span",
          { class: "steps", role: "img", "aria-label": say("steps", { steps: steps.join(", ") }) },
          ...steps.map((count) =>
            h("span", { style: `block-size:${0.3 + count * 0.6}rem` }, String(count)),
          ),
        ),
      ),
    ),
  ),
];

const BETWEEN_LOOKS = 2_000;

/** Come again with the exhibits, once the lesson is drawn. */
async function drawnYet() {
  const now = await fetch(location.href).then(
    (answer) => answer.text(),
    () => "",
  );
  if (now.includes('"drawn":true')) location.reload();
  else setTimeout(drawnYet, BETWEEN_LOOKS);
}

look();
if (!page.drawn) setTimeout(drawnYet, BETWEEN_LOOKS);
addEventListener("resize", fit);
addEventListener("load", fit, true); // a picture, or the letters, came
watch("projector", show, (isOn) => {
  document.body.classList.toggle("no-line", !isOn);
});
document.documentElement.dataset.page = "ready";
