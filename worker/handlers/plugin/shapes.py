"""Which mapping a body is read with: the preset of its plugin or of its look, and the account's own laid over it."""

from collections.abc import Mapping
from typing import Any, Final

from schemas.plugin import PluginMapping, PresetName
from worker.handlers.name_folding import fold
from worker.handlers.plugin.paths import PathKey, compiled, look_up
from worker.handlers.plugin.presets import CHAKRA, GENERIC, PRESETS, Preset

_NAMED: Final[Mapping[str, PresetName]] = {
    fold(name): preset.name for preset in PRESETS for name in (preset.name, *preset.aliases)
}


def named_preset(plugin: str) -> PresetName | None:
    """Give the preset that a plugin's id (folded) names, if it does."""
    return _NAMED.get(plugin)


def mapping_for(plugin: str, own: PluginMapping | None, body: Any) -> tuple[PresetName, PluginMapping]:
    """Give the preset's name and the mapping to read a body with: the account's own, laid over the preset."""
    preset = _preset_for(plugin, own, body)
    return preset.name, preset.mapping if own is None else _laid_over(preset, own)


def _preset_for(plugin: str, own: PluginMapping | None, body: Any) -> Preset:
    name = own.preset if own is not None and own.preset else _NAMED.get(fold(plugin))
    looks_like = [preset for preset in PRESETS if _has_shape(body, preset)]
    if name is not None and name != "generic":
        named = [preset for preset in PRESETS if preset.name == name]
        return next((preset for preset in looks_like if preset in named), named[-1])
    if own is not None:
        return GENERIC  # who writes paths of their own must not have others mixed in by the look of a body
    return next(iter(looks_like), GENERIC)


def _has_shape(body: Any, preset: Preset) -> bool:
    top = body[0] if isinstance(body, list) and body else body
    if not isinstance(top, Mapping):
        return False
    return any(all(_holds(top, path) for path in paths) for paths in preset.detect)


def _holds(top: Mapping[str, Any], path: str) -> bool:
    steps = compiled(path).steps
    first = steps[0]
    return isinstance(first, PathKey) and first.name in top and next(look_up(top, steps), None) is not None


def _laid_over(preset: Preset, own: PluginMapping) -> PluginMapping:
    given = {name: getattr(own, name) for name in own.model_fields_set if name != "preset"}
    for name in ("fields", "attribution", "activities"):
        if name in given:
            given[name] = {**getattr(preset.mapping, name), **given[name]}
    if "secrets" in given:
        given["secrets"] = (*preset.mapping.secrets, *own.secrets)
    if own.id and not own.submission:
        # An id that the account vouches for decides alone, unless the sender is known to tell of one record several times.
        alone = preset in (GENERIC, CHAKRA) or preset.mapping.key == preset.mapping.id
        given.setdefault("key" if alone else "submission", own.id)
    return preset.mapping.model_copy(update=given)
