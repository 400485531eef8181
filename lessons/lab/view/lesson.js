// One notebook of the kit, shown as a lesson.

import { h } from "../../kit/web/shared/dom.js";
import { Bar } from "./bar.js";
import { button } from "./button.js";
import { Place } from "./place.js";
import { questions, sections } from "./progress.js";
import { Runner, whose } from "./runner.js";
import { Saving } from "./saving.js";
import { sourceBehind } from "./source.js";
import { say } from "./words.js";

const KEYS = new Set(["Tab", "F5", "F6", "F11", "F12"]);

export class Lesson {
  /**
   * @param {import("./types.js").Desk} desk
   * @param {any} panel
   * @param {import("./types.js").Told} told
   */
  constructor(desk, panel, told) {
    this.desk = desk;
    this.panel = panel;
    this.told = told;
    this.on = false;
    this.code = false;
    this.wrapped = Boolean(panel.content.editorConfig.code.lineWrap);
    this.bar = new Bar(told, this.deeds());
    this.host = new desk.lab.widgets.Widget({ node: this.bar.node });
    panel.contentHeader.addWidget(this.host);
    this.back = this.wayBack();
    this.place = new Place(panel, () => this.look());
    this.saving = new Saving(panel, desk.app.serviceManager.contents);
    this.runner = new Runner(desk.lab, panel, told, (cell, at) => this.tell(cell, at));
    this.keys = (/** @type {KeyboardEvent} */ event) => this.guard(event);
    window.addEventListener("keydown", this.keys, true);
    this.size = new ResizeObserver(() => this.place.soon());
    this.size.observe(panel.content.node);
    this.answers = new MutationObserver(() => this.place.soon());
    this.answers.observe(panel.content.node, {
      subtree: true,
      attributeFilter: ["data-verdict", "hidden"],
    });
    panel.content.model.contentChanged.connect(() => this.sort());
    this.listen();
  }

  /** @returns {import("./types.js").Deeds} */
  deeds() {
    const { settings, themes, app } = this.desk;
    const light = "JupyterLab Light";
    return {
      open: (path) => app.commands.execute("docmanager:open", { path }),
      go: (cell) => this.place.go(cell),
      code: () => this.showCode(!this.code),
      dark: async () => {
        const dark = themes?.isLight(themes.theme ?? light) ?? true;
        await app.commands.execute("apputils:change-theme", {
          theme: dark ? "JupyterLab Dark" : light,
        });
        this.paint();
      },
      handIn: () => this.handIn(),
      lab: () => app.commands.execute("reading-a-crisis:switch"),
      textSize: () => settings.get("textSize"),
      resize: async (size) => {
        await settings.set("textSize", size);
        this.paint();
      },
    };
  }

  /** The way back from JupyterLab: a button in the notebook's own toolbar. */
  wayBack() {
    const back = new this.desk.lab.widgets.Widget({
      node: button(say("lesson"), () => this.desk.app.commands.execute("reading-a-crisis:switch"), {
        class: "rc-way-back",
      }),
    });
    this.panel.toolbar.insertItem(0, "lessonView", back);
    return back;
  }

  /** Follow the kernel: run the lesson when there is one, and again when it was started anew. */
  listen() {
    const { sessionContext } = this.panel;
    let gone = false;
    sessionContext.statusChanged.connect((/** @type {any} */ _, /** @type {string} */ status) => {
      if (["restarting", "autorestarting", "terminating"].includes(status)) gone = true;
      if (status === "dead")
        this.bar.say(say("lost"), say("again"), () => sessionContext.restartKernel());
      if (gone && status === "idle") {
        gone = false;
        this.begin();
      }
    });
    sessionContext.ready.then(() => this.begin());
  }

  /** Run the lesson, or say why it waits. */
  async begin() {
    await this.panel.revealed;
    this.sort();
    if (!this.on) return;
    if (!this.runner.mayRun()) {
      this.bar.say(say("not-alone"), say("start"), () => this.runner.runAll());
      return;
    }
    await this.runner.runAll();
  }

  /** @param {any} cell @param {number} at */
  tell(cell, at) {
    this.bar.node.classList.toggle("rc-busy", Boolean(cell));
    if (at === 1 && cell) this.bar.say(say("begins"));
    if (cell) return;
    this.bar.say("");
    this.place.soon();
  }

  /**
   * Show the lesson as a lesson, or as JupyterLab shows any notebook.
   *
   * @param {boolean} on
   */
  dress(on) {
    const { panel } = this;
    if (panel.isDisposed) return;
    const before = this.on;
    this.on = on;
    panel.toggleClass("rc-lesson", on);
    panel.toolbar.setHidden(on);
    this.host.setHidden(!on);
    const feed = panel.content.node.querySelector(".jp-WindowedPanel-viewport");
    if (on)
      feed?.removeAttribute("role"); // its children are no articles
    else feed?.setAttribute("role", "feed");
    // Long lines of an open cell: a box that scrolls sideways can't be reached by keyboard.
    const { code } = panel.content.editorConfig;
    panel.content.editorConfig = {
      ...panel.content.editorConfig,
      code: { ...code, lineWrap: on || this.wrapped },
    };
    panel.content.notebookConfig = {
      ...panel.content.notebookConfig,
      windowingMode: on ? "none" : "defer",
    };
    this.sort();
    this.paint();
    if (on && !before && panel.sessionContext.isReady) this.begin();
  }

