import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import { type Column, dropped, resized, widthOf } from "../columns/model";
import type { Columns } from "../columns/useColumns";

/** Moves a column by drag, and resizes it at its end. The keyboard and the column's menu do the same. */
export function useColumnDrag(
  cell: RefObject<HTMLTableCellElement | null>,
  column: Column,
  columns: Columns,
  table: RefObject<HTMLTableElement | null>,
) {
  const [edge, setEdge] = useState<"start" | "end" | null>(null);
  const [dragged, setDragged] = useState(false);
  const latest = useRef(columns);
  latest.current = columns;
  const { id } = column;
  useEffect(() => {
    const element = cell.current;
    if (!element) return;
    let ended = false;
    let end = () => {};
    // What drags is loaded after the rows are there.
    void import("./columnDrag").then(({ dragColumn }) => {
      if (ended) return;
      end = dragColumn(element, id, {
        onEdge: setEdge,
        onDragged: setDragged,
        onDropped: (moved, edge) => latest.current.change(dropped(latest.current.places, moved, id, edge)),
      });
    });
    return () => {
      ended = true;
      end();
    };
  }, [cell, id]);

  const onResize = (event: PointerEvent<HTMLElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    const from = event.clientX;
    const rtl = getComputedStyle(handle).direction === "rtl";
    const begun = cell.current?.offsetWidth ?? column.width;
    const drawn = table.current?.querySelector<HTMLElement>(`col[data-width="${id}"]`);
    let width = begun;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => {
      width = widthOf(column, begun + (moved.clientX - from) * (rtl ? -1 : 1));
      if (drawn) drawn.style.inlineSize = `${width}px`; // no drawing of rows while the pointer moves
    };
    const done = () => {
      handle.removeEventListener("pointermove", move);
      if (width !== begun) latest.current.change(resized(latest.current.places, id, width));
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", done, { once: true });
    handle.addEventListener("pointercancel", done, { once: true });
  };
  return { edge, dragged, onResize };
}
