'use client'

import { SquarePen } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ChatListItem } from './chat-list-item'
import { useChats } from './chats-provider'

/** The user's chats, and the way to a new one. Beside the chat on a wide screen, in a drawer on a phone. */
export function ChatList({ onNavigate }: { onNavigate?: () => void }) {
  const { chats, readOlder } = useChats()
  const pathname = usePathname()
  return (
    <>
      <div className="p-3">
        <Button asChild variant="secondary" className="w-full justify-start">
          <Link href="/assistant" onClick={onNavigate}>
            <SquarePen aria-hidden="true" />
            New chat
          </Link>
        </Button>
      </div>
      <nav aria-label="Chats" className="min-h-0 flex-1 overflow-y-auto px-3 pb-4">
        {chats.length === 0 ? (
          <p className="px-2.5 py-1 text-sm text-soft">Your chats will be listed here.</p>
        ) : (
          <ul className="space-y-px">
            {chats.map((chat) => (
              <ChatListItem
                key={chat.id}
                chat={chat}
                current={pathname === `/assistant/${chat.id}`}
                onNavigate={onNavigate}
              />
            ))}
          </ul>
        )}
        {readOlder && <Older read={readOlder} />}
      </nav>
    </>
  )
}

function Older({ read }: { read: () => Promise<boolean> }) {
  const [pending, setPending] = useState(false)
  const [lost, setLost] = useState(false)
  const go = async () => {
    setPending(true)
    setLost(!(await read()))
    setPending(false)
  }
  return (
    <div className="mt-2">
      <Button
        variant="ghost"
        size="sm"
        className="w-full text-soft"
        pending={pending}
        onClick={() => void go()}
      >
        Older chats
      </Button>
      {lost && (
        <p role="alert" className="px-2.5 py-1 text-sm text-soft">
          The server could not be reached. Please try again.
        </p>
      )}
    </div>
  )
}
