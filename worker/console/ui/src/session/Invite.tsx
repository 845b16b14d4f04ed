import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useParams, useRouter } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { answer, api, type Schemas } from "../api/client";
import { ProblemError, sentence, told } from "../api/problems";
import { signedIn } from "../api/session";
import { useTitle } from "../app/title";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { PasswordField } from "../parts/Field";
import { defineMessages } from "../text/define";
import { Card } from "./Card";
import styles from "./Card.module.css";
import { CodeStep, wantsCode } from "./CodeStep";

export const SHORTEST = 12;

const texts = defineMessages({
  title: { id: "invite.title", defaultMessage: "Choose your password" },
  subtitle: {
    id: "invite.subtitle",
    defaultMessage: "The link works once. Afterwards you sign in with your e-mail address and this password.",
  },
  password: { id: "invite.password", defaultMessage: "New password" },
  hint: {
    id: "invite.hint",
    defaultMessage: "At least {count} characters. A few words are easier to keep in mind than signs.",
  },
  short: { id: "invite.short", defaultMessage: "{left, plural, one {# character more.} other {# characters more.}}" },
  again: { id: "invite.again", defaultMessage: "The same once more" },
  differs: { id: "invite.differs", defaultMessage: "The two are not the same." },
  submit: { id: "invite.submit", defaultMessage: "Set password and sign in" },
  over: {
    id: "invite.over",
    defaultMessage: "This link was used, is over, or was replaced by a newer one. Ask whoever sent it for a new one.",
  },
});

export function Invite() {
  const intl = useIntl();
  const { token } = useParams({ from: "/invite/$token" });
  const router = useRouter();
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  useTitle(intl.formatMessage(texts.title));

  function enter(who: Schemas["SignedIn"]) {
    queries.clear();
    queries.setQueryData(signedIn.queryKey, who);
    router.history.replace(`${router.basepath}/`); // the link is used: going back leads past it
  }

  const set = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/auth/password", { body: { token, password } })),
    onSuccess: enter,
  });

  const left = SHORTEST - [...password].length;
  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (left > 0) return box.current?.focus();
    if (again !== password) return second.current?.focus();
    set.mutate();
  }

  if (wantsCode(set.error)) {
    return (
      <CodeStep account={null} onDone={enter} onBack={() => router.history.replace(`${router.basepath}/sign-in`)} />
    );
  }
  const refused = set.error instanceof ProblemError ? set.error : undefined;
  const weak = refused?.at("/password");
  return (
    <Card
      account={null}
      title={<FormattedMessage {...texts.title} />}
      subtitle={<FormattedMessage {...texts.subtitle} />}
    >
      <form className={styles.form} onSubmit={submit} noValidate>
        {set.error && !weak ? (
          <Banner look="danger">
            {refused?.kind === "not_found" || refused?.at("/token") ? (
              <FormattedMessage {...texts.over} />
            ) : (
              told(intl, set.error).detail
            )}
          </Banner>
        ) : null}
        <PasswordField
          label={<FormattedMessage {...texts.password} />}
          hint={<FormattedMessage {...texts.hint} values={{ count: SHORTEST }} />}
          autoComplete="new-password"
          size="card"
          value={password}
          onChange={setPassword}
          inputRef={box}
          autoFocus
          error={
            tried && left > 0 ? (
              <FormattedMessage {...texts.short} values={{ left }} />
            ) : weak ? (
              sentence(weak)
            ) : undefined
          }
        />
        <PasswordField
          label={<FormattedMessage {...texts.again} />}
          autoComplete="new-password"
          size="card"
          value={again}
          onChange={setAgain}
          inputRef={second}
          error={tried && left <= 0 && again !== password ? <FormattedMessage {...texts.differs} /> : undefined}
        />
        <Button type="submit" look="primary" size="card" wide isPending={set.isPending}>
          <FormattedMessage {...texts.submit} />
        </Button>
      </form>
    </Card>
  );
}
