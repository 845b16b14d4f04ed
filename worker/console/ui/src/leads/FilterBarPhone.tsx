import { useNavigate } from "@tanstack/react-router";
import { ChevronDown, Layers, LayoutList, Plus, RefreshCw, Search as SearchIcon, Table2 } from "lucide-react";
import { useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import type { Schemas } from "../api/client";
import { Button, IconButton } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { Menu, MenuItem, MenuLine } from "../parts/Menu";
import { defineMessages } from "../text/define";
import { useSortWords } from "./ActionBar";
import { Search } from "./FilterBar";
import styles from "./FilterBarPhone.module.css";
import { Chips } from "./filters/Chips";
import { CreatedChip } from "./filters/CreatedChip";
import { iconOf } from "./icons";
import { useLeads } from "./LeadsContext";
import { AdvancedDialog, SaveSpace } from "./later";
import type { Shown } from "./useListing";

const texts = defineMessages({
  all: { id: "phone.all", defaultMessage: "All leads" },
  search: { id: "phone.search", defaultMessage: "Search" },
  filters: { id: "phone.filters", defaultMessage: "Filters" },
  newLead: { id: "phone.newLead", defaultMessage: "New lead" },
  refresh: { id: "phone.refresh", defaultMessage: "Refresh" },
  fresh: { id: "phone.fresh", defaultMessage: "{count} new" },
  clear: { id: "phone.clear", defaultMessage: "Clear filters" },
  saveAs: { id: "phone.saveAs", defaultMessage: "Save as space" },
  table: { id: "phone.table", defaultMessage: "Show as table" },
  cards: { id: "phone.cards", defaultMessage: "Show as cards" },
});

type Props = {
  readonly shown: Shown;
  readonly total: Schemas["CountInfo"] | null;
  readonly title: string;
  readonly onNew: (() => void) | null;
  readonly fresh: number;
  readonly onRefresh: () => void;
};

/** The head of the list on phones: the space, search, filters in one row that scrolls. */
export function FilterBarPhone({ shown, total, title, onNew, fresh, onRefresh }: Props) {
  const intl = useIntl();
  const navigate = useNavigate();
  const { formats } = useLeads();
  const [searching, setSearching] = useState(shown.listing.search !== "");
  const [advanced, setAdvanced] = useState(false);
  const [naming, setNaming] = useState(false);
  const sorted = useSortWords(shown);
  const cards = shown.listing.view !== "table";
  const choose = (key: string) => {
    if (key === "+save") setNaming(true);
    else if (key === "+clear") shown.reset();
    else if (key === "+view") shown.show({ view: cards ? "table" : null }, true);
    else
      void navigate({
        to: "/$account/leads",
        params: { account: shown.account },
        search: key === "all" ? {} : { space: key },
      });
  };
  return (
    <>
      <header className={styles.phoneHead}>
        <div className={styles.phoneTop}>
          <h1 style={{ minInlineSize: 0 }}>
            <Menu
              button={
                <Button look="quiet" size="touch" className={styles.phoneTitle ?? ""}>
                  <span className="trunc">{title}</span>
                  <Icon of={ChevronDown} />
                </Button>
              }
              onAction={(key) => choose(String(key))}
            >
              <MenuItem id="all" icon={Layers}>
                {intl.formatMessage(texts.all)}
              </MenuItem>
              {shown.spaces
                .filter((one) => one.for_me)
                .map((one) => (
                  <MenuItem key={one.id} id={one.id} icon={iconOf(one.icon)}>
                    {one.name}
                  </MenuItem>
                ))}
              <MenuLine />
              <MenuItem id="+view" icon={cards ? Table2 : LayoutList}>
                {intl.formatMessage(cards ? texts.table : texts.cards)}
              </MenuItem>
              <MenuItem id="+clear">{intl.formatMessage(texts.clear)}</MenuItem>
              <MenuItem id="+save">{intl.formatMessage(texts.saveAs)}</MenuItem>
            </Menu>
          </h1>
          <span className={styles.phoneCount}>
            {total ? `${formats.count(total.value)}${total.exact ? "" : "+"}` : null}
          </span>
          <span className={styles.grow} />
          <IconButton
            size="touch"
            label={intl.formatMessage(texts.search)}
            aria-expanded={searching}
            onPress={() => setSearching(!searching)}
          >
            <Icon of={SearchIcon} size={20} />
          </IconButton>
          {onNew ? (
            <IconButton look="primary" size="touch" label={intl.formatMessage(texts.newLead)} onPress={onNew}>
              <Icon of={Plus} size={20} />
            </IconButton>
          ) : null}
        </div>
        {searching ? (
          <search className={styles.phoneSearch}>
            <Search shown={shown} />
          </search>
        ) : null}
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot scroll sideways */}
        <div className={styles.phoneChips} role="group" aria-label={intl.formatMessage(texts.filters)}>
          <CreatedChip shown={shown} touch />
          <Chips shown={shown} touch onAdvanced={() => setAdvanced(true)} />
        </div>
      </header>
      <div className={styles.phoneLine}>
        <span>{sorted}</span>
        <span className={styles.grow} />
        <Button look="quiet" onPress={onRefresh}>
          <Icon of={RefreshCw} size={14} />
          {fresh > 0 ? (
            <FormattedMessage {...texts.fresh} values={{ count: fresh }} />
          ) : (
            <FormattedMessage {...texts.refresh} />
          )}
        </Button>
      </div>
      {advanced ? <AdvancedDialog shown={shown} onClose={() => setAdvanced(false)} /> : null}
      {naming ? <SaveSpace shown={shown} onClose={() => setNaming(false)} /> : null}
    </>
  );
}
