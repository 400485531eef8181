// The teacher's page: who is here, where each one is, what goes wrong now and what to say to it, and
// how the class goes on.

import { look } from "../pages/bar.js";
import { h } from "../shared/dom.js";
import { speaker } from "../shared/words.js";
import { bars, clicks, dots } from "./counts.js";
import { watch } from "./watch.js";

/** @type {any} */
const page = JSON.parse(document.getElementById("teacher-parts")?.textContent ?? "{}");
const say = speaker(page.words);
/** @param {string} name */
const at = (name) => /** @type {any} */ (document.querySelector(`[data-${name}]`));
/** @type {any} */
let state = null;
let chosen = page.questions[0]?.id ?? "";

const SIGNS = /** @type {Record<string, string>} */ ({
  right: "✓",
  partly: "◐",
  wrong: "✗",
  recorded: "•",
});

/** @param {string} text @param {() => void} click @param {object} [more] */
const button = (text, click, more = {}) =>
  h("button", { type: "button", text, on: { click }, ...more });

/**
 * Put parts into a place, if they differ from what is there; what had the focus there has it again.
 *
 * @param {HTMLElement} place
 * @param {(Node | string)[]} parts
 */
function put(place, ...parts) {
  const draft = /** @type {HTMLElement} */ (place.cloneNode(false));
  draft.append(...parts);
  if (draft.innerHTML === place.innerHTML) return;
  const key = /** @type {HTMLElement} */ (document.activeElement)?.dataset?.key;
  const isHere = place.contains(document.activeElement);
  place.replaceChildren(...draft.childNodes);
  if (isHere && key)
    /** @type {HTMLElement | null} */ (
      place.querySelector(`[data-key="${CSS.escape(key)}"]`)
    )?.focus();
}

// What is pressed must not be replaced before it is let go: the click would be lost.
let pressed = false;
addEventListener("pointerdown", () => {
  pressed = true;
});
for (const end of ["pointerup", "pointercancel"])
  addEventListener(end, () =>
    setTimeout(() => {
      pressed = false;
      if (state) show(state);
    }),
  );

/** @param {any} now */
function show(now) {
  state = now;
  if (pressed) return;
  const here = state.learners.filter((/** @type {any} */ each) => each.online).length;
  at("here").textContent = say("here", { here, joined: state.learners.length });
  pace();
  grid();
  detail();
  wrong();
  stuck();
  tickets();
  const notes = at("notes");
  if (document.activeElement !== notes) notes.value = state.pace.notes;
}

function pace() {
  const { paused, upto, ended, screen, names } = state.pace;
  const sections = [...new Set(page.questions.map((/** @type {any} */ each) => each.section))];
  const last = (/** @type {number} */ section) =>
    page.questions.filter((/** @type {any} */ each) => each.section <= section).length;
  const choose = h(
    "select",
    {
      "data-key": "upto",
      on: {
        change: (/** @type {any} */ event) =>
          tell({ do: "upto", number: Number(event.target.value) }),
      },
    },
    option(0, say("all_open"), upto),
    ...sections.map((section) =>
      option(
        last(section),
        say("to_section", { section: String(section), number: last(section) }),
        upto,
      ),
    ),
    ...page.questions.map((/** @type {any} */ each) =>
      option(each.number, say("to_question", { number: each.number }), -1),
    ),
  );
  if (upto && ![...choose.options].some((each) => each.selected))
    [...choose.options]
      .filter((each) => Number(each.value) === upto)
      .at(-1)
      ?.setAttribute("selected", "");
  const screens = ["join", "question", "wall", "sure"].map((name) =>
    button(
      say(`screen-${name}`),
      () => tell({ do: "screen", screen: name, id: name === "question" ? chosen : "" }),
      {
        "aria-pressed": String(screen === name),
        "data-key": `screen-${name}`,
      },
    ),
  );
  put(
    at("pace"),
    h("label", { class: "pace" }, h("span", { text: say("pace") }), " ", choose),
    button(say(paused ? "go_on" : "pause"), () => tell({ do: "pause", on: !paused }), {
      "aria-pressed": String(paused),
      "data-key": "pause",
    }),
    h(
      "span",
      { class: "screens", role: "group", "aria-label": say("projector") },
      h("span", { text: say("projector") }),
      ...screens,
    ),
    button(say("names"), () => tell({ do: "names", on: !names }), {
      "aria-pressed": String(names),
      "data-key": "names",
    }),
    ended
      ? h("b", { text: say("ended") })
      : button(say("end"), () => confirm(say("end_sure")) && tell({ do: "end" }), {
          "data-key": "end",
          class: "end",
        }),
  );
}

