from axe_playwright_python.sync_playwright import Axe


def faults(page):
    """What axe-core finds against WCAG 2.2 A and AA, as "rule: element"."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    result = Axe().run(page, options=options)
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in result.response["violations"]
        for node in violation["nodes"]
    ]
