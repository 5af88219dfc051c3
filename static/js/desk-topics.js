// The vocabulary below the line of topics: a click on a topic writes it into the line, or takes it out.
class DeskTopics extends HTMLElement {
  connectedCallback() {
    this.line = this.querySelector("input");
    if (!this.line || this.line.disabled || this.querySelector("li button")) return;
    this.buttons = [...this.querySelectorAll("li.desk-topic")].map((item) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = item.textContent.trim();
      item.replaceChildren(button);
      return button;
    });
    this.addEventListener("click", (event) => this.toggle(event.target.closest("li button")));
    this.line.addEventListener("input", () => this.show());
    this.show();
  }

  // What the server reads: words between commas, quotes around a word that has a comma.
  words() {
    return [...this.line.value.matchAll(/"([^"]*)"|([^,;"]+)/g)].map((found) => (found[1] ?? found[2]).trim()).filter(Boolean);
  }

  toggle(button) {
    if (!button) return;
    const name = button.textContent;
    const words = this.words();
    const kept = words.filter((word) => word.toLowerCase() !== name.toLowerCase());
    if (kept.length === words.length) kept.push(name);
    this.line.value = kept.map((word) => (/[,;]/.test(word) ? `"${word}"` : word)).join(", ");
    this.line.dispatchEvent(new Event("input", { bubbles: true }));
  }

  show() {
    const words = this.words().map((word) => word.toLowerCase());
    for (const button of this.buttons) button.ariaPressed = String(words.includes(button.textContent.toLowerCase()));
  }
}
customElements.define("desk-topics", DeskTopics);
