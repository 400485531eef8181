// The first page of a class: the code from the board, and a name.

import { speaker } from "../shared/words.js";

/** @type {any} */
const page = JSON.parse(document.getElementById("join-parts")?.textContent ?? "{}");
const say = speaker(page.words);
/** @param {string} selector */
const at = (selector) => /** @type {any} */ (document.querySelector(selector));

/** Draw a name that tells nothing: a colour and an animal. */
function offered() {
  const pick = (/** @type {string} */ list) => {
    const words = list.split(", ");
    return words[crypto.getRandomValues(new Uint32Array(1))[0] % words.length];
  };
  return `${pick(say("colours"))} ${pick(say("animals"))}`;
}

/** @param {SubmitEvent} event */
async function join(event) {
  event.preventDefault();
  const said = at("[data-said]");
  const form = at("form");
  said.textContent = say("asking");
  form.inert = true;
  try {
    const answer = await fetch("join", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code: at("#code").value, name: at("#name").value }),
    });
    const { go, error } = await answer.json();
    if (go) location.href = go;
    else said.textContent = error;
  } catch {
    said.textContent = say("no_line");
  } finally {
    form.inert = false;
  }
}

const code = decodeURIComponent(location.hash.slice(1));
if (/^\w{6}$/.test(code)) at("#code").value = code;
at("form").addEventListener("submit", join);
at("[data-offer]").addEventListener("click", () => {
  at("#name").value = offered();
  at("#name").focus();
});
document.documentElement.dataset.page = "ready";
