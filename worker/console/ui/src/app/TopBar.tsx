import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { ChevronsUpDown, CircleQuestionMark, CircleUserRound, LogOut, Search } from "lucide-react";
import { FormattedMessage, useIntl } from "react-intl";
import { answer, api } from "../api/client";
import { told } from "../api/problems";
import { signedIn } from "../api/session";
import { Avatar, Logo } from "../parts/Avatar";
import { Kbd } from "../parts/Badge";
import { Button, IconButton } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { Menu, MenuGroup, MenuItem, MenuLine } from "../parts/Menu";
import { toast } from "../parts/Toasts";
import { LOOKS, lookTexts } from "../session/Card";
import { defineMessages } from "../text/define";
import { jumping, listingKeys } from "./jumping";
import { shown } from "./keys";
import { chooseLook, type Look, look } from "./look";
import { useStore } from "./store";
import styles from "./TopBar.module.css";

const texts = defineMessages({
  accounts: { id: "top.accounts", defaultMessage: "Accounts" },
  account: { id: "top.account", defaultMessage: "Account {name}, change" },
  jump: { id: "top.jump", defaultMessage: "Jump to a lead, space or command" },
  help: { id: "top.help", defaultMessage: "Help and keys" },
  you: { id: "top.you", defaultMessage: "{name}, your account" },
  page: { id: "top.page", defaultMessage: "Your account" },
  out: { id: "top.out", defaultMessage: "Sign out" },
  notOut: { id: "top.notOut", defaultMessage: "You are still signed in." },
});

export function TopBar({ account, name }: { account: string; name: string }) {
  const intl = useIntl();
  const who = useQuery(signedIn).data;
  const router = useRouter();
  return (
    <header className={styles.top}>
      {who && who.accounts.length > 1 ? (
        <Menu
          aria-label={intl.formatMessage(texts.accounts)}
          selectionMode="single"
          selectedKeys={[account]}
          onAction={(key) => void router.navigate({ to: "/$account/leads", params: { account: String(key) } })}
          button={
            <Button
              look="quiet"
              className={styles.account ?? ""}
              aria-label={intl.formatMessage(texts.account, { name })}
            >
              <Logo name={name} />
              <span className="trunc">{name}</span>
              <Icon of={ChevronsUpDown} size={14} />
            </Button>
          }
        >
          {who.accounts.map((one) => (
            <MenuItem key={one.account} id={one.account} textValue={one.name}>
              {one.name}
            </MenuItem>
          ))}
        </Menu>
      ) : (
        <p className={styles.account}>
          <Logo name={name} />
          <span className="trunc">{name}</span>
        </p>
      )}
      <div className={styles.tools}>
        <button
          type="button"
          className={styles.jump}
          onClick={() => jumping.set(true)}
          aria-haspopup="dialog"
          aria-keyshortcuts="Control+K Meta+K"
        >
          <Icon of={Search} />
          <span className={styles.words}>
            <FormattedMessage {...texts.jump} />
          </span>
          <Kbd>{shown("mod+k").join(" ")}</Kbd>
        </button>
        <IconButton label={intl.formatMessage(texts.help)} onPress={() => listingKeys.set(true)}>
          <Icon of={CircleQuestionMark} />
        </IconButton>
        <PersonMenu />
      </div>
    </header>
  );
}

export function PersonMenu() {
  const intl = useIntl();
  const router = useRouter();
  const queries = useQueryClient();
  const who = useQuery(signedIn).data;
  const chosen = useStore(look);
  const out = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/auth/logout")),
    onSuccess: async () => {
      await router.navigate({ to: "/sign-in", search: { why: "out" } });
      queries.clear();
    },
    onError: (error) =>
      toast({ look: "refused", title: intl.formatMessage(texts.notOut), detail: told(intl, error).detail }),
  });
  const name = who?.name || who?.email || "";
  return (
    <Menu
      aria-label={intl.formatMessage(texts.page)}
      placement="bottom end"
      onAction={(key) => {
        if (key === "me") void router.navigate({ to: "/me" });
        if (key === "out") out.mutate();
      }}
      button={
        <Button look="quiet" className={styles.person ?? ""} aria-label={intl.formatMessage(texts.you, { name })}>
          <Avatar name={name} id={who?.id} size={24} />
        </Button>
      }
    >
      <MenuItem id="me" icon={CircleUserRound} textValue={name}>
        <span className={styles.who}>
          <span className="trunc" dir="auto">
            {name}
          </span>
          {who?.name ? <span className={styles.email}>{who.email}</span> : null}
        </span>
      </MenuItem>
      <MenuLine />
      <MenuGroup
        title={intl.formatMessage(lookTexts.look)}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[chosen]}
        onSelectionChange={(keys) => {
          const [picked] = keys === "all" ? [] : [...keys];
          if (picked !== undefined) chooseLook(String(picked) as Look);
        }}
      >
        {LOOKS.map((one) => (
          <MenuItem key={one.id} id={one.id} icon={one.icon}>
            {intl.formatMessage(lookTexts[one.id])}
          </MenuItem>
        ))}
      </MenuGroup>
      <MenuLine />
      <MenuItem id="out" icon={LogOut}>
        {intl.formatMessage(texts.out)}
      </MenuItem>
    </Menu>
  );
}
