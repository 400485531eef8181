// A lesson's page: hosts the kit's own parts, keeps the answers, and asks whoever marks.

import card from "../cards/card.js";
import checkin from "../cards/checkin.js";
import learners_page from "../cards/learners_page.js";
import nickname from "../cards/nickname.js";
import place_card from "../cards/place_card.js";
import board from "../exhibits/board.js";
import maproom from "../exhibits/maproom.js";
import choose from "../exhibits/switch.js";
import timemap from "../exhibits/timemap.js";
import { InClass, placesOf } from "../live/in_class.js";
import { Link } from "../live/link.js";
import { newCode, unpack } from "../record/row.js";
import { Store } from "../record/store.js";
import { h } from "../shared/dom.js";
import { speaker } from "../shared/words.js";
import { Answers, nameOf } from "./answers.js";
import { look, tools, whereabouts } from "./bar.js";
import { fileName, handIn, save } from "./handin.js";
import { modelOf } from "./host.js";
import { Python } from "./python.js";
import { kept, withRow } from "./recorder.js";

/** @type {Record<string, {render: Function}>} */
const PARTS = {
  card,
  checkin,
  learners_page,
  nickname,
  place_card,
  board,
  switch: choose,
  timemap,
  maproom,
};

/** @type {any} */
const lesson = JSON.parse(document.getElementById("lesson-parts")?.textContent ?? "{}");
const say = speaker(lesson.words);
const end = /** @type {HTMLElement} */ (document.querySelector("[data-end]"));

/** @type {Map<string, import("./host.js").Model[]>} */
const shown = new Map();
/** @type {Answers} */
let answers;

/** Show a state wherever it is shown. @param {string} name @param {any} state */
function tell(name, state) {
  if (!state) return;
  for (const model of shown.get(name) ?? []) model.set("state", state);
  if (name.startsWith("overview/")) below(state.below ?? []);
}

/**
 * Draw a part.
 *
 * @param {HTMLElement} el
 * @param {any} widget
 */
function mount(el, widget) {
  const { module, traits, call, replies } = widget;
  const model = modelOf(traits, (message) => {
    if (replies) return model.tell(replies[message.show]);
    if (call) ask(call, message);
  });
  if (call) {
    const name = nameOf(call);
    shown.set(name, [...(shown.get(name) ?? []), model]);
  }
  el.replaceChildren();
  PARTS[module].render({ model, el });
}

/** @param {import("./answers.js").Address} call @param {any} message */
async function ask(call, message) {
  if (call.to === "sign in") return signIn(message);
  if (call.to === "overview" && message.do === "hand in") return give();
  const state = await answers.ask(call, message);
  tell(nameOf(call), state);
  if (message.do === "check") answered();
}

let where = () => {};

function answered() {
  if (line?.isReady()) {
    ask({ to: "overview", lesson: lesson.name }, { do: "look" });
  } else if (!lesson.marks || !python?.isReady()) {
    const state = answers.remember({ to: "overview", lesson: lesson.name }, overviewNow());
    tell(`overview/${lesson.name}/`, state);
  }
  where();
}

const overviewNow = (said = "") => answers.overview(lesson, said);

/** Show questions to answer once more. @param {{id: string, label: string, turn: number}[]} wanted */
function below(wanted) {
  for (const { id, label, turn } of wanted) {
    const key = `${id}-${turn}`;
    if (end.querySelector(`[data-once-more="${key}"]`)) continue;
    const ours = `question/${lesson.name}/${id}`;
    const isOurs = (/** @type {any} */ { call }) => call && nameOf(call) === ours;
    const widget = lesson.widgets.find(isOurs);
    const el = h("div", { class: "part", "data-once-more": key });
    end.append(el);
    const state = answers.states.get(nameOf(widget.call));
    const traits = { ...widget.traits, state, view: { ...widget.traits.view, label } };
    mount(el, { ...widget, traits });
  }
}

/** Write the hand-in and let the browser save it. */
async function give() {
  let said;
  let text = "";
  const now = new Date();
  const learner = answers.learner;
  const waiting = await answers.waiting();
  if (!answers.rows.length && !waiting.length) {
    said = say("nothing_to_hand_in");
  } else if (line?.isReady()) {
    location.href = "hand-in";
    text = await fetch("hand-in").then((answer) => answer.text());
    said = say("handed_in", { file: fileName(learner.nickname, now, learner.id) });
  } else if (python?.isReady()) {
    if (!learner.nickname) await python.ask({ to: "sign in", say: { do: "skip" } });
    const file = await python.handIn();
    if (file.name && file.text) save(file.name, file.text);
    text = file.text ?? "";
    said = file.error ?? say("handed_in", { file: file.name ?? "" });
  } else {
    const unmarked = waiting.map((press) => answers.rowOf(press));
    const bodies = [...answers.rows.map((row) => row.body), ...unmarked];
    const name = fileName(learner.nickname || lesson.nobody, now, learner.id);
    text = handIn(learner, bodies, lesson, now);
    save(name, text);
    said = say("handed_in", { file: name });
  }
  const before = answers.states.get(`overview/${lesson.name}/`) ?? overviewNow();
  tell(`overview/${lesson.name}/`, { ...before, said, turn: before.turn + 1 });
  notice(said);
  if (text) notices.append(asText(text));
}

