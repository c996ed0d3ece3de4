"use strict";
(() => {
  const $ = (s, at = document) => [...at.querySelectorAll(s)];
  const status = document.querySelector(".status");
  const tell = (text) => { status.textContent = text; };
  const button = (label, act, title) => {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "tool";
    b.textContent = label;
    if (title) b.title = title;
    b.addEventListener("click", act);
    return b;
  };

  const make = (name, attributes, text) => {
    const e = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const k in attributes) e.setAttribute(k, attributes[k]);
    if (text !== undefined) e.textContent = text;
    return e;
  };

  // Tables: a press on the head sorts, a second one turns the order round.
  for (const table of $("table.sortable")) {
    const body = table.tBodies[0];
    if (body.rows.length < 2) continue;
    $("thead th", table).forEach((th, column) => {
      const b = document.createElement("button");
      b.type = "button";
      b.append(...th.childNodes);
      th.append(b);
      b.addEventListener("click", () => {
        const up = th.getAttribute("aria-sort") !== "ascending";
        for (const x of $("th[aria-sort]", table.tHead)) x.removeAttribute("aria-sort");
        th.setAttribute("aria-sort", up ? "ascending" : "descending");
        const value = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
        const rows = [...body.rows].sort((x, y) => {
          const p = value(x), q = value(y), m = Number(p.replaceAll(",", "")), n = Number(q.replaceAll(",", ""));
          const d = p !== "" && q !== "" && !isNaN(m) && !isNaN(n) ? m - n : p.localeCompare(q, "en");
          return up ? d : -d;
        });
        body.append(...rows);
        tell("sorted by " + b.textContent + (up ? ", ascending" : ", descending"));
      });
    });
  }

  // Copy: of a scenario, a command or the Spec.
  const copy = async (text, b, from) => {
    try {
      await navigator.clipboard.writeText(text);
      b.textContent = "Copied";
      tell("copied");
    } catch {
      const range = document.createRange();
      range.selectNodeContents(from);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      b.textContent = document.execCommand("copy") ? "Copied" : "Selected";
      tell(b.textContent.toLowerCase());
    }
    setTimeout(() => { b.textContent = "Copy"; }, 1600);
  };
  for (const e of $("[data-copy]")) {
    const b = button("Copy", () => copy(e.textContent, b, e));
    if (e.tagName === "PRE") {
      const box = document.createElement("div");
      box.className = "copied";
      e.replaceWith(box);
      box.append(e, b);
    } else e.after(b);
  }

  // Save: a picture as PNG, a table as CSV.
  const save = (blob, name) => {
    const a = document.createElement("a");
    a.href = URL.createObjectURL(blob);
    a.download = name;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 1000);
    tell("saved " + name);
  };
  const named = (words, ending) => (document.querySelector("h1").textContent + " " + words).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 80) + ending;
  const shown = (figure) => $("svg", figure).find((s) => s.getClientRects().length > 0);
  async function picture(svg) {
    const box = svg.viewBox.baseVal, copy = svg.cloneNode(true), style = document.createElement("style");
    style.textContent = document.querySelector("head style").textContent + "svg.narrow{display:block}";
    const room = 12;
    copy.setAttribute("viewBox", [box.x - room, box.y - room, box.width + 2 * room, box.height + 2 * room].join(" "));
    copy.setAttribute("width", box.width + 2 * room);
    copy.setAttribute("height", box.height + 2 * room);
    copy.prepend(make("rect", { x: box.x - room, y: box.y - room, width: box.width + 2 * room, height: box.height + 2 * room, fill: getComputedStyle(document.body).backgroundColor }));
    copy.prepend(style, ...$("body > svg defs").map((d) => d.cloneNode(true)));
    const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }));
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * (box.width + 2 * room);
    canvas.height = 2 * (box.height + 2 * room);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }
  for (const f of $("figure")) {
    const caption = f.querySelector("figcaption");
    caption.append(" ", button("PNG", async () => save(await picture(shown(f)), named(f.closest("section").querySelector("h2").textContent + " " + (f.querySelector("figcaption b") ?? caption).firstChild.textContent.slice(0, 40), ".png")), "Save this picture"));
  }
  for (const table of $("main table")) {
    const cell = (c) => {
      let t = c.textContent.trim().replace(/\s+/g, " ") || $("svg", c).map((s) => s.getAttribute("aria-label")).join(" ");
      if (/^[=+\-@|%]/.test(t)) t = "'" + t;
      return /[",]/.test(t) ? '"' + t.replaceAll('"', '""') + '"' : t;
    };
    const words = table.caption ? table.caption.textContent : (table.closest("details")?.querySelector("summary") ?? table.closest("section").querySelector("h2")).textContent;
    const b = button("CSV", () => save(new Blob([[...table.rows].map((r) => [...r.cells].map(cell).join(",")).join("\r\n") + "\r\n"], { type: "text/csv" }), named(words, ".csv")), "Save this table");
    b.setAttribute("aria-label", "CSV: " + words);
    table.parentElement.after(b);
    b.classList.add("below");
  }

  // Print: everything that is folded is shown, and folded again afterwards.
  let folded = [];
  addEventListener("beforeprint", () => { folded = $("details:not([open])"); for (const d of folded) d.open = true; });
  addEventListener("afterprint", () => { for (const d of folded) d.open = false; });

  // Figures as the rest of the report writes them.
  const span = (ns) => {
    const sign = ns < 0 ? "−" : "", d = Math.abs(ns);
    const [unit, name] = d >= 1e9 ? [1e9, "s"] : d >= 1e6 ? [1e6, "ms"] : d >= 1e3 ? [1e3, "µs"] : [1, "ns"];
    return sign + String(Math.round(d / unit * 1e3) / 1e3).replace(/\B(?=(\d{3})+(?=$|\.))(?<!\.\d*)/g, ",") + " " + name;
  };
  const volts = (uv) => (uv / 1e6).toFixed(2) + " V";
  const r1 = (x) => Math.round(x * 10) / 10;

  // live makes the timeline of a variant one that can be zoomed and read out.
  function live(figure) {
    const id = figure.dataset.for.replace(/-data$/, "");
    const data = JSON.parse(document.getElementById(figure.dataset.for).textContent);
    for (const l of data.lanes) {
      const all = [];
      for (let i = 0, end = 0; i < l.losses.length; i += 3) {
        const a = end + l.losses[i];
        end = a + l.losses[i + 1];
        all.push([a, end, l.losses[i + 2]]);
      }
      l.losses = all;
    }
    const svgs = $("svg", figure).map((svg) => {
      const n = (key) => svg.dataset[key].split(",").filter((x) => x !== "").map(Number);
      return { svg, x: n("x"), y: n("y"), lanes: n("lanes"), rail: n("rail"), ops: +svg.dataset.ops, opStep: +svg.dataset.opStep, apart: +svg.dataset.apart,
        first: new Map($(".bands,.rails,.ops,.moments,.axis", svg).map((g) => [g, [...g.childNodes]])) };
    });
    let from = 0, to = data.window, cursor = null;
    const whole = () => from <= 0 && to >= data.window;
    const losses = data.lanes.flatMap((l) => l.losses).sort((p, q) => p[0] - q[0]);

    const readout = document.createElement("p");
    readout.className = "readout";
    readout.setAttribute("aria-live", "polite");
    const tools = document.createElement("div");
    tools.className = "tools";
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", "Zoom of the timeline");
    const jump = (step) => {
      if (losses.length === 0) return;
      const at = cursor ?? (step > 0 ? -1 : data.window + 1);
      const next = step > 0 ? losses.find((l) => (l[0] + l[1]) / 2 > at + 0.5) ?? losses[0]
        : losses.findLast((l) => (l[0] + l[1]) / 2 < at - 0.5) ?? losses[losses.length - 1];
      const room = Math.max(next[1] - next[0], 4);
      cursor = (next[0] + next[1]) / 2;
      set(next[0] - room, next[1] + room);
      read();
    };
    if (losses.length > 0) tools.append(button("◂ Loss", () => jump(-1), "Previous loss"), button("Loss ▸", () => jump(1), "Next loss"));
    tools.append(button("+", () => scale(0.4), "Zoom in"), button("−", () => scale(2.5), "Zoom out"),
      button("◂", () => pan(-0.3), "Earlier"), button("▸", () => pan(0.3), "Later"), button("Whole window", () => set(0, data.window)), readout);
    figure.prepend(tools);
    const hint = "Drag over a stretch to zoom into it.";
    readout.textContent = hint;

    function set(f, t, quiet) {
      const least = Math.min(20, data.window);
      if (t - f < least) { const m = (f + t) / 2; f = m - least / 2; t = m + least / 2; }
      const width = Math.min(t - f, data.window);
      from = Math.max(0, Math.min(f, data.window - width));
      to = from + width;
      for (const s of svgs) draw(s);
      if (quiet) return;
      const hash = whole() ? "#" + id : "#" + id + "@" + Math.round(from) + "-" + Math.round(to);
      try { history.replaceState(null, "", hash); } catch { /* a file that may not */ }
    }
    function scale(by) {
      const m = cursor !== null && cursor >= from && cursor <= to ? cursor : (from + to) / 2, k = (m - from) / (to - from), w = (to - from) * by;
      set(m - k * w, m + (1 - k) * w);
    }
    function pan(by) { set(from + by * (to - from), to + by * (to - from)); }

    function draw(s) {
      $(".bracket", s.svg).forEach((b) => b.setAttribute("visibility", whole() ? "visible" : "hidden"));
      s.svg.querySelector(".cursor").setAttribute("visibility", "hidden");
      if (whole()) {
        for (const [g, nodes] of s.first) g.replaceChildren(...nodes);
        return;
      }
      const [x0, x1] = s.x, X = (t) => x0 + (t - from) / (to - from) * (x1 - x0);
      const visible = (a, b) => b >= from && a <= to;
      const ends = (a, b, least) => {
        let p = Math.max(X(a), x0), q = Math.min(X(b), x1);
        if (q - p < least) { const m = (p + q) / 2; p = m - least / 2; q = m + least / 2; }
        return [p, q];
      };
      $(".bands", s.svg).forEach((g, i) => {
        g.replaceChildren();
        const top = s.lanes[i];
        for (const [a, b, k] of data.lanes[i].losses) {
          if (!visible(a, b)) continue;
          const [p, q] = ends(a, b, 1.5), [name, letter, paint, ink] = data.looks[k];
          g.append(make("rect", { class: "band", x: r1(p), y: top, width: r1(q - p), height: 20, fill: "url(#p-" + name + ")" }));
          if (q - p < 14) continue;
          g.append(make("rect", { x: r1((p + q) / 2 - 5.5), y: top + 3.5, width: 11, height: 13, rx: 2, fill: paint }));
          g.append(make("text", { x: r1((p + q) / 2), y: top + 14, class: "letter", "text-anchor": "middle", fill: ink }, letter));
        }
      });
      $(".ops", s.svg).forEach((g, row) => {
        g.replaceChildren();
        for (const [a, b, k, erase] of data.ops) {
          if (k !== row || !visible(a, b)) continue;
          const [p, q] = ends(a, b, 1), e = { class: erase ? "erase" : "program", x: r1(p), y: s.ops + row * s.opStep, width: r1(q - p), height: 13 };
          if (erase) e.fill = "url(#p-erase)";
          g.append(make("rect", e));
        }
      });
      for (const g of $(".rails", s.svg)) {
        const [top, base, low, high] = s.rail, Y = (uv) => base - (uv - low) / (high - low) * (base - top);
        g.replaceChildren(...["vbat", "vdd"].filter((n) => data[n].length > 0).map((n) => {
          const inside = data[n].filter(([t]) => t > from && t < to);
          const points = [[from, value(data[n], from)], ...inside, [to, value(data[n], to)]];
          return make("path", { class: n, d: "M" + points.map(([t, uv]) => r1(X(t)) + " " + r1(Y(uv))).join("L") });
        }));
      }
      for (const g of $(".moments", s.svg)) {
        g.replaceChildren();
        const used = [-1e9, -1e9, -1e9], bottom = s.y[1] - 8;
        for (const m of data.moments) {
          if (!visible(m.at, m.at)) continue;
          const x = X(m.at), room = Math.max(10, Math.floor((x1 - x) / 6.3) - 2), text = m.text.length > room ? m.text.slice(0, room - 1) + "…" : m.text;
          g.append(make("path", { class: "stem", d: "M" + r1(x) + " " + s.y[0] + "V" + bottom }));
          const row = used.findIndex((e) => x - e > 6);
          if (row < 0) continue;
          used[row] = x + 10 + 6.3 * text.length;
          g.append(make("text", { class: "note", x: r1(x + 4), y: bottom - 14 * (2 - row) + 4 }, text));
        }
      }
      for (const g of $(".axis", s.svg)) {
        g.replaceChildren(make("path", { class: "hair", d: "M" + x0 + " " + s.y[1] + "H" + x1 }));
        const least = (to - from) * s.apart / (x1 - x0);
        let step = 1;
        for (let i = 0; step < least; i++) step *= i % 3 === 1 ? 2.5 : 2;
        const relative = to - from < from / 4, base = relative ? Math.round(from) : 0;
        for (let t = Math.ceil((from - base) / step) * step; t <= to - base; t += step) {
          const x = X(base + t), label = t === 0 ? (relative ? span(base) : "0") : (relative ? "+" : "") + span(t);
          g.append(make("path", { class: "hair", d: "M" + r1(x) + " " + s.y[0] + "V" + (s.y[1] + 4) }));
          g.append(make("text", { class: "tick", x: r1(x), y: s.y[1] + 16, "text-anchor": x < x0 + 30 ? "start" : x > x1 - 30 ? "end" : "middle" }, label));
        }
      }
    }

    function value(points, t) {
      let i = points.findIndex((p) => p[0] >= t);
      if (i < 0) return points[points.length - 1][1];
      if (i === 0 || points[i][0] === t) return points[i][1];
      const [p, q] = [points[i - 1], points[i]];
      return p[1] + (q[1] - p[1]) * (t - p[0]) / (q[0] - p[0]);
    }

    function read() {
      if (cursor === null) { readout.textContent = hint; return; }
      const words = [];
      data.lanes.forEach((l) => {
        const hit = l.losses.find(([a, b]) => cursor >= a && cursor < Math.max(b, a + (to - from) / 800));
        if (hit) words.push(l.title + " " + data.looks[hit[2]][0] + " for " + span(hit[1] - hit[0]));
      });
      if (words.length === 0 && data.lanes.length > 0) words.push("no loss");
      for (const n of ["vbat", "vdd"]) if (data[n].length > 0) words.push(n.toUpperCase() + " " + volts(value(data[n], cursor)));
      const op = data.ops.find(([a, b]) => cursor >= a && cursor < b);
      if (op) words.push((op[3] ? "erase" : "program") + " of " + data.areas[op[2]] + ", " + Math.round(100 * (cursor - op[0]) / (op[1] - op[0])) + " %");
      const b = document.createElement("b");
      b.textContent = span(Math.round(cursor));
      readout.replaceChildren(b, " · " + words.join(" · "));
      for (const s of svgs) {
        const g = s.svg.querySelector(".cursor"), x = s.x[0] + (cursor - from) / (to - from) * (s.x[1] - s.x[0]);
        g.setAttribute("transform", "translate(" + r1(x) + ")");
        g.setAttribute("visibility", x >= s.x[0] && x <= s.x[1] ? "visible" : "hidden");
      }
    }

    for (const s of svgs) {
      const area = s.svg.querySelector(".catch"), at = (e) => {
        const box = area.getBoundingClientRect(), k = Math.max(0, Math.min(1, (e.clientX - box.left) / box.width));
        return from + k * (to - from);
      };
      let start = null, hot = null;
      area.addEventListener("pointerdown", (e) => {
        if (e.button !== 0) return;
        start = at(e);
        hot = make("rect", { class: "hot", y: s.y[0], height: s.y[1] - s.y[0], x: 0, width: 0 });
        s.svg.append(hot);
        area.setPointerCapture(e.pointerId);
      });
      area.addEventListener("pointermove", (e) => {
        cursor = at(e);
        read();
        if (start === null) return;
        const X = (t) => s.x[0] + (t - from) / (to - from) * (s.x[1] - s.x[0]), p = X(Math.min(start, cursor)), q = X(Math.max(start, cursor));
        hot.setAttribute("x", r1(p));
        hot.setAttribute("width", r1(q - p));
      });
      const end = (e, keep) => {
        if (start === null) return;
        const a = Math.min(start, at(e)), b = Math.max(start, at(e));
        start = null;
        hot.remove();
        if (keep && b - a > (to - from) / 100) set(a, b);
      };
      area.addEventListener("pointerup", (e) => end(e, true));
      area.addEventListener("pointercancel", (e) => end(e, false));
      area.addEventListener("pointerleave", () => { if (start === null) { cursor = null; read(); s.svg.querySelector(".cursor").setAttribute("visibility", "hidden"); } });
      area.addEventListener("dblclick", () => set(0, data.window));
      s.svg.addEventListener("wheel", (e) => {
        if (!e.ctrlKey && !e.metaKey) return;
        e.preventDefault();
        cursor = at(e);
        scale(e.deltaY > 0 ? 1.25 : 0.8);
      }, { passive: false });
      s.svg.setAttribute("tabindex", "0");
      s.svg.setAttribute("role", "application");
      s.svg.setAttribute("aria-roledescription", "timeline");
      s.svg.setAttribute("aria-label", s.svg.getAttribute("aria-label") + " Keys: arrows move the cursor, n and p go to the next and previous loss, plus and minus zoom, 0 shows the whole window.");
      s.svg.addEventListener("keydown", (e) => {
        if (e.ctrlKey || e.metaKey || e.altKey) return;
        const move = (d) => { cursor = Math.max(from, Math.min(to, (cursor ?? (from + to) / 2) + d * (to - from) / 100)); read(); };
        const keys = { ArrowLeft: () => e.shiftKey ? pan(-0.2) : move(-1), ArrowRight: () => e.shiftKey ? pan(0.2) : move(1), n: () => jump(1), p: () => jump(-1),
          "+": () => scale(0.5), "=": () => scale(0.5), "-": () => scale(2), 0: () => set(0, data.window), Home: () => set(0, data.window) };
        if (!keys[e.key]) return;
        e.preventDefault();
        keys[e.key]();
      });
    }
    const wanted = new RegExp("^#" + id + "@(\\d+)-(\\d+)$").exec(location.hash);
    if (wanted && +wanted[1] < +wanted[2]) {
      set(+wanted[1], +wanted[2], true);
      document.getElementById(id).scrollIntoView();
    }
  }
  for (const f of $("figure.live")) live(f);
})();
