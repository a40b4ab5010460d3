"""Short ways to read an article, and to say what was read."""

from quizapp.engine.derivation.article import read_article
from quizapp.engine.derivation.blocks import QA, Article, Heading, Passage, Table


def lines(*texts: str) -> Article:
    return read_article("\n".join(texts))


def headings(article: Article) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in article.blocks if isinstance(block, Heading)]


def prose(article: Article) -> list[str]:
    return [block.text for block in article.blocks if isinstance(block, Passage)]


def asked(article: Article) -> list[tuple[str, str]]:
    return [(block.question, block.answer) for block in article.blocks if isinstance(block, QA)]


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in (table.header, *table.rows)]


def tables(article: Article) -> list[Table]:
    return [block for block in article.blocks if isinstance(block, Table)]


def only_table(*texts: str) -> Table:
    (table,) = tables(lines(*texts))
    return table


def reasons(article: Article) -> list[tuple[int, str]]:
    return [(skipped.line, skipped.reason) for skipped in article.skipped]
