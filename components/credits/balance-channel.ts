import { parseTabMessage, type TabMessage } from './balance-reading'

export type TabChannel = { post(message: TabMessage): void; close(): void }

/** Between the tabs of one user in one browser: the name is the user's, so another user's tab is not on it. */
export function openTabChannel(
  userId: string,
  onMessage: (message: TabMessage) => void,
): TabChannel {
  const channel = new BroadcastChannel(`tollgate:balance:${userId}`)
  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = parseTabMessage(data)
    if (message) onMessage(message)
  })
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has one origin, a window has not
    post: (message) => channel.postMessage(message),
    close: () => channel.close(),
  }
}
