// Where the learner was: kept in the browser, and gone back to while the lesson is being drawn.

const KEY = "reading-a-crisis:place:";
const MOVES = ["wheel", "touchstart", "pointerdown", "keydown"];

/** The place in one notebook: the cell at the window's top, and how much of it is above. */
export class Place {
  /**
   * @param {any} panel
   * @param {() => void} moved Called after each scrolling.
   */
  constructor(panel, moved) {
    this.panel = panel;
    this.moved = moved;
    this.held = this.read();
    this.frame = 0;
    this.let = () => this.release();
    this.scroller.addEventListener("scroll", () => this.soon(), { passive: true });
    for (const move of MOVES)
      panel.node.addEventListener(move, this.let, { passive: true, capture: true });
    this.follow();
  }

  /** @returns {HTMLElement} */
  get scroller() {
    return (
      this.panel.content.node.querySelector(".jp-WindowedPanel-outer") ?? this.panel.content.node
    );
  }

  /** @returns {{ cell: string, offset: number } | null} */
  read() {
    try {
      return JSON.parse(localStorage.getItem(KEY + this.panel.context.path) ?? "null");
    } catch {
      return null;
    }
  }

  /** Give up the old place: from now on the learner leads. */
  release() {
    this.held = null;
    cancelAnimationFrame(this.following ?? 0);
  }

  /** Keep the old place under the window's top, while cells above it grow. */
  follow() {
    if (!this.held || this.panel.isDisposed) return;
    const cell = this.find(this.held.cell);
    if (cell) {
      const off = this.top(cell) + this.held.offset;
      if (Math.abs(off) > 1) this.scroller.scrollTop += off;
    }
    this.following = requestAnimationFrame(() => this.follow());
  }

  /** @param {string} id */
  find(id) {
    return this.panel.content.widgets.find((/** @type {any} */ cell) => cell.model.id === id);
  }

  /** How far a cell's top lies below the window's. @param {any} cell */
  top(cell) {
    return cell.node.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
  }

  /** The cell at some height of the window. @param {number} below */
  at(below) {
    const above = this.panel.content.widgets.filter(
      (/** @type {any} */ cell) => this.top(cell) <= below,
    );
    return above.at(-1) ?? this.panel.content.widgets[0];
  }

  soon() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      if (this.panel.isDisposed || !this.panel.isVisible) return;
      if (!this.held) this.keep();
      this.moved();
    });
  }

  keep() {
    const cell = this.at(1);
    if (!cell) return;
    const place = { cell: cell.model.id, offset: Math.round(-this.top(cell)) };
    try {
      localStorage.setItem(KEY + this.panel.context.path, JSON.stringify(place));
    } catch {
      // Private windows may keep nothing: then a lesson begins at its top.
    }
  }

  /** Bring a cell to the window's top. @param {any} cell */
  go(cell) {
    this.release();
    this.scroller.scrollTop += this.top(cell);
  }
}
