"""Full-text search in Chinese, behind the wall, on both databases.

Texts are cut into overlapping pairs of characters by ``bigrams``; a word of two characters is one token, so nothing is
missed. The tenant is a token too, so the index itself narrows to one tenant.

* SQLite: one FTS5 table without stored content; its rows' owners are in ``search_entries``.
* PostgreSQL: one table, a very long text in several parts, that the application role may not read at all. Two
  functions, run with their owner's rights, add an entry for the session's tenant and find entries of the session's
  tenant. Under plain row-level security the text index could not be used (measured 47 to 410 times slower), because
  text matching is not leakproof.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from tenants.core import wall
from tenants.core.bigrams import (
    document_tokens,
    query_phrases,
    split_tokens,
    to_fts5_document,
    to_fts5_query,
    to_tsquery_literal,
    to_tsvector_literal,
)
from tenants.core.database import bound_tenant, current_session


def _tenant_token(tenant_id: UUID) -> str:
    return f"t{tenant_id.hex}"


def _run(statement: str, **values: Any) -> Any:
    options = {wall.RAW_SQL: True}
    return current_session().execute(text(statement), values, execution_options=options)


def _run_many(statement: str, rows: Sequence[dict[str, Any]]) -> None:
    current_session().execute(text(statement), rows, execution_options={wall.RAW_SQL: True})


def _on_sqlite() -> bool:
    return current_session().get_bind().dialect.name == "sqlite"


def index_document(kind: str, row_id: UUID, words: str) -> None:
    """Make ``words`` of the bound tenant's row findable; replaces what was indexed for it before.

    :param words: searchable text; never a sealed field.
    """
    current_session().flush()
    tenant_id = bound_tenant()
    mark, tokens = _tenant_token(tenant_id), document_tokens(words)
    if not _on_sqlite():
        parts = [to_tsvector_literal([mark, *part]) for part in split_tokens(tokens)]
        _run("SELECT search_index(:kind, :row, :words)", kind=kind, row=row_id, words=parts)
        return
    key = {"tenant": tenant_id.hex, "kind": kind, "row": row_id.hex}
    _run("DELETE FROM search_entries WHERE tenant_id = :tenant AND kind = :kind AND row_id = :row", **key)
    _run("INSERT INTO search_entries (tenant_id, kind, row_id) VALUES (:tenant, :kind, :row)", **key)
    _run(
        "INSERT INTO search_words (rowid, body) VALUES (last_insert_rowid(), :body)",
        body=to_fts5_document([mark, *tokens]),
    )


def index_new(kind: str, documents: Sequence[tuple[UUID, str]]) -> None:
    """Make many rows of the bound tenant findable that were never indexed before, with two statements for all of them.

    :param documents: id and searchable text of each row, in the order in which they are to count as new.
    """
    current_session().flush()
    tenant_id = bound_tenant()
    mark = _tenant_token(tenant_id)
    cut = [(row_id, document_tokens(words)) for row_id, words in documents]
    if not _on_sqlite():
        parts = {
            row_id: [to_tsvector_literal([mark, *part]) for part in split_tokens(tokens)]
            for row_id, tokens in cut
        }
        rows = [{"kind": kind, "row": row_id, "words": words} for row_id, words in parts.items()]
        _run_many("SELECT search_index(:kind, :row, :words)", rows)
        return
    last = _run("SELECT seq FROM sqlite_sequence WHERE name = 'search_entries'").scalar() or 0
    numbered = list(enumerate(cut, start=last + 1))
    entry = {"tenant": tenant_id.hex, "kind": kind}
    _run_many(
        "INSERT INTO search_entries (number, tenant_id, kind, row_id) VALUES (:number, :tenant, :kind, :row)",
        [{**entry, "number": number, "row": row_id.hex} for number, (row_id, _tokens) in numbered],
    )
    _run_many(
        "INSERT INTO search_words (rowid, body) VALUES (:number, :body)",
        [
            {"number": number, "body": to_fts5_document([mark, *tokens])}
            for number, (_row_id, tokens) in numbered
        ],
    )


def find(kind: str, query: str, *, limit: int = 25, before: UUID | None = None) -> list[UUID]:
    """Return ids of the bound tenant's rows that contain every word of ``query``, newest first.

    Newest is by id on PostgreSQL and by the last indexing on SQLite, where the text index has that order at hand.

    :param before: the last id of the page before, for the next one.
    """
    phrases = query_phrases(query)
    if not phrases:
        return []
    tenant_id = bound_tenant()
    mark = [_tenant_token(tenant_id)]
    if not _on_sqlite():
        queries = [to_tsquery_literal([mark]), *(to_tsquery_literal([phrase]) for phrase in phrases)]
        statement = "SELECT search_find(:kind, :queries, :before, :limit)"
        return list(_run(statement, kind=kind, queries=queries, before=before, limit=limit).scalars())
    words = to_fts5_query([mark, *phrases])
    found = _run(
        "SELECT e.row_id FROM search_words w JOIN search_entries e ON e.number = w.rowid "
        "WHERE search_words MATCH :query AND e.tenant_id = :tenant AND e.kind = :kind "
        "AND (:before IS NULL OR w.rowid < (SELECT number FROM search_entries "
        "WHERE tenant_id = :tenant AND kind = :kind AND row_id = :before)) ORDER BY w.rowid DESC LIMIT :limit",
        query=words,
        tenant=tenant_id.hex,
        kind=kind,
        before=before.hex if before else None,
        limit=limit,
    )
    return [UUID(hex=row) for row in found.scalars()]
