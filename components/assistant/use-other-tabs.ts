'use client'

import { useCallback, useEffect, useRef } from 'react'

/**
 * Listens for what the other tabs of this browser do to a chat, and for the page coming back into view: from another device, or
 * from a payment page, something may have happened meanwhile. Answers what tells the others.
 */
export function useOtherTabs(chatId: string, onChange: () => Promise<void>): () => void {
  const channel = useRef<BroadcastChannel>(undefined)
  useEffect(() => {
    const others = new BroadcastChannel(`tollgate:chat:${chatId}`)
    channel.current = others
    const look = () => void onChange()
    const onVisible = () => {
      if (document.visibilityState === 'visible') look()
    }
    const onShown = ({ persisted }: PageTransitionEvent) => {
      if (persisted) look()
    }
    others.addEventListener('message', look)
    document.addEventListener('visibilitychange', onVisible)
    window.addEventListener('pageshow', onShown)
    return () => {
      others.close()
      document.removeEventListener('visibilitychange', onVisible)
      window.removeEventListener('pageshow', onShown)
    }
  }, [chatId, onChange])
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin, a window has not
  return useCallback(() => channel.current?.postMessage('changed'), [])
}
