'use client'

import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react'
import type { BalanceView } from '@/lib/balance-view'

type BalanceContextValue = {
  balance: BalanceView
  /** Takes what the server said: a whole view, or the part of it that came with an answer. Tells the other tabs. */
  setBalance: (change: Partial<BalanceView>) => void
  /** Asks the server. Keeps the last known balance when it cannot be reached. */
  refresh: () => Promise<void>
}

const BalanceContext = createContext<BalanceContextValue | null>(null)

type Message = { userId: string; change: Partial<BalanceView> }

type BalanceProviderProps = { userId: string; initial: BalanceView; children: ReactNode }

/** The signed-in user's balance on this page. The server's word only: nothing here is guessed ahead of an answer. */
export function BalanceProvider({ userId, initial, children }: BalanceProviderProps) {
  const [seed, setSeed] = useState(initial)
  const [balance, setLocal] = useState(initial)
  const channel = useRef<BroadcastChannel | null>(null)

  // A page rendered again on the server brings a newer reading.
  if (seed !== initial) {
    setSeed(initial)
    setLocal(initial)
  }

  useEffect(() => {
    const open = new BroadcastChannel('tollgate:balance')
    channel.current = open
    open.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data.userId === userId) setLocal((known) => ({ ...known, ...data.change }))
    })
    return () => {
      channel.current = null
      open.close()
    }
  }, [userId])

  const setBalance = useCallback(
    (change: Partial<BalanceView>) => {
      setLocal((known) => ({ ...known, ...change }))
      channel.current?.postMessage({ userId, change } satisfies Message)
    },
    [userId],
  )

  const refresh = useCallback(async () => {
    const response = await fetch('/api/balance', { cache: 'no-store' }).catch(() => null)
    if (response?.ok) setBalance((await response.json()) as BalanceView)
  }, [setBalance])

  // Somebody who comes back to a tab should not read yesterday's number.
  useEffect(() => {
    const onVisible = () => {
      if (document.visibilityState === 'visible') void refresh()
    }
    document.addEventListener('visibilitychange', onVisible)
    return () => document.removeEventListener('visibilitychange', onVisible)
  }, [refresh])

  const value = useMemo(() => ({ balance, setBalance, refresh }), [balance, setBalance, refresh])
  return <BalanceContext value={value}>{children}</BalanceContext>
}

export function useBalance(): BalanceContextValue {
  const value = useContext(BalanceContext)
  if (!value) throw new Error('useBalance needs a BalanceProvider above it')
  return value
}
