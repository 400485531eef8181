// The card of every kind of question but those that are answered on a map.

import { match } from "./kinds/match.js";
import { number } from "./kinds/number.js";
import { one, several } from "./kinds/options.js";
import { order } from "./kinds/order.js";
import { short } from "./kinds/short.js";
import { showQuestion } from "./question.js";

const KINDS = {
  choice: one,
  poll: one,
  prediction: one,
  choices: several,
  number,
  order,
  match,
  short,
};

/** @type {import("@anywidget/types").Render<import("./states.js").CardModel>} */
const render = (props) => showQuestion(props, KINDS);

export default { render };
