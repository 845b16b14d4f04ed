import { Calendar, ChevronDown } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { Button as AriaButton, DialogTrigger } from "react-aria-components";
import { FormattedMessage } from "react-intl";
import { classes } from "../../parts/classes";
import { Pop } from "../../parts/Dialog";
import { Icon } from "../../parts/Icon";
import { defineMessages } from "../../text/define";
import { useLeads } from "../LeadsContext";
import type { Shown } from "../useListing";
import styles from "./Chips.module.css";
import { createdText, joined, parted } from "./created";
import { thisUnits, units } from "./say";

const CreatedEditor = lazy(async () => ({ default: (await import("./CreatedEditor")).CreatedEditor }));

const texts = defineMessages({
  created: { id: "filters.created", defaultMessage: "Created" },
  all: { id: "filters.allTime", defaultMessage: "at any time" },
  last: { id: "filters.last", defaultMessage: "last {span}" },
  this: { id: "filters.this", defaultMessage: "this {unit}" },
  today: { id: "filters.today", defaultMessage: "today" },
  between: { id: "filters.between", defaultMessage: "{from} to {to}" },
  after: { id: "filters.after", defaultMessage: "after {day}" },
  before: { id: "filters.before", defaultMessage: "before {day}" },
  other: { id: "filters.otherTime", defaultMessage: "by a filter" },
});

/** When leads came: always there, so it has nothing that takes it away. */
export function CreatedChip({ shown, touch }: { shown: Shown; touch?: boolean }) {
  const { formats, intl } = useLeads();
  const [open, setOpen] = useState(false);
  const { created, rest } = useMemo(() => parted(shown.listing.filter), [shown.listing.filter]);
  const text = createdText(created);
  const say = (): string => {
    switch (text.kind) {
      case "all":
        return intl.formatMessage(texts.all);
      case "last":
        return intl.formatMessage(texts.last, { span: intl.formatMessage(units[text.unit], { count: text.count }) });
      case "this":
        return text.unit === "day"
          ? intl.formatMessage(texts.today)
          : intl.formatMessage(texts.this, {
              unit:
                text.unit in thisUnits ? intl.formatMessage(thisUnits[text.unit as keyof typeof thisUnits]) : text.unit,
            });
      case "between":
        return intl.formatMessage(texts.between, {
          from: formats.date(text.from.slice(0, 10)),
          to: formats.date(text.to.slice(0, 10)),
        });
      case "on":
        return formats.date(text.day.slice(0, 10));
      case "after":
        return intl.formatMessage(texts.after, { day: formats.date(text.day.slice(0, 10)) });
      case "before":
        return intl.formatMessage(texts.before, { day: formats.date(text.day.slice(0, 10)) });
      default:
        return intl.formatMessage(texts.other);
    }
  };
  return (
    <span className={classes(styles.chip, styles.fixed, touch && styles.touch)}>
      <DialogTrigger isOpen={open} onOpenChange={setOpen}>
        <AriaButton>
          <span className={styles.quiet}>
            <Icon of={Calendar} size={14} />
          </span>
          {touch ? null : (
            <span className={styles.quiet}>
              <FormattedMessage {...texts.created} />
            </span>
          )}
          <span className={styles.strong}>{say()}</span>
          <span className={styles.quiet}>
            <Icon of={ChevronDown} size={14} />
          </span>
        </AriaButton>
        <Pop label={intl.formatMessage(texts.created)} placement="bottom start">
          <Suspense fallback={null}>
            <CreatedEditor
              created={created}
              onChange={(next) => {
                shown.show({ filter: joined(next, rest) });
                setOpen(false);
              }}
            />
          </Suspense>
        </Pop>
      </DialogTrigger>
    </span>
  );
}
