// The first page: go on where you were, search, and take answers away from this device.

import { counts } from "../record/row.js";
import { Store } from "../record/store.js";
import { h } from "../shared/dom.js";
import { speaker } from "../shared/words.js";
import { look, tools } from "./bar.js";
import { fileName, handIn, save } from "./handin.js";

/** @type {any} */
const front = JSON.parse(document.getElementById("front-parts")?.textContent ?? "{}");
const say = speaker(front.words);
/** @param {string} selector */
const at = (selector) => /** @type {any} */ (document.querySelector(selector));

/** Say how much of each lesson is done, and where to go on. @param {import("../record/store.js").Row[]} rows */
function progress(rows) {
  let next = null;
  for (const lesson of front.lessons) {
    const done = new Set(
      rows.filter((row) => row.lesson === lesson.name && counts(row)).map((row) => row.question),
    );
    const place = at(`[data-lesson="${lesson.name}"] [data-done]`);
    place.textContent = done.size ? say("done", { done: done.size, total: lesson.questions }) : "";
    if (done.size && done.size < lesson.questions) next ??= lesson;
  }
  if (next) {
    at("[data-go-on]").href = next.href;
    at("[data-go-on]").textContent = say("go_on", { lesson: next.title });
  }
}

function search() {
  const wanted = at("[data-search]").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const lesson of front.lessons) {
    const words = `${lesson.title} ${lesson.question} ${lesson.words}`.toLowerCase();
    const fits = wanted.every((/** @type {string} */ word) => words.includes(word));
    at(`[data-lesson="${lesson.name}"]`).hidden = !fits;
    found += Number(fits);
  }
  at("[data-found]").textContent = wanted.length ? say("found", { count: found }) : "";
}

/** @param {Store} store */
async function learners(store) {
  const place = at("[data-learners]");
  const all = await store.learners();
  place.textContent = all.length ? "" : say("nobody_yet");
  for (const learner of all) {
    const name = learner.nickname || say("nameless");
    const take = h("button", {
      type: "button",
      class: "button",
      text: say("take_away", { name }),
      on: {
        click: async () => {
          if (!confirm(say("sure", { name }))) return;
          await store.forget(learner.id);
          location.reload();
        },
      },
    });
    const give = h("button", {
      type: "button",
      class: "button",
      text: say("hand_in", { name }),
      on: {
        click: async () => {
          const rows = await store.of("rows", learner.id);
          const now = new Date();
          const bodies = rows.map((row) => row.body);
          const lessons = front.lessons.map((/** @type {any} */ each) => each.name);
          const about = { kit: front.kit, nobody: front.nobody, lessons };
          save(fileName(name, now, learner.id), handIn(learner, bodies, about, now));
        },
      },
    });
    place.append(h("span", {}, give, " ", take), h("br"));
  }
  return all[0] ? store.of("rows", all[0].id) : [];
}

async function begin() {
  look();
  tools(say, at("[data-tools]"), null);
  at("[data-search]").addEventListener("input", search);
  try {
    progress(await learners(await Store.open()));
  } catch {
    at("[data-learners]").textContent = say("keeps_nothing");
  }
  document.documentElement.dataset.page = "ready";
}

begin();
