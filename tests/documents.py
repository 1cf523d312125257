"""Documents as plain lists, as golden files hold them."""

from assistant.readers.document import Document, Grid, Paragraph


def plain(document: Document) -> dict[str, object]:
    """The document as the lists that the golden files hold."""
    return {
        "title": document.title,
        "blocks": [
            [block.level, block.text]
            if isinstance(block, Paragraph)
            else {"rows": texts(block), "merged": merged(block)}
            for block in document.blocks
        ],
    }


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in grid.lines]


def merged(grid: Grid) -> list[list[int]]:
    cells = {cell: None for line in grid.lines for cell in line.cells if cell.height * cell.width > 1}
    return [[cell.top, cell.left, cell.height, cell.width] for cell in cells]


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]
