import type { BalanceView } from '@/lib/balance-view'
import type { Attention } from './attention'
import type { openTabChannel, TabChannel } from './balance-channel'
import {
  amountsOf,
  apart,
  inOne,
  isEarlier,
  sameAmounts,
  type BalanceReading,
  type TabMessage,
} from './balance-reading'
import { poller } from './poller'

/** `stranger`: nobody is signed in any more; `null`: no answer. */
export type BalanceAnswer = BalanceReading | 'stranger' | null

export type BalanceState = {
  balance: BalanceView
  /** False while the server cannot be reached: the balance is the last one known. */
  current: boolean
}

type Outside = {
  ask: () => Promise<BalanceAnswer>
  openChannel: typeof openTabChannel
  attention: Attention
  /** The browser's session is no longer this user's: what this page shows is not for whoever sits there now. */
  onStranger: () => void
}

const pace = { first: 1_000, growth: 1.5, most: 60_000 }

export type BalanceStore = ReturnType<typeof balanceStore>

/**
 * The one balance of a page. It is the server's word only (nothing is guessed ahead of an answer) and never goes back: what
 * comes from the chat's stream, from other tabs, with a page or by asking is taken only if it is not earlier than what is known.
 */
export function balanceStore(initial: BalanceView, outside: Outside) {
  const { userId } = initial
  const listeners = new Set<() => void>()
  /** What is known, the user's own and what is left of overage in one, as every reading can be compared with. */
  let known = inOne(initial)
  let state: BalanceState = { balance: apart(known), current: true }
  /** The `seq` up to which the buckets are known, which do not come with every reading, and the last that was heard of. */
  let wholeUpTo = initial.seq
  let heardUpTo = initial.seq
  let standIns = 0
  let channel: TabChannel | undefined

  const set = (change: Partial<BalanceState>) => {
    if (change.balance) known = change.balance
    state = { ...state, ...change, balance: apart(known) }
    for (const listener of listeners) listener()
  }

  const wanted = () =>
    !state.current || wholeUpTo < heardUpTo || (state.balance.awaitingPayment && standIns === 0)

  /** Answers whether the amounts changed. */
  const merge = (said: BalanceReading): boolean => {
    const reading = inOne(said)
    if (reading.userId !== userId) {
      outside.onStranger()
      return false
    }
    if (isEarlier(reading, known)) return false
    heardUpTo = Math.max(heardUpTo, reading.seq)
    const whole = reading.buckets && reading.overage
    // Credits came, and nothing says whether they are the user's own or overage: the next whole reading does.
    const total = ({ available, held }: BalanceReading) => available + held
    if (!whole && known.overage.on && total(reading) > total(known)) return false
    if (whole) wholeUpTo = reading.seq
    const moved = !sameAmounts(reading, known)
    if (moved || reading.buckets) set({ balance: { ...known, ...reading } })
    return moved
  }

  const ask = async () => {
    const answer = await outside.ask()
    if (answer === 'stranger') outside.onStranger()
    else if (answer === null) set({ current: false })
    else {
      const moved = merge(answer)
      if (!state.current) set({ current: true })
      if (moved) tell(answer)
    }
  }
  const poll = poller({ ask, wanted, attention: outside.attention, pace })

  const tell = (reading: BalanceReading) =>
    channel?.post({ kind: 'amounts', amounts: amountsOf(inOne(reading)) })

  const awaitPayment = () => {
    set({ balance: { ...known, awaitingPayment: true } })
    poll.again()
  }

  const hear = (message: TabMessage) => {
    if (message.kind === 'payment expected') awaitPayment()
    else if (message.amounts.userId === userId) {
      merge(message.amounts)
      poll.again()
    }
  }

  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    read: () => state,

    /** Takes what the server said elsewhere (in a stream, with a page) and tells the other tabs. */
    take: (reading: BalanceReading): void => {
      if (merge(reading)) tell(reading)
      poll.again()
    },

    /** Asks the server now. */
    refresh: (): Promise<void> => poll.now(),

    /** A payment page was opened: the balance will change without anything being done in this tab. */
    expectPayment: (): void => {
      awaitPayment()
      channel?.post({ kind: 'payment expected' })
    },

    /** Somebody else asks what became of the payment, and passes it on. Answers how to hand back. */
    standIn: (): (() => void) => {
      standIns += 1
      return () => {
        standIns -= 1
        poll.again()
      }
    },

    /** Tells the other tabs what this page came with, and listens to them and the browser. Answers how to stop. */
    start: (): (() => void) => {
      channel = outside.openChannel(userId, hear)
      tell(state.balance)
      const noticeOffline = () => {
        if (!outside.attention.isOnline()) set({ current: false })
      }
      const unwatch = outside.attention.watch(noticeOffline)
      // The connection may have gone while the page's scripts were on their way.
      noticeOffline()
      const stop = poll.start()
      return () => {
        stop()
        unwatch()
        channel?.close()
        channel = undefined
      }
    },
  }
}