/** The hand-in to be copied, for a device that saves no files. @param {string} text */
function asText(text) {
  const area = h("textarea", { readonly: true, rows: 4, "aria-label": say("as_text") });
  area.value = text;
  area.addEventListener("focus", () => area.select());
  return h(
    "details",
    { class: "as-text" },
    h("summary", { text: say("as_text") }),
    h("p", { text: say("as_text_how") }),
    area,
  );
}

const notices = h("div", { class: "note", role: "status", hidden: true });

/** @param {string} text */
function notice(text) {
  notices.textContent = text;
  notices.hidden = !text;
}

// ---- Who answers. ---------------------------------------------------------------------------

/** @param {any} message */
async function signIn(message) {
  const given = message.do === "skip" ? lesson.nobody : message.name.trim().replace(/\s+/g, " ");
  const all = (await answers.store?.learners()) ?? [answers.learner];
  const last = Math.max(0, ...all.map((each) => each.sign_in));
  const known = all.find((each) => each.nickname === given);
  const nameless = answers.learner.nickname ? null : answers.learner;
  const now = known ?? nameless ?? { id: newCode(), nickname: "", user: "", sign_in: 0 };
  const learner = { ...now, nickname: given.slice(0, 40), sign_in: last + 1 };
  if (!learner.nickname) return greet(answers.learner, { error: say("no_nickname") });
  await answers.store?.signIn(learner);
  if (learner.id !== answers.learner.id) return location.reload();
  answers.learner = learner;
  await python?.whenReady?.then(() => python?.ask({ to: "sign in", say: message }));
  greet(learner, { said: say("kept_under", { name: learner.nickname }) });
}

/** @param {import("../record/store.js").Learner} learner @param {{said?: string, error?: string}} more */
function greet({ nickname }, { said = "", error = "" } = {}) {
  const turn = ((shown.get("sign in//") ?? [])[0]?.get("state").turn ?? 0) + 1;
  tell("sign in//", { name: nickname, said, error, turn });
}

/** @param {Store | null} store */
async function whoAnswers(store) {
  const inClass = document.getElementById("class-learner");
  if (inClass) return JSON.parse(inClass.textContent ?? "{}");
  const [last] = (await store?.learners()) ?? [];
  if (last) return last;
  const learner = { id: newCode(), nickname: "", user: "", sign_in: 1 };
  await store?.signIn(learner);
  return learner;
}

async function openStore() {
  try {
    return await Store.open();
  } catch {
    return null;
  }
}

// ---- What is kept, shown again. -------------------------------------------------------------

/** Give each question the state in which it was left. */
async function recall() {
  const waiting = await answers.waiting();
  const drafts = await answers.drafts();
  /** @type {Map<string, any[]>} */
  const found = new Map();
  for (const { body } of answers.rows) {
    const row = unpack(body);
    const { lesson, question: id, round } = row;
    const name = nameOf({ to: "question", lesson, id, round });
    found.set(name, [...(found.get(name) ?? []), row]);
  }
  const marked = lesson.marks || lesson.in_class;
  for (const { call, traits } of lesson.widgets) {
    if (call?.to === "page") answers.states.set(nameOf(call), rowsOn(traits.state, call, waiting));
    if (call?.to === "page") traits.state = answers.states.get(nameOf(call));
    if (call?.to !== "question") continue;
    const { kind, fingerprint, round } = call;
    let state = traits.state;
    const rows = (found.get(nameOf(call)) ?? []).filter((row) => row.fingerprint === fingerprint);
    for (const row of rows) state = kept(state, row.response, say(marked ? "looking_up" : "kept"));
    for (const press of waiting)
      if (nameOf(press.address) === nameOf(call))
        state = kept(state, press.say.response, answers.words.waiting);
    const draft = drafts.get(nameOf(call));
    if (draft !== undefined) state = { ...state, draft };
    const asked = { kind, fingerprint };
    answers.states.set(nameOf(call), { ...state, asked, ...(round && { round }) });
    traits.state = answers.states.get(nameOf(call));
  }
}

/**
 * The learner's page with the rows that are kept, or wait to be.
 *
 * @param {any} state
 * @param {any} call
 * @param {import("../record/store.js").Press[]} waiting
 */
function rowsOn(state, call, waiting) {
  const rows = answers.rows.map(({ body }) => unpack(body)).filter(({ kind }) => kind === "page");
  let found = { ...state, learner: answers.learner.nickname };
  for (const { lesson, response } of rows) found = withRow(found, response, "", lesson);
  for (const { address, say } of waiting)
    if (address.to === "page") found = withRow(found, say.row, "", address.lesson);
  const { kind, fingerprint, row } = call;
  return { ...found, asked: { kind, fingerprint, row } };
}

