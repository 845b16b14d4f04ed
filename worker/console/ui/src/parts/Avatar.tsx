import styles from "./Avatar.module.css";
import { classes } from "./classes";
import hues from "./Hue.module.css";

/** The first letters of the first and the last word of a name: "Meena Iyer" gives MI. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words[words.length - 1]] : words.slice(0, 1);
  const letters = picked.map((word) => [...(word ?? "")][0] ?? "").join("");
  return letters.toLocaleUpperCase();
}

/** One of the eight hues, always the same for the same text. */
export function hueOf(text: string): string {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return `s${(sum % 8) + 1}`;
}

/** A person (round) or a rule, a bot, an account (square). Without a name: nobody. Says nothing aloud: the name stands beside it. */
export function Avatar({
  name,
  id,
  size = 20,
  square,
}: {
  name?: string | undefined;
  id?: string | undefined;
  size?: 20 | 24 | 28 | 36;
  square?: boolean;
}) {
  // Letters are drawn by the style sheet: they are a picture, no text.
  if (!name) return <span className={classes(styles.avatar, styles[`a${size}`], styles.nobody)} aria-hidden="true" />;
  return (
    <span
      className={classes(styles.avatar, styles[`a${size}`], square ? styles.square : hues[hueOf(id ?? name)])}
      data-letters={initials(name)}
      aria-hidden="true"
    />
  );
}

/** The mark of an account: its first letter on the accent. */
export function Logo({ name, large }: { name: string; large?: boolean }) {
  return (
    <span
      className={classes(styles.logo, large && styles.large)}
      data-letters={[...name.trim()][0]?.toLocaleUpperCase() ?? "L"}
      aria-hidden="true"
    />
  );
}
