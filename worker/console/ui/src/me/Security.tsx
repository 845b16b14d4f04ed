import { useQuery } from "@tanstack/react-query";
import { KeyRound, ShieldCheck, ShieldOff } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { FormattedList, FormattedMessage, useIntl } from "react-intl";
import { secondFactor, signedIn } from "../api/session";
import { Failure } from "../app/Failure";
import { Badge } from "../parts/Badge";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { Bone } from "../parts/Skeleton";
import { defineMessages } from "../text/define";
import styles from "./MePage.module.css";

const PasswordDialog = lazy(async () => ({ default: (await import("./PasswordDialog")).PasswordDialog }));
const SecondFactorDialog = lazy(async () => ({ default: (await import("./SecondFactorDialog")).SecondFactorDialog }));
const RecoveryDialog = lazy(async () => ({ default: (await import("./RecoveryDialog")).RecoveryDialog }));
const TurnOffDialog = lazy(async () => ({ default: (await import("./TurnOffDialog")).TurnOffDialog }));

const texts = defineMessages({
  title: { id: "security.title", defaultMessage: "How you sign in" },
  password: { id: "security.password", defaultMessage: "Password" },
  passwordNote: { id: "security.passwordNote", defaultMessage: "Changing it signs out your other browsers." },
  change: { id: "security.change", defaultMessage: "Change" },
  changeOf: { id: "security.changeOf", defaultMessage: "Change password" },
  factor: { id: "security.factor", defaultMessage: "Second factor" },
  on: { id: "security.on", defaultMessage: "on" },
  off: { id: "security.off", defaultMessage: "off" },
  offNote: {
    id: "security.offNote",
    defaultMessage: "A code from an app on your phone, besides the password: who learns your password cannot sign in.",
  },
  needed: {
    id: "security.needed",
    defaultMessage: "Your role in {accounts} needs one: set it up, and the account opens.",
  },
  left: {
    id: "security.left",
    defaultMessage:
      "{count, plural, =0 {No recovery code is left} one {# recovery code is left} other {# recovery codes are left}}",
  },
  setUp: { id: "security.setUp", defaultMessage: "Set up" },
  setUpOf: { id: "security.setUpOf", defaultMessage: "Set up a second factor" },
  codes: { id: "security.codes", defaultMessage: "New recovery codes" },
  turnOff: { id: "security.turnOff", defaultMessage: "Turn off" },
  turnOffOf: { id: "security.turnOffOf", defaultMessage: "Turn off the second factor" },
});

const FEW = 3;
type Open = "password" | "setUp" | "codes" | "off";
const DIALOGS = { password: PasswordDialog, setUp: SecondFactorDialog, codes: RecoveryDialog, off: TurnOffDialog };

/** Password and second factor, each with what can be done about it. */
export function Security() {
  const intl = useIntl();
  const asked = useQuery(secondFactor);
  const accounts = useQuery(signedIn).data?.accounts ?? [];
  const [open, setOpen] = useState<Open | null>(null);
  const told = asked.data;
  const Opened = open ? DIALOGS[open] : null;
  const needed = told && !told.on ? told.required_in : [];
  const named = needed.map((id) => accounts.find((one) => one.account === id)?.name ?? id);
  return (
    <section className={styles.section} aria-busy={asked.isPending}>
      <h2 className={styles.title}>
        <FormattedMessage {...texts.title} />
      </h2>
      <Line
        icon={<Icon of={KeyRound} />}
        title={<FormattedMessage {...texts.password} />}
        note={<FormattedMessage {...texts.passwordNote} />}
      >
        <Button aria-label={intl.formatMessage(texts.changeOf)} onPress={() => setOpen("password")}>
          <FormattedMessage {...texts.change} />
        </Button>
      </Line>
      {asked.error ? (
        <Failure error={asked.error} onAgain={() => void asked.refetch()} />
      ) : (
        <Line
          icon={<Icon of={told?.on ? ShieldCheck : ShieldOff} />}
          title={
            <>
              <FormattedMessage {...texts.factor} />{" "}
              {told ? (
                <Badge {...(told.on ? { look: "ok" as const } : named.length > 0 ? { look: "warn" as const } : {})}>
                  <FormattedMessage {...(told.on ? texts.on : texts.off)} />
                </Badge>
              ) : null}
            </>
          }
          note={
            !told ? (
              <Bone width={220} />
            ) : told.on ? (
              <span className={told.recovery_left < FEW ? styles.warn : undefined}>
                <FormattedMessage {...texts.left} values={{ count: told.recovery_left }} />
              </span>
            ) : named.length > 0 ? (
              <span className={styles.warn}>
                <FormattedMessage {...texts.needed} values={{ accounts: <FormattedList value={named} /> }} />
              </span>
            ) : (
              <FormattedMessage {...texts.offNote} />
            )
          }
        >
          {told?.on ? (
            <>
              <Button onPress={() => setOpen("codes")}>
                <FormattedMessage {...texts.codes} />
              </Button>
              <Button aria-label={intl.formatMessage(texts.turnOffOf)} onPress={() => setOpen("off")}>
                <FormattedMessage {...texts.turnOff} />
              </Button>
            </>
          ) : told ? (
            <Button
              look={named.length > 0 ? "primary" : "plain"}
              aria-label={intl.formatMessage(texts.setUpOf)}
              onPress={() => setOpen("setUp")}
            >
              <FormattedMessage {...texts.setUp} />
            </Button>
          ) : null}
        </Line>
      )}
      <Suspense fallback={null}>{Opened ? <Opened onClose={() => setOpen(null)} /> : null}</Suspense>
    </section>
  );
}

function Line({
  icon,
  title,
  note,
  children,
}: {
  icon: ReactNode;
  title: ReactNode;
  note: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={styles.line}>
      {icon}
      <span className={styles.text}>
        <span className={styles.browser}>{title}</span>
        <span className={styles.meta}>{note}</span>
      </span>
      <span className={styles.acts}>{children}</span>
    </div>
  );
}
