// The drop zone over a file input: what was chosen, what is too large, and how much has been sent.
"use strict";
{
  const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

  function show(zone) {
    const input = zone.querySelector("input[type=file]");
    const list = zone.querySelector("[data-drop-list]");
    const largest = Number(zone.dataset.largest);
    list.replaceChildren(
      ...Array.from(input.files, (file) => {
        const line = document.createElement("li");
        const name = document.createElement("bdi");
        name.textContent = file.name;
        const note = document.createElement("span");
        const wrong = file.size > largest ? " – too large" : file.size === 0 ? " – empty" : "";
        note.textContent = size(file.size) + wrong;
        note.className = wrong ? "is-err" : "mut";
        line.append(name, note);
        return line;
      }),
    );
  }

  document.addEventListener("change", (event) => {
    const zone = event.target.closest("[data-drop-zone]");
    if (zone) show(zone);
  });

  for (const [type, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(type, (event) => {
      const zone = event.target instanceof Element && event.target.closest("[data-drop-zone]");
      if (!zone) return;
      zone.classList.toggle("over", over);
      if (type === "dragover" || type === "drop") event.preventDefault();
      if (type === "drop" && event.dataTransfer.files.length) {
        zone.querySelector("input[type=file]").files = event.dataTransfer.files;
        show(zone);
      }
    });
  }

  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector && event.target.querySelector("[data-drop-progress]");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    const percent = Math.floor((event.detail.loaded / event.detail.total) * 100);
    bar.querySelector("progress").value = percent;
    bar.querySelector("[data-drop-note]").textContent =
      percent < 100 ? `${size(event.detail.loaded)} of ${size(event.detail.total)}` : "sent, being kept";
  });

  // Nothing arrived: say so where the button is, and let it be pressed again.
  for (const type of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(type, (event) => {
      const bar = event.target.querySelector && event.target.querySelector("[data-drop-progress]");
      if (!bar) return;
      bar.hidden = false;
      bar.querySelector("[data-drop-note]").textContent = "The files did not arrive. Check the connection and send them again.";
      for (const pressed of event.target.querySelectorAll("[data-once]")) pressed.removeAttribute("aria-disabled");
    });
  }
}
