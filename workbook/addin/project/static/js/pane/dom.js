// Elements made from texts; nothing that a sheet says is ever taken for markup.

/** An element: `el("p", {class: "x", onclick: f}, "text", child, …)`; what is null or false is left out. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** Fills a section and shows it; without children it goes. */
export function fill(section, ...children) {
  section.replaceChildren(...children.filter(Boolean));
  section.hidden = section.childElementCount === 0;
}
