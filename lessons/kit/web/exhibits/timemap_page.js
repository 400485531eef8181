// The time map in a page without a kernel: the map stands before this script, and what Python says
// of it between the two.

import { showTimeMap } from "./timemap.js";

const said = document.currentScript?.previousElementSibling;
const root = said?.previousElementSibling;
if (said && root) showTimeMap(root, JSON.parse(said.textContent ?? ""));
