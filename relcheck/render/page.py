"""The matrix as one page for a browser: no network, light and dark, filter and search."""

from html import escape
from typing import Final

from relcheck.diagnostic import Span
from relcheck.facts.matrix import Cell, Column, Given, Matrix, Row

WORDS: Final[dict[Cell, tuple[str, str]]] = {
    "literal": ("value", "the value stands in the manifest"),
    "reference": ("reference", "the value of another declared object"),
    "generated": ("generated", "the platform makes the value"),
    "promised": ("outside", "named here, given by an operator or the shell"),
    "platform": ("platform", "injected by the platform"),
    "empty": ("empty", "given, and empty"),
    "missing": ("missing", "required, and not given"),
    "default": ("default", "not given; the field has a default"),
    "unknown": ("cannot tell", "not seen, but a source that no file shows may give it"),
}

_STYLE: Final = """
:root{--paper:#fff;--ink:#1b1f24;--soft:#6b7280;--line:#e2e5ea;--head:#f6f7f9;--bad:#b42318;--bad-paper:#fdecea;
--good:#1a6b3c;--good-paper:#e8f5ec;--warn:#8a5a00;--warn-paper:#fff4dc;--mark:#2457c5}
@media (prefers-color-scheme:dark){:root{--paper:#14171c;--ink:#e6e8eb;--soft:#98a1ad;--line:#2b313a;--head:#1b2027;
--bad:#ff8a7d;--bad-paper:#3b1a17;--good:#7fd6a0;--good-paper:#15301f;--warn:#f0c264;--warn-paper:#352a10;
--mark:#8ab4ff}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.45 system-ui,sans-serif}
header{padding:20px 24px 12px}h1{font-size:20px;margin:0 0 4px}p{margin:0;color:var(--soft)}
form{display:flex;gap:12px;flex-wrap:wrap;align-items:center;padding:8px 24px 16px}
input[type=search]{font:inherit;padding:6px 10px;min-width:240px;border:1px solid var(--line);border-radius:6px;
background:var(--paper);color:var(--ink)}label{color:var(--soft);cursor:pointer}
.wide{overflow:auto;border-top:1px solid var(--line)}table{border-collapse:collapse;width:100%}
th,td{padding:6px 12px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top;white-space:nowrap}
thead th{position:sticky;top:0;background:var(--head);font-weight:600;z-index:1}
tbody th{font:600 13px/1.45 ui-monospace,monospace;position:sticky;left:0;background:var(--paper)}
small{display:block;color:var(--soft);font-weight:400}
a{color:var(--mark);text-decoration:none}a:hover{text-decoration:underline}
th:first-child{padding-left:24px}td small{padding-left:8px}
.cell{display:inline-block;padding:1px 8px;border-radius:10px}.cell a{color:inherit}
td.given .cell{background:var(--good-paper);color:var(--good)}
td.missing .cell{background:var(--bad-paper);color:var(--bad);font-weight:600}
td.empty .cell,td.unknown .cell{background:var(--warn-paper);color:var(--warn)}td.default .cell{color:var(--soft)}
tr.orphan>*{color:var(--soft)}tr.orphan .cell{background:var(--head);color:var(--soft)}
tr[hidden]{display:none}.tag{font:11px system-ui;color:var(--soft);margin-left:6px}
td.none{color:var(--line);padding-left:20px}footer{padding:16px 24px;color:var(--soft)}
"""

_SCRIPT: Final = """
const box=document.querySelector('[type=search]'),only=[...document.querySelectorAll('[name=only]')];
const rows=[...document.querySelectorAll('tbody tr')],count=document.querySelector('output');
function show(){
  const text=box.value.toLowerCase(),kind=only.find(o=>o.checked).value;let seen=0;
  for(const row of rows){
    const fits=(!text||row.dataset.text.includes(text))&&(kind==='all'||row.classList.contains(kind));
    row.hidden=!fits;seen+=fits}
  count.textContent=seen+' of '+rows.length}
function asked(){
  const hash=new URLSearchParams(location.hash.slice(1));box.value=hash.get('text')||'';
  (only.find(o=>o.value===hash.get('only'))||only[0]).checked=true;show()}
function said(){
  const kind=only.find(o=>o.checked).value,hash=new URLSearchParams();
  if(box.value)hash.set('text',box.value);if(kind!=='all')hash.set('only',kind);
  history.replaceState(null,'','#'+hash);show()}
box.addEventListener('input',said);only.forEach(o=>o.addEventListener('change',said));
addEventListener('hashchange',asked);asked();
"""
"""The search and the filter are in the page's fragment (`#text=redis&only=missing`), so that a view can be linked."""


