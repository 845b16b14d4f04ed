import type { ReactNode, RefObject } from "react";
import { useRef, useState } from "react";
import { FormattedMessage } from "react-intl";
import { PasswordField } from "../parts/Field";
import { defineMessages } from "../text/define";

export const SHORTEST = 12;

const texts = defineMessages({
  password: { id: "invite.password", defaultMessage: "New password" },
  hint: {
    id: "invite.hint",
    defaultMessage: "At least {count} characters. A few words are easier to keep in mind than signs.",
  },
  short: { id: "invite.short", defaultMessage: "{left, plural, one {# character more.} other {# characters more.}}" },
  again: { id: "invite.again", defaultMessage: "The same once more" },
  differs: { id: "invite.differs", defaultMessage: "The two are not the same." },
});

export interface NewPassword {
  password: string;
  setPassword: (text: string) => void;
  again: string;
  setAgain: (text: string) => void;
  /** Somebody tried to send it: what is wrong is told. */
  tried: boolean;
  /** Tells what is wrong, and goes there; gives whether it may be sent. */
  ready: () => boolean;
  box: RefObject<HTMLInputElement | null>;
  second: RefObject<HTMLInputElement | null>;
}

/** A password that is to be, typed twice. */
export function useNewPassword(): NewPassword {
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  function ready(): boolean {
    setTried(true);
    const wrong = missing(password) > 0 ? box : again !== password ? second : null;
    wrong?.current?.focus();
    return wrong === null;
  }
  return { password, setPassword, again, setAgain, tried, ready, box, second };
}

const missing = (password: string): number => SHORTEST - [...password].length;

/** The two boxes. `refused`: why the API does not take it. */
export function NewPasswordFields({
  of: one,
  refused,
  size = "form",
  autoFocus = false,
}: {
  of: NewPassword;
  refused?: ReactNode;
  size?: "form" | "card";
  autoFocus?: boolean;
}) {
  const left = missing(one.password);
  return (
    <>
      <PasswordField
        label={<FormattedMessage {...texts.password} />}
        hint={<FormattedMessage {...texts.hint} values={{ count: SHORTEST }} />}
        autoComplete="new-password"
        size={size}
        value={one.password}
        onChange={one.setPassword}
        inputRef={one.box}
        autoFocus={autoFocus}
        error={one.tried && left > 0 ? <FormattedMessage {...texts.short} values={{ left }} /> : refused || undefined}
      />
      <PasswordField
        label={<FormattedMessage {...texts.again} />}
        autoComplete="new-password"
        size={size}
        value={one.again}
        onChange={one.setAgain}
        inputRef={one.second}
        error={
          one.tried && left <= 0 && one.again !== one.password ? <FormattedMessage {...texts.differs} /> : undefined
        }
      />
    </>
  );
}
