// The card of a question that is answered on a map: only its readers are sent a map's script.

import { place } from "./kinds/place.js";
import { showQuestion } from "./question.js";

/** @type {import("@anywidget/types").Render<import("./states.js").CardModel>} */
const render = (props) => showQuestion(props, { place });

export default { render };
