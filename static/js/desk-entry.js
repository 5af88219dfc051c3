// The entry's form: shows the first error.
class DeskEntry extends HTMLElement {
  connectedCallback() {
    this.querySelector(".errornote")?.focus();
  }
}
customElements.define("desk-entry", DeskEntry);
