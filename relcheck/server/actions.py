"""What can be done about a finding: its fix, a suppression, and all safe fixes of a file at once."""

import os
from collections.abc import Iterator, Mapping

from lsprotocol import types

from relcheck import api
from relcheck.add_ignore import add
from relcheck.diagnostic import Diagnostic
from relcheck.server.convert import Words
from relcheck.server.document import decoded
from relcheck.server.folder import View

FIX_ALL = "source.fixAll.relcheck"


def quick_fixes(
    view: View, words: Words, wanted: types.Range, client: types.ClientCapabilities
) -> Iterator[types.CodeAction]:
    """A fix and a suppression for each finding that touches the range."""
    from relcheck.repair import with_fixes  # what makes fixes is not needed to show findings

    gathered, sources = view.gathered, view.sources
    report = api.judge(gathered, asked=view.asked, sources=sources)
    touched = [
        one for one in report.diagnostics if one.span.path == view.path and _touch(words.range(one.span), wanted)
    ]
    for found in with_fixes(report._replace(diagnostics=tuple(touched)), gathered, sources).diagnostics:
        shown = [words.diagnostic(found)]
        if found.fix and found.fix.edits and found.fix.applicability != "display":
            safe = found.fix.applicability == "safe"
            changes: dict[str, list[types.TextEdit]] = {}
            for name in dict.fromkeys(edit.span.path for edit in found.fix.edits):
                changes[name] = words.edits(name, [edit for edit in found.fix.edits if edit.span.path == name])
            edit = changed(changes, view, words, client)
            if edit:
                yield types.CodeAction(
                    title=f"relcheck: {found.fix.message}" + ("" if safe else " (may change what the program does)"),
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=shown,
                    is_preferred=safe,
                    edit=edit,
                )
        suppression = _suppression(found, view, words, client)
        if suppression:
            yield suppression


def _suppression(
    found: Diagnostic, view: View, words: Words, client: types.ClientCapabilities
) -> types.CodeAction | None:
    """The comment that silences a finding where it is; some, such as unused suppressions, no comment can."""
    if found.code.startswith("REL9"):
        return None
    text = view.document.text
    added = add(text, view.path, [found])
    edit = changed({view.path: words.rewritten(view.path, text, added.text)}, view, words, client)
    if not added.silenced or edit is None:
        return None
    return types.CodeAction(
        title=f"relcheck: Ignore {found.code} ({found.name}) here",
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[words.diagnostic(found)],
        edit=edit,
    )


def fix_all(view: View, words: Words, client: types.ClientCapabilities) -> types.WorkspaceEdit | None:
    """What `relcheck lint --fix FILE` would change, in this file and in those that its fixes need."""
    from relcheck.repair import repair

    name = os.path.join(view.root, view.path)
    done = repair([name], view.gathered.config, asked=view.asked, options=view.options)
    changes = {}
    for changed_path, data in done.after.items():
        other = view.open.get(changed_path)
        before = other.text if other else decoded(done.before[changed_path], changed_path)
        changes[changed_path] = words.rewritten(changed_path, before, decoded(data, changed_path))
    return changed(changes, view, words, client) if changes else None


def changed(
    changes: Mapping[str, list[types.TextEdit]], view: View, words: Words, client: types.ClientCapabilities
) -> types.WorkspaceEdit | None:
    """Edits by path as one change of the workspace, for the versions that were looked at, if the client can."""
    editing = client.workspace and client.workspace.workspace_edit
    missing = [path for path in changes if path not in view.open and not os.path.exists(os.path.join(view.root, path))]
    if not (editing and editing.document_changes):
        return None if missing else types.WorkspaceEdit(changes={words.uri(path): changes[path] for path in changes})
    if missing and types.ResourceOperationKind.Create not in (editing.resource_operations or ()):
        return None
    steps: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
    steps += [types.CreateFile(uri=words.uri(path)) for path in missing]
    for path, edits in changes.items():
        document = view.open.get(path)
        version = document.version if document else None
        steps.append(
            types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(words.uri(path), version), list(edits))
        )
    return types.WorkspaceEdit(document_changes=steps)


def _touch(one: types.Range, other: types.Range) -> bool:
    return one.start <= other.end and other.start <= one.end
