// The scope of a bench: traces, lanes and what one does with them.
import { api } from '../core/api.js';
import { html, nothing, render } from '../core/html.js';
import { batch, effect, signal, untracked } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { themeVersion } from '../core/theme.js';
import { announce, toast } from '../core/toast.js';
import { clock, duration } from '../core/units.js';
import { axis } from './axis.js';
import { placeCursors, reading, valueAt } from './cursors.js';
import { LaneCanvas, lanesHeight } from './lanes.js';
import { lines } from './levels.js';
import { createScopeModel } from './model.js';
import { Overlay } from './overlay.js';
import { losses, originOf, scales } from './picture.js';
import { gutter, Plot } from './plot.js';
import { listen } from './pointer.js';
import { ScopeTime } from './shared.js';
import { Source } from './source.js';
import { channels } from './store.js';
import { itemsTable } from './table.js';
import { takeBuckets, takeItems, takePicture } from './takeaway.js';
import { around } from './time.js';
import { toolbar } from './toolbar.js';
import { itemText, railVolts, summary, windowText } from './words.js';

/**
 * @typedef {import('../core/bench.js').Bench} Bench
 * @typedef {import('./time.js').Window} Window
 * @typedef {import('./cursors.js').Cursors} Cursors
 * @typedef {{ peer?: Bench, offsetNs?: number }} Options peer: the bench whose window this scope shows; offsetNs: what is added to its instants
 */

/** The sentences below the screen are told anew so often, in milliseconds. */
const tellMs = 400;
/** The page's address follows the window when it has stood for so long. */
const addressMs = 250;
/** A window that a jump opens is at most so long. */
const jumpNs = 200e6;
const leastPlot = 84;
/** Below this height of the screen the lanes are drawn closer. */
const denseBelow = 250;
const pixelsATick = 96;

let scopes = 0;

/**
 * Draws the scope of a lock.
 * @param {HTMLElement} host
 * @param {Bench} bench
 * @param {Options} [o]
 * @returns {() => void} takes it away
 */
export function mountScope(host, bench, o = {}) {
  const view = new ScopeView(host, bench, o);
  return () => view.close();
}

class ScopeView {
  #host;
  #bench;
  #offset;
  #id = `scope-more-${++scopes}`;
  #model = createScopeModel();
  #source;
  /** @type {ScopeTime} */
  #time;
  #own;
  /** @type {Plot | null} */
  #plot = null;
  #lanes;
  #overlay;
  #screen;
  #foot;
  #width = 0;
  #height = 0;
  #asked = 0;
  #told = 0;
  #tellTimer = 0;
  #addressTimer = 0;
  #state = signal(/** @type {'loading' | 'live' | 'lost' | 'refused' | 'failed'} */ ('loading'));
  #cursors = signal(/** @type {Cursors | null} */ (null));
  #closeUp = signal(false);
  #allLevels = signal(false);
  #table = signal(false);
  /** Changes when the sentences do. */
  #said = signal(0);
  #closed = false;
  /** @type {(() => void)[]} */
  #ends = [];

