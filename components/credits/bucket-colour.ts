/** Buckets in burn order, from the ink that goes first to the palest. */
const shares = [100, 72, 50, 34, 24]

/** A CSS colour for the bucket at this place in burn order. */
export function bucketColour(index: number): string {
  const share = shares[Math.min(index, shares.length - 1)]
  return `color-mix(in oklab, var(--accent) ${share}%, var(--paper))`
}
