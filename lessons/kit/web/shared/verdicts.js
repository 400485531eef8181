// How an answer stands: each verdict has its own shape, so colour is never alone.

/** @typedef {"right" | "partly" | "wrong" | "recorded" | "not attempted"} Verdict */

/** @type {Record<Verdict, string>} */
export const ICONS = {
  right: "M2.5 8.5 6.5 12.5 13.5 4",
  partly: "M2.5 8h11",
  wrong: "M12.7 6A5.2 5.2 0 1 0 13 9.5M13.2 2.5V6H9.7",
  recorded: "M4 2.5h8V13.5L8 10.5 4 13.5Z",
  "not attempted": "M8 3v6M8 12v.6",
};
