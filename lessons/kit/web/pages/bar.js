// The lesson bar: where I am, how large the words are, light or dark, the hand-in.

import { h } from "../shared/dom.js";

const SIZES = ["", "large", "larger"];

/** What the reader chose on this device; a browser that keeps nothing begins anew. */
export const chosen = {
  /** @param {string} name */
  get(name) {
    try {
      return localStorage.getItem(`reading-a-crisis ${name}`) ?? "";
    } catch {
      return "";
    }
  },
  /** @param {string} name @param {string} value */
  set(name, value) {
    try {
      localStorage.setItem(`reading-a-crisis ${name}`, value);
    } catch {
      // it holds for this page alone
    }
  },
};

/** Show the page as the reader chose, or as the device is set. */
export function look() {
  const root = document.documentElement;
  const dark =
    chosen.get("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "");
  root.dataset.jpThemeLight = String(dark !== "dark");
  root.dataset.size = chosen.get("size");
  const wants = dark === "dark" ? "all" : "not all";
  for (const source of document.querySelectorAll("source[data-dark]"))
    source.setAttribute("media", wants);
}

/**
 * Put the tools into the bar.
 *
 * @param {import("../shared/words.js").Say} say
 * @param {HTMLElement} place
 * @param {(() => void) | null} handIn
 */
export function tools(say, place, handIn) {
  /** @param {string} name @param {() => void} click */
  const button = (name, click) => h("button", { type: "button", text: say(name), on: { click } });
  const size = button("size", () => {
    const next = SIZES[(SIZES.indexOf(chosen.get("size")) + 1) % SIZES.length];
    chosen.set("size", next);
    look();
  });
  const theme = button("theme", () => {
    const isLight = document.documentElement.dataset.jpThemeLight === "true";
    chosen.set("theme", isLight ? "dark" : "light");
    look();
  });
  place.append(size, theme, ...(handIn ? [button("hand_in", handIn)] : []));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", look);
}

/**
 * Say where the reader is, as sections pass and answers come.
 *
 * @param {import("../shared/words.js").Say} say
 * @param {HTMLElement} place
 * @param {() => {done: number, total: number}} progress
 */
export function whereabouts(say, place, progress) {
  const headings = [...document.querySelectorAll('main h2[id^="s"]')];
  const measure = h("progress", { max: 1, value: 0, "aria-label": say("answered_bar") });
  place.parentElement?.append(measure);

  function tell() {
    const passed = headings.filter((each) => each.getBoundingClientRect().top < innerHeight / 3);
    const { done, total } = progress();
    const at = { section: Math.max(1, passed.length), sections: headings.length, done, total };
    place.textContent = say("where", at);
    measure.max = total;
    measure.value = done;
  }

  addEventListener("scroll", () => requestAnimationFrame(tell), { passive: true });
  tell();
  return tell;
}
