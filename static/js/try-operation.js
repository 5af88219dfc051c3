/**
 * <try-operation path="/api/v1/organizations/{slug}"> holds a form for one operation of the API, and shows its answer in place.
 * Without it, a form leads to the answer itself.
 */
class TryOperation extends HTMLElement {
  #asked;

  connectedCallback() {
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.show(this.address(event.target));
    });
  }

  /** What the form asks: a field that the path names goes into it, the others behind it unless they are empty. */
  address(form) {
    let path = this.getAttribute("path");
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (path.includes(`{${name}}`)) path = path.replace(`{${name}}`, encodeURIComponent(value));
      else if (value !== "") query.append(name, value);
    }
    return query.size ? `${path}?${query}` : path;
  }

  async show(address) {
    this.#asked?.abort(); // an older answer must not overwrite a newer one
    const asked = (this.#asked = new AbortController());
    const [status, link, text] = this.#places();
    link.href = link.textContent = address;
    status.textContent = "Asking …";
    try {
      const answer = await fetch(address, { signal: asked.signal });
      const said = await answer.text();
      if (asked.signal.aborted) return;
      status.textContent = `Answered ${answer.status}, ${said.length.toLocaleString()} characters`;
      text.textContent = pretty(said);
      text.hidden = false;
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = "No answer came. Is the site reachable?";
    }
  }

  /** Where the answer goes: how it went, the address as a link, and the answer itself. */
  #places() {
    let answer = this.querySelector(".reference__answer");
    if (!answer) {
      answer = document.createElement("div");
      answer.className = "reference__answer";
      const [status, where, link, text] = ["p", "p", "a", "pre"].map((name) => document.createElement(name));
      status.setAttribute("role", "status");
      text.tabIndex = 0; // so that the keyboard can scroll it
      text.hidden = true;
      text.setAttribute("role", "region");
      text.setAttribute("aria-label", "The answer");
      where.append(link);
      answer.append(status, where, text);
      this.append(answer);
    }
    return [answer.querySelector("[role=status]"), answer.querySelector("a"), answer.querySelector("pre")];
  }
}

function pretty(said) {
  try {
    return JSON.stringify(JSON.parse(said), null, 2);
  } catch {
    return said;
  }
}

customElements.define("try-operation", TryOperation);
