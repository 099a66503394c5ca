"""An address from a stranger: it runs no code, changes nothing beside the run, and what is wrong with it is told."""

from urllib.parse import quote

import pytest

pytestmark = pytest.mark.slow

SCRIPT = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>"
HOSTILE = [
    f'data="{SCRIPT}"',
    f'optimizer="{SCRIPT}"',
    f'hidden=["{SCRIPT}"]',
    f"seed={SCRIPT}",
    f"{SCRIPT}=1",
    f'edits=[[0,{{"optimizer":"{SCRIPT}"}}]]',
    f'edits=[[0,{{"{SCRIPT}":1}}]]',
    f"tour={SCRIPT}",
    'tour="../../etc/passwd"',
    "layers=[1e9]",
    "layers=[[[[1]]]]",
    "layers=" + "[" * 5000,
    "layers={}",
    "layers=null",
    "hidden=5",
    "m=1e400",
    "m=-1",
    "seed=99999999999999999999999",
    "points=[[1e9,0,1]]",
    'points=[["a","b","c"]]',
    "edits=[[5]]",
    "edits=[null]",
    'edits=[["now",{}]]',
    "edits=7",
    "updates=1e99",
    "updates=-5",
    'updates="a lot"',
    "__proto__={}",
    '__proto__={"polluted":1}',
    'constructor={"prototype":{"polluted":1}}',
    "toString=1",
    "nothing=1",
    "%E0%A4%A",
    "=&&=&",
    "javascript:window.hacked=1",
    "x" * 20_000,
]


def test_hostile_addresses(visit, complaints):
    visit.page.on("dialog", lambda dialog: complaints.append(dialog.message) or dialog.dismiss())
    unreported = []
    for fragment in HOSTILE:
        visit.go(fragment if fragment.startswith("%") else quote(fragment, safe="=&"))
        unreported += [fragment] * (not visit.text("status").strip())
        assert visit.page.evaluate("[window.hacked, {}.polluted, document.scripts.length]") == [None, None, 3], fragment
        assert visit.page.locator("img, script:not([src])").count() == 0, fragment
        assert visit.page.locator("#data").input_value() == "flower", fragment
        assert visit.run().model.layer_sizes == (2, 4, 1), fragment
        assert visit.updates() == 0, fragment
        assert visit.press("one_update").updates() == 1, fragment
        complaints[:] = [complaint for complaint in complaints if "422" not in complaint]
        assert not complaints, fragment
    assert not unreported
