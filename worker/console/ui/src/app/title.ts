import { useEffect } from "react";

/** The title of the page, the most special part first: "Hot, Pune · Acme Realty". */
export function useTitle(...parts: (string | undefined)[]): void {
  const title = parts.filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = title || "Leads";
  }, [title]);
}
