'use client'

import { useCallback, useSyncExternalStore } from 'react'

const RESUME = 'tollgate:unsent'

const listeners = new Set<() => void>()

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function write(key: string, value: string): void {
  if (value) sessionStorage.setItem(key, value)
  else sessionStorage.removeItem(key)
  listeners.forEach((listener) => listener())
}

/** A text in the tab's session storage: it outlives a reload, and the way to the payment page and back. */
const useKept = (key: string): string =>
  useSyncExternalStore(
    subscribe,
    () => sessionStorage.getItem(key) ?? '',
    () => '',
  )

/** The text in a chat's composer until it is sent. `chat` is `new` until the chat has an address. */
export function useDraft(userId: string, chat: string) {
  const key = `tollgate:draft:${userId}:${chat}`
  const set = useCallback((text: string) => write(key, text), [key])
  return [useKept(key), set] as const
}

/** Before leaving for the payment page: remembers where the user was, and so where the unsent message is. */
export const rememberUnsent = (path: string) => write(RESUME, path)

export const forgetUnsent = () => write(RESUME, '')

/** Where the user left for the payment page; empty when nowhere. */
export const useUnsent = () => useKept(RESUME)
