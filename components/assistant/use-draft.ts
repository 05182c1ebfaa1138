'use client'

import {
  useCallback,
  useEffectEvent,
  useLayoutEffect,
  useSyncExternalStore,
  type RefObject,
} from 'react'

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

export type SetDraft = (next: string | ((typed: string) => string)) => void

/** The text in a chat's composer until it is sent. `chat` is `new` until the chat has an address. */
export function useDraft(userId: string, chat: string) {
  const key = keyOf(userId, chat)
  const set: SetDraft = useCallback(
    (next) => write(key, typeof next === 'string' ? next : next(kept(key))),
    [key],
  )
  return [useKept(key), set] as const
}

/**
 * Takes over what was typed before the page's scripts had come: it stands in the field, and React would put there what it knows
 * instead.
 */
export function useEarlyTyping(
  ref: RefObject<HTMLTextAreaElement | null>,
  draft: string,
  setDraft: SetDraft,
) {
  const take = useEffectEvent(() => {
    const field = ref.current
    const early = field?.value
    if (!early || early === draft) return
    setDraft((known) => {
      const whole = known && known !== early ? `${known}\n\n${early}` : early
      // At once: the next letter may be on its way already, and what it is typed into is what counts.
      field.value = whole
      return whole
    })
  })
  useLayoutEffect(() => take(), [])
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
