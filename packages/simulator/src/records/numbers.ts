type NumberArray = Float64Array | Uint32Array | Uint16Array;

/** A growing list of numbers that needs memory only for the numbers themselves. */
export interface Numbers {
  get(index: number): number;
  set(index: number, value: number): void;
}

const FIRST_LENGTH = 1024;

export function createNumbers(make: (length: number) => NumberArray): Numbers {
  let numbers = make(FIRST_LENGTH);
  return {
    get: (index) => numbers[index] ?? 0,
    set(index, value) {
      if (index >= numbers.length) {
        const larger = make(Math.max(numbers.length * 2, index + 1));
        larger.set(numbers);
        numbers = larger;
      }
      numbers[index] = value;
    },
  };
}
