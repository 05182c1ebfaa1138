/** Whether anybody can see what is asked for, and whether asking can succeed. */
export type Attention = {
  isVisible(): boolean
  isOnline(): boolean
  /** Calls back when somebody looks (again) or the connection came or went. Answers how to stop. */
  watch(listener: () => void): () => void
}

/** `pageshow`: a page that comes back from the browser's history wakes up as it was, however long ago that is. */
const onWindow = ['focus', 'online', 'offline', 'pageshow'] as const

export const browserAttention: Attention = {
  isVisible: () => document.visibilityState === 'visible',
  isOnline: () => navigator.onLine,
  watch(listener) {
    for (const event of onWindow) window.addEventListener(event, listener)
    document.addEventListener('visibilitychange', listener)
    return () => {
      for (const event of onWindow) window.removeEventListener(event, listener)
      document.removeEventListener('visibilitychange', listener)
    }
  },
}
