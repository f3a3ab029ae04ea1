// A box for searching that proposes words and pages while one writes. Without it the form is a form.

const PAUSE = 120;

export class Seek {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.items = [];
    this.at = -1;
    this.asked = null;
    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = `${this.input.id}-suggestions`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.input.labels[0].textContent);
    this.list.hidden = true;
    this.voice = document.createElement("p");
    this.voice.className = "visually-hidden";
    this.voice.setAttribute("role", "status");
    form.append(this.list, this.voice);
    const tells = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(tells)) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus
    this.list.addEventListener("click", (event) => this.choose(this.place(event.target)));
    if (this.input.value !== this.input.defaultValue) this.wait(); // written before this arrived
  }

  place(element) {
    return [...this.list.children].indexOf(element.closest("li"));
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const words = this.input.value.trim();
    this.asked?.abort();
    if (!words) return this.close();
    this.asked = new AbortController();
    const query = new URLSearchParams({ q: words, lang: this.form.dataset.language });
    try {
      const answer = await fetch(`${this.form.dataset.suggest}?${query}`, { signal: this.asked.signal });
      if (answer.ok) this.show(await answer.json());
    } catch {
      this.close(); // no network, or more was written meanwhile: the form goes on by itself
    }
  }

  show([, texts, kinds, addresses]) {
    if (document.activeElement !== this.input) return;
    this.items = texts.map((text, place) => ({ text, kind: kinds[place], url: addresses[place] }));
    this.list.replaceChildren(...this.items.map((item, place) => this.line(item, place)));
    this.point(-1);
    this.open(this.items.length > 0);
    const { said, none } = this.form.dataset;
    this.voice.textContent = this.items.length ? said.replace("{n}", this.items.length) : none;
  }

  line({ text, kind }, place) {
    const line = document.createElement("li");
    line.id = `${this.list.id}-${place}`;
    line.setAttribute("role", "option");
    line.append(text);
    if (kind) {
      const label = document.createElement("small");
      label.textContent = kind;
      line.append(label);
    }
    return line;
  }

  open(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
  }

  close() {
    this.asked?.abort();
    clearTimeout(this.timer);
    this.point(-1);
    this.open(false);
  }

  point(place) {
    this.at = place;
    [...this.list.children].forEach((line, other) => line.setAttribute("aria-selected", String(other === place)));
    const line = this.list.children[place];
    if (line) this.input.setAttribute("aria-activedescendant", line.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  onKey(event) {
    if (event.isComposing) return; // the keys belong to the way of writing Chinese
    const count = this.items.length;
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault(); // only the list goes; the words stay
      this.close();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && count) {
      event.preventDefault();
      this.open(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.point(((this.at + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.choose(this.at);
    }
  }

  choose(place) {
    const item = this.items[place];
    if (!item) return;
    this.close();
    if (item.url) return location.assign(item.url);
    this.input.value = item.text;
    this.form.requestSubmit();
  }
}
