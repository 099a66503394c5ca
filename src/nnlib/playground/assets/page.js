"use strict";

// The playground's page: controls that make a run's state, a loop that asks the server to train, and what is shown.
//
// Every number comes from nnlib, which runs in the server. A run is told by `state` (how it began), `edits` (what was
// changed while it learned) and the number of updates; the page's address holds all three behind its #.

const Page = (() => {
  const $ = (id) => document.getElementById(id);

  const LEARNING = ["optimizer", "learning_rate", "batch_size", "l2"]; // may change while a network learns
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }; // right, up
  const RATES = { GradientDescent: 1.2, Momentum: 0.1, RMSProp: 0.01, Adam: 0.01 }; // usual
  const LOSSES = { sigmoid: "binary_cross_entropy", softmax: "categorical_cross_entropy" }; // matched
  const TOUR = 300; // updates

  const tab = crypto.randomUUID();
  let about = null; // what the server offers: defaults, choices, bounds, tours
  let state = null;
  let edits = [];
  let data = null;
  let frame = null;
  let costs = new Drawing.Series();
  let validationCosts = new Drawing.Series();

  let playing = false;
  let until = Infinity; // where playing ends: a tour stops to be looked at
  let busy = false; // while a request to train is on its way
  let goal = 0; // each new run has its own; what was begun for an older one gives up
  let cross = null; // the cross hair on the map, {x1, x2, y}
  let asked = null; // the place on the map whose probabilities are shown
  let shownNode = null; // [l, i], the node whose words are shown
  let stepper = null;
  const counted = { frames: 0 };

  // ---- asking the server

  let last = Promise.resolve();

  /** Ask the server for something, after all that was asked before: one request at a time.
   *  `bodyOf` makes the body when its turn has come, and all answers before are known. */
  function ask(path, bodyOf = () => ({})) {
    const answer = last.then(() => send(path, bodyOf()));
    last = answer.catch(() => {});
    return answer;
  }

  /** Send a request; where the server has no run of this tab any more, make it again first. */
  async function send(path, body) {
    const response = await post(path, body);
    if (response.status !== 404 || path === "start") return answerOf(response);
    await makeAgain();
    return answerOf(await post(path, body));
  }

  async function post(path, body) {
    const headers = { "Content-Type": "application/json" };
    try {
      return await fetch(path, { method: "POST", headers, body: JSON.stringify({ tab, ...body }) });
    } catch {
      throw new Error(
        "The server does not answer. If it has ended, start it again with python -m nnlib.playground, and put what " +
          "stands behind # in this address behind the new one.",
      );
    }
  }

  async function answerOf(response) {
    if (response.headers.get("Content-Type").startsWith("text/html")) return response.blob();
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
    return answer;
  }

  /** Make the run of this tab again, as far as it had come. */
  async function makeAgain() {
    let answer = await answerOf(await post("start", { state, edits }));
    while (answer.frame.updates < frame.updates && !answer.frame.stopped) {
      const updates = Math.min(1000, frame.updates - answer.frame.updates);
      answer = await answerOf(await post("advance", { updates }));
    }
  }

  /** Do something; what the server refuses is told, and the controls go back. */
  async function attempt(action) {
    try {
      return await action();
    } catch (error) {
      say(error.message, true);
      if (state) fillControls(true);
      return null;
    }
  }

  // ---- runs

  /** The state as it is by now: as the run began, with all edits. */
  function present() {
    return edits.reduce((now, [, change]) => changed(now, change), state);
  }

  function changed(now, { add_points: added = [], ...others }) {
    return { ...now, points: [...now.points, ...added], ...others };
  }

  /** Begin a new run from the present state; `changesOf` makes of it the fields that change. */
  function restart(changesOf = () => ({}), wordsOf = () => "") {
    const kept = keep();
    return attempt(() =>
      begin(() => {
        const changes = changesOf(present());
        say(kept ? "The run began anew. Back in the browser leads to the run before." : wordsOf(changes));
        return fitting(changed(present(), changes));
      }),
    );
  }

  /** Let the browser's Back lead to this run, if it has begun. */
  function keep() {
    if (!frame.updates) return false;
    saveAddress();
    history.pushState(null, "", location);
    return true;
  }

  /** Three classes need softmax, which has a node for each. */
  function fitting(wanted) {
    const three = wanted.data === "three spirals" || wanted.points.some((point) => point[2] === 2);
    if (!three || wanted.output === "softmax") return wanted;
    say("Three classes need the output softmax, which has a node for each: it is chosen.");
    return { ...wanted, output: "softmax", loss: null };
  }

  /** Begin a run of the state that `stateOf` makes, and go on until it has made some updates. */
  async function begin(stateOf, planned = [], updates = 0) {
    const mine = ++goal;
    let wanted;
    const answer = await ask("start", () => {
      wanted = stateOf();
      return { state: wanted, edits: planned };
    });
    state = wanted;
    edits = planned;
    data = withAdded(answer.data, planned);
    costs = new Drawing.Series();
    validationCosts = new Drawing.Series();
    until = Infinity;
    closeStepper();
    $("code").hidden = true; // of another run
    fillControls();
    receive(answer.frame);
    listenToAll();
    const atOnce = Math.min(1000, Math.ceil(updates / 60)); // for the curves
    while (frame.updates < updates && !frame.stopped && mine === goal) {
      say(`Making the run of the address again, up to update ${updates} …`);
      const next = await ask("advance", () => ({ updates: Math.min(atOnce, updates - frame.updates) }));
      if (mine !== goal) return;
      say("");
      receive(next.frame);
    }
    describe();
    saveAddress();
  }

  /** The examples with those that planned edits add later, which the server does not tell of. */
  function withAdded({ X, Y, ...others }, planned) {
    const added = planned.flatMap(([at, change]) => (at > 0 && change.add_points) || []);
    const [x1, x2, y] = [0, 1, 2].map((part) => added.map((point) => point[part]));
    return { X: [[...X[0], ...x1], [...X[1], ...x2]], Y: [...Y, ...y], ...others };
  }

  /** Change how the network learns from now on, or add examples; before the first update, as the run begins. */
  function change(changesOf) {
    if (frame.updates === 0 && !playing && !busy) {
      return restart(changesOf, (changes) => inWords(0, changes));
    }
    return attempt(async () => {
      const answer = await ask("change", () => ({ change: changesOf(present()) }));
      edits = answer.edits;
      data = answer.data;
      say(inWords(...edits.at(-1)));
      fillControls();
      receive(answer.frame);
      saveAddress();
      if (!playing && stepper) await showSteps();
    });
  }

  /** What a change says in the status. */
  function inWords(at, { add_points: added = [], ...others }) {
    const told = Object.entries(others).map(([name, value]) => `${name} = ${value ?? "all"}`);
    for (const [x1, x2, y] of added) told.push(`one more example of class ${y}, at x₁ = ${x1}, x₂ = ${x2}`);
    const { optimizer } = present();
    const anew = at === 0 || optimizer === "GradientDescent" ? "" : ` The averages of ${optimizer} begin anew.`;
    const lost = frame.cost === null ? " J is not finite any more: press Reset." : "";
    return `From update ${at} on: ${told.join(", ")}.${anew}${lost}`;
  }

  async function advance(updates) {
    busy = true;
    const mine = goal;
    const answer = await attempt(() => ask("advance", () => ({ updates })));
    busy = false;
    if (!answer) pause();
    else if (mine === goal) receive(answer.frame);
    if (!playing) saveAddress();
    if (!playing && stepper) await showSteps();
    wake();
  }

  function receive(arrived) {
    frame = arrived;
    if (!data.Y.length) for (const each of [frame, ...frame.layers]) each.cost = each.gradient = undefined;
    if (!data.Y_val.length) frame.validation_cost = undefined;
    for (const [update, J] of frame.costs) costs.add(update, J);
    if (frame.validation_cost !== undefined) validationCosts.add(frame.updates, frame.validation_cost);
    if (frame.stopped || frame.updates >= Math.min(until, about.bounds.updates)) pause();
    if (frame.messages.length) say(frame.messages.join(" "), true);
    redraw();
  }

  // ---- the loop

  let fresh = false; // there is something to draw
  let waiting = false; // for the browser's next frame

  /** Wait for the browser's next frame. It gives none to a hidden tab, so training rests there. */
  function wake() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(onFrame);
  }

  function redraw() {
    fresh = true;
    wake();
  }

  /** Send the request for the next updates, and draw what the last one brought while the server computes. */
  function onFrame() {
    waiting = false;
    if (playing && !busy && !document.hidden) advance(Math.min(Number($("speed").value), until - frame.updates));
    if (!fresh) return;
    fresh = false;
    counted.frames += 1;
    draw();
  }

  function play() {
    if (frame.updates >= until) until = Infinity;
    playing = true;
    say("");
    $("play").textContent = "Pause";
    $("pointer").ariaLive = "off"; // its numbers change without an end
    wake();
  }

  function pause() {
    playing = false;
    $("play").textContent = "Play";
    $("pointer").ariaLive = "polite";
    if (!busy) saveAddress();
  }

  function oneUpdate() {
    pause();
    say("");
    return advance(1);
  }

  // ---- what is shown

  function draw() {
    Drawing.boundary($("map"), frame, data, $("map").matches(":focus-visible") ? cross : null);
    Drawing.network($("network"), counts(), frame);
    const now = present().batch_size === null && frame.updates ? [[frame.updates, frame.cost]] : []; // else of its batch
    Drawing.curves($("curves"), [...costs.points, ...now], validationCosts.points, $("logarithmic").checked);
    drawGradients();
    writeMeasures();
    writeUnits();
    writeNode();
    writeAnswer();
    writeFindings();
    sometimes();
  }

  function drawGradients() {
    $("gradients").style.height = `${1.25 * frame.layers.length}rem`;
    Drawing.bars($("gradients"), frame.layers.map((layer) => layer.gradient));
  }

  /** The nodes of each layer, the inputs first. */
  function counts() {
    return [2, ...frame.layers.map((layer) => layer.b.length)];
  }

  function write(id, text) {
    if ($(id).textContent !== text) $(id).textContent = text;
  }

  function writeMeasures() {
    write("updates", String(frame.updates));
    for (const of of ["", "validation_"]) {
      write(`${of}cost`, Drawing.number(frame[`${of}cost`]));
      write(`${of}accuracy`, Drawing.percent(frame[`${of}accuracy`]));
    }
    write("sizes_of_layers", counts().join("-"));
  }

  /** Tell in words which nodes are dead or saturated. */
  function writeUnits() {
    const told = (kind, words) => {
      const named = frame.layers.flatMap((layer, l) => {
        const nodes = layer[kind].map((i) => i + 1).join(", ");
        return nodes ? [`layer ${l + 1}: ${nodes}`] : [];
      });
      return named.length ? `${words} for every example: ${named.join("; ")}. ` : "";
    };
    const units = told("dead", "Dead nodes, g′(z) = 0") + told("saturated", "Saturated nodes, g′(z) nearly 0");
    const linear = state.hidden.length && state.hidden.every((name) => name === "identity");
    const one = linear ? " Linear layers make one linear layer together, whose boundary is a straight line." : "";
    write("units", (units || "No node is dead or saturated.") + one);
  }

  function subscript(index) {
    return [...String(index)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("");
  }

  /** "0.31 x₁ − 1.2 x₂ + 0.05" */
  function sum(weights, names, b) {
    const term = (value, name) => `${value < 0 ? "−" : "+"} ${Drawing.number(Math.abs(value))}${name}`;
    const terms = [...weights.map((w, j) => term(w, ` ${names[j]}`)), term(b, "")];
    return terms.join(" ").replace(/^\+ /, "").replace(/^− /, "−");
  }

  /** Tell what the node computes that the pointer or the focus is on. */
  function writeNode() {
    if (!shownNode) return;
    const [l, i] = shownNode;
    const layer = frame.layers[l - 1];
    if (!layer || i > layer.b.length) {
      write("node_words", "Point at a node to read what it computes.");
      return;
    }
    const letter = l === 1 ? "x" : "a";
    const names = layer.W[i - 1].map((_, j) => letter + subscript(j + 1));
    const z = sum(layer.W[i - 1], names, layer.b[i - 1]);
    const g = l === frame.layers.length ? state.output : state.hidden[l - 1];
    const marks = ["dead", "saturated"].filter((kind) => layer[kind].includes(i - 1));
    const where = [`Layer ${l}, node ${i}`, ...marks].join(", ");
    const size = Drawing.number(layer.scales[i - 1]);
    write("node_words", `${where}: z = ${z}, a = ${g}(z). Over the map, |a| is at most ${size}.`);
  }

  function showNode({ target }) {
    if (!target.dataset.node) return;
    shownNode = target.dataset.node.split(".").map(Number);
    target.setAttribute("aria-describedby", "node_words");
    writeNode();
  }

  /** The nodes are one stop of the Tab key; arrow keys go from node to node. */
  function onNodeKey(event) {
    if (!(event.key in ARROWS) || !event.target.dataset.node) return;
    const [l, i] = event.target.dataset.node.split(".").map(Number);
    const [right, up] = ARROWS[event.key];
    const most = frame.layers[l + right - 1]?.b.length;
    const next = $("network").querySelector(`[data-node="${l + right}.${Math.min(i - up, most)}"]`);
    if (next) next.focus();
    event.preventDefault();
  }

  const NOTHING = "Nothing so far. It tells of dead or saturated nodes from about half of a layer on.";
  let findingsWritten = "";

  function writeFindings() {
    const findings = frame.findings || [];
    const told = JSON.stringify(findings);
    if (told === findingsWritten) return;
    findingsWritten = told;
    const items = findings.map((finding) => {
      const item = element("li", "");
      item.append(
        element("strong", `[${finding.level}] ${finding.name}: `),
        `${sentence(finding.evidence)} `,
        element("em", `Try: ${sentence(finding.advice)}`),
      );
      return item;
    });
    if (!items.length) items.push(element("li", NOTHING));
    $("doctor").replaceChildren(...items);
  }

  function sentence(text) {
    return /[.!?]$/.test(text) ? text : `${text}.`;
  }

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function say(text, wrong = false) {
    const line = $("status");
    line.setAttribute("role", wrong ? "alert" : "status");
    line.classList.toggle("wrong", wrong);
    line.textContent = text;
  }

  let timer = null;

  /** Once in a second, do what need not be done for each frame. */
  function sometimes() {
    timer ??= setTimeout(() => {
      timer = null;
      describe();
      if (playing) saveAddress();
    }, 1000);
  }

  /** The pictures in words. */
  function describe() {
    const label = (id, text) => $(id).setAttribute("aria-label", `${text}, after ${frame.updates} updates`);
    const examples = `${data.Y.length} examples of ${data.classes} classes`;
    label("map", `Map of the answers: ${examples}, accuracy ${Drawing.percent(frame.accuracy)}`);
    const [J, validation] = [frame.cost, frame.validation_cost].map(Drawing.number);
    label("curves", `Curve of the cost: now ${J}, validation cost ${validation}`);
    const norms = frame.layers.map((layer, l) => `dW[${l + 1}] ${Drawing.number(layer.gradient)}`);
    label("gradients", `Gradient norms: ${norms.join(", ")}`);
  }

  // ---- the address

  /** Write the run into the address: what differs from the defaults, edits and updates. */
  function saveAddress() {
    const parts = new URLSearchParams();
    for (const [name, value] of Object.entries(state)) {
      const text = JSON.stringify(value);
      if (text !== JSON.stringify(about.defaults[name])) parts.set(name, text);
    }
    if (edits.length) parts.set("edits", JSON.stringify(edits));
    if (frame.updates) parts.set("updates", frame.updates);
    const readable = String(parts).replace(/%(5B|5D|2C|3A|7B|7D)/g, decodeURIComponent); // [ ] , : { }
    history.replaceState(null, "", readable ? `#${readable}` : location.pathname);
  }

  /** Begin the run that the address tells of, or the default one. */
  async function beginFromAddress() {
    await attempt(async () => {
      const { planned, updates, fields } = addressed();
      await begin(() => ({ ...about.defaults, ...fields }), planned, updates);
    });
    if (!state) await attempt(() => begin(() => about.defaults));
  }

  /** What the address says, as far as the server does not check it. */
  function addressed() {
    try {
      const parts = [...new URLSearchParams(location.hash.slice(1))].map(([name, text]) => [name, JSON.parse(text)]);
      const { edits: planned = [], updates = 0, ...fields } = Object.fromEntries(parts);
      const possible = Number.isInteger(updates) && updates >= 0 && updates <= about.bounds.updates;
      if (possible && planned.every(([at]) => at <= updates)) return { planned, updates, fields };
    } catch {
      // told below
    }
    throw new Error("What stands behind # in the address is no run: it is left out.");
  }

  // ---- controls

  function fillChoices() {
    for (const control of $("controls").elements) {
      for (const choice of about.choices[control.id] || []) control.append(new Option(choice));
      if (control.type === "number") [control.min, control.max] = about.bounds[control.id];
    }
    about.tours.forEach((tour, i) => $("tour").append(new Option(tour.title, i)));
  }

  /** Let the controls show the present state; the one in use only where what it asked for was refused. */
  function fillControls(refused = false) {
    const now = present();
    for (const control of $("controls").elements) {
      const { id } = control;
      if (id in now && (refused || control !== document.activeElement)) control.value = now[id] ?? "";
    }
    fillLayers(now);
    $("shape").disabled = now.data === "points only";
    $("clear_points").disabled = now.points.length === 0;
    $("no_examples").hidden = data.Y.length > 0;
    $("loss").options[0].text = `${LOSSES[now.output] || "squared_error"} (matched)`;
    document.querySelectorAll(".radius").forEach((place) => (place.textContent = data.radius));
    $("ramp").hidden = data.classes === 3;
    $("third").hidden = data.classes < 3;
    $("no_classes").hidden = now.output in LOSSES;
  }

  function onControl({ target }) {
    const { id, value, type, validity } = target;
    if (validity.valueMissing || validity.badInput) {
      say(`${target.labels[0].textContent.trim()} needs a number.`, true);
      fillControls(true);
      return;
    }
    const given = type === "number" ? target.valueAsNumber : value;
    const changesOf = ({ optimizer, learning_rate }) => {
      const changes = { [id]: value === "" ? null : given }; // an empty one leaves the choice to the library
      if (id === "optimizer" && learning_rate === RATES[optimizer]) changes.learning_rate = RATES[value];
      return changes;
    };
    if (LEARNING.includes(id)) change(changesOf);
    else if (id in about.defaults) restart(changesOf);
  }

  /** Controls for each hidden layer; those that are there stay, so that the focus does. */
  function fillLayers(now) {
    const places = $("layers");
    while (places.children.length > now.layers.length) places.lastChild.remove();
    while (places.children.length < now.layers.length) places.append(layerControls(places.children.length + 1));
    [...places.children].forEach((place, l) => {
      const n = now.layers[l];
      place.querySelector("output").textContent = n === 1 ? "1 node" : `${n} nodes`;
      place.querySelector(".remove_node").disabled = n <= 1;
      place.querySelector(".add_node").disabled = n >= about.bounds.nodes;
      place.querySelector("select").value = now.hidden[l];
    });
    $("remove_layer").disabled = now.layers.length === 0;
    $("add_layer").disabled = now.layers.length >= about.bounds.layers;
  }

  function layerControls(l) {
    const place = $("layer").content.firstElementChild.cloneNode(true);
    place.dataset.layer = l;
    place.querySelector("legend").textContent = `Layer ${l}`;
    for (const control of place.querySelectorAll("[aria-label]")) control.ariaLabel += ` layer ${l}`;
    for (const name of about.choices.hidden) place.querySelector("select").append(new Option(name));
    return place;
  }

  function onLayers(event) {
    const at = Number(event.target.closest("[data-layer]")?.dataset.layer) - 1;
    const { value } = event.target;
    const setNodes = (more) => restart(({ layers }) => ({ layers: layers.with(at, layers[at] + more) }));
    if (event.target.matches(".add_node")) setNodes(1);
    if (event.target.matches(".remove_node")) setNodes(-1);
    if (event.type === "change") restart(({ hidden }) => ({ hidden: hidden.with(at, value) }));
  }

  function anotherSeed() {
    return Math.floor(1e6 * Math.random());
  }

  // ---- the map

  function addPoint(x1, x2, y) {
    const point = [Number(x1.toFixed(3)), Number(x2.toFixed(3)), y];
    const added = () => ({ add_points: [point] });
    if (y < data.classes) change(added);
    else restart(added); // a third class is another network
  }

  function planeAt(event) {
    const box = $("map").getBoundingClientRect();
    const [right, down] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    return { x1: (2 * right - 1) * data.radius, x2: (1 - 2 * down) * data.radius };
  }

  function chosenClass() {
    return Number(document.querySelector("input[name=class]:checked").value);
  }

  function writeAnswer() {
    if (!asked) return;
    const cell = (x) => Math.round(((x + data.radius) / (2 * data.radius)) * (Drawing.GRID - 1));
    const at = (Drawing.GRID - 1 - cell(asked.x2)) * Drawing.GRID + cell(asked.x1);
    const each = Drawing.probabilities(frame).map((chances) => chances[at].toFixed(2));
    const answer = state.output in LOSSES ? each.map((p, k) => `P(${k}) = ${p}`).join(", ") : `a = ${each[1]}`;
    write("pointer", `x₁ = ${asked.x1.toFixed(2)}, x₂ = ${asked.x2.toFixed(2)}: ${answer}`.replaceAll("-", "−"));
  }

  function onMapKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in ARROWS) {
      const step = (event.shiftKey ? 0.2 : 0.04) * data.radius;
      const inside = (x) => Math.max(-data.radius, Math.min(data.radius, x));
      const [right, up] = ARROWS[event.key];
      cross = asked = { x1: inside(cross.x1 + right * step), x2: inside(cross.x2 + up * step), y: cross.y };
    } else if (["0", "1", "2"].includes(event.key)) {
      cross = { ...cross, y: Number(event.key) };
      addPoint(cross.x1, cross.x2, cross.y);
    } else {
      return;
    }
    event.preventDefault();
    redraw();
  }

  // ---- steps, code, export

  /** Show the steps from the present weights; steps that are open stay at theirs. */
  function showSteps() {
    return attempt(async () => {
      const steps = await ask("steps", () => ({ examples: $("step_examples").valueAsNumber }));
      stepper = Stepping.show($("stepper"), steps, stepper);
      $("close_steps").hidden = false;
      const { optimizer, batch_size } = present();
      const m = data.Y.length;
      const used = `${optimizer} and ${Math.min(batch_size ?? m, m)} of ${m} examples`;
      const from = `The steps begin with the weights after update ${frame.updates}.`;
      write("steps_of", `${from} The run's own next update uses ${used}.`);
    });
  }

  async function openSteps() {
    pause();
    say("");
    await showSteps();
    $("steps_section").scrollIntoView();
  }

  function closeStepper() {
    stepper?.close();
    stepper = null;
    $("close_steps").hidden = true;
    write("steps_of", "");
  }

  function copyCode() {
    return attempt(async () => {
      const { code } = await ask("code");
      $("code").value = code;
      $("code").hidden = false;
      $("code").select();
      await navigator.clipboard.writeText(code).then(
        () => say("The code is copied."),
        () => {
          $("code").focus();
          say("The code is selected: copy it with Ctrl-C.");
        },
      );
    });
  }

  function exportPage() {
    return attempt(async () => {
      const link = element("a", "");
      link.href = URL.createObjectURL(await ask("export"));
      link.download = "nnlib-run.html";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      say("The run is exported: nnlib-run.html opens in any browser, without a server.");
    });
  }

  // ---- tours

  let tour = null;
  let tourStep = 0;

  async function takeTour(cure) {
    $("speed").value = 1;
    await attempt(() => begin(() => ({ ...about.defaults, ...tour.state, ...cure })));
    until = TOUR;
    play();
  }

  function onTour() {
    if (!tour) keep();
    tour = about.tours[$("tour").value] || null;
    $("tour_panel").hidden = !tour;
    if (!tour) return;
    showTourStep(0);
    takeTour();
  }

  function showTourStep(step) {
    tourStep = step;
    const end = tour.sentences.length - 1;
    write("tour_words", `${tour.title}, ${step + 1} of ${end + 1}: ${tour.sentences[step]}`);
    $("tour_back").disabled = step === 0;
    $("tour_cure").hidden = step !== end;
    if (step === end) $("tour_cure").focus(); // the button that was pressed goes
    $("tour_next").hidden = step === end;
  }

  function leaveTour() {
    $("tour").value = "";
    $("tour").focus();
    onTour();
  }

  // ---- all events

  function listen(id, type, action) {
    $(id).addEventListener(type, action);
  }

  function listenToControls() {
    listen("controls", "submit", (event) => event.preventDefault());
    listen("controls", "change", onControl);
    listen("layers", "click", onLayers);
    listen("layers", "change", onLayers);
    const buttons = {
      play: () => (playing ? pause() : play()),
      one_update: oneUpdate,
      reset: () => {
        pause();
        restart();
      },
      new_data: () => restart(() => ({ data_seed: anotherSeed() })),
      new_start: () => restart(() => ({ seed: anotherSeed() })),
      clear_points: () => restart(() => ({ points: [] })),
      add_layer: () =>
        restart(({ layers, hidden }) => ({
          layers: [...layers, layers.at(-1) || 4],
          hidden: [...hidden, hidden.at(-1) || "tanh"],
        })),
      remove_layer: () =>
        restart(({ layers, hidden }) => ({ layers: layers.slice(0, -1), hidden: hidden.slice(0, -1) })),
      steps: openSteps,
      close_steps: closeStepper,
      copy_code: copyCode,
      export: exportPage,
      tour_back: () => showTourStep(tourStep - 1),
      tour_next: () => showTourStep(tourStep + 1),
      tour_cure: () => {
        write("tour_words", `${tour.title}, with the cure: now watch J fall.`);
        takeTour(tour.cure);
      },
      tour_leave: leaveTour,
    };
    for (const [id, action] of Object.entries(buttons)) listen(id, "click", action);
    listen("tour", "change", onTour);
    listen("logarithmic", "change", redraw);
  }

  function listenToPictures() {
    listen("map", "click", (event) => {
      asked = planeAt(event); // a finger points only where it taps
      writeAnswer();
      const y = chosenClass();
      if (y >= 0) addPoint(asked.x1, asked.x2, y);
    });
    listen("map", "pointermove", (event) => {
      asked = planeAt(event);
      writeAnswer();
    });
    if (window.matchMedia("(pointer: coarse)").matches) $("none").checked = true; // it cannot hover
    listen("map", "keydown", onMapKey);
    listen("map", "focus", () => {
      cross = cross || { x1: 0, x2: 0, y: chosenClass() || 0 };
      redraw();
    });
    listen("map", "blur", redraw);
    listen("network", "pointerover", showNode);
    listen("network", "focusin", showNode);
    listen("network", "keydown", onNodeKey);
  }

  /** Space plays and pauses, a full stop makes one update, unless the key belongs to what has the focus. */
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, select, textarea, #stepper")) return;
    const presses = event.target.closest("button, summary, a");
    if (event.key === " " && !presses) $("play").click();
    else if (event.key === ".") $("one_update").click();
    else return;
    event.preventDefault();
  }

  function listenToWindow() {
    document.addEventListener("keydown", onKey);
    document.addEventListener("visibilitychange", wake);
    window.addEventListener("hashchange", () => {
      beginFromAddress();
      if (playing) pause();
      if (tour) leaveTour();
    });
    window.addEventListener("pagehide", () => {
      navigator.sendBeacon("close", new Blob([JSON.stringify({ tab })], { type: "application/json" }));
      saveAddress();
    });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    new ResizeObserver(redraw).observe($("network"));
    new ResizeObserver(redraw).observe($("map"));
  }

  async function open() {
    if (window.innerWidth < 700) document.querySelectorAll("details").forEach((group) => (group.open = false));
    about = await attempt(async () => answerOf(await fetch("about")));
    if (!about) return;
    fillChoices();
    await beginFromAddress();
    listenToAll();
  }

  let listening = false;

  /** Attach what listens, once there is a run: one that takes long to make again can be left. */
  function listenToAll() {
    if (listening) return;
    listening = true;
    listenToControls();
    listenToPictures();
    listenToWindow();
  }

  open();
  return counted;
})();
window.Page = Page;
