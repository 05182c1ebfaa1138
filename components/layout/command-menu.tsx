'use client'

import { useEffect, useState } from 'react'
import { Dialog, DialogContent } from '@/components/ui/dialog'
import type * as Lists from './command-lists'
import { onOpenCommands, type CommandsView } from './commands'
import { useKeys } from './use-keys'

/** ⌘K: the command menu, and the list of keys behind `?`. What is in them is loaded when the first is opened. */
export function CommandMenu() {
  const [view, setView] = useState<CommandsView | null>(null)
  const [lists, setLists] = useState<typeof Lists>()
  useKeys()
  useEffect(() => {
    // Opened when it is there: a dialog that was empty first would not have the focus where one types.
    const open = async (wanted: CommandsView) => {
      setLists(await import('./command-lists'))
      setView(wanted)
    }
    return onOpenCommands((wanted) => void open(wanted))
  }, [])
  const close = () => setView(null)
  if (!lists) return null
  return (
    <>
      <Dialog open={view === 'menu'} onOpenChange={close}>
        <DialogContent title="Command menu" look="plain">
          <lists.Commands done={close} showKeys={() => setView('keys')} />
        </DialogContent>
      </Dialog>
      <Dialog open={view === 'keys'} onOpenChange={close}>
        <DialogContent title="Keys">
          <lists.Keys />
        </DialogContent>
      </Dialog>
    </>
  )
}
