// What Swagger UI leaves out for the keyboard and for screen readers.
"use strict";
(() => {
  const place = document.getElementById("swagger-ui");
  const complete = () => {
    // A page has one main part, and that is ours.
    for (const part of place.querySelectorAll("main:not([role])")) {
      part.setAttribute("role", "group");
      part.setAttribute("aria-label", "Addresses");
    }
    for (const select of place.querySelectorAll("select:not([aria-label])")) {
      const row = select.closest("[data-param-name]");
      select.setAttribute("aria-label", row ? row.dataset.paramName : "Choice");
    }
    for (const text of place.querySelectorAll("pre:not([tabindex])")) {
      text.tabIndex = 0;
    }
  };
  new MutationObserver(complete).observe(place, { childList: true, subtree: true });
})();
