// All that the lesson view says: the server hands it over, from the kit's catalogue.

import { speaker } from "../../kit/web/shared/words.js";

/** @type {import("../../kit/web/shared/words.js").Say} */
export let say = () => "";

/**
 * Learn the words, before anything is said.
 *
 * @param {import("../../kit/web/shared/words.js").Words} words
 */
export function learn(words) {
  say = speaker(words);
}
