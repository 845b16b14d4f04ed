import encodeQR from "qr";
import { useMemo } from "react";
import styles from "./QrCode.module.css";
import { pathOf, QUIET } from "./qrPath";

/** A text as a QR code, dark on light whatever the look: cameras want it so. `label`: what it is, for those who hear it. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const modules = useMemo(() => encodeQR(text, "raw", { ecc: "medium", border: QUIET }), [text]);
  const size = modules.length;
  return (
    <svg viewBox={`0 0 ${size} ${size}`} className={styles.code} role="img" aria-label={label}>
      <path d={pathOf(modules)} className={styles.dark} shapeRendering="crispEdges" />
    </svg>
  );
}
