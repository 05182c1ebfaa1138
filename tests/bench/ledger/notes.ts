/**
 * What a reader of docs/benchmarks.md should know beside a figure: for one that misses its aim, what was tried. By name of the
 * figure; printed below the table.
 */
export const notes: Record<string, string> = {
  charge_spread:
    'Tried and kept: the head bucket in the account’s row, short checks, a trigger instead of a long check, no BRIN index. Tried and dropped: one statement with CTEs, a result of one column: no gain. What is left is the insert with its two unique indexes and the start of two statements.',
  reserve_settle_spread:
    'Two commits and five statements. Kept: holds that end as entries, holds found by their key. Not built: settling and reserving the next call in one.',
  hot_32_tail: 'The bare update has the same tail: 32 wait for one row, and its lock is no queue.',
  vs_interactive:
    'Over the loopback a round trip costs little, so three of them less gain little; not measured over a network.',
  growth:
    'Not traced yet; the indexes of ten million entries are deeper and far larger than the processor’s cache.',
  bytes_per_charge:
    'With a request’s fingerprint of 16 bytes and a key of 36 characters; the product’s own fingerprint has 8.',
  audit_full:
    'One pass for the statements and one for the buckets, both in one process. Not tried: marking it for parallel workers.',
}
