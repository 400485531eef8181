// What the cards, the check-in and the nickname hold.

import type { SvgMap } from "../maps/svgmap.js";
import type { Verdict } from "../shared/verdicts.js";
import type { Words } from "../shared/words.js";
import type {
  Json,
  Line,
  OverviewState,
  PageState,
  QuestionState,
  SignInState,
} from "./messages.js";

export type Kind =
  | "choice"
  | "choices"
  | "number"
  | "order"
  | "match"
  | "place"
  | "short"
  | "poll"
  | "prediction";

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
  how?: string;
  map: SvgMap;
}

export type Response = Json;

/** Where a learner stands with a question. */
export type State = Omit<QuestionState, "verdict"> & { verdict: Verdict | "" };

/** What stands in one view of a card and isn't checked, for the others to follow. */
export interface Typed {
  response: Response;
  by: string;
}

export interface CardModel {
  words: Words;
  view: View;
  state: State;
  typed: Typed | undefined;
}

export type Row = Omit<Line, "verdict"> & { verdict: Verdict | "" };

export interface CheckInModel {
  words: Words;
  state: Omit<OverviewState, "rows"> & { rows: Row[] };
}

export interface NicknameModel {
  words: Words;
  longest: number;
  state: SignInState;
}

export interface PageModel {
  words: Words;
  state: PageState;
}
