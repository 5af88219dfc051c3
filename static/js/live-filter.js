import "./choice-filter.js";
import { morph } from "./morph.js";

const TYPING_PAUSE = 300;

/**
 * <live-filter> holds the listing's form. It shows a new address in place: it asks for the same page that a click would, and
 * takes the form from it. The address bar follows, so that links, Back and Reload work as ever.
 */
class LiveFilter extends HTMLElement {
  #asked;
  #shown;
  #typing;
  #isTyping = false;

  connectedCallback() {
    this.#shown = location.search;
    this.addEventListener("change", this);
    this.addEventListener("input", this);
    this.addEventListener("submit", this);
    this.addEventListener("click", this);
    addEventListener("popstate", this);
  }

  disconnectedCallback() {
    removeEventListener("popstate", this);
  }

  get form() {
    return this.querySelector("form");
  }

  handleEvent(event) {
    if (event.type === "input") this.#typed(event);
    else if (event.type === "change") this.#chosen(event);
    else if (event.type === "submit") this.#submitted(event);
    else if (event.type === "click") this.#followed(event);
    else if (location.search !== this.#shown) this.show(location.href, { isNew: false });
  }

  #typed(event) {
    if (event.target.name !== "q") return;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => {
      this.#typing = null;
      // One step back for a whole word, not for each of its letters.
      this.show(this.address(), { replaces: this.#isTyping, isTyped: true });
      this.#isTyping = true;
    }, TYPING_PAUSE);
  }

  #chosen(event) {
    if (event.target.name === "q") return;
    this.#isTyping = false;
    this.show(this.address());
  }

  #submitted(event) {
    event.preventDefault();
    this.#isTyping = false;
    const filters = document.getElementById("filters");
    const closes = filters.open && filters.contains(event.submitter);
    if (closes) filters.open = false;
    this.show(this.address(), { movesToResults: closes });
  }

  /** Chips and pages are links to the listing itself. */
  #followed(event) {
    const link = event.target.closest("a[href]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin + link.pathname !== this.form.action) return;
    event.preventDefault();
    this.#isTyping = false;
    this.show(link.href, { movesToResults: link.closest("#pages") !== null });
  }

  /** The address that the form would lead to, without what is empty. */
  address() {
    const chosen = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => value !== ""));
    return chosen.size ? `${this.form.action}?${chosen}` : this.form.action;
  }

  async show(address, { isNew = true, replaces = false, isTyped = false, movesToResults = false } = {}) {
    this.#asked?.abort(); // an older answer must not overwrite a newer one
    const asked = (this.#asked = new AbortController());
    clearTimeout(this.#typing); // the address holds what is typed already
    this.#typing = null;
    const results = document.getElementById("results");
    results.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) throw new Error(`${answer.status} for ${address}`);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (asked.signal.aborted) return;
      const url = new URL(answer.url);
      if (isNew) history[replaces ? "replaceState" : "pushState"](null, "", url.pathname + url.search);
      this.#shown = location.search;
      document.title = page.title;
      const form = page.querySelector("live-filter form");
      morph(this.form, form);
      if (!isTyped && !this.#typing) this.form.elements.q.value = form.elements.q.value;
      if (movesToResults) results.scrollIntoView();
      if (movesToResults || document.activeElement === document.body) results.focus({ preventScroll: true });
    } catch (error) {
      if (error.name === "AbortError") return;
      location.assign(address); // the page itself says best what is wrong
    }
  }
}

customElements.define("live-filter", LiveFilter);
