declare const unit: unique symbol

/** Whole micro-credits; 1 credit = 1,000,000. Never a float: made only by the functions of this file. */
export type MicroCredits = number & { readonly [unit]: 'micro-credits' }

export const MICRO = 1_000_000

/** Asserts a whole number that a double holds exactly (the tables' CHECKs hold the same bound). Throws `RangeError`. */
export function microCredits(value: number | bigint): MicroCredits {
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new RangeError(`not whole micro-credits: ${value}`)
  return (number === 0 ? 0 : number) as MicroCredits // no negative zero
}

/** Whole credits to micro-credits. Throws `RangeError` on fractions and overflow. */
export function credits(whole: number): MicroCredits {
  if (!Number.isSafeInteger(whole)) throw new RangeError(`not whole credits: ${whole}`)
  return microCredits(whole * MICRO)
}
