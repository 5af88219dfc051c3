// Notes among curators: kept without leaving the page, so that nothing typed in the entry's form is lost.
class DeskNotes extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep(event.target);
    });
  }

  async keep(form) {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const notes = page.getElementById("notes");
    if (!answer.ok || !notes) {
      form.submit(); // the server's own page says what is wrong
      return;
    }
    this.replaceChildren(notes);
    this.querySelector("textarea").focus();
  }
}
customElements.define("desk-notes", DeskNotes);
