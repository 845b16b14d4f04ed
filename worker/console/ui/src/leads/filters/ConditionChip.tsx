import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Button as AriaButton, DialogTrigger } from "react-aria-components";
import { FormattedMessage, useIntl } from "react-intl";
import { classes } from "../../parts/classes";
import { Pop } from "../../parts/Dialog";
import { Icon } from "../../parts/Icon";
import { defineMessages } from "../../text/define";
import { countOf } from "../data/rows";
import { useLeads } from "../LeadsContext";
import { useRested } from "../list/hooks";
import styles from "./Chips.module.css";
import { complete } from "./catalogue";
import { chipText } from "./say";
import type { Condition, Filter } from "./tree";

const FilterEditor = lazy(async () => ({ default: (await import("./FilterEditor")).FilterEditor }));

const texts = defineMessages({
  remove: { id: "filters.remove", defaultMessage: "Remove filter {field}" },
  filterBy: { id: "filters.by", defaultMessage: "Filter by {field}" },
  count: { id: "filters.count", defaultMessage: "{count, plural, one {# lead} other {# leads}}" },
  unfinished: { id: "filters.unfinished", defaultMessage: "Choose a value" },
});

/** A part of the filter in words, with what takes it away. */
export function Chip({
  quiet,
  strong,
  onDrop,
  dropLabel,
  onOpen,
  touch,
}: {
  quiet: string;
  strong: string;
  onDrop: () => void;
  dropLabel: string;
  onOpen: () => void;
  touch?: boolean | undefined;
}) {
  const intl = useIntl();
  return (
    <span className={classes(styles.chip, touch && styles.touch)}>
      <AriaButton onPress={onOpen}>
        {quiet ? <span className={styles.quiet}>{quiet}</span> : null}
        <span className={classes(styles.strong, "trunc")} dir="auto">
          {strong}
        </span>
      </AriaButton>
      <AriaButton
        className={styles.drop ?? ""}
        aria-label={intl.formatMessage(texts.remove, { field: dropLabel })}
        onPress={onDrop}
      >
        <Icon of={X} size={14} />
      </AriaButton>
    </span>
  );
}

type ConditionChipProps = {
  readonly condition: Condition;
  readonly begin?: boolean;
  readonly touch?: boolean | undefined;
  readonly question: (condition: Condition) => Filter;
  readonly search: string;
  readonly account: string;
  readonly onDrop: () => void;
  readonly onAdvanced: () => void;
  readonly onDone: (condition: Condition) => void;
};

/** A filter as a chip; pressing it opens its editor, which counts what it would find. */
export function ConditionChip({
  condition,
  begin,
  touch,
  question,
  search,
  account,
  onDrop,
  onAdvanced,
  onDone,
}: ConditionChipProps) {
  const { about, formats, intl } = useLeads();
  const [open, setOpen] = useState(Boolean(begin));
  const [draft, setDraft] = useState(condition);
  const field = about.byId.get(condition.field);
  const { quiet, strong } = chipText(open ? draft : condition, { intl, formats, byId: about.byId });
  if (!field) return null;
  const ready = complete(draft, field);
  const close = () => {
    setOpen(false);
    if (ready) onDone(draft);
    else if (begin) onDrop();
    else setDraft(condition);
  };
  return (
    <span className={classes(styles.chip, touch && styles.touch)}>
      <DialogTrigger
        isOpen={open}
        onOpenChange={(now) => {
          if (!now) close();
          else {
            setDraft(condition);
            setOpen(true);
          }
        }}
      >
        <AriaButton>
          <span className={styles.quiet}>{quiet}</span>
          <span className={classes(styles.strong, "trunc")} dir="auto">
            {strong}
          </span>
        </AriaButton>
        <Pop label={intl.formatMessage(texts.filterBy, { field: field.label })} placement="bottom start">
          <Suspense fallback={null}>
            <FilterEditor
              draft={draft}
              field={field}
              onDraft={setDraft}
              count={
                ready ? (
                  <Count account={account} filter={question(draft)} search={search} />
                ) : (
                  <FormattedMessage {...texts.unfinished} />
                )
              }
              onDrop={() => {
                setOpen(false);
                onDrop();
              }}
              onAdvanced={() => {
                close();
                onAdvanced();
              }}
              onDone={close}
            />
          </Suspense>
        </Pop>
      </DialogTrigger>
      <AriaButton
        className={styles.drop ?? ""}
        aria-label={intl.formatMessage(texts.remove, { field: field.label })}
        onPress={onDrop}
      >
        <Icon of={X} size={14} />
      </AriaButton>
    </span>
  );
}

function Count({ account, filter, search }: { account: string; filter: Filter; search: string }) {
  const rested = useRested(filter, 300);
  const count = useQuery(countOf(account, rested, search));
  return count.data ? <FormattedMessage {...texts.count} values={{ count: count.data.count.value }} /> : null;
}
