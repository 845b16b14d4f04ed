import { Link, useRouterState } from "@tanstack/react-router";
import { CircleUserRound, Search, Users } from "lucide-react";
import { FormattedMessage, FormattedTime, useIntl } from "react-intl";
import { live } from "../api/live";
import { SpacesInRail } from "../leads/SpacesInRail";
import { classes } from "../parts/classes";
import { Icon } from "../parts/Icon";
import { defineMessages } from "../text/define";
import { jumping } from "./jumping";
import styles from "./Rail.module.css";
import { useStore } from "./store";

const texts = defineMessages({
  main: { id: "rail.main", defaultMessage: "Main" },
  leads: { id: "rail.leads", defaultMessage: "Leads" },
  jump: { id: "rail.jump", defaultMessage: "Search" },
  me: { id: "rail.me", defaultMessage: "You" },
  live: { id: "rail.live", defaultMessage: "Live, in step at {time}" },
  waiting: { id: "rail.waiting", defaultMessage: "Connecting again" },
});

/** Where one can go: a rail at the side, icons where there is less room, a bar at the thumb on phones. */
export function Rail({ account }: { account: string }) {
  const intl = useIntl();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const state = useStore(live);
  return (
    <nav className={styles.rail} aria-label={intl.formatMessage(texts.main)}>
      <Link
        to="/$account/leads"
        params={{ account }}
        className={classes(styles.nav, styles.parent)}
        activeProps={{}}
        aria-label={intl.formatMessage(texts.leads)}
        data-here={path.startsWith(`/${account}/leads`) ? "" : undefined}
        data-lead={path.startsWith(`/${account}/leads/`) ? "" : undefined}
      >
        <Icon of={Users} />
        <span className={styles.word}>
          <FormattedMessage {...texts.leads} />
        </span>
      </Link>
      <SpacesInRail account={account} />
      <button type="button" className={classes(styles.nav, styles.phone)} onClick={() => jumping.set(true)}>
        <Icon of={Search} size={20} />
        <FormattedMessage {...texts.jump} />
      </button>
      <Link to="/me" className={classes(styles.nav, styles.phone)} data-here={path === "/me" ? "" : undefined}>
        <Icon of={CircleUserRound} size={20} />
        <FormattedMessage {...texts.me} />
      </Link>
      {state ? (
        <p className={styles.foot}>
          <span className={classes(styles.live, !state.open && styles.waiting)} />
          <span>
            {state.open ? (
              <FormattedMessage {...texts.live} values={{ time: <FormattedTime value={state.at} /> }} />
            ) : (
              <FormattedMessage {...texts.waiting} />
            )}
          </span>
        </p>
      ) : null}
    </nav>
  );
}
