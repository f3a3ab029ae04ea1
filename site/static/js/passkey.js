// Asks the device for a passkey, or to make one, and hands its answer to the form.

const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const toBase64 = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const withBytes = (named) => named?.map((one) => ({ ...one, id: fromBase64(one.id) }));

function options(given) {
  const asked = { ...given, challenge: fromBase64(given.challenge) };
  if (given.user) asked.user = { ...given.user, id: fromBase64(given.user.id) };
  if (given.excludeCredentials) asked.excludeCredentials = withBytes(given.excludeCredentials);
  if (given.allowCredentials) asked.allowCredentials = withBytes(given.allowCredentials);
  return { publicKey: asked };
}

function answer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toBase64(credential.response[name]);
  }
  return {
    id: credential.id,
    rawId: toBase64(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

const form = document.querySelector("form[data-passkey]");
const button = form.querySelector("button");
const says = (what) => form.querySelector(`[data-says=${what}]`);
const given = Object.values(JSON.parse(document.getElementById("passkey-options").textContent))[0];

if (window.PublicKeyCredential && navigator.credentials) {
  says("unsupported").hidden = true;
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    says("failed").hidden = true;
    button.disabled = true;
    try {
      const credential = await navigator.credentials[form.dataset.passkey](options(given.publicKey));
      form.elements.credential.value = JSON.stringify(answer(credential));
      form.submit();
    } catch {
      says("failed").hidden = false; // cancelled, too late, or a passkey that is there already
      button.disabled = false;
    }
  });
}
