import {
  Bookmark,
  CalendarDays,
  CircleQuestionMark,
  Flame,
  Layers,
  ListChecks,
  type LucideIcon,
  MapPin,
  Megaphone,
  MessageCircle,
  RotateCcw,
  Star,
  Users,
} from "lucide-react";

/** Icons that a space can have, by the name that is kept. */
export const SPACE_ICONS: Readonly<Record<string, LucideIcon>> = {
  layers: Layers,
  flame: Flame,
  star: Star,
  bookmark: Bookmark,
  "list-checks": ListChecks,
  "map-pin": MapPin,
  megaphone: Megaphone,
  "message-circle": MessageCircle,
  question: CircleQuestionMark,
  "calendar-days": CalendarDays,
  "rotate-ccw": RotateCcw,
  users: Users,
};

export const iconOf = (name: string): LucideIcon => SPACE_ICONS[name] ?? Bookmark;
