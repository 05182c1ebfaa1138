import type { Client } from 'pg'
import { models, operations, tokenOperations } from '@/lib/catalogue'
import { credits } from '@/lib/credits/unit'

/** The price table's first rows count from the beginning: history seeded into the past needs a price too. */
const since = '2020-01-01T00:00:00Z'

const perMillion = (rates: { input: number; cached: number; output: number }) => [
  rates.input,
  rates.cached,
  rates.output,
]

/** Adds the price rows of the catalogue that are not there yet. Rows that exist stay: a price change is a new row. */
export async function seedCatalogue(client: Client): Promise<void> {
  for (const operation of Object.keys(tokenOperations))
    for (const [model, { price, cost }] of Object.entries(models))
      await client.query(
        `insert into "Price" ("operation", "model", "inputPerMTok", "cachedPerMTok", "outputPerMTok",
                              "costInputPerMTok", "costCachedPerMTok", "costOutputPerMTok", "validFrom")
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict ("operation", "model", "validFrom") do nothing`,
        [operation, model, ...perMillion(price), ...perMillion(cost), since],
      )
  for (const [operation, { price, cost }] of Object.entries(operations))
    await client.query(
      `insert into "Price" ("operation", "model", "flat", "costFlat", "validFrom")
       values ($1, '', $2, $3, $4)
       on conflict ("operation", "model", "validFrom") do nothing`,
      [operation, credits(price), cost, since],
    )
}
