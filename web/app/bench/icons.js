// Signs of the topics of a story; each stands beside its word.
import { svg } from '../core/html.js';

/** @type {Record<import('./groups.js').Topic, string>} */
const paths = {
  power: 'M2 5.5h10v5H2zM14 7v2M4.5 8h2',
  reset: 'M12.5 5.5A5.2 5.2 0 1 0 13.2 9M13 2.5v3.3H9.7',
  memory: 'M4 4h8v8H4zM6.7 4V2M9.3 4V2M6.7 14v-2M9.3 14v-2M4 6.7H2M4 9.3H2M14 6.7h-2M14 9.3h-2',
  decision: 'M8 14V8.5M8 8.5L3.5 4M8 8.5L12.5 4M3.5 7V4h3M12.5 7V4h-3',
  motor: 'M8 3.2a4.8 4.8 0 1 0 0 9.6a4.8 4.8 0 1 0 0-9.6M8 8V4.8M8 8l2.6 1.8M8 8l-2.6 1.8',
  phone: 'M4.8 1.8h6.4v12.4H4.8zM7 12.2h2',
  hand: 'M5 13.5L2.8 9.4l1.4-.6L6 10.5V3.2h1.5V8V2.4H9V8V3.2h1.5V8.4V4.8H12v5.4l-1.2 3.3z',
  rest: 'M3 8h.01M8 8h.01M13 8h.01',
};

/** @param {import('./groups.js').Topic} topic */
export function icon(topic) {
  return svg`<svg class="st-icon" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d=${paths[topic]}/></svg>`;
}
