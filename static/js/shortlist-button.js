import { isSaved, onChange, remove, save } from "./shortlist.js";

/** <shortlist-button> inside an element with data-entry="SLUG" saves that entry on this device, or takes it out again. */
class ShortlistButton extends HTMLElement {
  #gone;
  #button;

  connectedCallback() {
    this.#gone = new AbortController();
    this.#button = document.createElement("button");
    this.#button.type = "button";
    this.#button.addEventListener("click", () => this.toggle());
    const label = document.createElement("span"); // hidden where there is little room: the sign before it stays
    label.textContent = "Save";
    const name = document.createElement("span");
    name.className = "hidden";
    name.textContent = ` ${this.name}`;
    this.#button.append(label, name);
    this.replaceChildren(this.#button);
    onChange(() => this.show(), this.#gone.signal);
    this.show();
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  get slug() {
    return this.closest("[data-entry]").dataset.entry;
  }

  get name() {
    return this.textOf("h1, h3");
  }

  textOf(selector) {
    return this.closest("[data-entry]").querySelector(selector)?.textContent.trim() ?? "";
  }

  toggle() {
    if (isSaved(this.slug)) remove(this.slug);
    else save({ slug: this.slug, name: this.name, summary: this.textOf("[data-summary]") });
  }

  show() {
    this.#button.setAttribute("aria-pressed", String(isSaved(this.slug)));
  }
}

customElements.define("shortlist-button", ShortlistButton);
