import type { ReactNode } from 'react'
import { ChatList } from '@/components/assistant/chat-list'
import { ChatsProvider } from '@/components/assistant/chats-provider'
import { listChats } from '@/lib/ai/chats'
import { requireUser } from '@/lib/auth'

export default async function AssistantLayout({ children }: { children: ReactNode }) {
  const user = await requireUser('/assistant')
  return (
    <ChatsProvider initial={await listChats(user.id)}>
      <div className="flex min-h-0 flex-1" data-fills-frame="">
        {/* In the page's margin: its text begins where the header's does, so does the chat's end. */}
        <aside className="hidden w-[calc(var(--gutter)+14.5rem)] shrink-0 flex-col border-r border-rule pl-[calc(var(--gutter)-0.75rem)] lg:flex">
          <ChatList />
        </aside>
        <div className="min-w-0 flex-1">{children}</div>
      </div>
    </ChatsProvider>
  )
}
