import { X } from "lucide-react";
import { FormattedMessage, useIntl } from "react-intl";
import type { Schemas } from "../../api/client";
import { Icon } from "../../parts/Icon";
import { defineMessages } from "../../text/define";
import type { Row } from "../data/rows";
import { useLeads } from "../LeadsContext";
import { countOf, everything, isSelected, NOTHING, offersAll, type Selection } from "../selection";
import styles from "./SelectionBar.module.css";

const texts = defineMessages({
  label: { id: "selection.label", defaultMessage: "Selected leads" },
  selected: { id: "selection.count", defaultMessage: "{count} selected" },
  all: { id: "selection.all", defaultMessage: "All {count} selected" },
  offer: { id: "selection.offer", defaultMessage: "Select all {count} that match" },
  clear: { id: "selection.clear", defaultMessage: "Clear selection" },
});

type Props = {
  readonly selection: Selection;
  readonly rows: readonly Row[];
  readonly total: Schemas["CountInfo"] | null;
  readonly onSelect: (selection: Selection) => void;
};

/** How many are ticked, and all that match. Floats over the list, which keeps room for it at its end. */
export function SelectionBar({ selection, rows, total, onSelect }: Props) {
  const intl = useIntl();
  const { formats } = useLeads();
  const count = countOf(selection, total?.value ?? null);
  if (count === 0) return null;
  const said =
    count === null ? "…" : `${formats.count(count)}${selection.kind === "all" && total && !total.exact ? "+" : ""}`;
  const ids = rows.filter((row) => isSelected(selection, row.id)).map((row) => row.id);
  return (
    <section className={styles.selbar} aria-label={intl.formatMessage(texts.label)}>
      <span aria-live="polite">
        <FormattedMessage {...(selection.kind === "all" ? texts.all : texts.selected)} values={{ count: said }} />
      </span>
      {total && offersAll(selection, ids, total.value) ? (
        <button type="button" className={styles.offer} onClick={() => onSelect(everything())}>
          <FormattedMessage
            {...texts.offer}
            values={{ count: `${formats.count(total.value)}${total.exact ? "" : "+"}` }}
          />
        </button>
      ) : null}
      <button type="button" aria-label={intl.formatMessage(texts.clear)} onClick={() => onSelect(NOTHING)}>
        <Icon of={X} />
      </button>
    </section>
  );
}
