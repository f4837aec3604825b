"""Pages of which a part is made: what stands between `<!-- NAME -->` and `<!-- /NAME -->`."""


def filled(page: str, name: str, text: str) -> str:
    """`page` with `text` between the markers called `name`, an empty line around it.

    Raises:
        ValueError: it has no such markers, or others in between.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    head, found, rest = page.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed or begin in rest:
        raise ValueError(f"the page has no markers called {name}, or more than two")
    return f"{head}{begin}\n{text}\n\n{end}{tail}"
