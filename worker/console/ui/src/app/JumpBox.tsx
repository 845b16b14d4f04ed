import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { CircleUserRound, Keyboard, type LucideIcon, Search, Users } from "lucide-react";
import { useEffect, useState } from "react";
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Label,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from "react-aria-components";
import { FormattedMessage, useIntl } from "react-intl";
import { suggestions } from "../api/suggest";
import { accountOf, schemaOf } from "../leads/data/account";
import { Kbd } from "../parts/Badge";
import { classes } from "../parts/classes";
import { Icon } from "../parts/Icon";
import { StateGlyph } from "../parts/State";
import { defineMessages } from "../text/define";
import styles from "./JumpBox.module.css";
import { jumping, listingKeys } from "./jumping";
import { useKeys } from "./keys";
import { useAccount } from "./lastPlace";
import { marked } from "./marked";
import { useStore } from "./store";

const texts = defineMessages({
  label: { id: "jump.label", defaultMessage: "Jump to" },
  placeholder: { id: "jump.placeholder", defaultMessage: "Name, number or command" },
  leads: { id: "jump.leads", defaultMessage: "Leads" },
  commands: { id: "jump.commands", defaultMessage: "Commands" },
  all: { id: "jump.all", defaultMessage: "All leads" },
  search: { id: "jump.search", defaultMessage: "Search all leads for “{text}”" },
  me: { id: "jump.me", defaultMessage: "Your account" },
  keys: { id: "jump.keys", defaultMessage: "Keys" },
  choose: { id: "jump.choose", defaultMessage: "choose" },
  open: { id: "jump.open", defaultMessage: "open" },
  nothing: { id: "jump.nothing", defaultMessage: "Nothing is called so." },
  group: { id: "keys.everywhere", defaultMessage: "Everywhere" },
  goLeads: { id: "keys.goLeads", defaultMessage: "Go to leads" },
  goMe: { id: "keys.goMe", defaultMessage: "Go to your account" },
});

const PAUSE_MS = 150;

interface Command {
  id: string;
  icon: LucideIcon;
  text: string;
  /** Found under any text. */
  always?: boolean;
  after?: string;
  run: () => void;
}

