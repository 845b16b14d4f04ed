import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { LaptopMinimal, Smartphone } from "lucide-react";
import { FormattedMessage, FormattedRelativeTime, useIntl } from "react-intl";
import { answer, api, type Schemas } from "../api/client";
import { told } from "../api/problems";
import { sessions, signedIn } from "../api/session";
import { Failure } from "../app/Failure";
import { singleKeys, switchSingleKeys } from "../app/keys";
import { useAccount } from "../app/lastPlace";
import { chooseLook, look } from "../app/look";
import { Shell } from "../app/Shell";
import { useStore } from "../app/store";
import { useTitle } from "../app/title";
import { Avatar } from "../parts/Avatar";
import { Badge } from "../parts/Badge";
import { Button } from "../parts/Button";
import { classes } from "../parts/classes";
import { Icon } from "../parts/Icon";
import { Segmented } from "../parts/Segmented";
import { Switch } from "../parts/Switch";
import { toast } from "../parts/Toasts";
import { LOOKS, lookTexts } from "../session/Card";
import { defineMessages } from "../text/define";
import { browserOf } from "./browser";
import styles from "./MePage.module.css";
import { Security } from "./Security";

const texts = defineMessages({
  title: { id: "me.title", defaultMessage: "Your account" },
  here: { id: "me.here", defaultMessage: "In this browser" },
  keys: { id: "me.keys", defaultMessage: "Single keys, such as / and g l" },
  sessions: { id: "me.sessions", defaultMessage: "Where you are signed in" },
  current: { id: "me.current", defaultMessage: "this one" },
  seen: { id: "me.seen", defaultMessage: "{address}, last used {when}" },
  end: { id: "me.end", defaultMessage: "Sign out" },
  endOf: { id: "me.endOf", defaultMessage: "Sign out {browser}, {address}" },
  ended: { id: "me.ended", defaultMessage: "Signed out there." },
  notEnded: { id: "me.notEnded", defaultMessage: "Not signed out there." },
  out: { id: "top.out", defaultMessage: "Sign out" },
  accounts: { id: "me.accounts", defaultMessage: "Accounts" },
  some: { id: "me.someBrowser", defaultMessage: "A browser" },
});

export function MePage() {
  const account = useAccount();
  return account ? (
    <Shell account={account}>
      <Me />
    </Shell>
  ) : (
    <main>
      <Me />
    </main>
  );
}

function Me() {
  const intl = useIntl();
  const router = useRouter();
  const queries = useQueryClient();
  const who = useQuery(signedIn).data;
  const listed = useQuery(sessions);
  const chosen = useStore(look);
  const single = useStore(singleKeys);
  useTitle(intl.formatMessage(texts.title));
  const out = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/auth/logout")),
    onSuccess: async () => {
      await router.navigate({ to: "/sign-in", search: { why: "out" } });
      queries.clear();
    },
  });
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <Avatar name={who?.name || who?.email} id={who?.id} size={36} />
        <div className={styles.who}>
          <h1 className={styles.name} dir="auto">
            {who?.name || who?.email}
          </h1>
          <p className={styles.email}>{who?.email}</p>
        </div>
        <Button onPress={() => out.mutate()} isPending={out.isPending}>
          <FormattedMessage {...texts.out} />
        </Button>
      </header>
      <section className={styles.section}>
        <h2 className={styles.title}>
          <FormattedMessage {...texts.accounts} />
        </h2>
        <ul>
          {who?.accounts.map((one) => (
            <li key={one.account} className={styles.line}>
              <Link
                to="/$account/leads"
                params={{ account: one.account }}
                className={classes(styles.text, styles.account)}
                dir="auto"
              >
                {one.name}
              </Link>
              <Badge>{one.role}</Badge>
            </li>
          ))}
        </ul>
      </section>
      <Security />
      <section className={styles.section}>
        <h2 className={styles.title}>
          <FormattedMessage {...texts.here} />
        </h2>
        <div className={styles.line}>
          <span className={styles.text}>
            <FormattedMessage {...lookTexts.look} />
          </span>
          <Segmented
            label={intl.formatMessage(lookTexts.look)}
            value={chosen}
            onChange={chooseLook}
            of={LOOKS.map((one) => ({ value: one.id, icon: one.icon, label: intl.formatMessage(lookTexts[one.id]) }))}
          />
        </div>
        <div className={styles.line}>
          <Switch isSelected={single} onChange={switchSingleKeys}>
            <FormattedMessage {...texts.keys} />
          </Switch>
        </div>
      </section>
      <section className={styles.section}>
        <h2 className={styles.title}>
          <FormattedMessage {...texts.sessions} />
        </h2>
        {listed.error ? (
          <Failure error={listed.error} onAgain={() => void listed.refetch()} />
        ) : (
          <ul aria-busy={listed.isPending}>
            {listed.data?.data.map((one) => (
              <Session key={one.id} of={one} />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

function Session({ of: one }: { of: Schemas["SessionShown"] }) {
  const intl = useIntl();
  const queries = useQueryClient();
  const found = browserOf(one.agent);
  const browser = found.name || intl.formatMessage(texts.some);
  const end = useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/auth/sessions/{session}", { params: { path: { session: one.id } } })),
    onSuccess: () => toast({ title: intl.formatMessage(texts.ended) }),
    onError: (error) =>
      toast({ look: "refused", title: intl.formatMessage(texts.notEnded), detail: told(intl, error).detail }),
    onSettled: () => queries.invalidateQueries({ queryKey: sessions.queryKey }),
  });
  return (
    <li className={styles.line}>
      <Icon of={found.phone ? Smartphone : LaptopMinimal} />
      <span className={styles.text}>
        <span className={styles.browser}>
          {browser} {one.current ? <Badge look="soft">{intl.formatMessage(texts.current)}</Badge> : null}
        </span>
        <span className={styles.meta}>
          <FormattedMessage {...texts.seen} values={{ address: one.address, when: <Ago of={one.seen_at} /> }} />
        </span>
      </span>
      {one.current ? null : (
        <Button
          aria-label={intl.formatMessage(texts.endOf, { browser, address: one.address })}
          onPress={() => end.mutate()}
          isPending={end.isPending}
        >
          <FormattedMessage {...texts.end} />
        </Button>
      )}
    </li>
  );
}

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

function Ago({ of: time }: { of: string }) {
  const seconds = Math.min(0, (Date.parse(time) - Date.now()) / 1000);
  const [unit, length] = UNITS.find(([, one]) => -seconds >= one) ?? ["minute", 60];
  return <FormattedRelativeTime value={Math.ceil(seconds / length)} unit={unit} numeric="auto" />;
}
