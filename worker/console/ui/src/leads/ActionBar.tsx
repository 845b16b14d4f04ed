import { LayoutList, Plus, RefreshCw, Table2 } from "lucide-react";
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import type { Schemas } from "../api/client";
import { Badge } from "../parts/Badge";
import { Button } from "../parts/Button";
import { classes } from "../parts/classes";
import { Icon } from "../parts/Icon";
import { Segmented } from "../parts/Segmented";
import { defineMessages } from "../text/define";
import type { View } from "./address";
import { useLeads } from "./LeadsContext";
import styles from "./LeadsPage.module.css";
import { usePhone } from "./list/hooks";
import type { Shown } from "./useListing";

const texts = defineMessages({
  count: { id: "actions.count", defaultMessage: "<b>{number}</b> {count, plural, one {lead} other {leads}}" },
  more: { id: "actions.more", defaultMessage: "<b>{number}+</b> leads" },
  sorted: { id: "actions.sorted", defaultMessage: "{field} {way, select, asc {ascending} other {descending}}" },
  newest: { id: "actions.newest", defaultMessage: "newest first" },
  oldest: { id: "actions.oldest", defaultMessage: "oldest first" },
  active: { id: "actions.active", defaultMessage: "last changed first" },
  view: { id: "actions.view", defaultMessage: "View" },
  table: { id: "actions.table", defaultMessage: "Table" },
  cards: { id: "actions.cards", defaultMessage: "Cards" },
  refresh: { id: "actions.refresh", defaultMessage: "Refresh" },
  fresh: { id: "actions.fresh", defaultMessage: "{count} new" },
  newLead: { id: "actions.newLead", defaultMessage: "New lead" },
});

/** How a list is sorted, in words. */
export function useSortWords(shown: Shown): string {
  const { intl, about } = useLeads();
  const [key] = shown.listing.sort;
  if (!key) return "";
  if (key.field === "created_at") return intl.formatMessage(key.direction === "desc" ? texts.newest : texts.oldest);
  if (key.field === "updated_at" && key.direction === "desc") return intl.formatMessage(texts.active);
  return intl.formatMessage(texts.sorted, { field: about.byId.get(key.field)?.label ?? key.field, way: key.direction });
}

type Props = {
  readonly shown: Shown;
  readonly view: View;
  readonly total: Schemas["CountInfo"] | null;
  readonly fresh: number;
  readonly busy: boolean;
  readonly onRefresh: () => void;
  readonly columns: ReactNode;
  readonly onNew: (() => void) | null;
};

/** How many there are, and what is done with the list. */
export function ActionBar({ shown, view, total, fresh, busy, onRefresh, columns, onNew }: Props) {
  const intl = useIntl();
  const { formats } = useLeads();
  const phone = usePhone();
  const sorted = useSortWords(shown);
  const choose = (next: View) =>
    shown.show({ view: next === (phone ? "cards" : "table") && shown.base.view === null ? null : next }, true);
  return (
    <div className={classes(styles.bar, styles.actions)}>
      <h1 className={styles.found}>
        {total ? (
          <FormattedMessage
            {...(total.exact ? texts.count : texts.more)}
            values={{
              count: total.value,
              number: formats.count(total.value),
              b: (words) => <b key="number">{words}</b>,
            }}
          />
        ) : null}
        <span className={styles.sorted}>
          {total ? ", " : ""}
          {sorted}
        </span>
      </h1>
      <span className={styles.grow} />
      <Segmented<View>
        label={intl.formatMessage(texts.view)}
        value={view}
        onChange={choose}
        of={[
          { value: "table", label: intl.formatMessage(texts.table), icon: Table2 },
          { value: "cards", label: intl.formatMessage(texts.cards), icon: LayoutList },
        ]}
      />
      <Button onPress={onRefresh} aria-busy={busy}>
        <Icon of={RefreshCw} />
        <FormattedMessage {...texts.refresh} />
        {fresh > 0 ? (
          <Badge look="soft">
            <FormattedMessage {...texts.fresh} values={{ count: fresh }} />
          </Badge>
        ) : null}
      </Button>
      {columns}
      {onNew ? (
        <Button look="primary" onPress={onNew}>
          <Icon of={Plus} />
          <FormattedMessage {...texts.newLead} />
        </Button>
      ) : null}
    </div>
  );
}
