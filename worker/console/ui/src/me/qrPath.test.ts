import encodeQR from "qr";
import decodeQR from "qr/decode.js";
import { expect, test } from "vitest";
import { pathOf, QUIET } from "./qrPath";

const SCALE = 4;

/** Draws the path as a browser would, and gives the pixels. */
function drawn(path: string, size: number): { width: number; height: number; data: Uint8Array } {
  const width = size * SCALE;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, run, back] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)) {
    expect(run).toBe(back);
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row++)
      for (let column = Number(x) * SCALE; column < (Number(x) + Number(run)) * SCALE; column++)
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
  }
  return { width, height: width, data };
}

test.each([
  "otpauth://totp/lead%20worker:meena%40acme.example?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=lead%20worker",
  `otpauth://totp/lead%20worker:${"long.name.".repeat(24)}%40acme.example?secret=JBSWY3DPEHPK3PXP&issuer=lead%20worker`,
])("what is drawn is read as the text", (text) => {
  const modules = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  expect(modules.slice(0, QUIET).flat()).not.toContain(true);
  expect(decodeQR(drawn(pathOf(modules), modules.length))).toBe(text);
});
