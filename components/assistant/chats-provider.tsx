'use client'

import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react'
import type { ChatPage, ChatSummary } from '@/lib/ai/chats'

type ChatsValue = {
  chats: readonly ChatSummary[]
  /** A message was sent in this chat: it comes first, and is listed from its first message on. */
  touch: (id: string, title: string) => void
  rename: (id: string, title: string) => void
  remove: (id: string) => void
  /** Reads the next older chats; answers whether the server could be reached. `undefined`: these are all. */
  readOlder: (() => Promise<boolean>) | undefined
}

const ChatsContext = createContext<ChatsValue | null>(null)

async function fetchPage(cursor: string): Promise<ChatPage | null> {
  const query = new URLSearchParams({ cursor })
  const response = await fetch(`/api/chats?${query}`, { cache: 'no-store' }).catch(() => null)
  return response?.ok ? ((await response.json()) as ChatPage) : null
}

/**
 * The list beside the chat. The server's at first, kept here afterwards: rendering the route again while an answer streams
 * would take the stream away from under it.
 */
export function ChatsProvider({ initial, children }: { initial: ChatPage; children: ReactNode }) {
  const [chats, setChats] = useState<readonly ChatSummary[]>(initial.chats)
  const [nextCursor, setNextCursor] = useState(initial.nextCursor)

  const touch = useCallback((id: string, title: string) => {
    setChats((known) => {
      const chat = known.find((candidate) => candidate.id === id)
      const updatedAt = new Date().toISOString()
      return [{ id, title: chat?.title ?? title, updatedAt }, ...known.filter((c) => c.id !== id)]
    })
  }, [])
  const rename = useCallback((id: string, title: string) => {
    setChats((known) => known.map((chat) => (chat.id === id ? { ...chat, title } : chat)))
  }, [])
  const remove = useCallback((id: string) => {
    setChats((known) => known.filter((chat) => chat.id !== id))
  }, [])

  const readOlder = useMemo(
    () =>
      nextCursor === null
        ? undefined
        : async () => {
            const page = await fetchPage(nextCursor)
            if (!page) return false
            // One of them may stand here already: a link led to it, and something was asked there.
            setChats((known) => [
              ...known,
              ...page.chats.filter((older) => !known.some(({ id }) => id === older.id)),
            ])
            setNextCursor(page.nextCursor)
            return true
          },
    [nextCursor],
  )

  const value = useMemo(
    () => ({ chats, touch, rename, remove, readOlder }),
    [chats, touch, rename, remove, readOlder],
  )
  return <ChatsContext value={value}>{children}</ChatsContext>
}

export function useChats(): ChatsValue {
  const value = useContext(ChatsContext)
  if (!value) throw new Error('useChats needs a ChatsProvider above it')
  return value
}