/** @param {number} value @param {string} text @param {number} now */
const option = (value, text, now) => h("option", { value, text, selected: value === now });

function grid() {
  const heads = page.questions.map((/** @type {any} */ each) => {
    const vote = state.pace.votes[each.id];
    const closed =
      state.pace.closed.includes(each.id) || (state.pace.upto && each.number > state.pace.upto);
    return h(
      "th",
      { scope: "col", class: each.id === chosen ? "chosen" : "" },
      button(
        `${each.number}${vote && !vote.revealed ? " ●" : closed ? " –" : ""}`,
        () => choose(each.id),
        {
          "data-key": `head-${each.id}`,
          title: each.plain,
          "aria-label": say("question_label", { number: each.number, prompt: each.plain }),
          "aria-pressed": String(each.id === chosen),
        },
      ),
    );
  });
  const rows = [...state.learners]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((learner) => {
      const cells = page.questions.map((/** @type {any} */ each) => {
        const cell = learner.cells[each.id];
        const said = cell.tries ? say(`verdict-${cell.verdict || "none"}`) : say("verdict-none");
        const more = cell.hints ? say("hints", { count: cell.hints }) : "";
        const label = `${said}${cell.tries > 1 ? `, ${say("tries", { count: cell.tries })}` : ""} ${more}`;
        return h(
          "td",
          {
            class: `cell ${cell.verdict || "none"} ${cell.stuck ? "stuck" : ""} ${learner.at === each.number ? "at" : ""}`,
            title: label,
          },
          h("span", { "aria-hidden": "true", text: SIGNS[cell.verdict] ?? "" }),
          h("small", { "aria-hidden": "true", text: cell.tries > 1 ? String(cell.tries) : "" }),
          h("span", { class: "for-ears", text: label }),
        );
      });
      return h(
        "tr",
        { class: learner.online ? "" : "away" },
        h(
          "th",
          { scope: "row" },
          h("bdi", { text: learner.name }),
          learner.online ? "" : h("small", { text: ` ${say("away")}` }),
        ),
        ...cells,
      );
    });
  const counts = h(
    "tr",
    { class: "sum" },
    h("th", { scope: "row", text: say("right_now") }),
    ...state.questions.map((/** @type {any} */ each) => {
      const [voted, right] = [each.voted.at(-1), each.right.at(-1)];
      const marked = !["poll", "short", "prediction"].includes(each.kind);
      return h("td", { text: voted ? (marked ? `${right}/${voted}` : String(voted)) : "" });
    }),
  );
  put(
    at("grid"),
    h("thead", {}, h("tr", {}, h("th", { scope: "col", text: say("learner") }), ...heads)),
    h("tbody", {}, ...rows, counts),
  );
}

/** @param {string} id */
function choose(id) {
  chosen = id;
  if (state) show(state);
}

function detail() {
  const asked = page.questions.find((/** @type {any} */ each) => each.id === chosen);
  const count = state.questions.find((/** @type {any} */ each) => each.id === chosen);
  const vote = state.pace.votes[chosen];
  const isClosed = state.pace.closed.includes(chosen);
  const isShown = state.pace.screen === "question" && state.pace.together === chosen;
  const voted = count.voted.at(-1);
  const acts = [
    button(say("show"), () => tell({ do: "screen", screen: "question", id: chosen }), {
      "aria-pressed": String(isShown),
      "data-key": "show",
    }),
    button(
      say("together"),
      () => tell({ do: "together", id: state.pace.together === chosen ? "" : chosen }),
      {
        "aria-pressed": String(state.pace.together === chosen),
        "data-key": "together",
      },
    ),
    !vote || vote.revealed || !vote.open
      ? button(say(vote ? "vote_again" : "vote"), () => tell({ do: "vote", id: chosen }), {
          "data-key": "vote",
        })
      : button(say("stop"), () => tell({ do: "stop", id: chosen }), { "data-key": "vote" }),
    button(say("reveal"), () => tell({ do: "reveal", id: chosen }), {
      "data-key": "reveal",
      "aria-pressed": String(Boolean(vote?.revealed)),
    }),
    button(
      say(isClosed ? "open" : "close"),
      () => tell({ do: "close", id: chosen, on: !isClosed }),
      { "data-key": "close" },
    ),
  ];
  const answers = asked.map
    ? clicks(say, asked.map, count)
    : count.ends.length
      ? dots(say, count)
      : bars(say, count, { marks: true });
  put(
    at("detail"),
    h("h2", { text: say("question", { number: asked.number }) }),
    h("div", { class: "prompt", html: asked.prompt }),
    h("p", { class: "acts" }, ...acts),
    h("p", { text: say(vote && !vote.revealed ? "voted_held" : "voted", { count: voted }) }),
    answers,
    ...said(count),
  );
}

