// The entry's form: asks before the page is left with something typed and not saved, and shows the first error.
class DeskEntry extends HTMLElement {
  #isTyped = false;

  connectedCallback() {
    this.addEventListener("input", () => { this.#isTyped = true; });
    this.addEventListener("submit", () => { this.#isTyped = false; });
    addEventListener("beforeunload", (event) => {
      if (this.#isTyped) event.preventDefault();
    });
    this.querySelector(".errornote")?.focus();
  }
}
customElements.define("desk-entry", DeskEntry);
