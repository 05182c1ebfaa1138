/**
 * What a reader of docs/benchmarks.md should know beside a figure: for one that misses its aim, what was tried. By name of the
 * figure; printed below the table.
 */
export const notes: Record<string, string> = {}
