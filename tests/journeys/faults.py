"""What a browser finds wrong on the page before it: each is a list of words, empty at best."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).resolve().parent.parent.parent

AXE = Axe().axe_script
ACCESS = """rules => axe.run({
    runOnly: rules,
    resultTypes: ['violations'],
    preload: false,
}).then(({violations}) => violations.flatMap(({id, nodes}) =>
    nodes.map(({html}) => `${id}: ${html.slice(0, 120)}`)))"""

NAMED = """
    const named = element => (element.getAttribute('aria-label')
        || document.getElementById(element.getAttribute('aria-labelledby'))?.textContent
        || '').trim() !== '';
    const seen = element => element.checkVisibility({visibilityProperty: true})
        && element.getClientRects().length > 0;
    const words = element => element.outerHTML.slice(0, 120);
"""

OUTLINE = """() => {
    const all = selector => [...document.querySelectorAll(selector)].filter(seen);
    const found = [];
    const levels = all('h1, h2, h3, h4, h5, h6').map(heading => Number(heading.tagName[1]));
    if (levels.filter(level => level === 1).length !== 1) found.push('not one h1');
    levels.forEach((level, n) => {
        if (n && level > levels[n - 1] + 1) found.push(`h${levels[n - 1]} then h${level}`);
    });
    for (const landmark of ['body > header', 'header nav', 'body > main', 'body > footer'])
        if (!all(landmark).length) found.push('no ' + landmark);
    if (all('main').length > 1) found.push('more than one main');
    all('nav').filter(nav => !named(nav)).forEach(nav => found.push('unnamed ' + words(nav)));
    all('.badge, .chip').filter(mark => !mark.querySelector('svg') || !mark.textContent.trim())
        .forEach(mark => found.push('not icon and word: ' + words(mark)));
    all('img').filter(img => !img.hasAttribute('alt'))
        .forEach(img => found.push('no alt: ' + words(img)));
    return found;
}"""

WIDTH = """() => {
    const page = document.documentElement;
    const found = page.scrollWidth > innerWidth ? [`wide: ${page.scrollWidth}`] : [];
    for (const box of document.querySelectorAll('main *')) {
        const scrolls = ['auto', 'scroll'].includes(getComputedStyle(box).overflowX)
            && box.scrollWidth > box.clientWidth;
        const region = box.tabIndex === 0 && box.getAttribute('role') === 'region' && named(box);
        const fine = region || (box.closest('nav') && named(box.closest('nav')));
        if (scrolls && !fine) found.push('scrolls unnamed: ' + words(box));
    }
    return found;
}"""

TARGETS = """() => {
    const controls = '.button, button, summary, .choice, .input, select, textarea';
    const inText = element => getComputedStyle(element).display === 'inline';
    const found = [];
    for (const target of document.querySelectorAll('a[href], ' + controls)) {
        const isApart = target.matches('svg a, .skip, .visually-hidden');
        if (!seen(target) || inText(target) || isApart) continue;
        const {width, height} = target.getBoundingClientRect();
        const least = target.matches(controls) ? 44 : 24;
        if (height < least || width < 24)
            found.push(`${Math.round(width)} x ${Math.round(height)}: ` + words(target));
    }
    return found;
}"""

CUT = """() => [...document.querySelectorAll('body *')].filter(seen).filter(element => {
    const hides = ['hidden', 'clip'].includes(getComputedStyle(element).overflow);
    const text = element.innerText?.trim();
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    return (hides || own) && text && element.clientWidth > 1 && !element.closest('svg, .skip')
        && (element.scrollWidth > element.clientWidth + 1
            || element.scrollHeight > element.clientHeight + 1);
}).map(words)"""

COVERED = """() => {
    const controls = [...document.querySelectorAll('.button, button, summary, .input, .chip')]
        .filter(seen).map(control => [control, control.getBoundingClientRect()]);
    const meet = (a, b) => Math.min(a.right, b.right) > Math.max(a.left, b.left) + 2
        && Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top) + 2;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) {
        const {currentNode: text, currentNode: {parentElement: parent}} = texts;
        if (!text.data.trim() || !seen(parent)) continue;
        if (parent.closest('svg, .skip, .visually-hidden')) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const rows = [...range.getClientRects()];
        for (const [control, box] of controls)
            if (!control.contains(parent) && rows.some(row => meet(row, box)))
                found.push(`${text.data.trim().slice(0, 40)} under ` + words(control));
    }
    return found;
}"""

TRACES = """async () => [
    ...document.cookie.split(';').filter(Boolean),
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(database => database.name),
    ...(await caches.keys()),
    ...(await navigator.serviceWorker.getRegistrations()).map(worker => worker.scope),
    ...[...document.querySelectorAll('script:not([type="application/ld+json"]), style')]
        .map(words),
    ...[...document.querySelectorAll('*')].filter(element => [...element.attributes]
        .some(({name}) => name === 'style' || name.startsWith('on'))).map(words),
]"""

SPACING = """isSpaced => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = isSpaced ? [sheet] : [];
}"""


def asked(page, script):
    """What a script of this module finds; its own words stand in NAMED."""
    page.wait_for_load_state()  # a press may have led on to a page that is still being read
    body = script.partition("=>")
    return page.evaluate(f"{body[0]} => {{ {NAMED} return ({script})(); }}")


def of_access(page, rules=("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")):
    """What axe-core finds against WCAG 2.2 A and AA, as "rule: element"."""
    page.wait_for_load_state()
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    return page.evaluate(ACCESS, list(rules))


def of_colours(page):
    """The part of it that hangs on colours: what another colour scheme may change."""
    return of_access(page, ("color-contrast", "link-in-text-block"))


def of_outline(page):
    """Headings, landmarks, marks without a word or an icon, pictures without a text."""
    return asked(page, OUTLINE)


def of_width(page):
    """A page wider than its window, or a box that scrolls without name and focus."""
    return asked(page, WIDTH)


def of_covers(page):
    """Texts on which a control lies."""
    return asked(page, COVERED)


def of_targets(page):
    """Links below 24 pixels (but those within a sentence), controls below 44."""
    return asked(page, TARGETS)


def of_traces(page):
    """Cookies, storage, foreign hosts, inline code, and what the console or the policy reports."""
    complaints = [text for text in page.complaints if "status of 404" not in text]
    cookies = [cookie["name"] for cookie in page.context.cookies()]
    return [*asked(page, TRACES), *cookies, *page.foreign, *complaints]


def of_spacing(page):
    """What is cut off, leaves its box, is covered or makes the page wide at the text spacing of
    WCAG 1.4.12, on a phone and on a desk; the page is left as it was."""
    size, found = page.viewport_size, []
    page.evaluate(SPACING, True)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        wrong = asked(page, CUT) + of_covers(page) + of_width(page)
        found += [f"{width} spaced: {fault}" for fault in wrong]
    page.evaluate(SPACING, False)
    page.set_viewport_size(size)
    return found