/** `Ctrl K`: to a lead, to a page, or a command. */
export function JumpBox() {
  const intl = useIntl();
  const open = useStore(jumping);
  const router = useRouter();
  const account = useAccount();
  const group = intl.formatMessage(texts.group);
  useKeys([
    { keys: "mod+k", does: intl.formatMessage(texts.label), group, run: () => account && jumping.set(!jumping.get()) },
    {
      keys: "g l",
      does: intl.formatMessage(texts.goLeads),
      group,
      run: () => account && void router.navigate({ to: "/$account/leads", params: { account } }),
    },
    {
      keys: "g a",
      does: intl.formatMessage(texts.goMe),
      group,
      run: () => account && void router.navigate({ to: "/me" }),
    },
  ]);
  if (!account) return null;
  return (
    <ModalOverlay isOpen={open} onOpenChange={jumping.set} isDismissable className={styles.scrim ?? ""}>
      <Modal className={styles.box ?? ""}>
        <Dialog aria-label={intl.formatMessage(texts.label)} className={styles.inner ?? ""}>
          <Inside account={account} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Inside({ account }: { account: string }) {
  const intl = useIntl();
  const router = useRouter();
  const [text, setText] = useState("");
  const asked = useLater(text.trim(), PAUSE_MS);
  const found = useQuery({
    ...suggestions(account, asked),
    enabled: asked.length >= 2,
    placeholderData: (before) => before,
  });
  const leads = text.trim().length >= 2 ? (found.data?.data ?? []) : [];
  const commands = fitting(
    [
      {
        id: "search",
        icon: Search,
        text: intl.formatMessage(texts.search, { text: text.trim() }),
        always: text.trim() !== "",
        after: "/",
        run: () => void router.navigate({ to: "/$account/leads", params: { account }, search: { q: text.trim() } }),
      },
      {
        id: "leads",
        icon: Users,
        text: intl.formatMessage(texts.all),
        run: () => void router.navigate({ to: "/$account/leads", params: { account } }),
      },
      {
        id: "me",
        icon: CircleUserRound,
        text: intl.formatMessage(texts.me),
        run: () => void router.navigate({ to: "/me" }),
      },
      {
        id: "keys",
        icon: Keyboard,
        text: intl.formatMessage(texts.keys),
        after: "?",
        run: () => listingKeys.set(true),
      },
    ],
    text,
  );

  function act(key: string) {
    jumping.set(false);
    if (key.startsWith("lead/")) {
      void router.navigate({
        to: "/$account/leads",
        params: { account },
        search: (before) => ({ ...before, open: key.slice(5) }) as never,
      });
      return;
    }
    commands.find((one) => one.id === key)?.run();
  }

  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField autoFocus className={styles.field ?? ""}>
        <Icon of={Search} />
        <Label className="sr">
          <FormattedMessage {...texts.label} />
        </Label>
        <Input className={styles.input ?? ""} placeholder={intl.formatMessage(texts.placeholder)} />
        <Kbd>Esc</Kbd>
      </SearchField>
      <Menu
        className={styles.list ?? ""}
        aria-label={intl.formatMessage(texts.label)}
        onAction={(key) => act(String(key))}
        renderEmptyState={() => <p className={styles.none}>{intl.formatMessage(texts.nothing)}</p>}
      >
        {leads.length ? (
          <MenuSection>
            <Header className={styles.head ?? ""}>
              <FormattedMessage {...texts.leads} />
            </Header>
            {leads.map((lead) => (
              <MenuItem key={lead.id} id={`lead/${lead.id}`} textValue={lead.title} className={styles.line ?? ""}>
                <Glyph account={account} state={lead.state} />
                <span className={styles.name} dir="auto">
                  {marked(lead.title, text)}
                </span>
                <span className={classes(styles.meta, "trunc")} dir="ltr">
                  {lead.phone}
                </span>
                <span className={styles.enter}>
                  <Kbd>↵</Kbd>
                </span>
              </MenuItem>
            ))}
          </MenuSection>
        ) : null}
        {commands.length ? (
          <MenuSection>
            <Header className={styles.head ?? ""}>
              <FormattedMessage {...texts.commands} />
            </Header>
            {commands.map((one) => (
              <MenuItem key={one.id} id={one.id} textValue={one.text} className={styles.line ?? ""}>
                <Icon of={one.icon} />
                <span className={classes(styles.name, "trunc")}>{one.text}</span>
                <span className={styles.meta} />
                {one.after ? <Kbd>{one.after}</Kbd> : null}
              </MenuItem>
            ))}
          </MenuSection>
        ) : null}
      </Menu>
      <footer className={styles.foot}>
        <span>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> <FormattedMessage {...texts.choose} />
        </span>
        <span>
          <Kbd>↵</Kbd> <FormattedMessage {...texts.open} />
        </span>
      </footer>
    </Autocomplete>
  );
}

/** Where a lead stands, as its list draws it. */
function Glyph({ account, state }: { account: string; state: string | null }) {
  const intl = useIntl();
  const known = useQuery(schemaOf(account)).data;
  const mark = known && state ? accountOf(known, null, intl).stateOf.get(state)?.mark : undefined;
  return mark ? <StateGlyph of={mark} /> : <Icon of={CircleUserRound} />;
}

function fitting(commands: Command[], text: string): Command[] {
  const wanted = text.trim().toLocaleLowerCase();
  return commands.filter((one) => one.always ?? (one.id !== "search" && one.text.toLocaleLowerCase().includes(wanted)));
}

/** The value as it was before it changed within the last `ms`. */
function useLater(value: string, ms: number): string {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return later;
}
