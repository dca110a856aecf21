import { endpoints, isEndpoint } from '../http/endpoints.ts';
import { connectionFaults, type FaultAction, gatewayFaults } from './action.ts';
import type { FaultRule } from './rule.ts';

/**
 * Parses rules in the form of `--set faults=…`: `<endpoint|any> <fault> [nth=2] [times=3]
 * [probability=0.1] [delayMs=500] [commits=yes]`, separated by semicolons. Throws a `TypeError`.
 */
export function parseFaults(text: string): FaultRule[] {
  return text
    .split(';')
    .map((rule) => rule.trim())
    .filter((rule) => rule !== '')
    .map(parseRule);
}

function parseRule(text: string): FaultRule {
  const [on = '', action = '', ...options] = text.split(/\s+/);
  if (on !== 'any' && !isEndpoint(on)) {
    throw new TypeError(`Expected one of any, ${endpoints.join(', ')} in \`${text}\`.`);
  }
  const rule: { -readonly [Key in keyof FaultRule]: FaultRule[Key] } = { on, do: actionOf(action) };
  for (const option of options) {
    const [name = '', value = ''] = option.split('=');
    if (name === 'commits' && (value === 'yes' || value === 'no')) rule.commits = value === 'yes';
    else if (isNumberOption(name) && value !== '' && Number(value) >= 0) rule[name] = Number(value);
    else throw new TypeError(`Unknown option \`${option}\` in fault rule \`${text}\`.`);
  }
  return rule;
}

function isNumberOption(name: string): name is 'nth' | 'times' | 'probability' | 'delayMs' {
  return ['nth', 'times', 'probability', 'delayMs'].includes(name);
}

function actionOf(name: string): FaultAction {
  const known = [...connectionFaults, ...gatewayFaults];
  const action = known.find((candidate) => candidate === name);
  if (action !== undefined) return action;
  throw new TypeError(`There is no fault \`${name}\`; there are ${known.join(', ')}.`);
}