  /** @param {HTMLElement} host @param {Bench} bench @param {Options} o */
  constructor(host, bench, { peer, offsetNs = 0 }) {
    this.#host = host;
    this.#bench = bench;
    this.#offset = offsetNs;
    this.#own = !peer?.scope?.time;
    this.#time = peer?.scope?.time ?? new ScopeTime();
    this.#source = new Source(bench.path, this.#model, (what) => this.#heard(what));
    host.classList.add('scope');
    render(html`
      <div class="head panel-title"></div>
      <div class="screen" tabindex="0" role="group"><div class="plot"></div><canvas class="lanes"></canvas><div class="note quiet" hidden></div></div>
      <div class="foot"></div><div class="items"></div>`, host);
    const place = (/** @type {string} */ name) => /** @type {HTMLElement} */ (host.querySelector(name));
    this.#screen = place('.screen');
    this.#foot = place('.foot');
    this.#lanes = new LaneCanvas(/** @type {HTMLCanvasElement} */ (place('canvas.lanes')));
    this.#overlay = new Overlay(this.#screen, (which, at) => this.#moveCursor(which, at));
    bench.scope = { time: this.#time, model: this.#model, showNext: (/** @type {'reset' | 'lost-write'} */ kind, /** @type {1 | -1} */ direction) => this.#jump(kind, direction) };
    this.#start(place);
  }

  /** @param {(name: string) => HTMLElement} place */
  #start(place) {
    const at = this.#bench.window.peek();
    if (this.#own && at) this.#time.show(at);
    const size = new ResizeObserver(() => this.#measure());
    size.observe(this.#screen);
    const seen = () => this.#watch();
    document.addEventListener('visibilitychange', seen);
    const keys = (/** @type {KeyboardEvent} */ e) => this.#key(e);
    this.#screen.addEventListener('keydown', keys);
    this.#ends.push(
      () => size.disconnect(), () => document.removeEventListener('visibilitychange', seen), () => this.#screen.removeEventListener('keydown', keys),
      listen(this.#screen, this.#hands()),
      effect(() => { render(this.#bar(), place('.head')); }),
      effect(() => { this.#note(place('.note')); }),
      effect(() => { render(this.#sentences(), this.#foot); }),
      effect(() => {
        void this.#said.value;
        const shown = this.#table.value ? itemsTable(this.#model, this.#window(), (item, lane) => this.#pick(lane, item), () => takeItems(this.#model, this.#window(), this.#name('lanes'))) : nothing;
        render(shown, place('.items'));
      }),
      effect(() => {
        void [themeVersion.value, lang.value, this.#time.changes.value, this.#cursors.value, this.#closeUp.value, this.#allLevels.value, this.#bench.moment.value];
        this.#draw();
      }),
      effect(() => {
        void this.#bench.covered.value;
        untracked(() => this.#watch());
      }),
      effect(() => this.#followMoment()),
      this.#own ? this.#followWindow() : effect(() => {
        void this.#time.window.value;
        this.#draw();
      }),
      this.#followFirmware(),
    );
    this.#watch();
  }

  /** The window in this lock's time. @returns {Window} */
  #window() {
    const w = this.#time.window.peek();
    return this.#offset === 0 ? w : { from: w.from + this.#offset, to: w.to + this.#offset };
  }

  /** The feed is open only while somebody can see what it brings. */
  #watch() {
    const shown = !document.hidden && this.#screen.clientWidth > 0 && !this.#bench.covered.peek().has('scope');
    if (shown) this.#source.open();
    else this.#source.rest();
  }

  #measure() {
    const width = Math.floor(this.#screen.clientWidth);
    const room = Math.floor(this.#screen.clientHeight);
    const dense = room < denseBelow;
    const height = Math.max(leastPlot, room - lanesHeight(dense));
    this.#watch();
    if (width < gutter.left + gutter.right + 40 || (width === this.#width && height === this.#height)) return;
    this.#width = width;
    this.#height = height;
    if (this.#plot) this.#plot.resize(width, height);
    else this.#plot = new Plot(/** @type {HTMLElement} */ (this.#screen.querySelector('.plot')), width, height);
    this.#lanes.resize(width, dense);
    this.#overlay.resize(width);
    this.#draw();
  }

  /** @param {'picture' | 'failed' | 'refused' | 'live' | 'lost'} what */
  #heard(what) {
    if (what === 'picture') {
      if (this.#state.peek() === 'loading' || this.#state.peek() === 'failed' || this.#state.peek() === 'refused') this.#state.value = 'live';
      this.#draw();
      return;
    }
    this.#state.value = what === 'live' && !this.#model.store ? 'loading' : what;
  }

  /** Draws at the next frame of the screen. */
  #draw() {
    if (this.#asked === 0 && !this.#closed) this.#asked = requestAnimationFrame(() => this.#frame());
  }

  #frame() {
    this.#asked = 0;
    if (!this.#plot || this.#closed) return;
    if (this.#own) this.#time.tick(this.#model.now - this.#offset);
    const w = this.#window();
    this.#source.show(w, Math.max(100, Math.min(this.#overlay.span, 2000)), this.#own ? this.#time.following.peek() : w.to >= this.#model.now);
    const moment = this.#bench.moment.peek();
    const origin = originOf(this.#model, moment);
    const scale = axis(w, Math.max(2, Math.floor(this.#overlay.span / pixelsATick)), origin, t('scope.reset'));
    const shared = { window: w, axis: scale, model: this.#model, origin };
    this.#plot.draw({ ...shared, ...scales(this.#model, w, this.#closeUp.peek()), lines: lines(this.#model.levels, this.#allLevels.peek()), losses: losses(this.#model, w) });
    this.#lanes.draw({ ...shared, chosen: moment });
    this.#overlay.draw(w, moment, this.#cursors.peek(), this.#model);
    this.#model.prune(w);
    this.#tell();
  }

  /** The sentences follow the picture at a pace that can be read. */
  #tell() {
    if (this.#tellTimer !== 0) return;
    const wait = Math.max(0, this.#told + tellMs - performance.now());
    this.#tellTimer = Number(setTimeout(() => {
      this.#tellTimer = 0;
      this.#told = performance.now();
      this.#said.value++;
    }, wait));
  }

  #bar() {
    return toolbar({
      id: this.#id, peer: !this.#own, following: this.#time.following.value, span: this.#time.span.value, cursors: this.#cursors.value !== null,
      closeUp: this.#closeUp.value, allLevels: this.#allLevels.value, table: this.#table.value,
      follow: () => this.#time.follow(!this.#time.following.peek()),
      zoom: (direction) => this.#zoom(direction), move: (share) => this.#time.move(share), jump: (kind, direction) => this.#jump(kind, direction),
      toggleCursors: () => this.#toggleCursors(),
      toggleCloseUp: () => { this.#closeUp.value = !this.#closeUp.peek(); },
      toggleLevels: () => { this.#allLevels.value = !this.#allLevels.peek(); },
      toggleTable: () => { this.#table.value = !this.#table.peek(); },
      picture: () => { if (this.#plot) takePicture(this.#plot.canvas, this.#lanes.canvas, `${this.#bench.lock.peek()?.name ?? this.#bench.id} · ${windowText(this.#window())}`, this.#name('scope')); },
      data: () => takeBuckets(this.#model, this.#window(), this.#name('scope')),
    });
  }

  /** @param {string} what */
  #name(what) { return `${this.#bench.id}-${what}`; }

  #sentences() {
    void [lang.value, this.#said.value];
    const w = this.#window();
    const c = this.#cursors.value;
    this.#screen.setAttribute('aria-label', t('scope.screen', { window: windowText(w) }));
    const said = summary(this.#model, w);
    if (c) return html`<p class="num reading">${reading(this.#model, c).map((r) => html`<span><b>${r.name}</b> ${r.text}</span>`)}</p>`;
    return html`<p class="num">${said.join(' · ')}</p>${this.#model.exact || this.#model.oldest === undefined || said.length === 1 && said[0] === t('scope.nothing') ? nothing : html`<p class="quiet">${t('scope.coarse')}</p>`}`;
  }

  /** @param {HTMLElement} el */
  #note(el) {
    void lang.value;
    const state = this.#state.value;
    const text = { loading: t('scope.loading'), refused: t('scope.full'), failed: t('scope.failed'), lost: '', live: '' }[state];
    el.hidden = text === '';
    el.textContent = text;
    this.#host.toggleAttribute('data-lost', state === 'lost' || state === 'failed');
  }

  /** @returns {import('./pointer.js').Hands} */
  #hands() {
    return {
      left: () => gutter.left, width: () => this.#overlay.span,
      pan: (share) => this.#time.move(share),
      step: (direction, x) => this.#zoom(direction, this.#overlay.atX(x) - this.#offset),
      stretch: (factor, x) => this.#time.stretch(this.#time.span.peek() * factor, this.#overlay.atX(x) - this.#offset),
      click: (x, y) => this.#click(x, y),
      select: (from, to) => this.#overlay.select(from, to),
      selected: (from, to) => this.#time.show({ from: this.#overlay.atX(from) - this.#offset, to: this.#overlay.atX(to) - this.#offset }),
      hover: (x, y) => this.#overlay.hover(x, y, x === null ? [] : this.#under(x, y)),
    };
  }

  /** What lies under a pointer, in words. @param {number} x @param {number} y */
  #under(x, y) {
    const at = this.#overlay.atX(x);
    const out = [clock(at, { digits: this.#time.span.peek() < 1e4 ? 9 : this.#time.span.peek() < 1e9 ? 6 : 3 })];
    const spot = y > this.#height ? this.#lanes.at(x, y - this.#height) : null;
    if (spot) return [itemText(spot.lane, spot.item, this.#model.now), ...out];
    const origin = originOf(this.#model, this.#bench.moment.peek());
    if (origin !== null) out.push(t('scope.from-reset', { distance: duration(at - origin) }));
    for (const [name, channel] of /** @type {[string, number][]} */ ([['VBAT', channels.indexOf('vbat')], ['VDD', channels.indexOf('vdd')]])) {
      const v = valueAt(this.#model, channel, at);
      if (v !== null) out.push(`${name} ${railVolts(v)}`);
    }
    return out;
  }

  /** @param {number} x @param {number} y */
  #click(x, y) {
    this.#screen.focus({ preventScroll: true });
    const spot = y > this.#height ? this.#lanes.at(x, y - this.#height) : null;
    if (spot) this.#pick(spot.lane, spot.item);
    else if (x >= gutter.left && x <= gutter.left + this.#overlay.span) this.#bench.go({ moment: Math.round(this.#overlay.atX(x)) });
  }

  /** @param {string} lane @param {any} item */
  #pick(lane, item) {
    const torn = item.state === 'torn' || item.state === 'refused';
    this.#bench.go({ moment: torn ? item.to_ns : item.from_ns, ...(lane === 'flash' ? { selection: selectionOf(item) } : {}) });
    announce(itemText(/** @type {any} */ (lane), item, this.#model.now));
  }

  /** @param {1 | -1} direction @param {number} [at] */
  #zoom(direction, at) {
    const moment = this.#bench.moment.peek();
    const w = this.#window();
    // The chosen moment stays in its place, so that zooming in ends there.
    const anchor = at ?? (moment !== null && moment >= w.from && moment <= w.to ? moment - this.#offset : undefined);
    this.#time.zoom(direction, anchor);
  }

  #toggleCursors() { this.#cursors.value = this.#cursors.peek() ? null : placeCursors(this.#window()); }

  /** @param {'a' | 'b'} which @param {number} at */
  #moveCursor(which, at) {
    const c = this.#cursors.peek();
    if (c) this.#cursors.value = { ...c, [which]: Math.max(0, at) };
  }

  /** @param {'reset' | 'lost-write'} kind @param {1 | -1} direction */
  async #jump(kind, direction) {
    const w = this.#window();
    const moment = this.#bench.moment.peek();
    const within = moment !== null && moment >= w.from && moment <= w.to;
    const from = Math.max(0, Math.round(within ? moment : this.#time.following.peek() ? this.#model.now : (w.from + w.to) / 2));
    const answer = await this.#bench.act(() => api.get(this.#bench.path + '/scope', { query: { from_ns: from, to_ns: from + 1, points: 1 } }));
    if (!answer) return;
    const beyond = direction < 0 ? answer.before : answer.after;
    const at = kind === 'reset' ? beyond.reset_ns : beyond.lost_write_ns;
    if (at === undefined) {
      toast(t(`scope.none.${kind}-${direction < 0 ? 'before' : 'after'}`));
      return;
    }
    batch(() => {
      this.#time.show(around(at - this.#offset, Math.min(this.#time.span.peek(), jumpNs)));
      this.#bench.go({ moment: at });
    });
    announce(`${t(kind === 'reset' ? 'scope.reset' : 'scope.lost-write')}: ${clock(at)}`);
    if (kind === 'lost-write') this.#selectLost(at);
  }

  /** Points the other views to what was being written. @param {number} at */
  async #selectLost(at) {
    const answer = await this.#bench.act(() => api.get(this.#bench.path + '/scope', { query: { from_ns: at, to_ns: at + 1, points: 1 } }));
    const lost = answer?.lanes.lost_writes.find((/** @type {any} */ o) => o.to_ns === at);
    if (lost) this.#bench.go({ selection: selectionOf(lost) });
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    if (e.target !== this.#screen || e.ctrlKey || e.metaKey || e.altKey) return;
    const by = e.shiftKey ? 0.5 : 0.1;
    /** @type {Record<string, () => void>} */
    const keys = {
      '+': () => this.#zoom(-1), '=': () => this.#zoom(-1), '-': () => this.#zoom(1), ArrowUp: () => this.#zoom(-1), ArrowDown: () => this.#zoom(1),
      ArrowLeft: () => this.#time.move(-by), ArrowRight: () => this.#time.move(by), Home: () => this.#time.show({ from: this.#model.oldest ?? 0, to: (this.#model.oldest ?? 0) + this.#time.span.peek() }),
      End: () => this.#time.follow(true), ' ': () => this.#time.follow(!this.#time.following.peek()),
      r: () => this.#jump('reset', 1), R: () => this.#jump('reset', -1), l: () => this.#jump('lost-write', 1), L: () => this.#jump('lost-write', -1), c: () => this.#toggleCursors(),
    };
    const act = keys[e.key];
    if (!act) return;
    e.preventDefault();
    act();
    if (e.key !== 'c') announce(windowText(this.#window()));
  }

  /** A moment that was chosen elsewhere is brought into view, and stays there. */
  #followMoment() {
    const moment = this.#bench.moment.value;
    if (moment === null) return;
    untracked(() => {
      const w = this.#window();
      const span = w.to - w.from;
      if (this.#time.following.peek() && moment >= w.from && moment <= w.to) this.#time.show(this.#time.window.peek());
      else if (moment < w.from || moment > w.to) this.#time.show(around(moment - this.#offset, Math.min(span, 2e9)));
    });
  }

  /** Window of the bench and of this scope are the same, a moment later. */
  #followWindow() {
    let given = this.#bench.window.peek();
    const ends = [
      effect(() => {
        const w = this.#bench.window.value;
        untracked(() => {
          if (w === given) return;
          given = w;
          if (w) this.#time.show(w);
          else this.#time.follow(true);
        });
      }),
      effect(() => {
        void this.#time.changes.value;
        clearTimeout(this.#addressTimer);
        this.#addressTimer = Number(setTimeout(() => {
          const w = this.#time.window.peek();
          const now = this.#time.following.peek() ? null : { from: Math.round(w.from), to: Math.round(w.to) };
          if (now?.from === given?.from && now?.to === given?.to) return;
          given = now;
          // A window that follows has no moment to stay at.
          this.#bench.go(now ? { window: now } : { window: null, moment: null });
        }, addressMs));
      }),
    ];
    return () => { for (const end of ends) end(); };
  }

  /** Another firmware has other levels. */
  #followFirmware() {
    let before = '';
    return effect(() => {
      const lock = this.#bench.lock.value;
      const now = `${lock?.profile} ${lock?.part} ${lock?.battery?.kind}`;
      if (before !== '' && before !== now) this.#source.again();
      before = lock ? now : before;
    });
  }

  close() {
    this.#closed = true;
    for (const end of this.#ends) end();
    cancelAnimationFrame(this.#asked);
    clearTimeout(this.#tellTimer);
    clearTimeout(this.#addressTimer);
    this.#source.close();
    this.#plot?.destroy();
    this.#bench.scope = null;
    this.#host.classList.remove('scope');
    render(nothing, this.#host);
  }
}

/** What an operation of the memory points to. @param {{ op: string, address: number }} o */
function selectionOf(o) {
  return { kind: /** @type {'page' | 'word'} */ (o.op === 'erase' ? 'page' : 'word'), address: o.address };
}