  /** Show the state of buttons and sizes. */
  paint() {
    const { settings, themes } = this.desk;
    const size = settings.get("textSize");
    this.panel.node.style.setProperty("--rc-zoom", String(size / 100));
    const dark = themes?.theme ? !themes.isLight(themes.theme) : false;
    this.bar.press({ code: this.code, dark });
    this.bar.list(sections(this.panel.content.widgets));
    this.look();
  }

  /** Show where the learner is. */
  look() {
    if (!this.on || this.panel.isDisposed) return;
    const { content } = this.panel;
    const all = sections(content.widgets);
    const third = this.place.scroller.clientHeight / 3;
    const here = all.filter(({ cell }) => this.place.top(cell) <= third).length;
    const count = questions(this.told.cells, content.widgets);
    this.bar.show({ section: here, sections: all.length, done: count.done, questions: count.all });
  }

  /** Give each code cell what it needs: the kit's are folded, a learner's own stand open. */
  sort() {
    for (const cell of this.runner.cells()) {
      const owner = whose(cell.model, this.told.cells);
      const open = owner !== "kit" || !cell.model.sharedModel.getMetadata("jupyter")?.source_hidden;
      cell.toggleClass("rc-open", open);
      cell.toggleClass("rc-changed", owner !== "kit");
      const sentence =
        owner === "changed" ? say("changed") : owner === "own" ? say("own") : say("open");
      this.offer(cell, this.on && open ? sentence : "");
      if (this.on && open && cell.inputHidden) cell.inputHidden = false;
      cell.node.querySelector(".cm-content")?.setAttribute("aria-label", say("cell"));
    }
  }

  /**
   * Offer to run a cell that stands open, in one sentence and a button.
   *
   * @param {any} cell
   * @param {string} sentence Nothing takes the offer away.
   */
  offer(cell, sentence) {
    const there = cell.node.querySelector(":scope > .rc-offer");
    if (!sentence) return there?.remove();
    if (there) {
      if (there.firstChild.textContent !== sentence) there.firstChild.textContent = sentence;
      return undefined;
    }
    const above = cell.node.querySelector(":scope > .jp-Cell-inputWrapper");
    if (!above) return void cell.ready.then(() => this.sort()); // JupyterLab hasn't made it yet
    const run = button(say("run"), () => this.runner.run(cell));
    const offer = h("div", { class: "rc-offer" }, h("span", { text: sentence }), run);
    above.after(offer);
    return undefined;
  }

  /** Open or fold the kit's one-line calls. @param {boolean} shown */
  showCode(shown) {
    this.code = shown;
    this.panel.toggleClass("rc-code", shown);
    for (const cell of this.runner.cells()) {
      if (!cell.hasClass("rc-open")) cell.inputHidden = !shown;
      cell.node.querySelector(":scope > .rc-behind")?.remove();
      if (shown) this.offerSource(cell);
    }
    this.paint();
  }

  /** Offer to show the function that a cell calls. @param {any} cell */
  offerSource(cell) {
    const text = h("pre", { class: "rc-source", hidden: true, tabindex: "0" });
    const show = button(say("behind"), async () => {
      text.textContent ||= await sourceBehind(
        this.panel.sessionContext,
        cell.model.sharedModel.getSource(),
      );
      text.hidden = !text.hidden;
      show.setAttribute("aria-expanded", String(!text.hidden));
    });
    show.setAttribute("aria-expanded", "false");
    cell.node
      .querySelector(":scope > .jp-Cell-inputWrapper")
      .after(h("div", { class: "rc-behind" }, show, text));
  }

  /** Go to the check-in. */
  handIn() {
    const cell = this.runner
      .cells()
      .find((/** @type {any} */ each) => /\.check_in\(/.test(this.told.cells[each.model.id] ?? ""));
    if (!cell) return;
    this.place.go(cell);
    cell.node.querySelector(".rc-panel button.rc-main, .rc-panel button")?.focus();
  }

  /**
   * Keep JupyterLab's one-key commands (d d deletes, b adds a cell …) from a lesson that is read:
   * there keys scroll. In a card or an editor, and with Ctrl, they do what they do.
   *
   * @param {KeyboardEvent} event
   */
  guard(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (!this.on || !this.panel.content.node.contains(target)) return;
    if (event.ctrlKey || event.metaKey || KEYS.has(event.key)) return;
    if (target.matches(".jp-Cell, .jp-Notebook, .jp-WindowedPanel-outer"))
      event.stopImmediatePropagation();
  }

  dispose() {
    window.removeEventListener("keydown", this.keys, true);
    this.answers.disconnect();
    this.size.disconnect();
    this.saving.dispose();
    this.place.release();
  }
}
