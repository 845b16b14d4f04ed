import { Plus, SlidersHorizontal } from "lucide-react";
import { useMemo, useState } from "react";
import { FormattedMessage } from "react-intl";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { Menu, MenuItem } from "../../parts/Menu";
import { defineMessages } from "../../text/define";
import { useLeads } from "../LeadsContext";
import type { Shown } from "../useListing";
import styles from "./Chips.module.css";
import { Chip, ConditionChip } from "./ConditionChip";
import { begun, entryOf } from "./catalogue";
import { joined, parted } from "./created";
import { filterWords } from "./say";
import { type Condition, type Filter, isCondition } from "./tree";

const texts = defineMessages({
  add: { id: "filters.add", defaultMessage: "Filter" },
  advanced: { id: "filters.advanced", defaultMessage: "Advanced" },
});

/** The chips of the filters, what adds one, and the editor of each. */
export function Chips({ shown, onAdvanced, touch }: { shown: Shown; onAdvanced: () => void; touch?: boolean }) {
  const { rest, created } = useMemo(() => parted(shown.listing.filter), [shown.listing.filter]);
  const { about, formats, intl } = useLeads();
  const [fresh, setFresh] = useState<Condition | null>(null);
  const set = (parts: readonly Filter[]) => shown.show({ filter: joined(created, parts) });
  return (
    <>
      {rest.map((part, i) => {
        const others = rest.filter((_, j) => j !== i);
        const drop = () => set(others);
        const field = isCondition(part) ? about.byId.get(part.field) : undefined;
        if (!isCondition(part) || !field) {
          const words = filterWords(part, { intl, formats, byId: about.byId });
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of a filter have no other name than their place
            <Chip key={i} quiet="" strong={words} onDrop={drop} dropLabel={words} onOpen={onAdvanced} touch={touch} />
          );
        }
        return (
          <ConditionChip
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            key={i}
            condition={part}
            touch={touch}
            question={(condition) =>
              joined(
                created,
                rest.map((one, j) => (j === i ? condition : one)),
              )
            }
            search={shown.listing.search}
            account={shown.account}
            onDrop={drop}
            onAdvanced={onAdvanced}
            onDone={(condition) => set(rest.map((one, j) => (j === i ? condition : one)))}
          />
        );
      })}
      {fresh ? (
        <ConditionChip
          key="fresh"
          condition={fresh}
          begin
          touch={touch}
          question={(condition) => joined(created, [...rest, condition])}
          search={shown.listing.search}
          account={shown.account}
          onDrop={() => setFresh(null)}
          onAdvanced={onAdvanced}
          onDone={(condition) => {
            setFresh(null);
            set([...rest, condition]);
          }}
        />
      ) : null}
      <Menu
        button={
          <Button look="quiet" className={touch ? styles.chip : undefined}>
            <Icon of={Plus} />
            <FormattedMessage {...texts.add} />
          </Button>
        }
        onAction={(key) => {
          if (key === "+advanced") return onAdvanced();
          const field = about.byId.get(String(key));
          if (!field) return;
          const first = begun(field);
          if (entryOf(field, first.op) === "none") set([...rest, first]);
          else setFresh(first);
        }}
      >
        {about.fields
          .filter((one) => one.filters && one.id !== "created_at")
          .map((one) => (
            <MenuItem key={one.id} id={one.id}>
              {one.label}
            </MenuItem>
          ))}
        <MenuItem id="+advanced" icon={SlidersHorizontal}>
          {intl.formatMessage(texts.advanced)}
        </MenuItem>
      </Menu>
    </>
  );
}
