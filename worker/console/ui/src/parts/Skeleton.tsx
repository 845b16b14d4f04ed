import styles from "./Skeleton.module.css";

/** A bar that stands for text that is on its way. */
export function Bone({ width, height = 10, round }: { width: number | string; height?: number; round?: boolean }) {
  return (
    <span
      className={styles.bone}
      style={{ inlineSize: width, blockSize: height, borderRadius: round ? height : undefined }}
    />
  );
}
