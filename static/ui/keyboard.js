// Shortcuts: "/" searches, "?" lists them, j k x and the keys of a row's buttons work through table[data-queue].
// Those of a single key can be turned off (WCAG 2.1.4), in the list.
"use strict";
{
  const list = document.getElementById("shortcuts");
  const wanted = document.getElementById("single-keys");
  const search = document.querySelector("[data-search]");

  try {
    wanted.checked = localStorage.getItem("single-keys") !== "off";
  } catch {
    // storage is forbidden: on for this page
  }
  wanted.addEventListener("change", () => {
    try {
      localStorage.setItem("single-keys", wanted.checked ? "on" : "off");
    } catch {
      // as above
    }
  });

  function isTyping(target) {
    return target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio)$/.test(target.type));
  }

  // From the search field through what it has found, and back.
  function walk(step) {
    const stops = [search, ...document.querySelectorAll("#hits a")];
    const here = stops.indexOf(document.activeElement);
    if (here < 0) return false;
    stops[(here + step + stops.length) % stops.length].focus();
    return true;
  }

  let isGoing = false; // "g" was pressed, and the next key says where to
  function goTo(key) {
    const link = isGoing && document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    isGoing = false;
    if (link) link.click();
    return Boolean(link);
  }

  function rows() {
    return [...document.querySelectorAll("[data-queue] tbody tr")].filter((row) => row.querySelector("a,button,input"));
  }

  // The row is where the focus is, so that screen reader and keyboard agree; Enter then follows its link by itself.
  function currentRow() {
    return document.activeElement.closest("[data-queue] tbody tr");
  }

  function go(step) {
    const all = rows();
    if (!all.length) return false;
    const here = all.indexOf(currentRow());
    const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + step, 0), all.length - 1)];
    (next.querySelector("a[href]") || next.querySelector("button,input")).focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  function select(row) {
    const box = row.querySelector("input[type=checkbox]");
    if (box) box.click();
    return Boolean(box);
  }

  function act(row, key) {
    const button = [...row.querySelectorAll("[data-key]")].find((candidate) => candidate.dataset.key === key);
    if (button) button.click();
    return Boolean(button);
  }

  function single(key) {
    if (goTo(key)) return true;
    if (key === "g") return (isGoing = true);
    if (key === "/" && search) return search.focus(), search.select(), true;
    if (key === "?") return list.showModal(), true;
    if (key === "j") return go(1);
    if (key === "k") return go(-1);
    const row = currentRow();
    if (!row) return false;
    return key === "x" ? select(row) : act(row, key);
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && search) {
      event.preventDefault();
      search.focus();
      search.select();
      return;
    }
    if (event.key === "Escape" && event.target === search) return search.blur();
    if (search && (event.key === "ArrowDown" || event.key === "ArrowUp") && walk(event.key === "ArrowDown" ? 1 : -1)) return event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.repeat && !"jk".includes(event.key)) return;
    if (!wanted.checked || list.open || isTyping(event.target)) return;
    if (single(event.key)) event.preventDefault();
  });
}