/** @param {any} count */
function said(count) {
  if (!count.wrong.length) return [];
  const rows = count.wrong.map((/** @type {any} */ each) =>
    h(
      "li",
      {},
      h("b", { text: `${each.votes[0]} × ${each.text}` }),
      " ",
      h("span", { text: each.tell }),
    ),
  );
  return [h("h3", { text: say("behind") }), h("ul", { class: "behind" }, ...rows)];
}

function wrong() {
  const all = state.questions
    .flatMap((/** @type {any} */ each) =>
      each.wrong.map((/** @type {any} */ one) => ({ ...one, number: each.number, id: each.id })),
    )
    .sort((/** @type {any} */ a, /** @type {any} */ b) => b.votes[0] - a.votes[0])
    .slice(0, 6);
  put(
    at("wrong"),
    ...all.map((/** @type {any} */ each) =>
      h(
        "li",
        {},
        button(say("question", { number: each.number }), () => choose(each.id), {
          "data-key": `wrong-${each.id}-${each.text}`,
        }),
        h("b", { text: ` ${each.votes[0]} × ${each.text}` }),
        h("p", { text: each.tell }),
      ),
    ),
    all.length ? "" : h("li", { text: say("nothing_wrong") }),
  );
}

function stuck() {
  const rows = state.learners
    .filter((/** @type {any} */ each) => each.stuck.length || (each.slow && each.online))
    .map((/** @type {any} */ each) => {
      const numbers = each.stuck.map(
        (/** @type {string} */ id) =>
          page.questions.find((/** @type {any} */ one) => one.id === id).number,
      );
      const why = numbers.length
        ? say("stuck_at", { numbers: numbers.join(", ") })
        : say("quiet", { count: each.quiet });
      return h("li", {}, h("bdi", { text: each.name }), ` · ${why}`);
    });
  put(at("stuck"), ...rows, rows.length ? "" : h("li", { text: say("nobody_stuck") }));
  put(
    at("people"),
    ...state.learners.map((/** @type {any} */ each) =>
      h(
        "li",
        {},
        h("bdi", { text: each.name }),
        " ",
        button(say("welcome"), () => tell({ do: "welcome", id: each.id }), {
          "data-key": `in-${each.id}`,
          title: say("welcome_help"),
        }),
        button(
          say("remove"),
          () =>
            confirm(say("remove_sure", { name: each.name })) && tell({ do: "remove", id: each.id }),
          {
            "data-key": `out-${each.id}`,
          },
        ),
      ),
    ),
  );
}

function tickets() {
  const wall = new Set(state.pace.wall);
  const rows = state.tickets.map((/** @type {any} */ each) => {
    const tick = h("input", {
      type: "checkbox",
      checked: wall.has(each.event),
      "data-key": each.event,
      on: {
        change: () => {
          wall.has(each.event) ? wall.delete(each.event) : wall.add(each.event);
          tell({ do: "wall", events: [...wall] });
        },
      },
    });
    return h(
      "li",
      {},
      h(
        "label",
        {},
        tick,
        " ",
        h("span", { text: each.text }),
        " ",
        h("small", {}, h("bdi", { text: each.learner })),
      ),
    );
  });
  put(at("tickets"), ...rows, rows.length ? "" : h("li", { text: say("no_tickets") }));
}

look();
const tell = watch("teacher", show, (isOn) => {
  at("line").hidden = isOn;
});
at("notes").addEventListener("change", (/** @type {any} */ event) =>
  tell({ do: "notes", text: event.target.value }),
);
document.documentElement.dataset.page = "ready";
