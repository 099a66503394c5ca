/* One update, step by step: each equation of the notes with the arrays that go in and the one that comes out.
   Every number that is shown is the library's own; none is computed here. */
"use strict";

const Stepping = (() => {
  const PARTS = { given: "Given", forward: "Forward propagation", backward: "Back propagation", update: "Update" };
  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const MOST_TERMS = 6; // of a sum that is written out whole
  const HINT = `Point at an underlined number, or move to it with Tab and arrows, to see how it is made. Rows are nodes,
    columns are examples; in W and dW they are nodes of the layer before. Both are counted from 0, as in NumPy.`;

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...children);
    return element;
  }

  function button(label, press) {
    const element = make("button", {}, label);
    element.addEventListener("click", press);
    return element;
  }

  /* What is written: mathematics as the notes set it, and numbers in few digits. */

  const SYMBOL = /(d?[A-Za-zα])(?![\w.])((?:\[\w+\])?[ᵀ′]?)|\w[\w.]*|[^\wα]+/g;

  function typeset(text) {
    const set = document.createDocumentFragment();
    for (const [whole, symbol, above] of text.matchAll(SYMBOL)) {
      if (symbol) set.append(make("var", {}, symbol), above && make("sup", {}, above.replace("ᵀ", "T")));
      else set.append(whole.replaceAll(" * ", " ∗ ").replaceAll(" - ", " − "));
    }
    return set;
  }

  /* A number is shown whole where that is shorter. */
  function short(x, digits = 3) {
    const value = Number(x);
    const size = Math.abs(value);
    const rounded = value.toPrecision(size < 1e3 || size >= 1e5 ? digits : digits + 2);
    const text = size < 1e5 && String(value).length < rounded.length ? String(value) : rounded;
    return text.replace("Infinity", "∞").replace("+", "").replaceAll("-", "−");
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
    const formula = ACTIVATIONS[kind(name)];
    return [`${kind(name)}(`, z, ")", ...(formula ? [" = ", ...formula(z, name)] : [])];
  }

  function slope(name, Z, A, i, j) {
    const z = at(Z, i, j);
    return SLOPES[kind(name)]?.(z, at(A, i, j), name) ?? [`${kind(name)}′(`, z, ")"];
  }

  function loss(name, A, Y, j) {
    const all = (term) => (A.shape[0] > 1 ? ["(", ...sum(A.shape[0], term), ")"] : term(0));
    const y = (k) => at(Y, k, j);
    const isOne = (k) => Number(valueOf(y(k))) === 1;
    const labels = unwritten([...Y.values.keys()].map(y));
    const log = (k) => [isOne(k) ? "log(" : "log(1 − ", at(A, k, j), ")"];
    if (name === "squared_error") return ["½ · ", ...all((k) => ["(", at(A, k, j), " − ", y(k), ")²"])];
    if (name === "binary_cross_entropy") return ["−", ...all(log), ...labels];
    const place = [...Y.values.keys()].find(isOne);
    if (name === "categorical_cross_entropy" && place !== undefined) return ["−", ...log(place), ...labels];
    return [`${name} of column ${j}`, ...labels];
  }

  const RULES = {
    Z: ([W, P, b], i, j) => [...sum(W.shape[1], (k) => [at(W, i, k), " · ", at(P, k, j)]), " + ", at(b, i)],
    A: ([Z], i, j, name) => activation(name, Z, i, j),
    L: (inputs, i, j, name) => loss(name, ...inputs.slice(-2), j),
    J: ([m, L, penalty]) => [...mean(m, L.shape[1], (k) => [at(L, 0, k)]), ...(penalty ? [" + ", at(penalty)] : [])],
    l2: ([l2]) => [at(l2), " / 2 · (the sum of the squares of all weights)"],
    g: ([Z, A], i, j, name) => slope(name, Z, A, i, j),
    dA: ([W, D], i, j, name) => {
      if (!name) return sum(W.shape[0], (k) => [at(W, k, i), " · ", at(D, k, j)]);
      const [a, y] = [at(W, i, j), at(D, i, j)];
      return name === "squared_error" ? [a, " − ", y] : [`∂L/∂a of ${name} at (`, a, ", ", y, ")"];
    },
    dZ: ([D, other], i, j) => [at(D, i, j), other.name === "Y" ? " − " : " · ", at(other, i, j)],
    dW: ([m, D, P, l2, W], i, j) => [
      ...mean(m, D.shape[1], (k) => [at(D, i, k), " · ", at(P, j, k)]),
      ...(l2 ? [" + ", at(l2), " · ", at(W, i, j)] : []),
    ],
    db: ([m, D], i) => mean(m, D.shape[1], (k) => [at(D, i, k)]),
    W: ([before, rate, D], i, j) => [at(before, i, j), " − ", at(rate), " · ", at(D, i, j)],
  };
  RULES.b = RULES.W;

  const piecesOf = ({ line, i, j }) => RULES[line.name.match(/^\w+/)[0]](line.sources, i, j, line.function);
  const places = (pieces) => pieces.filter((piece) => piece.line && valueOf(piece) !== undefined);

  function written(pieces, show) {
    return pieces.reduce((text, piece) => text + (piece.line ? (piece.unwritten ? "" : show(piece, text)) : piece), "");
  }

  const number = (digits) => (place, before) => {
    const text = short(valueOf(place), digits);
    return text.startsWith("−") && /[·+−] ?$/.test(before) ? `(${text})` : text;
  };

  /* Let each line have its inputs: what stands within it, or the first line of that name. */
  function linked(lines) {
    lines.forEach((line) => {
      [line, ...line.also].forEach((one) => {
        one.sources = one.inputs.map((name) => [...line.also, ...lines].find((other) => other.name === name));
        one.isExplainedWithin = one !== line && one.sources.length > 0;
      });
    });
    return lines;
  }

  /* What stands on the page for an array: a grid of its numbers under its name and shape. */
  function grid(line) {
    const [rows, columns] = [line.values.length, line.values[0].length];
    const hasAxes = line.shape.length > 0;
    const sizes = line.values.flat().map((x) => Math.abs(Number(x)));
    const largest = Math.max(...sizes.filter(Number.isFinite)) || 1;
    const caption = make("caption", {}, typeset(line.name), hasAxes ? ` (${line.shape.join(", ")})` : "");
    const table = make("table", { "data-name": line.name }, caption);
    if (hasAxes) {
      const heads = [...line.values[0].keys()].map((j) => make("th", { scope: "col" }, String(j)));
      table.append(make("tr", {}, make("th", {}), ...heads));
    }
    const cells = line.values.map((row, i) => {
      const made = row.map((x, j) => {
        const label = `${called(at(line, i, j))} = ${x}`;
        const sign = Number(x) < 0 ? "negative" : "positive";
        const cell = make("td", { title: x, "aria-label": label, class: sign }, short(x));
        cell.style.setProperty("--share", Math.abs(Number(x)) / largest / 2 || 0);
        return cell;
      });
      table.append(make("tr", {}, ...(hasAxes ? [make("th", { scope: "row" }, String(i))] : []), ...made));
      return made;
    });
    if (rows < line.shape[0] || columns < line.shape[1]) {
      const cut = `… cut: ${rows} of ${line.shape[0]} rows, ${columns} of ${line.shape[1]} columns`;
      table.append(make("tr", {}, make("th", { colspan: columns + 1 }, cut)));
    }
    return { box: make("div", { class: "box" }, table), cells };
  }

  const isCommand = (event) => event.altKey || event.ctrlKey || event.metaKey; // to the browser, such as Alt ←

  /* Let the numbers of a grid be pointed at, and be reached by Tab and the arrows; `choose` is told which. */
  function explainable({ box, cells }, choose) {
    box.firstChild.setAttribute("role", "grid");
    const each = (cell, i, j) => {
      cell.tabIndex = i || j ? -1 : 0;
      cell.addEventListener("mouseover", () => choose(i, j));
      cell.addEventListener("focus", () => choose(i, j));
      cell.addEventListener("keydown", (event) => {
        if (isCommand(event) || !(event.key in MOVES)) return;
        event.preventDefault();
        event.stopPropagation();
        const [down, right] = MOVES[event.key];
        const next = cells[i + down]?.[j + right] ?? cell;
        cell.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
      });
    };
    cells.forEach((row, i) => row.forEach((cell, j) => each(cell, i, j)));
  }

  /* Draw the steps; other steps begin where those before stand: stepper = Stepping.show(element, steps, stepper).
     In <main>, as a page of their own, they have all keys. */
  function show(element, steps, before) {
    const lines = linked(steps.lines);
    const given = lines.filter((line) => line.part === "given");
    const names = given.map((line) => line.name).join(", ");
    const start = { part: "given", name: names, equation: names, sources: given };
    const stages = [start, ...lines.filter((line) => line.part !== "given")];
    let current = before?.at() ?? 0;

    const back = button("Back", () => go(current - 1));
    const next = button("Next", () => go(current + 1));
    const slider = make("input", { type: "range", min: 0, max: stages.length - 1, "aria-label": "Step" });
    const count = make("span", {});
    const heading = make("h2", { "aria-live": "polite" });
    const arrays = make("div", { class: "arrays" });
    const sums = make("div", { class: "sums", "aria-live": "polite" });
    const list = make("nav", { "aria-label": "Equations" });
    const entries = stages.map((line, place) => {
      if (line.part !== stages[place - 1]?.part) list.append(make("h3", {}, PARTS[line.part]));
      const entry = button(typeset(line.equation.split(", where")[0]), () => go(place));
      list.append(entry);
      return entry;
    });

    function explain(line, i, j, grids) {
      const chosen = at(line, i, j);
      const inner = places(piecesOf(chosen)).filter((place) => place.line.isExplainedWithin);
      const explained = [chosen, ...(inner.length < 3 ? inner : [])];
      const mark = (name) => (place) => grids.get(place.line)?.cells[place.i][place.j].classList.add(name);
      sums.replaceChildren();
      arrays.querySelectorAll(".taken, .chosen").forEach((cell) => cell.classList.remove("taken", "chosen"));
      explained.forEach((place) => {
        const pieces = piecesOf(place);
        const digits = place.line.digits[place.i][place.j];
        const name = `${place === chosen ? "" : "where "}${called(place)}`;
        const result = make("strong", { title: valueOf(place) }, short(valueOf(place)));
        sums.append(make("p", {}, typeset(`${name} = ${written(pieces, called)}`)));
        sums.append(make("p", {}, "= ", typeset(written(pieces, number(digits || 3))), digits ? " = " : " ≈ ", result));
        places(pieces).forEach(mark("taken"));
      });
      mark("chosen")(chosen);
    }

    /* The arrays of a line in their order: before an input that has no line of its own, what that is made of. */
    function shownOf(line) {
      const within = (source) => (source.isExplainedWithin ? places(piecesOf(at(source))) : []);
      return new Set(line.sources.flatMap((source) => [...within(source).map((place) => place.line), source]));
    }

    function draw() {
      const line = stages[current];
      const shown = [...shownOf(line), ...(current ? [line] : [])];
      const grids = new Map(shown.map((one) => [one, grid(one)]));
      const boxes = [...grids.values()].map(({ box }) => box);
      heading.replaceChildren(typeset(line.equation));
      sums.replaceChildren();
      arrays.replaceChildren(...boxes);
      if (current) {
        boxes.at(-1).classList.add("made");
        shown
          .filter((one) => one === line || one.isExplainedWithin)
          .forEach((one) => explainable(grids.get(one), (i, j) => explain(one, i, j, grids)));
        explain(line, 0, 0, grids);
      }
      entries.forEach((entry, place) => {
        const isSource = (one) => (place ? one === stages[place] : given.includes(one));
        entry.classList.toggle("source", line.sources.some(isSource));
        entry.setAttribute("aria-current", place === current ? "step" : "false");
      });
      slider.value = current;
      count.textContent = `${current + 1} of ${stages.length}`;
      slider.setAttribute("aria-valuetext", `step ${count.textContent}: ${line.name}`);
      back.setAttribute("aria-disabled", current === 0);
      next.setAttribute("aria-disabled", current === stages.length - 1);
    }

    function go(place) {
      current = Math.min(Math.max(place, 0), stages.length - 1);
      draw();
    }

    const controls = make("div", { class: "controls" }, back, slider, next, count, heading);
    const stage = make("section", {}, arrays, sums, make("p", { class: "hint" }, HINT));
    const root = make("div", { class: "stepping" }, make("div", {}, steps.caption), controls, stage, list);
    slider.addEventListener("input", () => go(Number(slider.value)));
    (element.tagName === "MAIN" ? document : root).addEventListener("keydown", (event) => {
      const places = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: stages.length - 1 };
      if (event.target === slider || isCommand(event) || !(event.key in places)) return;
      event.preventDefault();
      go(places[event.key]);
    });
    element.replaceChildren(root);
    go(current);
    return { go, close: () => element.replaceChildren(), at: () => current };
  }

  return { show };
})();
