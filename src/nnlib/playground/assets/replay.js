"use strict";

// A recorded run, replayed: its moments one after the other, with a slider over them. It asks nobody for anything.

const Replay = (() => {
  const WHOLE = 12_000; // milliseconds that the whole run takes at speed 1
  const SHORTEST = 60; // milliseconds between two moments

  /** Make an element with properties and children; attributes are those properties whose name has a hyphen. */
  function make(name, properties = {}, ...children) {
    const element = document.createElement(name);
    for (const [property, value] of Object.entries(properties)) {
      if (property.includes("-") || property === "role") element.setAttribute(property, value);
      else element[property] = value;
    }
    element.append(...children);
    return element;
  }

  /** What is known of a moment, in one line of text. */
  function inWords(frame, held) {
    const measured = (of) => {
      const accuracy = frame[`${of}accuracy`];
      const told = accuracy === null ? "" : `, accuracy ${Drawing.percent(accuracy)}`;
      return `J = ${Drawing.number(frame[`${of}cost`])}${told}`;
    };
    const validation = held ? ` · validation: ${measured("validation_")}` : "";
    return `Update ${frame.updates.toLocaleString("en")} · cost ${measured("")}${validation}`;
  }

  /** Show a recording in an element: `recording` is what Recording.page in Python gives. */
  function show(element, recording) {
    const { frames, costs, caption, code } = recording;
    const hollow = recording.held_out ? " Hollow marks are for validation." : "";
    const held = recording.held_out || { X: [[], []], Y: [] };
    const data = recording.data.map((examples) => ({ ...examples, X_val: held.X, Y_val: held.Y }));
    const counts = [2, ...frames[0].layers.map((layer) => layer.b.length)];
    const marks = `blue disks are class 0, orange squares class 1${counts.at(-1) > 2 ? ", green triangles class 2" : ""}`;
    costs.push([frames.at(-1).updates, null]); // so far the axis goes
    const validation = recording.held_out ? frames.map((frame) => [frame.updates, frame.validation_cost]) : [];

    const play = make("button", { type: "button", id: "play" });
    const last = frames.length - 1;
    const slider = make("input", { type: "range", id: "moment", min: 0, max: last, value: 0, "aria-label": "Moment" });
    const speed = make("select", { id: "speed", "aria-label": "Speed" });
    for (const factor of [0.25, 0.5, 1, 2, 4]) speed.append(new Option(`${factor}×`, factor));
    speed.value = 1;
    const now = make("p", { id: "now" });
    const map = make("canvas", { id: "map", role: "img" });
    const network = make("div", { id: "network", inert: true });
    const curve = make("canvas", { id: "curve", role: "img", "aria-label": "Curve of the cost J over the updates" });
    element.replaceChildren(
      make("p", { className: "caption" }, caption),
      make("div", { className: "controls", role: "group", "aria-label": "Replay" }, play, slider, speed),
      now,
      make(
        "div",
        { className: "pictures" },
        picture(map, `Output of the network over the plane. The line is the boundary; ${marks}.${hollow}`),
        picture(network, "What each node answers over the plane. Thick lines are large weights, dashed ones negative."),
        picture(curve, "The cost J so far."),
      ),
    );
    if (code) element.append(listing(code));

    let timer = null;
    const until = (points, updates) => points.map(([update, J]) => [update, update <= updates ? J : null]);

    function draw() {
      const frame = frames[slider.value];
      const words = inWords(frame, recording.held_out);
      now.textContent = words;
      slider.setAttribute("aria-valuetext", words);
      map.setAttribute("aria-label", `Map of the plane. ${words}`);
      if (!map.clientWidth) return; // in a frame that is hidden; with its first size it is drawn
      Drawing.boundary(map, frame, data[frame.examples]);
      Drawing.network(network, counts, frame);
      Drawing.curves(curve, until(costs, frame.updates), until(validation, frame.updates));
    }

    /** Show moment i, if there is one. */
    function go(i) {
      slider.value = Math.max(0, Math.min(last, i));
      draw();
    }

    function pause() {
      clearTimeout(timer);
      timer = null;
      play.textContent = "Play";
      now.setAttribute("aria-live", "polite"); // while it plays, a screen reader would never come to an end
    }

    function next() {
      if (+slider.value === last) {
        pause();
        return;
      }
      go(+slider.value + 1);
      timer = setTimeout(next, Math.max(SHORTEST, WHOLE / frames.length) / speed.value);
    }

    function start() {
      now.setAttribute("aria-live", "off");
      play.textContent = "Pause";
      if (+slider.value === last) go(0);
      timer = setTimeout(next, SHORTEST);
    }

    play.addEventListener("click", () => (timer === null ? start() : pause()));
    slider.addEventListener("input", () => {
      pause();
      draw();
    });
    document.addEventListener("keydown", (event) => {
      if (event.target.closest("button, input, select, summary, pre")) return; // which have their own keys
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const actions = {
        " ": () => play.click(),
        ArrowLeft: () => go(+slider.value - 1),
        ArrowRight: () => go(+slider.value + 1),
        Home: () => go(0),
        End: () => go(last),
      };
      if (!(event.key in actions)) return;
      event.preventDefault();
      actions[event.key]();
    });
    new ResizeObserver(draw).observe(element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    pause();
    draw();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const seen = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      seen.disconnect();
      if (timer === null && slider.value === "0") start();
    });
    seen.observe(map);
  }

  function picture(drawn, words) {
    return make("figure", {}, drawn, make("figcaption", {}, words));
  }

  /** The script of the run, folded, with a button that copies it. */
  function listing(code) {
    const text = make("pre", { tabIndex: 0, id: "code" }, code);
    const copy = make("button", { type: "button", id: "copy" }, "Copy");
    const said = make("span", { role: "status" });
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code);
        said.textContent = " Copied.";
      } catch {
        getSelection().selectAllChildren(text); // a browser may keep its clipboard from pages in files
        said.textContent = " Selected: copy it with Ctrl+C.";
      }
    });
    return make("details", {}, make("summary", {}, "The script that makes this run"), copy, said, text);
  }

  return { show };
})();
