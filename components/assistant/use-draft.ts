'use client'

import { useCallback, useSyncExternalStore } from 'react'

const RESUME = 'tollgate:unsent'

const listeners = new Set<() => void>()

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const keyOf = (userId: string, chat: string) => `tollgate:draft:${userId}:${chat}`

const kept = (key: string): string => sessionStorage.getItem(key) ?? ''

function write(key: string, value: string): void {
  if (value) sessionStorage.setItem(key, value)
  else sessionStorage.removeItem(key)
  listeners.forEach((listener) => listener())
}

/** A text in the tab's session storage: it outlives a reload, and the way to the payment page and back. */
const useKept = (key: string): string =>
  useSyncExternalStore(
    subscribe,
    () => kept(key),
    () => '',
  )

/** The text in a chat's composer until it is sent. `chat` is `new` until the chat has an address. */
export function useDraft(userId: string, chat: string) {
  const key = keyOf(userId, chat)
  const set = useCallback(
    (next: string | ((typed: string) => string)) =>
      write(key, typeof next === 'string' ? next : next(kept(key))),
    [key],
  )
  return [useKept(key), set] as const
}

/** A new chat has got its address: what was typed meanwhile goes along. */
export function moveDraft(userId: string, chat: string) {
  write(keyOf(userId, chat), kept(keyOf(userId, 'new')))
  write(keyOf(userId, 'new'), '')
}

/** Before leaving for the payment page: remembers where the user was, and so where the unsent message is. */
export const rememberUnsent = (path: string) => write(RESUME, path)

export const forgetUnsent = () => write(RESUME, '')

/** Where the user left for the payment page; empty when nowhere. */
export const useUnsent = () => useKept(RESUME)
