'use client'

import {
  createContext,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react'
import type { BalanceView } from '@/lib/balance-view'
import { browserAttention } from './attention'
import { openTabChannel } from './balance-channel'
import {
  balanceStore,
  type BalanceAnswer,
  type BalanceState,
  type BalanceStore,
} from './balance-store'

const BalanceContext = createContext<BalanceStore | null>(null)

async function askServer(): Promise<BalanceAnswer> {
  try {
    const response = await fetch('/api/balance', {
      cache: 'no-store',
      signal: AbortSignal.timeout(15_000),
    })
    if (response.status === 401) return 'stranger'
    return response.ok ? ((await response.json()) as BalanceView) : null
  } catch {
    // Not reached, or broken off half-way: the page says so and asks again.
    return null
  }
}

const outside = {
  ask: askServer,
  openChannel: openTabChannel,
  attention: browserAttention,
  // The server then shows who is signed in now, or asks to sign in.
  onStranger: () => window.location.reload(),
}

/** Holds the signed-in user's balance for every part of the page. Give it the user as `key`: it is never handed on. */
export function BalanceProvider({
  initial,
  children,
}: {
  initial: BalanceView
  children: ReactNode
}) {
  const [store] = useState(() => balanceStore(initial, outside))
  useEffect(() => store.start(), [store])
  // A frame rendered again on the server brings another reading.
  useEffect(() => store.take(initial), [store, initial])
  return <BalanceContext value={store}>{children}</BalanceContext>
}

/** To tell the balance something. It stays the same object, so nothing is drawn again for it. */
export function useBalanceStore(): BalanceStore {
  const store = useContext(BalanceContext)
  if (!store) throw new Error('the balance needs a BalanceProvider above it')
  return store
}

/** The balance as it is now, and whether it can be trusted to be. */
export function useBalance(): BalanceState {
  const store = useBalanceStore()
  return useSyncExternalStore(store.subscribe, store.read, store.read)
}

const nobody = () => {}

/** Called when a payment page has been opened. Pages for strangers have no balance to wait for. */
export function useExpectPayment(): () => void {
  return useContext(BalanceContext)?.expectPayment ?? nobody
}
