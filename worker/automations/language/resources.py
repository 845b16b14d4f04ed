"""What rules refer to besides leads: the team, calendars and quick messages of an account. A value, loaded with the rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from schemas.quick_messages import MessageFile
from schemas.roles import RolesFile
from schemas.team import TeamFile
from worker.automations.language.working_time import Calendar


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`messages` is keyed by the file's name without its ending; `places` says where each was defined, for errors."""

    team: TeamFile = field(default_factory=TeamFile)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    messages: Mapping[str, MessageFile] = field(default_factory=dict)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    sender: str | None = None  # WhatsApp number that messages go out from, unless a rule says another
    roles: RolesFile | None = None  # of people who sign in; None: the built-in ones

    @property
    def user_ids(self) -> tuple[str, ...]:
        """Ids of the teammates."""
        return tuple(user.id for user in self.team.users)
