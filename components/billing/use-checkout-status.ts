'use client'

import { useEffect, useRef, useState } from 'react'
import { browserAttention } from '@/components/credits/attention'
import { useBalanceStore } from '@/components/credits/balance-provider'
import type { BalanceReading } from '@/components/credits/balance-reading'
import { poller } from '@/components/credits/poller'
import type { PlanKey } from '@/lib/catalogue'

/** What `GET /api/checkout/[sessionId]` answers. `credits` are whole credits. */
export type CheckoutStatus = {
  status: 'pending' | 'paid' | 'failed' | 'expired'
  credits: number
  planKey?: PlanKey
  trial?: boolean
  balance: BalanceReading
}

const pace = { first: 700, growth: 1.35, most: 8_000 }
/** After so many looks (about half a minute) waiting is said to be long; it goes on all the same. */
const LONG_AFTER = 12

async function fetchStatus(sessionId: string): Promise<CheckoutStatus | 'signed out' | null> {
  try {
    const response = await fetch(`/api/checkout/${encodeURIComponent(sessionId)}`, {
      cache: 'no-store',
      signal: AbortSignal.timeout(15_000),
    })
    // 404: another user is signed in by now, whose checkout it is not.
    if (response.status === 401 || response.status === 404) return 'signed out'
    return response.ok ? ((await response.json()) as CheckoutStatus) : null
  } catch {
    return null
  }
}

/**
 * Looks again and again, ever more slowly, until the webhook has said what became of the checkout, and hands the balance that
 * comes with it to the page. `unreachable`: the last look got no answer; the next one comes by itself.
 */
export function useCheckoutStatus(sessionId: string, initial: CheckoutStatus) {
  const store = useBalanceStore()
  const [known, setKnown] = useState(initial)
  const [looks, setLooks] = useState(0)
  const [unreachable, setUnreachable] = useState(false)
  const pending = known.status === 'pending'
  const waiting = useRef(pending)

  useEffect(() => {
    if (!pending) return undefined
    const handBack = store.standIn()
    const { start } = poller({
      ask: async () => {
        const answer = await fetchStatus(sessionId)
        if (answer === 'signed out') {
          window.location.reload()
          return
        }
        setUnreachable(answer === null)
        setLooks((count) => count + 1)
        if (answer === null) return
        waiting.current = answer.status === 'pending'
        store.take(answer.balance)
        setKnown(answer)
      },
      wanted: () => waiting.current,
      attention: browserAttention,
      pace,
    })
    const stop = start()
    return () => {
      stop()
      handBack()
    }
  }, [pending, sessionId, store])

  useEffect(() => {
    if (pending) return
    store.take(known.balance)
    // A new plan has a new full bar, and nothing is awaited any more: only the balance route knows.
    void store.refresh()
  }, [pending, known, store])

  return { known, unreachable, long: pending && looks >= LONG_AFTER }
}
