import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Attention } from '@/components/credits/attention'
import {
  amountsOf,
  parseTabMessage,
  type Amounts,
  type TabMessage,
} from '@/components/credits/balance-reading'
import { balanceStore, type BalanceAnswer } from '@/components/credits/balance-store'
import type { BalanceView } from '@/lib/balance-view'
import { microCredits } from '@/lib/credits/unit'

const ada = 'ada'

/** Ada's balance after so many entries. */
const view = (seq: number, change: Partial<BalanceView> = {}): BalanceView => ({
  userId: ada,
  seq,
  available: microCredits(1_000 - seq),
  held: microCredits(0),
  debt: microCredits(0),
  low: false,
  frozen: false,
  buckets: [],
  planCredits: microCredits(1_000),
  overage: { on: false, left: microCredits(0) },
  awaitingPayment: false,
  suspendedFor: [],
  lowSince: null,
  forecast: { outcome: 'unknown' },
  ...change,
})

const amounts = (seq: number, change: Partial<BalanceView> = {}): Amounts =>
  amountsOf(view(seq, change))

/** A browser of one user: tabs that share channels, a server that answers what it is told to, eyes that come and go. */
function browser() {
  const channels = new Map<string, Set<(message: TabMessage) => void>>()
  const watchers = new Set<() => void>()
  const world = {
    visible: true,
    online: true,
    answer: (): BalanceAnswer | Promise<BalanceAnswer> => null,
    asked: 0,
    strangers: 0,
    /** Tells the tabs that something about the window has changed. */
    changed: () => watchers.forEach((watcher) => watcher()),
  }
  const attention: Attention = {
    isVisible: () => world.visible,
    isOnline: () => world.online,
    watch: (watcher) => {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
  }
  const tab = (initial: BalanceView) => {
    const store = balanceStore(initial, {
      attention,
      ask: async () => {
        world.asked += 1
        return world.answer()
      },
      onStranger: () => (world.strangers += 1),
      openChannel: (userId, onMessage) => {
        const others = channels.get(userId) ?? new Set()
        channels.set(userId, others.add(onMessage))
        return {
          post: (message) => {
            for (const other of others) if (other !== onMessage) other(structuredClone(message))
          },
          close: () => void others.delete(onMessage),
        }
      },
    })
    return Object.assign(store, { stop: store.start() })
  }
  return { world, tab }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('the order of readings', () => {
  test('an older one that arrives late is not taken', () => {
    const tab = browser().tab(view(5))
    tab.take(amounts(7))
    tab.take(amounts(6))
    tab.take(view(6))
    expect(tab.read().balance).toMatchObject({ seq: 7, available: 993 })
  })

  test('between two entries the one with more held is the later', () => {
    const tab = browser().tab(view(5))
    tab.take(amounts(5, { available: microCredits(900), held: microCredits(95) }))
    tab.take(amounts(5, { available: microCredits(950), held: microCredits(45) }))
    expect(tab.read().balance).toMatchObject({ available: 900, held: 95 })
    tab.take(amounts(6, { available: microCredits(980), held: microCredits(0) }))
    expect(tab.read().balance).toMatchObject({ available: 980, held: 0 })
  })

  test('whatever the order of arrival, the end is the same', () => {
    const readings = [
      amounts(6),
      amounts(6, { held: microCredits(10), available: microCredits(984) }),
      amounts(7),
      amounts(9),
    ]
    const orders = readings.flatMap((_, turn) => [
      [...readings.slice(turn), ...readings.slice(0, turn)],
      [...readings.slice(turn), ...readings.slice(0, turn)].toReversed(),
    ])
    for (const order of orders) {
      const tab = browser().tab(view(5))
      for (const reading of order) tab.take(reading)
      expect(amountsOf(tab.read().balance)).toEqual(amounts(9))
    }
  })

  test('a suspension is no entry, and is seen all the same', () => {
    const tab = browser().tab(view(5))
    tab.take(amounts(5, { frozen: true }))
    expect(tab.read().balance.frozen).toBe(true)
  })

  test('an answer that was asked for before a charge does not undo it', async () => {
    const { world, tab } = browser()
    const page = tab(view(5))
    let reply = (_answer: BalanceAnswer) => {}
    world.answer = () => new Promise((resolve) => (reply = resolve))
    const refreshed = page.refresh()
    page.take(amounts(8))
    reply(view(5))
    await refreshed
    expect(page.read().balance.seq).toBe(8)
  })
})

describe('between tabs', () => {
  test('what one learns, the other shows, and it is not sent round again', () => {
    const { tab } = browser()
    const [one, other] = [tab(view(5)), tab(view(5))]
    const heard = vi.fn<() => void>()
    one.subscribe(heard)
    other.take(amounts(6))
    expect(one.read().balance).toMatchObject({ seq: 6, available: 994 })
    expect(heard).toHaveBeenCalledTimes(1)
  })

  test('a page that comes with something newer tells the others', () => {
    const { tab } = browser()
    const one = tab(view(5))
    tab(view(6))
    expect(one.read().balance.seq).toBe(6)
  })

  test('a tab that knows more does not go back', () => {
    const { tab } = browser()
    const [one, other] = [tab(view(9)), tab(view(5))]
    other.take(amounts(6))
    expect(one.read().balance.seq).toBe(9)
  })

  test('another user’s tab hears nothing', () => {
    const { world, tab } = browser()
    const adas = tab(view(5))
    const bobs = tab(view(1, { userId: 'bob', available: microCredits(7) }))
    bobs.take(amounts(2, { userId: 'bob', available: microCredits(3) }))
    expect(adas.read().balance).toMatchObject({ userId: ada, seq: 5 })
    expect(world.strangers).toBe(0)
  })

  test.each([
    null,
    'amounts',
    { kind: 'amounts' },
    { kind: 'amounts', amounts: { ...amounts(6), available: '994' } },
    { kind: 'amounts', amounts: { ...amounts(6), available: -1 } },
    { kind: 'amounts', amounts: { ...amounts(6), seq: undefined } },
    { kind: 'amounts', amounts: { ...amounts(6), userId: 1 } },
    { kind: 'something newer', amounts: amounts(6) },
  ])('a message that is none is not understood: %j', (data) => {
    expect(parseTabMessage(data)).toBeNull()
  })

  test('only what is known of a message gets through', () => {
    const message = { kind: 'amounts', amounts: { ...amounts(6), planCredits: 1e9 }, more: true }
    expect(parseTabMessage(message)).toEqual({ kind: 'amounts', amounts: amounts(6) })
    expect(parseTabMessage({ kind: 'payment expected', more: true })).toEqual({
      kind: 'payment expected',
    })
  })

  test('a closed tab hears nothing more', () => {
    const { tab } = browser()
    const [one, other] = [tab(view(5)), tab(view(5))]
    one.stop()
    other.take(amounts(6))
    expect(one.read().balance.seq).toBe(5)
  })
})

describe('another session', () => {
  test('another user’s balance is not shown, and the page is given up', async () => {
    const { world, tab } = browser()
    const [page, sibling] = [tab(view(5)), tab(view(5))]
    world.answer = () => view(9, { userId: 'bob' })
    await page.refresh()
    page.take(amounts(9, { userId: 'bob' }))
    expect(page.read().balance).toEqual(view(5))
    expect(sibling.read().balance).toEqual(view(5))
    expect(world.strangers).toBe(2)
  })

  test('so it is when nobody is signed in any more', async () => {
    const { world, tab } = browser()
    const page = tab(view(5))
    world.answer = () => 'stranger'
    await page.refresh()
    expect(world.strangers).toBe(1)
  })
})

describe('asking the server', () => {
  test('nobody asks while nothing is awaited', async () => {
    const { world, tab } = browser()
    tab(view(5))
    await wait(3_600_000)
    expect(world.asked).toBe(0)
  })

  test('while a payment is awaited it is asked ever more slowly, until it has arrived', async () => {
    const { world, tab } = browser()
    const page = tab(view(5, { awaitingPayment: true }))
    world.answer = () => view(5, { awaitingPayment: true })
    const askedAt: number[] = []
    for (let second = 1; second <= 1_200; second += 1) {
      const before = world.asked
      await wait(1_000)
      if (world.asked > before) askedAt.push(second)
    }
    const waits = askedAt.map((at, index) => at - (askedAt[index - 1] ?? 0))
    expect(waits[0]).toBe(1)
    expect(waits.slice(0, 10)).toEqual(waits.slice(0, 10).toSorted((a, b) => a - b))
    expect(Math.max(...waits)).toBe(60)

    world.answer = () => view(6, { available: microCredits(250_000) })
    await wait(60_000)
    expect(page.read().balance).toMatchObject({ seq: 6, available: 250_000 })
    const { asked } = world
    await wait(3_600_000)
    expect(world.asked).toBe(asked)
  })

  test('an open payment page is known to the other tabs, whose waits begin anew', async () => {
    const { world, tab } = browser()
    const [buying, other] = [tab(view(5)), tab(view(5))]
    world.answer = () => view(5, { awaitingPayment: true })
    buying.expectPayment()
    buying.stop()
    await wait(1_000)
    expect(world.asked).toBe(1)
    world.answer = () => view(6)
    await wait(2_000)
    expect(other.read().balance.seq).toBe(6)
  })

  test('it rests while the page is hidden, and asks at once when it is looked at again', async () => {
    const { world, tab } = browser()
    tab(view(5, { awaitingPayment: true }))
    world.answer = () => view(5, { awaitingPayment: true })
    world.visible = false
    world.changed()
    await wait(600_000)
    expect(world.asked).toBe(0)
    world.visible = true
    world.changed()
    expect(world.asked).toBe(1)
    await wait(1_000)
    expect(world.asked).toBe(2)
  })

  test('several signs of return are one question', async () => {
    const { world, tab } = browser()
    tab(view(5))
    world.answer = () => view(5)
    world.changed()
    world.changed()
    world.changed()
    await wait(10_000)
    expect(world.asked).toBe(1)
  })

  test('it rests while somebody else asks, and goes on after', async () => {
    const { world, tab } = browser()
    const page = tab(view(5, { awaitingPayment: true }))
    world.answer = () => view(5, { awaitingPayment: true })
    const handBack = page.standIn()
    await wait(600_000)
    expect(world.asked).toBe(0)
    handBack()
    await wait(1_000)
    expect(world.asked).toBe(1)
  })

  test('amounts alone are followed by a look at the buckets', async () => {
    const { world, tab } = browser()
    const page = tab(view(5))
    world.answer = () => view(7, { planCredits: microCredits(2_000) })
    page.take(amounts(7))
    expect(page.read().balance.planCredits).toBe(1_000)
    await wait(1_000)
    expect(page.read().balance.planCredits).toBe(2_000)
    await wait(600_000)
    expect(world.asked).toBe(1)
  })

  test('a refresh during a question is answered by a later one', async () => {
    const { world, tab } = browser()
    const page = tab(view(5))
    const replies: ((answer: BalanceAnswer) => void)[] = []
    world.answer = () => new Promise((resolve) => replies.push(resolve))
    const first = page.refresh()
    const second = page.refresh()
    const third = page.refresh()
    replies[0]?.(view(5))
    await first
    await wait(0)
    expect(world.asked).toBe(2)
    replies[1]?.(view(6))
    await Promise.all([second, third])
    expect(page.read().balance.seq).toBe(6)
    expect(world.asked).toBe(2)
  })
})

describe('without a connection', () => {
  test('the balance is marked as not current until the server has answered again', async () => {
    const { world, tab } = browser()
    const page = tab(view(5))
    world.online = false
    world.changed()
    expect(page.read()).toEqual({ balance: view(5), current: false })
    await wait(600_000)
    expect(world.asked).toBe(0)

    let reply = (_answer: BalanceAnswer) => {}
    world.answer = () => new Promise((resolve) => (reply = resolve))
    world.online = true
    world.changed()
    expect(page.read().current).toBe(false)
    reply(view(6))
    await wait(0)
    expect(page.read()).toEqual({ balance: view(6), current: true })
  })

  test('so it is when the connection went before the page had woken up', async () => {
    const { world, tab } = browser()
    world.online = false
    const page = tab(view(1))
    expect(page.read().current).toBe(false)
    world.online = true
    world.answer = () => view(2)
    world.changed()
    await wait(0)
    expect(page.read()).toMatchObject({ current: true, balance: { seq: 2 } })
  })

  test('a server that does not answer is asked again by itself', async () => {
    const { world, tab } = browser()
    const page = tab(view(5))
    await page.refresh()
    expect(page.read().current).toBe(false)
    world.answer = () => view(5)
    await wait(1_000)
    expect(page.read().current).toBe(true)
  })
})

describe('overage', () => {
  const onAccount = (own: number, left: number) => ({
    available: microCredits(own),
    overage: { on: true, left: microCredits(left) },
  })

  test('is no part of what is shown; what is spent comes out of the own credits first', () => {
    const tab = browser().tab(view(5, onAccount(100, 400)))
    expect(tab.read().balance).toMatchObject({ available: 100, low: false })
    // The chat's stream says both in one.
    tab.take(amounts(6, { available: microCredits(430) }))
    expect(tab.read().balance).toMatchObject({ available: 30, low: false })
    tab.take(amounts(7, { available: microCredits(350) }))
    expect(tab.read().balance).toMatchObject({ available: 0, low: true })
  })

  test('that opens is not taken for credits of one’s own, not for a moment', async () => {
    const { world, tab } = browser()
    const page = tab(view(5, onAccount(10, 0)))
    world.answer = () => view(7, onAccount(0, 990))
    page.take(amounts(7, { available: microCredits(990) }))
    expect(page.read().balance.available).toBe(10)
    await wait(1_000)
    expect(page.read().balance).toMatchObject({ available: 0, overage: { left: 990 } })
  })

  test('is told apart in every tab', () => {
    const { tab } = browser()
    const [one, other] = [tab(view(5, onAccount(100, 400))), tab(view(5, onAccount(100, 400)))]
    one.take(view(6, onAccount(60, 400)))
    expect(other.read().balance.available).toBe(60)
  })
})
