// The index: a search, a slider over the years, and arrow keys on the map.
(() => {
  const told = JSON.parse(document.getElementById("told").textContent);
  const language = document.documentElement.lang;
  document.querySelectorAll(".scripts-only").forEach((part) => { part.hidden = false; });

  // Words without accents, case and signs.
  const words = (said) => said.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase(language)
    .split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  const addSearch = () => {
    const most = 12;
    const input = document.getElementById("find-input");
    const status = document.getElementById("find-status");
    const results = document.getElementById("find-results");
    const known = [...document.querySelectorAll("#entities tbody tr")].map((row) => {
      const link = row.querySelector("a");
      const code = row.cells[2].textContent;
      return { link, code, name: words(link.textContent), all: words(`${link.textContent} ${row.cells[1].textContent} ${code}`) };
    });
    // A code in full goes first, then names that begin so, then all others.
    const rank = (one, asked) => {
      if (asked.length === 1 && one.code.toLowerCase() === asked[0]) return 0;
      return one.name[0]?.startsWith(asked[0]) ? 1 : 2;
    };
    const search = () => {
      const asked = words(input.value);
      if (!asked.length) return [];
      const fits = (one) => asked.every((word) => one.all.some((other) => other.startsWith(word)));
      return known.filter(fits).sort((a, b) => rank(a, asked) - rank(b, asked));
    };
    const item = (one) => {
      const line = document.createElement("li");
      const code = document.createElement("span");
      code.className = "code";
      code.textContent = ` ${one.code}`;
      line.append(one.link.cloneNode(true), code);
      return line;
    };
    const say = (count) => {
      const kind = count === 0 ? "none" : count === 1 ? "one" : count > most ? "first" : "some";
      return told.found[kind].replace("{count}", count).replace("{shown}", most);
    };
    const show = () => {
      const found = search();
      results.replaceChildren(...found.slice(0, most).map(item));
      status.textContent = words(input.value).length ? say(found.length) : "";
    };
    input.addEventListener("input", show);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") results.querySelector("a")?.click();
    });
    show();  // a browser may have kept what was typed
  };

  const tiles = [...document.querySelectorAll(".tiles [data-in]")];

  const addSlider = () => {
    const slider = document.getElementById("map-year");
    const output = document.querySelector(".slider output");
    const status = document.getElementById("map-told");
    const keys = [...document.querySelectorAll("#map-key li")];
    const show = () => {
      const place = slider.value - told.first;
      const counts = keys.map(() => 0);
      for (const tile of tiles) {
        const now = Number(tile.dataset.in[place]);
        counts[now] += 1;
        if (tile.classList.contains(`s${now}`)) continue;
        const label = tile.querySelector("s span");
        tile.title = tile.title.slice(0, -label.textContent.length) + told.labels[now];
        label.textContent = told.labels[now];
        tile.className = `s${now}`;
      }
      keys.forEach((key, i) => {
        key.hidden = !counts[i];
        key.querySelector("b").textContent = counts[i];
      });
      output.textContent = slider.value;
      slider.setAttribute("aria-valuetext", slider.value);
      if (status.textContent !== told.years[place]) status.textContent = told.years[place];
    };
    slider.addEventListener("input", show);
    show();
  };

  // One stop of the tab key for the whole map; arrows go to the nearest square in their direction.
  const addArrows = () => {
    const links = tiles.filter((tile) => tile.href);
    const at = (tile) => {
      const [row, column] = tile.parentElement.style.gridArea.split("/");
      return { x: parseInt(column, 10), y: parseInt(row, 10) };
    };
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const nearest = (from, [x, y]) => {
      const own = at(from);
      const far = links.map((link) => {
        const { x: a, y: b } = at(link);
        const ahead = (a - own.x) * x + (b - own.y) * y;
        const aside = Math.abs((a - own.x) * y) + Math.abs((b - own.y) * x);
        return { link, far: ahead > 0 ? ahead + 3 * aside : Infinity };
      });
      const best = far.reduce((a, b) => (b.far < a.far ? b : a), { far: Infinity });
      return best.link;
    };
    let stop = links[0];
    for (const link of links) link.tabIndex = link === stop ? 0 : -1;
    const move = (link) => {
      stop.tabIndex = -1;
      stop = link;
      stop.tabIndex = 0;
    };
    document.querySelector(".tiles").addEventListener("focusin", (event) => move(event.target));
    document.querySelector(".tiles").addEventListener("keydown", (event) => {
      const way = ways[event.key];
      if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      nearest(stop, way)?.focus();
    });
  };

  addSearch();
  addSlider();
  if (tiles.some((tile) => tile.href)) addArrows();
})();
