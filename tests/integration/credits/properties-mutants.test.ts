import { beforeAll, expect, test } from 'vitest'
import type { Pool } from 'pg'
import type { PrismaClient } from '@/prisma/generated/client'
import { readFunctions } from '@/prisma/migrate'
import { testDatabase } from '@/tests/support/database'
import { crowdsAgree } from '@/tests/support/ledger-crowd'
import { historiesAgree } from '@/tests/support/ledger-history'

/**
 * The property tests can fail: each of these mistakes in a function, made in this file's own database, is found by them.
 * `find` stands in the file of that name exactly once; whoever rewrites the line moves the mistake along.
 */
type Mutant = { what: string; file: string; find: string; put: string }

let db: PrismaClient
let pool: Pool

beforeAll(async () => {
  const database = await testDatabase()
  db = database.db
  pool = database.pool(17)
})

const notDue = `\n    and "nextEventAt" > coalesce(p_now, clock_timestamp())`

const alone: Mutant[] = [
  {
    what: 'reserve does not ask whether something is due',
    file: 'credit_reserve.sql',
    find: notDue,
    put: '',
  },
  {
    what: 'charge does not ask whether something is due',
    file: 'credit_charge.sql',
    find: notDue,
    put: '',
  },
  {
    what: 'settle does not ask whether something is due',
    file: 'credit_close.sql',
    find: `\n    and a."nextEventAt" > coalesce(p_now, clock_timestamp())`,
    put: '',
  },
  {
    what: 'what had expired is owed when it is clawed back',
    file: 'credit_reverse.sql',
    find: ' - least(v_change - v_own, v_bucket.expired - v_lapsed)',
    put: '',
  },
  {
    what: 'every expired bucket is kept for the same holds',
    file: 'credit_expire.sql',
    find: 'greatest(v_covered - v_kept, 0)',
    put: 'v_covered',
  },
  {
    what: 'the burn order is by age alone',
    file: 'credit_burn.sql',
    find: 'order by priority, "expiresAt", id',
    put: 'order by id',
  },
  {
    what: 'the head bucket is not put back',
    file: 'credit_lock.sql',
    find: 'set remaining = v_account."headRemaining"',
    put: 'set remaining = remaining',
  },
  {
    what: 'each entry below the mark is a crossing',
    file: 'credit_low.sql',
    find: 'when p_low = 0 then 1::smallint else p_low end',
    put: 'else 1::smallint end',
  },
]

const together: Mutant[] = [
  {
    what: 'settle trusts that its hold is still there',
    file: 'credit_close.sql',
    find: `delete from "CreditHold" where "userId" = p_user and "operationKey" = p_key;\n    if found then`,
    put: `delete from "CreditHold" where "userId" = p_user and "operationKey" = p_key;\n    if true then`,
  },
  {
    what: 'the account is read and not locked',
    file: 'credit_lock.sql',
    find: ' for no key update',
    put: '',
  },
]

async function withMutant({ file, find, put }: Mutant, work: () => Promise<unknown>) {
  const sql = (await readFunctions()).find(({ name }) => name === file)?.sql ?? ''
  if (sql.split(find).length !== 2) throw new Error(`${file} does not say once: ${find}`)
  await pool.query(sql.replace(find, () => put))
  await work().finally(() => pool.query(sql))
}

test.each(alone)('found by histories: $what', { timeout: 300_000 }, (mutant) =>
  withMutant(mutant, () =>
    expect(historiesAgree(db, { seed: 20_261, numRuns: 500, endOnFailure: true })).rejects.toThrow(
      /Property failed/,
    ),
  ),
)

test.each(together)('found by crowds: $what', { timeout: 300_000 }, (mutant) =>
  withMutant(mutant, () =>
    expect(
      crowdsAgree(db, pool, { seed: 20_262, numRuns: 500, endOnFailure: true }),
    ).rejects.toThrow(/Property failed/),
  ),
)
