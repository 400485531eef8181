import type { Say } from "../../shared/words.js";
import type { Response, View } from "../states.js";

/** What a kind of question is given by its card. */
export interface Card {
  /** A name for its fields that no other card has. */
  name: string;
  /** To be called when the learner changed the answer. */
  changed: () => void;
  /** To be called when the learner wants it marked. */
  check: () => void;
  /** Give words of the catalogue. */
  say: Say;
  /** Tell a screen reader. */
  tell: (text: string) => void;
}

/** One kind of question on screen. */
export interface Answer {
  node: HTMLElement;
  /** What stands below the buttons. */
  after?: HTMLElement;
  read: () => Response;
  // biome-ignore lint/suspicious/noExplicitAny: each kind takes its own responses
  write: (response: any) => void;
  focus: () => void;
  /** Show which parts are right, by key; none takes the signs away. */
  judge?: (parts: Record<string, boolean>) => void;
  /** Show the rubric, once an answer is kept. */
  reveal?: (criteria: string[]) => void;
}

export type MakeAnswer = (view: View, card: Card) => Answer;