def render(matrix: Matrix, title: str, base: str = "") -> str:
    """The page. `base` is put before each path of a link: a folder, or a file view of a repository's host."""
    missing = sum(row.missing for row in matrix.rows)
    orphans = sum(row.orphan for row in matrix.rows)
    summary = (
        f"{len(matrix.rows)} variables, {len(matrix.columns)} workloads, {missing} missing somewhere, "
        f"{orphans} given and read by nobody"
    )
    heads = "".join(_head(column, base) for column in matrix.columns)
    body = "\n".join(_row(row, matrix, base) for row in matrix.rows)
    filters = "".join(
        f'<label><input type="radio" name="only" value="{value}"{" checked" if value == "all" else ""}> {words}</label>'
        for value, words in (
            ("all", "all"),
            ("missing", "missing"),
            ("secret", "secrets"),
            ("orphan", "read by nobody"),
        )
    )
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}: environment</title>
<style>{_STYLE}</style>
<header><h1>{escape(title)}: who gives, declares and reads each variable</h1><p>{summary}</p></header>
<form onsubmit="return false"><input type="search" placeholder="Search variables and files" aria-label="Search">
{filters}<output></output></form>
<div class="wide"><table>
<thead><tr><th>variable</th><th>declared</th><th>read</th>{heads}</tr></thead>
<tbody>
{body}
</tbody></table></div>
<footer>No value of any variable is in this page.</footer>
<script>{_SCRIPT}</script>
</html>
"""


def _head(column: Column, base: str) -> str:
    details = [column.platform, column.environment, f"fills {', '.join(column.classes)}"]
    lines = "".join(f"<small>{escape(detail)}</small>" for detail in details if detail)
    outside = f"and perhaps {', '.join(column.opaque)}" if column.opaque else ""
    title, name = escape(column.reason), _link(column.span, base, column.name)
    return f'<th title="{title}">{name}{lines}<small>{escape(outside)}</small></th>'


def _row(row: Row, matrix: Matrix, base: str) -> str:
    kinds = [name for name in ("missing", "orphan", "secret", "required") if getattr(row, name)]
    tags = "".join(f'<span class="tag">{tag}</span>' for tag in kinds if tag in ("secret", "required"))
    search = " ".join((row.variable, row.type, *row.modules)).lower()
    cells = {cell.column: cell for cell in row.given}
    given = "".join(_cell(cells.get(index), base) for index in range(len(matrix.columns)))
    return (
        f'<tr class="{" ".join(kinds)}" data-text="{escape(search)}"><th>{escape(row.variable)}{tags}'
        f"<small>{escape(row.type)}</small></th><td>{_links(row.declared, base)}</td>"
        f"<td>{_links(row.reads, base)}</td>{given}</tr>"
    )


def _cell(cell: Given | None, base: str) -> str:
    if cell is None:
        return '<td class="none">-</td>'
    kind = cell.state if cell.state in ("missing", "empty", "unknown", "default") else "given"
    word, meaning = WORDS[cell.state]
    inside = _link(cell.span, base, word) if cell.span else word
    layer = f"<small>{escape(cell.layer)}</small>" if cell.layer else ""
    return f'<td class="{kind}"><span class="cell" title="{escape(meaning)}">{inside}</span>{layer}</td>'


def _links(spans: tuple[Span, ...], base: str) -> str:
    shown = [_link(span, base, f"{span.path}:{span.line}") for span in spans[:3]]
    more = [f"<small>and {len(spans) - 3} more</small>"] if len(spans) > 3 else []
    return "<br>".join(shown) + "".join(more)


def _link(span: Span, base: str, words: str) -> str:
    place = f"{base}{span.path}#L{span.line}"
    return f'<a href="{escape(place)}" title="{escape(span.path)}:{span.line}">{escape(words)}</a>'
