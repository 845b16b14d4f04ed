/** The light edge around a code, in modules (ISO/IEC 18004 asks for four). */
export const QUIET = 4;

/** The dark modules of a QR code as the path of an SVG, one rectangle for each run in a row. Pure. */
export function pathOf(modules: readonly (readonly boolean[])[]): string {
  const runs: string[] = [];
  for (const [y, row] of modules.entries()) {
    for (let x = 0; x < row.length; ) {
      let end = x;
      while (row[end]) end += 1;
      if (end > x) runs.push(`M${x} ${y}h${end - x}v1h-${end - x}z`);
      x = end + 1;
    }
  }
  return runs.join("");
}
