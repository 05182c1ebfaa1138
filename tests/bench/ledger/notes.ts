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
  audit_full:
    'One pass for the statements and one for the buckets, both in one process. Kept: links of a chain that cancel each other out (−15 %). Tried and dropped: more working memory, parallel workers inside the query: no gain. Not built: one connection for each part of the accounts.',
  audit_incremental:
    'It scans all accounts for those that moved; an index on the time would cost every charge its update in place.',
  reserve_settle_hot: 'As on many accounts: two commits and five statements.',
  closed_buckets:
    'A charge reads no closed bucket; the aim lay within the spread of the rounds when this was written.',
}
