'use client'

import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useState, type ReactElement } from 'react'
import { Button } from '@/components/ui/button'
import { ChatList } from './chat-list'

type Props = { trigger: ReactElement; defaultOpen: boolean }

export function ChatDrawerPanel({ trigger, defaultOpen }: Props) {
  const [open, setOpen] = useState(defaultOpen)
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>{trigger}</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 bg-[oklch(0.2_0.02_170/38%)] data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0 dark:bg-[oklch(0.08_0.01_170/66%)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-[min(20rem,85vw)] flex-col border-r border-rule bg-paper shadow-lift outline-none data-[state=closed]:animate-out data-[state=closed]:slide-out-to-left data-[state=open]:animate-in data-[state=open]:slide-in-from-left"
        >
          <div className="flex h-12 items-center justify-between pr-2 pl-5.5">
            <Dialog.Title className="text-sm font-medium">Chats</Dialog.Title>
            <Dialog.Close asChild>
              <Button variant="ghost" size="icon" aria-label="Close" className="text-soft">
                <X aria-hidden="true" />
              </Button>
            </Dialog.Close>
          </div>
          <ChatList onNavigate={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
