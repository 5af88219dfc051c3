const TYPING_PAUSE = 120;
const MOST_KEPT = 50;

/**
 * <search-suggest src="/suggest.json"> holds a search field and shows below it what the visitor may mean, as links: a combobox
 * with a list, after the ARIA Authoring Practices. Enter without a choice sends the form as ever.
 */
class SearchSuggest extends HTMLElement {
  #asked;
  #typing;
  #active = -1;
  #known = new Map();

  connectedCallback() {
    if (this.list) return;
    this.field = this.querySelector("input");
    this.list = made("div", { id: "suggestions", role: "listbox", "aria-label": "Suggestions", class: "suggestions", hidden: "" });
    this.said = made("span", { class: "hidden", "aria-live": "polite" });
    this.append(this.list, this.said);
    set(this.field, { role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-expanded": "false" });

    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (event) => this.#pressed(event));
    this.field.form.addEventListener("submit", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    this.list.addEventListener("click", () => this.close());
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.close());
    addEventListener("popstate", () => this.close());
  }

  get isOpen() {
    return !this.list.hidden;
  }

  close() {
    this.#stop();
    this.#show([]);
  }

  /** What is still to be asked or answered is no longer wanted. */
  #stop() {
    clearTimeout(this.#typing);
    this.#asked?.abort();
  }

  #typed() {
    this.#stop();
    this.#activate(-1);
    if (this.field.value.trim()) this.#typing = setTimeout(() => this.#suggest(), TYPING_PAUSE);
    else this.close();
  }

  #pressed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { key } = event;
    const option = this.list.children[this.#active];
    if (key === "ArrowDown") this.#step(1);
    else if (key === "ArrowUp" && this.isOpen) this.#step(-1);
    else if (key === "Enter" && option) option.click();
    else if (key === "Escape" && this.isOpen) this.close();
    else if (key === "Escape" && this.field.value) this.#clear();
    else {
      if (/^(Arrow|Home|End)/.test(key)) this.#activate(-1); // back in the field, where the key moves the cursor
      return;
    }
    event.preventDefault();
  }

  #clear() {
    this.field.value = "";
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** To the next option or the one before; beyond the ends is the field itself. */
  async #step(by) {
    if (!this.isOpen) await this.#suggest();
    const places = this.list.children.length + 1;
    this.#activate(((this.#active + 1 + by + places) % places) - 1);
  }

  #activate(place) {
    this.#active = place;
    for (const [at, option] of [...this.list.children].entries()) option.setAttribute("aria-selected", String(at === place));
    const option = this.list.children[place];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  async #suggest() {
    this.#stop();
    const asked = (this.#asked = new AbortController()); // an older answer must not overwrite a newer one
    const typed = this.field.value.trim();
    const found = typed ? (this.#known.get(typed) ?? (await this.#ask(typed, asked.signal))) : [];
    if (!asked.signal.aborted) this.#show(found);
  }

  async #ask(typed, signal) {
    try {
      const answer = await fetch(`${this.getAttribute("src")}?${new URLSearchParams({ q: typed })}`, { signal });
      if (!answer.ok) return [];
      const [, texts, sorts, addresses] = await answer.json();
      const found = texts.map((text, place) => ({ text, sort: sorts[place], address: new URL(addresses[place]) }));
      this.#known.set(typed, found);
      if (this.#known.size > MOST_KEPT) this.#known.delete(this.#known.keys().next().value);
      return found;
    } catch {
      return []; // suggestions are a help, and the search works without
    }
  }

  #show(found) {
    this.list.replaceChildren(...found.map(optionOf));
    this.list.hidden = !found.length;
    this.list.scrollTop = 0;
    this.field.setAttribute("aria-expanded", String(this.isOpen));
    this.#activate(-1);
    this.said.textContent = found.length ? `${found.length} suggestion${found.length === 1 ? "" : "s"}` : "";
  }
}

/** The site may be reached by another name than its own, so an address counts from its path on. */
function optionOf({ text, sort, address }, place) {
  const href = address.pathname + address.search;
  const option = made("a", { id: `suggestion-${place}`, role: "option", "aria-selected": "false", tabindex: "-1", href });
  const name = made("bdi");
  name.textContent = text;
  const small = made("small");
  small.textContent = sort;
  option.append(name, " ", small);
  return option;
}

function made(name, attributes = {}) {
  return set(document.createElement(name), attributes);
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

customElements.define("search-suggest", SearchSuggest);
