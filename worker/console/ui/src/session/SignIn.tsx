import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { answer, api, type Schemas } from "../api/client";
import { ProblemError, told } from "../api/problems";
import { signedIn } from "../api/session";
import { placeWithin } from "../app/address";
import { forgetHere } from "../app/kept";
import { lastAccountName } from "../app/lastPlace";
import { useTitle } from "../app/title";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { Field, PasswordField } from "../parts/Field";
import { defineMessages } from "../text/define";
import { Card } from "./Card";
import styles from "./Card.module.css";
import { CodeStep, wantsCode } from "./CodeStep";

const texts = defineMessages({
  title: { id: "signIn.title", defaultMessage: "Sign in to your leads" },
  subtitle: { id: "signIn.subtitle", defaultMessage: "Use the address you were invited with." },
  email: { id: "signIn.email", defaultMessage: "E-mail" },
  password: { id: "signIn.password", defaultMessage: "Password" },
  forgotten: { id: "signIn.forgotten", defaultMessage: "Forgotten?" },
  ask: {
    id: "signIn.ask",
    defaultMessage: "Ask an administrator of your account for a new link: it lets you set another password.",
  },
  submit: { id: "signIn.submit", defaultMessage: "Sign in" },
  wrong: { id: "signIn.wrong", defaultMessage: "E-mail or password is not right." },
  expired: { id: "signIn.expired", defaultMessage: "Your session has ended. Sign in to go on where you were." },
  out: { id: "signIn.out", defaultMessage: "You are signed out." },
  needEmail: { id: "signIn.needEmail", defaultMessage: "Type your e-mail address." },
  needPassword: { id: "signIn.needPassword", defaultMessage: "Type your password." },
});

export function SignIn() {
  const intl = useIntl();
  const { to, why } = useSearch({ from: "/sign-in" });
  const router = useRouter();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [asking, setAsking] = useState(false);
  const emailBox = useRef<HTMLInputElement>(null);
  const passwordBox = useRef<HTMLInputElement>(null);
  useTitle(intl.formatMessage(texts.submit));

  function enter(who: Schemas["SignedIn"]) {
    queries.clear(); // what somebody else saw in this browser
    forgetHere();
    queries.setQueryData(signedIn.queryKey, who);
    router.history.push(router.basepath + (placeWithin(to) ?? "/"));
  }

  const signIn = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/auth/login", { body: { email: email.trim(), password } })),
    onSuccess: enter,
    onError: () => passwordBox.current?.select(),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!email.trim()) return emailBox.current?.focus();
    if (!password) return passwordBox.current?.focus();
    signIn.mutate();
  }

  const refused = signIn.error;
  if (wantsCode(refused)) return <CodeStep account={lastAccountName()} onDone={enter} onBack={() => signIn.reset()} />;
  return (
    <Card
      account={lastAccountName()}
      title={<FormattedMessage {...texts.title} />}
      subtitle={<FormattedMessage {...texts.subtitle} />}
    >
      <form className={styles.form} onSubmit={submit} noValidate>
        {refused ? (
          <Banner look="danger">
            {refused instanceof ProblemError && refused.kind === "sign_in" ? (
              <FormattedMessage {...texts.wrong} />
            ) : (
              told(intl, refused).detail
            )}
          </Banner>
        ) : why ? (
          <Banner look="info">
            <FormattedMessage {...(why === "out" ? texts.out : texts.expired)} />
          </Banner>
        ) : null}
        <Field
          label={<FormattedMessage {...texts.email} />}
          type="email"
          autoComplete="username"
          size="card"
          value={email}
          onChange={setEmail}
          inputRef={emailBox}
          autoFocus
          error={tried && !email.trim() ? <FormattedMessage {...texts.needEmail} /> : undefined}
        />
        <PasswordField
          label={<FormattedMessage {...texts.password} />}
          autoComplete="current-password"
          size="card"
          value={password}
          onChange={setPassword}
          inputRef={passwordBox}
          error={tried && email.trim() && !password ? <FormattedMessage {...texts.needPassword} /> : undefined}
          aside={
            <Button
              look="quiet"
              className={styles.forgotten ?? ""}
              aria-expanded={asking}
              onPress={() => setAsking(!asking)}
            >
              <FormattedMessage {...texts.forgotten} />
            </Button>
          }
        />
        {asking ? (
          <Banner look="info">
            <FormattedMessage {...texts.ask} />
          </Banner>
        ) : null}
        <Button type="submit" look="primary" size="card" wide isPending={signIn.isPending}>
          <FormattedMessage {...texts.submit} />
        </Button>
      </form>
    </Card>
  );
}
