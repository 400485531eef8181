// The parts of JupyterLab that the lesson view uses, and what passes between its own parts.

// biome-ignore lint/suspicious/noExplicitAny: JupyterLab's own types would bring two hundred packages
export type Foreign = any;

export type ShareScope = Record<
  string,
  Record<string, { get(): Promise<() => Foreign> | (() => Foreign); lib?: () => Foreign }>
>;

export interface Lab {
  application: Foreign;
  apputils: Foreign;
  cells: Foreign;
  coreutils: Foreign;
  notebook: Foreign;
  services: Foreign;
  settings: Foreign;
  widgets: Foreign;
}

export interface Settings {
  get(name: "view" | "textSize"): Foreign;
  set(name: "view" | "textSize", value: string | number): Promise<void> | undefined;
  changed(listener: () => void): void;
}

export interface Desk {
  lab: Lab;
  app: Foreign;
  shell: Foreign;
  themes: Foreign;
  settings: Settings;
}

/** What the server tells of a notebook of the kit. */
export interface Told {
  cells: Record<string, string>;
  kernel: string | null;
  home: string | null;
  article: { path: string | null; url: string };
  number: number;
  title: string;
  next: { path: string; title: string } | null;
}

/** What the bar can ask the lesson to do. */
export interface Deeds {
  open(path: string): void;
  go(cell: Foreign): void;
  code(): void;
  dark(): void;
  handIn(): void;
  lab(): void;
  textSize(): number;
  resize(size: number): void;
}
