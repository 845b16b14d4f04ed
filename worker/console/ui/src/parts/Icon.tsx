import type { LucideIcon } from "lucide-react";

/** 16 px at the desk, 20 on phones and in large options, 14 and 12 beside text of 12 px. Takes the text's colour. */
export function Icon({
  of: Drawn,
  size = 16,
  className,
}: {
  of: LucideIcon;
  size?: 12 | 14 | 16 | 20;
  className?: string;
}) {
  return (
    <Drawn
      size={size}
      strokeWidth={1.5}
      absoluteStrokeWidth
      aria-hidden="true"
      focusable="false"
      className={className}
      style={{ flex: "none" }}
    />
  );
}
