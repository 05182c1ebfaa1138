import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { billingWorld, type BillingWorld } from '@/tests/support/billing'
import { plain, type Post } from '@/tests/support/histories/courier'
import { stories } from '@/tests/support/histories/stories'
import { live, tellAgain } from '@/tests/support/histories/tell'

/**
 * Histories of events: shuffled, repeated, delayed, several at once, some lost and then reconciled. However news of a story
 * arrives, it ends as it does when everything is heard of once and in order. `npm run histories` tells ten thousand.
 */
const wanted = Number(process.env.HISTORIES ?? 22)
const perStory = Math.ceil(wanted / stories.length)
/** So many are told again, of each that is lived from the start. */
const again = Math.min(perStory - 1, 20)
const lived = Math.ceil(perStory / (again + 1))
const patience = 120_000 + wanted * 5_000

const post: fc.Arbitrary<Post> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  repeats: fc.constantFrom(100, 150, 250),
  lost: fc.constantFrom(0, 0, 25, 70, 100),
  lanes: fc.constantFrom(1, 2, 4),
})
/** `npm run histories` brings another one each time; the suite tells the same ones. */
const seed = Number(process.env.HISTORIES_SEED ?? 20_263)

let world: BillingWorld
beforeAll(async () => {
  world = await billingWorld()
})
afterAll(() => world.close())

test.each(stories)('$name', { timeout: patience }, async (story) => {
  const straight = await live(world, story, plain)
  expect(straight.outcome.drift).toEqual([])
  const withoutUse = (await tellAgain(world, straight, plain)).outcome
  const property = fc.asyncProperty(
    post,
    fc.array(post, { minLength: again, maxLength: again }),
    async (first, others) => {
      let told = await live(world, story, first)
      expect(told.outcome).toEqual(straight.outcome)
      for (const other of others) {
        told = await tellAgain(world, told, other)
        expect({ post: other, ...told.outcome }).toEqual({ post: other, ...withoutUse })
      }
    },
  )
  await fc.assert(property, { seed, numRuns: lived, endOnFailure: true })
})
