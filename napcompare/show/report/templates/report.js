"use strict";
// The page is whole without this: it adds sorting, a filter, and sources on click.
(() => {
  const language = document.documentElement.lang;
  const copy = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);

  // What a cell or row says, without the numbers of its sources.
  const said = new WeakMap();
  const text = (element) => {
    if (!said.has(element)) {
      const bare = element.cloneNode(true);
      bare.querySelectorAll(".cites, .holder, .mark").forEach((extra) => extra.remove());
      said.set(element, bare.textContent.trim());
    }
    return said.get(element);
  };

  // Numbers as the language writes them: 1.234,5 in Dutch is 1,234.5 in English.
  const sample = new Intl.NumberFormat(language).formatToParts(1234567.8);
  const sign = (type) => sample.find((part) => part.type === type).value;
  const digits = new RegExp(`[-−]?\\d(?:[\\d\\u00a0\\u202f\\${sign("group")}]*\\d)?(?:\\${sign("decimal")}\\d+)?`);
  const number = (said) => {
    const found = said.match(digits);
    if (!found) return null;
    const plain = found[0].replace("−", "-").split(sign("decimal"));
    return Number([plain[0].replace(/[^\d-]/g, ""), plain[1] ?? "0"].join("."));
  };

  const collator = new Intl.Collator(language, { numeric: true });
  const compareTexts = (a, b) => collator.compare(a, b);
  const compareNumbers = (a, b) => a - b;

  // Cells without a value come last, whichever way the others go.
  const sortBy = (table, head, direction) => {
    const numeric = head.classList.contains("number");
    const compare = numeric ? compareNumbers : compareTexts;
    const body = table.tBodies[0];
    const keyed = [...body.rows].map((row) => {
      const own = text(row.cells[head.cellIndex]);
      return { row, key: numeric ? number(own) : own || null };
    });
    keyed.sort((a, b) => {
      if (a.key === null || b.key === null) return (a.key === null) - (b.key === null);
      return direction * compare(a.key, b.key);
    });
    body.append(...keyed.map((one) => one.row));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  };

  const addSorting = (table) => {
    for (const head of table.tHead.querySelectorAll("th")) {
      const button = copy("report-sort");
      button.title += ` ${text(head)}`;
      button.append(...head.childNodes);
      button.addEventListener("click", () => {
        sortBy(table, head, head.getAttribute("aria-sort") === "ascending" ? -1 : 1);
      });
      head.append(button);
    }
  };

  const folded = (said) => said.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase(language);

  const addFilter = (holder) => {
    const control = copy("report-filter");
    const input = control.querySelector("input");
    const status = control.querySelector("[role=status]");
    const rows = [...holder.querySelectorAll("tbody tr")];
    const heaps = rows.map((row) => folded([...row.cells].map(text).join(" ")));
    const show = () => {
      const wanted = folded(input.value).split(/\s+/).filter(Boolean);
      rows.forEach((row, i) => { row.hidden = !wanted.every((word) => heaps[i].includes(word)); });
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = status.dataset.shown.replace("{shown}", shown).replace("{all}", rows.length);
    };
    input.setAttribute("aria-describedby", holder.querySelector("caption").id);
    input.addEventListener("input", show);
    show();
    holder.prepend(control);
  };

  // One popover for all facts: filled, and put beside the button, when a button is pressed.
  const place = (popover, button) => {
    const { documentElement: page } = document;
    const box = button.getBoundingClientRect();
    const width = Math.min(28 * parseFloat(getComputedStyle(page).fontSize), page.clientWidth - 24);
    const left = Math.max(12, Math.min(box.left, page.clientWidth - width - 12));
    const below = box.top < page.clientHeight / 2;
    const room = below ? page.clientHeight - box.bottom : box.top;
    Object.assign(popover.style, {
      width: `${width}px`,
      left: `${left + scrollX}px`,
      top: below ? `${box.bottom + scrollY + 6}px` : "auto",
      bottom: below ? "auto" : `${page.clientHeight - box.top - scrollY + 6}px`,
      maxHeight: `${Math.max(room - 18, 120)}px`,
    });
  };

  const addSources = () => {
    const popover = copy("report-popover");
    const list = popover.querySelector("ol");
    let pressed = null;
    popover.querySelector("button").addEventListener("click", () => popover.hidePopover());
    document.body.append(popover);
    const fill = (button, links) => {
      if (pressed !== button && popover.matches(":popover-open")) popover.hidePopover();
      pressed = button;
      list.replaceChildren(...links.map((link) => {
        const item = document.getElementById(link.hash.slice(1)).cloneNode(true);
        item.removeAttribute("id");
        return item;
      }));
      place(popover, button);
    };
    for (const cites of document.querySelectorAll(".cites")) {
      const holder = copy("report-cite");
      const button = holder.querySelector("button");
      button.textContent = cites.textContent.trim();
      button.ariaLabel += button.textContent;
      button.popoverTargetElement = popover;
      button.addEventListener("click", () => fill(button, [...cites.querySelectorAll("a")]));
      cites.after(holder);
    }
    document.documentElement.classList.add("scripted");
  };

  document.querySelectorAll("table").forEach(addSorting);
  document.querySelectorAll("[data-filter]").forEach(addFilter);
  if ("popover" in HTMLElement.prototype) addSources();
})();
