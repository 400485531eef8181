// A lesson's page in class: the pace that the teacher sets, and what is said about the line.

import { h } from "../shared/dom.js";

/** @typedef {import("./link.js").Pace} Pace */
/** @typedef {import("../shared/words.js").Say} Say */

/**
 * Give each question its place on the page.
 *
 * @param {any[]} widgets
 * @returns {Map<string, HTMLElement>}
 */
export function placesOf(widgets) {
  const found = new Map();
  for (const el of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-widget]")
  )) {
    const { call } = widgets[Number(el.dataset.widget)];
    if (call?.to === "question") found.set(call.id, el);
  }
  return found;
}

/** What the class does to a page. */
export class InClass {
  /** @param {Say} say @param {Map<string, HTMLElement>} places */
  constructor(say, places) {
    this.say = say;
    this.places = places;
    this.together = "";
    this.line = h("p", { class: "class-line", role: "status" });
    this.eyes = h("div", { class: "eyes-up", hidden: true, role: "alert", text: say("eyes_up") });
    document.querySelector(".bar")?.append(this.line);
    document.body.append(this.eyes);
    /** @type {Map<string, HTMLElement>} */
    this.signs = new Map();
    for (const [id, place] of places) {
      const sign = h("p", { class: "class-sign", role: "status", hidden: true });
      place.before(sign);
      this.signs.set(id, sign);
    }
  }

  /** @param {boolean} isOn @param {number} waiting answers that are not with the teacher yet */
  tellLine(isOn, waiting) {
    this.line.textContent = isOn
      ? this.say("line_on")
      : waiting
        ? this.say("line_off_waiting", { count: waiting })
        : this.say("line_off");
    this.line.classList.toggle("off", !isOn);
  }

  /** @param {Pace} pace */
  follow(pace) {
    const main = /** @type {HTMLElement} */ (document.querySelector("main"));
    this.eyes.hidden = !pace.paused;
    main.inert = pace.paused;
    for (const [id, place] of this.places) {
      const said = this.signOf(id, pace);
      const sign = /** @type {HTMLElement} */ (this.signs.get(id));
      sign.textContent = said;
      sign.hidden = !said;
      const shut = pace.later.includes(id) || pace.closed.includes(id) || pace.ended;
      place.inert = shut;
      place.classList.toggle("class-shut", shut);
    }
    if (pace.together && pace.together !== this.together)
      this.signs.get(pace.together)?.scrollIntoView({ block: "start", behavior: "smooth" });
    this.together = pace.together;
  }

  /** @param {string} id @param {Pace} pace */
  signOf(id, pace) {
    const vote = pace.votes[id];
    if (pace.ended) return "";
    if (pace.later.includes(id)) return this.say("later");
    if (vote?.open) return this.say(vote.round > 1 ? "vote_again" : "vote");
    if (vote && !vote.revealed) return this.say("votes_are_in");
    if (pace.closed.includes(id) && !vote?.revealed) return this.say("closed");
    return pace.together === id ? this.say("together") : "";
  }
}
