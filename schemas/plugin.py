"""How a plugin's body becomes lead fields: `plugins.yaml`, one `PluginMapping` per plugin."""

from pydantic import BaseModel, ConfigDict


class PluginMapping(BaseModel):
    """Where a plugin's fields are found in its body."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    preset: str | None = None
