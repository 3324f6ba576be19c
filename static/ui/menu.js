// The drawer of small screens, menus that close, dialogs that open, and where the focus goes.
"use strict";
{
  const button = document.querySelector("[data-drawer]");
  const drawer = button && document.getElementById(button.dataset.drawer);

  function setDrawer(open) {
    drawer.classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
    for (const sibling of drawer.parentElement.children) if (sibling !== drawer) sibling.inert = open;
    if (open) drawer.querySelector("a").focus();
    else button.focus();
  }

  if (drawer) {
    button.setAttribute("role", "button");
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", drawer.id);
    button.addEventListener("click", (event) => {
      event.preventDefault();
      setDrawer(!drawer.classList.contains("open"));
    });
    button.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        setDrawer(true);
      }
    });
  }

  document.addEventListener("click", (event) => {
    if (drawer && drawer.classList.contains("open") && !drawer.contains(event.target) && !button.contains(event.target)) {
      setDrawer(false);
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const menu = opener.closest("details.menu");
      if (menu) menu.open = false;
      document.getElementById(opener.dataset.opens).showModal();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (drawer && drawer.classList.contains("open")) {
      setDrawer(false);
    }
  });

  // A form that came back with errors begins with their list.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
  document.addEventListener("htmx:afterSwap", (event) => {
    const swapped = event.target.querySelector("[data-focus]");
    if (swapped) swapped.focus();
  });

  // A form that changes something is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (!pressed || !("once" in pressed.dataset)) return;
    if (pressed.getAttribute("aria-disabled") === "true") event.preventDefault();
    else pressed.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const pressed of document.querySelectorAll("[data-once]")) pressed.removeAttribute("aria-disabled");
  });
}
