// A form whose `credential` the browser's passkey fills. What to ask of it stands in the page (#passkey-options) or, with
// data-ask, at that address: a page that asks anybody must not hold a challenge that is too old.
class DeskPasskey extends HTMLElement {
  #form;
  #status;

  connectedCallback() {
    this.#form = this.querySelector("form");
    this.#status = this.querySelector("[role=status]");
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
    this.#status.textContent = "";
    this.#form.hidden = false;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
  }

  async ask() {
    this.#status.textContent = "";
    try {
      const credential = await this.credential(await this.options());
      this.#form.elements.credential.value = JSON.stringify(credential.toJSON());
      this.#form.submit();
    } catch (error) {
      this.#status.textContent = `That did not work: ${DeskPasskey.reason(error)}`;
    }
  }

  async options() {
    if (!this.dataset.ask) return JSON.parse(document.getElementById("passkey-options").textContent);
    const answer = await fetch(this.dataset.ask, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("too many tries; wait a minute.");
    return answer.json();
  }

  credential({ creation_options: creation, request_options: request }) {
    if (request) {
      return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(request.publicKey) });
    }
    // The device itself asks who it is and remembers for whom the key is: so it lets in without name and password.
    const authenticatorSelection = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
    return navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON({ ...creation.publicKey, authenticatorSelection }),
    });
  }

  static reason(error) {
    if (error.name === "NotAllowedError") return "it was called off, or no passkey fits.";
    if (error.name === "InvalidStateError") return "this device has a passkey for your account already.";
    if (error.name === "SecurityError") return "passkeys need https, or an address at localhost.";
    return error.message;
  }
}

customElements.define("desk-passkey", DeskPasskey);
