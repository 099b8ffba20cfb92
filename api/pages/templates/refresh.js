(() => {
  "use strict";
  const EVERY_MS = 10000, PATIENCE_MS = 8000;
  const main = document.querySelector("main");
  const stale = document.getElementById("stale");
  const FOCUSABLE = "a[href], button, summary, [tabindex]";
  const parts = (root) => new Map([...root.children].map((part) => [part.id, part.innerHTML]));
  // as the server sent them, before this script writes into them
  let shown = parts(main);
  // how far the server's clock is ahead of this one
  let ahead = Date.parse(document.body.dataset.now) - Date.now();
  let asking = false;

  const span = (seconds) => {
    const pad = (n) => String(n).padStart(2, "0");
    const [h, m, s] = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map(Math.floor);
    if (h >= 48) return `${Math.floor(h / 24)} days`;
    return h ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
  };
  const age = (seconds) => {
    const units = [[86400, "d"], [3600, "h"], [60, "min"]];
    const [size, unit] = units.find(([least]) => seconds >= least) || [0, ""];
    return size ? `${Math.floor(seconds / size)} ${unit} ago` : "just now";
  };
  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };
  const tell = () => {
    const now = Date.now() + ahead;
    for (const each of main.querySelectorAll("[data-until]")) {
      const left = Math.ceil((Date.parse(each.dataset.until) - now) / 1000);
      write(each, left > 0 ? `in ${span(left)}` : "now");
    }
    for (const each of main.querySelectorAll("[data-since]")) {
      write(each, age((now - Date.parse(each.dataset.since)) / 1000));
    }
  };

  const isSelected = (part) => {
    const selection = getSelection();
    return !!selection && !selection.isCollapsed && selection.containsNode(part, true);
  };
  const focused = (part) => {
    const active = document.activeElement;
    if (!part.contains(active)) return () => {};
    const place = [...part.querySelectorAll(FOCUSABLE)].indexOf(active);
    const href = active.getAttribute("href");
    return () => {
      const all = [...part.querySelectorAll(FOCUSABLE)];
      const again = all.find((each) => href && each.getAttribute("href") === href) || all[place];
      if (again) again.focus({ preventScroll: true });
    };
  };
  const replace = (part, next) => {
    const focusAgain = focused(part);
    part.replaceChildren(...next.childNodes);
    focusAgain();
  };
  const take = (page) => {
    const next = page.querySelector("main");
    if (!next) throw new Error("not the status page");
    const came = parts(next);
    if ([...came.keys()].join() !== [...shown.keys()].join()) return location.reload();
    for (const [id, content] of came) {
      const part = document.getElementById(id);
      // a text that somebody is about to copy stays until the next time
      if (content === shown.get(id) || isSelected(part)) continue;
      replace(part, next.querySelector(`#${id}`));
      shown.set(id, content);
    }
    ahead = Date.parse(page.body.dataset.now) - Date.now();
    write(document.querySelector("title"), page.title);
    stale.hidden = true;
    tell();
  };
  const ask = async () => {
    if (document.hidden || asking) return;
    asking = true;
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await fetch(location.href, { cache: "no-store", signal });
      if (!answer.ok) throw new Error(`answered ${answer.status}`);
      take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      if (stale.hidden) {
        const since = new Date(Date.now() + ahead).toISOString().slice(11, 19);
        write(stale, `This page cannot be refreshed since ${since} UTC: the API does not answer. Shown is what was known then.`);
        stale.hidden = false;
      }
    } finally {
      asking = false;
    }
  };

  tell();
  setInterval(tell, 1000);
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
})();
