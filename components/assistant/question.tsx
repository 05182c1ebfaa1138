'use client'

import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { AssistantMessage } from '@/lib/ai/messages'
import { QuestionEdit } from './question-edit'
import { QuestionFiles } from './question-files'
import { filesOf, textOf } from './question-parts'

type Props = {
  message: AssistantMessage
  /** How many messages came after it. */
  later: number
  /** Asks it in other words; not while an answer is being written. */
  onEdit: ((questionId: string, text: string) => void) | undefined
}

export function Question({ message, later, onEdit }: Props) {
  const [editing, setEditing] = useState(false)
  const text = textOf(message)
  const files = filesOf(message)
  if (editing && onEdit)
    return (
      <li>
        <span className="sr-only">You: </span>
        <QuestionFiles files={files} />
        <QuestionEdit
          text={text}
          later={later}
          onCancel={() => setEditing(false)}
          onSend={(edited) => onEdit(message.id, edited)}
        />
      </li>
    )
  return (
    <li className="group flex flex-col items-end">
      <span className="sr-only">You: </span>
      <QuestionFiles files={files} />
      <div className="flex w-full items-center justify-end gap-1">
        {onEdit && (
          <Button
            variant="ghost"
            size="icon"
            aria-label="Edit the question"
            className="size-8 text-soft opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
            onClick={() => setEditing(true)}
          >
            <Pencil aria-hidden="true" />
          </Button>
        )}
        <p className="max-w-[85%] rounded-xl rounded-br-sm bg-sunken px-4 py-2.5 break-words whitespace-pre-wrap">
          {text}
        </p>
      </div>
    </li>
  )
}
