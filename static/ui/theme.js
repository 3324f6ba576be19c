// Light, dark or as the system says: html[data-theme] and localStorage.theme, the same as in the admin.
"use strict";
{
  const root = document.documentElement;
  const themes = ["auto", "light", "dark"];

  function stored() {
    try {
      const theme = localStorage.getItem("theme");
      return themes.includes(theme) ? theme : "auto";
    } catch {
      return "auto"; // storage is forbidden: the choice holds for this page
    }
  }

  function show(theme) {
    root.dataset.theme = theme;
    for (const name of document.querySelectorAll("[data-theme-name]")) name.textContent = name.dataset[theme] || theme;
    // Charts that are drawn on a canvas or by a script read the colours anew.
    document.dispatchEvent(new CustomEvent("themechange", { detail: theme }));
  }

  function change() {
    const next = themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length];
    try {
      localStorage.setItem("theme", next);
    } catch {
      // as above
    }
    show(next);
  }

  show(stored());
  document.addEventListener("DOMContentLoaded", () => show(root.dataset.theme));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-toggle]")) change();
  });
  window.addEventListener("storage", (event) => {
    if (event.key === "theme") show(stored());
  });
}
