// How far long work has come: looked up anew every two seconds, until it is done and the page has more to say.
class DeskProgress extends HTMLElement {
  #timer;

  connectedCallback() {
    this.#timer = setInterval(() => this.look(), 2000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  async look() {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const progress = page.getElementById("progress");
    if (!progress) {
      location.reload();
      return;
    }
    this.replaceChildren(progress);
  }
}
customElements.define("desk-progress", DeskProgress);
