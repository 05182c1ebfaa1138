'use client'

import { useSyncExternalStore } from 'react'

/** Whether a media query matches; `fallback` stands until the browser has been asked. */
export function useMedia(query: string, fallback = false): boolean {
  return useSyncExternalStore(
    (notify) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', notify)
      return () => list.removeEventListener('change', notify)
    },
    () => window.matchMedia(query).matches,
    () => fallback,
  )
}
