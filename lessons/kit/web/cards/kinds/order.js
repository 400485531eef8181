// Items moved up and down. The moved row stays where it is in the DOM and its neighbours step
// round it, so neither focus nor a drag is lost.

import { h, icon } from "../../shared/dom.js";
import { same } from "../same.js";

/** @type {import("./kind.js").MakeAnswer} */
export function order(view, { changed, say, tell }) {
  let moved = false;
  const list = h("ol", { class: "rc-order" });
  const rows = () => /** @type {HTMLElement[]} */ ([...list.children]);

  /** @param {HTMLElement} row */
  const spot = (row) => ({
    item: row.dataset.text ?? "",
    place: rows().indexOf(row) + 1,
    of: rows().length,
  });

  /**
   * @param {HTMLElement} row
   * @param {number} step
   */
  function shift(row, step) {
    const neighbour = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!neighbour) return false;
    if (step < 0) row.after(neighbour);
    else row.before(neighbour);
    moved = true;
    paint();
    return true;
  }

  /**
   * @param {HTMLElement} row
   * @param {number} step
   */
  function move(row, step) {
    const done = shift(row, step);
    tell(say(done ? "moved" : "stays", spot(row)));
    if (done) changed();
  }

  function paint() {
    rows().forEach((row, index) => {
      const [up, down] = row.querySelectorAll("button");
      up.setAttribute("aria-disabled", String(index === 0));
      down.setAttribute("aria-disabled", String(index === rows().length - 1));
      const rank = /** @type {HTMLElement} */ (row.querySelector(".rc-rank"));
      rank.textContent = String(index + 1);
    });
  }

  /**
   * @param {PointerEvent} event
   * @param {HTMLElement} row
   */
  function drag(event, row) {
    const target = /** @type {Element} */ (event.target);
    if (event.button !== 0 || target.closest("button")) return;
    if (event.pointerType === "touch" && !target.closest(".rc-rank")) return; // scrolls
    event.preventDefault();
    row.setPointerCapture(event.pointerId);
    row.classList.add("rc-dragged");
    const before = rows();
    /** @param {PointerEvent} event */
    const follow = ({ clientY }) => {
      const above = row.previousElementSibling?.getBoundingClientRect();
      const below = row.nextElementSibling?.getBoundingClientRect();
      if (above && clientY < above.top + above.height / 2) shift(row, -1);
      else if (below && clientY > below.top + below.height / 2) shift(row, 1);
    };
    const drop = () => {
      row.classList.remove("rc-dragged");
      row.removeEventListener("pointermove", follow);
      if (rows().some((each, index) => each !== before[index])) {
        tell(say("moved", spot(row)));
        changed();
      }
    };
    row.addEventListener("pointermove", follow);
    row.addEventListener("lostpointercapture", drop, { once: true });
  }

  for (const { key, html, text } of view.items) {
    const row = h("li", { "data-key": key, "data-text": text, class: "rc-item" });
    /**
     * @param {"up" | "down"} name
     * @param {string} d
     * @param {number} step
     */
    const button = (name, d, step) =>
      h(
        "button",
        {
          type: "button",
          "aria-label": say(name, { item: text }),
          on: { click: () => move(row, step) },
        },
        icon(d),
      );
    row.append(
      h("span", { class: "rc-rank", "aria-hidden": "true" }),
      h("span", { class: "rc-text" }, h("span", { html }), h("span", { class: "rc-said" })),
      h(
        "span",
        { class: "rc-moves" },
        button("up", "M3 10 8 5l5 5", -1),
        button("down", "M3 6l5 5 5-5", 1),
      ),
    );
    row.addEventListener("pointerdown", (event) => drag(event, row));
    row.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      move(row, step);
    });
    list.append(row);
  }
  paint();
  const keys = () => rows().map((row) => row.dataset.key ?? "");
  return {
    node: list,
    read: () => (moved ? keys() : null),
    write(wanted) {
      if (!wanted || same(wanted, keys())) {
        moved ||= Boolean(wanted);
        return;
      }
      const active = /** @type {HTMLElement | null} */ (document.activeElement);
      const focused = list.contains(active) ? active : null;
      for (const key of wanted) list.append(...rows().filter((row) => row.dataset.key === key));
      moved = true;
      paint();
      focused?.focus();
    },
    judge: (parts) => {
      for (const row of rows()) {
        const follows = parts[row.dataset.key ?? ""] === true;
        row.classList.toggle("rc-follows", follows);
        const said = /** @type {HTMLElement} */ (row.querySelector(".rc-text .rc-said"));
        said.textContent = follows ? ` (${say("follows")})` : "";
      }
    },
    focus: () => {
      const open = [...list.querySelectorAll("button")];
      open.find((button) => button.getAttribute("aria-disabled") !== "true")?.focus();
    },
  };
}
