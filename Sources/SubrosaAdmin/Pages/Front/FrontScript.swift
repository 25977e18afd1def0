/// Keeps the front page up to date: asks for it again while somebody looks, and takes over what is different, node for
/// node, so that focus, scroll and selection stay where they are.
///
/// It puts nothing into the page but what the same node has sent as the page; and the policy (``FrontPolicy``) lets no
/// script run but this one.
enum FrontScript {
    static let html = HTML(
        stringLiteral: #"""

            (() => {
              "use strict";
              // Milliseconds.
              const every = 2000, patience = 5000, longest = 10000, most = 600000;
              const live = document.getElementById("live"), say = live.querySelector("p"), button = live.querySelector("button");
              const generator = (page) => page.querySelector("meta[name=generator]")?.content;
              let paused = false, ended = false, busy = false, timer = 0, failures = 0, failing = 0, answered = Date.now();
              let why = "";

              const tell = (words) => { if (say.textContent !== words) say.textContent = words; };
              const key = (node) => node.nodeType === 1 ? node.getAttribute("data-key") ?? (node.id || null) : null;
              const isSelected = (node) => { const s = getSelection(); return !s.isCollapsed && s.containsNode(node, true); };

              function patch(old, fresh) {
                if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || old.id !== fresh.id) {
                  old.replaceWith(document.importNode(fresh, true));
                } else if (old.nodeType === 3) {
                  if (old.data !== fresh.data && !isSelected(old)) old.data = fresh.data;
                } else if (old.nodeType === 1 && !old.hasAttribute("data-keep")) {
                  for (const a of [...old.attributes]) if (a.name !== "open" && !fresh.hasAttribute(a.name)) old.removeAttribute(a.name);
                  for (const a of fresh.attributes) if (old.getAttribute(a.name) !== a.value) old.setAttribute(a.name, a.value);
                  patchChildren(old, fresh);
                }
              }

              function patchChildren(old, fresh) {
                let next = old.firstChild;
                for (const child of [...fresh.childNodes]) {
                  const name = key(child);
                  if (name !== null) {
                    let found = next;
                    while (found && key(found) !== name) found = found.nextSibling;
                    if (found) while (next !== found) { const gone = next; next = next.nextSibling; gone.remove(); }
                  }
                  if (next && key(next) === name) {
                    const place = next;
                    next = next.nextSibling;
                    patch(place, child);
                  } else {
                    old.insertBefore(document.importNode(child, true), next);
                  }
                }
                while (next) { const gone = next; next = next.nextSibling; gone.remove(); }
              }

              function take(page) {
                const fresh = page.getElementById("page");
                if (!fresh) throw new Error("the answer is another page");
                if (generator(page) !== generator(document)) return location.reload();
                document.title = page.title;
                patch(document.getElementById("page"), fresh);
              }

              async function look() {
                if (busy || paused || ended || document.hidden) return;
                busy = true;
                const control = new AbortController(), limit = setTimeout(() => control.abort(), patience);
                try {
                  const answer = await fetch(location.pathname, { cache: "no-store", signal: control.signal });
                  if (!answer.ok) throw new Error("it answers " + answer.status);
                  take(new DOMParser().parseFromString(await answer.text(), "text/html"));
                  failures = 0;
                  answered = Date.now();
                  show();
                } catch (error) {
                  if (failures === 0) failing = Date.now();
                  failures += 1;
                  why = error instanceof TypeError || error.name === "AbortError"
                    ? "The node does not answer" : "No new page (" + error.message + ")";
                  ended = Date.now() - failing > most;
                  show();
                } finally {
                  clearTimeout(limit);
                  busy = false;
                  later();
                }
              }

              function show() {
                // One answer that is late is no news.
                const isStale = failures > 1 || ended;
                document.body.classList.toggle("stale", isStale);
                const since = new Date(answered).toISOString().slice(11, 19) + " UTC";
                button.textContent = ended ? "Try again" : paused ? "Resume" : "Pause";
                tell(ended ? "The node has not answered since " + since + "; this page has stopped asking."
                  : paused ? "Paused: what you see is as of " + since + "."
                  : isStale ? why + "; what you see is as of " + since + ". Trying again."
                  : "Live: brought up to date every 2 s.");
              }

              function later() {
                clearTimeout(timer);
                if (!paused && !ended && !document.hidden) timer = setTimeout(look, Math.min(longest, every * 2 ** failures));
              }

              function again() {
                ended = false;
                failures = 0;
                look();
              }

              button.addEventListener("click", () => {
                if (ended) { again(); } else { paused = !paused; if (!paused) again(); }
                show();
              });
              document.addEventListener("visibilitychange", () => { clearTimeout(timer); look(); });
              live.hidden = false;
              document.getElementById("still").hidden = true;
              show();
              later();
            })();

            """#)
}
