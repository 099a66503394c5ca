"use strict";

// Pictures of a network that learns, on canvas: the map of its answers, its nodes and weights, curves, bars.
//
// The colours can be told apart by colour-blind readers (Okabe and Ito, 2008), and no colour speaks alone:
// classes differ in shape too; negative weights and the validation curve are dashed.

const Drawing = (() => {
  const GRID = 60; // cells of the map along each axis
  const NODE_GRID = 20; // cells of a node's map along each axis
  const MOST_POINTS = 400; // of a curve

  // ---- what all pictures share

  /** Make a canvas as sharp as the screen, wipe it, and return what draws on it: pen, size in CSS pixels, colours. */
  function surface(canvas) {
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== across) canvas.width = across;
    if (canvas.height !== down) canvas.height = down;
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.font = "12px system-ui, sans-serif";
    pen.textBaseline = "middle";
    return { pen, width, height, colours: coloursFor(canvas) };
  }

  /** The colours of the page that a canvas stands in, as common.css has them for light or dark ground. */
  function coloursFor(canvas) {
    const style = getComputedStyle(canvas);
    const names = ["ground", "negative", "positive", "class-0", "class-1", "class-2"];
    const [ground, negative, positive, ...classes] = names.map((name) =>
      style.getPropertyValue(`--${name}`).match(/[\da-f]{2}/g).map((part) => parseInt(part, 16)),
    );
    return { ink: style.color, ground, negative, positive, classes };
  }

  function css([red, green, blue], alpha = 1) {
    return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
  }

  /** The bytes that a text in base64 holds. */
  function bytesOf(base64) {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  }

  /** A number as people read it: four digits that mean something, with the minus of formulas; null is not finite. */
  function number(value) {
    if (value === undefined) return "–";
    if (value === null) return "not finite";
    const size = Math.abs(value);
    const text = size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : String(+value.toPrecision(4));
    return text.replace(/-/g, "\u2212");
  }

  function percent(share) {
    return share === null ? "–" : `${(100 * share).toFixed(1)} %`;
  }

  const small = {}; // size → a canvas of size × size dots, used again and again

  /** Lay size × size cells over a part of a picture; `paint(cell)` gives the red, green, blue of each.
   *  The centres of the outermost cells lie on the edges. */
  function cells(pen, size, paint, x, y, width, height) {
    if (!(size in small)) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = size;
      small[size] = { canvas, dots: canvas.getContext("2d"), image: new ImageData(size, size) };
    }
    const { canvas, dots, image } = small[size];
    for (let cell = 0; cell < size * size; cell++) {
      image.data.set(paint(cell), 4 * cell);
      image.data[4 * cell + 3] = 255;
    }
    dots.putImageData(image, 0, 0);
    pen.drawImage(canvas, 0.5, 0.5, size - 1, size - 1, x, y, width, height);
  }

  const blended = [0, 0, 0];

  /** A colour between two; the same array each time, as thousands of cells ask. */
  function blend(from, to, share) {
    for (let part = 0; part < 3; part++) blended[part] = from[part] + share * (to[part] - from[part]);
    return blended;
  }

  // ---- the map: answers, boundary, examples

  /** The probability of each class at each cell of the map: an array of arrays. */
  function probabilities(frame) {
    const steps = new Uint16Array(bytesOf(frame.boundary).buffer);
    const outputs = steps.length / GRID ** 2;
    const each = Array.from({ length: outputs }, (_, k) =>
      Float32Array.from(steps.subarray(k * GRID ** 2, (k + 1) * GRID ** 2), (step) => step / 65535),
    );
    return outputs === 1 ? [each[0].map((p) => 1 - p), each[0]] : each;
  }

  /** How far class k is ahead of the best other class, at one cell: where this is 0, there is the boundary. */
  function lead(chances, k, cell) {
    let best = 0;
    for (let other = 0; other < chances.length; other++) {
      if (other !== k) best = Math.max(best, chances[other][cell]);
    }
    return chances[k][cell] - best;
  }

  /** Draw the answers over the plane, the boundary between classes, the examples, and a cross hair.
   *  `frame` and `data` are as the server sends them; `cross` is {x1, x2, y} or nothing. */
  function boundary(canvas, frame, data, cross) {
    const { pen, width, height, colours } = surface(canvas);
    const chances = probabilities(frame);
    const fair = 1 / chances.length;
    const paint = (cell) => {
      let k = 0;
      for (let other = 1; other < chances.length; other++) if (chances[other][cell] > chances[k][cell]) k = other;
      const certainty = Math.max(0, (chances[k][cell] - fair) / (1 - fair));
      return blend(colours.ground, colours.classes[k], 0.6 * certainty);
    };
    cells(pen, GRID, paint, 0, 0, width, height);
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 1.5;
    for (let k = chances.length === 2 ? 1 : 0; k < chances.length; k++) {
      const leads = chances[k].map((_, cell) => lead(chances, k, cell));
      zeros(pen, leads, width / (GRID - 1), height / (GRID - 1));
    }
    const toPixels = (x1, x2) => [(0.5 + x1 / data.radius / 2) * width, (0.5 - x2 / data.radius / 2) * height];
    if (data.X_val) examples(pen, data.X_val, data.Y_val, toPixels, colours, false);
    examples(pen, data.X, data.Y, toPixels, colours, true);
    if (!cross) return;
    const [left, top] = toPixels(cross.x1, cross.x2);
    pen.fillStyle = pen.strokeStyle = colours.ink;
    pen.fillRect(left - 0.5, 0, 1, height);
    pen.fillRect(0, top - 0.5, width, 1);
    pen.fillStyle = css(colours.classes[cross.y]);
    mark(pen, cross.y, left, top, 7);
  }

  const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]; // of a square, clockwise from the upper left and back

  /** Draw the line on which values over the grid are zero, square by square ("marching squares"). */
  function zeros(pen, values, across, down) {
    pen.beginPath();
    for (let square = 0; square < GRID * (GRID - 1); square++) {
      const [row, column] = [Math.floor(square / GRID), square % GRID];
      if (column === GRID - 1) continue;
      const corners = CORNERS.map(([right, below]) => values[square + right + GRID * below]);
      let step = "moveTo"; // to where the line comes in; from there, to where it leaves
      for (let i = 0; i < 4; i++) {
        if (corners[i] > 0 === corners[i + 1] > 0) continue;
        const share = corners[i] / (corners[i] - corners[i + 1]);
        const [x, y] = [0, 1].map((axis) => CORNERS[i][axis] + share * (CORNERS[i + 1][axis] - CORNERS[i][axis]));
        pen[step]((column + x) * across, (row + y) * down);
        step = step === "moveTo" ? "lineTo" : "moveTo";
      }
    }
    pen.stroke();
  }

  /** Draw the examples: those to learn from are filled, those for validation are hollow. */
  function examples(pen, X, Y, toPixels, colours, filled) {
    pen.lineWidth = filled ? 1 : 1.6;
    Y.forEach((y, i) => {
      const colour = css(colours.classes[y]);
      pen.fillStyle = filled ? colour : css(colours.ground, 0.6);
      pen.strokeStyle = filled ? css(colours.ground) : colour;
      mark(pen, y, ...toPixels(X[0][i], X[1][i]), 3.4);
    });
  }

  /** Draw a class's mark: a disk, a square, or a triangle. */
  function mark(pen, y, left, top, size) {
    pen.beginPath();
    if (y === 0) {
      pen.arc(left, top, size, 0, 2 * Math.PI);
    } else if (y === 1) {
      pen.rect(left - 0.9 * size, top - 0.9 * size, 1.8 * size, 1.8 * size);
    } else {
      pen.moveTo(left, top - 1.2 * size);
      pen.lineTo(left + 1.15 * size, top + 0.9 * size);
      pen.lineTo(left - 1.15 * size, top + 0.9 * size);
      pen.closePath();
    }
    pen.fill();
    pen.stroke();
  }

  // ---- the network

  /** The maps of the two inputs: x1 grows to the right, x2 upwards. */
  const INPUTS = [0, 1].map((feature) =>
    Uint8Array.from({ length: NODE_GRID ** 2 }, (_, cell) => {
      const along = feature === 0 ? cell % NODE_GRID : NODE_GRID - 1 - Math.floor(cell / NODE_GRID);
      return 1 + (254 * along) / (NODE_GRID - 1);
    }),
  );

  /** Draw a network into an element: weights as lines, nodes as maps of what they answer over the plane.
   *
   *  `counts` are the nodes of the layers, the inputs first and the output last: [2, 4, 1]. Each node is also a
   *  button without colour, `button.node` with data-node="l.i" (both from 1): give it words and events. */
  function network(container, counts, frame) {
    const { columns, size } = nodePlaces(counts, container.clientWidth, container.clientHeight);
    const { pen, colours } = surface(prepared(container, counts, columns, size));
    frame.layers.forEach((layer, l) => weights(pen, layer.W, columns[l], columns[l + 1], size, colours));
    pen.setLineDash([]);
    pen.fillStyle = colours.ink;
    columns[0].forEach((centre, i) => node(pen, INPUTS[i], centre, size, colours));
    frame.layers.forEach((layer, l) => {
      const maps = bytesOf(layer.maps);
      columns[l + 1].forEach((centre, i) => {
        node(pen, maps.subarray(i * NODE_GRID ** 2, (i + 1) * NODE_GRID ** 2), centre, size, colours);
        if (layer.dead.includes(i)) deadMark(pen, centre, size, colours);
        if (layer.saturated.includes(i)) saturatedMark(pen, centre, size);
      });
    });
  }

  /** The element's canvas, with a button over each node: made anew for another network. */
  function prepared(container, counts, columns, size) {
    if (container.dataset.nodes !== String(counts)) {
      container.dataset.nodes = counts;
      container.style.position = "relative";
      const buttons = counts.slice(1).flatMap((n, l) => Array.from({ length: n }, (_, i) => nodeButton(l + 1, i + 1)));
      container.replaceChildren(document.createElement("canvas"), ...buttons);
      container.firstChild.setAttribute("aria-hidden", "true");
      Object.assign(container.firstChild.style, { position: "absolute", width: "100%", height: "100%" });
    }
    columns.slice(1).flat().forEach(([x, y], i) => {
      const [left, top, edge] = [x - size / 2, y - size / 2, size].map((length) => `${length}px`);
      Object.assign(container.children[i + 1].style, { left, top, width: edge, height: edge });
    });
    return container.firstChild;
  }

  /** Where the nodes stand: columns of centres [x, y], and the size of a node. */
  function nodePlaces(counts, width, height) {
    const size = Math.max(10, Math.min(46, (0.84 * height) / Math.max(...counts), (0.55 * width) / counts.length));
    const margin = size / 2 + 4;
    const columns = counts.map((count, l) => {
      const x = margin + ((width - 2 * margin) * l) / (counts.length - 1);
      const apart = Math.min(height / count, 1.5 * size);
      return Array.from({ length: count }, (_, i) => [x, height / 2 + (i - (count - 1) / 2) * apart]);
    });
    return { columns, size };
  }

  function nodeButton(l, i) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "node";
    button.dataset.node = `${l}.${i}`;
    button.tabIndex = l === 1 && i === 1 ? 0 : -1; // the page goes on from the first by arrow keys
    button.setAttribute("aria-label", `Layer ${l}, node ${i}`);
    const bare = { position: "absolute", padding: 0, border: 0, minWidth: 0, minHeight: 0, background: "none" };
    Object.assign(button.style, bare);
    return button;
  }

  /** Draw the weights between two layers: the larger, the thicker; those below zero are dashed. */
  function weights(pen, W, from, to, size, colours) {
    W.forEach((row, i) => {
      row.forEach((w, j) => {
        if (!w) return; // zero, or not finite
        const [x, y, x2, y2] = [from[j][0] + size / 2, from[j][1], to[i][0] - size / 2, to[i][1]];
        pen.strokeStyle = css(w < 0 ? colours.negative : colours.positive, 0.8);
        pen.setLineDash(w < 0 ? [6, 4] : []);
        pen.lineWidth = 0.3 + (0.13 * size * Math.abs(w)) / (1.5 + Math.abs(w));
        pen.beginPath();
        pen.moveTo(x, y);
        pen.bezierCurveTo((x + x2) / 2, y, (x + x2) / 2, y2, x2, y2);
        pen.stroke();
      });
    });
  }

  /** Draw a node's map from its bytes: 128 is 0, less is negative. */
  function node(pen, bytes, [x, y], size, colours) {
    const paint = (cell) => {
      const a = (bytes[cell] - 128) / 127;
      return blend(colours.ground, a < 0 ? colours.negative : colours.positive, 0.9 * Math.abs(a));
    };
    cells(pen, NODE_GRID, paint, x - size / 2, y - size / 2, size, size);
    pen.strokeStyle = colours.ink;
    pen.lineWidth = 1.2;
    pen.strokeRect(x - size / 2, y - size / 2, size, size);
  }

  /** A cross: the node answers 0 to every example. */
  function deadMark(pen, [x, y], size, colours) {
    const [left, right, top, bottom] = [x - size / 2, x + size / 2, y - size / 2, y + size / 2];
    const places = [[left, top], [right, bottom], null, [right, top], [left, bottom]];
    stroke(pen, places, { colour: colours.ink, thickness: 2 });
  }

  /** Bars above and below: the node's answers are stuck at the ends of their range. */
  function saturatedMark(pen, [x, y], size) {
    pen.fillRect(x - size / 2, y - size / 2, size, 0.16 * size);
    pen.fillRect(x - size / 2, y + 0.34 * size, size, 0.16 * size);
  }

  // ---- curves and bars

  /** Points of a curve, [update, J], that never take more room: when there are too many, each second one goes. */
  class Series {
    points = [];
    apart = 0;

    add(update, J) {
      const [last, before] = [this.points.length - 1, this.points.length - 2];
      if (before >= 0 && this.points[last][0] - this.points[before][0] < this.apart) this.points.pop();
      this.points.push([update, J]);
      if (this.points.length <= MOST_POINTS) return;
      this.points = this.points.filter((_, i) => i % 2 === 0);
      this.apart = (2 * update) / MOST_POINTS;
    }
  }

  const EDGE = { left: 52, right: 10, top: 20, bottom: 20 };

  /** Draw the cost on the training examples and, dashed, on those for validation: lists of [update, J].
   *  A cost that is not finite (null) leaves a gap; so does zero on a logarithmic axis. */
  function curves(canvas, costs, validation, logarithmic = false) {
    const { pen, width, height, colours } = surface(canvas);
    const usable = (J) => J !== null && (!logarithmic || J > 0);
    const seen = [...costs, ...validation].map((point) => point[1]).filter(usable);
    const highest = Math.max(...seen) > 0 ? Math.max(...seen) : 1;
    const lowest = logarithmic ? Math.min(highest, ...seen) : 0;
    const level = logarithmic ? Math.log : (J) => J;
    const room = level(highest) - level(lowest) || 1;
    const last = Math.max(0, ...[...costs, ...validation].map((point) => point[0]));
    const x = (update) => EDGE.left + (update / (last || 1)) * (width - EDGE.left - EDGE.right);
    const y = (J) => height - EDGE.bottom - ((level(J) - level(lowest)) / room) * (height - EDGE.top - EDGE.bottom);

    const middle = logarithmic ? Math.sqrt(lowest * highest) : highest / 2;
    pen.fillStyle = colours.ink;
    for (const J of [lowest, middle, highest]) {
      pen.fillText(J < 1e5 ? number(+J.toPrecision(2)) : J.toExponential(0), 0, y(J));
      stroke(pen, [[EDGE.left, y(J)], [width - EDGE.right, y(J)]], { colour: colours.ink, thickness: 0.2 });
    }
    pen.fillText("0", EDGE.left, height - 8);
    const end = `${last} updates`;
    pen.fillText(end, width - EDGE.right - pen.measureText(end).width, height - 8);
    const line = (points, name, left, style) => {
      if (points.length === 0) return;
      stroke(pen, points.map(([update, J]) => (usable(J) ? [x(update), y(J)] : null)), style);
      stroke(pen, [[left, 8], [left + 24, 8]], style);
      pen.fillText(name, left + 30, 8);
    };
    line(costs, "training", EDGE.left, { colour: css(colours.negative), thickness: 2 });
    line(validation, "validation", EDGE.left + 100, { colour: css(colours.positive), thickness: 2, dash: [6, 4] });
  }

  /** Draw a line through places [x, y]; null leaves a gap. */
  function stroke(pen, places, { colour, thickness, dash = [] }) {
    pen.strokeStyle = colour;
    pen.lineWidth = thickness;
    pen.setLineDash(dash);
    pen.beginPath();
    places.forEach((to, i) => {
      if (to) pen[places[i - 1] ? "lineTo" : "moveTo"](...to);
    });
    pen.stroke();
    pen.setLineDash([]);
  }

  /** Draw one bar a layer for its ‖dW‖, from 1e-8 to 100; ten times as much is one step longer. */
  function bars(canvas, values) {
    const { pen, width, height, colours } = surface(canvas);
    const step = height / values.length;
    const [left, right] = [44, 74];
    values.forEach((value, i) => {
      const y = (i + 0.5) * step;
      const decades = value > 0 ? Math.min(10, Math.max(0, Math.log10(value) + 8)) : 0;
      const length = (decades / 10) * (width - left - right);
      pen.fillStyle = css(colours.negative);
      pen.fillRect(left, y - Math.min(6, 0.35 * step), length, Math.min(12, 0.7 * step));
      pen.fillStyle = colours.ink;
      pen.fillText(`dW[${i + 1}]`, 0, y);
      pen.fillText(number(value), left + length + 6, y);
    });
  }

  return { GRID, Series, bars, boundary, curves, network, number, percent, probabilities };
})();
