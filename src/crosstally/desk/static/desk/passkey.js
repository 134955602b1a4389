// Asks the browser for a passkey and sends what it signed with the form around the button. Without this
// script the button stays hidden, and codes are typed.
"use strict";
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const create = async (asked) => {
  const publicKey = { ...asked, challenge: bytes(asked.challenge), excludeCredentials: named(asked.excludeCredentials) };
  publicKey.user = { ...asked.user, id: bytes(asked.user.id) };
  const made = await navigator.credentials.create({ publicKey });
  return [made, { attestationObject: text(made.response.attestationObject) }];
};
const get = async (asked) => {
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials) };
  const shown = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = shown.response;
  const signed = { authenticatorData: text(authenticatorData), signature: text(signature) };
  return [shown, userHandle ? { ...signed, userHandle: text(userHandle) } : signed];
};

for (const button of document.querySelectorAll("[data-passkey]")) {
  if (!globalThis.PublicKeyCredential) break;
  const { form } = button;
  const said = form.querySelector("output");
  const ask = button.dataset.passkey === "create" ? create : get;
  const send = async () => {
    said.textContent = "";
    button.disabled = true;
    try {
      const [key, response] = await ask(JSON.parse(button.dataset.options));
      response.clientDataJSON = text(key.response.clientDataJSON);
      form.elements.passkey.value = JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
      form.submit();
    } catch {
      // Refused by the person or their device, which says why itself, or nobody came in time.
      said.textContent = said.dataset.failed;
      button.disabled = false;
    }
  };
  button.hidden = false;
  for (const part of form.querySelectorAll("[data-without-passkeys]")) part.hidden = true;
  button.addEventListener("click", () => {
    if (ask === get || form.reportValidity()) send();
  });
  // The one thing that this form does; the form with a code sends the code when Enter is pressed.
  if (ask === create) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
  }
}
