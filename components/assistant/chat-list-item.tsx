'use client'

import { Ellipsis } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { lateMenu } from '@/components/ui/late-menu'
import type { ChatSummary } from '@/lib/ai/chats'

const Menu = lateMenu(async () => (await import('./panels')).ChatMenu)

type Props = { chat: ChatSummary; current: boolean; onNavigate?: () => void }

export function ChatListItem({ chat, current, onNavigate }: Props) {
  return (
    <li
      className={cn(
        'group flex items-center rounded-md',
        current ? 'bg-accent-wash' : 'focus-within:bg-sunken hover:bg-sunken',
      )}
    >
      <Link
        href={`/assistant/${chat.id}`}
        aria-current={current ? 'page' : undefined}
        onClick={onNavigate}
        className="min-w-0 flex-1 truncate rounded-md px-2.5 py-2 text-sm"
      >
        {chat.title}
      </Link>
      <Menu
        chat={chat}
        current={current}
        trigger={
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Rename or delete “${chat.title}”`}
            className="size-8 text-soft focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-fine:opacity-0 pointer-fine:group-hover:opacity-100"
          >
            <Ellipsis aria-hidden="true" />
          </Button>
        }
      />
    </li>
  )
}
