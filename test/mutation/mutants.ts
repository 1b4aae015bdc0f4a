import { stripTypeScriptTypes } from 'node:module';
import { parseAst } from 'rollup/parseAst';

/** One small change of a source file. */
export interface Mutant {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** A node of a syntax tree, as far as it is looked at here. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [property: string]: unknown;
}

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '+=': ['-='],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '++': ['--'],
};

/** Methods with one that is easily taken for it; `''` leaves the call out. */
const METHODS: Readonly<Record<string, string>> = {
  every: 'some',
  filter: '',
  find: 'findLast',
  findLast: 'find',
  max: 'min',
  min: 'max',
  reverse: '',
  slice: '',
  some: 'every',
  sort: '',
  unshift: 'push',
};

/**
 * Every mutant of a TypeScript source: operators, conditions, constants and similar methods exchanged; calls, spreads and
 * statements left out. Types and the names of modules are not touched.
 */
export function mutantsOf(source: string): Mutant[] {
  // Types become blanks, so that every place is the same in both.
  const code = stripTypeScriptTypes(source, { mode: 'strip' });
  const mutants: Mutant[] = [];
  const add = ({ start, end }: Pick<Node, 'end' | 'start'>, replacement: string) => {
    mutants.push({ start, end, replacement });
  };
  visit(parseAst(code) as unknown as Node, (node) => mutate(node, code, add));
  return mutants;
}

/** The source with the change made. */
export function mutated(source: string, { start, end, replacement }: Mutant): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

/** The line of a mutant, before and after. */
export function description(source: string, mutant: Mutant): string {
  const from = source.lastIndexOf('\n', mutant.start) + 1;
  const line = source.slice(0, from).split('\n').length;
  const rest = source.indexOf('\n', mutant.end);
  const after = source.slice(mutant.end, rest < 0 ? undefined : rest);
  const old = source.slice(mutant.start, mutant.end);
  return `${line}: ${source.slice(from, mutant.start).trimStart()}«${old}» → «${mutant.replacement}»${after}`.replaceAll(
    '\n',
    '⏎',
  );
}

function visit(node: Node, see: (node: Node) => void): void {
  if (node.type === 'ImportDeclaration' || node.source) return;
  see(node);
  for (const [name, value] of Object.entries(node)) {
    if (name === 'key' && node.computed !== true) continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, see);
  }
}

function mutate(
  node: Node,
  code: string,
  add: (place: Pick<Node, 'end' | 'start'>, replacement: string) => void,
): void {
  const [left, right, test] = [node.left, node.right, node.test] as (Node | undefined)[];
  switch (node.type) {
    case 'AssignmentExpression':
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const operator = String(node.operator);
      const start = code.indexOf(operator, left?.end);
      if (right && start < right.start) {
        for (const other of OPERATORS[operator] ?? []) add({ start, end: start + operator.length }, other);
      }
      break;
    }
    case 'UpdateExpression':
    case 'UnaryExpression':
      if (node.operator === '!' || node.operator === '-') add({ start: node.start, end: node.start + 1 }, '');
      break;
    case 'ConditionalExpression':
    case 'IfStatement':
      if (test) for (const always of ['true', 'false']) add(test, always);
      break;
    case 'Literal':
      for (const other of otherValues(node.value)) add(node, other);
      break;
    case 'SpreadElement':
      add(node.argument as Node, '[]');
      break;
    case 'ArrayExpression':
      if ((node.elements as unknown[]).length > 0) add(node, '[]');
      break;
    case 'CallExpression':
      mutateCall(node, add);
      break;
    case 'ExpressionStatement':
    case 'ContinueStatement':
    case 'BreakStatement':
      add(node, ';');
      break;
  }
}

function mutateCall(call: Node, add: (place: Pick<Node, 'end' | 'start'>, replacement: string) => void): void {
  const callee = call.callee as Node;
  const [object, property] = [callee.object, callee.property] as (Node | undefined)[];
  const other = METHODS[String(property?.name)];
  if (callee.type !== 'MemberExpression' || !object || !property || other === undefined) return;
  if (other === '') add({ start: object.end, end: call.end }, '');
  else add(property, other);
}

function otherValues(value: unknown): string[] {
  if (typeof value === 'boolean') return [String(!value)];
  if (typeof value === 'number') return value === 1 ? ['0', '2'] : [String(value + 1)];
  if (typeof value === 'string') return [value === '' ? "'mutant'" : "''"];
  return [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}
