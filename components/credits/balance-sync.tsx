'use client'

import { useEffect } from 'react'
import type { BalanceView } from '@/lib/balance-view'
import { useBalanceStore } from './balance-provider'

/** Passes on the balance a page has just read: a page change does not draw the frame, and so the header, again. */
export function BalanceSync({ balance }: { balance: BalanceView }) {
  const store = useBalanceStore()
  useEffect(() => store.take(balance), [balance, store])
  return null
}
