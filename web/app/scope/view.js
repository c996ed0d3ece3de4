// The scope of a bench: traces, lanes and what one does with them.
import { html, nothing, render } from '../core/html.js';
import { effect, signal, untracked } from '../core/state.js';
import { lang, t } from '../core/text.js';
import { themeVersion } from '../core/theme.js';
import { announce } from '../core/toast.js';
import { clock, duration } from '../core/units.js';
import { placeCursors, reading, valueAt } from './cursors.js';
import { jump, selectionOf } from './jump.js';
import { createScopeModel } from './model.js';
import { originOf } from './picture.js';
import { gutter } from './plot.js';
import { listen } from './pointer.js';
import { Screen } from './screen.js';
import { ScopeTime } from './shared.js';
import { Source } from './source.js';
import { channels } from './store.js';
import { itemsTable } from './table.js';
import { takeBuckets, takeItems, takePicture } from './takeaway.js';
import { followFirmware, followMoment, keepTogether } from './together.js';
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
/** Buckets of one picture. */
const leastPoints = 100;
const mostPoints = 2000;

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
  #screen;
  #place;
  #foot;
  #asked = 0;
  #told = 0;
  #tellTimer = 0;
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
      <div class="screen" tabindex="0" role="group"><div class="note quiet" hidden></div></div>
      <div class="foot"></div><div class="items"></div>`, host);
    const place = (/** @type {string} */ name) => /** @type {HTMLElement} */ (host.querySelector(name));
    this.#place = place('.screen');
    this.#foot = place('.foot');
    this.#screen = new Screen(this.#place, this.#model, (which, at) => this.#moveCursor(which, at));
    bench.scope = { time: this.#time, model: this.#model, showNext: (/** @type {'reset' | 'lost-write'} */ kind, /** @type {1 | -1} */ direction) => this.#jump(kind, direction) };
    this.#start(place);
  }

  /** @param {(name: string) => HTMLElement} place */
  #start(place) {
    const at = this.#bench.window.peek();
    if (this.#own && at) this.#time.show(at);
    const size = new ResizeObserver(() => this.#measure());
    size.observe(this.#place);
    const seen = () => this.#watch();
    document.addEventListener('visibilitychange', seen);
    const keys = (/** @type {KeyboardEvent} */ e) => this.#key(e);
    this.#place.addEventListener('keydown', keys);
    this.#ends.push(
      () => size.disconnect(), () => document.removeEventListener('visibilitychange', seen), () => this.#place.removeEventListener('keydown', keys),
      listen(this.#place, this.#hands()),
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
      followMoment(this.#bench, this.#time, this.#offset),
      followFirmware(this.#bench, () => this.#source.again()),
      this.#own ? keepTogether(this.#bench, this.#time) : effect(() => {
        void this.#time.window.value;
        this.#draw();
      }),
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
    const shown = !document.hidden && this.#place.clientWidth > 0 && !this.#bench.covered.peek().has('scope');
    if (shown) this.#source.open();
    else this.#source.rest();
  }

  #measure() {
    this.#watch();
    if (this.#screen.measure()) this.#draw();
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
    if (!this.#screen.ready || this.#closed) return;
    if (this.#own) this.#time.tick(this.#model.now - this.#offset);
    const w = this.#window();
    const live = this.#own ? this.#time.following.peek() : w.to >= this.#model.now;
    this.#source.show(w, Math.max(leastPoints, Math.min(this.#screen.span, mostPoints)), live);
    this.#screen.draw({ window: w, moment: this.#bench.moment.peek(), cursors: this.#cursors.peek(), closeUp: this.#closeUp.peek(), allLevels: this.#allLevels.peek() });
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
      picture: () => this.#picture(),
      data: () => takeBuckets(this.#model, this.#window(), this.#name('scope')),
    });
  }

  #picture() {
    const drawn = this.#screen.canvases;
    const caption = `${this.#bench.lock.peek()?.name ?? this.#bench.id} · ${windowText(this.#window())}`;
    if (drawn) takePicture(drawn.plot, drawn.lanes, caption, this.#name('scope'));
  }

  /** @param {string} what */
  #name(what) { return `${this.#bench.id}-${what}`; }

  #sentences() {
    void [lang.value, this.#said.value];
    const w = this.#window();
    const c = this.#cursors.value;
    this.#place.setAttribute('aria-label', t('scope.screen', { window: windowText(w) }));
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
      left: () => gutter.left, width: () => this.#screen.span,
      pan: (share) => this.#time.move(share),
      step: (direction, x) => this.#zoom(direction, this.#screen.overlay.atX(x) - this.#offset),
      stretch: (factor, x) => this.#time.stretch(this.#time.span.peek() * factor, this.#screen.overlay.atX(x) - this.#offset),
      click: (x, y) => this.#click(x, y),
      select: (from, to) => this.#screen.overlay.select(from, to),
      selected: (from, to) => this.#time.show({ from: this.#screen.overlay.atX(from) - this.#offset, to: this.#screen.overlay.atX(to) - this.#offset }),
      hover: (x, y) => this.#screen.overlay.hover(x, y, x === null ? [] : this.#under(x, y)),
    };
  }

  /** What lies under a pointer, in words. @param {number} x @param {number} y */
  #under(x, y) {
    const at = this.#screen.overlay.atX(x);
    const out = [clock(at, { digits: this.#time.span.peek() < 1e4 ? 9 : this.#time.span.peek() < 1e9 ? 6 : 3 })];
    const spot = this.#screen.itemAt(x, y);
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
    this.#place.focus({ preventScroll: true });
    const spot = this.#screen.itemAt(x, y);
    if (spot) this.#pick(spot.lane, spot.item);
    else if (x >= gutter.left && x <= gutter.left + this.#screen.span) this.#bench.go({ moment: Math.round(this.#screen.overlay.atX(x)) });
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
  #jump(kind, direction) {
    const w = this.#window();
    const moment = this.#bench.moment.peek();
    const within = moment !== null && moment >= w.from && moment <= w.to;
    const from = within ? moment : this.#time.following.peek() ? this.#model.now : (w.from + w.to) / 2;
    return jump(this.#bench, this.#time, from, this.#offset, kind, direction);
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    if (e.target !== this.#place || e.ctrlKey || e.metaKey || e.altKey) return;
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

  close() {
    this.#closed = true;
    for (const end of this.#ends) end();
    cancelAnimationFrame(this.#asked);
    clearTimeout(this.#tellTimer);
    this.#source.close();
    this.#screen.destroy();
    this.#bench.scope = null;
    this.#host.classList.remove('scope');
    render(nothing, this.#host);
  }
}
