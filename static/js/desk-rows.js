// A list of rows in a form: a button adds one more, which is a copy of the blank row that the page brings.
class DeskRows extends HTMLElement {
  connectedCallback() {
    const blank = this.querySelector("template");
    if (!blank || this.querySelector(":scope > button")) return;
    const title = this.querySelector("h2").textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `Add a row to ${title.toLowerCase()}`;
    button.addEventListener("click", () => this.add(blank));
    this.append(button);
  }

  add(blank) {
    const total = this.querySelector(`input[name="${this.dataset.prefix}-TOTAL_FORMS"]`);
    const number = Number(total.value);
    const row = blank.content.querySelector("tr.form-row").cloneNode(true);
    for (const element of [row, ...row.querySelectorAll("*")]) {
      for (const attribute of element.attributes) {
        attribute.value = attribute.value.replaceAll("__prefix__", number).replace("new row", `row ${number + 1}`);
      }
    }
    this.querySelector(":scope tbody").append(row);
    total.value = number + 1;
    row.querySelector("input, select, textarea").focus();
  }
}
customElements.define("desk-rows", DeskRows);
