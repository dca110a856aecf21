interface Class {
  readonly prototype: object;
}

/**
 * Lets `instanceof` recognise what another copy of this package made: a source or a plugin may bring
 * one of its own, and what it gives must not be taken for something else.
 */
export function brand(branded: Class, name: string): void {
  const mark = Symbol.for(`@rowferry/core ${name}`);
  Object.defineProperty(branded.prototype, mark, { value: true });
  Object.defineProperty(branded, Symbol.hasInstance, {
    value(this: Class, value: unknown): boolean {
      if (this !== branded) return Function.prototype[Symbol.hasInstance].call(this, value);
      return typeof value === 'object' && value !== null && mark in value;
    },
  });
}
