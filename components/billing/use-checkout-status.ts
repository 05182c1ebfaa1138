'use client'

import { useCallback, useEffect, useState } from 'react'
import type { BalanceView } from '@/lib/balance-view'
import type { PlanKey } from '@/lib/catalogue'

/** What `GET /api/checkout/[sessionId]` answers. `credits` are whole credits. */
export type CheckoutStatus = {
  status: 'pending' | 'paid' | 'failed' | 'expired'
  credits: number
  planKey?: PlanKey
  balance: Partial<BalanceView>
}

const FIRST_MS = 700
const GROWTH = 1.35
const MOST_MS = 8_000
/** After so many looks (about half a minute) waiting is said to be long; it goes on all the same. */
const LONG_AFTER = 12

/**
 * Looks again and again, ever more slowly, until the webhook has said what became of the checkout. `unreachable`: the last
 * look got no answer; the next one comes by itself.
 */
export function useCheckoutStatus(sessionId: string, initial: CheckoutStatus) {
  const [known, setKnown] = useState(initial)
  const [looks, setLooks] = useState(0)
  const [unreachable, setUnreachable] = useState(false)
  const settled = known.status !== 'pending'

  const look = useCallback(async () => {
    const response = await fetch(`/api/checkout/${encodeURIComponent(sessionId)}`, {
      cache: 'no-store',
    }).catch(() => null)
    setUnreachable(!response?.ok)
    if (response?.ok) setKnown((await response.json()) as CheckoutStatus)
    setLooks((count) => count + 1)
  }, [sessionId])

  useEffect(() => {
    if (settled) return
    const timer = setTimeout(() => void look(), Math.min(FIRST_MS * GROWTH ** looks, MOST_MS))
    return () => clearTimeout(timer)
  }, [settled, looks, look])

  return { known, unreachable, long: !settled && looks >= LONG_AFTER }
}
