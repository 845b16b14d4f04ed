"""`leadworker rules`, whole: the commands of `worker.commands.rules` and those with a module of their own."""

from worker.commands.rule_explain import explain_rules, why_owner
from worker.commands.rule_pauses import paused_rules, resume_rule
from worker.commands.rule_replays import backtest, diff
from worker.commands.rule_tests import play_tests
from worker.commands.rules import rules_app

__all__ = ["rules_app"]

rules_app.command("test")(play_tests)
rules_app.command("explain")(explain_rules)
rules_app.command("backtest")(backtest)
rules_app.command("diff")(diff)
rules_app.command("why-owner")(why_owner)
rules_app.command("paused")(paused_rules)
rules_app.command("resume")(resume_rule)
