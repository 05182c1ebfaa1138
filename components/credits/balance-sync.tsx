'use client'

import { useEffect } from 'react'
import type { BalanceView } from '@/lib/balance-view'
import { useBalance } from './balance-provider'

/** Passes the balance a page has just read on to the meter in the header, which a page change does not draw again. */
export function BalanceSync({ balance }: { balance: BalanceView }) {
  const { setBalance } = useBalance()
  useEffect(() => setBalance(balance), [balance, setBalance])
  return null
}
