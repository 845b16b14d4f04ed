import { FormattedMessage, useIntl } from "react-intl";
import { Kbd } from "../parts/Badge";
import { Dialog } from "../parts/Dialog";
import { Switch } from "../parts/Switch";
import { defineMessages } from "../text/define";
import { listingKeys } from "./jumping";
import styles from "./KeyList.module.css";
import { shortcuts, shown, singleKeys, switchSingleKeys } from "./keys";
import { useStore } from "./store";

const texts = defineMessages({
  title: { id: "keys.title", defaultMessage: "Keys" },
  everywhere: { id: "keys.everywhere", defaultMessage: "Everywhere" },
  single: { id: "keys.single", defaultMessage: "Single keys, such as / and g l" },
});

/** The keys that work on this page, by what they are about. */
export function KeyList() {
  const intl = useIntl();
  const open = useStore(listingKeys);
  const all = useStore(shortcuts);
  const on = useStore(singleKeys);
  const groups = new Map<string, Map<string, string>>();
  for (const one of all) {
    if (!one.does) continue;
    const group = one.group ?? intl.formatMessage(texts.everywhere);
    groups.set(group, (groups.get(group) ?? new Map()).set(one.keys, one.does));
  }
  return (
    <Dialog open={open} onClose={() => listingKeys.set(false)} title={<FormattedMessage {...texts.title} />}>
      <Switch isSelected={on} onChange={switchSingleKeys}>
        <FormattedMessage {...texts.single} />
      </Switch>
      {[...groups].map(([group, keys]) => (
        <section key={group}>
          <h3 className={styles.group}>{group}</h3>
          <dl className={styles.list}>
            {[...keys].map(([chord, does]) => (
              <div key={chord} className={styles.line}>
                <dt>{does}</dt>
                <dd>
                  {shown(chord).map((part) => (
                    <Kbd key={part}>{part}</Kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
