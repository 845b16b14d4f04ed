/** Keys within the table. Pure. */

export type Acts = {
  readonly select: (range: boolean) => void;
  readonly open: () => void;
  readonly edit: () => void;
  readonly step: (by: number) => void;
};

/** What a key does in a cell, null for nothing. Column 0 is the checkbox, 1 the title. */
export function keyOf(key: string, col: number, acts: Acts): (() => void) | null {
  switch (key) {
    case "Enter":
      return col === 0 ? () => acts.select(false) : col === 1 ? acts.open : acts.edit;
    case "F2":
      return acts.edit;
    case " ":
      return col === 0 ? () => acts.select(false) : acts.open;
    case "x":
    case "X":
      return () => acts.select(key === "X");
    case "j":
    case "k":
      return () => acts.step(key === "j" ? 1 : -1);
    default:
      return null;
  }
}
