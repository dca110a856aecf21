import { median } from './rounds.mjs';

/**
 * A line of the table: what is measured, its figure in each round, and what limits it. `atLeast` or `atMost` is its
 * bound. `isAim` marks a bound that is aimed at, but not required yet.
 */
export function line(name, figures, { unit = '', digits = 2, limit, ...bound }) {
  const middle = median(figures);
  const { atLeast, atMost, isAim = false } = bound;
  const isMet = middle >= (atLeast ?? -Infinity) && middle <= (atMost ?? Infinity);
  const text = (figure) => figure.toFixed(digits) + unit;
  return {
    ...{ name, limit, isFailed: !isMet && !isAim },
    median: text(middle),
    range: `${text(Math.min(...figures))} – ${text(Math.max(...figures))}`,
    bound: boundText({ atLeast, atMost, isAim, text }),
    result: resultOf(bound, isMet),
  };
}

function boundText({ atLeast, atMost, isAim, text }) {
  const how = isAim ? 'aim: ' : '';
  if (atLeast !== undefined) return `${how}at least ${text(atLeast)}`;
  return atMost === undefined ? '' : `${how}at most ${text(atMost)}`;
}

function resultOf({ atLeast, atMost, isAim }, isMet) {
  if (atLeast === undefined && atMost === undefined) return '';
  if (isAim) return isMet ? 'met' : 'not yet';
  return isMet ? 'pass' : 'FAIL';
}

const HEAD = { name: 'measured', median: 'median', range: 'lowest – highest', bound: 'bound' };

/** The lines as a Markdown table; `more` are further columns. */
export function tableOf(lines, more = { result: 'result' }) {
  const head = { ...HEAD, ...more };
  const keys = Object.keys(head);
  const rule = Object.fromEntries(keys.map((key) => [key, '']));
  const widths = keys.map((key) => Math.max(3, ...[head, ...lines].map((one) => one[key].length)));
  return [head, rule, ...lines]
    .map((one) => {
      const cells = keys.map((key, at) => one[key].padEnd(widths[at], one === rule ? '-' : ' '));
      return `| ${cells.join(' | ')} |`;
    })
    .join('\n');
}
