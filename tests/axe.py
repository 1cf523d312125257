"""What axe-core (data/axe, MPL-2.0) finds wrong with a page for people who do not see it or use no mouse."""

from pathlib import Path

SCRIPT = (Path(__file__).parent / "data" / "axe" / "axe.min.js").read_text(encoding="utf-8")
_RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
  .filter((found) => ["serious", "critical"].includes(found.impact))
  .flatMap((found) => found.nodes.map((node) => `${found.id}: ${node.target.join(" ")}: ${node.failureSummary}`))"""


def violations(page):
    """The serious and critical ones of a Playwright page, each as 「rule: element: what to do」."""
    page.evaluate(SCRIPT)
    return page.evaluate(_RUN)
