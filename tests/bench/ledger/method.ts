import { spread, spentGrants } from './accounts'
import { chargesPerAccount, recentCharges } from './audits'
import type { Method } from './section'
import type { Size } from './size'

const number = (value: number) => value.toLocaleString('en-US')

/** How the figures were taken, for the page. */
export function method(taken: {
  size: Size
  driver: string
  growSeconds: number
  /** Processes that wanted to run, on average, in the minute before the bench began. */
  loadBefore: number
  version: string
  settings: Record<string, string>
}): Method {
  const { size, driver, growSeconds, loadBefore, version, settings } = taken
  const { past } = size
  return {
    server: version,
    settings,
    driver,
    lines: [
      `Every ratio is the ledger's turns per second over its rival's in the same round; the value is the middle of ${size.rounds} rounds of ${size.seconds} s a run, every second round in the opposite order. Each round starts in a fresh copy of the same ${number(spread)} accounts.`,
      'The rival is `update bare_balance set bal = bal - 1 where id = … and bal >= 1`, on a table of a UUID key and a `bigint` balance with the check `bal >= 0` and the fill factor of `CreditAccount`: no entry, no key, no bucket.',
      'Both sides draw the same random numbers and build the account’s id the same way. The operation key (36 characters, random) is put together on the ledger’s side only, at its cost. The request’s fingerprint has 8 bytes, as the product’s.',
      'Each round ends with a count of what was written against what the clients say they did, and with `credit_audit()`: a refusal is quicker than a charge.',
      'A disk that takes long for each commit makes every ratio look good, since both sides wait for it. CPU-bound is the same with `synchronous_commit = off`, where nobody waits: the harder comparison. Clients and server share the processors.',
      `Load average of the minute before: ${loadBefore.toFixed(1)}. On a machine that does other work the ratios say little.`,
      `The past: ${number(past.entries)} charges and ${number(past.closedHolds)} holds that were given back, over the same ${number(spread)} accounts, written straight into the tables in ${growSeconds.toFixed(0)} s. A closed hold is an entry of the statement and no row among the holds.`,
      `The audit reads ${number(size.auditedAccounts)} accounts with a grant and ${chargesPerAccount} charges each; the incremental one what ${number(recentCharges)} further charges moved.`,
      `Bytes are counted over ${number(size.byteCharges)} charges of random accounts, each committed for itself, with random UUIDs of 36 characters for keys and fingerprints of 8 bytes: the growth of all tables of the ledger and their indexes.`,
      `The account with ${spentGrants} spent grants got and spent them through the ledger’s own functions.`,
    ],
  }
}
