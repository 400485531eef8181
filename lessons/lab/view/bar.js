// The lesson bar: one line above the lesson, and a menu with the rest.

import { h } from "../../kit/web/shared/dom.js";
import { button } from "./button.js";
import { say } from "./words.js";

const SIZES = [100, 115, 130, 150, 175, 200];

/** What the bar asks the lesson to do. @typedef {import("./types.js").Deeds} Deeds */

export class Bar {
  /**
   * @param {import("./types.js").Told} told
   * @param {Deeds} deeds
   */
  constructor(told, deeds) {
    this.told = told;
    this.deeds = deeds;
    this.sections = h("ol", { class: "rc-sections" });
    this.where = button("", () => this.menu.showModal(), {
      class: "rc-where",
      "aria-haspopup": "dialog",
    });
    this.done = h("span", { class: "rc-done" });
    this.said = h("span", { class: "rc-bar-said", role: "status" });
    this.tools = this.makeTools();
    this.steps = h("span", { class: "rc-steps" }, ...this.makeSteps());
    const menu = button(say("menu"), () => this.menu.showModal(), {
      class: "rc-menu-button",
      "aria-haspopup": "dialog",
    });
    this.line = h("div", { class: "rc-bar-line" });
    this.line.append(
      ...this.home(),
      this.title(),
      this.where,
      this.done,
      this.said,
      this.steps,
      menu,
    );
    this.menu = this.makeMenu();
    this.node = h("nav", { class: "rc-bar", "aria-label": say("bar") }, this.line, this.menu);
  }

  home() {
    const { home } = this.told;
    if (!home || !this.told.number) return [];
    return [button(say("home"), () => this.deeds.open(home), { class: "rc-home" })];
  }

  title() {
    const { number, title } = this.told;
    return h("strong", {
      class: "rc-bar-title",
      text: number ? `${number} · ${title}` : title || say("kit"),
    });
  }

  makeTools() {
    const { deeds } = this;
    this.code = button(say("code"), deeds.code, { "aria-pressed": "false" });
    this.dark = button(say("dark"), deeds.dark, { "aria-pressed": "false" });
    return h(
      "div",
      { class: "rc-tools" },
      button(say("smaller"), () => this.resize(-1)),
      button(say("larger"), () => this.resize(1)),
      this.dark,
      this.code,
      this.article(),
      button(say("lab"), deeds.lab, { title: say("lab-title") }),
    );
  }

  article() {
    const { path, url } = this.told.article;
    if (path) return button(say("article"), () => this.leave(() => this.deeds.open(path)));
    return h("a", {
      href: url,
      target: "_blank",
      rel: "noopener",
      title: say("article-title"),
      text: say("article"),
    });
  }

  /** The two steps at a lesson's end. */
  makeSteps() {
    const { next, number } = this.told;
    const steps = number
      ? [button(say("hand-in"), () => this.leave(this.deeds.handIn), { class: "rc-hand-in" })]
      : [];
    if (next)
      steps.push(
        button(say("next"), () => this.deeds.open(next.path), {
          class: "rc-next",
          title: next.title,
        }),
      );
    return steps;
  }

  makeMenu() {
    const menu = /** @type {HTMLDialogElement} */ (
      h("dialog", { class: "rc-menu", "aria-label": say("menu") })
    );
    const close = button(say("close"), () => menu.close(), { class: "rc-close" });
    const steps = h("div", { class: "rc-tools rc-steps-again" }, ...this.makeSteps());
    menu.append(close, h("h2", { text: say("sections") }), this.sections, steps, this.tools);
    menu.addEventListener("click", (event) => event.target === menu && menu.close());
    return menu;
  }

  /** @param {number} step */
  resize(step) {
    const now = SIZES.indexOf(this.deeds.textSize());
    this.deeds.resize(SIZES[Math.max(0, Math.min(SIZES.length - 1, now + step))] ?? 100);
  }

  /** Close the menu, then do something. @param {() => void} deed */
  leave(deed) {
    this.menu.close();
    deed();
  }

  /**
   * Show the sections.
   *
   * @param {{ cell: any, title: string }[]} sections
   */
  list(sections) {
    const items = sections.map(({ cell, title }) =>
      h(
        "li",
        {},
        button(title, () => this.leave(() => this.deeds.go(cell))),
      ),
    );
    this.sections.replaceChildren(...items);
  }

  /**
   * Show where the learner is.
   *
   * @param {{ section: number, sections: number, done: number, questions: number }} at
   */
  show({ section, sections, done, questions }) {
    this.where.textContent = sections
      ? say("section", { at: Math.max(section, 1), of: sections })
      : "";
    this.where.hidden = !sections;
    this.done.textContent = questions ? say("questions", { done, of: questions }) : "";
    for (const [index, item] of [...this.sections.querySelectorAll("button")].entries()) {
      if (index === section - 1) item.setAttribute("aria-current", "true");
      else item.removeAttribute("aria-current");
    }
  }

  /** @param {{ code: boolean, dark: boolean }} now */
  press({ code, dark }) {
    this.code?.setAttribute("aria-pressed", String(code));
    this.dark?.setAttribute("aria-pressed", String(dark));
  }

  /**
   * Say something in the bar; with a deed, a button beside it.
   *
   * @param {string} text
   * @param {string} [label]
   * @param {() => void} [deed]
   */
  say(text, label, deed) {
    this.said.replaceChildren(text, ...(label && deed ? [" ", button(label, deed)] : []));
  }
}
