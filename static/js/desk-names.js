// A line for the name of something that we may have: suggests while typing.
let lists = 0;

class DeskNames extends HTMLElement {
  #asked;
  #timer;

  connectedCallback() {
    this.line = this.querySelector("input");
    if (!this.line || this.line.disabled) return;
    this.querySelector("datalist")?.remove();
    this.list = document.createElement("datalist");
    this.list.id = `desk-names-${++lists}`;
    this.append(this.list);
    this.line.setAttribute("list", this.list.id);
    this.line.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.suggest(), 200);
    });
  }

  async suggest() {
    const { model, field } = this.line.dataset;
    const term = this.line.value.trim();
    if (term.length < 2) return;
    this.#asked?.abort(); // an older answer must not overwrite a newer one
    this.#asked = new AbortController();
    const query = new URLSearchParams({ app_label: "directory", model_name: model, field_name: field, term });
    try {
      const answer = await fetch(`${this.getAttribute("src")}?${query}`, { signal: this.#asked.signal });
      if (!answer.ok) return; // suggestions are a help, and the line works without
      const { results } = await answer.json();
      this.list.replaceChildren(...results.map((result) => new Option(result.text, result.text)));
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }
}
customElements.define("desk-names", DeskNames);
