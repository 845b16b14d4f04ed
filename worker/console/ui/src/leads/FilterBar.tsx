import { useQueryClient } from "@tanstack/react-query";
import { Bookmark } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { FormattedMessage, useIntl } from "react-intl";
import { told } from "../api/problems";
import { Kbd } from "../parts/Badge";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { SearchBox } from "../parts/SearchBox";
import { toast } from "../parts/Toasts";
import { defineMessages } from "../text/define";
import { isolated } from "../text/isolated";
import { saveSpace, spacesOf } from "./data/spaces";
import { Chips } from "./filters/Chips";
import { CreatedChip } from "./filters/CreatedChip";
import styles from "./LeadsPage.module.css";
import { AdvancedDialog, SaveSpace } from "./later";
import type { Shown } from "./useListing";

const texts = defineMessages({
  search: { id: "filterBar.search", defaultMessage: "Search all fields" },
  clearSearch: { id: "filterBar.clearSearch", defaultMessage: "Clear search" },
  clear: { id: "filterBar.clear", defaultMessage: "Clear" },
  discard: { id: "filterBar.discard", defaultMessage: "Discard" },
  save: { id: "filterBar.save", defaultMessage: "Save" },
  saveAs: { id: "filterBar.saveAs", defaultMessage: "Save as space" },
  saveNew: { id: "filterBar.saveNew", defaultMessage: "Save as new" },
  saved: { id: "filterBar.saved", defaultMessage: "{name} is saved." },
  notSaved: { id: "filterBar.notSaved", defaultMessage: "{name} was not saved." },
  unread: { id: "filterBar.unread", defaultMessage: "The filter in this address cannot be read, so it was left out." },
  lost: {
    id: "filterBar.lost",
    defaultMessage: "This space is not there any more, or not yours to see. These are all leads.",
  },
});

const PAUSE_MS = 150;

/** The search box: asks once the typing rests for a moment. */
export function Search({ shown, className }: { shown: Shown; className?: string | undefined }) {
  const intl = useIntl();
  const [text, setText] = useState(shown.listing.search);
  const sent = useRef(shown.listing.search);
  const { show } = shown;
  useEffect(() => {
    // The address changed by itself: back, forward, another space.
    if (shown.listing.search !== sent.current) {
      sent.current = shown.listing.search;
      setText(shown.listing.search);
    }
  }, [shown.listing.search]);
  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      show({ search: text }, true);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, show]);
  return (
    <SearchBox
      id="leads-search-field"
      className={className ?? ""}
      label={intl.formatMessage(texts.search)}
      clear={intl.formatMessage(texts.clearSearch)}
      value={text}
      onChange={setText}
      maxLength={200}
      after={<Kbd>/</Kbd>}
      inputRef={(input) => {
        if (input) input.id = "leads-search";
      }}
    />
  );
}

/** Search, filters, and what becomes of them. */
export function FilterBar({ shown }: { shown: Shown }) {
  const intl = useIntl();
  const queries = useQueryClient();
  const [advanced, setAdvanced] = useState(false);
  const [naming, setNaming] = useState(false);
  const changed = shown.changed.length > 0;
  const { space } = shown;
  const save = async () => {
    if (!space) return;
    try {
      await saveSpace(shown.account, space, shown.listing);
      await queries.invalidateQueries({ queryKey: spacesOf(shown.account).queryKey });
      shown.reset();
      toast({ title: intl.formatMessage(texts.saved, { name: isolated(space.name) }) });
    } catch (error) {
      toast({
        look: "refused",
        title: intl.formatMessage(texts.notSaved, { name: isolated(space.name) }),
        detail: told(intl, error).detail,
      });
      void queries.invalidateQueries({ queryKey: spacesOf(shown.account).queryKey });
    }
  };
  return (
    <>
      <search className={styles.bar}>
        <Search shown={shown} className={styles.search} />
        <CreatedChip shown={shown} />
        <Chips shown={shown} onAdvanced={() => setAdvanced(true)} />
        <Button
          look="quiet"
          isDisabled={!changed}
          onPress={() => shown.show({ filter: shown.base.filter, search: shown.base.search, sort: shown.base.sort })}
        >
          <FormattedMessage {...texts.clear} />
        </Button>
        <span className={styles.grow} />
        {changed ? (
          <>
            <Button look="quiet" onPress={shown.reset}>
              <FormattedMessage {...texts.discard} />
            </Button>
            {space?.may_change ? (
              <Button onPress={() => void save()}>
                <FormattedMessage {...texts.save} />
              </Button>
            ) : null}
            <Button onPress={() => setNaming(true)}>
              <Icon of={Bookmark} />
              {space ? <FormattedMessage {...texts.saveNew} /> : <FormattedMessage {...texts.saveAs} />}
            </Button>
          </>
        ) : null}
      </search>
      {shown.listing.unread || shown.lost ? (
        <div className={styles.notice}>
          <Banner look="warn">{intl.formatMessage(shown.lost ? texts.lost : texts.unread)}</Banner>
        </div>
      ) : null}
      {advanced ? <AdvancedDialog shown={shown} onClose={() => setAdvanced(false)} /> : null}
      {naming ? <SaveSpace shown={shown} onClose={() => setNaming(false)} /> : null}
    </>
  );
}
