import { useIntl } from "react-intl";
import { Banner } from "../../parts/Banner";
import { defineMessages } from "../../text/define";
import type { Page } from "../data/rows";
import styles from "../LeadsPage.module.css";
import { behindBy } from "./lagging";

const texts = defineMessages({
  lag: {
    id: "behind.lag",
    defaultMessage:
      "This list is {minutes, plural, =0 {{seconds, plural, one {# second} other {# seconds}}} one {# minute} other {# minutes}} behind, because many messages are coming in. What changed since may be missing or stand in its old place.",
  },
  incomplete: {
    id: "behind.incomplete",
    defaultMessage: "This list is still being made. Until that is done, leads may be missing from it.",
  },
});

/** Says that a list is not what leads are by now, and why. */
export function Behind({ page }: { page: Page | undefined }) {
  const intl = useIntl();
  const behind = behindBy(page);
  if (!behind) return null;
  return (
    <div className={styles.notice}>
      <Banner>
        {behind === "incomplete" ? intl.formatMessage(texts.incomplete) : intl.formatMessage(texts.lag, behind)}
      </Banner>
    </div>
  );
}
