// What Python tells the cards, the check-in and the nickname. Python's side: lessons/kit/cards.

import type { SvgMap } from "../maps/svgmap.js";
import type { Verdict } from "../shared/verdicts.js";
import type { Words } from "../shared/words.js";

export type Kind = "choice" | "choices" | "number" | "order" | "match" | "place" | "short" | "poll";

export interface Entry {
  key: string;
  html: string;
  text: string;
}

/** What may be seen of a question before an answer. */
export interface View {
  kind: Kind;
  id: string;
  lesson: string;
  label: string;
  prompt: string;
  keeps: boolean;
  hints: number;
  options: Entry[];
  items: Entry[];
  left: Entry[];
  right: Entry[];
  unit?: string;
  map: SvgMap;
}

export interface ShortResponse {
  text: string;
  rubric: boolean[];
}

export type Response = string | string[] | Record<string, string> | ShortResponse | null;

/** Where a learner stands with a question. */
export interface State {
  turn: number;
  attempts: number;
  response: Response;
  verdict: Verdict | "";
  feedback: string;
  tries: string;
  hinted: number;
  extras: { label: string; html: string }[];
  rubric: string[];
  tell: boolean;
  told: boolean;
  error: string;
}

export interface Draft {
  response: Response;
  by: string;
}

export interface CardModel {
  words: Words;
  view: View;
  state: State;
  draft: Draft | undefined;
}

export interface Row {
  number: number;
  section: number | string;
  prompt: string;
  verdict: Verdict | "";
  tries: number;
  first: string;
  best: string;
}

export interface Progress {
  title: string;
  done: number;
  total: number;
  here: boolean;
}

export interface CheckInModel {
  words: Words;
  state: {
    title: string;
    done: number;
    total: number;
    rows: Row[];
    polls: { prompt: string; first: string; now: string }[];
    course: Progress[];
    missed: number;
    notice: string;
    said: string;
    turn: number;
  };
}

export interface NicknameModel {
  words: Words;
  longest: number;
  state: { name: string; said: string; error: string; turn: number };
}
