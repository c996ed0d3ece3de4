// The lock as it is drawn: a door seen from inside, its edge with latch and bolt,
// the frame they reach into, and the lock with knob, ring and button on it. What
// moves has a class of its own and is placed by whoever shows it.
import { svg, nothing } from '../core/html.js';

/** Centre of the knob and of the button, and radius of the ring, in units of the drawing. */
export const knob = { x: 112, y: 131, ring: 53, grip: 44.5 };
export const button = { x: 112, y: 42, r: 12.5 };
export const size = { width: 320, height: 208 };

/** How far the bolt and the latch move. */
const boltTravel = 54;
const latchTravel = 14;
/** Circumference of the circle that shows how long the button is pressed. */
export const pressLength = 2 * Math.PI * 17;

/** Ridges of the grip, as one path of short strokes. */
const ridges = Array.from({ length: 60 }, (_, i) => {
  const a = i * Math.PI / 30;
  const at = (/** @type {number} */ r) => `${(knob.x + r * Math.sin(a)).toFixed(2)} ${(knob.y - r * Math.cos(a)).toFixed(2)}`;
  return `M${at(knob.grip - 4)}L${at(knob.grip - 0.5)}`;
}).join('');

/** An arrow along a circle, from one clock angle to another in degrees. @param {number} r @param {number} from @param {number} to */
function arrow(r, from, to) {
  const at = (/** @type {number} */ deg, /** @type {number} */ radius) => {
    const a = deg * Math.PI / 180;
    return `${(knob.x + radius * Math.sin(a)).toFixed(2)} ${(knob.y - radius * Math.cos(a)).toFixed(2)}`;
  };
  const turn = to > from ? 1 : -1;
  return `M${at(from, r)}A${r} ${r} 0 0 ${turn > 0 ? 1 : 0} ${at(to, r)}M${at(to - turn * 6, r - 4.5)}L${at(to, r)}L${at(to - turn * 6, r + 4.5)}`;
}

/**
 * The drawing. Moving parts stand at zero: the knob at 0 degrees, the bolt drawn
 * back, the latch out.
 * @param {object} o
 * @param {string} o.id prefix for what is referred to within the drawing
 * @param {boolean} o.open whether the door is open
 * @param {boolean} o.dead whether the lock is without power
 * @param {boolean} o.low whether to show that the cells are empty
 * @param {boolean} o.blocked whether the motor is blocked
 * @param {unknown} o.knob the part that a hand turns, with its listeners
 * @param {unknown} o.press the part that a finger presses, with its listeners
 */
