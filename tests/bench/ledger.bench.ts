import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import type { Bench } from '@/tests/support/bench'
import { joinCluster } from '@/tests/support/cluster'
import { ledgerRoundTrips } from './ledger'

const bench: Bench = {
  name: 'ledger',
  async run() {
    const { adminUrl, template, leave } = await joinCluster()
    const name = `test_bench_${randomBytes(4).toString('hex')}`
    const admin = new Client({ connectionString: adminUrl })
    await admin.connect()
    try {
      await admin.query(`create database ${name} template ${template}`)
      const url = new URL(adminUrl)
      url.pathname = `/${name}`
      const { gate, settlement } = await ledgerRoundTrips(url.href)
      return [
        { name: 'gate_round_trips', value: gate, unit: 'round trips', aim: 1 },
        { name: 'settlement_round_trips', value: settlement, unit: 'round trips', aim: 1 },
      ]
    } finally {
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
      await leave()
    }
  },
}

export default bench
