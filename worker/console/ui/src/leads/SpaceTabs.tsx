import { Link } from "@tanstack/react-router";
import { Layers, Plus } from "lucide-react";
import { useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { IconButton } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { defineMessages } from "../text/define";
import { iconOf } from "./icons";
import styles from "./LeadsPage.module.css";
import { SaveSpace } from "./later";
import type { Shown } from "./useListing";

const texts = defineMessages({
  spaces: { id: "spaces.label", defaultMessage: "Spaces" },
  all: { id: "spaces.all", defaultMessage: "All leads" },
  fresh: { id: "spaces.new", defaultMessage: "New space" },
  changed: { id: "spaces.changed", defaultMessage: "changed" },
  changedWhy: { id: "spaces.changedWhy", defaultMessage: "What is shown differs from the saved space" },
});

/** Spaces as tabs. A dot after the name: what is shown differs from what is saved. */
export function SpaceTabs({ shown }: { shown: Shown }) {
  const intl = useIntl();
  const [saving, setSaving] = useState(false);
  const { address } = shown;
  const mark = shown.changed.length > 0 ? <Changed /> : null;
  return (
    <nav className={styles.spaces} aria-label={intl.formatMessage(texts.spaces)}>
      <Link
        to="/$account/leads"
        params={{ account: shown.account }}
        search={address.size ? { size: address.size } : {}}
        activeProps={{}}
        className={styles.space}
        aria-current={shown.space ? undefined : "page"}
      >
        <Icon of={Layers} />
        <FormattedMessage {...texts.all} />
        {shown.space ? null : mark}
      </Link>
      {shown.spaces
        .filter((one) => one.for_me || one.id === address.space)
        .map((one) => (
          <Link
            key={one.id}
            to="/$account/leads"
            params={{ account: shown.account }}
            search={{ space: one.id, ...(address.size ? { size: address.size } : {}) }}
            activeProps={{}}
            className={styles.space}
            aria-current={one.id === address.space ? "page" : undefined}
          >
            <Icon of={iconOf(one.icon)} />
            <span dir="auto">{one.name}</span>
            {one.id === address.space ? mark : null}
          </Link>
        ))}
      <span className={styles.spaceAdd}>
        <IconButton label={intl.formatMessage(texts.fresh)} onPress={() => setSaving(true)}>
          <Icon of={Plus} />
        </IconButton>
      </span>
      {saving ? <SaveSpace shown={shown} onClose={() => setSaving(false)} /> : null}
    </nav>
  );
}

function Changed() {
  const intl = useIntl();
  return (
    <>
      <span className={styles.dot} title={intl.formatMessage(texts.changedWhy)} aria-hidden="true" />
      <span className="sr">{intl.formatMessage(texts.changed)}</span>
    </>
  );
}