export function lockDrawing(o) {
  const glow = o.id + '-glow';
  const face = o.id + '-face';
  const body = o.id + '-body';
  return svg`
    <defs>
      <filter id=${glow} x="-40%" y="-40%" width="180%" height="180%"><feGaussianBlur stdDeviation="5"/></filter>
      <linearGradient id=${body} x1="0" y1="0" x2="1" y2="1"><stop offset="0" class="lk-body-a"/><stop offset="1" class="lk-body-b"/></linearGradient>
      <radialGradient id=${face} cx="0.38" cy="0.3" r="0.85"><stop offset="0" class="lk-face-a"/><stop offset="1" class="lk-face-b"/></radialGradient>
    </defs>
    <rect class="lk-beyond" x="0" y="0" width="260" height="208"/>
    <g class="lk-jamb">
      <rect class="lk-frame" x="258" y="-1" width="63" height="210"/>
      <rect class="lk-pocket" x="263" y="73" width="17" height="22" rx="1.5"/>
      <rect class="lk-pocket" x="263" y="114" width="46" height="30" rx="1.5"/>
      <rect class="lk-metal" x="258" y="56" width="5" height="104" rx="1"/>
    </g>
    <g class=${'lk-door' + (o.open ? ' lk-open' : '')}>
      <path class="lk-latch lk-metal" d="M232 76h25q8 4 10 16h-35z"/>
      <g class="lk-bolt"><rect class="lk-metal" x="206" y="117" width="46" height="24" rx="2"/><path class="lk-line" d="M214 123h32M214 129h32M214 135h32"/></g>
      <rect class="lk-leaf" x="-1" y="-1" width="253" height="210"/>
      <path class="lk-panel" d="M14.5 -1V209M233.5 -1V209"/>
      <rect class="lk-metal" x="247" y="56" width="5" height="104" rx="1"/>
      <g class=${'lk-device' + (o.dead ? ' lk-dead' : '') + (o.blocked ? ' lk-blocked' : '')}>
        <rect class="lk-shade" x="55" y="15" width="116" height="186" rx="40"/>
        <rect class="lk-body" x="54" y="11" width="116" height="186" rx="40" fill=${`url(#${body})`}/>
        <circle class="lk-track" cx=${knob.x} cy=${knob.y} r=${knob.ring}/>
        <circle class="lk-glow" cx=${knob.x} cy=${knob.y} r=${knob.ring} filter=${`url(#${glow})`}/>
        <circle class="lk-led" cx=${knob.x} cy=${knob.y} r=${knob.ring}/>
        ${o.low ? svg`<g class="lk-low"><rect x="140" y="37.5" width="17" height="9" rx="1.5"/><path d="M159.5 40.5v3M143.5 44l2-4"/></g>` : nothing}
        ${o.knob}
        ${o.press}
      </g>
    </g>`;
}

/** What turns: the grip with the bar that a hand takes. @param {string} id prefix as for the drawing */
export function grip(id) {
  return svg`
    <circle class="lk-grip" cx=${knob.x} cy=${knob.y} r=${knob.grip}/>
    <g class="lk-turn">
      <path class="lk-ridges" d=${ridges}/>
      <circle cx=${knob.x} cy=${knob.y} r=${knob.grip - 6} fill=${`url(#${id}-face)`}/>
      <rect class="lk-bar" x=${knob.x - 10.5} y=${knob.y - 37} width="21" height="74" rx="10.5"/>
      <path class="lk-mark" d=${`M${knob.x} ${knob.y - 31}v12`}/>
    </g>
    <path class="lk-way lk-way-back" d=${arrow(69, -58, -110)}/>
    <path class="lk-way lk-way-on" d=${arrow(69, 58, 110)}/>
    <path class="lk-wish" d=${`M${knob.x} ${knob.y - knob.grip + 8}v-22`}/>
    <circle class="lk-focus" cx=${knob.x} cy=${knob.y} r=${knob.grip + 3}/>`;
}

/** The button with the circle that shows how long it is pressed. */
export function pressed() {
  return svg`
    <circle class="lk-button" cx=${button.x} cy=${button.y} r=${button.r}/>
    <circle class="lk-dot" cx=${button.x} cy=${button.y} r="3"/>
    <circle class="lk-press" cx=${button.x} cy=${button.y} r="17" stroke-dasharray=${pressLength} stroke-dashoffset=${pressLength} transform=${`rotate(-90 ${button.x} ${button.y})`}/>
    <circle class="lk-focus" cx=${button.x} cy=${button.y} r="15"/>`;
}

/**
 * Puts the moving parts where they belong.
 * @param {Element} root of the drawing
 * @param {object} at
 * @param {number} at.degrees of the knob
 * @param {number} at.bolt 0 drawn back, 1 thrown
 * @param {number} at.latch 0 out, 1 drawn
 */
export function place(root, at) {
  root.querySelector('.lk-turn')?.setAttribute('transform', `rotate(${at.degrees.toFixed(2)} ${knob.x} ${knob.y})`);
  root.querySelector('.lk-bolt')?.setAttribute('transform', `translate(${(at.bolt * boltTravel).toFixed(2)} 0)`);
  root.querySelector('.lk-latch')?.setAttribute('transform', `translate(${(-at.latch * latchTravel).toFixed(2)} 0)`);
}

/**
 * How much of the circle around the button is drawn.
 * @param {Element} root
 * @param {number} share 0 to 1
 */
export function placePress(root, share) {
  root.querySelector('.lk-press')?.setAttribute('stroke-dashoffset', String(pressLength * (1 - share)));
}

/**
 * Shows where the hand wants the knob to be.
 * @param {Element} root
 * @param {number | null} degrees
 */
export function placeWish(root, degrees) {
  const wish = root.querySelector('.lk-wish');
  wish?.classList.toggle('lk-shown', degrees !== null);
  if (degrees !== null) wish?.setAttribute('transform', `rotate(${degrees.toFixed(1)} ${knob.x} ${knob.y})`);
}

/**
 * Sets the ring.
 * @param {Element} root
 * @param {number} share 0 dark, 1 full
 */
export function placeLight(root, share) {
  // Eyes see steps of brightness, not of current.
  const seen = share <= 0 ? 0 : 0.15 + 0.85 * Math.sqrt(share);
  for (const name of ['.lk-led', '.lk-glow']) {
    const part = root.querySelector(name);
    if (part instanceof SVGElement) part.style.opacity = String(name === '.lk-glow' ? seen * 0.8 : seen);
  }
}