/** @type {(Python & {whenReady?: Promise<void>}) | null} */
let python = null;

/** Start Python once the page is painted, and have it mark what waits. */
async function startPython() {
  const script = document.getElementById("python-worker")?.textContent ?? "";
  python = new Python(script, lesson.python);
  answers.marker = python;
  try {
    python.whenReady = python.begin(
      answers.learner,
      answers.rows.map((row) => row.body),
    );
    await python.whenReady;
    document.documentElement.dataset.python = "ready";
    await answers.handOver();
    for (const { call } of lesson.widgets)
      if (call && call.to !== "sign in") await ask(call, { do: "look" });
    where();
  } catch (error) {
    document.documentElement.dataset.python = "failed";
    answers.marker = null;
    python = null;
    await answers.recordWaiting();
    notice(say("no_python"));
    console.warn(error);
  }
}

// ---- In class. ------------------------------------------------------------------------------

/** @type {Link | null} */
let line = null;

/** Let a card be answered once more, beginning with what was chosen before. @param {string} name */
function askAnew(name) {
  const { response, attempts } = answers.states.get(name);
  if (!attempts) return;
  for (const model of shown.get(name) ?? []) model.set("typed", { by: "the class", response });
}

/** Find the class, and follow it. */
function startClass() {
  const inClass = new InClass(say, placesOf(lesson.widgets));
  /** @type {Record<string, string>} */
  let told = {};
  const waiting = async () => (await answers.waiting()).length;
  line = new Link(`ws://${location.host}/socket`, {
    pace(pace) {
      inClass.follow(pace);
      for (const [id, vote] of Object.entries(pace.votes)) {
        const address = { to: /** @type {const} */ ("question"), lesson: lesson.name, id };
        answers.rounds.set(nameOf(address), vote.round);
        const now = JSON.stringify(vote);
        if (told[id] && told[id] !== now) ask(address, { do: "look" });
        if (vote.round > 1 && vote.open && told[id] !== now) askAnew(nameOf(address));
        told = { ...told, [id]: now };
      }
      if (pace.ended) notice(say("ended"));
    },
    async line(isOn) {
      inClass.tellLine(isOn, await waiting());
      if (!isOn) return;
      try {
        await answers.handOver();
        for (const { call } of lesson.widgets)
          if (call && call.to !== "sign in") await ask(call, { do: "look" });
      } catch (error) {
        console.warn(error); // the line was lost again
      }
      inClass.tellLine(line?.isReady() ?? false, await waiting());
      where();
    },
  });
  answers.marker = line;
  answers.heard = async () => inClass.tellLine(line?.isReady() ?? false, await waiting());
  line.connect();
  const leave = h("button", { type: "button", text: say("leave"), on: { click: go } });
  document.querySelector("[data-tools]")?.append(leave);

  /** Let somebody else take the device, once all answers are with the teacher. */
  async function go() {
    if (await waiting()) return notice(say("leave_later"));
    if (!confirm(say("leave_sure", { name: answers.learner.nickname }))) return;
    await fetch("leave", { method: "POST" });
    await answers.store?.forget(answers.learner.id);
    location.href = ".";
  }
}

const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));

async function begin() {
  look();
  const store = await openStore();
  answers = new Answers({
    store,
    learner: await whoAnswers(store),
    marker: null,
    words: {
      kept: say("kept"),
      waiting: say(lesson.in_class ? "waits" : "waiting"),
      full: say("full"),
      row: say("row_kept"),
    },
    tell,
  });
  await answers.begin();
  await recall();
  document.querySelector("main")?.prepend(notices);
  if (!store) notice(say("keeps_nothing"));
  else if (answers.damaged) notice(say("damaged", { count: answers.damaged }));
  for (const widget of lesson.widgets) {
    if (widget.call?.to === "overview") {
      widget.traits.state = answers.remember(widget.call, overviewNow());
    }
    if (widget.call?.to === "sign in")
      widget.traits.state = { name: answers.learner.nickname, said: "", error: "", turn: 0 };
  }
  for (const el of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-widget]")
  ))
    mount(el, lesson.widgets[Number(el.dataset.widget)]);
  tools(say, /** @type {HTMLElement} */ (document.querySelector("[data-tools]")), give);
  where = whereabouts(
    say,
    /** @type {HTMLElement} */ (document.querySelector("[data-where]")),
    () => {
      const names = lesson.questions.map(
        (/** @type {any} */ each) => `question/${lesson.name}/${each.id}`,
      );
      const done = names.filter((/** @type {string} */ name) => answers.states.get(name)?.attempts);
      return { done: done.length, total: names.length };
    },
  );
  document.documentElement.dataset.page = "ready";
  await painted();
  if (lesson.marks) await startPython();
  if (lesson.in_class) startClass();
  if (location.protocol.startsWith("http") && "serviceWorker" in navigator && lesson.offline)
    navigator.serviceWorker.register(lesson.offline).catch(() => {});
}

begin();
