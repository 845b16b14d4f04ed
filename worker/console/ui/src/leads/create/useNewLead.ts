import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { newKey } from "../../api/client";
import { ProblemError } from "../../api/problems";
import { meIn } from "../../api/session";
import { numberSigns } from "../editing/entries";
import { COUNTRIES, dialable, dialled } from "../formats/phones";
import { useLeads } from "../LeadsContext";
import { useRested } from "../list/hooks";
import { createLead, knownPerson, type Made, personInTheWay } from "./creating";
import { faultsOf, phoneFault, sentFields, type Values } from "./draft";

const PAUSE_MS = 250;
export const NOBODY = "nobody";

/** The sheet's state: what is typed, whether its person is known, what is wrong, and the sending of it. */
export function useNewLead(name: string) {
  const queries = useQueryClient();
  const { account, about, formats, me: teammate, may } = useLeads();
  const region = useQuery(meIn(account)).data?.region ?? "IN";
  const [country, setCountry] = useState(COUNTRIES.some(([id]) => id === region) ? region : "IN");
  const [phone, setPhone] = useState("");
  const [values, setValues] = useState<Values>(name ? { name } : {});
  const [state, setState] = useState(about.initial);
  const [assignee, setAssignee] = useState<string>(teammate ?? NOBODY);
  const [note, setNote] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState(newKey);
  const signs = useMemo(() => numberSigns(formats.locale), [formats.locale]);
  const number = dialled(phone, COUNTRIES.find(([id]) => id === country)?.[1] ?? "91");
  const rested = useRested(number, PAUSE_MS);
  const known = useQuery(knownPerson(account, dialable(rested) ? rested : ""));
  const person = rested === number ? (known.data ?? null) : null;
  const faults = useMemo(
    () => faultsOf(about.fields, values, signs, formats.zone),
    [about.fields, values, signs, formats.zone],
  );
  const wrongPhone = phoneFault(phone, number);

  /** Sends it; null where something is in the way, which the sheet then shows. */
  async function create(someoneThere: "merge" | "tell"): Promise<Made | null> {
    setTries((before) => before + 1);
    if (busy || wrongPhone !== null || (someoneThere === "tell" && faults.size > 0)) return null;
    if ([...faults.values()].some((one) => one !== "missing")) return null; // who is there has the rest already
    setBusy(true);
    setError(null);
    try {
      return await createLead(
        account,
        {
          phone: number,
          fields: sentFields(about.fields, values, signs, formats.zone),
          state: may.has("lead.move") && state !== about.initial ? state : null,
          assignee: may.has("lead.assign") || assignee === teammate ? (assignee === NOBODY ? null : assignee) : null,
          note: note.trim() || null,
        },
        someoneThere,
        key,
      );
    } catch (problem) {
      const there = personInTheWay(problem);
      if (there) queries.setQueryData(knownPerson(account, number).queryKey, there);
      else setError(problem);
      // What was refused may be corrected; the same key would answer for another request.
      if (problem instanceof ProblemError && problem.status !== 503) setKey(newKey());
      return null;
    } finally {
      setBusy(false);
    }
  }

  /** Begins another: who it is for stays. */
  function again() {
    setPhone("");
    setValues({});
    setNote("");
    setTries(0);
    setKey(newKey());
  }

  return {
    country,
    setCountry,
    phone,
    setPhone,
    values,
    setValues,
    state,
    setState,
    assignee,
    setAssignee,
    note,
    setNote,
    person,
    faults,
    wrongPhone,
    error,
    tries,
    busy,
    create,
    again,
  };
}

export type NewLeadDraft = ReturnType<typeof useNewLead>;
