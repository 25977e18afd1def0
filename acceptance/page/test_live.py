"""The page follows its node while somebody looks, and leaves them in peace."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from harness.browser import accessibility_failures
from harness.cluster import Cluster
from page.looking import events, start, wait_for_update, wait_for_way

if TYPE_CHECKING:
    from playwright.sync_api import Page

OpenPage = Callable[..., "Page"]
HOSTILE = "</th><script>pwned=1</script><img src=x onerror=pwned=1>"


def test_a_link_goes_down_and_comes_back_without_a_reload_and_it_is_said_why(
    cluster: Cluster, open_page: OpenPage
) -> None:
    page = open_page(cluster.nodes[0])
    page.evaluate("window.sameDocument = true")
    wait_for_way(page, "am-1 to am-2: link up")
    before = len(events(page))

    assert cluster["am-2"].subrosa.program.terminate() == 0
    wait_for_way(page, "am-1 to am-2: link down")
    page.locator("#problems li", has_text="both links down").wait_for()
    assert page.locator("#verdict").inner_text().startswith("\u2715 Not well")
    assert page.locator("#verdict").get_attribute("role") == "status"
    assert accessibility_failures(page) == []
    down = page.locator("#events tr", has_text="link to am-2 down").first
    assert "peer_drained" in down.inner_text()

    start(cluster["am-2"])
    wait_for_way(page, "am-1 to am-2: link up")
    wait_for_way(page, "am-2 to am-1: link up")
    page.locator("#problems li", has_text="both links down").wait_for(state="detached")
    told = events(page)[: len(events(page)) - before]
    for what in ("link to am-2 up", "link from am-2 up", "link to am-2 down", "link from am-2 down"):
        assert any(what in each for each in told), (what, told)
    assert page.evaluate("window.sameDocument") is True


def test_focus_selection_and_scroll_stay_where_they_are(cluster: Cluster, open_page: OpenPage) -> None:
    page = open_page(cluster.nodes[0], viewport={"width": 360, "height": 500})
    page.locator("footer a").first.focus()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#certificates tbody tr'))")
    page.evaluate("scrollTo(0, 700)")
    seen = "[getSelection().toString(), scrollY, document.activeElement.textContent]"
    before = page.evaluate(seen)
    assert "this node" in before[0] and before[1] == 700
    wait_for_update(page)
    assert page.evaluate(seen) == before


def test_whoever_pauses_it_is_left_in_peace_until_they_resume(cluster: Cluster, open_page: OpenPage) -> None:
    page = open_page(cluster.nodes[0])
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("status").filter(has_text="Paused").wait_for()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    with pytest.raises(Exception, match="Timeout"):
        page.wait_for_event("request", timeout=5_000)
    assert requests == []
    page.get_by_role("button", name="Resume").click()
    wait_for_update(page)


def test_a_node_that_does_not_answer_is_told_and_found_again(cluster: Cluster, open_page: OpenPage) -> None:
    node = cluster["am-3"]
    page = open_page(node)
    page.evaluate("window.sameDocument = true")
    node.subrosa.program.end()
    page.get_by_role("status").filter(has_text="The node does not answer").wait_for()
    assert page.locator("body.stale").count() == 1
    assert accessibility_failures(page) == []
    start(node)
    page.get_by_role("status").filter(has_text="Live").wait_for()
    assert page.locator("body.stale").count() == 0
    assert page.evaluate("window.sameDocument") is True


def test_a_subject_of_markup_is_shown_as_text_and_runs_nothing(cluster: Cluster, open_page: OpenPage, tmp_path) -> None:
    from attacks.certificates import Authority

    node = cluster["am-3"]
    pki = cluster.authority
    ca = Authority.existing(tmp_path, "ca", pki.ca_file, pki.directory / "ca.key")
    files = ca.issue("am-3", node.entry.identity, subject=HOSTILE)
    page = open_page(cluster.nodes[0])
    node.subrosa.put("node.key", files.key)
    node.subrosa.put("node.pem", files.cert)
    # By the update, then by a page that comes whole. Before it comes here RFC 4514 has put backslashes into it.
    for _ in range(2):
        page.locator("#certificates td", has_text="<script").first.wait_for()
        assert page.evaluate("typeof pwned") == "undefined"
        assert page.locator("script").count() == 1 and page.locator("img").count() == 0
        page.reload()


def test_the_keyboard_reaches_everything_and_one_sees_where_it_is(cluster: Cluster, open_page: OpenPage) -> None:
    page = open_page(cluster.nodes[0])
    page.locator("#matrix").wait_for()
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("(e => e.getAttribute('aria-labelledby') || e.textContent)(document.activeElement)")
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", reached
    assert reached == ["To what matters", "Pause", "matrix-words", "Metrics", "Status as JSON"]
    page.get_by_role("button", name="Pause").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Resume"


def test_without_javascript_everything_is_there_but_the_updates(cluster: Cluster, open_page: OpenPage) -> None:
    page = open_page(cluster.nodes[0], java_script_enabled=False)
    assert page.locator("#peers tbody tr").count() == 2
    assert page.locator("#certificates tbody tr").count() >= 4
    assert page.locator("svg.cluster").is_visible()
    assert not page.locator("#live").is_visible()
    assert "reload it to see how it stands now" in page.content()
