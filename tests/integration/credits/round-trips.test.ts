import { expect, test } from 'vitest'
import { ledgerRoundTrips } from '@/tests/bench/ledger/round-trips'
import { testDatabase } from '@/tests/support/database'

test('the gate and the settlement are one round trip each', async () => {
  const { url } = await testDatabase()
  expect(await ledgerRoundTrips(url)).toEqual({ gate: 1, settlement: 1 })
})
