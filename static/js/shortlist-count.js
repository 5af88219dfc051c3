import { onChange, saved } from "./shortlist.js";

/** <shortlist-count> says, in the navigation, how many entries are saved; nothing when none is. */
class ShortlistCount extends HTMLElement {
  #gone;

  connectedCallback() {
    this.#gone = new AbortController();
    onChange(() => this.show(), this.#gone.signal);
    this.show();
  }

  disconnectedCallback() {
    this.#gone.abort();
  }

  show() {
    const { length } = saved();
    this.textContent = length ? ` (${length})` : "";
  }
}

customElements.define("shortlist-count", ShortlistCount);
