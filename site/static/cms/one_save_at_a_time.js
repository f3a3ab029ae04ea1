// The editor saves drafts by itself. Publishing waits until such a save has ended: two first saves
// at once would ask for two pages of one address, and one of them would fail.

const PATIENCE = 15000;
let saving = false;
let leaving = false;
let goOn = null;

function ended() {
  saving = false;
  goOn?.();
}

function send(form, button) {
  goOn = null;
  leaving = true;
  if (button?.name) {
    const action = document.createElement("input"); // the button itself may be disabled by now
    Object.assign(action, { type: "hidden", name: button.name, value: button.value });
    form.append(action);
  }
  form.requestSubmit();
}

document.addEventListener("w-autosave:save", (event) => {
  if (leaving) event.preventDefault();
  saving = !event.defaultPrevented;
});
document.addEventListener("w-autosave:success", ended);
document.addEventListener("w-autosave:error", ended);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-controller~=w-autosave]") || event.defaultPrevented) return;
  if (!saving || leaving) {
    leaving = true;
    return;
  }
  event.preventDefault();
  if (goOn) return;
  goOn = () => send(form, event.submitter);
  setTimeout(() => goOn?.(), PATIENCE);
});
