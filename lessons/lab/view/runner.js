// Running the lesson: the kit's own cells by themselves, what a learner changed when asked to.

import { say } from "./words.js";

/**
 * Tell whose a cell is.
 *
 * @param {any} model A cell's model.
 * @param {Record<string, string>} kit The kit's code by each cell's id.
 * @returns {"kit" | "changed" | "own"}
 */
export function whose(model, kit) {
  const source = kit[model.id];
  if (source === undefined) return "own";
  return source === model.sharedModel.getSource() ? "kit" : "changed";
}

/** Runs cells of one notebook. */
export class Runner {
  /**
   * @param {import("./types.js").Lab} lab
   * @param {any} panel
   * @param {import("./types.js").Told} told
   * @param {(cell: any, at: number) => void} said Called before each cell, the first is 1, and with
   *   `null` at the end.
   */
  constructor(lab, panel, told, said) {
    this.lab = lab;
    this.panel = panel;
    this.told = told;
    this.said = said;
    this.turn = 0;
  }

  /** The code cells, in order. */
  cells() {
    return this.panel.content.widgets.filter(
      (/** @type {any} */ cell) => cell.model.type === "code",
    );
  }

  /** Whether this kernel runs the kit's cells unasked: it is the kit's, and so leaves alone what lies beside. */
  mayRun() {
    const kernel = this.panel.sessionContext.session?.kernel;
    return Boolean(kernel && kernel.name === this.told.kernel);
  }

  /** Run the kit's own cells, one after the other; a newer run takes over from an older one. */
  async runAll() {
    const turn = ++this.turn;
    const kit = this.cells().filter(
      (/** @type {any} */ cell) => whose(cell.model, this.told.cells) === "kit",
    );
    for (const cell of kit) {
      cell.addClass("rc-waiting");
      cell.node.dataset.rcWaiting = say("drawing");
    }
    for (const [at, cell] of kit.entries()) {
      if (turn !== this.turn || this.panel.isDisposed) return;
      if (cell.isDisposed || whose(cell.model, this.told.cells) !== "kit") continue;
      this.said(cell, at + 1);
      if (!(await this.run(cell))) return;
    }
    this.said(null, kit.length);
  }

  /**
   * Run one cell; say whether there was a kernel to do it.
   *
   * @param {any} cell
   */
  async run(cell) {
    const { CodeCell } = this.lab.cells;
    try {
      await CodeCell.execute(cell, this.panel.sessionContext, { cellId: cell.model.id });
      return true;
    } catch {
      return false; // the kernel was stopped or started anew
    } finally {
      if (!cell.isDisposed) cell.removeClass("rc-waiting");
    }
  }
}
