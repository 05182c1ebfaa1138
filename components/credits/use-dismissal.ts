'use client'

import { useCallback, useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()

function subscribe(listener: () => void) {
  listeners.add(listener)
  // Said in another tab.
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

/**
 * Whether this user has put away the notice about this crossing, in this browser; and how to. Only the latest crossing is
 * kept: an earlier one does not come back. Before the browser is asked, on the server, nothing is shown.
 */
export function useDismissal(userId: string, crossing: string): readonly [boolean, () => void] {
  const key = `tollgate:low-dismissed:${userId}`
  const dismissed = useSyncExternalStore(
    subscribe,
    () => localStorage.getItem(key) === crossing,
    () => true,
  )
  const dismiss = useCallback(() => {
    localStorage.setItem(key, crossing)
    for (const listener of listeners) listener()
  }, [key, crossing])
  return [dismissed, dismiss]
}
