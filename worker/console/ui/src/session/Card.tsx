import { Globe, Monitor, Moon, Sun } from "lucide-react";
import type { ReactNode } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { chooseLook, type Look, look } from "../app/look";
import { useStore } from "../app/store";
import { Logo } from "../parts/Avatar";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { Menu, MenuItem } from "../parts/Menu";
import { defineMessages } from "../text/define";
import styles from "./Card.module.css";

export const lookTexts = defineMessages({
  look: { id: "look", defaultMessage: "Look" },
  system: { id: "look.system", defaultMessage: "As the system" },
  light: { id: "look.light", defaultMessage: "Light" },
  dark: { id: "look.dark", defaultMessage: "Dark" },
});
export const LOOKS: readonly { id: Look; icon: typeof Sun }[] = [
  { id: "system", icon: Monitor },
  { id: "light", icon: Sun },
  { id: "dark", icon: Moon },
];

const texts = defineMessages({
  product: { id: "session.product", defaultMessage: "Lead worker" },
  language: { id: "session.language", defaultMessage: "English" },
});

/** The card on which somebody signs in or sets a password. */
export function Card({
  account,
  title,
  subtitle,
  children,
}: {
  account: string | null;
  title: ReactNode;
  subtitle?: ReactNode;
  children: ReactNode;
}) {
  const intl = useIntl();
  const chosen = useStore(look);
  const name = account ?? intl.formatMessage(texts.product);
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.account}>
          <Logo name={name} large />
          <span className={styles.name} dir="auto">
            {name}
          </span>
        </div>
        <div>
          <h1 className={styles.title}>{title}</h1>
          {subtitle ? <p className={styles.subtitle}>{subtitle}</p> : null}
        </div>
        {children}
      </div>
      <footer className={styles.foot}>
        <span className={styles.language}>
          <Icon of={Globe} size={14} />
          <FormattedMessage {...texts.language} />
        </span>
        <span aria-hidden="true">·</span>
        <Menu
          aria-label={intl.formatMessage(lookTexts.look)}
          placement="top"
          selectionMode="single"
          selectedKeys={[chosen]}
          onAction={(key) => chooseLook(key as Look)}
          button={
            <Button look="quiet" className={styles.look ?? ""}>
              <FormattedMessage {...lookTexts.look} />: <FormattedMessage {...lookTexts[chosen]} />
            </Button>
          }
        >
          {LOOKS.map((one) => (
            <MenuItem key={one.id} id={one.id} icon={one.icon}>
              {intl.formatMessage(lookTexts[one.id])}
            </MenuItem>
          ))}
        </Menu>
      </footer>
    </main>
  );
}
