/**
 * <choice-filter> stands before a long list of choices and holds a field that narrows it to those whose names contain what is
 * typed. What is chosen always stays in sight. A list that is not long has no use for it, and hides it.
 */
class ChoiceFilter extends HTMLElement {
  #opened = new Set();

  connectedCallback() {
    if (!this.field) this.#build();
    // The list follows the answers of the site, which know nothing of what is typed here.
    this.watch = new MutationObserver(() => this.#apply());
    this.watch.observe(this.list, { childList: true, subtree: true, attributeFilter: ["hidden"] });
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  get list() {
    return this.nextElementSibling;
  }

  #build() {
    const name = this.closest("fieldset").querySelector("legend").textContent;
    this.field = document.createElement("input");
    this.field.type = "search";
    this.field.className = "field";
    this.field.autocomplete = "off";
    this.field.placeholder = "Find in this list";
    this.field.setAttribute("aria-label", `Find in ${name}`);
    this.said = document.createElement("span");
    this.said.setAttribute("role", "status");
    this.said.className = "small soft";
    this.append(this.field, this.said);
    // The field belongs to this list alone: neither does it send the form, nor does it change what is asked.
    this.addEventListener("change", (event) => event.stopPropagation());
    this.addEventListener("input", (event) => {
      event.stopPropagation();
      this.#apply();
      this.#say();
    });
    this.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "Escape" && this.field.value) this.#clear(event);
    });
  }

  #clear(event) {
    event.preventDefault();
    this.field.value = "";
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #apply() {
    const typed = folded(this.field.value);
    for (const item of this.list.children) this.#narrow(item, typed);
    this.watch.takeRecords(); // what was just done is no news
    if (!typed) this.#opened.clear();
  }

  /** Hide a choice unless it or one of those under it is meant, chosen or in use; unfold it for those under it. */
  #narrow(item, typed, isUnderMeant = false) {
    const isMeant = isUnderMeant || nameOf(item).includes(typed);
    const under = [...item.querySelectorAll(":scope > details > ul > li")];
    const shown = under.filter((child) => this.#narrow(child, typed, isMeant));
    const disclosure = item.querySelector(":scope > details");
    if (disclosure) this.#unfold(disclosure, typed !== "" && under.some((child) => nameOf(child).includes(typed)));
    const stays = isMeant || shown.length > 0 || isChosen(item) || item.contains(document.activeElement);
    if (item.hidden === stays) item.hidden = !stays;
    return stays;
  }

  /** Unfold what has to be seen, and later fold what the visitor had folded. */
  #unfold(disclosure, isWanted) {
    if (isWanted && !disclosure.open) {
      disclosure.open = true;
      this.#opened.add(disclosure);
    } else if (!isWanted && this.#opened.delete(disclosure)) {
      disclosure.open = false;
    }
  }

  #say() {
    const choices = [...this.list.querySelectorAll("li")];
    const typed = folded(this.field.value);
    const meant = choices.filter((item) => nameOf(item).includes(typed)).length;
    this.said.textContent = typed ? `${meant} of ${choices.length}` : "";
  }
}

/** The name of a choice as one compares it: without its count, case and accents. */
function nameOf(item) {
  const label = item.querySelector(":scope > label");
  return folded([...label.childNodes].filter((node) => !node.classList?.contains("count")).map((node) => node.textContent).join(""));
}

function isChosen(item) {
  return item.querySelector(":scope > label > input").checked;
}

function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

customElements.define("choice-filter", ChoiceFilter);
