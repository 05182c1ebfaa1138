import { beforeAll, describe, expect, test } from 'vitest'
import { credits, charge } from '@/lib/credits'
import type { usageBody } from '@/lib/api/usage'
import { apiWorld, refused, send, type ApiPerson } from '@/tests/support/api'
import type { z } from 'zod'

type Page = z.output<typeof usageBody>

let world: Awaited<ReturnType<typeof apiWorld>>
let ada: ApiPerson
let key: string

beforeAll(async () => {
  world = await apiWorld()
  ada = await world.person(100_000_000)
  key = await ada.newKey()
  for (let index = 0; index < 5; index += 1)
    await charge(world.db, {
      userId: ada.id,
      operationKey: `image:${index}`,
      requestHash: 'x',
      amount: credits(1),
      detail: { operation: 'image', requestId: String(index), units: 1 },
    })
})

const usage = (query = '') => send('GET', `/api/v1/usage${query}`, { key })

describe('the statement', () => {
  test('comes in pages, each line once', async () => {
    const ids: number[] = []
    let cursor: string | null = null
    do {
      const response: Response = await usage(`?limit=2${cursor ? `&cursor=${cursor}` : ''}`)
      const page = (await response.json()) as Page
      ids.push(...page.data.map(({ id }) => id))
      expect(page.has_more).toBe(page.next_cursor !== null)
      cursor = page.next_cursor
    } while (cursor)
    expect(ids).toEqual([6, 5, 4, 3, 2, 1])
  })

  test('is narrowed like the page', async () => {
    const { data } = (await (await usage('?kind=added')).json()) as Page
    expect(data).toMatchObject([{ kind: 'grant', amount: 100_000_000, operation: null, calls: [] }])
    const none = (await (await usage('?kind=spent&to=2020-01-01')).json()) as Page
    expect(none).toEqual({ object: 'list', data: [], has_more: false, next_cursor: null })
  })

  test.each(['kind=x', 'from=yesterday', 'limit=0', 'limit=1e9', 'limit=2&limit=3', 'cursor=-1'])(
    'refuses nonsense: %s',
    async (query) => {
      expect(await refused(await usage(`?${query}`))).toBe('400 invalid_value')
    },
  )

  test('refuses a filter nobody knows, rather than answer everything', async () => {
    expect(await refused(await usage('?user=somebody'))).toBe('400 unsupported_parameter')
  })
})
