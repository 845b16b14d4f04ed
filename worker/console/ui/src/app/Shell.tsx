import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { FormattedMessage } from "react-intl";
import { meIn } from "../api/session";
import { defineMessages } from "../text/define";
import { Boundary } from "./Failure";
import { rememberAccount } from "./lastPlace";
import { OfflineBar } from "./OfflineBar";
import { Rail } from "./Rail";
import styles from "./Shell.module.css";
import { TopBar } from "./TopBar";

const texts = defineMessages({ skip: { id: "shell.skip", defaultMessage: "Skip to the work area" } });

/** Top bar, rail, work area. The work area is the brightest surface, and its one corner the only frame on the page. */
export function Shell({ account, children }: { account: string; children?: ReactNode }) {
  const me = useQuery(meIn(account));
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const name = me.data?.account_name ?? account;
  useEffect(() => {
    if (me.data) rememberAccount(me.data.account, me.data.account_name);
  }, [me.data]);
  return (
    <div className={styles.app}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
        <FormattedMessage {...texts.skip} />
      </button>
      <TopBar account={account} name={name} />
      <Rail account={account} />
      <main id="work" ref={main} tabIndex={-1} className={styles.main}>
        <OfflineBar />
        <Boundary about={path}>{children ?? <Outlet />}</Boundary>
      </main>
    </div>
  );
}
