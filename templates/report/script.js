"use strict";
(() => {
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const one = (id) => document.getElementById(id);
  const root = document.documentElement;

  for (const element of all("[data-script]")) element.hidden = false;

  // The theme: that of the system until somebody chooses.
  const theme = one("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const paint = () => {
    theme.setAttribute("aria-pressed", String(dark()));
    theme.textContent = dark() ? "Light" : "Dark";
  };
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    paint();
  });
  system.addEventListener("change", paint);
  paint();
  one("print").addEventListener("click", () => print());

  // What is folded is not printed, so nothing is folded then.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    for (const element of folded) element.open = true;
  });
  addEventListener("afterprint", () => {
    for (const element of folded) element.open = false;
  });

  // Filters.
  const form = one("filters");
  if (form) {
    const places = all(".place").map((element) => ({
      element,
      severity: element.dataset.severity,
      group: element.closest(".group"),
      artifact: element.closest(".artifact"),
      text: "",
    }));
    const searched = (place) => {
      if (!place.text) {
        const head = place.group.querySelector("summary").textContent;
        const about = place.group.querySelector(".about");
        const name = place.artifact.querySelector("h3").textContent;
        place.text = [head, about ? about.textContent : "", name, place.element.textContent].join(" ").toLowerCase();
      }
      return place.text;
    };
    const groups = all(".group", one("list"));
    const artifacts = all(".artifact", one("list"));
    const shown = one("shown");
    const apply = () => {
      const words = one("q").value.toLowerCase().split(/\s+/).filter(Boolean);
      const severities = new Set(all("input[name=severity]:checked", form).map((input) => input.value));
      const kind = one("kind").value;
      const rule = one("rule").value;
      const seen = new Set();
      let count = 0;
      for (const place of places) {
        const fits =
          severities.has(place.severity) &&
          (!kind || place.artifact.dataset.kind === kind) &&
          (!rule || place.group.dataset.rule === rule) &&
          words.every((word) => searched(place).includes(word));
        place.element.hidden = !fits;
        if (fits) {
          count += 1;
          seen.add(place.group).add(place.artifact);
        }
      }
      for (const element of groups.concat(artifacts)) element.hidden = !seen.has(element);
      one("nothing").hidden = count > 0;
      shown.textContent =
        count === places.length ? `All ${count} listed findings are shown.` : `${count} of ${places.length} findings fit.`;
    };
    const number = (element, name) => Number(element.dataset[name]);
    const orders = {
      worst: (a, b) => number(b, "worst") - number(a, "worst"),
      path: (a, b) => (a.dataset.path < b.dataset.path ? -1 : a.dataset.path > b.dataset.path ? 1 : 0),
      count: (a, b) => number(b, "count") - number(a, "count"),
    };
    const sort = () => {
      const order = orders[one("sort").value];
      const list = one("list");
      for (const element of artifacts.slice().sort(order)) list.append(element);
    };
    let waiting = 0;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 120);
    });
    form.addEventListener("change", apply);
    one("sort").addEventListener("change", sort);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () =>
      setTimeout(() => {
        sort();
        apply();
      })
    );
    const fold = one("fold");
    fold.addEventListener("click", () => {
      const open = fold.textContent !== "Fold all";
      for (const element of groups) element.open = open;
      fold.textContent = open ? "Fold all" : "Unfold all";
    });
    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        one("q").focus();
      }
      if (event.key === "Escape" && document.activeElement === one("q")) {
        one("q").value = "";
        apply();
      }
    });
    apply();
  }

  // The graph.
  const svg = one("graph");
  if (!svg) return;
  const canvas = one("canvas");
  const chosen = one("chosen");
  const nodes = new Map(all(".node", svg).map((node) => [node.dataset.node, node]));
  const edges = all(".edge", svg);
  const whole = svg.viewBox.baseVal;
  const size = { width: whole.width, height: whole.height };
  canvas.classList.add("live");
  let view = { x: 0, y: 0, scale: 1 };
  const draw = () => {
    const width = canvas.clientWidth / view.scale;
    const height = canvas.clientHeight / view.scale;
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${width} ${height}`);
  };
  const fit = () => {
    const least = Math.min(canvas.clientWidth / size.width, canvas.clientHeight / size.height);
    const scale = Math.min(1.1, Math.max(least, 0.05));
    view = {
      scale,
      x: (size.width - canvas.clientWidth / scale) / 2,
      y: (size.height - canvas.clientHeight / scale) / 2,
    };
    draw();
  };
  const zoom = (factor, x, y) => {
    const scale = Math.min(3, Math.max(0.05, view.scale * factor));
    view.x += x / view.scale - x / scale;
    view.y += y / view.scale - y / scale;
    view.scale = scale;
    draw();
  };
  const middle = (factor) => zoom(factor, canvas.clientWidth / 2, canvas.clientHeight / 2);
  one("zoom-in").addEventListener("click", () => middle(1.3));
  one("zoom-out").addEventListener("click", () => middle(1 / 1.3));
  one("zoom-fit").addEventListener("click", fit);
  canvas.addEventListener(
    "wheel",
    (event) => {
      // Without a key, the wheel scrolls the page.
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const box = canvas.getBoundingClientRect();
      zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.clientX - box.left, event.clientY - box.top);
    },
    { passive: false }
  );
  let held = null;
  let moved = false;
  canvas.addEventListener("pointerdown", (event) => {
    held = { x: event.clientX, y: event.clientY };
    moved = false;
  });
  addEventListener("pointermove", (event) => {
    if (!held) return;
    const x = event.clientX - held.x;
    const y = event.clientY - held.y;
    if (Math.abs(x) + Math.abs(y) < 4 && !moved) return;
    moved = true;
    view.x -= x / view.scale;
    view.y -= y / view.scale;
    held = { x: event.clientX, y: event.clientY };
    draw();
  });
  addEventListener("pointerup", () => {
    held = null;
  });
  svg.addEventListener("dragstart", (event) => event.preventDefault());

  const line = (relation, node, before) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    const name = node.getAttribute("aria-label");
    link.href = node.getAttribute("href");
    link.textContent = name;
    item.append(before ? `${relation} ` : "", link, before ? "" : ` ${relation} this`);
    return item;
  };
  const choose = (node) => {
    for (const element of all(".selected, .tied", svg)) element.classList.remove("selected", "tied");
    svg.classList.toggle("choosing", Boolean(node));
    chosen.replaceChildren();
    const title = document.createElement("p");
    if (!node) {
      title.className = "quiet";
      title.textContent = "Choose a component to see what it is tied to.";
      chosen.append(title);
      return;
    }
    node.classList.add("selected");
    const strong = document.createElement("a");
    strong.href = node.getAttribute("href");
    strong.textContent = node.getAttribute("aria-label");
    title.append(strong);
    const list = document.createElement("ul");
    for (const edge of edges) {
      const { from, to, relation } = edge.dataset;
      if (from !== node.dataset.node && to !== node.dataset.node) continue;
      edge.classList.add("tied");
      const other = nodes.get(from === node.dataset.node ? to : from);
      other.classList.add("tied");
      list.append(line(relation, other, from === node.dataset.node));
    }
    chosen.append(title, list);
  };
  svg.addEventListener("click", (event) => {
    const node = event.target.closest(".node");
    if (moved || node) event.preventDefault();
    if (!moved) choose(node);
  });
  // A node that has the focus is in sight.
  svg.addEventListener("focusin", (event) => {
    const node = event.target.closest(".node");
    if (!node || !node.matches(":focus-visible")) return;
    const box = node.getBBox();
    const width = canvas.clientWidth / view.scale;
    const height = canvas.clientHeight / view.scale;
    const inside = box.x > view.x && box.y > view.y && box.x + box.width < view.x + width && box.y + box.height < view.y + height;
    if (inside) return;
    view.x = box.x + box.width / 2 - width / 2;
    view.y = box.y + box.height / 2 - height / 2;
    canvas.scrollTo(0, 0);
    draw();
  });
  canvas.addEventListener("keydown", (event) => {
    const step = 60 / view.scale;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key]) {
      view.x += moves[event.key][0];
      view.y += moves[event.key][1];
      draw();
    } else if (event.key === "+" || event.key === "=") middle(1.3);
    else if (event.key === "-") middle(1 / 1.3);
    else if (event.key === "0") fit();
    else if (event.key === "Escape") choose(null);
    else return;
    event.preventDefault();
  });
  // On paper the whole graph is wanted.
  addEventListener("beforeprint", () => svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`));
  addEventListener("afterprint", draw);
  addEventListener("resize", draw);
  fit();
})();
