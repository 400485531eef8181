// A map to click on and a list that does the same by keyboard.

import { pickPlace } from "../../maps/pickplace.js";

/** @type {import("./kind.js").MakeAnswer} */
export function place(view, { changed, say }) {
  const picker = pickPlace(view.map, {
    label: view.map.title,
    said: say("map", { title: view.map.title }),
    onChange: changed,
  });
  return {
    node: picker.element,
    read: () => picker.value()[0] ?? null,
    write: (response) => picker.set(response ? [response] : []),
    focus: () => picker.element.querySelector("select")?.focus(),
  };
}
