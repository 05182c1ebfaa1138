'use client'

import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react'
import type { ChatSummary } from '@/lib/ai/chats'

type ChatsValue = {
  chats: readonly ChatSummary[]
  /** A message was sent in this chat: it comes first, and is listed from its first message on. */
  touch: (id: string, title: string) => void
  rename: (id: string, title: string) => void
  remove: (id: string) => void
}

const ChatsContext = createContext<ChatsValue | null>(null)

/**
 * The list beside the chat. The server's at first, kept here afterwards: rendering the route again while an answer streams
 * would take the stream away from under it.
 */
export function ChatsProvider({
  initial,
  children,
}: {
  initial: ChatSummary[]
  children: ReactNode
}) {
  const [chats, setChats] = useState<readonly ChatSummary[]>(initial)

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

  const value = useMemo(() => ({ chats, touch, rename, remove }), [chats, touch, rename, remove])
  return <ChatsContext value={value}>{children}</ChatsContext>
}

export function useChats(): ChatsValue {
  const value = useContext(ChatsContext)
  if (!value) throw new Error('useChats needs a ChatsProvider above it')
  return value
}
