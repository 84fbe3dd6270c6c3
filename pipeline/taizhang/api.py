"""What a Python user calls: `convert`, `convert_text`, and the `Result` that both give."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from taizhang import schema
from taizhang.document import Settings, convert_source
from taizhang.lexicon import lexicons
from taizhang.meta import read_meta
from taizhang.model import Block, Source, Tables
from taizhang.run import run

if TYPE_CHECKING:
    import pandas as pd

_DTYPES = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


class Result:
    """The tables of one conversion.

    Every table is a property that gives a pandas DataFrame with nullable dtypes (string, Int64, Float64, boolean), an
    unknown cell as ``<NA>``: `files`, `plans`, `sections`, `sentences`, `measures`, `targets`, `deadlines`, `bodies`,
    `citations`, `ledger`, `errors`.

    Attributes:
        tables: the rows as plain dicts, and texts, counts and settings.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def frame(self, table: str) -> pd.DataFrame:
        """One table as a DataFrame, a column each as `schema.TABLES` names and types them.

        Raises:
            KeyError: there is no such table.
        """
        import pandas as pd

        rows = self.tables.rows[table]
        return pd.DataFrame(
            {
                c.name: pd.Series([r.get(c.name) for r in rows], dtype=_DTYPES[c.type])
                for c in schema.TABLES[table].columns
            }
        )

    @property
    def files(self) -> pd.DataFrame:
        """One row per input."""
        return self.frame("files")

    @property
    def plans(self) -> pd.DataFrame:
        """One row per plan."""
        return self.frame("plans")

    @property
    def sections(self) -> pd.DataFrame:
        """The outline."""
        return self.frame("sections")

    @property
    def sentences(self) -> pd.DataFrame:
        """The segmentation."""
        return self.frame("sentences")

    @property
    def measures(self) -> pd.DataFrame:
        """措施: one row per committed action."""
        return self.frame("measures")

    @property
    def targets(self) -> pd.DataFrame:
        """指标: one row per indicator and value."""
        return self.frame("targets")

    @property
    def deadlines(self) -> pd.DataFrame:
        """时限: one row per time expression that says when something must be done."""
        return self.frame("deadlines")

    @property
    def bodies(self) -> pd.DataFrame:
        """责任单位: one row per mention of an organisation made responsible."""
        return self.frame("bodies")

    @property
    def citations(self) -> pd.DataFrame:
        """Documents cited in 《》."""
        return self.frame("citations")

    @property
    def ledger(self) -> pd.DataFrame:
        """台账: the table a person works with."""
        return self.frame("ledger")

    @property
    def errors(self) -> pd.DataFrame:
        """One row per fault."""
        return self.frame("errors")

    def write(self, out: str | Path, *, overwrite: bool = False) -> Path:
        """Write the run folder (ledger.xlsx, tables/, taizhang.duckdb …).

        Args:
            out: the folder; it must not exist or be empty, unless `overwrite` says that an older run may go.
            overwrite: replace the run that the folder holds.

        Returns:
            The folder.

        Raises:
            OutputError: it cannot be written; what was there before stays.
        """
        from taizhang.write import write_run

        overlays = self.tables.settings.get("lexicons")
        names = tuple(str(overlays).split("|")) if overlays else ()
        return write_run(self.tables, Path(out), overwrite=overwrite, lexicon_hash=lexicons(names).hash())

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {len(self.tables.rows[name])}" for name in ("plans", *schema.MINED, "ledger"))
        return f"<Result: {counts}>"


def convert(
    path: str | Path | Sequence[str | Path],
    *,
    jobs: int = 1,
    meta: str | Path | Mapping[str, Mapping[str, str]] | None = None,
    lexicons: Sequence[str | Path] = (),
    grain: str = "item",
) -> Result:
    """Convert a document, a folder, or several of them.

    Args:
        path: file or folder, or a list of them; a folder gives one Result of all its documents.
        jobs: number of processes.
        meta: a --meta table, or its content (source → columns), that supplies what the text does not say.
        lexicons: folders of your own word lists.
        grain: what a row of the ledger is, ``item`` or ``measure``.

    Returns:
        The tables. A file that cannot be read is a row of `files` (status failed) and of `errors`, and no exception.

    Raises:
        MetaError, LexiconError: a table or a word list that cannot be used.
    """
    inputs = [Path(path)] if isinstance(path, (str, Path)) else [Path(p) for p in path]
    supplied = read_meta(Path(meta)) if isinstance(meta, (str, Path)) else dict(meta or {})
    settings = Settings(tuple(str(folder) for folder in lexicons), grain, supplied)
    return Result(run(inputs, settings, jobs=jobs))


def convert_text(text: str, title: str | None = None, *, settings: Settings | None = None) -> Result:
    """Convert a plan that is a string already.

    Args:
        text: the plan; offsets of all rows count its code points.
        title: its title, where the text does not hold it.
        settings: what to do.

    Returns:
        The tables.
    """
    settings = settings or Settings()
    name = f"{title or 'text'}.txt"
    if title:
        settings = Settings(settings.lexicons, settings.grain, {**settings.meta, name: {"title": title}})
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append(Block(at, at + len(line)))
        at += len(line) + 1
    return Result(convert_source(Source(name, sha256, "txt", text, tuple(blocks)), settings))
