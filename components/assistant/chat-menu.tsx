'use client'

import { Pencil, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState, useTransition, type FormEvent, type ReactElement } from 'react'
import { Button } from '@/components/ui/button'
import { DeleteDialog } from '@/components/ui/delete-dialog'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { reaching } from '@/components/ui/reaching'
import { deleteChatAction, renameChatAction } from '@/lib/ai/actions'
import type { ChatSummary } from '@/lib/ai/chats'
import { useChats } from './chats-provider'

type Props = { chat: ChatSummary; current: boolean; trigger: ReactElement; defaultOpen: boolean }

/** What can be done with a chat of the list. */
export function ChatMenu({ chat, current, trigger, defaultOpen }: Props) {
  const [asking, setAsking] = useState<'rename' | 'delete' | null>(null)
  const close = () => setAsking(null)
  return (
    <>
      <DropdownMenu defaultOpen={defaultOpen}>
        <DropdownMenuTrigger asChild>{trigger}</DropdownMenuTrigger>
        <DropdownMenuContent className="min-w-36">
          <DropdownMenuItem onSelect={() => setAsking('rename')}>
            <Pencil aria-hidden="true" />
            Rename
          </DropdownMenuItem>
          <DropdownMenuItem tone="danger" onSelect={() => setAsking('delete')}>
            <Trash2 aria-hidden="true" />
            Delete
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <Dialog open={asking === 'rename'} onOpenChange={close}>
        <RenameDialog chat={chat} onDone={close} />
      </Dialog>
      <Dialog open={asking === 'delete'} onOpenChange={close}>
        <DeleteChat chat={chat} current={current} onDone={close} />
      </Dialog>
    </>
  )
}

function RenameDialog({ chat, onDone }: { chat: ChatSummary; onDone: () => void }) {
  const { rename } = useChats()
  const [problem, setProblem] = useState<string>()
  const [pending, start] = useTransition()

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const title = String(new FormData(event.currentTarget).get('title') ?? '')
    start(async () => {
      const state = await reaching(() => renameChatAction({ id: chat.id, title }))
      if (state.status === 'error') {
        setProblem(state.fieldErrors?.['title']?.[0] ?? state.message)
        return
      }
      rename(chat.id, title.trim())
      onDone()
    })
  }

  return (
    <DialogContent title="Rename chat">
      <form onSubmit={submit}>
        <Field label="Name" error={problem}>
          <Input name="title" defaultValue={chat.title} maxLength={80} required />
        </Field>
        <DialogFooter>
          <Button variant="ghost" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" pending={pending}>
            Rename
          </Button>
        </DialogFooter>
      </form>
    </DialogContent>
  )
}

function DeleteChat({
  chat,
  current,
  onDone,
}: {
  chat: ChatSummary
  current: boolean
  onDone: () => void
}) {
  const { remove } = useChats()
  const router = useRouter()
  return (
    <DeleteDialog
      title="Delete this chat?"
      description={`“${chat.title}” and its messages are gone for good. What they cost stays on your statement.`}
      remove={() => deleteChatAction({ id: chat.id })}
      onDone={onDone}
      onDeleted={() => {
        remove(chat.id)
        if (current) router.push('/assistant')
      }}
    />
  )
}
