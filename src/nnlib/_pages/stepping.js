/* One update, step by step: each equation of the notes with the arrays that go in and the one that comes out.
   Every number that is shown is the library's own; none is computed here. */
"use strict";

const Stepping = (() => {
  const PARTS = { given: "Given", forward: "Forward propagation", backward: "Back propagation", update: "Update" };
  const MOST_TERMS = 6; // of a sum that is written out whole

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...children);
    return element;
  }

  /* What is written: mathematics as the notes set it, and numbers in few digits. */

  const SYMBOL = /1\/m|(d?[A-Za-zα])(?![\w.])(\[\w+\])?(ᵀ)?|\w[\w.]*/g;

  function typeset(text) {
    const set = document.createDocumentFragment();
    let end = 0;
    for (const found of text.matchAll(SYMBOL)) {
      const [whole, symbol, layer, transposed] = found;
      set.append(plain(text.slice(end, found.index)));
      end = found.index + whole.length;
      if (symbol) {
        set.append(make("var", {}, symbol));
        if (layer) set.append(make("sup", {}, layer));
        if (transposed) set.append(make("sup", {}, "T"));
      } else if (whole === "1/m") {
        set.append(make("sup", {}, "1"), "⁄", make("sub", {}, make("var", {}, "m")));
      } else {
        set.append(whole);
      }
    }
    set.append(plain(text.slice(end)));
    return set;
  }

  const plain = (text) => text.replaceAll(" * ", " ∗ ").replaceAll(" - ", " − ");

  function short(x) {
    const value = Number(x);
    const size = Math.abs(value);
    if (!Number.isFinite(value)) return String(value).replace("Infinity", "∞").replace("-", "−");
    let text = value.toPrecision(3);
    if (Number.isInteger(value) && size < 1e5) text = String(value);
    else if (size >= 1e5 || size < 1e-3) text = value.toExponential(1).replace("+", "");
    else if (size >= 100) text = value.toFixed(1);
    return text.replaceAll("-", "−");
  }

  /* How a number is made: pieces are texts, and places in arrays. */

  const at = (line, i = 0, j = 0) => ({ line, i, j });
  const unwritten = (pieces) => pieces.filter((piece) => piece.line).map((place) => ({ ...place, unwritten: true }));
  const valueOf = ({ line, i, j }) => line.values[i]?.[j];
  const called = ({ line, i, j }) => (line.shape.length ? `${line.name}[${i}, ${j}]` : line.name);

  function sum(n, term) {
    const written = n > MOST_TERMS ? MOST_TERMS - 2 : n;
    const pieces = [];
    for (let k = 0; k < n; k += 1) {
      if (k >= written) pieces.push(...unwritten(term(k)));
      else pieces.push(...(k ? [" + "] : []), ...term(k));
    }
    return written < n ? [...pieces, ` + … (${n} terms)`] : pieces;
  }

  const mean = (m, n, term) => ["1/", at(m), " · (", ...sum(n, term), ")"];
  const steepness = (name) => name.match(/slope=([^)]*)/)?.[1] ?? "0.01";

  const ACTIVATIONS = {
    sigmoid: (z) => ["1 / (1 + exp(−", z, "))"],
    relu: (z) => ["max(0, ", z, ")"],
    leaky_relu: (z, name) => [`max(${steepness(name)} · `, z, ", ", z, ")"],
    identity: (z) => [z],
  };
  const SLOPES = {
    sigmoid: (z, a) => [a, " · (1 − ", a, ")"],
    tanh: (z, a) => ["1 − ", a, "²"],
    relu: (z) => ["1 if ", z, " > 0 else 0"],
    leaky_relu: (z, a, name) => ["1 if ", z, ` > 0 else ${steepness(name)}`],
    identity: () => ["1"],
  };
  const kind = (name) => name.replace(/\(.*/, "");

  function activation(name, Z, i, j) {
    const z = at(Z, i, j);
    if (name === "softmax") {
      return ["exp(", z, ") / (", ...sum(Z.shape[0], (k) => ["exp(", at(Z, k, j), ")"]), ")"];
    }
    const formula = ACTIVATIONS[kind(name)]?.(z, name);
    return [`${kind(name)}(`, z, ")", ...(formula ? [" = ", ...formula] : [])];
  }

  function slope(name, Z, A, i, j) {
    const z = at(Z, i, j);
    return SLOPES[kind(name)]?.(z, at(A, i, j), name) ?? [`${kind(name)}′(`, z, ")"];
  }

  function loss(name, A, Y, j) {
    const n = A.shape[0];
    const all = (term) => (n > 1 ? ["(", ...sum(n, term), ")"] : term(0));
    const y = (k) => at(Y, k, j);
    const labels = unwritten([...A.values.keys()].map(y));
    if (name === "binary_cross_entropy") {
      const log = (k) => [Number(valueOf(y(k))) === 1 ? "log(" : "log(1 − ", at(A, k, j), ")"];
      return ["−", ...all(log), ...labels];
    }
    if (name === "categorical_cross_entropy") {
      const place = Y.values.findIndex((row) => Number(row[j]) === 1);
      return place < 0 ? ["−log(a of the true class)"] : ["−log(", at(A, place, j), ")", ...labels];
    }
    if (name === "squared_error") return ["½ · ", ...all((k) => ["(", at(A, k, j), " − ", y(k), ")²"])];
    return [`${name} of column ${j}`, ...labels, ...unwritten([...A.values.keys()].map((k) => at(A, k, j)))];
  }

  function lossSlope(name, A, Y, i, j) {
    if (name === "squared_error") return [at(A, i, j), " − ", at(Y, i, j)];
    return [`∂L/∂a of ${name} at a = `, at(A, i, j), ", y = ", at(Y, i, j)];
  }

  const RULES = {
    Z: ([W, P, b], i, j) => [...sum(W.shape[1], (k) => [at(W, i, k), " · ", at(P, k, j)]), " + ", at(b, i)],
    A: ([Z], i, j, name) => activation(name, Z, i, j),
    L: (inputs, i, j, name) => loss(name, ...inputs.slice(-2), j),
    J: ([m, L, penalty]) => [...mean(m, L.shape[1], (k) => [at(L, 0, k)]), ...(penalty ? [" + ", at(penalty)] : [])],
    l2: ([l2]) => [at(l2), " / 2 · (the sum of the squares of all weights)"],
    g: ([Z, A], i, j, name) => slope(name, Z, A, i, j),
    dA: ([W, D], i, j, name) =>
      name ? lossSlope(name, W, D, i, j) : sum(W.shape[0], (k) => [at(W, k, i), " · ", at(D, k, j)]),
    dZ: ([D, other], i, j) => [at(D, i, j), other.name === "Y" ? " − " : " · ", at(other, i, j)],
    dW: ([m, D, P, l2, W], i, j) => [
      ...mean(m, D.shape[1], (k) => [at(D, i, k), " · ", at(P, j, k)]),
      ...(l2 ? [" + ", at(l2), " · ", at(W, i, j)] : []),
    ],
    db: ([m, D], i) => mean(m, D.shape[1], (k) => [at(D, i, k)]),
    W: ([before, rate, D], i, j) => [at(before, i, j), " − ", at(rate), " · ", at(D, i, j)],
  };
  RULES.b = RULES.W;

  const isMade = (line) => line.sources.length > 0;
  const piecesOf = ({ line, i, j }) => RULES[line.name.match(/^\w+/)[0]](line.sources, i, j, line.function);
  const places = (pieces) => pieces.filter((piece) => piece.line && valueOf(piece) !== undefined);

  function written(pieces, show) {
    return pieces.reduce((text, piece) => text + (piece.line ? (piece.unwritten ? "" : show(piece, text)) : piece), "");
  }

  function number(place, before) {
    const text = short(valueOf(place));
    return text.startsWith("−") && /[·+−] ?$/.test(before) ? `(${text})` : text;
  }

  /* Let each line have its inputs themselves: of its own, or the last of that name before it. */
  function linked(lines) {
    lines.forEach((line, place) => {
      const before = lines.slice(0, place).reverse();
      const find = (name) => line.also.find((inner) => inner.name === name) ?? before.find((l) => l.name === name);
      [line, ...line.also].forEach((one) => {
        one.sources = one.inputs.map(find);
      });
    });
    return lines;
  }

  /* What stands on the page for an array: a grid of its numbers under its name and shape. */
  function grid(line, role) {
    const [rows, columns] = [line.values.length, line.values[0].length];
    const isNumber = line.shape.length === 0;
    const largest = Math.max(...line.values.flat().map((x) => Math.abs(Number(x))).filter(Number.isFinite)) || 1;
    const caption = make("caption", {}, typeset(line.name), isNumber ? "" : ` (${line.shape.join(", ")})`);
    const table = make("table", { class: role, "data-name": line.name }, caption);
    if (!isNumber) {
      const heads = [...Array(columns).keys()].map((j) => make("th", { scope: "col" }, String(j)));
      table.append(make("tr", {}, make("td", {}), ...heads));
    }
    const cells = line.values.map((row, i) => {
      const made = row.map((x, j) => {
        const label = `${called(at(line, i, j))} = ${x}`;
        const cell = make("td", { title: String(x), "aria-label": label, "data-place": `${i},${j}` }, short(x));
        cell.style.setProperty("--share", (0.5 * Math.abs(Number(x))) / largest || 0);
        cell.classList.add(Number(x) < 0 ? "negative" : "positive");
        return cell;
      });
      table.append(make("tr", {}, ...(isNumber ? [] : [make("th", { scope: "row" }, String(i))]), ...made));
      return made;
    });
    if (rows < line.shape[0] || columns < line.shape[1]) {
      const cut = `… cut: ${rows} of ${line.shape[0]} rows, ${columns} of ${line.shape[1]} columns`;
      table.append(make("tr", { class: "cut" }, make("td", { colspan: columns + 1 }, cut)));
    }
    return { table, cells };
  }

  /* Let the numbers of a grid be reached by Tab and the arrows, and be pointed at; `choose` is told which. */
  function explainable({ table, cells }, choose) {
    const placeOf = (event) => event.target.closest("td[data-place]")?.dataset.place.split(",").map(Number);
    table.setAttribute("role", "grid");
    cells.flat().forEach((cell) => cell.setAttribute("tabindex", "-1"));
    cells[0][0].setAttribute("tabindex", "0");
    ["mouseover", "focusin"].forEach((kindOfEvent) =>
      table.addEventListener(kindOfEvent, (event) => placeOf(event) && choose(...placeOf(event))),
    );
    table.addEventListener("keydown", (event) => {
      const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
      const [i, j] = placeOf(event) ?? [];
      if (down === undefined || i === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const next = cells[i + down]?.[j + right];
      if (!next) return;
      table.querySelector('[tabindex="0"]').setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
  }

  function show(element, steps) {
    const lines = linked(steps.lines);
    const given = lines.filter((line) => line.part === "given");
    const stages = [null, ...lines.filter((line) => line.part !== "given")];
    let current = 0;

    const back = make("button", { type: "button" }, "Back");
    const next = make("button", { type: "button" }, "Next");
    const slider = make("input", { type: "range", min: 0, max: stages.length - 1, "aria-label": "Step" });
    const count = make("span", { class: "count" });
    const heading = make("h2", { "aria-live": "polite" });
    const arrays = make("div", { class: "arrays" });
    const sums = make("div", { class: "sums", "aria-live": "polite" });
    const hint = make("p", { class: "hint" }, "Point at a number with a dotted line, or move to it with Tab and arrows.");
    const list = make("nav", { "aria-label": "Equations" });
    const entries = [];
    Object.entries(PARTS).forEach(([part, title]) => {
      const items = make("ol", {});
      stages.forEach((line, place) => {
        if ((line ? line.part : "given") !== part) return;
        const text = line ? typeset(line.equation.split(", where")[0]) : typeset(given.map((l) => l.name).join(", "));
        entries[place] = make("button", { type: "button" }, text);
        entries[place].addEventListener("click", () => go(place));
        items.append(make("li", {}, entries[place]));
      });
      list.append(make("h3", {}, title), items);
    });

    function explain(line, i, j, grids) {
      const pieces = piecesOf(at(line, i, j));
      const rows = [[at(line, i, j), pieces]];
      const inner = places(pieces).filter((place) => isMade(place.line) && !lines.includes(place.line));
      if (inner.length < 3) inner.forEach((place) => rows.push([place, piecesOf(place)]));
      sums.replaceChildren(
        ...rows.map(([place, made], row) => {
          const name = `${row ? "where " : ""}${called(place)}`;
          const result = make("output", { title: String(valueOf(place)) }, short(valueOf(place)));
          const numbers = make("p", {}, "= ", typeset(written(made, number)), " = ", result);
          return make("div", {}, make("p", {}, typeset(`${name} = ${written(made, called)}`)), numbers);
        }),
      );
      arrays.querySelectorAll(".taken, .chosen").forEach((cell) => cell.classList.remove("taken", "chosen"));
      places(rows.flatMap(([, made]) => made)).forEach((place) => {
        grids.get(place.line)?.cells[place.i][place.j].classList.add("taken");
      });
      grids.get(line).cells[i][j].classList.add("chosen");
    }

    /* The arrays of a line in their order: before an input that has no line of its own, what that is made of. */
    function shownOf(line) {
      const within = (source) => (isMade(source) && !lines.includes(source) ? places(piecesOf(at(source))) : []);
      return new Set(line.sources.flatMap((source) => [...within(source).map((place) => place.line), source]));
    }

    function draw() {
      const line = stages[current];
      const shown = line ? [...shownOf(line), line] : given;
      const grids = new Map(shown.map((one) => [one, grid(one, one === line ? "result" : "input")]));
      heading.replaceChildren(line ? typeset(line.equation) : "What is given");
      arrays.replaceChildren(...[...grids.values()].map(({ table }) => table));
      sums.replaceChildren();
      hint.hidden = !line;
      if (line) {
        grids.get(line).table.before(make("span", { class: "arrow", "aria-hidden": "true" }, "→"));
        shown
          .filter((one) => one === line || (isMade(one) && !lines.includes(one)))
          .forEach((one) => explainable(grids.get(one), (i, j) => explain(one, i, j, grids)));
        explain(line, 0, 0, grids);
      }
      entries.forEach((entry, place) => {
        entry.classList.toggle("source", line !== null && line.sources.includes(stages[place]));
        if (place === current) entry.setAttribute("aria-current", "step");
        else entry.removeAttribute("aria-current");
      });
      slider.value = current;
      slider.setAttribute("aria-valuetext", heading.textContent);
      count.textContent = `${current + 1} of ${stages.length}`;
      back.setAttribute("aria-disabled", current === 0);
      next.setAttribute("aria-disabled", current === stages.length - 1);
    }

    function go(place) {
      current = Math.min(Math.max(place, 0), stages.length - 1);
      draw();
    }

    const controls = make("div", { class: "controls" }, back, slider, next, count);
    const root = make("div", { class: "stepping" }, controls, make("section", {}, heading, arrays, sums, hint), list);
    back.addEventListener("click", () => go(current - 1));
    next.addEventListener("click", () => go(current + 1));
    slider.addEventListener("input", () => go(Number(slider.value)));
    root.addEventListener("keydown", (event) => {
      const places = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: stages.length - 1 };
      if (event.target === slider || !(event.key in places)) return;
      event.preventDefault();
      go(places[event.key]);
    });
    element.replaceChildren(root);
    draw();
    return { next: () => go(current + 1), back: () => go(current - 1), go, close: () => element.replaceChildren() };
  }

  return { show };
})();
