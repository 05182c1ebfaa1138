'use client'

import { WifiOff } from 'lucide-react'
import { useSyncExternalStore } from 'react'

function subscribe(notify: () => void) {
  window.addEventListener('online', notify)
  window.addEventListener('offline', notify)
  return () => {
    window.removeEventListener('online', notify)
    window.removeEventListener('offline', notify)
  }
}

/** Said while the browser has no connection; gone by itself when it is back. */
export function OfflineNotice() {
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  )
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 top-[calc(var(--banner)+var(--header)+0.75rem)] z-40 px-4"
    >
      {!online && (
        <p className="mx-auto flex w-fit items-center gap-2.5 rounded-md border border-rule bg-raised px-4 py-2 text-sm text-pretty shadow-lift">
          <WifiOff className="size-4 text-warn" aria-hidden="true" />
          You are offline. Nothing new is sent or charged; an answer under way goes on.
        </p>
      )}
    </div>
  )
}
