"""Articles to read: those that are always there, and those of other people beside the project."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
OWN = (ROOT / "questions" / "soviet-union-ww2" / "article.md").read_text("utf-8")
SHARED = ROOT / ".." / "shared"
SEED = SHARED / "seed" / "article.txt"
SAMPLES = SHARED / "samples" / "articles"

# Plain text as it is pasted: no marks, no blank lines, tables without outer pipes.
PASTED = """\
I once climbed Mount Example, and it changed how I see mountains. Let me explain.
The Mountain That Nobody Wanted
Before 1790 nobody had looked at it. Surveyors drew it as a blank in 1801.
- It had no name
- It had no owner
How the Ascents Began
Event | Date | Significance |
---|---|---|---|
First survey | August 1801 | The height is known |
First ascent | June 22, 1823 | Two guides reach the top |
Hut opens | September 1869 | Nights on the mountain |
So was it easy? Yes, but cold.
The Cost of the Mountain: Who Paid For It?
Here is what the records of four villages say, and they do not agree with each other:
Village | Guides | Porters | % of People |
---|---|---|---|
Ober | 1,200 | 3.5 million | 13.7% |
Nieder | 383 | 67,800 | 0.94% |
Ausser | 416 | 1,700* | 0.32% |
*Includes children. Source: parish books
These numbers surprise everybody who reads them.
- Storm of Ober (1842-43): worst winter on record, turning point
- Fire of Nieder (1869): 3 houses left
What They Carried: The Loads
Supplies came from below:
4,000 ropes & axes - most of them were lost
8.5 million tons of bread - baked in Ober
Yet the guides told it differently.
Disputes That Never End
Dispute | Villagers | Records |
---|---|---|
First guide | "Always Hans" | Hans was in prison that year |
Lost flag | Blamed the wind | Found in a cellar |
Questions People Ask
Based on letters:
Was the mountain ever closed?
No. It stayed open, even in the winter of 1842.
How many people climbed it?
The village says 4.3 million. Others say 3-3.5 million at most.
Final Words: Beyond the Summit
The mountain is still there:
- Cold
- High
And that is all there is to say about it.
Leave a Message
"""

MARKDOWN = """\
---
title: "Rivers"
id: x
---
# Rivers of Examplia

The *Long River* [rises](http://a.b/c_d) in the hills.[^1] It was dammed on 3 May 1921.

## Timeline

| Event | Date | Significance |
|---|:-:|--|
| **Dam** built | 3 May 1921 | ends the floods[^2] |
| Bridge \\| ferry | c. 1200 | first crossing |
| Ragged | 1930s |
| | | |
| Too | long | row | here |

### Notes on `code`

```
| not | a table |
|---|---|
| 1 | 2 |
```

Figures
-------

River | Length (km) | Dams
------|------------:|-----
Long | 1,234 | 3
Short | 56† | 12
Dry | n/a | -

† In a wet year.

Glossary
========

delta
: where a river ends

ford
: where it can be crossed
  on foot

## Why do rivers bend?

Because the outer bank is worn away.

- slowly
- all the time

## Questions

**Can I swim?** Yes, in summer.

**Is it cold?**

It is 12 °C.

Q: Who owns it?
A: Nobody does.

[^1]: Some say in a lake.
[^2]: Not all of them.
    Only the large ones.

[ref]: http://example.org
"""

PAGE = """\
<!DOCTYPE html>
<html><head><title>Moons - A Site</title><style>p { color: red }</style></head>
<body><nav><ul><li>Home</li></ul></nav>
<h1>Moons</h1>
<p>The <b>largest</b> moon was <a href="#">found</a> on 7 January
   1610.<sup>1</sup> It is big &amp; round.</p>
<h2>Data <span class="mw-editsection">[edit]</span></h2>
<table class="wikitable"><caption>Sizes</caption>
<tr><th>Moon</th><th>Width</th><th>Found</th></tr>
<tr><td>Io</td><td>3,643 km<sup>2</sup></td><td>1610</td></tr>
<tr><td>Titan</td><td>5,150 km</td><td rowspan="2">1655</td></tr>
<tr><td>Rhea</td><td>1,527 km</td></tr>
<tr><td colspan="3">All values are rounded</td></tr>
</table>
<h2>What is a moon?</h2>
<p>A body that circles a planet.</p>
<p><strong>Has it air?</strong> Seldom.</p>
<dl><dt>crater</dt><dd>a round hollow</dd><dt>mare</dt><dd>a dark plain</dd>
<dt>Is it far?</dt><dd>Yes, very.</dd></dl>
<ul><li>Io (1610): the first<ul><li>Europa (1610): the next</li></ul></li></ul>
<blockquote>Quoted words.</blockquote>
<script>var x = "<p>no</p>";</script>
<footer>Copyright 2020</footer>
</body></html>
"""


def shared(path: Path) -> str:
    """The text of a file beside the project, which is not there for everybody."""
    if not path.exists():
        pytest.skip(f"needs shared/{path.relative_to(SHARED)}, which is not part of the project")
    return path.read_text("utf-8")
