// While a new entry is typed: entries that may be it already. Without it, the same is asked when the form is saved.
class DeskLikely extends HTMLElement {
  #asked;
  #timer;
  #query = "";

  connectedCallback() {
    this.form = this.closest("form");
    this.form?.addEventListener("input", (event) => {
      if (!this.#isTelling(event.target)) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.ask(), 300);
    });
  }

  #isTelling(field) {
    return field.name === "name" || /^channels-\d+-url$/.test(field.name);
  }

  async ask() {
    const query = new URLSearchParams({ name: this.form.elements.name.value.trim() });
    for (const field of this.form.querySelectorAll("input[name^='channels-'][name$='-url']")) {
      if (field.value.trim()) query.append("url", field.value.trim());
    }
    if (String(query) === this.#query) return;
    this.#query = String(query);
    this.#asked?.abort(); // an older answer must not overwrite a newer one
    this.#asked = new AbortController();
    try {
      const answer = await fetch(`${this.getAttribute("src")}?${query}`, { signal: this.#asked.signal });
      if (!answer.ok) return; // a help, and the form works without
      this.show((await answer.json()).likely);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  show(likely) {
    if (!likely.length) return this.replaceChildren();
    const list = document.createElement("ul");
    list.append(...likely.map((each) => this.#line(each)));
    const head = document.createElement("p");
    head.textContent = "The directory may have this already:";
    this.replaceChildren(head, list);
  }

  #line({ name, address, status, reasons }) {
    const link = Object.assign(document.createElement("a"), { href: address, target: "_blank", rel: "noopener" });
    const said = document.createElement("bdi");
    said.textContent = name;
    link.append(said);
    const line = document.createElement("li");
    line.append(link, ` ${status}: ${reasons}`);
    return line;
  }
}
customElements.define("desk-likely", DeskLikely);
