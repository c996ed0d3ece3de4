// One cell as it is drawn, lying on its side: what it is, how much is in it, which
// end is which.
import { svg } from '../core/html.js';

/** Length and height of a cell, and of the line that it lies in, in CSS pixels. */
export const cellSize = { width: 104, height: 27, pitch: 33 };

const body = cellSize.width - 5;

/**
 * @param {object} o
 * @param {number | null} o.charge 0 to 1
 * @param {boolean} o.turned whether the positive end points left
 * @param {string} o.kind
 */
export function cellDrawing({ charge, turned, kind }) {
  const level = charge === null ? '' : charge < 0.15 ? 'low' : charge < 0.4 ? 'half' : 'good';
  const h = cellSize.height;
  return svg`<svg class="cl" width=${cellSize.width} height=${h} viewBox=${`0 0 ${cellSize.width} ${h}`} aria-hidden="true" data-kind=${kind} data-level=${level}>
    <g transform=${turned ? `translate(${cellSize.width} 0) scale(-1 1)` : ''}>
      <rect class="cl-nub" x=${body} y=${h / 2 - 5} width="4.5" height="10" rx="1.5"/>
      <rect class="cl-body" x="0.75" y="0.75" width=${body} height=${h - 1.5} rx="4"/>
      <rect class="cl-fill" x="3.5" y="3.5" width=${Math.max(0, (body - 17) * (charge ?? 0))} height=${h - 7} rx="2"/>
      <path class="cl-band" d=${`M${body - 11} 1.5V${h - 1.5}`}/>
      <path class="cl-sign" d=${`M${body - 8.5} ${h / 2}h6M${body - 5.5} ${h / 2 - 3}v6`}/>
    </g>
  </svg>`;
}

/**
 * The tray behind the cells: the lines that join them in series, and a spring at
 * each negative end.
 * @param {number} count
 * @param {boolean} whole whether the circuit is closed
 */
export function trayDrawing(count, whole) {
  const { width, height, pitch } = cellSize;
  const left = 10;
  const right = left + width + 4;
  const mid = (/** @type {number} */ i) => i * pitch + height / 2 + 3;
  /** @type {string[]} */
  const joins = [];
  for (let i = 0; i + 1 < count; i++) {
    const x = i % 2 === 0 ? right : left;
    const out = i % 2 === 0 ? 5 : -5;
    joins.push(`M${x} ${mid(i)}h${out}V${mid(i + 1)}h${-out}`);
  }
  const end = count % 2 === 0 ? left : right;
  const springs = Array.from({ length: count }, (_, i) => {
    const at = i % 2 === 0 ? left : right;
    const step = i % 2 === 0 ? 1.6 : -1.6;
    return `M${at} ${mid(i) - 5}l${step} 10l${step} -10`;
  });
  return svg`<svg class=${'cl-tray' + (whole ? '' : ' cl-cut')} width=${right + 10} height=${count * pitch + 4} aria-hidden="true">
    ${Array.from({ length: count }, (_, i) => svg`<rect class="cl-slot" x=${left + 2.5} y=${i * pitch + 3.5} width=${width - 1} height=${height - 1} rx="4"/>`)}
    <path class="cl-wire" d=${`M${left} ${mid(0)}h-7M${end} ${mid(count - 1)}h${count % 2 === 0 ? -7 : 7}${joins.join('')}`}/>
    <path class="cl-spring" d=${springs.join('')}/>
  </svg>`;
}
