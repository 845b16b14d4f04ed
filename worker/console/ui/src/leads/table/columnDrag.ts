import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/adapter/element-adapter";
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { attachClosestEdge, extractClosestEdge } from "@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge";
import { TITLE } from "../columns/model";

type Edge = "start" | "end";
type Told = {
  readonly onEdge: (edge: Edge | null) => void;
  readonly onDragged: (dragged: boolean) => void;
  readonly onDropped: (id: string, edge: Edge) => void;
};

const KIND = "column";

/** Lets a head be dragged, and others be dropped beside it; the title stays where it is. Gives what ends it. */
export function dragColumn(element: HTMLElement, id: string, told: Told): () => void {
  const side = (found: string | null): Edge => {
    const rtl = getComputedStyle(element).direction === "rtl";
    return (found === "left") !== rtl ? "start" : "end";
  };
  const target = dropTargetForElements({
    element,
    canDrop: ({ source }) => source.data.kind === KIND && source.data.id !== id,
    getData: ({ input }) =>
      attachClosestEdge({ id }, { element, input, allowedEdges: id === TITLE ? ["right"] : ["left", "right"] }),
    onDrag: ({ self }) => told.onEdge(side(extractClosestEdge(self.data))),
    onDragLeave: () => told.onEdge(null),
    onDrop: ({ self, source }) => {
      told.onEdge(null);
      told.onDropped(String(source.data.id), side(extractClosestEdge(self.data)));
    },
  });
  if (id === TITLE) return target;
  return combine(
    target,
    draggable({
      element,
      getInitialData: () => ({ kind: KIND, id }),
      onDragStart: () => told.onDragged(true),
      onDrop: () => told.onDragged(false),
    }),
  );
}
