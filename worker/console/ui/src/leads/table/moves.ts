/** Keys of the grid, as the ARIA APG has them: where the focus goes. Pure. */

/** A cell: row -1 is the head, column 0 the checkbox. */
export type Place = { readonly row: number; readonly col: number };

const PAGE = 10;

/** Where a key leads, null where it leads nowhere. `rtl`: left and right are the other way round. */
export function movedBy(key: string, at: Place, rows: number, cols: number, ctrl: boolean, rtl: boolean): Place | null {
  const place = target(key, at, rows, cols, ctrl, rtl ? -1 : 1);
  if (!place) return null;
  return { row: Math.min(Math.max(place.row, -1), rows - 1), col: Math.min(Math.max(place.col, 0), cols - 1) };
}

function target(
  key: string,
  { row, col }: Place,
  rows: number,
  cols: number,
  ctrl: boolean,
  forward: number,
): Place | null {
  switch (key) {
    case "ArrowDown":
      return { row: row + 1, col };
    case "ArrowUp":
      return { row: row - 1, col };
    case "ArrowRight":
      return { row, col: col + forward };
    case "ArrowLeft":
      return { row, col: col - forward };
    case "Home":
      return ctrl ? { row: 0, col: 0 } : { row, col: 0 };
    case "End":
      return ctrl ? { row: rows - 1, col: cols - 1 } : { row, col: cols - 1 };
    case "PageDown":
      return { row: row + PAGE, col };
    case "PageUp":
      return { row: Math.max(0, row - PAGE), col };
    default:
      return null;
  }
}
