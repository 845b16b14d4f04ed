import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useIntl } from "react-intl";
import { told } from "../../api/problems";
import { toast } from "../../parts/Toasts";
import { defineMessages } from "../../text/define";
import type { Account } from "../data/account";
import { type Layout, resetColumns, saveColumns, tableLayout } from "../data/spaces";
import type { Shown } from "../useListing";
import { type Column, type ColumnPlace, defaultPlaces, shown as shownOf } from "./model";

const texts = defineMessages({
  notSaved: { id: "columns.notSaved", defaultMessage: "The columns were not saved." },
});

export type Columns = {
  /** Those that there are. */
  readonly all: readonly Column[];
  readonly shown: readonly Column[];
  readonly places: readonly ColumnPlace[];
  readonly ready: boolean;
  /** Whether these are my own, and can be given up. */
  readonly mine: boolean;
  /** Whether the space or the address says which: then changes are the list's, not my layout's. */
  readonly ofList: boolean;
  readonly change: (places: readonly ColumnPlace[]) => void;
  readonly reset: () => void;
};

const NONE: readonly Column[] = [];

/** The columns of the table: the list's own where it has some, else those of the layout that holds for me. */
export function useColumns(account: string, about: Account | null, list: Shown): Columns {
  const intl = useIntl();
  const queries = useQueryClient();
  const layout = useQuery(tableLayout(account));
  const key = tableLayout(account).queryKey;
  const refused = (error: unknown) => {
    toast({ look: "refused", title: intl.formatMessage(texts.notSaved), detail: told(intl, error).detail });
    void queries.invalidateQueries({ queryKey: key });
  };
  const saving = useMutation({
    // The version is that of the last answer, so that changes in a row do not collide with each other.
    mutationFn: (places: readonly ColumnPlace[]) => {
      const last = queries.getQueryData(key);
      return saveColumns(account, places, last?.origin === "me" ? last.version : 0);
    },
    scope: { id: `columns ${account}` },
    onMutate: (places) => {
      queries.setQueryData<Layout>(key, (last) =>
        last && last.layout.screen === "table"
          ? {
              ...last,
              layout: {
                ...last.layout,
                columns: places.map((one) => ({ id: one.id, width: one.width ?? null, pinned: false })),
              },
            }
          : last,
      );
    },
    onSuccess: (saved) =>
      queries.setQueryData<Layout>(key, (last) => (last ? { ...saved, layout: last.layout } : saved)),
    onError: refused,
  });
  const resetting = useMutation({
    mutationFn: () => resetColumns(account),
    scope: { id: `columns ${account}` },
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
    onError: refused,
  });
  const all = about?.columns ?? NONE;
  const held = layout.data?.layout;
  const widths = useMemo(() => (held?.screen === "table" ? held.columns : null), [held]);
  const chosen = list.listing.columns;
  const places = useMemo((): readonly ColumnPlace[] => {
    if (chosen) return chosen.map((id) => ({ id, width: widths?.find((one) => one.id === id)?.width ?? null }));
    return widths ?? defaultPlaces(all);
  }, [chosen, widths, all]);
  const shown = useMemo(() => shownOf(places, all), [places, all]);
  return useMemo(
    () => ({
      all,
      shown,
      places: shown.map((one) => ({ id: one.id, width: places.find((place) => place.id === one.id)?.width ?? null })),
      ready: about !== null && !layout.isPending,
      mine: layout.data?.origin === "me",
      ofList: chosen !== null,
      change: (next: readonly ColumnPlace[]) => {
        const ids = next.map((one) => one.id);
        const sized = next.some((one) => one.width !== places.find((place) => place.id === one.id)?.width);
        if (chosen && ids.join() !== shown.map((one) => one.id).join()) list.show({ columns: ids }, true);
        if (!chosen) saving.mutate(next);
        else if (sized && widths) {
          saving.mutate(
            widths.map((one) => ({ id: one.id, width: next.find((place) => place.id === one.id)?.width ?? one.width })),
          );
        }
      },
      reset: () => (chosen ? list.show({ columns: list.base.columns }, true) : resetting.mutate()),
    }),
    [all, shown, places, about, layout.isPending, layout.data, chosen, widths, list, saving.mutate, resetting.mutate],
  );
}
