// Written by tools/messages.py from lessons/kit/cards/messages.py; don't change it here.
// docs/format.md has examples.

/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** A row of the learner's page: the response of an attempt of the kind ``page``. */
export interface PageRow {
  claim?: string;
  evidence?: string;
  sure?: number | null;
  against?: string;
}

/** Mark this response and keep it. */
export interface Check {
  do: "check";
  response: Json;
  event?: string;
  writer?: string;
  before?: string;
  time?: string | null;
  round?: number;
}

/** Keep what stands typed and unchecked; ``None`` takes it away. */
export interface Draft {
  do: "draft";
  response: Json;
}

/** Give the state as it is. */
export interface Look {
  do: "look";
}

/** Show the next hint. */
export interface Hint {
  do: "hint";
}

/** Show the answer, if it is due. */
export interface Answer {
  do: "answer";
}

/** Read the record again. */
export interface Refresh {
  do: "refresh";
}

/** Put what was missed below, to answer once more. */
export interface Retry {
  do: "retry";
}

/** Write the hand-in. */
export interface HandIn {
  do: "hand in";
  name?: string | null;
}

/** Give the hand-in that was written, for the browser to save. */
export interface Save {
  do: "save";
}

/** Sign in under this nickname. */
export interface Keep {
  do: "keep";
  name: string;
}

/** Sign in without a nickname. */
export interface Skip {
  do: "skip";
}

/** Keep the lesson's row of the learner's page as it now reads. */
export interface KeepRow {
  do: "keep row";
  row: PageRow;
  event?: string;
  writer?: string;
  before?: string;
  time?: string | null;
}

/** A hint or the answer, as safe HTML. */
export interface Extra {
  label: string;
  html: string;
}

/** Where a learner stands with a question. */
export interface QuestionState {
  turn: number;
  attempts: number;
  event: string;
  response: Json;
  draft: Json;
  verdict: string;
  feedback: string;
  parts: Record<string, boolean>;
  tries: string;
  hinted: number;
  extras: Extra[];
  rubric: string[];
  tell: boolean;
  told: boolean;
  error: string;
}

/** How one question of a lesson stands. Marks are percentages, or empty. */
export interface Line {
  number: number;
  section: number;
  prompt: string;
  verdict: string;
  tries: number;
  first: string;
  best: string;
}

/** A poll to look back at: what was chosen at first, and what last. */
export interface Poll {
  prompt: string;
  first: string;
  now: string;
  told?: string;
}

/** How much of one lesson is done. */
export interface Part {
  title: string;
  done: number;
  total: number;
  here: boolean;
}

/** A question to answer once more; another ``turn`` asks anew. */
export interface Below {
  id: string;
  label: string;
  turn: number;
}

/** Where a learner stands with a lesson: all of it text, none of it a key. */
export interface OverviewState {
  title: string;
  done: number;
  total: number;
  rows: Line[];
  polls: Poll[];
  course: Part[];
  missed: number;
  below: Below[];
  notice: string;
  said: string;
  turn: number;
  asks?: boolean;
  file?: string;
}

/** A row of the learner's page, with the lesson that it belongs to. */
export interface Claim {
  lesson: string;
  title: string;
  row: PageRow;
}

/** The learner's page: a row for each lesson, empty where nothing was written. */
export interface PageState {
  lesson: string;
  learner: string;
  claims: Claim[];
  said: string;
  error: string;
  turn: number;
}

/** Who answers now: the nickname, what was done, what went wrong; ``turn`` grows. */
export interface SignInState {
  name: string;
  said: string;
  error: string;
  turn: number;
}

/** A message with its address, where one line carries all of them. */
export interface Envelope {
  to: "overview" | "page" | "question" | "sign in";
  say: Record<string, Json>;
  lesson?: string | "";
  id?: string | "";
  round?: number;
}

export type ToQuestion = Check | Draft | Hint | Answer | Look;

export type ToOverview = Refresh | Retry | HandIn | Save | Look;

export type ToSignIn = Keep | Skip | Look;

export type ToPage = KeepRow | Refresh | Look;
