'use client'

import { useTransition } from 'react'
import type { ActionState } from '@/lib/action'
import { Button } from './button'
import { DialogContent, DialogFooter } from './dialog'
import { reaching } from './reaching'
import { toastError } from './toaster'

type Props = {
  title: string
  /** What goes, and what stays. */
  description: string
  remove: () => Promise<ActionState<void>>
  onDone: () => void
  onDeleted: () => void
}

/** Asks once more before something goes for good; the content of a `Dialog`. */
export function DeleteDialog({ title, description, remove, onDone, onDeleted }: Props) {
  const [pending, start] = useTransition()
  const submit = () =>
    start(async () => {
      const state = await reaching(remove)
      if (state.status === 'error') {
        void toastError(state.message)
        return
      }
      onDone()
      onDeleted()
    })
  return (
    <DialogContent title={title} description={description}>
      <DialogFooter>
        <Button variant="ghost" onClick={onDone}>
          Keep it
        </Button>
        <Button variant="danger" pending={pending} onClick={submit}>
          Delete
        </Button>
      </DialogFooter>
    </DialogContent>
  )
}
